"""The one place that asks what time it is. Rules and merges get the time as an argument."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import MAXYEAR, MINYEAR, UTC, datetime

_stopped: ContextVar[datetime | None] = ContextVar("stopped clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _stopped.get() or datetime.now(UTC)


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Let it be `moment` (aware) inside the block. For invented families and tests, never for a request."""
    token = _stopped.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _stopped.reset(token)


def iso(moment: datetime) -> str:
    """`2026-05-09T14:31:07.120Z`: UTC with milliseconds, as it stands on the wire."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse(text: str) -> datetime:
    """The moment an ISO 8601 text with an offset (or `Z`) speaks of; ValueError for anything else, and in the first and
    the last year there is: in another time zone it may lie outside of what can be reckoned with."""
    if (
        not text.isprintable()
    ):  # any character may stand before the time, also one that nothing can store
        raise ValueError("a time is printable")
    moment = datetime.fromisoformat(text)
    if not MINYEAR < moment.year < MAXYEAR:
        raise ValueError("a time nobody has seen")
    if moment.tzinfo is None:
        raise ValueError("a time needs an offset")
    return moment.astimezone(UTC)
