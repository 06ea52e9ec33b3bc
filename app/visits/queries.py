"""Visits, as far as the viewer may see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import User
from app.accounts.queries import user_names
from app.accounts.viewer import Viewer
from app.children.models import Child
from app.database import session
from app.problems import NOT_FOUND, Problem
from app.visits.merge import signed
from app.visits.models import Comment, Visit


def visit_for(viewer: Viewer, visit_id: UUID) -> Visit:
    """One visit. `Problem(NOT_FOUND)` when there is none, or none of a child of the viewer's."""
    found = session().scalar(
        select(Visit)
        .join(Child, Child.id == Visit.child_id)
        .where(Visit.id == visit_id, Child.team_id.in_(viewer.team_ids))
    )
    if found is None:
        raise Problem(NOT_FOUND)
    return found


def visits_of_child(viewer: Viewer, child_id: UUID) -> Sequence[Visit]:
    """A child's visits, the latest contact first; none for a child that is not the viewer's."""
    return (
        session()
        .scalars(
            select(Visit)
            .join(Child, Child.id == Visit.child_id)
            .where(Visit.child_id == child_id, Child.team_id.in_(viewer.team_ids))
            .order_by(Visit.contact_start.desc(), Visit.id.desc())
        )
        .all()
    )


def visit_state(visit: Visit, comments: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """The whole present state of a visit for pages; its answers with their writers' names and times.

    `comments` are {id, key, text, by, at, round}, oldest first.
    """
    ids = {visit.author_id} | ({visit.signed_off_by} if visit.signed_off_by else set())
    return {
        **head(visit, user_names(ids)),
        "answers": signed(visit.answers, visit.writers),
        "comments": list(comments),
    }


def head(visit: Any, names: dict[UUID, str]) -> dict[str, Any]:
    """A visit's state without its answers and comments. `visit` is a row with the visit's
    columns."""
    return {
        "visit_id": str(visit.id),
        "child_id": str(visit.child_id),
        "form": visit.form,
        "form_version": visit.form_version,
        "status": visit.status,
        "round": visit.round,
        "author": {"id": str(visit.author_id), "name": names[visit.author_id]},
        "created_at": clock.iso(visit.created_at),
        "submitted_at": clock.iso(visit.submitted_at) if visit.submitted_at else None,
        "signed_off": {
            "by": names[visit.signed_off_by],
            "at": clock.iso(visit.signed_off_at),
        }
        if visit.signed_off_by
        else None,
    }


def comments_on(reading: Session, visit_ids: Iterable[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """What managers have said, by visit: {id, key, text, by: {id, name}, at, round}, oldest
    first."""
    rows = reading.execute(
        select(Comment, User.name)
        .join(User, User.id == Comment.author_id)
        .where(Comment.visit_id.in_(set(visit_ids)))
        .order_by(Comment.at, Comment.id)
    )
    found: dict[UUID, list[dict[str, Any]]] = {}
    for comment, name in rows:
        found.setdefault(comment.visit_id, []).append(
            {
                "id": str(comment.id),
                "key": comment.key,
                "text": comment.text,
                "by": {"id": str(comment.author_id), "name": name},
                "at": clock.iso(comment.at),
                "round": comment.round,
            }
        )
    return found


def states_in(reading: Session, team_id: UUID, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The whole present states of these visits as JSON texts, as far as their children are with
    this team in the snapshot `reading` sees. The answers go out as they are stored, unread."""
    wanted = set(ids)
    columns = [column for column in Visit.__table__.c if column.name not in ("answers", "writers")]
    rows = reading.execute(
        select(
            *columns,
            cast(Visit.answers, Text).label("answers_text"),
            cast(Visit.writers, Text).label("writers_text"),
        )
        .join(Child, Child.id == Visit.child_id)
        .where(Visit.id.in_(wanted), Child.team_id == team_id)
    ).all()
    people = {row.author_id for row in rows} | {row.signed_off_by for row in rows} - {None}
    names = {
        row.id: row.name
        for row in reading.execute(select(User.id, User.name).where(User.id.in_(people)))
    }
    comments = comments_on(reading, wanted)
    return {
        row.id: _text(
            head(row, names), row.answers_text, row.writers_text, comments.get(row.id, [])
        )
        for row in rows
    }


def _text(
    before: dict[str, Any], answers: str, writers: str, comments: list[dict[str, Any]]
) -> str:
    opening = orjson.dumps(before).decode().removesuffix("}")
    said = orjson.dumps(comments).decode()
    return f'{opening},"answers":{answers},"writers":{writers},"comments":{said}}}'
