"""Moving an open visit to a newer version of its form, and back. Nothing is lost, whoever writes meanwhile on which."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

import forms
from app.audit.models import AuditEvent
from app.database import session
from app.visits.models import Visit, VisitStatus
from app.visits.rules import move
from bench import corpus
from tests.support.world import World
from tests.sync.tablet import Change, Receipt, Tablet, mint, observed

CASES = json.loads((Path(__file__).parents[1] / "contracts" / "moves.json").read_text("utf-8"))
HALF_AN_HOUR = {"value": 35, "kind": "A", "base": None}  # a question of version 2 only


@pytest.mark.parametrize("case", CASES["moves"], ids=lambda case: case["name"])
def test_the_rule(case: dict[str, Any]) -> None:
    status = VisitStatus(case["status"])

    came_to = move(status, case["version"], case["began_on"], case["saw"], case["to"])

    assert [*came_to] == case["expect"]


@pytest.fixture
def visit_id(world: World, vera: Tablet) -> str:
    """An open visit on version 1."""
    made = mint()
    vera.push(vera.change(made, world.child, {"weight_g": observed(4120)}, form_version=1))
    return made


def moving(tablet: Tablet, visit_id: str, saw: int, to: int, **parts: Any) -> Change:
    child = tablet.world.child
    return tablet.change(visit_id, child, form_version=to, moved_from=saw, **parts)


def stands(app: Flask, visit_id: str) -> tuple[int, int | None]:
    with app.app_context():
        found = session().get_one(Visit, UUID(visit_id))
        return found.form_version, found.began_on


def answers_of(app: Flask, visit_id: str) -> dict[str, Any]:
    with app.app_context():
        return {
            key: state["value"]
            for key, state in session().get_one(Visit, UUID(visit_id)).answers.items()
        }


def outcomes(receipt: Receipt) -> dict[str, str]:
    return {key: came["outcome"] for key, came in receipt["answers"].items()}


def test_there_and_back(app: Flask, world: World, vera: Tablet, visit_id: str) -> None:
    there = moving(vera, visit_id, 1, 2, answers={"contact_minutes": HALF_AN_HOUR})

    (receipt,) = vera.push(there)

    assert receipt["moved"] == {"outcome": "moved", "form_version": 2, "began_on": 1}
    assert outcomes(receipt) == {"contact_minutes": "applied"}, "moved before the answers are read"
    row = vera.pull(world.oak.id)["rows"][-1]["state"]
    assert (row["form_version"], row["began_on"]) == (2, 1), "the team's other tablets hear of it"

    (back,) = vera.push(moving(vera, visit_id, 2, 1))

    assert back["moved"] == {"outcome": "moved", "form_version": 1, "began_on": None}
    assert vera.push(there)[0] == receipt, "a late copy gets its old receipt"
    assert stands(app, visit_id) == (1, None), "and moves nothing"
    assert answers_of(app, visit_id) == {"weight_g": 4120, "contact_minutes": 35}
    with app.app_context():
        moves = session().scalars(
            select(AuditEvent.details).where(AuditEvent.event == "visit_moved_to_form")
        )
        assert [(told["from"], told["to"]) for told in moves] == [(1, 2), (2, 1)]


def test_a_colleague_who_has_not_heard_of_it_writes_on(
    app: Flask, world: World, vera: Tablet, cora: Tablet, visit_id: str
) -> None:
    hers = cora.change(visit_id, world.child, {"head_cm": observed("38.2")}, form_version=1)
    vera.push(moving(vera, visit_id, 1, 2, answers={"contact_minutes": HALF_AN_HOUR}))

    (receipt,) = cora.push(hers)

    assert (receipt["outcome"], outcomes(receipt)) == ("stored", {"head_cm": "applied"})
    assert stands(app, visit_id) == (2, 1)
    assert answers_of(app, visit_id).keys() == {"weight_g", "contact_minutes", "head_cm"}


def test_a_colleague_who_has_not_heard_of_the_way_back_writes_on(
    app: Flask, world: World, vera: Tablet, cora: Tablet, visit_id: str
) -> None:
    vera.push(moving(vera, visit_id, 1, 2))
    hers = cora.change(visit_id, world.child, {"contact_minutes": HALF_AN_HOUR}, form_version=2)
    vera.push(moving(vera, visit_id, 2, 1))

    (receipt,) = cora.push(hers)

    assert outcomes(receipt) == {"contact_minutes": "applied"}
    assert stands(app, visit_id) == (1, None)
    assert answers_of(app, visit_id)["contact_minutes"] == 35


def test_both_move_it(vera: Tablet, cora: Tablet, visit_id: str) -> None:
    vera.push(moving(vera, visit_id, 1, 2))

    (receipt,) = cora.push(moving(cora, visit_id, 1, 2))

    assert receipt["moved"] == {"outcome": "already", "form_version": 2, "began_on": 1}


def test_an_app_that_names_the_earlier_version_for_an_answer_of_the_newer_one(
    app: Flask, world: World, vera: Tablet, visit_id: str
) -> None:
    """An older app goes on extending a change it began before it heard of the move."""
    vera.push(moving(vera, visit_id, 1, 2))

    (receipt,) = vera.push(
        vera.change(visit_id, world.child, {"contact_minutes": HALF_AN_HOUR}, form_version=1)
    )

    assert outcomes(receipt) == {"contact_minutes": "applied"}


def test_an_answer_right_on_neither_version_is_refused(
    world: World, vera: Tablet, visit_id: str
) -> None:
    vera.push(moving(vera, visit_id, 1, 2))
    wrong = {"contact_minutes": {**HALF_AN_HOUR, "value": "long"}, "no_such": observed(1)}

    (receipt,) = vera.push(vera.change(visit_id, world.child, wrong, form_version=2))

    assert outcomes(receipt) == {"contact_minutes": "rejected", "no_such": "rejected"}


def test_a_visit_that_was_not_moved_takes_answers_of_an_older_version_but_does_not_go_there(
    app: Flask, world: World, vera: Tablet, cora: Tablet
) -> None:
    """Her first change and the move were held, and only what she wrote after them began the visit."""
    visit_id = mint()
    vera.push(vera.change(visit_id, world.child, {"weight_g": observed(4120)}, form_version=2))

    older, moved_down = cora.push(
        cora.change(visit_id, world.child, {"head_cm": observed("38.5")}, form_version=1),
        moving(cora, visit_id, 2, 1),
    )

    assert outcomes(older) == {"head_cm": "applied"}
    assert moved_down["moved"]["outcome"] == "not_from_there"
    assert stands(app, visit_id) == (2, None)


def test_begun_and_moved_without_a_network(app: Flask, world: World, vera: Tablet) -> None:
    visit_id = mint()

    _, receipt = vera.push(
        vera.change(visit_id, world.child, {"weight_g": observed(4120)}, form_version=1),
        moving(vera, visit_id, 1, 2, answers={"contact_minutes": HALF_AN_HOUR}),
    )

    assert receipt["moved"]["outcome"] == "moved"
    assert stands(app, visit_id) == (2, 1)


def test_there_is_a_way_back_where_what_was_written_after_the_move_came_first(
    app: Flask, world: World, vera: Tablet, cora: Tablet
) -> None:
    """Found by the sync machine (seed 109): the service was restored, and a colleague's tablet began the visit again."""
    visit_id = mint()
    cora.push(cora.change(visit_id, world.child, {"head_cm": observed("38.2")}, form_version=2))
    assert stands(app, visit_id) == (2, None)

    _, moved = vera.push(
        vera.change(visit_id, world.child, {"weight_g": observed(4120)}, form_version=1),
        moving(vera, visit_id, 1, 2),
    )

    assert moved["moved"] == {"outcome": "already", "form_version": 2, "began_on": 1}
    vera.push(moving(vera, visit_id, 2, 1))
    assert stands(app, visit_id) == (1, None)
    assert answers_of(app, visit_id) == {"head_cm": "38.2", "weight_g": 4120}


def test_it_is_signed_on_the_version_it_stands_on(world: World, vera: Tablet, cora: Tablet) -> None:
    """Who signs what she saw on the earlier version, after it was moved, has not seen the new questions."""
    visit_id = mint()
    complete = corpus.answers(forms.published(1), random.Random(7))
    vera.push(
        vera.change(visit_id, world.child, complete, form_version=1), moving(vera, visit_id, 1, 2)
    )

    (receipt,) = cora.push(cora.change(visit_id, world.child, {}, submit=True, form_version=1))

    assert receipt["submit"]["outcome"] == "not_complete"
    assert not set(receipt["submit"]["fields"]) <= forms.published(1).fields.keys()


def test_what_was_signed_stays_where_it_was_signed(
    app: Flask, world: World, vera: Tablet, cora: Tablet
) -> None:
    visit_id = mint()
    complete = corpus.answers(forms.published(1), random.Random(7))
    vera.push(vera.change(visit_id, world.child, complete, submit=True, form_version=1))

    (receipt,) = cora.push(moving(cora, visit_id, 1, 2, answers={"contact_minutes": HALF_AN_HOUR}))

    assert receipt["moved"] == {"outcome": "too_late", "form_version": 1, "began_on": None}
    assert outcomes(receipt) == {"contact_minutes": "applied"}, (
        "what she wrote is kept all the same"
    )
    assert stands(app, visit_id) == (1, None)
