"""PA: the block asked of each parent. Written once, used for the mother and for the father or second parent."""

from forms.conditions import any_except, blank_or_one_of, both, either, one_of
from forms.declaring import choices, section
from forms.definition import Choice, Section
from forms.field_types import Narrative, OneOf, SeveralOf
from forms.holistic_visit.words import (
    ADMINISTRATIVE,
    BEFORE_BIRTH_AND_EARLY,
    EVERY,
    FACT,
    HIDDEN,
    OBSERVED,
    PLAN,
    REPORTED,
    SENSITIVE,
    VALUE,
    VALUE_OR_REASON,
    WHEN_SHOWN,
    YES_NO,
    question,
)

INVOLVEMENT = choices(
    lives_with_baby="Lives with baby",
    regular_contact="Sees baby regularly",
    occasional_contact="Sees baby now and then",
    no_contact="Has no contact",
    identity_not_known="We do not know who it is",
    deceased="Has died",
)
NO_SECOND_PARENT = Choice("no_second_parent", "There is no second parent")

# A person who has died, or whom nobody knows, is not asked anything.
COULD_BE_ASKED = ("lives_with_baby", "regular_contact", "occasional_contact", "no_contact")
COULD_BE_SEEN = (*COULD_BE_ASKED, "identity_not_known")


def parent_block(
    p: str, who: str, title: str, involvement: tuple[Choice, ...], code: str
) -> Section:
    """The section of one parent: field ids begin with `p` and an underscore, sentences speak of `who`.

    A block closes when its first answer says there is nobody to ask; until then every question is open.
    """
    could_be_asked = blank_or_one_of(f"{p}_involvement", *COULD_BE_ASKED)
    could_be_seen = blank_or_one_of(f"{p}_involvement", *COULD_BE_SEEN)
    start = f"{who[0].upper()}{who[1:]}"
    return section(
        code,
        title,
        question(
            f"{p}_involvement",
            f"What part does {who} play in baby’s life?",
            name=f"{start}: involvement",
            type=OneOf(involvement),
            kind=FACT,
            requirement=VALUE,
            contacts=EVERY,
            core=True,
            hint="“Not on the scene” is no answer. When did they last see baby?",
        ),
        question(
            f"{p}_seen",
            f"Did you see {who} at this contact?",
            name=f"{start}: seen",
            type=OneOf(
                choices(
                    in_person="Yes, in person",
                    by_video="By video",
                    by_phone="By phone",
                    not_seen="No",
                )
            ),
            kind=OBSERVED,
            requirement=VALUE,
            contacts=EVERY,
            core=True,
            show_if=could_be_seen,
        ),
        question(
            f"{p}_not_seen_why",
            f"Why did you not see {who}, and what did you try?",
            name=f"{start}: why not seen",
            type=Narrative(400),
            kind=OBSERVED,
            requirement=WHEN_SHOWN,
            contacts=EVERY,
            show_if=both(could_be_seen, one_of(f"{p}_seen", "not_seen")),
            hint="Day and time. Invited directly, or through the other parent?",
        ),
        question(
            f"{p}_whooley_1",
            "In the past month, often bothered by feeling down, depressed or hopeless?",
            name=f"{start}: feeling down",
            type=OneOf(YES_NO),
            kind=REPORTED,
            requirement=VALUE_OR_REASON,
            contacts=BEFORE_BIRTH_AND_EARLY,
            core=True,
            show_if=could_be_asked,
            sensitivity=SENSITIVE,
            hint="Ask as on the card, best alone. A yes leads to a full assessment.",
        ),
        question(
            f"{p}_whooley_2",
            "In the past month, often bothered by little interest or pleasure in doing things?",
            name=f"{start}: little interest",
            type=OneOf(YES_NO),
            kind=REPORTED,
            requirement=VALUE_OR_REASON,
            contacts=BEFORE_BIRTH_AND_EARLY,
            core=True,
            show_if=could_be_asked,
            sensitivity=SENSITIVE,
            hint="A “no” that someone could overhear is asked again alone next time.",
        ),
        question(
            f"{p}_care_experience",
            f"Did {who} spend time in care as a child?",
            name=f"{start}: time in care",
            type=OneOf(
                choices(
                    care_leaver_under_25="Yes, care leaver under 25",
                    care_experienced_25_plus="Yes, now 25 or older",
                    no="No",
                    prefers_not_to_say="Prefers not to say",
                )
            ),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=EVERY,
            core=True,
            show_if=could_be_asked,
            sensitivity=SENSITIVE,
            hint="Say why you ask: there is extra help. It never counts against a parent.",
        ),
        question(
            f"{p}_care_impact",
            "What has that meant for becoming a parent, in their words?",
            name=f"{start}: what care has meant",
            type=Narrative(600),
            kind=REPORTED,
            requirement=WHEN_SHOWN,
            contacts=EVERY,
            show_if=both(
                could_be_asked,
                one_of(f"{p}_care_experience", "care_leaver_under_25", "care_experienced_25_plus"),
            ),
            sensitivity=SENSITIVE,
            hint="What helped? What should be different for baby? Who is the personal adviser?",
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
            show_if=could_be_asked,
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
            show_if=both(could_be_asked, one_of(f"{p}_da_asked", "asked_alone")),
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
                could_be_asked,
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
            show_if=could_be_asked,
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
                could_be_asked,
                either(
                    one_of(f"{p}_da_answer", "current_abuse", "discloses_using_abuse"),
                    any_except(f"{p}_control_signs", "none_seen_or_told"),
                ),
            ),
            sensitivity=HIDDEN,
        ),
        note="The same questions are asked of both parents.",
    )


SECTIONS = (
    parent_block("mother", "the mother", "Mother or birth parent", INVOLVEMENT, "PA_mother"),
    parent_block(
        "father",
        "the father or second parent",
        "Father or second parent",
        (*INVOLVEMENT, NO_SECOND_PARENT),
        "PA_father",
    ),
)
