"""The only writer of audit events. Call it directly under the write it speaks of, in the same transaction."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app import clock
from app.audit.catalogue import Event
from app.audit.models import AuditEvent
from app.database import session


def record(event: Event, *, actor: UUID | None, subject: str | None = None, **details: Any) -> None:
    """Append one row. TypeError when the details are not exactly those the catalogue demands of this event."""
    if details.keys() != event.details:
        wrong = sorted(details.keys() ^ event.details)
        raise TypeError(f"audit event {event.name}: details differ by {wrong}")
    session().add(
        AuditEvent(at=clock.now(), event=event.name, actor_id=actor, subject=subject, details=details)
    )
