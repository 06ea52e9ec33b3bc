"""LE: a day in baby's life."""

from forms.declaring import section
from forms.field_types import Narrative
from forms.holistic_visit.baby_seen import BABY_WAS_SEEN
from forms.holistic_visit.words import (
    OBSERVED,
    POSTNATAL,
    REPORTED,
    VALUE_OR_REASON,
    question,
)

SECTIONS = (
    section(
        "LE",
        "A day in baby’s life",
        question(
            "day_in_life",
            "What is a usual day and night like for baby, hour by hour?",
            name="A usual day and night",
            type=Narrative(2500),
            kind=REPORTED,
            requirement=VALUE_OR_REASON,
            contacts=POSTNATAL,
            core=True,
            hint="Start with waking. Who gets baby up, feeds, changes, plays, settles? What is different at weekends?",
        ),
        question(
            "baby_voice_seen",
            "What signals did baby give today, and what was happening?",
            name="Baby’s signals",
            type=Narrative(800),
            kind=OBSERVED,
            requirement=VALUE_OR_REASON,
            contacts=POSTNATAL,
            core=True,
            show_if=BABY_WAS_SEEN,
            hint="Baby’s voice is what baby did and you saw.",
        ),
    ),
)
