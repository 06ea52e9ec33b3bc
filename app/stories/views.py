"""Try a story: paste or choose a file, and read contact by contact which rule fired, and why. Nothing is stored."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

import forms
from app.permissions import Role, allow
from app.visits.judging import book
from forms.definition import Form

blueprint = Blueprint("stories", __name__, url_prefix="/stories")

LONGEST = 200_000
"""Characters of a story; the example has about a thousand."""

EXAMPLE = """{
  "name": "Mother says with me, grandmother says here",
  "today": "2026-05-20",
  "child": {"dob": "2026-04-01", "sex": "female", "gestation": "39+2", "birth_weight_g": 3320},
  "people": [{"id": "P1", "relation": "mother"}, {"id": "P2", "relation": "father"},
             {"id": "P3", "relation": "paternal_grandmother"}],
  "addresses": [{"id": "A1", "council": "E08000035"}, {"id": "A2", "council": "E06000018"}],
  "contacts": [
    {"at": "2026-04-13T10:00", "contact_type": "new_birth", "online": true, "answers": {
      "lives_with": {"value": "mother_only", "source": "mother_said"},
      "sleeps_tonight": {"value": "A1", "source": "mother_said"},
      "overnight_carer": {"missing": "not_known"},
      "residence_claim": [{"rc_about": "baby", "rc_address": "A2", "rc_says": "sleeps_there_tonight",
                           "rc_source": "other_relative_said", "rc_date": "2026-04-13"}]}}
  ],
  "expect": [{"contact": 0, "fires": ["R05", "R06"], "silent": ["R01"]}]
}"""


class Line(NamedTuple):
    """A finding or an indicator, as the page shows it."""

    id: str
    name: str
    weight: str  # the severity of a rule, the weight of an indicator
    message: str
    because: tuple[str, ...]


class Shown(NamedTuple):
    """What stands after one contact."""

    number: int
    on: str
    contact: str
    findings: list[Line]
    indicators: list[Line]
    next_time: list[str]


@blueprint.get("/")
@allow(Role.MANAGER, Role.ADMINISTRATOR)
def story() -> ResponseReturnValue:
    """An empty box with an example."""
    return render_template("stories/story.jinja", text=EXAMPLE, shown=None, ran=None, problem="")


@blueprint.post("/")
@allow(Role.MANAGER, Role.ADMINISTRATOR)
def run() -> ResponseReturnValue:
    """Run what was pasted or chosen. It is read, answered and forgotten."""
    from forms.safety import replay

    chosen = request.files.get("file")
    text = request.form.get("story", "")
    if chosen is not None and chosen.filename:
        text = chosen.stream.read(LONGEST + 1).decode("utf-8", "replace")
    form, problem, ran = forms.current(), "", None
    if len(text) > LONGEST:
        problem, text = "This file is too long to be a story. Nothing was stored.", ""
    else:
        try:
            ran = replay.run(text, form, book())
        except replay.StoryError as wrong:
            problem = f"This story cannot be read: {wrong}."
    shown = [_shown(after, form) for after in ran.after] if ran else None
    return (
        render_template("stories/story.jinja", text=text, shown=shown, ran=ran, problem=problem),
        422 if problem else 200,
    )


def _shown(after: object, form: Form) -> Shown:
    from forms.safety.replay import After

    assert isinstance(after, After)  # noqa: S101 - the module is read lazily
    indicators = {one.id: one for one in book().indicators}
    types = _labels(form, "contact_type")
    next_time = _labels(form, "must_see_next")
    return Shown(
        number=after.contact + 1,
        on=after.on,
        contact=types.get(after.contact_type, "Contact"),
        findings=[
            Line(
                one["rule"],
                book().by_id[one["rule"]].name,
                one["severity"],
                book().by_id[one["rule"]].message,
                _names(one["because"], form),
            )
            for one in after.result.findings
        ],
        indicators=[
            Line(
                one["id"],
                indicators[one["id"]].name,
                one["weight"],
                "",
                _names(one["because"], form),
            )
            for one in after.result.indicators
        ],
        next_time=[next_time[code] for code in after.result.must_see_next],
    )


def _labels(form: Form, field: str) -> dict[str, str]:
    return {choice.code: choice.label for choice in getattr(form.fields[field].type, "choices", ())}


def _names(because: list[str], form: Form) -> tuple[str, ...]:
    return tuple(
        form.groups[name].title
        if name in form.groups
        else form.fields[name].name
        if name in form.fields
        else name
        for name in because
    )
