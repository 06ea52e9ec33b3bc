"""Moves a child's record: to another team, or into the record of a child who turned out to be the same, and back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, or_, select, update

from app import clock
from app.audit import catalogue, writer
from app.children.models import Address, Child, Join, Person
from app.children.queries import joined_into
from app.database import new_id, session, settled
from app.feed import operations as feed
from app.problems import CANNOT_JOIN, Problem
from app.visits.merge import REFUSED
from app.visits.models import ANSWERS_REFUSED, Change, Visit


def move_to_team(actor_id: UUID, child_id: UUID, team_id: UUID) -> None:
    """Put a child and all its visits on another team's caseload, with the records that were joined into it, in one
    transaction; the caller commits.

    The tablets of the old team hear that they left; what is still unsent there will be held for the
    new team. Raises LookupError for a child that does not exist. Moving a child to the team it is
    with changes nothing.
    """
    settled(lambda: _move(actor_id, child_id, team_id))


def _move(actor_id: UUID, child_id: UUID, team_id: UUID) -> None:
    locked = session().execute(_LOCKED, {"ids": [child_id, *joined_into(child_id)]})
    old = {row.id: row.team_id for row in locked}.get(child_id)
    if old is None:
        raise LookupError(f"no child {child_id}")
    if old == team_id:
        return
    # Asked again: one may have been joined while this waited for the lock, and none can be from here on.
    own = [child_id, *joined_into(child_id)]
    visits = (
        session()
        .scalars(
            select(Visit.id).where(Visit.child_id == child_id).order_by(Visit.id).with_for_update()
        )
        .all()
    )
    numbers = feed.leave(
        old, team_id, [f"child:{child_id}", *(f"visit:{visit_id}" for visit_id in visits)]
    )
    for visit_id in visits:
        session().execute(
            update(Visit).where(Visit.id == visit_id).values(seq=numbers[f"visit:{visit_id}"])
        )
    session().execute(
        update(Child).where(Child.id.in_(own)).values(team_id=team_id, updated_at=clock.now())
    )
    hand_on_changes(own, team_id)
    writer.record(
        catalogue.CHILD_MOVED,
        actor=actor_id,
        subject=f"child:{child_id}",
        from_team=str(old),
        to_team=str(team_id),
    )


_LOCKED = (
    select(Child.id, Child.team_id)
    .where(Child.id.in_(bindparam("ids", expanding=True)))
    .order_by(Child.id)
    .with_for_update()
)


def hand_on_changes(child_ids: Sequence[UUID], team_id: UUID) -> None:
    """What is held of a child, and what could not be accepted, is for whoever looks after the child now, and for nobody
    else."""
    session().execute(
        update(Change)
        .where(
            Change.child_id.in_(child_ids),
            or_(Change.outcome.in_(REFUSED), Change.code == ANSWERS_REFUSED),
        )
        .values(team_id=team_id)
    )


# -- two records of one child ----------------------------------------------------------------------


def join_children(actor_id: UUID, child_id: UUID, kept_id: UUID) -> None:
    """Make a child who was met on a doorstep and one who was known one record; the caller commits.

    Visits, people and addresses of the first become the other's, with their whole history; what
    tablets still send of the first goes there too. `Problem(CANNOT_JOIN)` when the first is not
    provisional, or one of them was joined already.
    """
    settled(lambda: _join(actor_id, child_id, kept_id))


def _join(actor_id: UUID, child_id: UUID, kept_id: UUID) -> None:
    child, kept = _both(child_id, kept_id)
    if not child.provisional or child.merged_into or kept.merged_into or child is kept:
        raise Problem(CANNOT_JOIN)
    people = session().scalars(select(Person.id).where(Person.child_id == child_id)).all()
    addresses = session().scalars(select(Address.id).where(Address.child_id == child_id)).all()
    visits = session().scalars(select(Visit.id).where(Visit.child_id == child_id)).all()
    child.merged_into = kept_id
    session().add(
        Join(
            id=new_id(),
            child_id=child_id,
            kept_id=kept_id,
            by=actor_id,
            at=clock.now(),
            moved={
                "visits": [str(one) for one in visits],
                "people": [str(one) for one in people],
                "addresses": [str(one) for one in addresses],
            },
        )
    )
    _hand_over(visits, people, addresses, child, kept)
    hand_on_changes([child_id, *joined_into(child_id)], kept.team_id)
    feed.drop(child.team_id, [f"child:{child_id}"])
    writer.record(
        catalogue.CHILDREN_JOINED,
        actor=actor_id,
        subject=f"child:{child_id}",
        kept_id=str(kept_id),
        visits=len(visits),
    )


def part_children(actor_id: UUID, join: Join) -> None:
    """Take a join apart: what came with the joined record goes back to it, and it is provisional
    again. What was recorded since stays with the record that was kept."""
    settled(lambda: _part(actor_id, join))


def _part(actor_id: UUID, join: Join) -> None:
    child, kept = _both(join.child_id, join.kept_id)
    if child.merged_into != kept.id or kept.merged_into:
        raise Problem(CANNOT_JOIN)
    visits, people, addresses = (
        [UUID(one) for one in join.moved[what]] for what in ("visits", "people", "addresses")
    )
    still = session().scalars(
        select(Visit.id).where(Visit.id.in_(visits), Visit.child_id == kept.id)
    )
    child.merged_into = None
    if child.team_id != kept.team_id:
        feed.leave(child.team_id, kept.team_id, [f"child:{child.id}"])
        child.team_id = kept.team_id
    join.undone_at, join.undone_by = clock.now(), actor_id
    _hand_over(still.all(), people, addresses, kept, child)
    feed.touch([(kept.team_id, f"child:{kept.id}")])
    writer.record(
        catalogue.CHILDREN_PARTED,
        actor=actor_id,
        subject=f"child:{child.id}",
        kept_id=str(kept.id),
        visits=len(visits),
    )


def _both(one: UUID, other: UUID) -> tuple[Child, Child]:
    """Two children, locked in the order of their ids."""
    found = {
        child.id: child
        for child in session()
        .scalars(
            select(Child)
            .where(Child.id.in_([one, other]))
            .order_by(Child.id)
            .with_for_update(of=Child)
            .execution_options(populate_existing=True)
        )
        .unique()
    }
    if one not in found or other not in found:
        raise Problem(CANNOT_JOIN)
    return found[one], found[other]


def _hand_over(
    visits: Sequence[UUID],
    people: Sequence[UUID],
    addresses: Sequence[UUID],
    old: Child,
    new: Child,
) -> None:
    """Make these the new child's, and tell the readers of both."""
    session().flush()
    for table, ids in ((Visit, visits), (Person, people), (Address, addresses)):
        if ids:
            session().execute(update(table).where(table.id.in_(ids)).values(child_id=new.id))
    keys = [f"visit:{visit_id}" for visit_id in visits]
    if old.team_id != new.team_id and keys:
        numbers = feed.leave(old.team_id, new.team_id, keys)
    else:
        touched = feed.touch((new.team_id, key) for key in keys)
        numbers = {key: seq for (_, key), seq in touched.items()}
    feed.touch([(new.team_id, f"child:{new.id}")])
    for visit_id in visits:
        session().execute(
            update(Visit).where(Visit.id == visit_id).values(seq=numbers[f"visit:{visit_id}"])
        )
    session().expire_all()
