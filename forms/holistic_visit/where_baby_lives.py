"""WB: where baby lives and sleeps. Each answer is a claim with a source."""

from forms.conditions import one_of
from forms.declaring import choices, section
from forms.field_types import AddressRef, Narrative, OneOf, PeopleRef, SeveralOf
from forms.holistic_visit.words import (
    FACT,
    JUDGEMENT,
    OBSERVED,
    POSTNATAL,
    VALUE_OR_REASON,
    WHEN_SHOWN,
    question,
)

SECTIONS = (
    section(
        "WB",
        "Where baby lives and sleeps",
        question(
            "lives_with",
            "Who does baby live with?",
            name="Who baby lives with",
            type=OneOf(
                choices(
                    both_parents="Both parents",
                    mother_only="Mother only",
                    father_only="Father only",
                    mother_with_relatives="Mother, with relatives",
                    father_with_relatives="Father, with relatives",
                    relatives_only="Relatives only",
                    split_between_homes="Split between homes",
                    foster_or_kinship="Foster or kinship carers",
                    other="Someone else",
                )
            ),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=POSTNATAL,
            core=True,
            hint="Ask each adult apart if you can: “Where does baby spend most nights?”",
        ),
        question(
            "sleeps_tonight",
            "Where will baby sleep tonight?",
            name="Where baby sleeps tonight",
            type=AddressRef(),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=POSTNATAL,
            core=True,
            hint="If the answer is vague, ask about last night and the night before.",
        ),
        question(
            "overnight_carer",
            "Who will look after baby tonight?",
            name="Carers tonight",
            type=PeopleRef(),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=POSTNATAL,
            core=True,
            hint="Name every adult who does a share of the night.",
        ),
        question(
            "residence_evidence",
            "What did you see that tells where baby lives?",
            name="Signs of where baby lives",
            type=SeveralOf(
                choices(
                    cot_made_up="A cot or basket, made up",
                    clothes_nappies="Baby clothes or nappies",
                    bottles_or_feeding_kit="Bottles or feeding things",
                    pram="Pram or buggy",
                    toys="Toys",
                    mail_or_red_book="Letters for baby, or the red book",
                    none_of_these="I looked and saw none of these",
                    area_not_seen="I did not see that part of the home",
                ),
                exclusive=("none_of_these", "area_not_seen"),
            ),
            kind=OBSERVED,
            requirement=VALUE_OR_REASON,
            contacts=POSTNATAL,
            core=True,
            show_if=one_of("contact_mode", "face_to_face"),
            hint="“No cot” is what you saw. “Does not live here” is a view.",
        ),
        question(
            "residence_view",
            "Where do you think baby lives, and why?",
            name="My view of where baby lives",
            type=Narrative(800),
            kind=JUDGEMENT,
            requirement=WHEN_SHOWN,
            contacts=POSTNATAL,
            show_if=one_of("lives_with", "split_between_homes"),
            hint="Which sources you relied on, and what would settle it.",
        ),
        note="Write down who told you. Different answers can stand side by side.",
    ),
)
