"""A receipt is repeated byte for byte, though most of it is made again of the body of its change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
import pytest
from flask import Flask
from sqlalchemy import update

from app.accounts.models import User
from app.database import commit, session
from app.visits.models import Change
from app.visits.moving import move_to_team
from tests.support.world import World
from tests.sync.tablet import Tablet, complete_answers, mint, observed

Sent = list[Any]


def whole(world: World, vera: Tablet, visit_id: str) -> Sent:
    return [vera.change(visit_id, world.child, complete_answers(), submit=True)]


def odd_words(world: World, vera: Tablet, visit_id: str) -> Sent:
    said = {
        "value": 'Säugling "ok" 👶 \n</script>',
        "source": {"words": "»ja«", "type": "mother_said"},
    }
    return [vera.change(visit_id, world.child, {"reason": {"base": None, "kind": "A", **said}})]


def nothing(world: World, vera: Tablet, visit_id: str) -> Sent:
    return [vera.change(visit_id, world.child, {})]


def refused(world: World, vera: Tablet, visit_id: str) -> Sent:
    answers = {"weight_g": observed(41), "baby_seen": observed("awake")}
    return [vera.change(visit_id, world.child, answers)]


def two_at_once(world: World, vera: Tablet, visit_id: str) -> Sent:
    one = vera.change(visit_id, world.child, {"weight_g": observed(4120)})
    two = vera.change(visit_id, world.child, {"weight_g": observed(4130, one["change_id"])})
    return [one, two]


def upon_another(world: World, vera: Tablet, visit_id: str) -> Sent:
    (one,) = odd_words(world, vera, visit_id)
    first = vera.change(
        visit_id, world.child, {"weight_g": observed(4120), "head_cm": observed("37.5")}
    )
    vera.push(one, first)
    then = {"weight_g": observed(4130, first["change_id"]), "baby_seen": observed("awake")}
    return [vera.change(visit_id, world.child, then)]


def against_another(world: World, vera: Tablet, visit_id: str) -> Sent:
    vera.push(vera.change(visit_id, world.child, {"weight_g": observed(4120)}))
    return [vera.change(visit_id, world.child, {"weight_g": observed(4300)})]


def not_hers(world: World, vera: Tablet, visit_id: str) -> Sent:
    return [vera.change(visit_id, UUID(mint()), {"weight_g": observed(4120)})]


@pytest.mark.parametrize(
    "made",
    [
        whole,
        odd_words,
        nothing,
        refused,
        two_at_once,
        upon_another,
        against_another,
        not_hers,
    ],
)
def test_it_is_repeated_byte_for_byte(
    world: World, vera: Tablet, made: Callable[[World, Tablet, str], Sent]
) -> None:
    visit_id = mint()
    changes = made(world, vera, visit_id)
    first = vera.send(*changes)
    assert first.status_code == 200
    vera.push(vera.change(visit_id, world.child, {"weight_g": observed(4444)}))

    assert vera.send(*changes).get_data() == first.get_data()


def test_it_is_the_same_when_her_name_and_the_childs_team_are_others(
    app: Flask, world: World, vera: Tablet
) -> None:
    (change,) = whole(world, vera, mint())
    first = vera.send(change)
    with app.app_context():
        move_to_team(world.administrator.id, world.child.id, world.elm.id)
        session().execute(
            update(User).where(User.id == vera.owner.id).values(name="Vera Lindqvist")
        )
        commit()

    assert vera.send(change).get_data() == first.get_data()


def test_one_that_was_kept_with_its_times_and_writers_is_repeated_too(
    app: Flask, world: World, vera: Tablet
) -> None:
    """Those of the service before."""
    (change,) = whole(world, vera, mint())
    first = vera.send(change)
    kept = first.json["receipts"][0] | {"answers": None, "states": None}
    with app.app_context():
        stored = update(Change).where(Change.id == UUID(change["change_id"]))
        session().execute(stored.values(receipt=orjson.dumps(kept).decode()))
        commit()

    assert vera.send(change).get_data() == first.get_data()


def test_what_its_change_says_already_is_not_kept_twice(
    app: Flask, world: World, vera: Tablet
) -> None:
    (change,) = whole(world, vera, mint())
    vera.push(change)

    with app.app_context():
        row = session().get(Change, UUID(change["change_id"]))
        assert row is not None
        assert len(row.receipt) < 150
        assert row.outcomes == {}
