"""The manager's pages: what waits, a visit and its two values, a decision about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

import forms
from app import clock, wording
from app.accounts.queries import teams_of
from app.audit import writer as audit
from app.audit.catalogue import SENSITIVE_READ, VISIT_PRINTED, VISIT_READ, WAITING_LISTED
from app.children.queries import count_met
from app.database import commit, session
from app.devices.queries import need_somebody
from app.gathered.alerts import uncalled
from app.gathered.operations import refresh
from app.gathered.pictures import child_picture
from app.permissions import Role, allow
from app.problems import (
    HELD_UNDECIDED,
    NOT_FOUND,
    NOT_READABLE,
    NOT_WAITING,
    OPEN_CONFLICT,
    STILL_OPEN,
    Problem,
)
from app.review import operations, waiting_list
from app.review.page import Typed, VisitPage, two_values_page, visit_page
from app.review.rules import LONGEST_COMMENT
from app.review.waiting_list import Filters, Place, Waiting
from app.visits.models import VisitStatus
from forms.conditions import rows_of
from forms.definition import ContactType, Sensitivity

blueprint = Blueprint("review", __name__, url_prefix="/review")

KIND_WORDS = {
    Waiting.SUBMITTED: "Submitted",
    Waiting.RESUBMITTED: "Submitted again",
    Waiting.CONFLICT: "Two values",
    Waiting.UNFINISHED: "Nobody to finish it",
    Waiting.HELD: "Held",
}
STATUS_WORDS = {
    VisitStatus.OPEN: "Open: not signed by its author",
    VisitStatus.SUBMITTED: "Submitted, not signed off",
    VisitStatus.RETURNED: "Returned to its author",
    VisitStatus.SIGNED_OFF: "Signed off",
}
COMMENT = "comment"
"""Name of the box for the whole visit; `comment:<answer key>` is the box of a question."""
STANDS = "stands:"
"""`stands:<answer key>` holds the change whose value stands."""


# -- what waits ------------------------------------------------------------------------------------


@blueprint.get("/")
@allow(Role.MANAGER)
def waiting() -> ResponseReturnValue:
    """What waits for this manager, oldest first."""
    filters = _filters(request.args)
    left = refresh(current_user.team_ids)
    alerts = uncalled(current_user.team_ids)
    page = waiting_list.page(current_user, filters, Place.parse(request.args.get("after", "")))
    audit.record(WAITING_LISTED, actor=current_user.id, count=len(page.rows))
    commit()
    return render_template(
        "review/waiting.jinja",
        page=page,
        alerts=alerts,
        left=left,
        filters=filters,
        counts=waiting_list.counts(current_user, filters),
        kind_words=KIND_WORDS,
        teams=[(team.id, team.name) for team in teams_of(current_user)],
        visitors=waiting_list.visitors_of(current_user),
        contact_words=contact_words(),
        link=lambda **changed: _link(filters, **changed),
        met=count_met(current_user),
        tablets=need_somebody(current_user),
        now=clock.now(),
        first_page="after" not in request.args,
    )


def contact_words() -> dict[str, str]:
    """Contact type to its words."""
    return wording.choice_words(forms.latest().fields[wording.CONTACT_TYPE])


def _filters(asked: MultiDict[str, str]) -> Filters:
    """The filters a URL names. What it names wrongly is left out; the page says which filters are
    on.
    """
    return Filters(
        kind=Waiting(asked["kind"]) if asked.get("kind") in set(Waiting) else None,
        team=asked.get("team", type=UUID),
        visitor=asked.get("visitor", type=UUID),
        contact=asked["contact"] if asked.get("contact") in set(ContactType) else None,
    )


def _link(filters: Filters, **changed: object) -> str:
    values = {
        "kind": filters.kind,
        "team": filters.team,
        "visitor": filters.visitor,
        "contact": filters.contact,
        **changed,
    }
    named: dict[str, Any] = {name: str(value) for name, value in values.items() if value}
    return url_for("review.waiting", **named)


# -- two values ------------------------------------------------------------------------------------


@blueprint.route("/visits/<uuid:visit_id>/two-values", methods=["GET", "POST"])
@allow(Role.MANAGER)
def two_values(visit_id: UUID) -> ResponseReturnValue:
    """The answers of a visit with several values: who wrote each, what she had on screen, and which
    one stands."""
    if "settle" not in request.form:
        return _draw_two_values(visit_id)
    chosen = {
        name.removeprefix(STANDS): mid
        for name, mid in request.form.items()
        if name.startswith(STANDS)
    }
    try:
        settled = operations.settle(current_user, visit_id, _seen_seq(), chosen)
    except Problem as problem:
        if problem.kind is NOT_FOUND:
            raise
        session().rollback()
        return _draw_two_values(visit_id, problem), problem.kind.status
    commit()
    flash(
        "Settled. The other values stay in the history of the visit, with their authors."
        if settled == 1
        else f"{settled} answers settled. The other values stay in the history of the visit."
    )
    return redirect(url_for("review.visit", visit_id=visit_id), 303)


def _draw_two_values(visit_id: UUID, problem: Problem | None = None) -> str:
    sensitive = with_sensitive()
    page = two_values_page(current_user, visit_id, sensitive)
    subject = f"visit:{visit_id}"
    status = str(page.visit.status)
    audit.record(
        VISIT_READ, actor=current_user.id, subject=subject, where="two_values", status=status
    )
    if sensitive:
        audit.record(
            SENSITIVE_READ, actor=current_user.id, subject=subject, answers=page.sensitive_shown
        )
    commit()
    return render_template(
        "review/two_values.jinja",
        page=page,
        problem=problem,
        stands=STANDS,
        chosen=request.form,
        contact_words=contact_words(),
    )


# -- a visit ---------------------------------------------------------------------------------------


@blueprint.get("/visits/<uuid:visit_id>")
@allow(Role.MANAGER)
def visit(visit_id: UUID) -> ResponseReturnValue:
    """A visit, to be read and decided on."""
    return _draw(_read(visit_id, Typed()))


@blueprint.post("/visits/<uuid:visit_id>/show")
@allow(Role.MANAGER)
def show(visit_id: UUID) -> ResponseReturnValue:
    """The same page, with the sensitive answers if that was asked; what was typed stays."""
    return _draw(_read(visit_id, _typed()))


@blueprint.post("/visits/<uuid:visit_id>/print")
@allow(Role.MANAGER)
def print_visit(visit_id: UUID) -> ResponseReturnValue:
    """A copy for paper: no hidden answer, no restricted address; who printed it and when stands on every sheet and in
    the audit.
    """
    page = visit_page(current_user, visit_id, Typed(), printed=True)
    audit.record(
        VISIT_PRINTED,
        actor=current_user.id,
        subject=f"visit:{visit_id}",
        status=str(page.visit.status),
        answers=sum(1 for _ in page.reading.entries),
        kept_back=int(page.kept_back),
    )
    commit()
    return render_template(
        "review/print.jinja",
        page=page,
        marks=marks_on(page.visit.answers),
        contact_words=contact_words(),
        status_words=STATUS_WORDS,
        now=clock.now(),
    )


def marks_on(answers: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The marks of a visit, numbered as its rows are, for the drawing of a baby (static/js/components/body_map.js)."""
    return [
        {
            "number": number,
            "site": answers.get(f"mark/{row}/mark_site", {}).get("value"),
            "spot": answers.get(f"mark/{row}/mark_xy", {}).get("value"),
        }
        for number, row in enumerate(rows_of("mark", answers), start=1)
    ]


@blueprint.post("/visits/<uuid:visit_id>/return")
@allow(Role.MANAGER)
def return_visit(visit_id: UUID) -> ResponseReturnValue:
    """Hand the visit back with comments."""
    typed = _typed()
    try:
        operations.return_visit(current_user, visit_id, _seen_seq(), typed.comments)
    except Problem as problem:
        return _refused(visit_id, typed, problem)
    author_gone = waiting_list.author_gone(visit_id)
    commit()
    flash(
        "Visit returned with your comments. Its author can no longer send it: it stands under “Nobody to finish it” until a"
        " colleague of the team has gone on with it."
        if author_gone
        else "Visit returned with your comments. They reach the visitor’s tablet at its next sync."
    )
    return redirect(url_for("review.waiting"), 303)


@blueprint.post("/visits/<uuid:visit_id>/sign-off")
@allow(Role.MANAGER)
def sign_off(visit_id: UUID) -> ResponseReturnValue:
    """Sign the visit off: asks once more, then does it."""
    typed = _typed()
    if "confirmed" not in request.form:
        return _ask_to_sign_off(visit_id, typed)
    acknowledged = request.form.get("acknowledged", type=int)
    held_known = request.form.getlist("held", type=UUID) if acknowledged is not None else ()
    try:
        operations.sign_off(
            current_user,
            visit_id,
            _seen_seq(),
            typed.comments,
            acknowledged=acknowledged or 0,
            held_known=held_known,
        )
    except Problem as problem:
        if problem.kind not in (STILL_OPEN, HELD_UNDECIDED):
            return _refused(visit_id, typed, problem)
        session().rollback()
        return _ask_to_sign_off(visit_id, typed, problem)
    commit()
    flash("Visit signed off. It can now be added to, but not changed.")
    return redirect(url_for("review.waiting"), 303)


def _ask_to_sign_off(
    visit_id: UUID, typed: Typed, problem: Problem | None = None
) -> ResponseReturnValue:
    page = _read(visit_id, typed)
    commit()
    if not page.decidable or page.unknown_form or page.visit.conflicts:
        kind = OPEN_CONFLICT if page.decidable else NOT_WAITING
        return _refused(visit_id, typed, Problem(NOT_READABLE if page.unknown_form else kind))
    drawn = render_template(
        "review/confirm.jinja",
        page=page,
        seen_seq=_seen_seq(),
        names=_names(page),
        problem=problem,
    )
    return drawn, problem.kind.status if problem else 200


def _refused(visit_id: UUID, typed: Typed, problem: Problem) -> ResponseReturnValue:
    """Show the visit again as it is now, with the reason and everything that was typed."""
    session().rollback()
    return _draw(_read(visit_id, typed), problem), problem.kind.status


def _read(visit_id: UUID, typed: Typed) -> VisitPage:
    """Gather the page and note who read it; the caller commits before it is shown."""
    page = visit_page(current_user, visit_id, typed)
    subject = f"visit:{visit_id}"
    status = str(page.visit.status)
    audit.record(VISIT_READ, actor=current_user.id, subject=subject, where="review", status=status)
    if typed.sensitive:
        shown = sum(entry.sensitivity is Sensitivity.HIDDEN for entry in page.reading.entries)
        audit.record(SENSITIVE_READ, actor=current_user.id, subject=subject, answers=shown)
    return page


def _draw(page: VisitPage, problem: Problem | None = None) -> str:
    shown = child_picture(current_user, page.child, private=page.typed.sensitive)
    commit()  # with what was made anew of the child: else every look makes it again
    return render_template(
        "review/visit.jinja",
        page=page,
        shown=shown,
        names=_names(page),
        problem=problem,
        longest=LONGEST_COMMENT,
        contact_words=contact_words(),
        now=clock.now(),
    )


def _names(page: VisitPage) -> dict[str | None, str]:
    """Answer key to the name of its comment box."""
    keys: set[str | None] = (
        {entry.key for entry in page.reading.entries} | set(page.typed.comments) | {None}
    )
    return {key: f"{COMMENT}:{key}" if key else COMMENT for key in keys}


def _typed() -> Typed:
    comments = {
        name.removeprefix(COMMENT).removeprefix(":") or None: text
        for name, text in request.form.items()
        if name == COMMENT or name.startswith(COMMENT + ":")
    }
    opened: datetime | None = wording.wire_moment(request.form.get("opened_at"))
    return Typed(comments=comments, opened_at=opened, sensitive=with_sensitive())


def with_sensitive() -> bool:
    """Whether sensitive answers are to be shown: as was asked now, or else as on the page this came from."""
    asked = request.form.get("show")
    return asked == "sensitive" if asked else request.form.get("sensitive") == "shown"


def _seen_seq() -> int:
    """Where the visit stood in its team's feed when the page was made; -1, which nothing is at, for
    nonsense.
    """
    seen = request.form.get("seen_seq", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else -1
