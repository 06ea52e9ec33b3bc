"""Questions answered from a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import ClassVar

from marshmallow import ValidationError, validate
from marshmallow import fields as wire

from forms.definition import Choice
from forms.field_types.base import Cell, Column, FieldType, Sentences, wrongly_typed

MOST_RADIOS = 12
"""Above this many answers a list is looked up by typing instead of read through."""


def as_cell(value: object) -> Cell:
    """A code as it stands."""
    return value if isinstance(value, str) else None


@dataclass(frozen=True)
class OneOf(FieldType):
    """Exactly one answer of a list. The value is its code."""

    name: ClassVar[str] = "enum"
    choices: tuple[Choice, ...] = ()

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(choice.code for choice in self.choices)

    def sentences(self, name: str) -> Sentences:
        choose = f"{name}: choose one of the answers in the list"
        return {"wrong_type": choose, "not_a_choice": choose}

    def problem(self, value: object, at: datetime | None = None) -> str | None:
        if not isinstance(value, str):
            return "wrong_type"
        return None if value in self.codes else "not_a_choice"

    def wire_field(self, name: str) -> wire.Field[object]:
        said = self.sentences(name)
        return wire.String(  # type: ignore[return-value]
            validate=validate.OneOf(
                [choice.code for choice in self.choices],
                labels=[choice.label for choice in self.choices],
                error=said["not_a_choice"],
            ),
            error_messages=wrongly_typed(said["wrong_type"]),
        )

    @property
    def control(self) -> str:
        return "radios" if len(self.choices) <= MOST_RADIOS else "select"

    def from_form(self, texts: list[str]) -> object:
        return texts[0] if texts and texts[0] else None

    def limits(self) -> dict[str, object]:
        return {}

    def described(self) -> str:
        return "one code of the list"

    def columns(self) -> list[Column]:
        return [Column("", "cat", "the code chosen", as_cell)]


@dataclass(frozen=True)
class SeveralOf(FieldType):
    """Any number of answers of a list, at least one. The value is the list of codes.

    The codes in `exclusive` ("none of these") say that nothing else applies and stand alone.
    """

    name: ClassVar[str] = "multi"
    choices: tuple[Choice, ...] = ()
    exclusive: tuple[str, ...] = ()

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(choice.code for choice in self.choices)

    @cached_property
    def alone(self) -> frozenset[str]:
        """The codes that stand alone."""
        return frozenset(self.exclusive)

    def sentences(self, name: str) -> Sentences:
        choose = f"{name}: choose answers that are in the list"
        said = {
            "wrong_type": choose,
            "not_a_choice": choose,
            "empty": f"{name}: tick at least one answer",
            "repeated": f"{name}: each answer can be ticked once",
        }
        if self.exclusive:
            labels = {choice.code: choice.label for choice in self.choices}
            words = " or ".join(f"“{labels[code]}”" for code in self.exclusive)
            said["stands_alone"] = f"{name}: {words} cannot be ticked together with another answer"
        return said

    def problem(self, value: object, at: datetime | None = None) -> str | None:
        if not isinstance(value, list):
            return "wrong_type"
        if len(value) == 1 and isinstance(value[0], str):  # as most are
            return None if value[0] in self.codes else "not_a_choice"
        if not all(isinstance(code, str) for code in value):
            return "wrong_type"
        if not value:
            return "empty"
        ticked = set(value)
        if not ticked <= self.codes:
            return "not_a_choice"
        if len(ticked) < len(value):
            return "repeated"
        if len(value) > 1 and not self.alone.isdisjoint(ticked):
            return "stands_alone"
        return None

    def wire_field(self, name: str) -> wire.Field[object]:
        said = self.sentences(name)

        def each_once(value: Sequence[str]) -> None:
            if len(set(value)) != len(value):
                raise ValidationError(said["repeated"])

        def stands_alone(value: Sequence[str]) -> None:
            if len(value) > 1 and set(value) & set(self.exclusive):
                raise ValidationError(said["stands_alone"])

        return wire.List(  # type: ignore[return-value]
            wire.String(error_messages=wrongly_typed(said["wrong_type"])),
            validate=[
                validate.Length(min=1, error=said["empty"]),
                validate.ContainsOnly(sorted(self.codes), error=said["not_a_choice"]),
                each_once,
                stands_alone,
            ],
            error_messages=wrongly_typed(said["wrong_type"]),
        )

    @property
    def control(self) -> str:
        return "checkboxes"

    def from_form(self, texts: list[str]) -> object:
        return list(texts) if texts else None

    def limits(self) -> dict[str, object]:
        return {}

    def described(self) -> str:
        return "one or more codes of the list"

    def columns(self) -> list[Column]:
        joined = Column("", "multi", "the codes ticked, joined by a semicolon", joined_codes)
        return [
            joined,
            *(
                Column(
                    f"__{choice.code}",
                    "flag",
                    f"1 when “{choice.label}” is ticked, else 0"
                    + (UNTOLD if self.untold - {choice.code} else ""),
                    ticks(choice.code, self.untold),
                )
                for choice in self.choices
            ),
        ]

    @property
    def untold(self) -> frozenset[str]:
        """The choices that stand alone because nothing could be told of any other: "not seen", "not known"."""
        return frozenset(
            code for code in self.exclusive if code.endswith(("not_seen", "not_known"))
        )


def joined_codes(value: object) -> Cell:
    """The codes of a several-of answer as one cell."""
    return ";".join(value) if isinstance(value, list) else None


UNTOLD = "; empty when it could not be told"


def ticks(code: str, untold: frozenset[str] = frozenset()) -> Callable[[object], Cell]:
    """Reads whether a several-of answer has this code: 1, 0, or nothing when there is no answer, or
    one that tells nothing of this code: a home nobody saw is not a dry one."""

    def read(value: object) -> Cell:
        if not isinstance(value, list):
            return None
        if code in value:
            return 1
        return None if untold.intersection(value) else 0

    return read


@dataclass(frozen=True)
class Confirmation(FieldType):
    """A sentence the visitor puts her name to. The only value is true; to take it back is to clear it."""

    name: ClassVar[str] = "confirm"

    def sentences(self, name: str) -> Sentences:
        return {"wrong_type": f"{name}: tick the box to confirm"}

    def problem(self, value: object, at: datetime | None = None) -> str | None:
        return None if value is True else "wrong_type"

    def wire_field(self, name: str) -> wire.Field[object]:
        said = self.sentences(name)["wrong_type"]

        def true(value: object) -> None:
            if value is not True:
                raise ValidationError(said)

        return wire.Raw(validate=true, error_messages=wrongly_typed(said))

    @property
    def control(self) -> str:
        return "confirm"

    def from_form(self, texts: list[str]) -> object:
        return True if texts and texts[0] else None

    def limits(self) -> dict[str, object]:
        return {}

    def described(self) -> str:
        return "true when confirmed"

    def columns(self) -> list[Column]:
        return [Column("", "flag", "1 when confirmed", lambda value: 1 if value is True else None)]
