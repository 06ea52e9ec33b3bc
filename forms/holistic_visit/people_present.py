"""PP: who was there."""

from forms.conditions import blank_or_one_of
from forms.declaring import choices, section
from forms.field_types import Line, OneOf, PersonRef
from forms.holistic_visit.words import EVERY, FACT, OBSERVED, OPTIONAL, VALUE_OR_REASON, question

SOMEBODY_THERE = blank_or_one_of(
    "access_outcome", "seen_as_planned", "seen_arrived_late", "entry_refused"
)

SECTIONS = (
    section(
        "PP",
        "People present",
        question(
            "present_person",
            "Who was there?",
            name="Person present",
            type=PersonRef(),
            kind=OBSERVED,
            requirement=VALUE_OR_REASON,
            contacts=EVERY,
            prefilled=True,
            show_if=SOMEBODY_THERE,
            hint="Add a person even if you have only a first name.",
        ),
        question(
            "present_relation",
            "How are they related to baby, as you were told?",
            name="Relationship, as told",
            type=Line(120),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=EVERY,
            show_if=SOMEBODY_THERE,
            hint="Who said so matters: use the source.",
        ),
        question(
            "present_part",
            "For which part of the contact?",
            name="Part of the contact",
            type=OneOf(
                choices(
                    whole="All of it",
                    start_only="Only the start",
                    end_only="Only the end",
                    arrived_unexpectedly="Came in unexpectedly",
                    left_when_asked="Left when asked",
                )
            ),
            kind=OBSERVED,
            requirement=OPTIONAL,
            contacts=EVERY,
            show_if=SOMEBODY_THERE,
            hint="Note a change of mood as someone comes in under what you saw.",
        ),
        note="One entry for each person who was there for any part of the contact.",
        group="present",
        row_name="Person",
        minimum_rows=1,
    ),
)
