"""IC: the ICON messages on crying, one row for each person who cares for baby."""

from forms.conditions import both, one_of
from forms.declaring import choices, section
from forms.field_types import Narrative, OneOf, PersonRef, SeveralOf
from forms.holistic_visit.people_present import SOMEBODY_THERE
from forms.holistic_visit.words import (
    ADMINISTRATIVE,
    BEFORE_BIRTH_AND_EARLY,
    OPTIONAL,
    REPORTED,
    VALUE,
    VALUE_OR_REASON,
    WHEN_SHOWN,
    question,
)

SECTIONS = (
    section(
        "IC",
        "ICON: coping with crying",
        question(
            "icon_person",
            "Who is this about?",
            name="Caregiver",
            type=PersonRef(),
            kind=ADMINISTRATIVE,
            requirement=VALUE,
            contacts=BEFORE_BIRTH_AND_EARLY,
            show_if=SOMEBODY_THERE,
            hint="Each parent, and each person who looks after baby.",
        ),
        question(
            "icon_stage",
            "Which ICON contact is it?",
            name="ICON contact",
            type=OneOf(
                choices(
                    antenatal="Before birth",
                    before_hospital_discharge="Before leaving hospital",
                    community_midwife="By the community midwife",
                    hv_new_birth="At the new birth visit",
                    hv_crying_contact="At the contact about crying",
                    six_to_eight_week="At 6 to 8 weeks",
                    other="Another time",
                )
            ),
            kind=ADMINISTRATIVE,
            requirement=VALUE_OR_REASON,
            contacts=BEFORE_BIRTH_AND_EARLY,
            show_if=SOMEBODY_THERE,
        ),
        question(
            "icon_messages",
            "Which messages did you talk through?",
            name="ICON messages",
            type=SeveralOf(
                choices(
                    I_crying_is_normal="I: infant crying is normal, and it will stop",
                    C_comforting_can_help="C: comforting can sometimes help",
                    O_ok_to_walk_away_when_baby_safe="O: it is OK to walk away when baby is safe",
                    N_never_shake_or_hurt="N: never, ever shake or hurt a baby",
                )
            ),
            kind=ADMINISTRATIVE,
            requirement=VALUE_OR_REASON,
            contacts=BEFORE_BIRTH_AND_EARLY,
            show_if=SOMEBODY_THERE,
            core=True,
            hint="Tick only what this person heard.",
        ),
        question(
            "icon_how",
            "How did the messages reach them?",
            name="How ICON was given",
            type=OneOf(
                choices(
                    in_person="In person",
                    video="By video",
                    phone="By phone",
                    leaflet_only="Leaflet only",
                    passed_on_by_other_carer="Another carer will pass it on",
                    not_delivered="They did not",
                )
            ),
            kind=ADMINISTRATIVE,
            requirement=VALUE_OR_REASON,
            contacts=BEFORE_BIRTH_AND_EARLY,
            show_if=SOMEBODY_THERE,
            core=True,
            hint="A leaflet, or passing it on, does not count as given.",
        ),
        question(
            "icon_materials",
            "What did you leave or send?",
            name="ICON material",
            type=SeveralOf(
                choices(
                    leaflet="Leaflet",
                    easy_read="Easy read",
                    translated="Translation",
                    crying_curve="Crying curve",
                    film_link="Link to the film",
                    coping_plan="Coping plan",
                    text_link="Link by text message",
                    none="Nothing",
                ),
                exclusive=("none",),
            ),
            kind=ADMINISTRATIVE,
            requirement=OPTIONAL,
            contacts=BEFORE_BIRTH_AND_EARLY,
            show_if=SOMEBODY_THERE,
        ),
        question(
            "icon_said_back",
            "What did they say they would do?",
            name="ICON plan, said back",
            type=Narrative(300),
            kind=REPORTED,
            requirement=OPTIONAL,
            contacts=BEFORE_BIRTH_AND_EARLY,
            show_if=both(SOMEBODY_THERE, one_of("icon_how", "in_person", "video", "phone")),
            hint="Ask for the plan in their own words.",
        ),
        question(
            "icon_not_done_why",
            "Why not, and when will it be done?",
            name="Why ICON was not given",
            type=Narrative(300),
            kind=ADMINISTRATIVE,
            requirement=WHEN_SHOWN,
            contacts=BEFORE_BIRTH_AND_EARLY,
            show_if=both(
                SOMEBODY_THERE,
                one_of("icon_how", "leaflet_only", "passed_on_by_other_carer", "not_delivered"),
            ),
        ),
        note="One entry for each person who cares for baby, men as well as women.",
        group="icon",
        row_name="Caregiver",
        minimum_rows=1,
    ),
)
