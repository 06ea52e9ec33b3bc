"""Questions answered with a number or code that somebody else gives out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from marshmallow import ValidationError, validate
from marshmallow import fields as wire

from forms.field_types.base import Column, FieldType, Sentences, wrongly_typed
from forms.field_types.choices import as_cell
from forms.field_types.text import GIVEN

TEN_DIGITS = re.compile(r"[0-9]{10}")
SPACING = re.compile(r"[\s\u00a0-]+")


def is_nhs_number(text: str) -> bool:
    """Whether it is ten digits of which the last fits the others: NHS Data Dictionary, "NHS NUMBER", modulus 11.

    Ten equal digits are never issued, though some of them would fit.
    """
    if not TEN_DIGITS.fullmatch(text):
        return False
    weighted = sum(
        int(digit) * weight for digit, weight in zip(text, range(10, 1, -1), strict=False)
    )
    return len(set(text)) > 1 and (11 - weighted % 11) % 11 == int(text[9])


@dataclass(frozen=True)
class NhsNumber(FieldType):
    """An NHS number: ten digits, without spaces. That it is valid does not say whose it is."""

    name: ClassVar[str] = "nhs_number"

    def sentences(self, name: str) -> Sentences:
        return {
            "wrong_type": f"{name} must have ten digits, such as 999 000 0018",
            "wrong_check_digit": f"{name} is not a real NHS number. Check it digit by digit",
        }

    def problem(self, value: object, at: datetime | None = None) -> str | None:
        if not isinstance(value, str) or not TEN_DIGITS.fullmatch(value):
            return "wrong_type"
        return None if is_nhs_number(value) else "wrong_check_digit"

    def wire_field(self, name: str) -> wire.Field[object]:
        said = self.sentences(name)

        def adds_up(value: str) -> None:
            if TEN_DIGITS.fullmatch(value) and not is_nhs_number(value):
                raise ValidationError(said["wrong_check_digit"])

        return wire.String(  # type: ignore[return-value]
            validate=validate.And(
                validate.Regexp(r"[0-9]{10}\Z", error=said["wrong_type"]), adds_up
            ),
            error_messages=wrongly_typed(said["wrong_type"]),
        )

    @property
    def control(self) -> str:
        return "digits"

    def from_form(self, texts: list[str]) -> object:
        """Spaces and dashes between the digits are fine."""
        return SPACING.sub("", texts[0]) if texts and texts[0].strip() else None

    def limits(self) -> dict[str, object]:
        return {}

    def described(self) -> str:
        return "NHS number, ten digits"

    def columns(self) -> list[Column]:
        return [GIVEN]


@dataclass(frozen=True)
class Code(FieldType):
    """A code of a public register, such as a GP practice's. `pattern` is the same in Python and JavaScript."""

    name: ClassVar[str] = "code"
    pattern: str = "[A-Z0-9]{6}"
    example: str = "A12345"

    def sentences(self, name: str) -> Sentences:
        return {"wrong_type": f"{name} must be a code such as {self.example}"}

    def problem(self, value: object, at: datetime | None = None) -> str | None:
        fits = isinstance(value, str) and re.fullmatch(self.pattern, value)
        return None if fits else "wrong_type"

    def wire_field(self, name: str) -> wire.Field[object]:
        said = self.sentences(name)["wrong_type"]
        return wire.String(  # type: ignore[return-value]
            validate=validate.Regexp(rf"(?:{self.pattern})\Z", error=said),
            error_messages=wrongly_typed(said),
        )

    @property
    def control(self) -> str:
        return "line"

    def from_form(self, texts: list[str]) -> object:
        """Small letters and spaces are fine."""
        return SPACING.sub("", texts[0]).upper() if texts and texts[0].strip() else None

    def limits(self) -> dict[str, object]:
        return {"pattern": self.pattern}

    def described(self) -> str:
        return f"code of the register, such as {self.example}"

    def columns(self) -> list[Column]:
        return [Column("", "cat", "the code of the register", as_cell)]
