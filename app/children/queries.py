"""Children, as far as the viewer may see them. Nobody else's child differs from one that does not
exist."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.viewer import Viewer
from app.children.models import Child
from app.database import session
from app.problems import NOT_FOUND, Problem


def children_of(viewer: Viewer) -> Sequence[Child]:
    """The caseloads of the viewer's teams, by name."""
    return (
        session()
        .scalars(
            select(Child)
            .where(Child.team_id.in_(viewer.team_ids))
            .order_by(Child.family_name, Child.given_name, Child.id)
        )
        .all()
    )


def child_for(viewer: Viewer, child_id: UUID) -> Child:
    """One child. `Problem(NOT_FOUND)` when there is none, or none of the viewer's."""
    found = session().scalar(
        select(Child).where(Child.id == child_id, Child.team_id.in_(viewer.team_ids))
    )
    if found is None:
        raise Problem(NOT_FOUND)
    return found


def children_in(reading: Session, team_id: UUID, ids: Iterable[UUID]) -> Sequence[Child]:
    """These children, as far as they are with this team in the snapshot `reading` sees."""
    return reading.scalars(
        select(Child).where(Child.id.in_(set(ids)), Child.team_id == team_id)
    ).all()


def child_state(child: Child) -> dict[str, Any]:
    """The whole present state of a child, as tablets keep it (docs/protocol.md)."""
    return {
        "child_id": str(child.id),
        "given_name": child.given_name,
        "family_name": child.family_name,
        "also_known_as": child.also_known_as,
        "nhs_number": child.nhs_number,
        "nhs_number_status": child.nhs_number_status,
        "dob": child.dob.isoformat() if child.dob else None,
        "edd": child.edd.isoformat() if child.edd else None,
        "sex": child.sex,
        "team": {"id": str(child.team_id), "name": child.team.name},
        "addresses": [
            {
                "id": str(address.id),
                "label": address.label,
                "line": address.line,
                "postcode": address.postcode,
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
