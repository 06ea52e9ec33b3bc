"""Visits, as far as the viewer may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import BindParameter, ColumnElement, Text, and_, bindparam, cast, select
from sqlalchemy.orm import Session, aliased

from app import clock
from app.accounts.models import User
from app.accounts.queries import user_names
from app.accounts.viewer import Viewer
from app.children.models import Child
from app.database import session
from app.visits.envelope import as_read
from app.visits.merge import ANSWER_ONLY, State
from app.visits.models import NOTED, Change, Comment, Release, Visit
from app.visits.rules import NOT_COMPLETE


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


def names_of(visits: Sequence[Visit]) -> dict[UUID, str]:
    """The names of these visits' authors, by their ids."""
    return user_names({visit.author_id for visit in visits})


def head(visit: Any, names: dict[UUID, str]) -> dict[str, Any]:
    """A visit's state without its answers and comments. `visit` is a row with the visit's
    columns."""
    return {
        "visit_id": str(visit.id),
        "child_id": str(visit.child_id),
        "form": visit.form,
        "form_version": visit.form_version,
        "began_on": visit.began_on,
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
    """What managers have said, by visit: {id, key, text, by: {id, name}, at (a moment), round},
    oldest first."""
    rows = reading.execute(_COMMENTS, {"ids": list(set(visit_ids))})
    found: dict[UUID, list[dict[str, Any]]] = {}
    for comment, name in rows:
        found.setdefault(comment.visit_id, []).append(
            {
                "id": str(comment.id),
                "key": comment.key,
                "text": comment.text,
                "by": {"id": str(comment.author_id), "name": name},
                "at": comment.at,
                "round": comment.round,
            }
        )
    return found


OnScreen = dict[str, dict[str, dict[str, Any] | None]]
"""Change id to answer key to what its author had on screen when she wrote that answer: an answer
with `by` and `at`, or None when there was nothing yet. What is not known is absent."""


def on_screen(reading: Session, answers: Mapping[str, State]) -> OnScreen:
    """What the authors of answers with several values had before them when they wrote."""
    wrote = [
        (key, claim["mids"][0])
        for key, state in answers.items()
        if state["cands"]
        for claim in (state, *state["cands"])
    ]
    said = _sent(reading, {mid for _, mid in wrote})
    bases = [said[mid][key].get("base") for key, mid in wrote if key in said.get(mid, {})]
    before = _sent(reading, {base for base in bases if base is not None})
    found: OnScreen = {}
    for key, mid in wrote:
        answer = said.get(mid, {}).get(key)
        if answer is None:
            continue
        base = answer.get("base")
        if base is None:
            found.setdefault(mid, {})[key] = None
        elif key in before.get(base, {}):
            found.setdefault(mid, {})[key] = {
                part: value for part, value in before[base][key].items() if part not in ANSWER_ONLY
            }
    return found


def _sent(reading: Session, mids: Iterable[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """The answers of these changes as they were sent, with `by` and `at` put into each."""
    rows = reading.execute(
        select(Change.id, Change.body, Change.author_id, User.name, Change.recorded_at)
        .join(User, User.id == Change.author_id)
        .where(Change.id.in_([UUID(mid) for mid in mids]))
    )
    return {
        str(row.id): {
            key: {
                **answer,
                "by": {"id": str(row.author_id), "name": row.name},
                "at": row.recorded_at,
            }
            for key, answer in as_read(row.body).get("answers", {}).items()
            if isinstance(answer, dict)
        }
        for row in rows
    }


def states_in(reading: Session, team_id: UUID, ids: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    """The whole present states of these visits as JSON texts, each in parts, as far as their children are
    with this team in the snapshot `reading` sees. The answers go out as they are stored, unread."""
    wanted = list(set(ids))
    rows = reading.execute(_STATES, {"ids": wanted, "team": team_id}).all()
    people = {row.author_id for row in rows} | {row.signed_off_by for row in rows} - {None}
    names = {row.id: row.name for row in reading.execute(_NAMES, {"ids": [*people]})}
    comments = comments_on(reading, wanted)
    notes = notes_on(reading, wanted)
    return {
        row.id: _text(
            {
                **head(row, names),
                "comments": [
                    {**comment, "at": clock.iso(comment["at"])}
                    for comment in comments.get(row.id, [])
                ],
                "notes": notes.get(row.id, []),
                "saw": on_screen(reading, orjson.loads(row.answers_text)) if row.conflicts else {},
            },
            row.answers_text,
            row.writers_text,
        )
        for row in rows
    }


# Made once: building a statement costs more than running it.
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_STATES = (
    select(
        *(column for column in Visit.__table__.c if column.name not in ("answers", "writers")),
        cast(Visit.answers, Text).label("answers_text"),
        cast(Visit.writers, Text).label("writers_text"),
    )
    .join(Child, Child.id == Visit.child_id)
    .where(Visit.id.in_(_IDS), Child.team_id == bindparam("team"))
)
_NAMES = select(User.id, User.name).where(User.id.in_(_IDS))
_COMMENTS = (
    select(Comment, User.name)
    .join(User, User.id == Comment.author_id)
    .where(Comment.visit_id.in_(_IDS))
    .order_by(Comment.at, Comment.id)
)
_author, _manager = aliased(User), aliased(User)
_NOTES = (
    select(Release, Change, _author.name.label("author"), _manager.name.label("manager"))
    .join(Change, Change.id == Release.change_id)
    .join(_author, _author.id == Change.author_id)
    .join(_manager, _manager.id == Release.decided_by)
    .where(Release.visit_id.in_(_IDS), Release.decision == NOTED)
    .order_by(Release.decided_at, Change.device_seq)
)


def _text(before: dict[str, Any], answers: str, writers: str) -> tuple[str, ...]:
    opening = orjson.dumps(before).decode().removesuffix("}")
    return f'{opening},"answers":', answers, f',"writers":{writers}}}'


# -- held changes --------------------------------------------------------------------------------


TEAMS: BindParameter[Any] = bindparam("teams", expanding=True)
"""Whose rows a statement is asked for."""


def is_held() -> ColumnElement[bool]:
    """Of a change: held for the `teams` of the statement, and nobody has decided about it."""
    decided = select(Release.change_id).where(Release.change_id == Change.id).exists()
    return and_(Change.outcome == "held", Change.team_id.in_(TEAMS), ~decided)


def notes_on(reading: Session, visit_ids: Iterable[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """The held changes that were put beside these visits, by visit: {id, by, at, noted: {by, at,
    reason}, answers}, in the order they were put there. They are no part of the answers."""
    rows = reading.execute(_NOTES, {"ids": list(set(visit_ids))})
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        release, change = row.Release, row.Change
        found.setdefault(release.visit_id, []).append(
            {
                "id": str(change.id),
                "by": {"id": str(change.author_id), "name": row.author},
                "at": change.recorded_at,
                "noted": {
                    "by": row.manager,
                    "at": clock.iso(release.decided_at),
                    "reason": release.reason,
                },
                "answers": as_read(change.body).get("answers", {}),
            }
        )
    return found


def releases_for(viewer: Viewer, change_ids: Iterable[UUID]) -> list[dict[str, Any]]:
    """What became of the viewer's own held changes, as far as it is decided: {change_id, decision,
    at, by, reason}.

    The reason may speak of the child: it is told only while the child is on her caseload. It also says what of an accepted
    change is not in the record.
    """
    rows = session().execute(
        select(Release, User.name, Child.team_id)
        .join(Change, Change.id == Release.change_id)
        .join(User, User.id == Release.decided_by)
        .outerjoin(Child, Child.id == Change.child_id)
        .where(Release.change_id.in_(set(change_ids)), Change.author_id == viewer.id)
        .order_by(Release.decided_at, Release.change_id)
    )
    return [
        {
            "change_id": str(release.change_id),
            "decision": release.decision,
            "at": clock.iso(release.decided_at),
            "by": name,
            "reason": _reason(release, team_id in viewer.team_ids),
        }
        for release, name, team_id in rows
    ]


def _reason(release: Release, may_read: bool) -> str:
    said = [release.reason] if may_read and release.reason else []
    if release.code:
        said.append("Not all of its answers could be accepted: your manager sees which.")
    if release.submit == NOT_COMPLETE:
        said.append("The visit is not handed in: core questions of it are still open.")
    return " ".join(said)
