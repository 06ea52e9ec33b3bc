"""FG: feeding and growth."""

from forms.conditions import one_of, recorded
from forms.declaring import choices, section
from forms.field_types import OneOf, WholeNumber
from forms.holistic_visit.words import (
    FACT,
    FIRST_YEAR,
    OBSERVED,
    POSTNATAL,
    VALUE_OR_REASON,
    WHEN_SHOWN,
    question,
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
            "weight_g",
            "What does baby weigh?",
            name="Weight",
            type=WholeNumber(400, 25000, unit="g"),
            kind=OBSERVED,
            requirement=VALUE_OR_REASON,
            contacts=POSTNATAL,
            core=True,
            show_if=one_of("contact_mode", "face_to_face"),
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
    ),
)
