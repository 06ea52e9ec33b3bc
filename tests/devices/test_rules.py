"""What to think of a tablet, as a table; and which of its numbers are missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.devices.rules import Facts, Worry, behind, missing, worries

NOW = datetime(2026, 5, 9, 12, tzinfo=UTC)
EARLIER = NOW - timedelta(days=1)
FINE: dict[str, Any] = {
    "missing": 0,
    "last_seen_at": NOW,
    "begun_anew_at": None,
    "heartbeat": {},
    "withdrawn": False,
    "emptied": False,
    "copied": False,
}


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, []),
        ({"missing": 3}, [Worry.UNSENT]),
        ({"missing": 3, "last_seen_at": NOW - timedelta(days=4)}, [Worry.QUIET, Worry.UNSENT]),
        ({"last_seen_at": NOW - timedelta(days=5)}, []),
        ({"last_seen_at": NOW - timedelta(days=7)}, [Worry.QUIET]),
        ({"last_seen_at": NOW - timedelta(days=7), "withdrawn": True}, []),
        ({"last_seen_at": NOW - timedelta(days=7), "begun_anew_at": EARLIER}, []),
        ({"missing": 3, "begun_anew_at": EARLIER}, [Worry.LEFT_BEHIND, Worry.UNSENT]),
        ({"begun_anew_at": EARLIER}, []),
        ({"heartbeat": {"storage_full": True}}, [Worry.STORAGE]),
        ({"heartbeat": {"needs_you": 2}}, [Worry.REFUSED]),
        ({"copied": True, "missing": 3}, [Worry.COPIED, Worry.UNSENT]),
        ({"copied": True, "withdrawn": True}, []),
        ({"missing": 3, "withdrawn": True}, [Worry.UNSENT]),
        ({"missing": 3, "withdrawn": True, "emptied": True}, []),
    ],
)
def test_who_should_look_at_a_tablet(known: dict[str, Any], expected: list[Worry]) -> None:
    assert worries(Facts(**{**FINE, **known}), NOW) == expected


@pytest.mark.parametrize(
    ("highest", "received", "expected"),
    [
        (0, set(), (0, [])),
        (3, {1, 2, 3}, (0, [])),
        (5, {1, 4}, (3, [2, 3, 5])),
        (2, {1, 2, 7}, (0, [])),
        (2**31 - 1, {1, 2, 7}, (2**31 - 4, [*range(3, 7), *range(8, 54)])),
    ],
)
def test_the_numbers_that_have_not_arrived(
    highest: int, received: set[int], expected: tuple[int, list[int]]
) -> None:
    assert missing(highest, received) == expected


@pytest.mark.parametrize(
    ("have", "heads", "expected"),
    [
        ({"oak": 3}, {"oak": 3}, []),
        ({"oak": 4}, {"oak": 3}, ["oak"]),
        ({"oak": 3}, {"oak": 9}, []),
        ({"elm": 9}, {"oak": 3}, []),  # no longer her team: nothing can be said of it
    ],
)
def test_a_cursor_beyond_the_head_shows_that_the_service_went_back(
    have: dict[str, int], heads: dict[str, int], expected: list[str]
) -> None:
    assert behind(have, heads) == expected
