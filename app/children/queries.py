"""Children, as far as the viewer may see them. Nobody else's child differs from one that does not
exist."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, bindparam, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from app.accounts.viewer import Viewer
from app.children import rules
from app.children.models import Child, Join
from app.database import session
from app.problems import NOT_FOUND, Problem


def child_for(viewer: Viewer, child_id: UUID) -> Child:
    """One child. `Problem(NOT_FOUND)` when there is none, or none of the viewer's."""
    found = session().scalar(
        select(Child).where(Child.id == child_id, Child.team_id.in_(viewer.team_ids))
    )
    if found is None:
        raise Problem(NOT_FOUND)
    return found


def children_in(reading: Session, team_id: UUID, ids: Iterable[UUID]) -> Sequence[Child]:
    """These children, as far as they are with this team in the snapshot `reading` sees; a record that has become part of
    another is with nobody."""
    return reading.scalars(_CHILDREN, {"ids": list(set(ids)), "team": team_id}).all()


_CHILDREN = select(Child).where(
    Child.id.in_(bindparam("ids", expanding=True)),
    Child.team_id == bindparam("team"),
    Child.merged_into.is_(None),
)


def child_state(child: Child) -> dict[str, Any]:
    """The whole present state of a child, as tablets keep it (docs/protocol.md)."""
    return {
        "child_id": str(child.id),
        "given_name": child.given_name,
        "family_name": child.family_name,
        "also_known_as": child.also_known_as,
        "nhs_number": child.nhs_number or child.claimed_nhs_number,
        "nhs_number_status": child.nhs_number_status,
        "dob": child.dob.isoformat() if child.dob else None,
        "edd": child.edd.isoformat() if child.edd else None,
        "sex": child.sex,
        "provisional": child.provisional,
        "team": {"id": str(child.team_id), "name": child.team.name},
        "addresses": [
            {
                "id": str(address.id),
                "label": address.label,
                "line": address.line,
                "postcode": address.postcode,
                "council": address.council,
                "restricted": address.restricted,
            }
            for address in child.addresses
        ],
        "people": [
            {"id": str(person.id), "name": person.name, "relation": person.relation}
            for person in child.people
        ],
        "next_contact": {
            "type": child.next_contact_type,
            "due": child.next_contact_due.isoformat() if child.next_contact_due else None,
        }
        if child.next_contact_type
        else None,
    }


# -- children met on a doorstep --------------------------------------------------------------------


class Match(NamedTuple):
    """A child who may be the one that was met, and why."""

    child: Child
    same_number: bool


_MET = and_(
    Child.team_id.in_(bindparam("teams", expanding=True)),
    Child.provisional.is_(True),
    Child.merged_into.is_(None),
)
_HOW_MANY_MET = select(func.count()).select_from(Child).where(_MET)


def met_children(viewer: Viewer) -> Sequence[Child]:
    """The children of the viewer's teams who were met and whom nobody has confirmed, oldest first."""
    asked = select(Child).where(_MET).order_by(Child.created_at, Child.id)
    return session().scalars(asked, {"teams": [*viewer.team_ids]}).all()


def count_met(viewer: Viewer) -> int:
    """How many they are."""
    return session().scalar(_HOW_MANY_MET, {"teams": [*viewer.team_ids]}) or 0


def matches_for(viewer: Viewer, child: Child) -> list[Match]:
    """Who of the viewer's children this may be: by NHS number, or by name and day of birth. For a
    person to judge; nothing is ever joined because it looks alike."""
    number = child.nhs_number or child.claimed_nhs_number
    # Names are compared by the rule alone: SQLite knows no case of accented letters, and no database how a name is spelt.
    alike = [Child.dob == child.dob, Child.dob.is_(None)] if child.dob else [true()]
    if number:
        alike += [Child.nhs_number == number, Child.claimed_nhs_number == number]
    others = session().execute(
        select(Child.id, Child.nhs_number, Child.claimed_nhs_number, *_COMPARED).where(
            Child.team_id.in_(viewer.team_ids),
            Child.id != child.id,
            Child.merged_into.is_(None),
            or_(*alike),
        )
    )
    same_number = {}
    for other_id, known, claimed, *compared in others:
        same = bool(number) and number in (known, claimed)
        if same or rules.may_be_one(_seen(child), rules.Seen(*compared)):
            same_number[other_id] = same
    found = session().scalars(select(Child).where(Child.id.in_(same_number)))
    matches = [Match(other, same_number[other.id]) for other in found]
    return sorted(matches, key=lambda match: (not match.same_number, match.child.family_name))


_COMPARED = [Child.__table__.c[name] for name in rules.Seen._fields]


def _seen(child: Child) -> rules.Seen:
    return rules.Seen(
        child.given_name, child.family_name, child.also_known_as, child.dob, child.edd
    )


def number_is_elsewhere(viewer: Viewer, child: Child) -> bool:
    """Whether the number that was told stands on a record outside the viewer's teams. Who that is, and
    where, is not said."""
    if not child.claimed_nhs_number:
        return False
    found = session().scalar(
        select(Child.id).where(
            Child.nhs_number == child.claimed_nhs_number, Child.team_id.not_in(viewer.team_ids)
        )
    )
    return found is not None


def joins_of(viewer: Viewer) -> list[tuple[Join, Child, Child]]:
    """The joins of the viewer's children that have not been taken apart, the newest first: (join, the
    record that was joined, the one that was kept)."""
    joined, kept = aliased(Child), aliased(Child)
    rows = session().execute(
        select(Join, joined, kept)
        .join(joined, joined.id == Join.child_id)
        .join(kept, kept.id == Join.kept_id)
        .where(Join.undone_at.is_(None), kept.team_id.in_(viewer.team_ids))
        .order_by(Join.at.desc())
        .limit(50)
    )
    return [(join, one, other) for join, one, other in rows]


def joined_into(child_id: UUID) -> list[UUID]:
    """The records that have become part of a child's, be it by way of a third."""
    found: list[UUID] = []
    wanted = [child_id]
    while wanted:
        wanted = [*session().scalars(select(Child.id).where(Child.merged_into.in_(wanted)))]
        found += wanted
    return found


def stands_for(child_id: UUID) -> UUID:
    """The child whose record this one has become part of, be it by way of a third; itself where it is its own."""
    while part_of := session().scalar(select(Child.merged_into).where(Child.id == child_id)):
        child_id = part_of
    return child_id


def join_for(viewer: Viewer, join_id: UUID) -> Join:
    """One of them. `Problem(NOT_FOUND)` when there is none, or none of the viewer's."""
    found = session().scalar(
        select(Join)
        .join(Child, Child.id == Join.kept_id)
        .where(Join.id == join_id, Join.undone_at.is_(None), Child.team_id.in_(viewer.team_ids))
    )
    if found is None:
        raise Problem(NOT_FOUND)
    return found
