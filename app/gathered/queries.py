"""Whose facts are stale, and a child's visits read for the picture."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.children.models import Child
from app.children.queries import child_state
from app.database import session
from app.feed import queries as feed
from app.gathered.models import ChildFacts, GatheredScope
from app.pathways.queries import thresholds_in
from app.picture import record_of
from app.picture.entries import Record
from app.visits.by_form import form_to_read
from app.visits.judging import heard_of
from app.visits.merge import signed
from app.visits.models import Visit
from app.visits.queries import TEAMS, names_of


def all_visits(child_id: UUID) -> Sequence[Visit]:
    """Every visit of a child: for what is gathered, whoever will look at it. Pages ask in the name of their viewer.

    As the database has them now. A page may hold a visit as it was when the page was begun, and must not be told of what
    has come since: it is this one that its manager will sign.
    """
    session().flush()
    with Session(session().connection()) as apart:
        return apart.scalars(select(Visit).where(Visit.child_id == child_id)).all()


def history_of(
    visits: Sequence[Visit], names: Mapping[Any, str], *, written: bool
) -> list[dict[str, Any]]:
    """Visits as the picture reads them: of what was submitted, without what no longer applied; or `written`, everything,
    as the rules hear it. `names` maps the authors' ids to names."""
    return [
        {
            "visit_id": str(visit.id),
            "form_version": visit.form_version,
            "status": str(visit.status),
            "author": {"name": names.get(visit.author_id, "")},
            "created_at": clock.iso(visit.created_at),
            "answers": {
                key: state
                for key, state in signed(heard_of(visit), visit.writers).items()
                if written or key not in visit.left_out
            },
        }
        for visit in visits
    ]


def records_for(child: Child, visits: Sequence[Visit], *, private: bool) -> tuple[Record, Record]:
    """What counts of a child's visits, for the picture, and everything that was written, for the rules: one and the same
    record where nothing was left out."""
    state, names = child_state(child), names_of(visits)

    def read(*, written: bool) -> Record:
        history = history_of(visits, names, written=written)
        return record_of(state, history, form_to_read, private=private)

    counted = read(written=False)
    left_out = any(visit.left_out for visit in visits)
    return counted, read(written=True) if left_out else counted


def births_told(child_ids: Collection[UUID]) -> dict[UUID, date]:
    """The days of birth as visits of these children have them, as far as that is gathered: for a list."""
    if not child_ids:
        return {}
    asked = select(ChildFacts.child_id, ChildFacts.born).where(ChildFacts.child_id.in_(child_ids))
    return {child_id: born for child_id, born in session().execute(asked) if born}


def looked(team_ids: Iterable[UUID], version: int) -> dict[UUID, int]:
    """Up to where in these teams' feeds nothing was stale when somebody looked last, by the same words of the program."""
    rows = session().execute(_LOOKED, {"teams": [*team_ids], "version": version})
    return {row.team_id: row.seq for row in rows}


_LOOKED = select(GatheredScope.team_id, GatheredScope.seq).where(
    GatheredScope.team_id.in_(TEAMS), GatheredScope.version == bindparam("version")
)


def behind(heads: Mapping[UUID, int], seen: Mapping[UUID, int], today: date) -> set[UUID] | None:
    """The children of these teams that may have become stale since somebody last looked: `heads` is how far each team's
    feed goes now, `seen` what `looked` says; None when that may be any of them."""
    if seen.keys() != heads.keys():
        return None
    keys: list[str] = []
    for team_id, seq in seen.items():
        if seq < heads[team_id]:
            keys += [row.key for row in feed.after(session(), team_id, seq, MOST_BEHIND + 1)]
    # What is set locally is part of what the rules reckon with, for every child of the team.
    if len(keys) > MOST_BEHIND or any(key.startswith("local:") for key in keys):
        return None
    children, visits = (
        {UUID(key.removeprefix(kind)) for key in keys if key.startswith(kind)}
        for kind in ("child:", "visit:")
    )
    if visits:
        children.update(session().scalars(select(Visit.child_id).where(Visit.id.in_(visits))))
    children.update(session().scalars(_ENDED, {"teams": [*heads], "today": today}))
    return children if len(children) <= MOST_BEHIND else None


_ENDED = (
    select(ChildFacts.child_id)
    .join(Child, Child.id == ChildFacts.child_id)
    .where(ChildFacts.good_until < bindparam("today"), Child.team_id.in_(TEAMS))
)


def thresholds_as_text(thresholds: Mapping[str, int]) -> str:
    """What the rules reckoned with, to be compared."""
    return ",".join(f"{name}={number}" for name, number in sorted(thresholds.items()))


MOST_BEHIND = 2_000
"""Rows of feeds, or children. With more, asking for all children at once is quicker."""


BASIS = ("version", "visits", "seq", "child_at", "thresholds", "good_until")
"""The columns that say what facts were made of."""


def stale(
    team_ids: Iterable[UUID], version: int, today: date, among: Collection[UUID] | None = None
) -> Sequence[Row[Any]]:
    """(child_id, newest, and what their facts were made of: BASIS, None where there are none) of the children whose facts
    are missing, older than their visits, made with other thresholds or of another day where that counts: of all, or of
    those `among` these. First those whose visits changed last in their team: a page makes as many anew as it has time for.
    """
    local = thresholds_in(session(), team_ids)
    if not local:
        return []
    present = {team_id: thresholds_as_text(numbers) for team_id, numbers in local.items()}
    wanted: list[ColumnElement[bool]] = [Child.team_id.in_(present)]
    if among is not None:
        if not among:
            return []
        wanted.append(Child.id.in_(among))
    newest = (
        select(
            Visit.child_id,
            func.max(Visit.seq).label("seq"),
            func.count().label("visits"),
        )
        .join(Child, Child.id == Visit.child_id)
        .where(*wanted)
        .group_by(Visit.child_id)
        .subquery()
    )
    return (
        session()
        .execute(
            select(
                Child.id.label("child_id"),
                newest.c.seq.label("newest"),
                *(getattr(ChildFacts, name) for name in BASIS),
            )
            .outerjoin(newest, newest.c.child_id == Child.id)
            .outerjoin(ChildFacts, ChildFacts.child_id == Child.id)
            .where(
                *wanted,
                or_(
                    ChildFacts.child_id.is_(None),
                    ChildFacts.version != version,
                    ChildFacts.visits != func.coalesce(newest.c.visits, 0),
                    ChildFacts.seq != func.coalesce(newest.c.seq, 0),
                    ChildFacts.child_at != Child.updated_at,
                    ChildFacts.thresholds != case(present, value=Child.team_id),
                    ChildFacts.good_until < today,
                ),
            )
            .order_by(func.coalesce(newest.c.seq, 0).desc(), Child.id)
        )
        .all()
    )
