"""The safety rules hold a signature on the server too, whatever the tablet did; what is put down lets it go."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.visits.judging import wants_indicators
from tests.support.world import World
from tests.sync.tablet import Tablet, complete_answers, mint, replied


def test_an_emergency_without_a_call_is_not_signed(app: Flask, world: World) -> None:
    vera, visit_id = Tablet(world, world.visitor), mint()
    answers = complete_answers()
    answers["acute_signs"] = {"value": ["hard_to_wake"], "kind": "O", "base": None}
    answers.pop("emergency_call_at", None)

    (receipt,) = vera.push(vera.change(visit_id, world.child, answers, submit=True))

    assert receipt["submit"] == {
        "outcome": "not_complete",
        "fields": ["emergency_call_at", "rule/R02/reply"],
    }
    reply = {
        "rule/R02/reply": replied("called", words="Ambulance control", at="2026-05-09T14:40:00Z")
    }

    (receipt,) = vera.push(vera.change(visit_id, world.child, reply, submit=True))

    assert receipt["submit"] == {"outcome": "not_complete", "fields": ["emergency_call_at"]}


def test_what_wants_an_answer_holds_until_it_has_one(app: Flask, world: World) -> None:
    vera, visit_id = Tablet(world, world.visitor), mint()
    answers = complete_answers()
    reply = answers.pop("rule/R21/reply")

    (receipt,) = vera.push(vera.change(visit_id, world.child, answers, submit=True))

    assert receipt["submit"] == {"outcome": "not_complete", "fields": ["rule/R21/reply"]}
    assert receipt["outcome"] == "stored"

    (receipt,) = vera.push(vera.change(visit_id, world.child, {"rule/R21/reply": reply}, True))

    assert receipt["submit"] == {"outcome": "submitted"}


def test_a_level_that_rests_on_nothing_cannot_be_argued_for(app: Flask, world: World) -> None:
    vera, visit_id = Tablet(world, world.visitor), mint()
    answers: dict[str, Any] = complete_answers()
    linked = answers["level_need"]
    answers["level_need"] = {**linked, "basis": []}
    answers["rule/R24/reply"] = replied("explained", words="Known from the last visit")

    first = vera.change(visit_id, world.child, answers, submit=True)
    (receipt,) = vera.push(first)

    assert receipt["submit"] == {"outcome": "not_complete", "fields": ["rule/R24/reply"]}
    again = {"level_need": {**linked, "base": first["change_id"]}}

    (receipt,) = vera.push(vera.change(visit_id, world.child, again, submit=True))

    assert receipt["submit"] == {"outcome": "submitted"}


def test_a_view_whose_entry_was_cleared_is_not_signed(app: Flask, world: World) -> None:
    vera, visit_id = Tablet(world, world.visitor), mint()
    answers: dict[str, Any] = complete_answers()
    (entry,) = answers["level_need"]["basis"]
    first = vera.change(visit_id, world.child, answers)
    vera.push(first)
    cleared = {"cleared": True, "kind": answers[entry]["kind"], "base": first["change_id"]}

    (receipt,) = vera.push(vera.change(visit_id, world.child, {entry: cleared}, submit=True))

    assert "rule/R24/reply" in receipt["submit"]["fields"]


def test_an_indicator_wants_a_reply_as_on_the_tablet(app: Flask, world: World) -> None:
    vera, visit_id = Tablet(world, world.visitor), mint()
    answers = complete_answers()
    reply = answers.pop("indicators_reply")

    (receipt,) = vera.push(vera.change(visit_id, world.child, answers, submit=True))

    assert receipt["submit"] == {"outcome": "not_complete", "fields": ["indicators_reply"]}

    unsure = {**reply, "value": [{"to": "IND-22", "reply": "not_accurate", "why": ""}]}
    first = vera.change(visit_id, world.child, {"indicators_reply": unsure}, submit=True)
    (receipt,) = vera.push(first)

    assert receipt["submit"] == {"outcome": "not_complete", "fields": ["indicators_reply"]}

    again = {"indicators_reply": {**reply, "base": first["change_id"]}}
    (receipt,) = vera.push(vera.change(visit_id, world.child, again, submit=True))

    assert receipt["submit"] == {"outcome": "submitted"}


@pytest.mark.parametrize("days", [0, 4])
def test_what_only_waits_since_the_contact_holds_nothing(
    app: Flask, world: World, days: int
) -> None:
    """The tablet judges by the day of the contact: what was shared then cannot be late yet, whenever it is signed."""
    answers = {key: one for key, one in complete_answers().items() if key != "rule/R27/reply"}
    for key, said in (("sh_direction", "we_shared"), ("sh_ack", "awaiting")):
        (of,) = (name for name in answers if name.endswith(f"/{key}"))
        answers[of] = {**answers[of], "value": said}
    begun = clock.parse(answers["contact_start"]["value"])

    with clock.stopped_at(begun + timedelta(days=days, hours=1)):
        vera = Tablet(world, world.visitor)
        (receipt,) = vera.push(vera.change(mint(), world.child, answers, submit=True))

    assert receipt["submit"] == {"outcome": "submitted"}


@pytest.mark.parametrize(
    ("earshot", "present", "asked"),
    [
        ("no", ["IND-09"], True),
        ("yes_other_adult", ["IND-09"], False),
        ("yes_other_adult", ["IND-04", "IND-09"], True),
        ("no", [], False),
    ],
)
def test_no_reply_is_asked_where_asking_would_tell_who_listens(
    earshot: str, present: list[str], asked: bool
) -> None:
    visit = SimpleNamespace(form_version=2, answers={"earshot": {"value": earshot}})

    assert wants_indicators(visit, SimpleNamespace(to_reply=present)) is asked  # type: ignore[arg-type]
