"""Questions answered with a date, or a date and time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from marshmallow import ValidationError
from marshmallow import fields as wire

from forms.field_types.base import Cell, Column, FieldType, Sentences, wrongly_typed

UNITED_KINGDOM = ZoneInfo("Europe/London")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?Z")
EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
"""A year typed as 26 or 20226 is a slip of the hand, whatever else is allowed."""


def uk_day(moment: datetime) -> date:
    """The day it was in the United Kingdom at an aware moment."""
    return moment.astimezone(UNITED_KINGDOM).date()


def as_day(value: object) -> date | None:
    """The date a wire value names, or None when it names none."""
    if not isinstance(value, str) or not DAY.fullmatch(value):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if EARLIEST_YEAR <= day.year <= LATEST_YEAR else None


def as_moment(value: object) -> datetime | None:
    """The UTC time a wire value names, or None when it names none."""
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if EARLIEST_YEAR <= moment.year <= LATEST_YEAR else None


def as_cell(value: object) -> Cell:
    """A date or time as it stands."""
    return value if isinstance(value, str) else None


def span(days: int) -> str:
    """A number of days as it is said: in years from two years on."""
    return f"{days} days" if days < 730 else f"{round(days / 365.25)} years"


@dataclass(frozen=True)
class Day(FieldType):
    """A date. `earliest` and `latest` are days from the day of answering (negative: before it)."""

    name: ClassVar[str] = "date"
    earliest: int | None = None
    latest: int | None = None

    def sentences(self, name: str) -> Sentences:
        said = {"wrong_type": f"{name} must be a real date, such as 3 5 2026"}
        if self.earliest is not None:
            said["too_early"] = (
                f"{name} must be today or later"
                if self.earliest == 0
                else f"{name} must be no more than {span(-self.earliest)} ago"
            )
        if self.latest is not None:
            said["too_late"] = (
                f"{name} must be today or earlier"
                if self.latest == 0
                else f"{name} must be at least {span(-self.latest)} ago"
                if self.latest < 0
                else f"{name} must be within {span(self.latest)} from today"
            )
        return said

    def problem(self, value: object, at: datetime | None = None) -> str | None:
        day = as_day(value)
        if day is None:
            return "wrong_type"
        if at is None:
            return None
        today = uk_day(at)
        if self.earliest is not None and day < today + timedelta(days=self.earliest):
            return "too_early"
        if self.latest is not None and day > today + timedelta(days=self.latest):
            return "too_late"
        return None

    def wire_field(self, name: str) -> wire.Field[object]:
        said = self.sentences(name)["wrong_type"]
        return _WireDay(
            format="%Y-%m-%d",
            error_messages=wrongly_typed(said),
        )  # type: ignore[return-value]

    @property
    def control(self) -> str:
        return "date"

    def from_form(self, texts: list[str]) -> object:
        """Three boxes: day, month, year."""
        parts = [text.strip() for text in texts]
        if not any(parts):
            return None
        if len(parts) == 3 and all(re.fullmatch(r"[0-9]{1,4}", part) for part in parts):
            return f"{int(parts[2]):04}-{int(parts[1]):02}-{int(parts[0]):02}"
        return " ".join(parts)

    def limits(self) -> dict[str, object]:
        return {"earliest": self.earliest, "latest": self.latest}

    def described(self) -> str:
        return "date, YYYY-MM-DD"

    def columns(self) -> list[Column]:
        return [Column("", "date", "the date, YYYY-MM-DD", as_cell)]


@dataclass(frozen=True)
class Moment(FieldType):
    """A date and time, kept in UTC and shown in UK time. `not_in_future` is measured at the time of answering."""

    name: ClassVar[str] = "datetime"
    not_in_future: bool = False

    def sentences(self, name: str) -> Sentences:
        said = {"wrong_type": f"{name} must be a real date and time, such as 3 5 2026 and 14:30"}
        if self.not_in_future:
            said["too_late"] = f"{name} must not be in the future"
        return said

    def problem(self, value: object, at: datetime | None = None) -> str | None:
        moment = as_moment(value)
        if moment is None:
            return "wrong_type"
        return "too_late" if self.not_in_future and at is not None and moment > at else None

    def wire_field(self, name: str) -> wire.Field[object]:
        said = self.sentences(name)["wrong_type"]
        return _WireMoment(error_messages=wrongly_typed(said))  # type: ignore[return-value]

    @property
    def control(self) -> str:
        return "datetime"

    def from_form(self, texts: list[str]) -> object:
        """Four boxes: day, month, year, and the time in UK time."""
        parts = [text.strip() for text in texts]
        if not any(parts):
            return None
        day = as_day(Day().from_form(parts[:3]))
        time = re.fullmatch(r"([0-9]{1,2})[:.]?([0-9]{2})", parts[3]) if len(parts) == 4 else None
        if day is None or time is None or int(time[1]) > 23 or int(time[2]) > 59:
            return " ".join(parts)
        local = datetime(
            day.year, day.month, day.day, int(time[1]), int(time[2]), tzinfo=UNITED_KINGDOM
        )
        return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def limits(self) -> dict[str, object]:
        return {"not_in_future": self.not_in_future}

    def described(self) -> str:
        return "date and time in UTC, ISO 8601"

    def columns(self) -> list[Column]:
        return [Column("", "dt", "the date and time in UTC", as_cell)]


class _WireDay(wire.Date):
    """strptime takes `2026-5-3` and years such as 0026; the wire does not."""

    def _deserialize(self, value, attr, data, **options):  # type: ignore[no-untyped-def]
        if not isinstance(value, str) or len(value) != 10 or not value.isascii():
            raise self.make_error("invalid", input=value, obj_type="date")
        day = super()._deserialize(value, attr, data, **options)
        if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            raise self.make_error("invalid", input=value, obj_type="date")
        return day


class _WireMoment(wire.AwareDateTime):
    """ISO 8601 in UTC with the letter Z, nothing else."""

    def __init__(self, **options: Any) -> None:
        super().__init__(format="iso", default_timezone=UTC, **options)

    def _deserialize(self, value, attr, data, **options):  # type: ignore[no-untyped-def]
        if not isinstance(value, str) or not MOMENT.fullmatch(value):
            raise self.make_error("invalid", input=value, obj_type="datetime")
        moment = super()._deserialize(value, attr, data, **options)
        if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
            raise ValidationError(self.error_messages["invalid"])
        return moment
