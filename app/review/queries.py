"""What waits for a manager, and what she may read of it. Everything is limited to the teams she
belongs to.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Uuid,
    and_,
    bindparam,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import joinedload, lazyload, load_only

from app import clock
from app.accounts.models import Membership, Team, User
from app.accounts.viewer import Viewer
from app.children.models import Child
from app.children.queries import stands_for
from app.database import UTCDateTime, session
from app.permissions import Role
from app.problems import NOT_FOUND, NOT_HELD, Problem
from app.review.rules import Step
from app.visits.envelope import as_read
from app.visits.models import ACCEPTED, ANSWERS_REFUSED, Change, Release, Visit, VisitStatus

Selected = Select[*tuple[Any, ...]]
REFUSED_SHOWN = 200
"""Refused entries on one page, and in one file: each is unpacked whole."""

PAGE = 25
"""Rows on one page of the waiting list."""


class Waiting(StrEnum):
    """Why something waits for a manager."""

    SUBMITTED = "submitted"
    RESUBMITTED = "resubmitted"
    CONFLICT = "conflict"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to. Ids and codes only: this is what stands in the URL."""

    kind: Waiting | None = None
    team: UUID | None = None
    visitor: UUID | None = None
    contact: str | None = None


class Place(NamedTuple):
    """A place in the list: the row after which a page begins."""

    since: datetime
    id: UUID

    def __str__(self) -> str:
        # To the microsecond, as it is stored: rounded, a page would repeat or miss what lies beside its end.
        return f"{self.since.isoformat()}~{self.id}"

    @classmethod
    def parse(cls, text: str) -> Place | None:
        """The place a URL names, or None when it names none."""
        since, _, id_ = text.partition("~")
        try:
            return cls(clock.parse(since), UUID(id_))
        except ValueError:
            return None


@dataclass(slots=True)
class WaitingRow:
    """One line of the list. `child` is None when the child is on none of the manager's teams'
    caseloads.
    """

    since: datetime
    visit_id: UUID
    held: int  # how many held changes; 0 when the visit itself waits
    author: str
    team: str
    child: Child | None
    visit: Visit | None = None
    kinds: list[Waiting] = field(default_factory=list)


class WaitingPage(NamedTuple):
    """A page of the list, and the place where the next one begins."""

    rows: list[WaitingRow]
    next: Place | None


class HeldChange(NamedTuple):
    """A change that is kept whole for a manager."""

    change: Change
    body: Mapping[str, Any]


# -- the waiting list ------------------------------------------------------------------------------


def _since() -> ColumnElement[datetime]:
    return case((Visit.status == VisitStatus.SUBMITTED, Visit.submitted_at), else_=Visit.changed_at)


def _of_kind(kind: Waiting | None) -> ColumnElement[bool]:
    submitted = Visit.status == VisitStatus.SUBMITTED
    # Once somebody who saw both values has signed, two values no longer hold anything up; the visit
    # still shows them.
    contested = Visit.conflicts > literal_column("0")  # as in the index
    conflict = contested & (Visit.status != VisitStatus.SIGNED_OFF)
    match kind:
        case Waiting.SUBMITTED:
            return submitted & (Visit.round <= 1)
        case Waiting.RESUBMITTED:
            return submitted & (Visit.round > 1)
        case Waiting.CONFLICT:
            return conflict
        case _:
            return or_(submitted, conflict)


class _Shape(NamedTuple):
    """What a statement of the list depends on. It is made once, its values are parameters: making it costs more than
    running it."""

    kind: Waiting | None
    of_visitor: bool
    of_contact: bool
    further: bool  # a page that begins behind a place


def _visits(shape: _Shape, kind: Waiting | None) -> Selected:
    """(since, visit id, held changes, author, team) of the visits that wait; `held` is 0."""
    asked = select(
        _since().label("since"),
        Visit.id.label("visit_id"),
        literal(0).label("held"),
        Visit.author_id.label("author_id"),
        Child.team_id.label("team_id"),
    )
    return _that_wait(asked, shape, kind)


def _that_wait(asked: Selected, shape: _Shape, kind: Waiting | None) -> Selected:
    """Narrows what is asked of visits, and the children they are of, to those that wait."""
    asked = asked.join(Child, Child.id == Visit.child_id)
    asked = asked.where(Child.team_id.in_(_TEAMS), _of_kind(kind))
    if shape.of_visitor:
        asked = asked.where(Visit.author_id == bindparam("visitor"))
    if shape.of_contact:
        asked = asked.where(Visit.contact_type == bindparam("contact"))
    return asked


def _is_held() -> ColumnElement[bool]:
    """Held for these teams, and nobody has decided about it."""
    decided = select(Release.change_id).where(Release.change_id == Change.id).exists()
    return and_(Change.outcome == "held", Change.team_id.in_(_TEAMS), ~decided)


def _held(shape: _Shape) -> Selected:
    """The same columns for held changes, those of one visit and author together."""
    asked: Selected = (
        select(
            func.min(Change.received_at).label("since"),
            Change.visit_id,
            func.count().label("held"),
            Change.author_id,
            Change.team_id,
        )
        .where(_is_held(), Change.visit_id.is_not(None))
        .group_by(Change.visit_id, Change.author_id, Change.team_id)
    )
    if shape.of_visitor:
        asked = asked.where(Change.author_id == bindparam("visitor"))
    if shape.of_contact:
        known = select(Visit.id).where(Visit.contact_type == bindparam("contact"))
        asked = asked.where(Change.visit_id.in_(known))
    return asked


@cache
def _page_of(shape: _Shape) -> Selected:
    """A page of the list and the first row of the next: with each row its visit and child, as far as the manager may see
    them."""
    match shape.kind:
        case None:
            asked = union_all(_visits(shape, None), _held(shape)).subquery()
        case Waiting.HELD:
            asked = _held(shape).subquery()
        case kind:
            asked = _visits(shape, kind).subquery()
    page = (
        select(asked, User.name.label("author"), Team.name.label("team"))
        .join(User, User.id == asked.c.author_id)
        .join(Team, Team.id == asked.c.team_id)
        .order_by(asked.c.since, asked.c.visit_id)
        .limit(bindparam("most"))
    )
    if shape.further:
        place = tuple_(bindparam("since", type_=UTCDateTime()), bindparam("behind", type_=Uuid()))
        page = page.where(tuple_(asked.c.since, asked.c.visit_id) > place)
    rows = page.subquery()
    return (
        select(rows, Visit, Child)
        .outerjoin(Visit, Visit.id == rows.c.visit_id)
        .outerjoin(Child, and_(Child.id == Visit.child_id, Child.team_id.in_(_OWN)))
        .order_by(rows.c.since, rows.c.visit_id)
        # What a line shows, and no more: the answers alone are half a megabyte for one page.
        .options(load_only(*_OF_VISIT), load_only(*_OF_CHILD))
        .options(*(lazyload(part) for part in (Child.team, Child.people, Child.addresses)))
    )


_TEAMS: BindParameter[Any] = bindparam("teams", expanding=True)
_OWN: BindParameter[Any] = bindparam("own", expanding=True)


def _shape(filters: Filters, after: Place | None = None) -> _Shape:
    return _Shape(
        filters.kind, filters.visitor is not None, filters.contact is not None, after is not None
    )


def _values(viewer: Viewer, filters: Filters, after: Place | None = None) -> dict[str, Any]:
    teams = viewer.team_ids & {filters.team} if filters.team else viewer.team_ids
    return {
        "teams": [*teams],
        "own": [*viewer.team_ids],
        "visitor": filters.visitor,
        "contact": filters.contact,
        "since": after.since if after else None,
        "behind": after.id if after else None,
        "most": PAGE + 1,
    }


def waiting(viewer: Viewer, filters: Filters, after: Place | None = None) -> WaitingPage:
    """What waits, oldest first, from the row behind `after` on."""
    asked, values = _page_of(_shape(filters, after)), _values(viewer, filters, after)
    found = session().execute(asked, values).all()
    rows = [
        WaitingRow(
            row.since,
            row.visit_id,
            row.held,
            author=row.author,
            team=row.team,
            child=row.Child,
            visit=row.Visit if row.Child else None,
        )
        for row in found[:PAGE]
    ]
    _name_unborn(viewer, rows)
    for row in rows:
        row.kinds = [Waiting.HELD] if row.held else kinds_of(row.visit)
    last = rows[-1] if len(found) > PAGE else None
    return WaitingPage(rows, Place(last.since, last.visit_id) if last else None)


def _name_unborn(viewer: Viewer, rows: Sequence[WaitingRow]) -> None:
    """All of a visit may be held, as when its tablet was withdrawn before it sent any: then only the changes name the
    child."""
    unborn = {row.visit_id for row in rows if row.held and row.child is None}
    if not unborn:
        return
    of_changes = session().execute(
        select(Change.visit_id, Child)
        .join(Child, Child.id == Change.child_id)
        .where(Change.visit_id.in_(unborn), Child.team_id.in_(viewer.team_ids))
    )
    children = {visit_id: child for visit_id, child in of_changes if visit_id}
    for row in rows:
        if row.visit_id in unborn:
            row.child = children.get(row.visit_id)


_OF_VISIT = (Visit.status, Visit.round, Visit.conflicts, Visit.contact_type, Visit.contact_start)
_OF_CHILD = (Child.given_name, Child.family_name, Child.nhs_number, Child.dob, Child.edd)


def kinds_of(visit: Visit | None) -> list[Waiting]:
    """Why a visit waits."""
    if visit is None:
        return []
    kinds = []
    if visit.status == VisitStatus.SUBMITTED:
        kinds.append(Waiting.RESUBMITTED if visit.round > 1 else Waiting.SUBMITTED)
    if visit.conflicts and visit.status != VisitStatus.SIGNED_OFF:
        kinds.append(Waiting.CONFLICT)
    return kinds


def counts(viewer: Viewer, filters: Filters) -> dict[Waiting, int]:
    """How many rows each kind of waiting has, under the other filters."""
    asked = _counts_of(_shape(filters)._replace(kind=None))
    found = session().execute(asked, _values(viewer, filters)).one()
    return dict(zip(_COUNTED, found, strict=True))


_COUNTED = (*(kind for kind in Waiting if kind is not Waiting.HELD), Waiting.HELD)


@cache
def _counts_of(shape: _Shape) -> Selected:
    held = select(func.count()).select_from(_held(shape).subquery()).scalar_subquery()
    each: Selected = select(*(func.count().filter(_of_kind(kind)) for kind in _COUNTED[:-1]), held)
    return _that_wait(each.select_from(Visit), shape, None)


def visitors_of(viewer: Viewer) -> list[tuple[UUID, str]]:
    """(id, name) of the visitors of the manager's teams, by name."""
    rows = session().execute(_VISITORS, {"teams": [*viewer.team_ids]})
    return [(user_id, name) for user_id, name in rows]


_VISITORS = (
    select(User.id, User.name)
    .join(Membership, Membership.user_id == User.id)
    .where(Membership.team_id.in_(_TEAMS), User.role == Role.VISITOR)
    .distinct()
    .order_by(User.name)
)


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
    """A change that is part of the record, and what became of its answers when it was put there."""

    change: Change
    outcomes: Mapping[str, Any]


def parts_of(own: OwnVisit) -> list[Part]:
    """The changes a visit is made of, in the order they became part of it: stored when they came,
    or held and accepted later."""
    since = func.coalesce(Release.decided_at, Change.received_at)
    rows = session().execute(
        select(Change, Release.outcomes)
        .outerjoin(Release, and_(Release.change_id == Change.id, Release.decision == ACCEPTED))
        .where(
            Change.visit_id == own.visit.id,
            or_(Change.outcome == "stored", Release.change_id.is_not(None)),
        )
        .order_by(since, Change.device_seq, Change.id)
    )
    return [Part(change, accepted or change.outcomes) for change, accepted in rows]


def steps(parts: Sequence[Part]) -> list[Step]:
    """The same changes as the rules read them."""
    return [
        Step(
            answers=(answers := as_read(change.body).get("answers", {})),
            outcomes=dict.fromkeys(answers, "applied")
            | {key: outcome for key, (outcome, *_) in outcomes.items()},
            submitted=(json.loads(change.receipt).get("submit") or {}).get("outcome")
            == "submitted",
        )
        for change, outcomes in parts
    ]


# -- held changes ----------------------------------------------------------------------------------


def held_of(viewer: Viewer, visit_id: UUID) -> list[HeldChange]:
    """The held changes of one visit that this manager is responsible for, those of one tablet
    together and in the order they were written; `Problem(NOT_FOUND)` for none.
    """
    found = session().scalars(
        select(Change)
        .where(_is_held(), Change.visit_id == visit_id)
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


# -- refused changes -------------------------------------------------------------------------------


class RefusedPage(NamedTuple):
    """A page of refused changes with their authors' names, and the place where the next one begins."""

    rows: list[tuple[Change, str]]
    next: Place | None


def refused(viewer: Viewer, after: Place | None = None) -> RefusedPage:
    """The changes of the manager's teams that could never be accepted, or not all of whose answers could, the newest
    first, from the one behind `after` on. What was refused is not in the record."""
    asked = (
        select(Change, User.name)
        .join(User, User.id == Change.author_id)
        .where(
            or_(Change.outcome == "rejected", Change.code == ANSWERS_REFUSED),
            Change.team_id.in_(viewer.team_ids),
        )
        .order_by(Change.received_at.desc(), Change.id.desc())
        .limit(REFUSED_SHOWN + 1)
    )
    if after:
        place = tuple_(literal(after.since, UTCDateTime()), literal(after.id, Uuid()))
        asked = asked.where(tuple_(Change.received_at, Change.id) < place)
    found = [(change, name) for change, name in session().execute(asked)]
    rows = found[:REFUSED_SHOWN]
    last = rows[-1][0] if len(found) > REFUSED_SHOWN else None
    return RefusedPage(rows, Place(last.received_at, last.id) if last else None)


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
