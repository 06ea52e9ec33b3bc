"""The children of a manager's teams with what is open, for a list that can be narrowed and sorted in its address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, lazyload

from app.accounts.viewer import Viewer
from app.children.models import Child
from app.database import session
from app.gathered.models import ChildFacts

PAGE = 50
"""Rows on one page."""
AGEING_DAYS = 28
"""From here on something that is not known counts as ageing."""
NO_SIGHT_DAYS = 28
"""A baby not seen awake for so long, or never, is named."""


class Open(StrEnum):
    """What a manager may ask the list for."""

    URGENT = "urgent"
    UNKNOWN = "unknown"
    FATHER = "father"
    SIGHT = "sight"
    SHARES = "shares"


class Order(StrEnum):
    """By what the list is sorted. None of them is a score."""

    NAME = "name"
    LAST = "last"
    UNKNOWN = "unknown"
    FATHER = "father"
    SIGHT = "sight"
    SHARES = "shares"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. Ids and codes only."""

    kind: Open | None = None
    team: UUID | None = None
    order: Order = Order.NAME
    page: int = 1


class Line(NamedTuple):
    """One child on the list. `facts` is None while they have not been worked out yet."""

    child: Child
    facts: ChildFacts | None


class ListPage(NamedTuple):
    """One page of the list, and how many children there are in all."""

    lines: list[Line]
    total: int

    @property
    def pages(self) -> int:
        """How many pages."""
        return max(1, -(-self.total // PAGE))


_AWAKE = func.coalesce(ChildFacts.baby_awake, Child.dob, ChildFacts.born)
"""The last day baby was seen awake. Who never was counts from the birth, whether anybody was met or not."""
_AGELESS = and_(_AWAKE.is_(None), ChildFacts.baby_missed > 0)
"""Born, since somebody looked for baby; never seen awake; and nobody may know since when."""


def long_unseen(today: date) -> date:
    """Whoever was last seen awake on this day, or earlier, has not been for long."""
    return today - timedelta(days=NO_SIGHT_DAYS)


def _is(kind: Open, today: date) -> ColumnElement[bool]:
    match kind:
        case Open.URGENT:
            return ChildFacts.urgent > 0
        case Open.UNKNOWN:
            return ChildFacts.oldest_unknown <= today - timedelta(days=AGEING_DAYS)
        case Open.FATHER:
            return ChildFacts.father_missed > 1
        case Open.SIGHT:
            # A baby who is not born yet cannot be seen.
            return or_(_AGELESS, long_unseen(today) >= _AWAKE)
        case _:
            return ChildFacts.shares > 0


# The longest open first: whom nobody has met, before the others. What has no other date is not open: it stands behind.
_ORDERS: dict[Order, tuple[Any, ...]] = {
    Order.NAME: (),
    Order.LAST: (ChildFacts.last_contact.is_not(None), ChildFacts.last_contact),
    Order.UNKNOWN: (ChildFacts.oldest_unknown.is_(None), ChildFacts.oldest_unknown),
    Order.FATHER: (ChildFacts.father_missed.is_(None), ChildFacts.father_missed.desc()),
    Order.SIGHT: (case((_AGELESS, 0), (_AWAKE.is_(None), 2), else_=1), _AWAKE),
    Order.SHARES: (ChildFacts.oldest_share.is_(None), ChildFacts.oldest_share),
}


def listed(viewer: Viewer, asked: Asked, today: date) -> ListPage:
    """The children the address asks for, of the viewer's teams."""
    found = select(Child, ChildFacts).outerjoin(ChildFacts, ChildFacts.child_id == Child.id)
    found = found.where(*_narrowed(viewer, asked, today))
    total = session().scalar(select(func.count()).select_from(found.subquery())) or 0
    rows = session().execute(
        found.options(contains_eager(Child.team), *_bare())
        .join(Child.team)
        .order_by(*_ORDERS[asked.order], Child.family_name, Child.given_name, Child.id)
        .limit(PAGE)
        .offset((asked.page - 1) * PAGE)
    )
    return ListPage([Line(child, facts) for child, facts in rows], total)


def _bare() -> tuple[Any, ...]:
    """A line needs neither people nor addresses."""
    return (lazyload(Child.people), lazyload(Child.addresses))


def _narrowed(viewer: Viewer, asked: Asked, today: date) -> list[ColumnElement[bool]]:
    teams = viewer.team_ids & {asked.team} if asked.team else viewer.team_ids
    own = Child.team_id.in_(teams), Child.merged_into.is_(None)
    return [*own, *([_is(asked.kind, today)] if asked.kind else [])]


def counts(viewer: Viewer, asked: Asked, today: date) -> dict[Open, int]:
    """How many children there are of each kind, in the teams the address asks for."""
    teams = _narrowed(viewer, Asked(team=asked.team), today)
    row = (
        session()
        .execute(
            select(*(func.count().filter(_is(kind, today)) for kind in Open))
            .select_from(Child)
            .join(ChildFacts, ChildFacts.child_id == Child.id)
            .where(*teams)
        )
        .one()
    )
    return dict(zip(Open, row, strict=True))
