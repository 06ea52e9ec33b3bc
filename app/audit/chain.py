"""Each row of the trail carries a sum over itself and the row before it, so that whoever alters, removes
or reorders one is found out. Pure.

There are several chains, so that requests of different people do not wait for one another; a person's
rows are in one. A chain alone does not stop whoever owns the database and rewrites all of it: its heads
are exported to somewhere else from time to time (`flask audit heads`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson

CHAINS = 16
FIRST = "0" * 64
"""What stands before the first row of a chain."""


class Row(NamedTuple):
    """A row of the trail as the sum is taken over it."""

    chain: int
    number: int
    at: datetime
    event: str
    actor_id: UUID | None
    subject: str | None
    details: Mapping[str, Any]


class Head(NamedTuple):
    """Where a chain ends."""

    number: int
    sum: str


def chain_of(actor_id: UUID | None) -> int:
    """The chain a person's rows are in."""
    return actor_id.int % CHAINS if actor_id else 0


def summed(before: str, row: Row) -> str:
    """SHA-256, in hex, over the sum of the row before and this row in canonical JSON."""
    text = orjson.dumps(
        [
            before,
            row.chain,
            row.number,
            row.at.astimezone(UTC).isoformat(timespec="microseconds"),
            row.event,
            str(row.actor_id) if row.actor_id else None,
            row.subject,
            row.details,
        ],
        option=orjson.OPT_SORT_KEYS,
    )
    return hashlib.sha256(text).hexdigest()


class Break(NamedTuple):
    """Where a chain does not hold, and why: `altered` (the row is not what was summed), `missing` (the
    numbers jump), `cut` (rows are gone from the end), `unknown` (there is no such head)."""

    chain: int
    number: int
    why: str


class Walk:
    """Follows one chain row by row. `anchors` are sums that stand somewhere else, by number."""

    def __init__(self, chain: int, anchors: Mapping[int, str]) -> None:
        self.chain = chain
        self.anchors = anchors
        self.number = 0
        self.sum = FIRST
        self.breaks: list[Break] = []

    def step(self, row: Row, found: str) -> None:
        """Look at the next row, in order of its number. After a break the walk goes on from what is
        there, so that one break is told once."""
        self.number += 1
        if row.number != self.number:
            self._note("missing")
            self.number, self.sum = row.number, found
            return
        if summed(self.sum, row) != found or self.anchors.get(row.number, found) != found:
            self._note("altered")
        self.sum = found

    def end(self, head: Head | None) -> list[Break]:
        """Compare the end with where the chain should end; returns everything that was found."""
        furthest = max([*self.anchors, head.number if head else 0])
        if self.number < furthest:
            self.number += 1
            self._note("cut")
        elif head is None and self.number:
            self._note("unknown")
        elif head is not None and head.sum != self.sum:
            self._note("altered")
        return self.breaks

    def _note(self, why: str) -> None:
        self.breaks.append(Break(self.chain, self.number, why))


def appended(head: Head, rows: Iterable[Row]) -> tuple[list[tuple[Row, str]], Head]:
    """The rows with their numbers and sums behind this head, and the new head."""
    made = []
    number, before = head
    for row in rows:
        number += 1
        numbered = row._replace(number=number)
        before = summed(before, numbered)
        made.append((numbered, before))
    return made, Head(number, before)
