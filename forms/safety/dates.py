"""Days: ages, spans, working days. Pure; days are ISO texts on the outside so that both languages compare alike."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

UNITED_KINGDOM = ZoneInfo("Europe/London")


def day_of(moment: object) -> str | None:
    """The UK day a wire moment (`…Z`) falls on; a day or a time without zone is taken as it stands. None for no time."""
    if not isinstance(moment, str) or len(moment) < 10:
        return None
    if moment.endswith("Z") and len(moment) > 10:
        read = datetime.fromisoformat(moment)
        return read.astimezone(UNITED_KINGDOM).date().isoformat()
    return moment[:10]


def days_between(earlier: str | None, later: str | None) -> int | None:
    """How many days from one day to another; None unless both are known."""
    if not earlier or not later:
        return None
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days


def months_later(day: str, months: int) -> str:
    """The same day of the month so many months on, or the last of that month if it has none such."""
    begun = date.fromisoformat(day)
    years, month = divmod(begun.month - 1 + months, 12)
    first = date(begun.year + years, month + 1, 1)
    after = (first + timedelta(days=31)).replace(day=1)
    last = (after - timedelta(days=1)).day
    return first.replace(day=min(begun.day, last)).isoformat()


def more_working_days(day: str, until: str, holidays: Collection[str], days: int) -> bool:
    """Whether more than so many working days (Monday to Friday, no bank holiday) lie after `day` up to and including
    `until`."""
    one, count = date.fromisoformat(day), 0
    last = date.fromisoformat(until)
    while one < last:
        one += timedelta(days=1)
        if one.weekday() < 5 and one.isoformat() not in holidays:
            count += 1
            if count > days:
                return True
    return False


def now_in_uk(moment: datetime) -> str:
    """The UK day of an aware moment."""
    return moment.astimezone(UTC).astimezone(UNITED_KINGDOM).date().isoformat()
