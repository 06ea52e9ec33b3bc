"""LE: a day in baby's life."""

from forms.declaring import section
from forms.field_types import Narrative, PeopleRef
from forms.holistic_visit.baby_seen import BABY_WAS_SEEN
from forms.holistic_visit.words import (
    ADMINISTRATIVE,
    JUDGEMENT,
    OBSERVED,
    OPTIONAL,
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
            "day_told_by",
            "Who described the day?",
            name="Who described the day",
            type=PeopleRef(),
            kind=ADMINISTRATIVE,
            requirement=VALUE_OR_REASON,
            contacts=POSTNATAL,
            hint="Ask the other parent apart, and compare.",
        ),
        question(
            "day_gaps",
            "Which times of day could nobody account for?",
            name="Gaps in the day",
            type=Narrative(400),
            kind=OBSERVED,
            requirement=OPTIONAL,
            contacts=POSTNATAL,
            hint="A gap is a finding.",
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
        question(
            "baby_voice_view",
            "What do you think daily life is like for this baby?",
            name="My view of daily life",
            type=Narrative(800),
            kind=JUDGEMENT,
            requirement=VALUE_OR_REASON,
            contacts=POSTNATAL,
            hint="Your view, kept apart from what you saw.",
        ),
    ),
)
