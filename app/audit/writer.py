"""The only writer of audit events. Call it directly under the write it speaks of, in the same transaction.

Rows are gathered and appended to their chains as the last thing before the commit, in one statement:
the chain is locked only for the moment the commit takes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, event, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

from app import clock
from app.audit.catalogue import Event
from app.audit.chain import FIRST, Head, Row, appended, chain_of
from app.audit.models import AuditChain, AuditEvent
from app.database import session

GATHERED = "audit rows"


def record(event: Event, *, actor: UUID | None, subject: str | None = None, **details: Any) -> None:
    """Append one row. TypeError when the details are not exactly those the catalogue demands of this event."""
    record_all(event, actor=actor, rows=[(subject, details)])


def record_all(
    event: Event, *, actor: UUID | None, rows: Iterable[tuple[str | None, dict[str, Any]]]
) -> None:
    """The same for many rows of one event at once: (subject, details) of each."""
    at, chain, writing = clock.now(), chain_of(actor), session()
    if not writing.in_transaction():
        writing.begin()  # so that a rollback forgets what is gathered here, whatever else was done
    gathered: list[Row] = writing.info.setdefault(GATHERED, [])
    for subject, details in rows:
        if details.keys() != event.details:
            wrong = sorted(details.keys() ^ event.details)
            raise TypeError(f"audit event {event.name}: details differ by {wrong}")
        gathered.append(Row(chain, 0, at, event.name, actor, subject, details))


def init_audit(sessions: sessionmaker[Session]) -> None:
    """Append what was gathered with every commit, and forget it with every rollback."""
    event.listen(sessions, "before_commit", _append)
    event.listen(sessions, "after_soft_rollback", _forget)


def _forget(writing: Session, _ended: SessionTransaction) -> None:
    writing.info.pop(GATHERED, None)


def _append(writing: Session) -> None:
    gathered: list[Row] = writing.info.pop(GATHERED, [])
    if not gathered:
        return
    writing.flush()
    by_chain: dict[int, list[Row]] = {}
    for row in gathered:
        by_chain.setdefault(row.chain, []).append(row)
    values = []
    # In order, so that two transactions that append to several chains never wait in a circle.
    for chain in sorted(by_chain):
        made, head = appended(_locked(writing, chain), by_chain[chain])
        values += [{**row._asdict(), "sum": sum_} for row, sum_ in made]
        writing.execute(_MOVE, {"this": chain, "number": head.number, "sum": head.sum})
    writing.execute(_ROWS, values)


def _locked(writing: Session, chain: int) -> Head:
    found = writing.execute(_HEAD, {"this": chain}).one_or_none()
    if found is None:
        begin = _BEGIN[writing.get_bind().dialect.name]
        writing.execute(begin, {"chain": chain, "number": 0, "sum": FIRST})
        found = writing.execute(_HEAD, {"this": chain}).one()
    return Head(*found)


# Made once: building a statement costs more than running it.
_chains, _events = (
    table.metadata.tables[table.__tablename__] for table in (AuditChain, AuditEvent)
)
_HEAD = (
    select(_chains.c.number, _chains.c.sum)
    .where(_chains.c.chain == bindparam("this"))
    .with_for_update()
)
_MOVE = (
    update(_chains)
    .where(_chains.c.chain == bindparam("this"))
    .values(number=bindparam("number"), sum=bindparam("sum"))
)
_BEGIN = {
    "postgresql": postgresql.insert(_chains).on_conflict_do_nothing(),
    "sqlite": sqlite.insert(_chains).on_conflict_do_nothing(),
}
_ROWS = insert(_events)
