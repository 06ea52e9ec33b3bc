"""What waits for a manager: one list of visits and of held changes, a page at a time. It is limited to
the teams she belongs to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import lazyload, load_only

from app import clock
from app.accounts.models import Membership, Team, User
from app.accounts.viewer import Viewer
from app.children.models import Child
from app.database import UTCDateTime, session
from app.gathered.queries import births_told
from app.permissions import Role
from app.visits.envelope import as_read
from app.visits.models import UNSIGNED, Change, Visit, VisitStatus
from app.visits.queries import TEAMS, is_held

Selected = Select[*tuple[Any, ...]]

PAGE = 25
"""Rows on one page of the list."""


class Waiting(StrEnum):
    """Why something waits for a manager."""

    SUBMITTED = "submitted"
    RESUBMITTED = "resubmitted"
    CONFLICT = "conflict"
    UNFINISHED = "unfinished"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to. Ids and codes only: this is what stands in the URL. Without a `kind`: all there is to
    be decided."""

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


class Told(NamedTuple):
    """Somebody met on a doorstep who is on no caseload yet, as a held change tells of them."""

    given_name: str
    family_name: str
    dob: date | None
    edd: date | None
    nhs_number: None = None  # what was told there is a claim


def told_in(viewer: Viewer, bodies: Iterable[Mapping[str, Any]]) -> Told | None:
    """Who was met, by changes that speak of a child nobody knows; None where that is not for the viewer's teams."""
    for body in bodies:
        met = body.get("child")
        if met and UUID(met["team_id"]) in viewer.team_ids:
            dob, edd = (
                date.fromisoformat(day) if day else None for day in (met["dob"], met.get("edd"))
            )
            return Told(met["given_name"], met["family_name"], dob, edd)
    return None


@dataclass(slots=True)
class WaitingRow:
    """One line of the list. `child` is None when the child is on none of the manager's teams'
    caseloads, and was not met for one of them.
    """

    since: datetime
    visit_id: UUID
    held: int  # how many held changes; 0 when the visit itself waits
    author: str
    team: str
    child: Child | Told | None
    visit: Visit | None
    kinds: list[Waiting]
    born: date | None = None  # as a visit has it, of a child whose record has no day of birth


class WaitingPage(NamedTuple):
    """A page of the list, and the place where the next one begins."""

    rows: list[WaitingRow]
    next: Place | None


def _since() -> ColumnElement[datetime]:
    return case((Visit.status == VisitStatus.SUBMITTED, Visit.submitted_at), else_=Visit.changed_at)


def _author_gone() -> ColumnElement[bool]:
    """Whether whoever wrote a visit can no longer send it: her account is closed, or she is not in the child's team."""
    there = (
        select(Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.user_id == Visit.author_id,
            Membership.team_id == Child.team_id,
            User.disabled_at.is_(None),
        )
        .correlate(Visit, Child)
    )
    return ~there.exists()


def _unfinished() -> ColumnElement[bool]:
    """Her name is not under it, and by her it will not be: on no tablet it is anybody's to go on with."""
    return and_(Visit.status.in_(UNSIGNED), _author_gone())


def author_gone(visit_id: UUID) -> bool:
    """The same of one visit."""
    asked = select(_author_gone()).select_from(Visit).join(Child, Child.id == Visit.child_id)
    return bool(session().scalar(asked.where(Visit.id == visit_id)))


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
        case Waiting.UNFINISHED:
            return _unfinished()
        case _:
            # What nobody can finish she cannot decide: it would stand first, the oldest, for as long as nobody does.
            return or_(submitted, conflict)


class _Shape(NamedTuple):
    """What a statement of the list depends on. It is made once, its values are parameters: making it costs more than
    running it."""

    kind: Waiting | None
    of_visitor: bool
    of_contact: bool
    further: bool  # a page that begins behind a place


def _visits(shape: _Shape, kind: Waiting | None) -> Selected:
    """(since, visit id, held changes, whether its author is gone, author, team) of the visits that wait; `held` is 0."""
    asked = select(
        _since().label("since"),
        Visit.id.label("visit_id"),
        literal(0).label("held"),
        _author_gone().label("author_gone"),
        Visit.author_id.label("author_id"),
        Child.team_id.label("team_id"),
    )
    return _narrowed(asked, shape, _of_kind(kind))


def _narrowed(asked: Selected, shape: _Shape, wanted: ColumnElement[bool]) -> Selected:
    """Narrows what is asked of visits, and the children they are of, to those that are wanted."""
    asked = asked.join(Child, Child.id == Visit.child_id)
    asked = asked.where(Child.team_id.in_(TEAMS), wanted)
    if shape.of_visitor:
        asked = asked.where(Visit.author_id == bindparam("visitor"))
    if shape.of_contact:
        asked = asked.where(Visit.contact_type == bindparam("contact"))
    return asked


def _held(shape: _Shape) -> Selected:
    """The same columns for held changes, those of one visit and author together."""
    asked: Selected = (
        select(
            func.min(Change.received_at).label("since"),
            Change.visit_id,
            func.count().label("held"),
            false().label("author_gone"),
            Change.author_id,
            Change.team_id,
        )
        .where(is_held(), Change.visit_id.is_not(None))
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


def page(viewer: Viewer, filters: Filters, after: Place | None = None) -> WaitingPage:
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
            kinds=[Waiting.HELD]
            if row.held
            else kinds_of(row.Visit if row.Child else None, row.author_gone),
        )
        for row in found[:PAGE]
    ]
    _name_unborn(viewer, rows)
    births = births_told(
        {row.child.id for row in rows if isinstance(row.child, Child) and not row.child.dob}
    )
    for row in rows:
        row.born = births.get(row.child.id) if isinstance(row.child, Child) else None
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
    met = _met(viewer, unborn - children.keys())
    for row in rows:
        if row.visit_id in unborn:
            row.child = children.get(row.visit_id) or met.get(row.visit_id)


def _met(viewer: Viewer, visit_ids: Collection[UUID]) -> dict[UUID, Told | None]:
    """Who was met on these visits, of children nobody knows: a child travels with the first change of its first visit."""
    if not visit_ids:
        return {}
    rows = session().execute(_OF_NOBODY, {"visits": [*visit_ids], "teams": [*viewer.team_ids]})
    first = {visit_id: body for visit_id, body in rows if visit_id}
    return {visit_id: told_in(viewer, [as_read(body)]) for visit_id, body in first.items()}


_OF_NOBODY = (
    select(Change.visit_id, Change.body)
    .outerjoin(Child, Child.id == Change.child_id)
    .where(Change.visit_id.in_(bindparam("visits", expanding=True)), is_held(), Child.id.is_(None))
    .order_by(Change.device_seq.desc())  # of each visit the first stands last
)


_OF_VISIT = (Visit.status, Visit.round, Visit.conflicts, Visit.contact_type, Visit.contact_start)
_OF_CHILD = (Child.given_name, Child.family_name, Child.nhs_number, Child.dob, Child.edd)


def kinds_of(visit: Visit | None, author_gone: bool) -> list[Waiting]:
    """Why a visit waits."""
    if visit is None:
        return []
    kinds = []
    if visit.status == VisitStatus.SUBMITTED:
        kinds.append(Waiting.RESUBMITTED if visit.round > 1 else Waiting.SUBMITTED)
    if visit.conflicts and visit.status != VisitStatus.SIGNED_OFF:
        kinds.append(Waiting.CONFLICT)
    if author_gone and visit.status in UNSIGNED:
        kinds.append(Waiting.UNFINISHED)
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
    return _narrowed(each.select_from(Visit), shape, or_(_of_kind(None), _unfinished()))


def visitors_of(viewer: Viewer) -> list[tuple[UUID, str]]:
    """(id, name) of the visitors of the manager's teams, by name."""
    rows = session().execute(_VISITORS, {"teams": [*viewer.team_ids]})
    return [(user_id, name) for user_id, name in rows]


_VISITORS = (
    select(User.id, User.name)
    .join(Membership, Membership.user_id == User.id)
    .where(Membership.team_id.in_(TEAMS), User.role == Role.VISITOR)
    .distinct()
    .order_by(User.name)
)
