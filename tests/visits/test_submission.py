"""Signing, returning, signing again, signing off: what a late copy can and cannot do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

import forms
from app.audit.models import AuditEvent
from app.database import commit, session
from app.visits.models import Visit, VisitStatus
from app.visits.operations import mark_returned, mark_signed_off
from app.visits.rules import submit
from forms.definition import ContactType
from forms.derived.applicable import open_questions, shown
from forms.keys import id_of
from tests.support.world import World
from tests.sync.tablet import Tablet, complete_answers, mint, observed


@pytest.mark.parametrize(
    ("status", "round_", "still_open", "outcome", "status_after", "round_after"),
    [
        ("open", 0, [], "submitted", "submitted", 1),
        ("open", 0, ["earshot"], "not_complete", "open", 0),
        ("returned", 1, [], "submitted", "submitted", 2),
        ("returned", 1, ["earshot"], "not_complete", "returned", 1),
        ("submitted", 1, [], "already", "submitted", 1),
        ("submitted", 1, ["earshot"], "already", "submitted", 1),
        ("signed_off", 1, [], "already", "signed_off", 1),
    ],
)
def test_the_rule(
    status: str,
    round_: int,
    still_open: list[str],
    outcome: str,
    status_after: str,
    round_after: int,
) -> None:
    came_to = submit(VisitStatus(status), round_, still_open)

    assert (came_to.outcome, came_to.status, came_to.round) == (outcome, status_after, round_after)
    assert came_to.fields == (tuple(still_open) if outcome == "not_complete" else ())


def visit(app: Flask, visit_id: str) -> Visit:
    found = session().get(Visit, UUID(visit_id), with_for_update=True)
    assert found is not None
    return found


def test_the_whole_way(app: Flask, world: World, vera: Tablet) -> None:
    visit_id = mint()
    answers = complete_answers()
    late = answers.pop("worries")
    unfinished = vera.change(visit_id, world.child, answers, submit=True)

    (receipt,) = vera.push(unfinished)

    assert receipt["submit"] == {"outcome": "not_complete", "fields": ["worries"]}
    assert receipt["visit"] == {"status": "open", "round": 0}
    assert len(receipt["states"]) == len(answers), "the answers are stored all the same"

    finished = vera.change(visit_id, world.child, {"worries": late}, submit=True)
    (receipt,) = vera.push(finished)

    assert receipt["submit"] == {"outcome": "submitted"}
    assert receipt["visit"] == {"status": "submitted", "round": 1}
    with app.app_context():
        assert visit(app, visit_id).submitted_at is not None
        assert visit(app, visit_id).contact_type == answers["contact_type"]["value"]
        assert visit(app, visit_id).contact_start is not None
        mark_returned(visit(app, visit_id))
        commit()

    again = vera.push(finished)[0]

    assert again == receipt, "the old copy gets its old receipt"
    with app.app_context():
        assert visit(app, visit_id).status == VisitStatus.RETURNED, "and hands nothing in again"

    (receipt,) = vera.push(vera.change(visit_id, world.child, {}, submit=True))

    assert receipt["visit"] == {"status": "submitted", "round": 2}
    with app.app_context():
        mark_signed_off(visit(app, visit_id), world.manager.id)
        commit()

    (receipt,) = vera.push(vera.change(visit_id, world.child, {}, submit=True))

    assert (receipt["outcome"], receipt["code"]) == ("held", "signed_off")
    assert vera.push(finished)[0]["outcome"] == "stored", "a copy of what was stored still is"
    with app.app_context():
        signed = visit(app, visit_id)
        assert (signed.status, signed.round) == (VisitStatus.SIGNED_OFF, 2)
        assert signed.signed_off_by == world.manager.id
        rounds = session().scalars(
            select(AuditEvent.details).where(AuditEvent.event == "visit_submitted")
        )
        assert [row["round"] for row in rounds] == [1, 2]


def test_a_submitted_visit_can_still_be_corrected_and_its_reader_notices(
    app: Flask, world: World, vera: Tablet
) -> None:
    visit_id = mint()
    first = vera.change(visit_id, world.child, complete_answers(), submit=True)
    (receipt,) = vera.push(first)
    correction = vera.change(
        visit_id, world.child, {"weight_g": observed(4130, first["change_id"])}
    )

    (corrected,) = vera.push(correction)

    assert corrected["visit"] == {"status": "submitted", "round": 1}
    assert corrected["answers"] == {"weight_g": {"outcome": "applied"}}
    assert corrected["seq"] > receipt["seq"]
    with app.app_context():
        assert visit(app, visit_id).seq == corrected["seq"]


def test_a_manager_s_decision_reaches_the_tablets(app: Flask, world: World, vera: Tablet) -> None:
    visit_id = mint()
    vera.push(vera.change(visit_id, world.child, complete_answers(), submit=True))
    cursor = vera.pull(world.oak.id)["to"]
    with app.app_context():
        mark_returned(visit(app, visit_id))
        commit()

    (row,) = vera.pull(world.oak.id, cursor)["rows"]

    assert (row["key"], row["state"]["status"]) == (f"visit:{visit_id}", "returned")


CALM: dict[str, Any] = {
    "mark_seen": "none_seen",
    "injury_reported": ["none_reported"],
    **{f"{parent}_mh_red_flags": ["none"] for parent in ("mother", "father", "carer3", "carer4")},
}
"""Nothing that wants a call."""
NOBODY = {"baby_seen": "not_seen", "mother_seen": "not_seen", "father_seen": "not_seen"}


def asked_in_turn(contact: ContactType, outcome: str) -> dict[str, Any]:
    """What a visitor is asked at this contact, one answer after the other, as each opens further questions; and no more."""
    form, known = forms.latest(), complete_answers()
    begun = {"contact_type": contact.value, "contact_mode": "face_to_face", "earshot": "no"}
    said: dict[str, Any] = {**begun, "access_outcome": outcome, **CALM}
    if outcome == "no_reply":
        said |= NOBODY
    for id_, value in said.items():
        known[id_] = {"value": value, "kind": form.fields[id_].kind.value, "base": None}
    for answer in known.values():
        if "basis" in answer:
            answer["basis"] = ["baby_observed", "no_access_detail", "edd"]
    given = {
        key: one
        for key, one in known.items()
        if key in begun or key == "indicators_reply" or key.startswith("rule/")
    }
    for key in ("access_outcome", "baby_seen"):
        if key in shown(form, given):
            given[key] = known[key]
    while fresh := {key for key in _asked(given) & known.keys() if key not in given}:
        given |= {key: known[key] for key in fresh}
    return given


def _asked(given: dict[str, Any]) -> set[str]:
    """What is shown, and of a list that wants a row and has none what its first one is."""
    wanted = {key for key in open_questions(forms.latest(), given) if key in forms.latest().groups}
    rows = {key for key in complete_answers() if key.partition("/")[0] in wanted}
    return {*shown(forms.latest(), given), *rows}


@pytest.mark.parametrize("outcome", ["seen_as_planned", "no_reply"])
@pytest.mark.parametrize("contact", ContactType)
def test_every_type_of_contact_can_be_signed_with_what_it_asks(
    world: World, vera: Tablet, contact: ContactType, outcome: str
) -> None:
    answers = asked_in_turn(contact, outcome)
    asked = {id_of(key) for key in answers if not key.startswith("rule/")}
    assert ("mark_seen" in asked) == (outcome != "no_reply" and contact != ContactType.ANTENATAL)

    (receipt,) = vera.push(vera.change(mint(), world.child, answers, submit=True))

    assert receipt["submit"] == {"outcome": "submitted"}
