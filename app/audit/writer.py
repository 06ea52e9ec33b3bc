"""The only writer of audit events. Call it directly under the write it speaks of, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from app import clock
from app.audit.catalogue import Event
from app.audit.models import AuditEvent
from app.database import session


def record(event: Event, *, actor: UUID | None, subject: str | None = None, **details: Any) -> None:
    """Append one row. TypeError when the details are not exactly those the catalogue demands of this event."""
    _check(event, details)
    session().add(
        AuditEvent(
            at=clock.now(), event=event.name, actor_id=actor, subject=subject, details=details
        )
    )


def record_all(
    event: Event, *, actor: UUID | None, rows: Iterable[tuple[str | None, dict[str, Any]]]
) -> None:
    """The same for many rows of one event at once: (subject, details) of each."""
    at = clock.now()
    values = []
    for subject, details in rows:
        _check(event, details)
        values.append(
            {
                "at": at,
                "event": event.name,
                "actor_id": actor,
                "subject": subject,
                "details": details,
            }
        )
    if values:
        session().execute(_ROWS, values)


def _check(event: Event, details: dict[str, Any]) -> None:
    if details.keys() != event.details:
        wrong = sorted(details.keys() ^ event.details)
        raise TypeError(f"audit event {event.name}: details differ by {wrong}")


_ROWS = insert(AuditEvent.metadata.tables[AuditEvent.__tablename__])
