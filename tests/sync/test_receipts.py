"""A receipt is repeated byte for byte, though most of it is made again of the body of its change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from app.database import session
from app.visits.models import Change
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


def test_what_the_body_says_already_is_not_kept_twice(
    app: Flask, world: World, vera: Tablet
) -> None:
    (change,) = whole(world, vera, mint())
    vera.push(change)

    with app.app_context():
        row = session().get(Change, UUID(change["change_id"]))
        assert row is not None
        assert len(row.receipt) < 1_500
        assert row.outcomes == {}
