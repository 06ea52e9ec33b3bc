"""What could not simply become part of the record: held entries, to be decided about, and refused
ones, to be read and taken out."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock, wording
from app.accounts.queries import user_names
from app.audit import writer as audit
from app.audit.catalogue import HELD_READ, REFUSED_READ, SENSITIVE_READ
from app.children.models import Child
from app.database import commit, session, settled
from app.gathered.operations import born
from app.permissions import Role, allow
from app.problems import ALL as PROBLEMS
from app.problems import (
    DEVICE_REVOKED,
    FORM_UNKNOWN,
    NOT_FOUND,
    NOT_ON_CASELOAD,
    NOT_VALID,
    REASON_NEEDED,
    SIGNED_OFF,
    Problem,
)
from app.review import operations, queries
from app.review.page import Laid, laid_out, words_for
from app.review.queries import HeldChange, RefusedChange
from app.review.rules import LONGEST_COMMENT
from app.review.views import with_sensitive
from app.review.waiting_list import Place
from app.visits.envelope import as_read
from app.visits.models import ACCEPTED, ANSWERS_REFUSED, DECLINED, NOTED, Change
from app.visits.operations import Accepted
from app.visits.rules import NOT_COMPLETE, refused_in

blueprint = Blueprint("held", __name__, url_prefix="/review")

WHY_HELD = {
    NOT_ON_CASELOAD.code: "When this arrived, the child was not, or no longer, on the author’s caseload.",
    FORM_UNKNOWN.code: "It was written on a version of the form that this service does not have.",
    SIGNED_OFF.code: "The visit had been signed off before this arrived.",
    DEVICE_REVOKED.code: "The tablet it was written on has been withdrawn.",
}
SAID = {
    ACCEPTED: "Accepted into the record, as its author wrote it. Her tablet is told at its next sync.",
    NOTED: "Kept beside the visit as a note. The author’s tablet is told at its next sync.",
    DECLINED: "Declined. It is not part of the record and is not shown here again; the service keeps it. "
    "The author’s tablet is told at its next sync.",
}


class Held(NamedTuple):
    """A held change as the page shows it."""

    change: Change
    why: str
    written: datetime | None
    laid: Laid


class ByAuthor(NamedTuple):
    """The held changes of one author: they are decided about together."""

    author_id: UUID
    author: str
    changes: list[Held]

    @property
    def hidden(self) -> int:
        """How many answers of them are not shown before that is asked for."""
        return sum(one.laid.hidden for one in self.changes)


@blueprint.route("/held/<uuid:visit_id>", methods=["GET", "POST"])
@allow(Role.MANAGER)
def held(visit_id: UUID) -> ResponseReturnValue:
    """What is held of one visit: by whom, since when, why, and what it says."""
    return _draw(visit_id)


@blueprint.post("/held/<uuid:visit_id>/release")
@allow(Role.MANAGER)
def release(visit_id: UUID) -> ResponseReturnValue:
    """Accept held entries into the record, attach them as a note, or decline them."""
    decision = request.form.get("decision", "")
    wanted = request.form.getlist("change", type=UUID)
    if decision not in SAID:
        return _draw(visit_id, "Choose what should become of these entries."), 422
    try:
        reason = request.form.get("reason", "")
        # Its tablet may begin the same visit meanwhile: then it is looked at anew.
        came_to = settled(
            lambda: operations.release(current_user, visit_id, wanted, decision, reason)
        )
    except Problem as problem:
        if problem.kind is NOT_FOUND:
            raise
        session().rollback()
        said = problem.fields.get("reason", problem.kind.sentence)
        box = "reason" if problem.kind in (REASON_NEEDED, NOT_VALID) else "decide"
        try:
            return _draw(visit_id, said, box), problem.kind.status
        except Problem:  # somebody else has decided about all there was
            flash(said, "important")
            return redirect(url_for("review.waiting"), 303)
    commit()
    flash(" ".join([SAID[decision], *_but(came_to)]))
    return redirect(url_for("review.waiting"), 303)


def _but(came_to: Collection[Accepted]) -> Iterator[str]:
    """What of accepted entries is not in the record, or not done."""
    refused = sum(len(refused_in(one.outcomes)) for one in came_to)
    if refused:
        of_them = "One answer" if refused == 1 else f"{refused} answers"
        yield f"{of_them} could not be accepted: see “Entries that could not be accepted”."
    if any(one.submit == NOT_COMPLETE for one in came_to):
        yield "The visit is not handed in: core questions of it are still open for its author."


def _draw(visit_id: UUID, problem: str = "", box: str = "decide") -> str:
    sensitive = with_sensitive()
    changes = queries.held_of(current_user, visit_id)
    child = queries.child_or_none(current_user, changes[0].change.child_id)
    told = None if child else queries.told_of(current_user, changes)
    born_on = born(child) if child else None
    authors = user_names({each.change.author_id for each in changes})
    groups = [
        ByAuthor(author_id, authors[author_id], [_laid(each, child, sensitive) for each in group])
        for author_id, group in groupby(changes, key=lambda each: each.change.author_id)
    ]
    subject = f"visit:{visit_id}"
    audit.record(HELD_READ, actor=current_user.id, subject=subject, changes=len(changes))
    if sensitive:
        audit.record(SENSITIVE_READ, actor=current_user.id, subject=subject, answers=len(changes))
    commit()
    return render_template(
        "review/held.jinja",
        groups=groups,
        child=child,
        born=born_on,
        told=told,
        visit_id=visit_id,
        sensitive=sensitive,
        problem=problem,
        box=box,
        typed=request.form,
        longest=LONGEST_COMMENT,
        now=clock.now(),
    )


def _laid(held: HeldChange, child: Child | None, sensitive: bool) -> Held:
    change, body = held
    return Held(
        change=change,
        why=WHY_HELD.get(change.code or "", ""),
        written=wording.wire_moment(change.recorded_at),
        laid=laid_out(change.form_version, body["answers"], words_for(child), sensitive),
    )


# -- refused entries -------------------------------------------------------------------------------


class Refused(NamedTuple):
    """A change that could never be accepted, as the page shows it."""

    change: Change
    author: str
    why: str
    laid: Laid


@blueprint.get("/refused")
@allow(Role.MANAGER)
def refused() -> ResponseReturnValue:
    """Entries of the manager's teams that could never be accepted: whose, when, why."""
    page = queries.refused(current_user, _after())
    audit.record(REFUSED_READ, actor=current_user.id, changes=len(page.rows), where="page")
    commit()
    shown = [Refused(one.change, one.author, _why(one), _refused_laid(one)) for one in page.rows]
    return render_template(
        "review/refused.jinja",
        refused=shown,
        next=page.next,
        after=request.args.get("after"),
    )


def _after() -> Place | None:
    return Place.parse(request.args.get("after", ""))


@blueprint.get("/refused.json")
@allow(Role.MANAGER)
def refused_file() -> ResponseReturnValue:
    """The entries of one page as the tablets sent them, as a file."""
    found = queries.refused(current_user, _after()).rows
    audit.record(REFUSED_READ, actor=current_user.id, changes=len(found), where="file")
    if found:
        audit.record(SENSITIVE_READ, actor=current_user.id, answers=len(found))
    commit()
    rows = [_as_json(one) for one in found]
    return Response(
        json.dumps(rows, indent=2),
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="refused-entries.json"'},
    )


def _refused_laid(refused: RefusedChange) -> Laid:
    change = refused.change
    body = as_read(change.body)
    answers = body.get("answers") if isinstance(body, dict) else None
    if not isinstance(answers, dict):
        return Laid(None, [])
    if refused.keys:
        answers = {key: answers[key] for key in refused.keys if key in answers}
    child = queries.child_or_none(current_user, change.child_id)
    version = body.get("form_version")
    known = version if isinstance(version, int) else None
    return laid_out(known, answers, words_for(child), sensitive=False)


def _why(refused: RefusedChange) -> str:
    change = refused.change
    if count := len(refused.keys):  # which, stands below, as far as it may be read here
        one = "One answer of this entry" if count == 1 else f"{count} answers of this entry"
        return f"{one} could not be accepted. The rest of it is in the record."
    said = json.loads(change.receipt).get("message")
    known = PROBLEMS.get(change.code or "")
    return str(said or (known.sentence if known else change.code or ""))


def _as_json(refused: RefusedChange) -> Mapping[str, Any]:
    change = refused.change
    return {
        "change_id": str(change.id),
        "author": refused.author,
        "device_id": str(change.device_id),
        "received_at": clock.iso(change.received_at),
        "code": ANSWERS_REFUSED if refused.keys else change.code,
        "message": _why(refused),
        "as_sent": json.loads(change.body),
    }
