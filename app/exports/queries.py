"""The visits of an export, streamed: memory does not grow with their number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, Text, cast, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Area, Team
from app.accounts.viewer import Viewer
from app.audit.catalogue import EXPORT_FINISHED, EXPORT_MADE
from app.audit.models import AuditEvent
from app.children.models import Child
from app.database import session
from app.exports.selection import STATUSES, ReviewState, Selection
from app.picture.growth import birth_told
from app.visits.models import Visit
from forms.field_types.times import UNITED_KINGDOM

Selected = Select[*tuple[Any, ...]]
AT_ONCE = 500
"""Rows held in memory while streaming."""


class Row(NamedTuple):
    """A visit as the database gives it; `answers` is still JSON text."""

    visit_id: UUID
    child_id: UUID
    dob: date | None
    area: str
    team: str
    form_version: int
    status: str
    round: int
    conflicts: int
    contact_start: datetime | None
    submitted_at: datetime | None
    signed_off_at: datetime | None
    answers: str
    left_out: str  # keys of answers that are no part of what was submitted; JSON text too


COLUMNS = (
    Visit.id,
    Visit.child_id,
    Child.dob,
    Area.name,
    Team.name,
    Visit.form_version,
    Visit.status,
    Visit.round,
    Visit.conflicts,
    Visit.contact_start,
    Visit.submitted_at,
    Visit.signed_off_at,
    # As text: parsing is ours, and only where a table needs it.
    cast(Visit.answers, Text),
    cast(Visit.left_out, Text),
)


def teams_for(viewer: Viewer | None) -> frozenset[UUID] | None:
    """The teams an export may take visits from: the analyst's own; None, all of them, for the
    operator of the machine.
    """
    return None if viewer is None else viewer.team_ids


def _chosen(asked: Selected, selection: Selection, teams: frozenset[UUID] | None) -> Selected:
    asked = (
        asked.select_from(Visit)
        .join(Child, Child.id == Visit.child_id)
        .join(Team, Team.id == Child.team_id)
        .join(Area, Area.id == Team.area_id)
        .where(Visit.status.in_(STATUSES[selection.state]))
    )
    if teams is not None:
        asked = asked.where(Child.team_id.in_(teams))
    if selection.since:
        asked = asked.where(Visit.contact_start >= _midnight(selection.since))
    if selection.until and selection.until < date.max:
        asked = asked.where(Visit.contact_start < _midnight(selection.until + timedelta(days=1)))
    if selection.contact:
        asked = asked.where(Visit.contact_type == selection.contact.value)
    return asked


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UNITED_KINGDOM).astimezone(UTC)


class Earlier(NamedTuple):
    """An export somebody made. `files` are (name, bytes, SHA-256); none when it was broken off."""

    at: datetime
    purpose: str
    rows: int
    files: list[tuple[str, int, str]]


def made_by(viewer: Viewer, limit: int = 10) -> list[Earlier]:
    """The viewer's own exports, newest first, as the audit trail knows them."""

    def events(name: str) -> Sequence[AuditEvent]:
        of_viewer = select(AuditEvent).where(AuditEvent.actor_id == viewer.id)
        newest = of_viewer.where(AuditEvent.event == name).order_by(AuditEvent.id.desc())
        return session().scalars(newest.limit(limit)).all()

    files: dict[str | None, list[tuple[str, int, str]]] = {}
    for event in events(EXPORT_FINISHED.name):
        found = event.details
        files.setdefault(event.subject, []).append((found["name"], found["bytes"], found["sha256"]))
    return [
        Earlier(
            event.at, event.details["purpose"], event.details["rows"], files.get(event.subject, [])
        )
        for event in events(EXPORT_MADE.name)
    ]


def count(reading: Session, selection: Selection, teams: frozenset[UUID] | None) -> int:
    """How many visits the selection takes."""
    return reading.scalar(_chosen(select(func.count()), selection, teams)) or 0


def birth_told_of(reading: Session, child_id: UUID) -> date | None:
    """The day of birth as a child's visits have it: of all that were handed in, whichever the extract takes, so that an
    age does not hang on that.
    """
    visits = reading.execute(
        select(Visit.answers, Visit.left_out)
        .where(Visit.child_id == child_id, Visit.status.in_(STATUSES[ReviewState.ALL]))
        .order_by(Visit.contact_start, Visit.id)
    )
    told = birth_told(answers for answers, left_out in visits if "baby_dob" not in left_out)
    return date.fromisoformat(told) if told else None


def rows(
    reading: Session,
    selection: Selection,
    teams: frozenset[UUID] | None,
    *,
    by_child: bool = False,
) -> Iterator[Row]:
    """The visits in the order they were begun (their ids are ordered by time), so that nothing has
    to be sorted first; or `by_child`, those of a child together.
    """
    everything: Selected = select(*COLUMNS)
    order = (Visit.child_id, Visit.id) if by_child else (Visit.id,)
    asked = _chosen(everything, selection, teams).order_by(*order)
    found = reading.execute(asked, execution_options={"stream_results": True, "yield_per": AT_ONCE})
    for partition in found.partitions():
        for row in partition:
            yield Row(*row)
