"""The manager's pages: what waits, a visit, a decision about it, and held changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_login import current_user

import forms
from app import clock, wording
from app.accounts.queries import teams_of, user_names
from app.audit import writer as audit
from app.audit.catalogue import HELD_READ, SENSITIVE_READ, VISIT_READ, WAITING_LISTED
from app.children.models import Child
from app.database import commit, session
from app.permissions import Role, allow
from app.problems import (
    DEVICE_REVOKED,
    FORM_UNKNOWN,
    NOT_ON_CASELOAD,
    NOT_WAITING,
    SIGNED_OFF,
    Problem,
)
from app.review import operations, queries
from app.review.page import Typed, VisitPage, visit_page, words_for
from app.review.queries import Filters, HeldChange, Place, Waiting
from app.review.reading import Reading, read
from app.review.rules import LONGEST_COMMENT
from app.visits.models import Change
from forms.definition import ContactType, Sensitivity

blueprint = Blueprint("review", __name__, url_prefix="/review")

KIND_WORDS = {
    Waiting.SUBMITTED: "Submitted",
    Waiting.RESUBMITTED: "Submitted again",
    Waiting.CONFLICT: "Two values",
    Waiting.HELD: "Held",
}
WHY_HELD = {
    NOT_ON_CASELOAD.code: "When this arrived, the child was not, or no longer, on the author’s caseload.",
    FORM_UNKNOWN.code: "It was written on a version of the form that this service does not have.",
    SIGNED_OFF.code: "The visit had been signed off before this arrived.",
    DEVICE_REVOKED.code: "The tablet it was written on has been withdrawn.",
}
COMMENT = "comment"
"""Name of the box for the whole visit; `comment:<answer key>` is the box of a question."""


@blueprint.record_once
def _name_filters(state: BlueprintSetupState) -> None:
    for words in (
        wording.day_words,
        wording.time_words,
        wording.moment_words,
        wording.age_words,
        wording.waiting_words,
        wording.nhs_words,
        wording.utc,
    ):
        state.app.jinja_env.filters[words.__name__] = words


# -- what waits ------------------------------------------------------------------------------------


@blueprint.get("/")
@allow(Role.MANAGER)
def waiting() -> ResponseReturnValue:
    """What waits for this manager, oldest first."""
    filters = _filters(request.args)
    page = queries.waiting(current_user, filters, Place.parse(request.args.get("after", "")))
    audit.record(WAITING_LISTED, actor=current_user.id, count=len(page.rows))
    commit()
    return render_template(
        "review/waiting.jinja",
        page=page,
        filters=filters,
        counts=queries.counts(current_user, filters),
        kind_words=KIND_WORDS,
        teams=[(team.id, team.name) for team in teams_of(current_user)],
        visitors=queries.visitors_of(current_user),
        contact_words=contact_words(),
        link=lambda **changed: _link(filters, **changed),
        now=clock.now(),
        first_page="after" not in request.args,
    )


def contact_words() -> dict[str, str]:
    """Contact type to its words."""
    return wording.choice_words(forms.latest().fields[wording.CONTACT_TYPE])


def _filters(asked: Mapping[str, str]) -> Filters:
    """The filters a URL names. What it names wrongly is left out; the page says which filters are
    on.
    """
    return Filters(
        kind=Waiting(asked["kind"]) if asked.get("kind") in set(Waiting) else None,
        team=_uuid(asked.get("team")),
        visitor=_uuid(asked.get("visitor")),
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


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


# -- a visit ---------------------------------------------------------------------------------------


@blueprint.get("/visits/<uuid:visit_id>")
@allow(Role.MANAGER)
def visit(visit_id: UUID) -> ResponseReturnValue:
    """A visit, to be read and decided on."""
    page = _read(visit_id, Typed())
    commit()
    return _draw(page)


@blueprint.post("/visits/<uuid:visit_id>/show")
@allow(Role.MANAGER)
def show(visit_id: UUID) -> ResponseReturnValue:
    """The same page, with the sensitive answers if that was asked; what was typed stays."""
    page = _read(visit_id, _typed(sensitive=request.form.get("show") == "sensitive"))
    commit()
    return _draw(page)


@blueprint.post("/visits/<uuid:visit_id>/return")
@allow(Role.MANAGER)
def return_visit(visit_id: UUID) -> ResponseReturnValue:
    """Hand the visit back with comments."""
    typed = _typed()
    try:
        operations.return_visit(current_user, visit_id, _seen_seq(), typed.comments)
    except Problem as problem:
        return _refused(visit_id, typed, problem)
    commit()
    flash("Visit returned with your comments. They reach the visitor’s tablet at its next sync.")
    return redirect(url_for("review.waiting"), 303)


@blueprint.post("/visits/<uuid:visit_id>/sign-off")
@allow(Role.MANAGER)
def sign_off(visit_id: UUID) -> ResponseReturnValue:
    """Sign the visit off: asks once more, then does it."""
    typed = _typed()
    if "confirmed" not in request.form:
        page = _read(visit_id, typed)
        commit()
        if not page.decidable:
            return _refused(visit_id, typed, Problem(NOT_WAITING))
        return render_template(
            "review/confirm.jinja", page=page, seen_seq=_seen_seq(), names=_names(page)
        )
    try:
        operations.sign_off(current_user, visit_id, _seen_seq(), typed.comments)
    except Problem as problem:
        return _refused(visit_id, typed, problem)
    commit()
    flash("Visit signed off. It can now be added to, but not changed.")
    return redirect(url_for("review.waiting"), 303)


def _refused(visit_id: UUID, typed: Typed, problem: Problem) -> ResponseReturnValue:
    """Show the visit again as it is now, with the reason and everything that was typed."""
    session().rollback()
    page = _read(visit_id, typed)
    commit()
    return _draw(page, problem), problem.kind.status


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
    return render_template(
        "review/visit.jinja",
        page=page,
        names=_names(page),
        problem=problem,
        longest=LONGEST_COMMENT,
        contact_words=contact_words(),
        kind_words=KIND_WORDS,
        now=clock.now(),
    )


def _names(page: VisitPage) -> dict[str | None, str]:
    """Answer key to the name of its comment box."""
    keys: set[str | None] = (
        {entry.key for entry in page.reading.entries} | set(page.typed.comments) | {None}
    )
    return {key: f"{COMMENT}:{key}" if key else COMMENT for key in keys}


def _typed(sensitive: bool | None = None) -> Typed:
    comments = {
        name.removeprefix(COMMENT).removeprefix(":") or None: text
        for name, text in request.form.items()
        if name == COMMENT or name.startswith(COMMENT + ":")
    }
    opened: datetime | None = wording.wire_moment(request.form.get("opened_at"))
    kept = request.form.get("sensitive") == "shown"
    return Typed(
        comments=comments, opened_at=opened, sensitive=kept if sensitive is None else sensitive
    )


def _seen_seq() -> int:
    """Where the visit stood in its team's feed when the page was made; -1, which nothing is at, for
    nonsense.
    """
    seen = request.form.get("seen_seq", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else -1


# -- held changes ----------------------------------------------------------------------------------


@blueprint.get("/held/<uuid:visit_id>")
@allow(Role.MANAGER)
def held(visit_id: UUID) -> ResponseReturnValue:
    """What is held of one visit: by whom, since when, why, and what it says."""
    changes = queries.held_of(current_user, visit_id)
    child = queries.child_or_none(current_user, changes[0].change.child_id)
    authors = user_names({each.change.author_id for each in changes})
    audit.record(
        HELD_READ, actor=current_user.id, subject=f"visit:{visit_id}", changes=len(changes)
    )
    commit()
    return render_template(
        "review/held.jinja",
        held=[_laid_out(each, child, authors) for each in changes],
        child=child,
        now=clock.now(),
    )


class Held(NamedTuple):
    """A held change as the page shows it. `reading` is None for a form the service does not have;
    then `raw` is shown.
    """

    change: Change
    author: str
    why: str
    written: datetime | None
    reading: Reading | None
    raw: list[tuple[str, str]]


def _laid_out(held: HeldChange, child: Child | None, authors: Mapping[UUID, str]) -> Held:
    change, body = held
    answers = body["answers"]
    try:
        form = forms.published(change.form_version or 0)
    except forms.UnknownVersion:
        reading, raw = (
            None,
            [(key, json.dumps(said, ensure_ascii=False)) for key, said in answers.items()],
        )
    else:
        reading, raw = read(form, answers, words_for(child)), []
    return Held(
        change=change,
        author=authors.get(change.author_id, ""),
        why=WHY_HELD.get(change.code or "", ""),
        written=wording.wire_moment(change.recorded_at),
        reading=reading,
        raw=raw,
    )
