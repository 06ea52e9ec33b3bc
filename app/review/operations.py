"""A manager's decisions about a submitted visit. Every function leaves the commit to its caller."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from app import clock
from app.accounts.queries import stand_in
from app.accounts.viewer import Viewer
from app.audit import writer as audit
from app.audit.catalogue import HELD_RELEASED, VISIT_RETURNED, VISIT_SIGNED_OFF
from app.database import new_id, session
from app.problems import (
    ALREADY_SIGNED,
    CANNOT_ACCEPT,
    CANNOT_NOTE,
    CHANGED_SINCE,
    HELD_UNDECIDED,
    NOT_CHOSEN,
    NOT_READABLE,
    NOT_VALID,
    OPEN_CONFLICT,
    REASON_NEEDED,
    STILL_OPEN,
    Problem,
)
from app.review import queries
from app.review.rules import (
    LONGEST_COMMENT,
    Comments,
    check_decision,
    check_return,
    tidy_comments,
)
from app.review.since_signed import still_open
from app.visits import operations as visits
from app.visits.by_form import form_to_read, is_known
from app.visits.models import ACCEPTED, NOTED, Change, Comment, Release, Visit, VisitStatus
from forms.field_types.text import UNSTORABLE

NOTHING = visits.Accepted({}, None)


def return_visit(
    viewer: Viewer, visit_id: UUID, seen_seq: int, typed: Mapping[str | None, str]
) -> Visit:
    """Hand a submitted visit back to its author with comments: answer key (None for the whole
    visit) to text.

    Raises `Problem(NOT_FOUND)` for a visit of another team, `NOT_WAITING`, `CHANGED_SINCE` when it
    is no longer at `seen_seq`, `COMMENT_NEEDED` without a single comment, `NOT_VALID` for a comment
    that cannot be kept.
    """
    visit, _ = _decidable(viewer, visit_id, seen_seq)
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
    viewer: Viewer,
    visit_id: UUID,
    seen_seq: int,
    typed: Mapping[str | None, str],
    *,
    acknowledged: int = 0,
    held_known: Collection[UUID] = (),
) -> Visit:
    """Sign a submitted visit off; comments go along as feedback. From now on it is only added to,
    never edited.

    Raises the same problems as `return_visit`, except that it needs no comment; `OPEN_CONFLICT`
    while an answer has two values; `NOT_READABLE` where the service does not have its form; `STILL_OPEN` where more of
    what must be complete is open than the manager has `acknowledged`; and `HELD_UNDECIDED` where a change of it is held
    that is not among those she knows of. What is held can be no part of the visit afterwards.
    """
    visit, child = _decidable(viewer, visit_id, seen_seq)
    if not is_known(visit.form_version):
        raise Problem(NOT_READABLE)
    if visit.conflicts:
        raise Problem(OPEN_CONFLICT)
    open_again = len(still_open(visit, child))
    if open_again > acknowledged:
        raise Problem(STILL_OPEN)
    held = queries.held_ids(viewer, visit_id)
    if not {*held_known}.issuperset(held):
        raise Problem(HELD_UNDECIDED)
    comments = tidy_comments(typed, _keys(visit))
    _comment(viewer, visit, comments)
    visits.mark_signed_off(visit, viewer.id)
    audit.record(
        VISIT_SIGNED_OFF,
        actor=viewer.id,
        subject=f"visit:{visit.id}",
        round=visit.round,
        still_open=open_again,
        held=len(held),
    )
    return visit


def settle(viewer: Viewer, visit_id: UUID, seen_seq: int, chosen: Mapping[str, str]) -> int:
    """Say which of several values stands: answer key to the change that wrote it. Returns how many
    questions were settled.

    All values were on the manager's page, or the visit is no longer at `seen_seq` and she is told.
    Raises `Problem(NOT_FOUND)`, `CHANGED_SINCE`, `NOT_CHOSEN` when nothing is chosen, `ALREADY_SIGNED`
    when the visit is closed already.
    """
    visit, child = queries.visit_of(viewer, visit_id, to_decide=True)
    if visit.status == VisitStatus.SIGNED_OFF:
        raise Problem(ALREADY_SIGNED)
    if visit.seq != seen_seq:
        raise Problem(CHANGED_SINCE)
    open_ = {key for key, state in visit.answers.items() if state["cands"]}
    wanted = {key: mid for key, mid in chosen.items() if mid and key in open_}
    if not wanted:
        raise Problem(NOT_CHOSEN)
    visits.settle(viewer, visit, child.team_id, wanted)
    return len(wanted)


def release(
    viewer: Viewer, visit_id: UUID, change_ids: Collection[UUID], decision: str, reason: str
) -> Collection[visits.Accepted]:
    """Decide about held changes of one author and visit: `accepted` into the record as hers,
    `noted` beside the visit, or `declined`. Returns what became of those that were accepted.

    All of them or none. Raises `Problem(NOT_FOUND)`, `NOT_HELD` when somebody was faster,
    `REASON_NEEDED` for a note or a refusal without one, `CANNOT_ACCEPT` or `CANNOT_NOTE` where the
    record has no place for them.
    """
    reason = reason.strip()
    if decision != ACCEPTED and not reason:
        raise Problem(REASON_NEEDED)
    if len(reason) > LONGEST_COMMENT:
        raise Problem(
            NOT_VALID, fields={"reason": f"A reason has at most {LONGEST_COMMENT:,} characters."}
        )
    if UNSTORABLE.search(reason):
        raise Problem(
            NOT_VALID, fields={"reason": "The reason has a character in it that cannot be stored."}
        )
    changes = queries.held_to_decide(viewer, visit_id, change_ids)
    placed, accepted = _placed(viewer, visit_id, changes, decision)
    at = clock.now()
    for change in changes:
        became = accepted.get(change.id, NOTHING)
        session().add(
            Release(
                change_id=change.id,
                decision=decision,
                reason=reason,
                decided_by=viewer.id,
                decided_at=became.at or at,
                visit_id=placed,
                outcomes=became.outcomes,
                submit=became.submit,
                code=became.code,
            )
        )
        audit.record(
            HELD_RELEASED,
            actor=viewer.id,
            subject=f"visit:{visit_id}",
            change_id=str(change.id),
            decision=decision,
        )
    return accepted.values()


def _placed(
    viewer: Viewer, visit_id: UUID, changes: Sequence[Change], decision: str
) -> tuple[UUID | None, dict[UUID, visits.Accepted]]:
    """Do what was decided; returns the visit it was put to, and what became of what was accepted."""
    if decision == ACCEPTED:
        if len({change.author_id for change in changes}) > 1:
            raise Problem(CANNOT_ACCEPT)
        author = stand_in(changes[0].author_id)
        return visit_id, visits.accept_held(author, changes, viewer.team_ids)
    if decision == NOTED:
        try:
            visit = queries.visit_of(viewer, visit_id, to_decide=True).visit
        except Problem as problem:
            raise Problem(CANNOT_NOTE) from problem
        visits.mark_noted(visit)
        return visit_id, {}
    return None, {}


def _decidable(viewer: Viewer, visit_id: UUID, seen_seq: int) -> queries.OwnVisit:
    own = queries.visit_of(viewer, visit_id, to_decide=True)
    check_decision(own.visit.status, own.visit.seq, seen_seq)
    return own


def _keys(visit: Visit) -> set[str]:
    """What a comment may speak of: any answer of the visit, any question of its form."""
    return {*visit.answers, *form_to_read(visit.form_version).fields}


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
