"""The phrase list in force, and what was proposed. It names no child and no visitor's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import session
from app.phrases import rules
from app.phrases.models import PhraseChange
from app.problems import NOT_FOUND, Problem
from forms.wording import BOOK, Book


def published(reading: Session | None = None) -> Sequence[PhraseChange]:
    """Every published change, the first first."""
    found = select(PhraseChange).where(PhraseChange.number.is_not(None))
    return (reading or session()).scalars(found.order_by(PhraseChange.number)).all()


def open_changes() -> Sequence[PhraseChange]:
    """What waits for a second person, oldest first."""
    waiting = select(PhraseChange).where(
        PhraseChange.number.is_(None), PhraseChange.withdrawn.is_(False)
    )
    return session().scalars(waiting.order_by(PhraseChange.proposed_at, PhraseChange.id)).all()


def change(change_id: UUID) -> PhraseChange:
    """One change. `Problem(NOT_FOUND)` if there is none."""
    found = session().get(PhraseChange, change_id)
    if found is None:
        raise Problem(NOT_FOUND)
    return found


def book() -> Book:
    """The list in force."""
    rows = published()
    return _made(tuple(row.id for row in rows), rows)


def clinical_owner() -> str:
    """Who answers for the list in force."""
    rows = published()
    return rows[-1].clinical_owner if rows else BOOK.clinical_owner


def for_tablets(reading: Session) -> dict[str, Any]:
    """What a tablet needs beside the list it was shipped with, for its `local` state; nothing if nothing is."""
    rows = published(reading)
    if not rows:
        return {}
    changes = rules.in_force(rows).as_json()
    return {"wording": {"version": rules.version_of(len(rows)), **changes}}


def _made(ids: tuple[UUID, ...], rows: Sequence[PhraseChange]) -> Book:
    """Kept for as long as the same changes count: looking phrases up needs an index of all of them."""
    if ids not in _books:
        _books.clear()
        _books[ids] = rules.book_with(rows)
    return _books[ids]


_books: dict[tuple[UUID, ...], Book] = {}
