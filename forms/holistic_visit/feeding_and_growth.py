"""FG: feeding and growth."""

from forms.conditions import one_of, recorded
from forms.declaring import choices, section
from forms.definition import Band, ContactType
from forms.field_types import Computed, DecimalNumber, Narrative, OneOf, WholeNumber
from forms.holistic_visit.words import (
    FACT,
    FIRST_WEEKS,
    FIRST_YEAR,
    NEVER_ASKED,
    OBSERVED,
    OPTIONAL,
    POSTNATAL,
    VALUE_OR_REASON,
    WHEN_SHOWN,
    WORKED_OUT,
    question,
)

CENTILES = choices(
    **{
        "below_0_4th": "Below the 0.4th",
        "0_4th_to_2nd": "0.4th to 2nd",
        "2nd_to_9th": "2nd to 9th",
        "9th_to_25th": "9th to 25th",
        "25th_to_50th": "25th to 50th",
        "50th_to_75th": "50th to 75th",
        "75th_to_91st": "75th to 91st",
        "91st_to_98th": "91st to 98th",
        "98th_to_99_6th": "98th to 99.6th",
        "above_99_6th": "Above the 99.6th",
        "could_not_plot": "Could not be plotted",
    }
)

USUAL_WEIGHTS = (
    Band(1500, 5500, frozenset({ContactType.NEW_BIRTH})),
    Band(2500, 7000, frozenset({ContactType.SIX_TO_EIGHT_WEEK})),
    Band(6000, 14000, frozenset({ContactType.ONE_YEAR})),
    Band(8000, 19000, frozenset({ContactType.TWO_TO_TWO_HALF_YEAR})),
)

SECTIONS = (
    section(
        "FG",
        "Feeding and growth",
        question(
            "feeding_type",
            "How was baby fed in the last 24 hours?",
            name="Feeding, last 24 hours",
            type=OneOf(
                choices(
                    breast_milk_only="Breast milk only",
                    breast_milk_and_other_milk="Breast milk and other milk",
                    no_breast_milk="No breast milk",
                    tube_or_other="By tube, or another way",
                )
            ),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=FIRST_YEAR,
            core=True,
            hint="At 6 to 8 weeks this answer goes into the national figures.",
        ),
        question(
            "feeding_words",
            "How does feeding go: pattern, amounts, who feeds, any worry?",
            name="Feeding in words",
            type=Narrative(600),
            kind=FACT,
            requirement=OPTIONAL,
            contacts=POSTNATAL,
            hint="Did you watch a feed, all or part? Wet nappies in 24 hours. Who makes bottles at night?",
        ),
        question(
            "weight_g",
            "What does baby weigh?",
            name="Weight",
            type=WholeNumber(400, 25000, unit="g"),
            kind=OBSERVED,
            requirement=VALUE_OR_REASON,
            contacts=POSTNATAL,
            core=True,
            show_if=one_of("contact_mode", "face_to_face"),
            bands=USUAL_WEIGHTS,
            hint="In grams. If it surprises you, check the scales and that it is the right baby.",
        ),
        question(
            "weight_how",
            "How was baby weighed?",
            name="How baby was weighed",
            type=OneOf(
                choices(
                    naked="Naked",
                    nappy_only="In a nappy",
                    light_clothes="In light clothes",
                    not_weighed="Not weighed by me",
                )
            ),
            kind=OBSERVED,
            requirement=WHEN_SHOWN,
            contacts=POSTNATAL,
            show_if=recorded("weight_g"),
            hint="Under two years: naked.",
        ),
        question(
            "weight_centile",
            "Between which centiles is the weight?",
            name="Weight centile",
            type=OneOf(CENTILES),
            kind=WORKED_OUT,
            requirement=WHEN_SHOWN,
            contacts=POSTNATAL,
            show_if=recorded("weight_g"),
            hint="Worked out where it can be. Change it only with a reason.",
        ),
        question(
            "length_cm",
            "How long or tall is baby?",
            name="Length",
            type=DecimalNumber("25.0", "110.0", unit="cm"),
            kind=OBSERVED,
            requirement=OPTIONAL,
            contacts=POSTNATAL,
            hint="In centimetres. Measure if weight or feeding is a worry, and at 2 years.",
        ),
        question(
            "head_cm",
            "What is the head circumference?",
            name="Head circumference",
            type=DecimalNumber("20.0", "56.0", unit="cm"),
            kind=OBSERVED,
            requirement=VALUE_OR_REASON,
            contacts=FIRST_WEEKS,
            show_if=one_of("contact_mode", "face_to_face"),
            hint="In centimetres. A fast rise across centiles is urgent.",
        ),
        question(
            "head_centile",
            "Between which centiles is the head?",
            name="Head centile",
            type=OneOf(CENTILES),
            kind=WORKED_OUT,
            requirement=WHEN_SHOWN,
            contacts=POSTNATAL,
            show_if=recorded("head_cm"),
            hint="Worked out where it can be. Change it only with a reason.",
        ),
        question(
            "weight_change",
            "How has the weight changed?",
            name="Change of weight",
            type=Computed("dec", "per cent of the birth weight"),
            kind=WORKED_OUT,
            requirement=NEVER_ASKED,
            contacts=POSTNATAL,
            show_if=recorded("weight_g"),
            hint="From birth weight, in per cent.",
        ),
    ),
)
