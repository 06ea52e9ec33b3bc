"""The language prompts for other systems. Nothing that is sent here is stored or logged."""

from __future__ import annotations

from typing import Any

from flask_login import current_user
from marshmallow import Schema, fields, validate

from app.accounts.login import limiter
from app.api import PREFIX, ApiBlueprint
from app.permissions import allow
from app.phrases import queries
from app.problems import TOO_LARGE, Problem
from forms.wording import check
from forms.wording.book import KIND_NAMES, KINDS

blueprint = ApiBlueprint(
    "phrases_api", __name__, url_prefix=f"{PREFIX}/wording", description="Language prompts"
)
MOST_TEXTS, LONGEST_TEXT, LONGEST_REQUEST = 100, 100_000, 400_000
"""Texts a request, and characters of one text and of all."""


class Text(Schema):
    """One note."""

    id = fields.String(required=True, validate=validate.Length(1, 100))
    text = fields.String(required=True, validate=validate.Length(max=LONGEST_TEXT))
    kind = fields.String(load_default="O", validate=validate.OneOf(sorted({*KINDS, *KIND_NAMES})))


class Texts(Schema):
    """What is asked about."""

    texts = fields.List(fields.Nested(Text), required=True, validate=validate.Length(1, MOST_TEXTS))


class Found(Schema):
    """What would be asked about one note. Spans count Unicode code points, the end not included."""

    id = fields.String(required=True)
    flag = fields.Boolean(required=True)
    classes = fields.List(fields.String(), required=True)
    spans = fields.List(fields.List(fields.Integer()), required=True)
    questions = fields.List(fields.String(), required=True)
    because = fields.List(fields.String(), required=True)


class Answers(Schema):
    """The answers in the order of the texts, and the version of the phrase list."""

    version = fields.String(required=True)
    answers = fields.List(fields.Nested(Found), required=True)


@blueprint.route("/check", methods=["POST"])
@allow()
@limiter.limit("120 per minute", key_func=lambda: str(current_user.id))
@blueprint.arguments(Texts)
@blueprint.response(200, Answers)
def check_texts(sent: dict[str, Any]) -> dict[str, Any]:
    """Which wording would be asked about, where, and with which question."""
    if sum(len(one["text"]) for one in sent["texts"]) > LONGEST_REQUEST:
        raise Problem(TOO_LARGE)
    book = queries.book()
    answers = []
    for one in sent["texts"]:
        found = check(one["text"], one["kind"], book)
        answers.append(
            {
                "id": one["id"],
                "flag": found.flag,
                "classes": found.classes,
                "spans": found.spans,
                "questions": found.questions,
                "because": found.because,
            }
        )
    return {"version": book.version, "answers": answers}
