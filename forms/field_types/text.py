"""Questions answered in the visitor's own words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from marshmallow import ValidationError, validate
from marshmallow import fields as wire

from forms.field_types.base import Cell, Column, FieldType, Sentences, wrongly_typed

# Written out, since Python's \s, .strip() and JavaScript's differ: both sides must agree on what is blank.
BLANK = re.compile(r"[ \t\r\n\u00a0]*")
# PostgreSQL stores no NUL and UTF-8 has no lone surrogates; the other control characters are never typed.
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def text_problem(value: object, longest: int) -> str | None:
    """The code of what is wrong with a text. Lengths are counted in code points."""
    if not isinstance(value, str):
        return "wrong_type"
    if value.isprintable() and value[:1] > " ":  # nearly every line: nothing to look for
        return "too_long" if len(value) > longest else None
    if UNSTORABLE.search(value):
        return "unreadable_characters"
    if BLANK.fullmatch(value):
        return "blank"
    if len(value) > longest:
        return "too_long"
    return None


def text_sentences(name: str, longest: int, shortest: int = 1) -> Sentences:
    """The sentences of `text_problem`, and of a text that is not long enough to sign."""
    said = {
        "wrong_type": f"{name} must be text",
        "unreadable_characters": f"{name} has a character in it that cannot be stored. Type that part again",
        "blank": f"{name} has no words in it",
        "too_long": f"{name} must be {longest:,} characters or fewer",
    }
    if shortest > 1:
        said["too_short"] = f"{name} must be {shortest:,} characters or more"
    return said


def text_wire(name: str, longest: int) -> wire.String:
    """A marshmallow string that refuses what `text_problem` refuses, with the same sentences."""
    said = text_sentences(name, longest)

    def storable(value: str) -> None:
        if UNSTORABLE.search(value):
            raise ValidationError(said["unreadable_characters"])
        if not value.strip(" \t\r\n\u00a0"):
            raise ValidationError(said["blank"])

    checks: list[Callable[[str], Any]] = [
        storable,
        validate.Length(max=longest, error=said["too_long"]),
    ]
    return wire.String(
        validate=checks,
        error_messages=wrongly_typed(said["wrong_type"]),
    )


def given(value: object) -> Cell:
    """1 for any value: says that something was written without saying what."""
    return None if value is None else 1


GIVEN = Column(
    "__given", "flag", "1 when something was written; the words stay in the record", given
)


@dataclass(frozen=True)
class _Words(FieldType):
    longest: int = 1000
    shortest: int = 1

    def sentences(self, name: str) -> Sentences:
        return text_sentences(name, self.longest, self.shortest)

    def problem(self, value: object, at: datetime | None = None) -> str | None:
        return text_problem(value, self.longest)

    def unfinished(self, value: object) -> str | None:
        return "too_short" if len(str(value)) < self.shortest else None

    def wire_field(self, name: str) -> wire.Field[object]:
        return text_wire(name, self.longest)  # type: ignore[return-value]

    def from_form(self, texts: list[str]) -> object:
        return texts[0].replace("\r\n", "\n") if texts and texts[0] else None

    def limits(self) -> dict[str, object]:
        return {"longest": self.longest, "shortest": self.shortest}

    def described(self) -> str:
        least = f" and at least {self.shortest:,}" if self.shortest > 1 else ""
        return f"free text, at most {self.longest:,} characters{least}"

    def columns(self) -> list[Column]:
        return [GIVEN]


@dataclass(frozen=True)
class Narrative(_Words):
    """A box for sentences. The kind of statement is part of what it says, so it may be moved to another kind."""

    name: ClassVar[str] = "text"
    narrative: ClassVar[bool] = True

    @property
    def control(self) -> str:
        return "textarea"


@dataclass(frozen=True)
class Line(_Words):
    """A few words on one line."""

    name: ClassVar[str] = "line"
    longest: int = 120

    @property
    def control(self) -> str:
        return "line"
