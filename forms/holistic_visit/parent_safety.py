"""PA, fourth part: the relationship, safety, and contact with services."""

from forms.conditions import any_except, both, either, one_of
from forms.declaring import choices
from forms.definition import Field
from forms.field_types import Narrative, OneOf, SeveralOf
from forms.holistic_visit.parent import Parent
from forms.holistic_visit.words import (
    ADMINISTRATIVE,
    EVERY,
    FACT,
    HIDDEN,
    OBSERVED,
    OPTIONAL,
    PLAN,
    RECORD,
    REPORTED,
    SENSITIVE,
    VALUE,
    VALUE_OR_REASON,
    WHEN_SHOWN,
    question,
)


def safety(one: Parent) -> tuple[Field, ...]:
    """The questions of this part about one parent."""
    p, start = one.prefix, one.start
    return (
        question(
            f"{p}_rel_words",
            "How do they describe the relationship?",
            name=f"{start}: words about the relationship",
            type=Narrative(400),
            kind=REPORTED,
            requirement=OPTIONAL,
            contacts=EVERY,
            show_if=one.could_be_asked,
            sensitivity=HIDDEN,
            hint="“What happens when you disagree?”",
        ),
        question(
            f"{p}_da_asked",
            "Did you ask about domestic abuse?",
            name=f"{start}: abuse asked about",
            type=OneOf(
                choices(
                    asked_alone="Yes, alone",
                    not_asked_partner_present="No, a partner was there",
                    not_asked_other_present="No, someone else was there",
                    not_asked_child_2_plus_present="No, a child of 2 or older was there",
                    not_asked_no_professional_interpreter="No, there was no professional interpreter",
                    asked_earlier_contact="Asked at an earlier contact",
                    not_asked_other="No, for another reason",
                )
            ),
            kind=ADMINISTRATIVE,
            requirement=VALUE,
            contacts=EVERY,
            core=True,
            show_if=one.could_be_asked,
            sensitivity=HIDDEN,
            hint="If not asked, plan a safe time and place.",
        ),
        question(
            f"{p}_da_answer",
            "What was the answer?",
            name=f"{start}: answer about abuse",
            type=OneOf(
                choices(
                    none_disclosed="Nothing disclosed",
                    current_abuse="Is being abused now",
                    past_abuse="Was abused in the past",
                    discloses_using_abuse="Says they use abuse themselves",
                    declined_to_answer="Preferred not to answer",
                )
            ),
            kind=REPORTED,
            requirement=WHEN_SHOWN,
            contacts=EVERY,
            show_if=both(one.could_be_asked, one_of(f"{p}_da_asked", "asked_alone")),
            sensitivity=HIDDEN,
            hint="“Nothing disclosed” does not mean “no abuse”.",
        ),
        question(
            f"{p}_da_words",
            "What was said?",
            name=f"{start}: words about abuse",
            type=Narrative(1000),
            kind=REPORTED,
            requirement=WHEN_SHOWN,
            contacts=EVERY,
            show_if=both(
                one.could_be_asked,
                one_of(f"{p}_da_answer", "current_abuse", "past_abuse", "discloses_using_abuse"),
            ),
            sensitivity=HIDDEN,
            hint="Who did what to whom, when, and what it meant for baby.",
        ),
        question(
            f"{p}_control_signs",
            "Did you see or were you told of signs of coercion or control?",
            name=f"{start}: signs of control",
            type=SeveralOf(
                choices(
                    none_seen_or_told="None seen, none told",
                    partner_answers_for_them="Partner answers for them",
                    partner_stays_throughout="Partner stays the whole time",
                    phone_or_movements_monitored="Phone or movements watched",
                    money_controlled="Money controlled",
                    cut_off_from_family_or_friends="Cut off from family or friends",
                    stopped_from_appointments="Kept from appointments",
                    put_down_or_mocked_in_front_of_me="Put down or mocked in front of me",
                    threats_including_about_baby="Threats, also about baby",
                    looks_to_partner_before_answering="Looks to partner before answering",
                    immigration_or_papers_held="Papers or immigration status held over them",
                    pregnancy_or_contraception_controlled="Pregnancy or contraception controlled",
                ),
                exclusive=("none_seen_or_told",),
            ),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=EVERY,
            core=True,
            show_if=one.could_be_asked,
            sensitivity=HIDDEN,
            hint="Say with the source whether you saw it or were told.",
        ),
        question(
            f"{p}_da_actions",
            "What did you do about it?",
            name=f"{start}: action on abuse",
            type=SeveralOf(
                choices(
                    none_needed_now="Nothing needed now",
                    safety_plan="Safety plan",
                    risk_checklist_done="Risk checklist done",
                    marac_referral="Referred to MARAC",
                    advocate_referral="Referred to an advocate",
                    police="Police",
                    childrens_social_care="Children’s social care",
                    manager_told="Told my manager",
                    declined_support="Support was not wanted",
                ),
                exclusive=("none_needed_now",),
            ),
            kind=PLAN,
            requirement=WHEN_SHOWN,
            contacts=EVERY,
            show_if=both(
                one.could_be_asked,
                either(
                    one_of(f"{p}_da_answer", "current_abuse", "discloses_using_abuse"),
                    any_except(f"{p}_control_signs", "none_seen_or_told"),
                ),
            ),
            sensitivity=HIDDEN,
        ),
        question(
            f"{p}_justice",
            "Is there police, probation or court involvement that touches baby?",
            name=f"{start}: police or court",
            type=Narrative(400),
            kind=RECORD,
            requirement=OPTIONAL,
            contacts=EVERY,
            show_if=one.could_be_asked,
            sensitivity=SENSITIVE,
            hint="Which document and its date, or who told you.",
        ),
        question(
            f"{p}_engagement_facts",
            "Which contacts were offered, kept, moved or missed, and by whom?",
            name=f"{start}: contacts kept and missed",
            type=Narrative(400),
            kind=OBSERVED,
            requirement=OPTIONAL,
            contacts=EVERY,
            show_if=one.could_be_asked,
            hint="Dates and facts instead of “hard to engage”.",
        ),
    )
