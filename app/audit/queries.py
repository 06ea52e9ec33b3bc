"""Looking at the trail as a whole: whether it holds, and where it ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import select

from app.audit.chain import CHAINS, Break, Head, Row, Walk
from app.audit.models import AuditChain, AuditEvent
from app.database import session

AT_ONCE = 5000
"""Rows fetched at once: the trail is longer than the memory."""

Anchors = Mapping[int, Mapping[int, str]]
"""Chain to number to sum, as exported earlier."""


def heads() -> dict[int, Head]:
    """Where each chain ends."""
    rows = session().execute(select(AuditChain.chain, AuditChain.number, AuditChain.sum))
    return {row.chain: Head(row.number, row.sum) for row in rows}


def verify(anchors: Anchors) -> tuple[int, list[Break]]:
    """Walk every chain; returns how many rows were looked at, and where it does not hold."""
    known = heads()
    breaks: list[Break] = []
    looked = 0
    for chain in range(CHAINS):
        walk = Walk(chain, anchors.get(chain, {}))
        for row, found in _rows(chain):
            walk.step(row, found)
            looked += 1
        breaks += walk.end(known.get(chain))
    return looked, breaks


def _rows(chain: int) -> Iterator[tuple[Row, str]]:
    found = session().execute(
        select(
            AuditEvent.chain,
            AuditEvent.number,
            AuditEvent.at,
            AuditEvent.event,
            AuditEvent.actor_id,
            AuditEvent.subject,
            AuditEvent.details,
            AuditEvent.sum,
        )
        .where(AuditEvent.chain == chain)
        .order_by(AuditEvent.number)
        .execution_options(yield_per=AT_ONCE)
    )
    for row in found:
        yield Row(*row[:-1]), row.sum
