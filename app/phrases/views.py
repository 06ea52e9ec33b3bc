"""The administrator's pages for the phrase list."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.queries import user_names
from app.database import commit, session, settled
from app.permissions import Role, allow
from app.phrases import operations, queries, rules, web_forms
from app.problems import NOT_VALID, Problem
from forms.wording.changes import GROUPS, Changes, changed
from forms.wording.trial import Trial, trial

blueprint = Blueprint("phrases", __name__, url_prefix="/phrases")


@blueprint.get("/")
@allow(Role.ADMINISTRATOR)
def phrases() -> ResponseReturnValue:
    """The list in force with its owner, what waits, what was published."""
    published, waiting = queries.published(), queries.open_changes()
    return render_template(
        "phrases/phrases.jinja",
        book=queries.book(),
        owner=queries.clinical_owner(),
        published=list(reversed(published)),
        waiting=waiting,
        names=user_names(
            {row.proposed_by for row in (*published, *waiting)}
            | {row.decided_by for row in published if row.decided_by}
        ),
        lines=lambda row: rules.lines_of(Changes.read(row.changes)),
        version_of=rules.version_of,
    )


@blueprint.route("/propose", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def propose() -> ResponseReturnValue:
    """Write a change, try it as often as one likes, then propose it."""
    form = web_forms.PhraseForm()
    sent = dict(request.form)
    problems: dict[str, str] = {}
    tried: Trial | None = None
    if form.validate_on_submit():
        written = web_forms.written_in(sent)
        if sent.get("do") == "try":
            changes, problems = rules.changes_in(written, queries.book())
            problems.pop("why", None)
            tried = _tried(changes) if not problems else None
        else:
            try:
                row = operations.propose(current_user.id, written)
            except Problem as problem:
                if problem.kind is not NOT_VALID:
                    raise
                session().rollback()
                problems = problem.fields
            else:
                commit()
                flash("Proposed. Somebody else has to publish it.")
                return redirect(url_for("phrases.change", change_id=row.id), 303)
    page = render_template(
        "phrases/propose.jinja",
        form=form,
        sent=sent,
        problems=problems,
        tried=tried,
        groups=GROUPS,
        book=queries.book(),
    )
    return page, 422 if problems else 200


@blueprint.get("/<uuid:change_id>")
@allow(Role.ADMINISTRATOR)
def change(change_id: UUID) -> ResponseReturnValue:
    """One change: what it says, what it does to the labelled sentences, and the decision."""
    return _change(change_id, {}, "")


@blueprint.post("/<uuid:change_id>/publish")
@allow(Role.ADMINISTRATOR)
def publish(change_id: UUID) -> ResponseReturnValue:
    """Let it count."""
    owner = request.form.get("clinical_owner", "")
    try:
        version = settled(
            lambda: operations.publish(current_user.id, queries.change(change_id), owner)
        )
    except Problem as problem:
        if problem.kind is not NOT_VALID:
            raise
        session().rollback()
        return _change(change_id, problem.fields, owner)
    commit()
    flash(f"Published as version {version}. It reaches each tablet with its next sync.")
    return redirect(url_for("phrases.phrases"), 303)


@blueprint.post("/<uuid:change_id>/withdraw")
@allow(Role.ADMINISTRATOR)
def withdraw(change_id: UUID) -> ResponseReturnValue:
    """Let it go."""
    operations.withdraw(current_user.id, queries.change(change_id))
    commit()
    flash("Withdrawn. Nothing has changed.")
    return redirect(url_for("phrases.phrases"), 303)


def _change(change_id: UUID, problems: dict[str, str], owner: str) -> ResponseReturnValue:
    row = queries.change(change_id)
    waiting = row.number is None and not row.withdrawn
    changes = Changes.read(row.changes)
    page = render_template(
        "phrases/change.jinja",
        form=web_forms.PhraseForm(),
        row=row,
        waiting=waiting,
        lines=rules.lines_of(changes),
        tried=_tried(changes) if waiting else None,
        version=rules.version_of(row.number) if row.number else "",
        names=user_names(filter(None, {row.proposed_by, row.decided_by})),
        own=row.proposed_by == current_user.id,
        owner=owner or queries.clinical_owner(),
        problems=problems,
    )
    return page, 422 if problems else 200


def _tried(changes: Changes) -> Trial:
    book = queries.book()
    return trial(book, changed(changes, book.version, book))
