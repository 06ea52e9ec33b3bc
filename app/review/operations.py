"""A manager's decisions about a submitted visit. Every function leaves the commit to its caller."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import forms
from app import clock
from app.accounts.viewer import Viewer
from app.audit import writer as audit
from app.audit.catalogue import VISIT_RETURNED, VISIT_SIGNED_OFF
from app.database import new_id, session
from app.review import queries
from app.review.models import Comment
from app.review.rules import Comments, check_decision, check_return, tidy_comments
from app.visits import operations as visits
from app.visits.models import Visit


def return_visit(
    viewer: Viewer, visit_id: UUID, seen_seq: int, typed: Mapping[str | None, str]
) -> Visit:
    """Hand a submitted visit back to its author with comments: answer key (None for the whole
    visit) to text.

    Raises `Problem(NOT_FOUND)` for a visit of another team, `NOT_WAITING`, `CHANGED_SINCE` when it
    is no longer at `seen_seq`, `COMMENT_NEEDED` without a single comment, `NOT_VALID` for a comment
    that cannot be kept.
    """
    visit = _decidable(viewer, visit_id, seen_seq)
    comments = tidy_comments(typed, _keys(visit))
    check_return(comments)
    _comment(viewer, visit, comments)
    visits.mark_returned(visit)
    audit.record(
        VISIT_RETURNED,
        actor=viewer.id,
        subject=f"visit:{visit.id}",
        round=visit.round,
        comments=len(comments),
    )
    return visit


def sign_off(
    viewer: Viewer, visit_id: UUID, seen_seq: int, typed: Mapping[str | None, str]
) -> Visit:
    """Sign a submitted visit off; comments go along as feedback. From now on it is only added to,
    never edited.

    Raises the same problems as `return_visit`, except that it needs no comment.
    """
    visit = _decidable(viewer, visit_id, seen_seq)
    comments = tidy_comments(typed, _keys(visit))
    _comment(viewer, visit, comments)
    visits.mark_signed_off(visit, viewer.id)
    audit.record(VISIT_SIGNED_OFF, actor=viewer.id, subject=f"visit:{visit.id}", round=visit.round)
    return visit


def _decidable(viewer: Viewer, visit_id: UUID, seen_seq: int) -> Visit:
    visit = queries.visit_of(viewer, visit_id, to_decide=True).visit
    check_decision(visit.status, visit.seq, seen_seq)
    return visit


def _keys(visit: Visit) -> set[str]:
    """What a comment may speak of: any answer of the visit, any question of its form."""
    return {*visit.answers, *forms.published(visit.form_version).fields}


def _comment(viewer: Viewer, visit: Visit, comments: Comments) -> None:
    at = clock.now()
    for key, text in comments.items():
        session().add(
            Comment(
                id=new_id(),
                visit_id=visit.id,
                key=key,
                text=text,
                author_id=viewer.id,
                at=at,
                round=visit.round,
            )
        )
