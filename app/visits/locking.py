"""What a request reads of the database under its locks, before anything is decided.

Locks are taken in one order everywhere: device, children, visits, scopes; each by id. Two requests
may then wait for one another, but never in a circle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, select

from app.accounts.models import Team
from app.children.models import Child
from app.database import session
from app.visits import receipts
from app.visits.delivery import Draft, Fates, Letter, Met, older_bases
from app.visits.envelope import Envelope
from app.visits.models import Change, Release, Visit, VisitStatus


def lock_children(letters: Sequence[Letter]) -> tuple[dict[UUID, UUID], dict[UUID, UUID]]:
    """The team of each child, which no transfer can change until this request has ended; and which
    child's record a joined one has become part of, be it by way of a third."""
    wanted = {letter.child_id for letter in letters if letter.child_id}
    team_of: dict[UUID, UUID] = {}
    part_of: dict[UUID, UUID] = {}
    while wanted:
        rows = session().execute(_CHILDREN, {"ids": [*wanted]}).all()
        part_of |= {row.id: row.merged_into for row in rows if row.merged_into}
        team_of |= {row.id: row.team_id for row in rows if not row.merged_into}
        wanted = set(part_of.values()) - part_of.keys() - team_of.keys()
    return team_of, {child_id: _end_of(part_of, child_id) for child_id in part_of}


def told_teams(letters: Sequence[Letter], team_of: Mapping[UUID, UUID]) -> dict[UUID, UUID]:
    """The team each child nobody knows was met for, as far as there is such a team. Only the first change of a visit says
    who was met: what comes later is for the team that looks after what is held of the child already."""
    unknown = {letter.child_id for letter in letters if letter.child_id} - team_of.keys()
    if not unknown:
        return {}
    told = {
        letter.child_id: UUID(letter.child["team_id"])
        for letter in letters
        if isinstance(letter, Envelope) and letter.child and letter.child_id in unknown
    }
    teams = set(session().scalars(select(Team.id).where(Team.id.in_(told.values()))))
    held = {row.child_id: row.team_id for row in session().execute(_HELD, {"ids": [*unknown]})}
    return held | {child_id: team_id for child_id, team_id in told.items() if team_id in teams}


def _end_of(part_of: Mapping[UUID, UUID], child_id: UUID) -> UUID:
    while child_id in part_of:
        child_id = part_of[child_id]
    return child_id


def as_joined(letters: Sequence[Letter], stands_for: Mapping[UUID, UUID]) -> list[Letter]:
    """The changes as of the child whose record the one they name has become part of."""
    return [
        letter._replace(child_id=stands_for[letter.child_id])
        if letter.child_id and letter.child_id in stands_for
        else letter
        for letter in letters
    ]


def lock_visits(
    letters: Sequence[Letter], team_of: dict[UUID, UUID]
) -> tuple[dict[UUID, Draft], set[UUID]]:
    """The visits the changes name, as far as they belong to the children the changes name; and the
    ids of the others."""
    wanted = {letter.visit_id for letter in letters if isinstance(letter, Envelope)}
    rows = session().execute(_VISITS, {"ids": [*wanted]}).all()
    drafts = {
        row.id: draft_of(row, team_of[row.child_id]) for row in rows if row.child_id in team_of
    }
    return drafts, {row.id for row in rows} - drafts.keys()


def draft_of(row: Any, team_id: UUID) -> Draft:
    """The visit of a row of `_VISITS`, as it is worked on until it is written."""
    return Draft(
        id=row.id,
        child_id=row.child_id,
        team_id=team_id,
        form=row.form,
        form_version=row.form_version,
        began_on=row.began_on,
        author_id=row.author_id,
        created_at=row.created_at,
        status=VisitStatus(row.status),
        round=row.round,
        submitted_at=row.submitted_at,
        answers=row.answers,
        writers=row.writers,
        is_new=False,
        changed_at=row.changed_at,
    )


def met_before(letters: Sequence[Letter]) -> dict[UUID, Met]:
    """The changes that were met before. Read after the locks: what another request stored under
    them is committed by now."""
    wanted = {letter.change_id for letter in letters if letter.change_id}
    rows = session().execute(_MET, {"ids": [*wanted]})
    return {row.id: Met(row.author_id, row.body_sha256, receipts.repeated(row)) for row in rows}


def fates_of(wanted: set[str]) -> Fates:
    """What became of these changes' answers, and of the bases that refused ones stand for."""
    fates: Fates = {}
    while wanted:
        rows = session().execute(_OUTCOMES, {"ids": [UUID(base) for base in wanted]})
        found = {
            str(row.id): {key: tuple(fate) for key, fate in (row.released or row.outcomes).items()}
            for row in rows
        }
        fates |= {base: {} for base in wanted} | found
        older = [older_bases([*answers.values()]) for answers in found.values()]
        wanted = set().union(*older) - fates.keys()
    return fates


# Made once: building a statement costs more than running it.
_children, _visits, _changes, _releases = (
    table.metadata.tables[table.__tablename__] for table in (Child, Visit, Change, Release)
)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_CHILDREN = (
    select(_children.c.id, _children.c.team_id, _children.c.merged_into)
    .where(_children.c.id.in_(_IDS))
    .order_by(_children.c.id)
    .with_for_update(read=True)
)
_HELD = (
    select(_changes.c.child_id, _changes.c.team_id)
    .where(
        _changes.c.child_id.in_(_IDS),
        _changes.c.outcome == "held",
        _changes.c.team_id.is_not(None),
    )
    .order_by(_changes.c.device_seq.desc())
)
_VISITS = select(_visits).where(_visits.c.id.in_(_IDS)).order_by(_visits.c.id).with_for_update()
_MET = select(*(_changes.c[name] for name in receipts.ASKED)).where(_changes.c.id.in_(_IDS))
_OUTCOMES = (
    select(_changes.c.id, _changes.c.outcomes, _releases.c.outcomes.label("released"))
    .outerjoin(_releases, _releases.c.change_id == _changes.c.id)
    .where(_changes.c.id.in_(_IDS))
)
