"""The data team's page: choose, look at twenty rows beside the dictionary, download."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

import forms
from app.database import commit
from app.exports import operations, queries
from app.exports.dictionary import entries
from app.exports.selection import PURPOSES, REVIEW_STATES, Purpose, ReviewState, Selection
from app.exports.tables import VISITS, tables
from app.permissions import Role, allow
from app.problems import NOT_VALID, Problem
from app.wording import CONTACT_TYPE, choice_words
from forms.definition import ContactType

blueprint = Blueprint("exports", __name__, url_prefix="/exports")

LONGEST_WORDS = 200


@blueprint.get("/")
@allow(Role.ANALYST)
def exports() -> ResponseReturnValue:
    """The choices, and with `look` in the address the first rows."""
    return _page(request.args)


@blueprint.post("/download")
@allow(Role.ANALYST)
def download() -> ResponseReturnValue:
    """The extract, streamed. Audited before the first byte is sent."""
    try:
        selection = selection_of(request.form)
        purpose, words = _purpose(request.form)
    except Problem as problem:
        return _page(request.form, problem), problem.kind.status
    format_ = "csv" if request.form.get("format") == "csv" and len(selection.tables) == 1 else "zip"
    made = operations.download(current_user, selection, purpose, words, format_)
    reply = Response(stream_with_context(made.chunks), content_type=made.media_type)
    reply.call_on_close(made.close)
    reply.headers.set("Content-Disposition", "attachment", filename=made.name)
    return reply


def _page(asked: MultiDict[str, str], problem: Problem | None = None) -> str:
    form = forms.latest()
    known = tables(form)
    looked_at = asked.get("table", VISITS) if asked.get("table") in known else VISITS
    try:
        selection = selection_of(asked)
    except Problem as wrong:
        selection, problem = Selection(), problem or wrong
    preview = dictionary = None
    if "look" in asked and not (problem and problem.fields.keys() & {"since", "until"}):
        preview = operations.preview(current_user, selection, looked_at)
        dictionary = entries(form, [preview.table])
    made = queries.made_by(current_user)
    commit()
    return render_template(
        "exports/exports.jinja",
        asked=asked,
        problem=problem,
        selection=selection,
        tables=known,
        preview=preview,
        dictionary=dictionary,
        purposes=PURPOSES,
        review_states=REVIEW_STATES,
        contact_words=choice_words(form.fields[CONTACT_TYPE]),
        look_at=lambda table: _look_at(asked, table),
        made=made,
        longest_words=LONGEST_WORDS,
        has_teams=bool(current_user.team_ids),
    )


def selection_of(asked: MultiDict[str, str]) -> Selection:
    """The selection a form or an address describes; `Problem(NOT_VALID)` names the fields that are wrong."""
    wrong: dict[str, str] = {}
    since = _day(asked, "since", "From", wrong)
    until = _day(asked, "until", "To", wrong)
    if since and until and since > until:
        wrong["until"] = "“To” must be the same day as “From” or later"
    if wrong:
        raise Problem(NOT_VALID, fields=wrong)
    known = tables(forms.latest())
    chosen = tuple(name for name in known if name in asked.getlist("tables"))
    return Selection(
        since=since,
        until=until,
        contact=_one_of(ContactType, asked, "contact"),
        state=_one_of(ReviewState, asked, "state") or ReviewState.SIGNED_OFF,
        tables=() if len(chosen) == len(known) else chosen,
        bom=asked.get("bom") == "yes",
    )


def _day(asked: Mapping[str, str], name: str, words: str, wrong: dict[str, str]) -> date | None:
    """A date in three boxes, `<name>-day`, `-month` and `-year`; None when all are empty."""
    parts = [asked.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day")]
    if not any(parts):
        return None
    try:
        return date(*(int(part) for part in parts))
    except (ValueError, OverflowError):
        wrong[name] = f"“{words}” must be a real date, such as 1 4 2026, or empty"
        return None


def _one_of(kinds: Any, asked: Mapping[str, str], name: str) -> Any:
    value = asked.get(name)
    return kinds(value) if value in set(kinds) else None


def _purpose(asked: Mapping[str, str]) -> tuple[Purpose, str]:
    wrong: dict[str, str] = {}
    purpose = _one_of(Purpose, asked, "purpose")
    words = " ".join(asked.get("words", "").split())
    if purpose is None:
        wrong["purpose"] = "Choose what the extract is for"
    if not words:
        wrong["words"] = "Say in a few words what the extract is for"
    elif len(words) > LONGEST_WORDS:
        wrong["words"] = f"What it is for must be {LONGEST_WORDS} characters or fewer"
    if wrong or purpose is None:
        raise Problem(NOT_VALID, fields=wrong)
    return purpose, words


def _look_at(asked: MultiDict[str, str], table: str) -> str:
    """The address of the same preview with another table in view."""
    kept = [
        (name, value)
        for name, value in asked.items(multi=True)
        if name not in ("table", "words", "csrf_token", "purpose") and value
    ]
    return f"{url_for('exports.exports')}?{urlencode([*kept, ('table', table)])}#preview"
