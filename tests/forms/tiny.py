"""A tiny form, to try rules on: two questions and a group."""

from __future__ import annotations

from typing import Any

from forms.declaring import choices, question, section
from forms.definition import Choice, ContactType, Field, Form, Kind, Requirement, Section
from forms.field_types import FieldType, Line, OneOf, SeveralOf

REASONS = choices(not_asked="Not asked", declined="Declined")
EVERY = frozenset(ContactType)
COLOURS = choices(red="Red", green="Green")


def asked(field_id: str, kind_of: FieldType | None = None, **more: Any) -> Field:
    """A question with everything filled in that does not matter."""
    given = {
        "label": f"What is {field_id}?",
        "name": field_id.capitalize(),
        "kind": Kind.OBSERVED,
        "requirement": Requirement.VALUE_OR_REASON,
        "contacts": EVERY,
        "core": True,
        "reasons": REASONS,
    } | more
    label = given.pop("label")
    given.setdefault("type", kind_of or OneOf(COLOURS))
    return question(field_id, label, **given)


def form_of(*sections: Section) -> Form:
    """A form of these sections."""
    kinds = tuple(Choice(kind.value, kind.name) for kind in Kind)
    return Form("tiny", 1, "Tiny", sections, REASONS, (), (), kinds)


def tiny(**more: Any) -> Form:
    """Colour, marks, and a group of rows with a shade. `more` goes to a last question, `extra`."""
    return form_of(
        section(
            "A",
            "First",
            asked("colour"),
            asked("marks", SeveralOf(choices(none="None", dots="Dots"), exclusive=("none",))),
            *([asked("extra", **more)] if more else []),
        ),
        section("B", "Second", asked("shade"), asked("note", Line()), group="row", row_name="Row"),
    )
