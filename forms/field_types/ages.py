"""Questions answered with an age: of a pregnancy, or of a person whose birthday may not be known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from marshmallow import ValidationError, validate
from marshmallow import fields as wire

from forms.field_types.base import Cell, Column, FieldType, Sentences, wrongly_typed
from forms.field_types.text import GIVEN
from forms.field_types.times import EARLIEST_YEAR, LATEST_YEAR, Day, as_day

WEEKS_AND_DAYS = re.compile(r"([0-9]{1,2})\+([0-6])")


def in_days(value: object) -> int | None:
    """A gestation such as 39+4 in days, or None when it is none."""
    parts = WEEKS_AND_DAYS.fullmatch(value) if isinstance(value, str) else None
    return int(parts[1]) * 7 + int(parts[2]) if parts else None


@dataclass(frozen=True)
class Gestation(FieldType):
    """Weeks and days of a pregnancy, written `39+4`. The bounds are in days."""

    name: ClassVar[str] = "gestation"
    minimum: int = 22 * 7
    maximum: int = 44 * 7 + 6

    def sentences(self, name: str) -> Sentences:
        least, most = (f"{days // 7}+{days % 7}" for days in (self.minimum, self.maximum))
        return {
            "wrong_type": f"{name} must be weeks and days, such as 39+4",
            "out_of_range": f"{name} must be between {least} and {most}",
        }

    def problem(self, value: object, at: datetime | None = None) -> str | None:
        days = in_days(value)
        if days is None:
            return "wrong_type"
        return None if self.minimum <= days <= self.maximum else "out_of_range"

    def wire_field(self, name: str) -> wire.Field[object]:
        said = self.sentences(name)

        def in_range(value: str) -> None:
            weeks, _, days = value.partition("+")
            if not (weeks.isdecimal() and days.isdecimal()):
                return  # said already
            total = int(weeks) * 7 + int(days)
            if total < self.minimum or total > self.maximum:
                raise ValidationError(said["out_of_range"])

        return wire.String(  # type: ignore[return-value]
            validate=validate.And(
                validate.Regexp(r"[0-9]{1,2}\+[0-6]\Z", error=said["wrong_type"]), in_range
            ),
            error_messages=wrongly_typed(said["wrong_type"]),
        )

    @property
    def control(self) -> str:
        return "gestation"

    def from_form(self, texts: list[str]) -> object:
        """Two boxes, weeks and days. Weeks alone are not enough, since no days is not the same as 0 days."""
        parts = [text.strip() for text in texts]
        return "+".join(parts) if any(parts) else None

    def limits(self) -> dict[str, object]:
        return {"minimum": self.minimum, "maximum": self.maximum}

    def described(self) -> str:
        return "weeks and days, such as 39+4"

    def columns(self) -> list[Column]:
        return [Column("", "int", "the gestation in days", in_days)]


def _years(value: object) -> Cell:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


@dataclass(frozen=True)
class AgeOrBirth(FieldType):
    """A date of birth or, where nobody knows it, an age in whole years. The value is a date as text, or a number."""

    name: ClassVar[str] = "age"
    oldest: int = 110

    def sentences(self, name: str) -> Sentences:
        return {
            "wrong_type": f"{name} must be an age in years or a date, such as 3 5 1990",
            "out_of_range": f"{name} must be between 0 and {self.oldest} years",
            "too_late": f"{name} must be today or earlier",
        }

    def problem(self, value: object, at: datetime | None = None) -> str | None:
        if isinstance(value, int) and not isinstance(value, bool):
            return None if 0 <= value <= self.oldest else "out_of_range"
        return Day(latest=0).problem(value, at)

    def wire_field(self, name: str) -> wire.Field[object]:
        said = self.sentences(name)

        def age_or_day(value: object) -> None:
            if type(value) is int:
                if value not in range(self.oldest + 1):
                    raise ValidationError(said["out_of_range"])
                return
            day = as_day(value)
            if day is None or not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
                raise ValidationError(said["wrong_type"])

        return wire.Raw(validate=age_or_day, error_messages=wrongly_typed(said["wrong_type"]))

    @property
    def control(self) -> str:
        return "line"

    def from_form(self, texts: list[str]) -> object:
        """One box: `34`, or a date with spaces, dots or slashes between day, month and year."""
        text = texts[0].strip() if texts else ""
        if re.fullmatch(r"[0-9]{1,3}", text):
            return int(text)
        return Day().from_form(re.split(r"[\s./]+", text)) if text else None

    def limits(self) -> dict[str, object]:
        return {"oldest": self.oldest}

    def described(self) -> str:
        return f"age in years, 0 to {self.oldest}, or a date of birth"

    def columns(self) -> list[Column]:
        return [
            Column("", "int", "the age in years, where no date of birth was given", _years),
            GIVEN,
        ]
