"""Questions answered by pointing at an address or a person on the record, or by naming a new one.

The value is one string: `A:<id>` an address on record, `P:<id>` a person on record, `T:<words>` typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from marshmallow import ValidationError
from marshmallow import fields as wire

from forms.field_types.base import Cell, Column, FieldType, Sentences, wrongly_typed
from forms.field_types.text import GIVEN, text_problem, text_sentences

REFERENCE = re.compile(r"[AP]:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOST_PEOPLE = 30


def reference_problem(value: object, letter: str, longest: int) -> str | None:
    """The code of what is wrong with one reference whose record letter is `A` or `P`."""
    if not isinstance(value, str):
        return "wrong_type"
    if value.startswith("T:"):
        return text_problem(value[2:], longest)
    return None if value.startswith(letter) and REFERENCE.fullmatch(value) else "wrong_type"


class _WireReference(wire.String):
    """A reference in marshmallow, by its own reading of the rule: split at the colon, parse the id."""

    def __init__(self, letter: str, longest: int, said: Sentences) -> None:
        super().__init__(error_messages=wrongly_typed(said["wrong_type"]))
        self.letter, self.longest, self.said = letter, longest, said

    def _deserialize(self, value, attr, data, **options):  # type: ignore[no-untyped-def]
        text = super()._deserialize(value, attr, data, **options)
        letter, colon, rest = text.partition(":")
        if not colon or letter not in ("T", self.letter):
            raise self.make_error("invalid")
        if letter == "T":
            problem = text_problem(rest, self.longest)
            if problem:
                raise ValidationError(self.said[problem])
        elif not (len(rest) == 36 and rest == rest.lower() and _is_uuid(rest)):
            raise self.make_error("invalid")
        return text


def _is_uuid(text: str) -> bool:
    parts = text.split("-")
    return [len(part) for part in parts] == [8, 4, 4, 4, 12] and all(
        letter in "0123456789abcdef" for part in parts for letter in part
    )


@dataclass(frozen=True)
class AddressRef(FieldType):
    """An address on the record, or one typed in."""

    name: ClassVar[str] = "address"
    longest: int = 300

    def sentences(self, name: str) -> Sentences:
        return text_sentences(name, self.longest) | {
            "wrong_type": f"{name}: choose an address on the record, or write it in"
        }

    def problem(self, value: object, at: datetime | None = None) -> str | None:
        return reference_problem(value, "A", self.longest)

    def wire_field(self, name: str) -> wire.Field[object]:
        return _WireReference("A", self.longest, self.sentences(name))  # type: ignore[return-value]

    @property
    def control(self) -> str:
        return "address"

    def from_form(self, texts: list[str]) -> object:
        return texts[0] if texts and texts[0] else None

    def limits(self) -> dict[str, object]:
        return {"longest": self.longest}

    def described(self) -> str:
        return "an address on the record, or one typed in"

    def columns(self) -> list[Column]:
        return [GIVEN]


@dataclass(frozen=True)
class PersonRef(FieldType):
    """One person: on the record, or named."""

    name: ClassVar[str] = "person"
    longest: int = 120

    def sentences(self, name: str) -> Sentences:
        return text_sentences(name, self.longest) | {
            "wrong_type": f"{name}: choose a person on the record, or write the name"
        }

    def problem(self, value: object, at: datetime | None = None) -> str | None:
        return reference_problem(value, "P", self.longest)

    def wire_field(self, name: str) -> wire.Field[object]:
        return _WireReference("P", self.longest, self.sentences(name))  # type: ignore[return-value]

    @property
    def control(self) -> str:
        return "person"

    def from_form(self, texts: list[str]) -> object:
        return texts[0] if texts and texts[0] else None

    def limits(self) -> dict[str, object]:
        return {"longest": self.longest}

    def described(self) -> str:
        return "a person on the record, or a name typed in"

    def columns(self) -> list[Column]:
        return [GIVEN]


def counted(value: object) -> Cell:
    """How many entries a list has."""
    return len(value) if isinstance(value, list) else None


def count_of(what: str) -> Column:
    """The column that counts a list whose entries must not leave the record."""
    return Column("__count", "int", f"how many {what}; who or what stays in the record", counted)


@dataclass(frozen=True)
class PeopleRef(FieldType):
    """One or more people: on the record, or named."""

    name: ClassVar[str] = "people"
    longest: int = 120

    def sentences(self, name: str) -> Sentences:
        return text_sentences(name, self.longest) | {
            "wrong_type": f"{name}: choose people on the record, or write their names",
            "empty": f"{name}: name at least one person",
            "repeated": f"{name}: each person can be named once",
            "too_many": f"{name}: at most {MOST_PEOPLE} people",
        }

    def problem(self, value: object, at: datetime | None = None) -> str | None:
        if not isinstance(value, list):
            return "wrong_type"
        for person in value:
            problem = reference_problem(person, "P", self.longest)
            if problem:
                return problem
        if not value:
            return "empty"
        if len(value) > MOST_PEOPLE:
            return "too_many"
        return "repeated" if len(set(value)) < len(value) else None

    def wire_field(self, name: str) -> wire.Field[object]:
        said = self.sentences(name)

        def refuse_if(
            wrong: Callable[[Sequence[str]], bool], code: str
        ) -> Callable[[Sequence[str]], None]:
            def check(value: Sequence[str]) -> None:
                if wrong(value):
                    raise ValidationError(said[code])

            return check

        return wire.List(  # type: ignore[return-value]
            _WireReference("P", self.longest, said),
            validate=[
                refuse_if(lambda people: not people, "empty"),
                refuse_if(lambda people: len(people) > MOST_PEOPLE, "too_many"),
                refuse_if(lambda people: len(set(people)) != len(people), "repeated"),
            ],
            error_messages=wrongly_typed(said["wrong_type"]),
        )

    @property
    def control(self) -> str:
        return "people"

    def from_form(self, texts: list[str]) -> object:
        return [text for text in texts if text] or None

    def limits(self) -> dict[str, object]:
        return {"longest": self.longest, "most": MOST_PEOPLE}

    def described(self) -> str:
        return "people on the record, or names typed in"

    def columns(self) -> list[Column]:
        return [count_of("people were named")]
