"""What happens to a child's record. Every function leaves the commit to its caller.

A child moves to another team together with its visits: `app.visits.moving.move_to_team`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypedDict, Unpack
from uuid import UUID

from sqlalchemy import select

from app import clock
from app.audit import catalogue, writer
from app.children.models import Address, Child, Person
from app.children.rules import LONGEST_NAME, SEXES, is_name
from app.database import new_id, session
from app.feed.operations import touch
from app.problems import CANNOT_JOIN, NOT_VALID, Problem
from forms.field_types.identifiers import is_nhs_number


class Details(TypedDict, total=False):
    """What can be said of a child. Names up to 120 characters; `nhs_number` ten digits or None."""

    given_name: str
    family_name: str
    also_known_as: str
    nhs_number: str | None
    nhs_number_status: str
    dob: date | None
    edd: date | None
    sex: str
    next_contact_type: str | None
    next_contact_due: date | None
    provisional: bool


def add_child(
    actor_id: UUID | None,
    team_id: UUID,
    *,
    child_id: UUID | None = None,
    people: Iterable[Mapping[str, Any]] = (),
    addresses: Iterable[Mapping[str, Any]] = (),
    **details: Unpack[Details],
) -> Child:
    """Put a new child on a team's caseload.

    `people` are {name, relation}, `addresses` {label, line, postcode, council, restricted}; either
    may bring its `id`. `Problem(NOT_VALID)` by field for what cannot be stored.
    """
    now = clock.now()
    child = Child(
        id=child_id or new_id(),
        team_id=team_id,
        given_name="",
        family_name="",
        also_known_as="",
        nhs_number_status="08",
        sex="not_known",
        created_at=now,
    )
    _set(child, details)
    session().add(child)
    session().flush()
    for person in people:
        session().add(Person(child_id=child.id, **person))
    for address in addresses:
        session().add(Address(child_id=child.id, **address))
    session().flush()
    session().refresh(child)
    _feed(actor_id, child)
    return child


def add_met_child(actor_id: UUID, team_id: UUID, child_id: UUID, told: Mapping[str, Any]) -> Child:
    """Put a child on a caseload who was met on a doorstep. Provisional until somebody confirms; the NHS
    number is what was said there, and may be another child's.

    The caller gives the child its place in the feed, late in its transaction.
    """
    now = clock.now()
    child = Child(
        id=child_id,
        team_id=team_id,
        given_name=told["given_name"],
        family_name=told["family_name"],
        also_known_as="",
        claimed_nhs_number=told["nhs_number"],
        nhs_number_status="08",
        dob=date.fromisoformat(told["dob"]) if told["dob"] else None,
        edd=date.fromisoformat(told["edd"]) if told.get("edd") else None,
        sex=told["sex"],
        provisional=True,
        created_at=now,
        updated_at=now,
    )
    session().add(child)
    session().flush()
    writer.record(
        catalogue.CHILD_MET, actor=actor_id, subject=f"child:{child_id}", team_id=str(team_id)
    )
    return child


def confirm_met_child(actor_id: UUID, child: Child, *, without_number: bool = False) -> None:
    """A child who was met is nobody who was known: from now on an ordinary child of the caseload; `without_number`, where
    the one that was told is not the child's: then it stands in the change that told of the child and nowhere else.
    `Problem(NOT_VALID)` when the number that was told is another child's, or none; `Problem(CANNOT_JOIN)` when somebody
    has joined or confirmed the child already."""
    _lock(child)
    if child.merged_into or not child.provisional:
        raise Problem(CANNOT_JOIN)
    told = None if without_number else child.claimed_nhs_number
    update_child(actor_id, child, nhs_number=told or child.nhs_number, provisional=False)
    child.claimed_nhs_number = told


def update_child(actor_id: UUID | None, child: Child, **details: Unpack[Details]) -> Child:
    """Change what is said of a child. `Problem(NOT_VALID)` by field for what cannot be stored."""
    _lock(child)
    with session().no_autoflush:
        _set(child, details)
    session().flush()
    _feed(actor_id, child)
    return child


def _lock(child: Child) -> None:
    """No transfer moves the child, and no join makes it part of another, between this and the end of the transaction."""
    session().execute(select(Child.team_id).where(Child.id == child.id).with_for_update())
    session().refresh(child)


def _set(child: Child, details: Details) -> None:
    for name, value in details.items():
        setattr(child, name, value)
    child.updated_at = clock.now()
    wrong = _wrong(child)
    if wrong:
        raise Problem(NOT_VALID, fields=wrong)


def _wrong(child: Child) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for name, words in (
        ("given_name", "Given name"),
        ("family_name", "Family name"),
        ("also_known_as", "Also known as"),
    ):
        text = getattr(child, name)
        if not is_name(text):
            wrong[name] = f"{words} must be {LONGEST_NAME} characters or fewer"
    if not child.family_name.strip():
        wrong["family_name"] = "Enter the child’s family name"
    if child.nhs_number is not None:
        if not is_nhs_number(child.nhs_number):
            wrong["nhs_number"] = (
                "Enter the NHS number as ten digits; check it against the red book"
            )
        elif session().scalar(
            select(Child.id).where(Child.nhs_number == child.nhs_number, Child.id != child.id)
        ):
            wrong["nhs_number"] = "Another child has this NHS number"
    if child.sex not in SEXES:
        wrong["sex"] = "Choose the sex from the list"
    return wrong


def _feed(actor_id: UUID | None, child: Child) -> None:
    touch([(child.team_id, f"child:{child.id}")])
    writer.record(
        catalogue.CHILD_RECORDED,
        actor=actor_id,
        subject=f"child:{child.id}",
        team_id=str(child.team_id),
    )
