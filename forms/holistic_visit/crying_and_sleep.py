"""CS: crying and safer sleep."""

from forms.conditions import one_of
from forms.declaring import choices, section
from forms.field_types import Narrative, OneOf, PeopleRef, SeveralOf
from forms.holistic_visit.words import (
    ADMINISTRATIVE,
    EARLY,
    FACT,
    OBSERVED,
    OPTIONAL,
    REPORTED,
    VALUE_OR_REASON,
    question,
)

SECTIONS = (
    section(
        "CS",
        "Crying and safer sleep",
        question(
            "crying_words",
            "What does each carer say happens when baby cries and will not settle?",
            name="Crying, in each carer’s words",
            type=Narrative(1600),
            kind=REPORTED,
            requirement=VALUE_OR_REASON,
            contacts=EARLY,
            core=True,
            hint="“What has the hardest moment been like?” Each person’s own words, fathers and grandparents too.",
        ),
        question(
            "coping_plan",
            "Which coping plan can each carer name?",
            name="Coping plan",
            type=SeveralOf(
                choices(
                    put_baby_down_safely="Put baby down somewhere safe",
                    leave_room_for_few_minutes="Leave the room for a few minutes",
                    ring_named_person="Ring a person they named",
                    swap_with_other_carer="Swap with another carer",
                    ring_service="Ring a helpline or service",
                    none_named="Asked: no plan named",
                ),
                exclusive=("none_named",),
            ),
            kind=REPORTED,
            requirement=VALUE_OR_REASON,
            contacts=EARLY,
            hint="“Whom would you ring at 3 in the morning?”",
        ),
        question(
            "sleep_space_seen",
            "Did you see where baby sleeps?",
            name="Sleep space seen",
            type=OneOf(
                choices(
                    seen_today="Yes, today",
                    seen_before_no_change="Seen before, and nothing has changed",
                    not_seen="No",
                    declined="They did not want me to",
                )
            ),
            kind=OBSERVED,
            requirement=VALUE_OR_REASON,
            contacts=EARLY,
            core=True,
            show_if=one_of("contact_mode", "face_to_face"),
            hint="At each address where baby sleeps.",
        ),
        question(
            "sleep_surface",
            "Where does baby sleep, day and night?",
            name="Where baby is put to sleep",
            type=SeveralOf(
                choices(
                    own_cot_or_basket="Own cot or basket",
                    bedside_crib="Bedside crib",
                    adult_bed="Adult bed",
                    sofa_or_armchair="Sofa or armchair",
                    car_seat_or_swing="Car seat or swing",
                    pod_or_nest="Pod or nest",
                    other="Somewhere else",
                )
            ),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=EARLY,
            hint="Say with the source whether you saw it or were told.",
        ),
        question(
            "sleep_position",
            "In which position is baby put down?",
            name="Sleep position",
            type=OneOf(
                choices(
                    back="On the back", side="On the side", front="On the front", varies="It varies"
                )
            ),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=EARLY,
        ),
        question(
            "sleep_risks",
            "What could make baby’s sleep less safe?",
            name="Sleep risks",
            type=SeveralOf(
                choices(
                    none_identified="Asked and looked: nothing found",
                    smoker_shares_bed="Someone who smokes shares the bed",
                    alcohol_or_drugs_shares_bed="Someone who drank or took drugs shares the bed",
                    drowsy_medicine="A carer takes medicine that makes drowsy",
                    sofa_sleeping="Sleeping together on a sofa or chair",
                    born_before_37_weeks="Born before 37 weeks",
                    birth_weight_under_2500g="Weighed under 2,500 g at birth",
                    loose_bedding_or_covering="Loose bedding, or the head can get covered",
                    overheating="Too warm",
                    not_in_carers_room="Not in the same room as a carer",
                    no_plan_for_changed_routine="No plan for nights that are different",
                ),
                exclusive=("none_identified",),
            ),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=EARLY,
            core=True,
            hint="Ask about last night, and about nights that are different.",
        ),
        question(
            "changed_routine_plan",
            "What is the plan for nights that are different?",
            name="Plan for different nights",
            type=Narrative(500),
            kind=REPORTED,
            requirement=OPTIONAL,
            contacts=EARLY,
            hint="Nights away, parties, other carers, hot weather, illness.",
        ),
        question(
            "safer_sleep_given_to",
            "With whom did you talk about safer sleep?",
            name="Safer sleep talked through",
            type=PeopleRef(),
            kind=ADMINISTRATIVE,
            requirement=VALUE_OR_REASON,
            contacts=EARLY,
            hint="Everyone who puts baby down.",
        ),
    ),
)
