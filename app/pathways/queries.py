"""Local pathways: those an administrator edits, and those a team's tablets keep. They name no child."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Area, Team
from app.database import session
from app.pathways import rules
from app.pathways.models import Pathway
from app.problems import NOT_FOUND, Problem


def area(area_id: UUID) -> Area:
    """One area. `Problem(NOT_FOUND)` if there is none."""
    found = session().get(Area, area_id)
    if found is None:
        raise Problem(NOT_FOUND)
    return found


def team_in(area_id: UUID, team_id: UUID | None) -> Team | None:
    """The team of this area, or None for none. `Problem(NOT_FOUND)` if it is not one of the area's."""
    found = session().get(Team, team_id) if team_id else None
    if team_id and (found is None or found.area_id != area_id):
        raise Problem(NOT_FOUND)
    return found


def rows_of(area_id: UUID) -> Sequence[Pathway]:
    """Everything ever written for an area and its teams, oldest first."""
    return session().scalars(_oldest_first().where(Pathway.area_id == area_id)).all()


def seen(row: Pathway | None) -> str:
    """What counts, as a page that was opened says it again when it is sent."""
    return str(row.id) if row else ""


def thresholds_for(team_id: UUID, reading: Session | None = None) -> dict[str, int]:
    """What the safety rules reckon with for a team's children: name to whole number; in the snapshot `reading` sees, if
    there is one."""
    return thresholds_in(reading or session(), [team_id])[team_id]


def thresholds_in(reading: Session, team_ids: Iterable[UUID]) -> dict[UUID, dict[str, int]]:
    """The same for several teams."""
    counts = _counting(reading, team_ids)
    return {team_id: rules.thresholds_of(rows) for team_id, rows in counts.items()}


def states_in(reading: Session, team_ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """What these teams' tablets keep, in the snapshot `reading` sees."""
    counts = _counting(reading, team_ids)
    return {team_id: rules.state_of(rows) for team_id, rows in counts.items()}


def _counting(reading: Session, team_ids: Iterable[UUID]) -> dict[UUID, dict[str, Pathway]]:
    """For each team, kind to what counts for it."""
    teams = reading.scalars(select(Team).where(Team.id.in_(set(team_ids)))).all()
    rows = reading.scalars(
        _oldest_first().where(Pathway.area_id.in_({team.area_id for team in teams}))
    ).all()
    return {
        team.id: rules.counting((row for row in rows if row.area_id == team.area_id), team.id)
        for team in teams
    }


def _oldest_first() -> Any:
    return select(Pathway).order_by(Pathway.written_at, Pathway.id)
