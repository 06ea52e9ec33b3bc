"""The digest of a scope: kept with every write, moved with every child, and what a tablet comes to as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app.database import commit, session
from app.feed.models import FeedRow
from app.visits.envelope import canonical_answers, visit_sum
from app.visits.models import Visit, VisitStatus
from app.visits.moving import move_to_team
from app.visits.operations import mark_returned
from tests.support.world import World
from tests.sync.tablet import Tablet, mint, observed

CONTRACT: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "contracts" / "digest.json").read_text("utf-8")
)


@pytest.mark.parametrize("case", CONTRACT["cases"], ids=lambda case: case["name"])
def test_what_a_visit_comes_to(case: dict[str, Any]) -> None:
    answers = canonical_answers(case["answers"])
    visit_id = UUID(CONTRACT["visit_id"])
    assert visit_sum(visit_id, case["status"], case["round"], answers) == case["digest"]


def told(world: World, team: UUID) -> str:
    """The digest a visitor of this team hears at the head."""
    reader = world.visitor if team == world.oak.id else world.other_visitor
    page = world.as_(reader).get(f"/api/v1/sync/pull?scope={team}&after=0&limit=500&digest=true")
    return str(page.get_json()["digest"])


def anew(world: World, team: UUID) -> str:
    """The same, made from the record itself."""
    with world.app.app_context():
        keys = session().scalars(
            select(FeedRow.key).where(FeedRow.team_id == team, FeedRow.kind == "state")
        )
        ids = [UUID(key[6:]) for key in keys if key.startswith("visit:")]
        visits = session().scalars(select(Visit).where(Visit.id.in_(ids)))
        sums = [
            visit_sum(one.id, one.status, one.round, canonical_answers(one.answers))
            for one in visits
        ]
    return f"{sum(int(one, 16) for one in sums) % 2**256:064x}"


def test_is_kept_through_everything_that_happens_to_a_visit(
    app: Flask, world: World, vera: Tablet
) -> None:
    seen = {told(world, world.oak.id)}
    first, second = mint(), mint()
    vera.push(vera.change(first, world.child, {"weight_g": observed(4120)}))
    seen.add(told(world, world.oak.id))
    vera.push(
        vera.change(first, world.child, {"weight_g": observed(4000)}),
        vera.change(second, world.child, {"weight_g": observed(3900)}),
    )
    seen.add(told(world, world.oak.id))
    with app.app_context():
        visit = session().get_one(Visit, UUID(first), with_for_update=True)
        visit.status = VisitStatus.SUBMITTED
        mark_returned(visit)
        commit()
    seen.add(told(world, world.oak.id))
    assert len(seen) == 4, "each of them changed it"
    assert told(world, world.oak.id) == anew(world, world.oak.id)


def test_moves_with_the_child(app: Flask, world: World, vera: Tablet) -> None:
    vera.push(vera.change(mint(), world.child, {"weight_g": observed(4120)}))
    before = told(world, world.oak.id)
    nothing = told(world, world.elm.id)
    with app.app_context():
        move_to_team(world.administrator.id, world.child.id, world.elm.id)
        commit()
    assert (told(world, world.oak.id), told(world, world.elm.id)) == (nothing, before)


def test_is_told_on_the_last_page_only_and_when_asked_for(world: World, vera: Tablet) -> None:
    vera.push(vera.change(mint(), world.child, {"weight_g": observed(4120)}))
    address = f"/api/v1/sync/pull?scope={world.oak.id}&after=0"
    first = vera.client.get(f"{address}&limit=1&digest=true").get_json()
    assert (first["more"], first["digest"]) == (True, None)
    assert vera.client.get(address).get_json()["digest"] is None
