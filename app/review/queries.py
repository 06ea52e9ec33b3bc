"""What a manager may read of one visit, of its held changes and of what was refused. Everything is
limited to the teams she belongs to.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Uuid,
    and_,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.accounts.viewer import Viewer
from app.children.models import Child
from app.children.queries import stands_for
from app.database import UTCDateTime, session
from app.problems import NOT_FOUND, NOT_HELD, Problem
from app.review.rules import Step
from app.review.waiting_list import Place, Told, told_in
from app.visits.envelope import as_read
from app.visits.models import ACCEPTED, ANSWERS_REFUSED, UNSIGNED, Change, Release, Visit
from app.visits.queries import is_held
from app.visits.rules import refused_in

REFUSED_SHOWN = 200
"""Refused entries on one page, and in one file: each is unpacked whole."""


class HeldChange(NamedTuple):
    """A change that is kept whole for a manager."""

    change: Change
    body: Mapping[str, Any]


# -- one visit -------------------------------------------------------------------------------------


class OwnVisit(NamedTuple):
    """A visit of a child on a caseload of the manager's teams."""

    visit: Visit
    child: Child


def visit_of(viewer: Viewer, visit_id: UUID, *, to_decide: bool = False) -> OwnVisit:
    """The visit with its child; `Problem(NOT_FOUND)`, the same whether it is another team's or
    nobody's.

    With `to_decide` the visit stays locked until the transaction ends, so that of two managers only
    one decides.
    """
    child_id = session().scalar(select(Visit.child_id).where(Visit.id == visit_id))
    whose = select(Child).where(Child.id == child_id, Child.team_id.in_(viewer.team_ids))
    which = select(Visit).where(Visit.id == visit_id)
    if to_decide:
        # Child before visit: the order in which every writer locks (app/visits/locking.py).
        whose = whose.with_for_update(read=True, of=Child)
        which = which.with_for_update().execution_options(populate_existing=True)
    child = session().scalar(whose)
    if child is None:
        raise Problem(NOT_FOUND)
    return OwnVisit(session().scalars(which).one(), child)


class Part(NamedTuple):
    """A change that is part of the record, and what became of its answers and its signature when it was put there."""

    change: Change
    outcomes: Mapping[str, Any]
    submit: str | None


def parts_of(own: OwnVisit) -> list[Part]:
    """The changes a visit is made of, in the order they became part of it: stored when they came,
    or held and accepted later."""
    since = func.coalesce(Release.decided_at, Change.received_at)
    rows = session().execute(
        select(Change, Release)
        .outerjoin(Release, and_(Release.change_id == Change.id, Release.decision == ACCEPTED))
        .where(
            Change.visit_id == own.visit.id,
            or_(Change.outcome == "stored", Release.change_id.is_not(None)),
        )
        .order_by(since, Change.device_seq, Change.id)
    )
    return [_part(row.Change, row.Release) for row in rows]


def _part(change: Change, accepted: Release | None) -> Part:
    """The receipt of a held change says "held" for ever: what became of it later stands with the decision."""
    if accepted:
        return Part(change, accepted.outcomes, accepted.submit)
    submit = json.loads(change.receipt).get("submit") or {}
    return Part(change, change.outcomes, submit.get("outcome"))


def signer_of(visit: Visit, parts: Sequence[Part]) -> UUID | None:
    """Who signed the visit as it is handed in: any visitor of the team may. None while nobody has."""
    signatures = [part.change.author_id for part in parts if part.submit == "submitted"]
    return signatures[-1] if signatures and visit.status not in UNSIGNED else None


def steps(parts: Sequence[Part]) -> list[Step]:
    """The same changes as the rules read them."""
    return [
        Step(
            answers=(answers := as_read(change.body).get("answers", {})),
            outcomes=dict.fromkeys(answers, "applied")
            | {key: outcome for key, (outcome, *_) in outcomes.items()},
            submitted=submit == "submitted",
        )
        for change, outcomes, submit in parts
    ]


# -- held changes ----------------------------------------------------------------------------------


def held_ids(viewer: Viewer, visit_id: UUID) -> Sequence[UUID]:
    """The changes of one visit that are held for this manager's teams and nobody has decided about."""
    asked = select(Change.id).where(is_held(), Change.visit_id == visit_id)
    return session().scalars(asked, {"teams": [*viewer.team_ids]}).all()


def held_of(viewer: Viewer, visit_id: UUID) -> list[HeldChange]:
    """The held changes of one visit that this manager is responsible for, those of one tablet
    together and in the order they were written; `Problem(NOT_FOUND)` for none.
    """
    found = session().scalars(
        select(Change)
        .where(is_held(), Change.visit_id == visit_id)
        .order_by(Change.author_id, Change.device_id, Change.device_seq),
        {"teams": [*viewer.team_ids]},
    )
    held = [HeldChange(change, as_read(change.body)) for change in found]
    if not held:
        raise Problem(NOT_FOUND)
    return held


def held_to_decide(viewer: Viewer, visit_id: UUID, change_ids: Collection[UUID]) -> list[Change]:
    """The same changes of one author, locked, to be decided about; `Problem(NOT_HELD)` when one of
    them is not there any more, `Problem(NOT_FOUND)` when there was never anything."""
    found = list(
        session().scalars(
            select(Change)
            .where(
                Change.outcome == "held",
                Change.visit_id == visit_id,
                Change.team_id.in_(viewer.team_ids),
                Change.id.in_(change_ids),
            )
            .order_by(Change.id)
            .with_for_update()
        )
    )
    if not found:
        raise Problem(NOT_FOUND)
    # Asked after the lock: of two managers who decide at once, the second is told.
    decided = session().scalar(
        select(func.count()).select_from(Release).where(Release.change_id.in_(change_ids))
    )
    if decided or len(found) != len(set(change_ids)):
        raise Problem(NOT_HELD)
    return sorted(found, key=lambda change: (str(change.device_id), change.device_seq or 0))


def versions_of(change_ids: Collection[UUID]) -> dict[str, int | None]:
    """The version of the form each of these changes was written on, by its id as text."""
    if not change_ids:
        return {}
    rows = session().execute(
        select(Change.id, Change.form_version).where(Change.id.in_(change_ids))
    )
    return {str(change_id): version for change_id, version in rows}


def told_of(viewer: Viewer, held: Sequence[HeldChange]) -> Told | None:
    """Who was met, where held changes are of a child nobody knows and for one of the viewer's teams."""
    child_id = held[0].change.child_id
    if session().scalar(select(Child.id).where(Child.id == child_id)):
        return None
    return told_in(viewer, (one.body for one in held))


# -- refused changes -------------------------------------------------------------------------------


class RefusedChange(NamedTuple):
    """A change that was refused, by whom it was written, and which of its answers, where the others are in the record."""

    change: Change
    author: str
    keys: list[str]


class RefusedPage(NamedTuple):
    """A page of refused changes, and the place where the next one begins."""

    rows: list[RefusedChange]
    next: Place | None


def refused(viewer: Viewer, after: Place | None = None) -> RefusedPage:
    """The changes of the manager's teams that could never be accepted, or not all of whose answers could, the newest
    first, from the one behind `after` on. What was refused is not in the record."""
    asked = (
        select(Change, User.name, Release)
        .join(User, User.id == Change.author_id)
        .outerjoin(Release, Release.change_id == Change.id)
        .where(
            Change.code.is_not(None),  # of every one of them: only these are in the index
            or_(
                Change.outcome == "rejected",
                Change.code == ANSWERS_REFUSED,
                Release.code == ANSWERS_REFUSED,
            ),
            Change.team_id.in_(viewer.team_ids),
        )
        .order_by(Change.received_at.desc(), Change.id.desc())
        .limit(REFUSED_SHOWN + 1)
    )
    if after:
        place = tuple_(literal(after.since, UTCDateTime()), literal(after.id, Uuid()))
        asked = asked.where(tuple_(Change.received_at, Change.id) < place)
    found = [
        RefusedChange(change, name, _refused_keys(change, release))
        for change, name, release in session().execute(asked)
    ]
    rows = found[:REFUSED_SHOWN]
    last = rows[-1].change if len(found) > REFUSED_SHOWN else None
    return RefusedPage(rows, Place(last.received_at, last.id) if last else None)


def _refused_keys(change: Change, release: Release | None) -> list[str]:
    kept = release or change
    if kept.code != ANSWERS_REFUSED:
        return []
    return refused_in(kept.outcomes)


def child_or_none(viewer: Viewer, child_id: UUID | None) -> Child | None:
    """The child, or the one whose record it has become part of, when that is on a caseload of the manager's teams."""
    return session().scalar(
        select(Child)
        .options(joinedload(Child.team))
        .where(
            Child.id == (stands_for(child_id) if child_id else None),
            Child.team_id.in_(viewer.team_ids),
        )
    )
