"""The digests of a scope: kept with every write, moved with every child, and what a tablet comes to as well."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from app import clock
from app.children.models import Address, Child, Join, Person
from app.children.operations import add_child, update_child
from app.database import commit, session
from app.feed.models import FeedRow
from app.feed.operations import keep_digests, touch
from app.pathways.operations import write_pathway
from app.pathways.rules import Written
from app.sync.queries import canonical, state_sum
from app.visits.envelope import canonical_answers, visit_sum
from app.visits.models import Visit, VisitStatus
from app.visits.moving import join_children, move_to_team, part_children
from app.visits.operations import mark_returned
from tests.children.test_met import told as newborn
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


@pytest.mark.parametrize("case", CONTRACT["states"], ids=lambda case: case["name"])
def test_what_a_child_and_a_teams_pathways_come_to(case: dict[str, Any]) -> None:
    assert state_sum(canonical(case["state"])) == case["digest"]


class Told(NamedTuple):
    """What a visitor of a team hears at the head: of the visits alone, and of everything."""

    visits: str
    scope: str


def told(world: World, team: UUID) -> Told:
    reader = world.visitor if team == world.oak.id else world.other_visitor
    page = world.as_(reader).get(f"/api/v1/sync/pull?scope={team}&after=0&limit=500&digest=true")
    said = page.get_json()
    return Told(said["digest"], said["scope_digest"])


def heard(world: World, team: UUID) -> Told:
    """What a tablet that has just fetched everything comes to."""
    reader = world.visitor if team == world.oak.id else world.other_visitor
    visits, others = [], []
    for row in Tablet(world, reader).pull(team, limit=500)["rows"]:
        state = row["state"]
        if row["kind"] == "left":
            continue
        if row["key"].startswith("visit:"):
            answers = canonical_answers(state["answers"])
            visit_id = UUID(state["visit_id"])
            visits.append(visit_sum(visit_id, state["status"], state["round"], answers))
        else:
            others.append(state_sum(canonical(state)))
    return Told(total(visits), total(visits + others))


def total(sums: list[str]) -> str:
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
    assert told(world, world.oak.id) == heard(world, world.oak.id)


def test_is_kept_through_everything_that_happens_to_a_child_and_a_team(
    app: Flask, world: World, vera: Tablet
) -> None:
    change = vera.change(mint(), UUID(mint()), {"weight_g": observed(4120)}, child=newborn(world))
    child_id = UUID(change["child_id"])

    def of(child_id: UUID) -> Child:
        return session().get_one(Child, child_id)

    def gives_address(child: Child) -> None:
        session().add(Address(child_id=child.id, label="Gran's", line="1 Mill Lane"))
        session().add(Person(child_id=child.id, name="Ann", relation="grandmother"))
        update_child(None, child)

    def parts() -> None:
        part_children(world.manager.id, session().scalars(select(Join)).one())

    def confirms() -> None:
        update_child(None, of(child_id), provisional=False, next_contact_type="new_birth")

    steps: dict[str, Callable[[], object]] = {
        "met": lambda: vera.push(change),
        "name": lambda: update_child(None, of(world.child.id), given_name="Ivy Rose"),
        "due": lambda: update_child(
            None,
            of(world.child.id),
            next_contact_type="6_8_week",
            next_contact_due=date(2026, 6, 1),
        ),
        "address": lambda: gives_address(of(child_id)),
        "joined": lambda: join_children(world.manager.id, child_id, world.child.id),
        "parted": parts,
        "confirmed": confirms,
        "moved": lambda: move_to_team(world.administrator.id, child_id, world.elm.id),
        "another": lambda: add_child(None, world.oak.id, family_name="Sedge"),
        "numbers": lambda: written(world),
        "moved back": lambda: move_to_team(world.administrator.id, child_id, world.oak.id),
    }
    steps_to = {name: number for number, name in enumerate(steps, start=1)}
    seen = [told(world, world.oak.id).scope]
    for name, happens in steps.items():
        with app.app_context():
            happens()
            commit()
        for team in (world.oak.id, world.elm.id):
            assert told(world, team) == heard(world, team), name
            assert told(world, team) == heard(world, team), f"{name}, as it was kept"
        seen.append(told(world, world.oak.id).scope)
    assert all(one != other for one, other in pairwise(seen)), "each of them changed it"
    assert seen[steps_to["address"]] == seen[steps_to["parted"]], "taken apart, all is as before"


def written(world: World) -> None:
    """North's administrator writes down whom to ring."""
    write_pathway(
        world.administrator.id,
        world.oak.area_id,
        None,
        "injury",
        Written(
            owner="Nell Ash",
            confirmed_on=clock.now().date() - timedelta(days=2),
            review_by=clock.now().date() + timedelta(days=180),
            steps=["Ring.", "Stay."],
            numbers=[{"who": "Duty desk", "number": "01632 960 001", "when": "day and night"}],
            thresholds={"injury_weeks": 30},
        ),
    )


def test_what_older_apps_ask_for_speaks_of_visits_alone(app: Flask, world: World) -> None:
    before = told(world, world.oak.id)
    with app.app_context():
        update_child(None, session().get_one(Child, world.child.id), family_name="Larch-Vale")
        commit()
    after = told(world, world.oak.id)
    assert (
        (before.visits, before.scope) == (after.visits, before.scope) != (after.visits, after.scope)
    )


def spoilt(app: Flask, key: str) -> None:
    with app.app_context():
        row = update(FeedRow).where(FeedRow.key == key).values(state_digest="f" * 64)
        session().execute(row)
        commit()


def test_a_mistake_of_the_services_own_is_gone_once_a_tablet_says_that_it_differs(
    app: Flask, world: World, vera: Tablet
) -> None:
    told(world, world.oak.id)
    spoilt(app, f"child:{world.child.id}")
    assert told(world, world.oak.id) != heard(world, world.oak.id)
    assert vera.contact(differs=[str(world.elm.id)]).status_code == 200
    assert told(world, world.oak.id) != heard(world, world.oak.id), "that is not her team"
    assert vera.contact(differs=[str(world.oak.id)]).status_code == 200
    assert told(world, world.oak.id) == heard(world, world.oak.id)


def test_what_was_made_of_a_state_that_has_changed_since_is_not_kept(
    app: Flask, world: World
) -> None:
    key = f"child:{world.child.id}"
    with app.app_context():
        asked = select(FeedRow.seq).where(FeedRow.key == key)
        seq = session().scalars(asked).one()
        touch([(world.oak.id, key)])
        keep_digests(world.oak.id, [(key, seq, "f" * 64)])
        commit()
    assert told(world, world.oak.id) == heard(world, world.oak.id)


def test_of_visits_moves_with_the_child(app: Flask, world: World, vera: Tablet) -> None:
    vera.push(vera.change(mint(), world.child, {"weight_g": observed(4120)}))
    before = told(world, world.oak.id).visits
    nothing = told(world, world.elm.id).visits
    with app.app_context():
        move_to_team(world.administrator.id, world.child.id, world.elm.id)
        commit()
    after = (told(world, world.oak.id).visits, told(world, world.elm.id).visits)
    assert after == (nothing, before)


def test_is_told_on_the_last_page_only_and_when_asked_for(world: World, vera: Tablet) -> None:
    vera.push(vera.change(mint(), world.child, {"weight_g": observed(4120)}))
    address = f"/api/v1/sync/pull?scope={world.oak.id}&after=0"
    first = vera.client.get(f"{address}&limit=1&digest=true").get_json()
    assert (first["more"], first["digest"], first["scope_digest"]) == (True, None, None)
    unasked = vera.client.get(address).get_json()
    assert (unasked["digest"], unasked["scope_digest"]) == (None, None)
