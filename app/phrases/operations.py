"""Proposing, publishing and withdrawing a change of the phrase list. Every function leaves the commit to its caller."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app import clock
from app.accounts.models import Team
from app.audit import catalogue, writer
from app.database import new_id, session
from app.feed.operations import touch
from app.phrases import queries, rules
from app.phrases.models import PhraseChange
from app.problems import NOT_VALID, Problem


def propose(actor_id: UUID, written: rules.Written) -> PhraseChange:
    """Write a change down for somebody else to decide. `Problem(NOT_VALID)` by form field."""
    changes, problems = rules.changes_in(written, queries.book())
    if problems:
        raise Problem(NOT_VALID, fields=problems)
    row = PhraseChange(
        id=new_id(),
        changes=changes.as_json(),
        why=written.why.strip(),
        proposed_by=actor_id,
        proposed_at=clock.now(),
        number=None,
        clinical_owner="",
        decided_by=None,
        decided_at=None,
        withdrawn=False,
    )
    session().add(row)
    writer.record(catalogue.PHRASES_PROPOSED, actor=actor_id, subject=f"phrases:{row.id}")
    return row


def publish(actor_id: UUID, row: PhraseChange, owner: str) -> str:
    """Let a change count from now on, everywhere; returns the list's new version. It reaches tablets with their next sync.

    `Problem(NOT_VALID)` when the proposer publishes, nobody is named, or it was decided already.
    """
    problems = rules.wrong_with_publishing(row.proposed_by, actor_id, owner)
    if row.number is not None or row.withdrawn:
        problems = {"publish": "This was decided already"}
    if problems:
        raise Problem(NOT_VALID, fields=problems)
    row.number = len(queries.published()) + 1
    row.clinical_owner = " ".join(owner.split())
    row.decided_by, row.decided_at = actor_id, clock.now()
    session().flush()
    touch([(team, f"local:{team}") for team in session().scalars(select(Team.id)).all()])
    version = rules.version_of(row.number)
    writer.record(
        catalogue.PHRASES_PUBLISHED, actor=actor_id, subject=f"phrases:{row.id}", version=version
    )
    return version


def withdraw(actor_id: UUID, row: PhraseChange) -> None:
    """Let a change that waits go; nothing happens to one that was decided."""
    if row.number is not None or row.withdrawn:
        return
    row.withdrawn, row.decided_by, row.decided_at = True, actor_id, clock.now()
    writer.record(catalogue.PHRASES_WITHDRAWN, actor=actor_id, subject=f"phrases:{row.id}")
