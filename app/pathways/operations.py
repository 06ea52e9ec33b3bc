"""Writing a local pathway down. Every function leaves the commit to its caller."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app import clock
from app.accounts.models import Area, Team
from app.audit import catalogue, writer
from app.database import new_id, session
from app.feed.operations import touch
from app.pathways import queries, rules
from app.pathways.models import Pathway
from app.problems import NOT_VALID, SAVED_MEANWHILE, Problem
from forms.field_types.times import uk_day


def write_pathway(
    actor_id: UUID | None,
    area_id: UUID,
    team_id: UUID | None,
    kind: str,
    written: rules.Written,
    *,
    seen: str | None = None,
) -> Pathway:
    """What counts from now on, for an area or for one of its teams. It reaches the tablets with their next sync.

    `seen`: what counted when the writer opened the page, as `queries.seen` says it; None for whoever saw no page.
    `Problem(NOT_VALID)` by form field for what cannot be accepted; `Problem(SAVED_MEANWHILE)` where something else counts
    by now: an older page would put its numbers back, with a newer day.
    """
    now = clock.now()
    found = rules.wrong(kind, written, uk_day(now))
    confirmed, review = written.confirmed_on, written.review_by
    if found or confirmed is None or review is None:
        raise Problem(NOT_VALID, fields=found)
    _still(area_id, team_id, kind, seen)
    return _add(
        actor_id,
        Pathway(
            id=new_id(),
            area_id=area_id,
            team_id=team_id,
            kind=kind,
            owner=written.owner,
            confirmed_on=confirmed,
            review_by=review,
            steps=list(written.steps),
            numbers=[dict(line) for line in written.numbers],
            thresholds=dict(written.thresholds),
            photos=written.photos,
            withdrawn=False,
            written_by=actor_id,
            written_at=now,
        ),
    )


def _still(area_id: UUID, team_id: UUID | None, kind: str, seen: str | None) -> None:
    # Locked, so that of two who save at once the second sees what the first has saved.
    session().get(Area, area_id, with_for_update={"key_share": True})
    if seen is None:
        return
    if queries.seen(rules.counting(queries.rows_of(area_id), team_id).get(kind)) != seen:
        raise Problem(SAVED_MEANWHILE)


def withdraw_pathway(
    actor_id: UUID | None, area_id: UUID, team_id: UUID, kind: str, *, seen: str | None = None
) -> None:
    """Let the area's pathway count for the team again. Nothing happens where the team has none of its own;
    `Problem(SAVED_MEANWHILE)` as for writing one."""
    _still(area_id, team_id, kind, seen)
    own = rules.counting(queries.rows_of(area_id), team_id).get(kind)
    if own is None or own.team_id is None:
        return
    _add(
        actor_id,
        Pathway(
            id=new_id(),
            area_id=area_id,
            team_id=team_id,
            kind=kind,
            owner=own.owner,
            confirmed_on=own.confirmed_on,
            review_by=own.review_by,
            steps=[],
            numbers=[],
            thresholds={},
            photos="",
            withdrawn=True,
            written_by=actor_id,
            written_at=clock.now(),
        ),
    )


def _add(actor_id: UUID | None, row: Pathway) -> Pathway:
    session().add(row)
    session().flush()
    teams = session().scalars(select(Team.id).where(Team.area_id == row.area_id)).all()
    if row.team_id:
        teams = [row.team_id]
    touch([(team_id, f"local:{team_id}") for team_id in teams])
    writer.record(
        catalogue.PATHWAY_WITHDRAWN if row.withdrawn else catalogue.PATHWAY_WRITTEN,
        actor=actor_id,
        subject=f"pathway:{row.id}",
        area_id=str(row.area_id),
        team_id=str(row.team_id) if row.team_id else None,
        kind=row.kind,
    )
    return row
