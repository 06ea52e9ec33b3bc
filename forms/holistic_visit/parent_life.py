"""PA, third part: the parent’s own story, daily life and help."""

from forms.conditions import both, one_of
from forms.declaring import choices
from forms.definition import Field
from forms.field_types import Narrative, OneOf, SeveralOf, WholeNumber
from forms.holistic_visit.parent import Parent
from forms.holistic_visit.words import (
    EVERY,
    FACT,
    HIDDEN,
    OPTIONAL,
    REPORTED,
    SENSITIVE,
    VALUE_OR_REASON,
    WHEN_SHOWN,
    question,
)


def life(one: Parent) -> tuple[Field, ...]:
    """The questions of this part about one parent."""
    p, who, start = one.prefix, one.who, one.start
    return (
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
            show_if=one.could_be_asked,
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
                one.could_be_asked,
                one_of(f"{p}_care_experience", "care_leaver_under_25", "care_experienced_25_plus"),
            ),
            sensitivity=SENSITIVE,
            hint="What helped? What should be different for baby? Who is the personal adviser?",
        ),
        question(
            f"{p}_childhood_words",
            "What do they choose to tell of their own childhood?",
            name=f"{start}: own childhood",
            type=Narrative(600),
            kind=REPORTED,
            requirement=OPTIONAL,
            contacts=EVERY,
            show_if=one.could_be_asked,
            sensitivity=HIDDEN,
            hint="Their choice. No list, no score. Stop if it hurts, and offer to come back.",
        ),
        question(
            f"{p}_other_children",
            "Are there other children, and where do they live?",
            name=f"{start}: other children",
            type=Narrative(400),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=EVERY,
            show_if=one.could_be_asked,
            sensitivity=SENSITIVE,
            hint="Also children who live elsewhere or were removed. Say who told you.",
        ),
        question(
            f"{p}_smoking",
            f"Does {who} smoke or vape?",
            name=f"{start}: smoking",
            type=OneOf(
                choices(
                    never="Never",
                    stopped_before_pregnancy="Stopped before the pregnancy",
                    stopped_in_pregnancy="Stopped in pregnancy",
                    smokes="Smokes",
                    vapes_only="Only vapes",
                    smokes_and_vapes="Smokes and vapes",
                )
            ),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=EVERY,
            show_if=one.could_be_asked,
        ),
        question(
            f"{p}_audit_c",
            "AUDIT-C score",
            name=f"{start}: AUDIT-C score",
            type=WholeNumber(0, 12),
            kind=REPORTED,
            requirement=OPTIONAL,
            contacts=EVERY,
            show_if=one.could_be_asked,
            sensitivity=SENSITIVE,
            hint="0 to 12. From 5 on: full AUDIT and brief advice.",
        ),
        question(
            f"{p}_drugs",
            f"Does {who} use drugs?",
            name=f"{start}: drugs",
            type=SeveralOf(
                choices(
                    none="Asked: none",
                    cannabis="Cannabis",
                    opioids="Opioids",
                    cocaine_or_crack="Cocaine or crack",
                    other_illicit="Another illegal drug",
                    misused_prescribed="Prescribed medicine, misused",
                    in_treatment="In treatment",
                ),
                exclusive=("none",),
            ),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=EVERY,
            show_if=one.could_be_asked,
            sensitivity=SENSITIVE,
            hint="Who looks after baby then? Where are they kept?",
        ),
        question(
            f"{p}_learning",
            "Is there anything that changes how we should work with them?",
            name=f"{start}: learning and reading",
            type=SeveralOf(
                choices(
                    none_known="Asked: nothing known",
                    learning_disability="Learning disability",
                    learning_difficulty="Learning difficulty",
                    reading_support="Help with reading",
                    autism="Autism",
                    adhd="ADHD",
                    brain_injury="Brain injury",
                    other="Something else",
                ),
                exclusive=("none_known",),
            ),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=EVERY,
            show_if=one.could_be_asked,
            sensitivity=SENSITIVE,
            hint="Ask what helps, not what is wrong.",
        ),
        question(
            f"{p}_work",
            f"Does {who} work or study?",
            name=f"{start}: work",
            type=OneOf(
                choices(
                    employed="Employed",
                    self_employed="Self-employed",
                    parental_leave="On parental leave",
                    student="Student",
                    looking_for_work="Looking for work",
                    unable_to_work="Not able to work",
                    carer="Cares for someone",
                    not_allowed_to_work="Not allowed to work",
                    other="Something else",
                )
            ),
            kind=FACT,
            requirement=OPTIONAL,
            contacts=EVERY,
            show_if=one.could_be_asked,
            hint="Shifts tell who is at home when.",
        ),
        question(
            f"{p}_money",
            "Is there enough for food, heating, nappies and rent?",
            name=f"{start}: money",
            type=OneOf(
                choices(
                    managing="Managing",
                    worried="Worried",
                    going_without="Going without",
                    no_recourse_to_public_funds="No recourse to public funds",
                )
            ),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=EVERY,
            show_if=one.could_be_asked,
            sensitivity=SENSITIVE,
            hint="“Have you had to choose between bills this month?”",
        ),
        question(
            f"{p}_support",
            "Who helps, by day and by night?",
            name=f"{start}: support",
            type=SeveralOf(
                choices(
                    partner="Partner",
                    maternal_family="Mother’s family",
                    paternal_family="Father’s family",
                    friends="Friends",
                    neighbours="Neighbours",
                    faith_or_community="Faith group or community",
                    services="Services",
                    nobody_named="Asked: nobody named",
                ),
                exclusive=("nobody_named",),
            ),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=EVERY,
            show_if=one.could_be_asked,
            hint="Someone who has really helped in the last week.",
        ),
        question(
            f"{p}_baby_words",
            "How do they talk about baby?",
            name=f"{start}: words about baby",
            type=Narrative(500),
            kind=REPORTED,
            requirement=OPTIONAL,
            contacts=EVERY,
            show_if=one.could_be_asked,
            hint="“Tell me about your baby.” Their words, and the tone.",
        ),
    )
