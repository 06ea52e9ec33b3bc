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


def rows_of(area_id: UUID, reading: Session | None = None) -> Sequence[Pathway]:
    """Everything ever written for an area and its teams, oldest first."""
    asked = _oldest_first().where(Pathway.area_id == area_id)
    return (reading or session()).scalars(asked).all()


def thresholds_for(team_id: UUID, reading: Session | None = None) -> dict[str, int]:
    """What the safety rules reckon with for a team's children: name to whole number; in the snapshot `reading` sees, if
    there is one."""
    found = (reading or session()).get_one(Team, team_id)
    return rules.thresholds_of(rules.counting(rows_of(found.area_id, reading), team_id))


def states_in(reading: Session, team_ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """What these teams' tablets keep, in the snapshot `reading` sees."""
    teams = reading.scalars(select(Team).where(Team.id.in_(set(team_ids)))).all()
    rows = reading.scalars(
        _oldest_first().where(Pathway.area_id.in_({team.area_id for team in teams}))
    ).all()
    return {
        team.id: rules.state_of(
            rules.counting((row for row in rows if row.area_id == team.area_id), team.id)
        )
        for team in teams
    }


def _oldest_first() -> Any:
    return select(Pathway).order_by(Pathway.written_at, Pathway.id)
