"""A text may be cut in the middle of a character. Nothing can store or show half of one, and it must not keep anybody from
the rest: not the manager from her pages, not the tablets of the team from their pull."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.database import commit
from app.visits.moving import move_to_team
from tests.support.world import World
from tests.sync.tablet import Tablet, mint, observed

CUT = "half \ud83d of it"
WORRIES: dict[str, Any] = {"worries": {"value": CUT, "kind": "R", "base": None}}


def test_refused_it_can_be_read_and_taken_out(world: World, vera: Tablet) -> None:
    (receipt,) = vera.push(
        vera.change(mint(), world.child, {"weight_g": observed(4120), **WORRIES})
    )
    assert receipt["answers"]["worries"]["outcome"] == "rejected"
    manager = world.as_(world.manager)

    assert "half ? of it" in manager.get("/review/refused").get_data(as_text=True)
    (taken_out,) = manager.get("/review/refused.json").get_json()
    assert taken_out["as_sent"]["answers"]["worries"]["value"] == CUT


def test_beside_an_answer_with_two_values_it_stops_nobody(
    world: World, vera: Tablet, cora: Tablet
) -> None:
    visit = mint()
    vera.push(vera.change(visit, world.child, {"weight_g": observed(4120)}))
    cora.push(cora.change(visit, world.child, {"weight_g": observed(4200), **WORRIES}))

    rows = {row["key"]: row["state"] for row in vera.pull(world.oak.id)["rows"]}

    assert len(rows[f"visit:{visit}"]["answers"]["weight_g"]["cands"]) == 1
    page = world.as_(world.manager).get(f"/review/visits/{visit}/two-values")
    assert page.status_code == 200


@pytest.mark.parametrize("decision", ["accepted", "noted"])
def test_held_it_can_be_decided_about(
    app: Flask, world: World, vera: Tablet, decision: str
) -> None:
    visit = mint()
    vera.push(vera.change(visit, world.child, {"weight_g": observed(4120)}))
    with app.app_context():
        move_to_team(world.administrator.id, world.child.id, world.elm.id)
        commit()
    held = vera.change(visit, world.child, {"head_cm": observed("40.0"), **WORRIES})
    vera.push(held)
    with app.app_context():
        move_to_team(world.administrator.id, world.child.id, world.oak.id)
        commit()
    manager = world.as_(world.manager)
    decided = {"decision": decision, "reason": "Read together", "change": [held["change_id"]]}

    assert "half ? of it" in manager.get(f"/review/held/{visit}").get_data(as_text=True)
    assert manager.post(f"/review/held/{visit}/release", data=decided).status_code == 303

    assert manager.get(f"/review/visits/{visit}").status_code == 200
    states = {row["key"]: row["state"] for row in vera.pull(world.oak.id)["rows"]}
    answers = states[f"visit:{visit}"]["answers"]
    assert ("head_cm" in answers, "worries" in answers) == (decision == "accepted", False)
