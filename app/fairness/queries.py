"""The notes that are counted. There is no question here that could be asked about one visitor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app import clock
from app.accounts.viewer import Viewer
from app.children.models import Child
from app.database import session
from app.fairness import rules
from app.permissions import Role
from app.phrases.queries import book
from app.visits.by_form import form_to_read, readable
from app.visits.models import Visit, VisitStatus

PERIOD = timedelta(days=365)
MOST_CONTACTS = 1_000
"""So many of the newest are read for a page: a second or two of work."""


def notes(viewer: Viewer | None, most: int | None = MOST_CONTACTS) -> list[rules.Note]:
    """What was handed in within a year, newest first: of a manager's teams, of all for an administrator or for a command
    (no viewer).
    """
    in_force = book()
    phrases = frozenset(
        phrase
        for group, listed in in_force.groups.items()
        if in_force.class_of_group[group] in in_force.classes
        for phrase in listed
    )
    return [
        rules.note_of(
            form_to_read(visit.form_version),
            in_force,
            phrases,
            readable(visit.form_version, visit.answers),
            team_id=team,
            child_id=visit.child_id,
            author_id=visit.author_id,
        )
        for visit, team in _visits(viewer, most)
    ]


def _visits(viewer: Viewer | None, most: int | None) -> Iterator[tuple[Visit, UUID]]:
    asked = (
        select(Visit, Child.team_id)
        .join(Child, Child.id == Visit.child_id)
        .where(Visit.status != VisitStatus.OPEN, Visit.submitted_at >= clock.now() - PERIOD)
    )
    if viewer is not None and viewer.role is not Role.ADMINISTRATOR:
        asked = asked.where(Child.team_id.in_(viewer.team_ids))
    for row in session().execute(asked.order_by(Visit.submitted_at.desc()).limit(most)):
        yield row[0], row[1]
