"""A contact by telephone: what only somebody who is there can see is not asked, and stands in the record as neither a "no"
nor a gap; what was written of it before is in no chart.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

import forms
from forms.derived.applicable import shown
from tests.journeys.recorded import A_ROW_EACH, DONE, EVERYTHING
from tests.journeys.service import Service
from tests.journeys.tablet import Answer, Tablet, View
from tests.journeys.town import BABY, OTHER_BABY, remember_a_visit
from tests.sync.tablet import complete_answers

IN_PERSON = {
    field.label: field.id
    for field in forms.latest()
    if field.show_if and 'contact_mode == "face_to_face"' in field.show_if
}
NOT_SEEN = {
    "How was baby weighed?",
    "Between which centiles is the weight?",
    "Which parts did you not see?",
    "What did baby do? How did baby look and sound?",
    "What passed between baby and each carer?",
    "Did you see any sign of serious illness or head injury?",
    "What signals did baby give today, and what was happening?",
    "Did you see any bruise, mark, swelling or injury?",
    "How does baby move?",
}
"""What hangs on it."""
OTHERWISE: dict[str, Answer] = {
    "Did you see baby?": "No, not seen",
    "How did the messages reach them?": "By phone",
    "Did you see the mother at this contact?": "By phone",
}
SEEN = {"What you saw of baby", "Baby and each carer"}
"""What a view cannot rest on."""
WHY_NOT = {"Did you see baby?": ("Why did you not see baby?", "We spoke on the telephone.")}


def as_heard(question: str, answer: Answer) -> Answer:
    """What was recorded on the doorstep, as it is told on the telephone."""
    answer = OTHERWISE.get(question, answer)
    if isinstance(answer, View) and answer.rests_on in SEEN:
        return View(answer.words, "A usual day and night")
    return answer


def stored(service: Service, baby: str) -> dict[str, Any]:
    """The child's one visit as the service holds it: status and answers."""
    database = sqlite3.connect(service.database_url.removeprefix("sqlite:///"))
    with database:
        ((status, answers),) = database.execute(
            "SELECT status, answers FROM visits WHERE child_id = ?", (baby.replace("-", ""),)
        ).fetchall()
    database.close()
    return {"status": status, "answers": json.loads(answers)}


def test_what_cannot_be_seen_on_the_telephone_does_not_apply(
    tablet: Tablet, service: Service
) -> None:
    page = tablet.page
    tablet.loses_the_network()
    tablet.opens_the_child()
    tablet.starts_a_visit(how="By telephone", place="Somewhere else")
    for number, (section, answers) in enumerate(EVERYTHING.items()):
        (tablet.goes_on_to if number else tablet.opens_section)(section)
        place = tablet.has_a_row() if section in A_ROW_EACH else None
        for question, answer in answers.items():
            if question in IN_PERSON or question in NOT_SEEN:
                continue
            tablet.answers(question, as_heard(question, answer), place)
            if question in WHY_NOT:
                tablet.answers(*WHY_NOT[question])
        asked = page.get_by_role("main").locator(".wv-question:not([hidden])")
        for words in IN_PERSON:
            expect(asked.filter(has_text=words)).to_have_count(0)
        tablet.sees_saved()
    tablet.goes_back_to_the_visit()
    tablet.signs_without_a_network(DONE)

    held = stored(service, str(BABY.id))
    assert held["status"] == "submitted"
    answers_held = held["answers"]
    assert answers_held["contact_mode"]["value"] == "telephone"
    apply = shown(forms.latest(), answers_held)
    for asked_in_person in IN_PERSON.values():
        assert asked_in_person not in apply
        assert asked_in_person not in answers_held  # neither a value nor a reason
    assert answers_held["baby_seen"]["value"] == "not_seen"
    assert not {"mark_seen", "mobility"} & {*apply, *answers_held}


def test_a_weight_that_was_left_out_is_in_no_chart(
    tablets: Callable[[], Tablet], service: Service
) -> None:
    weighed = {
        **complete_answers(),
        "contact_mode": {"value": "telephone", "kind": "A"},
        "weight_g": {"value": 4321, "kind": "O"},
    }
    for begun_with in ("contact_type", "contact_start", "earshot"):
        del weighed[begun_with]
    remember_a_visit(service.database_url, OTHER_BABY, weighed, days_ago=1)
    tablet = tablets()
    tablet.is_set_up()
    page = tablet.page

    def looks_at_the_charts() -> None:
        tablet.goes_to_today()
        tablet.opens_the_child(OTHER_BABY)
        page.get_by_role("link", name="Growth charts").click()
        tablet.sees_heading("Growth")

    looks_at_the_charts()
    tablet.sees(re.compile("4,321"))  # as long as it is hers alone to put right
    tablet.goes_to_today()
    tablet.opens_the_visit()
    tablet.goes_to_check()
    tablet.submits()
    tablet.sees("With your manager")
    looks_at_the_charts()
    expect(page.get_by_role("main")).not_to_contain_text("4,321")
