"""Days: ages, spans, working days. Pure; days are ISO texts on the outside so that both languages compare alike."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from forms.field_types.times import as_day, as_moment, uk_day


def day_of(answer: object) -> str | None:
    """The UK day an answer speaks of: that of a moment, else the day it begins with, whatever stands behind it. None
    where no real day does: a tablet keeps what is half typed as it stands."""
    if not isinstance(answer, str):
        return None
    moment = as_moment(answer)
    if moment is not None:
        return now_in_uk(moment)
    return answer[:10] if as_day(answer[:10]) else None


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
    return uk_day(moment).isoformat()
