"""What to think of a tablet, from what it said last. Pure: no session, no clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any, NamedTuple

PROTOCOL = 1
"""The oldest app that is still given data. An older one is asked to update; what it sends is always
taken (docs/protocol.md)."""

QUIET_DAYS = 3
"""A tablet that holds unsent work and has not called for so long is shown first, in days."""

SILENT_DAYS = 6
"""So is one in use that had sent everything: what was written on it since then is not known here, and some browsers
clear a page that was not opened for seven days."""

NAMED = 50
"""How many undelivered changes are named by their numbers."""


class Worry(StrEnum):
    """Why somebody should look at a tablet, the most urgent first."""

    COPIED = "copied"
    LEFT_BEHIND = "left_behind"
    QUIET = "quiet"
    STORAGE = "storage"
    REFUSED = "refused"
    UNSENT = "unsent"


class Unsendable(StrEnum):
    """Why a change never comes under its number, or has not come yet; the tablet's word."""

    TOO_LARGE = "change_too_large"
    ID_REUSE = "id_reuse"
    DAMAGED = "damaged"
    UNTAKEN = "untaken"


class Facts(NamedTuple):
    """What is known of a tablet."""

    missing: int  # changes it made that have not arrived
    last_seen_at: datetime
    begun_anew_at: datetime | None  # when its owner began another vault after this one's last call
    heartbeat: Mapping[str, Any]
    withdrawn: bool  # or its owner's account was closed
    emptied: bool
    copied: bool  # two changes bear the same of its numbers: its store is used in two places


def worries(facts: Facts, now: datetime) -> list[Worry]:
    """Why somebody should look at this tablet; none for one that has handed everything in, or that had sent everything
    when it was last heard of, not long ago."""
    if facts.emptied:
        return []
    found = []
    if facts.copied and not facts.withdrawn:
        found.append(Worry.COPIED)
    if facts.missing and facts.begun_anew_at:
        found.append(Worry.LEFT_BEHIND)
    in_use = not (facts.withdrawn or facts.begun_anew_at)
    quiet = QUIET_DAYS if facts.missing else SILENT_DAYS
    if (facts.missing or in_use) and now - facts.last_seen_at > timedelta(days=quiet):
        found.append(Worry.QUIET)
    if facts.heartbeat.get("storage_full"):
        found.append(Worry.STORAGE)
    if facts.heartbeat.get("needs_you"):
        found.append(Worry.REFUSED)
    if facts.missing:
        found.append(Worry.UNSENT)
    return found


def missing(highest: int, received: Collection[int], settled: int = 0) -> tuple[int, list[int]]:
    """How many of the numbers behind `settled` up to `highest` have not been received, and the first `NAMED` of them in
    order. A tablet may say that it has given two thousand million."""
    count = highest - settled - sum(1 for seq in received if settled < seq <= highest)
    first = (seq for seq in range(settled + 1, highest + 1) if seq not in received)
    return count, list(islice(first, min(count, NAMED)))


def kept_there(heartbeat: Mapping[str, Any]) -> dict[int, Mapping[str, Any]]:
    """The changes a tablet says it cannot send, by number: `seq`, `code`, `written_anew`."""
    return {one["seq"]: one for one in heartbeat.get("quarantined", ())}


def behind(have: Mapping[str, int], heads: Mapping[str, int]) -> list[str]:
    """The scopes of which a tablet has heard more than the service knows: it was put back to an
    earlier state and its epoch was not raised."""
    return sorted(scope for scope, cursor in have.items() if cursor > heads.get(scope, cursor))


def counted(outcomes: Iterable[str]) -> dict[str, int]:
    """How often each outcome came."""
    counts: dict[str, int] = {}
    for outcome in outcomes:
        counts[outcome] = counts.get(outcome, 0) + 1
    return counts
