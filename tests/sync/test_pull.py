"""The reading side: pages, places, what left, and who may ask."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Membership
from app.audit.models import AuditEvent
from app.children.operations import add_child, update_child
from app.database import commit, new_id, session
from app.feed.operations import raise_epoch
from app.visits.moving import move_to_team
from tests.support.world import World
from tests.sync.tablet import Tablet, mint, observed


def keys(page: dict[str, Any]) -> list[tuple[str, str]]:
    return [(row["key"], row["kind"]) for row in page["rows"]]


def test_a_page_carries_whole_present_states(app: Flask, world: World, vera: Tablet) -> None:
    visit_id = mint()
    vera.push(vera.change(visit_id, world.child, {"weight_g": observed(4120)}))

    page = vera.pull(world.oak.id)

    child, visit = page["rows"]
    assert child["state"]["given_name"] == "Ivy"
    assert child["state"]["team"] == {"id": str(world.oak.id), "name": "Oak"}
    state = visit["state"]
    assert state["visit_id"] == visit_id
    assert state["child_id"] == str(world.child.id)
    assert (state["status"], state["round"]) == ("open", 0)
    assert state["author"]["name"] == "Vera Visitor"
    assert state["answers"]["weight_g"]["value"] == 4120
    assert [writer["by"]["name"] for writer in state["writers"].values()] == ["Vera Visitor"]
    assert state["comments"] == []
    assert (page["from"], page["to"], page["head"], page["more"]) == (0, 2, 2, False)
    assert page["scope"] == str(world.oak.id)


@pytest.mark.faults(48)
@pytest.mark.parametrize(("rows", "limit"), [(300, 1), (300, 70)])
def test_pages_follow_one_another_without_a_gap(
    app: Flask, world: World, vera: Tablet, rows: int, limit: int
) -> None:
    """All rows but one of one commit; the last page full, and not."""
    with app.app_context():
        for number in range(rows - 1):
            add_child(None, world.oak.id, family_name=f"Sorrel {number}")
        commit()

    cursor, seen, pages = 0, [], 0
    while True:
        page = vera.pull(world.oak.id, cursor, limit=limit)
        assert page["from"] == cursor
        seen += [(row["seq"], row["key"]) for row in page["rows"]]
        cursor, pages = page["to"], pages + 1
        if not page["more"]:
            break

    assert [seq for seq, _ in seen] == list(range(1, rows + 1))
    assert len({key for _, key in seen}) == rows
    assert pages == -(-rows // limit)
    assert vera.pull(world.oak.id, cursor)["rows"] == []


def test_what_changes_moves_to_the_end_and_is_told_once(
    app: Flask, world: World, vera: Tablet
) -> None:
    with app.app_context():
        other = add_child(None, world.oak.id, family_name="Sorrel")
        commit()
        update_child(None, session().merge(world.child), given_name="Ivy Rose")
        commit()

    page = vera.pull(world.oak.id)

    assert keys(page) == [(f"child:{other.id}", "state"), (f"child:{world.child.id}", "state")]
    assert page["rows"][1]["state"]["given_name"] == "Ivy Rose"


class TestATransfer:
    @pytest.fixture
    def visit_id(self, app: Flask, world: World, vera: Tablet) -> str:
        """A visit that was begun, before its child moved from Oak to Elm."""
        visit_id = mint()
        vera.push(vera.change(visit_id, world.child, {"weight_g": observed(4120)}))
        with app.app_context():
            move_to_team(world.administrator.id, world.child.id, world.elm.id)
            commit()
        return visit_id

    def test_the_old_team_hears_that_they_left_and_nothing_more(
        self, world: World, vera: Tablet, visit_id: str
    ) -> None:
        page = vera.pull(world.oak.id)

        assert keys(page) == [(f"child:{world.child.id}", "left"), (f"visit:{visit_id}", "left")]
        assert [row["state"] for row in page["rows"]] == [None, None]

    def test_the_new_team_gets_everything(self, world: World, visit_id: str) -> None:
        oona = Tablet(world, world.other_visitor)

        page = oona.pull(world.elm.id)

        assert (f"visit:{visit_id}", "state") in keys(page)
        assert page["rows"][-1]["state"]["answers"]["weight_g"]["value"] == 4120

    def test_numbers_only_rise_even_across_teams(
        self, app: Flask, world: World, vera: Tablet, visit_id: str
    ) -> None:
        left = {row["key"]: row["seq"] for row in vera.pull(world.oak.id)["rows"]}
        oona = Tablet(world, world.other_visitor)
        state = {row["key"]: row["seq"] for row in oona.pull(world.elm.id)["rows"]}

        assert all(state[key] > left[key] for key in left)

    def test_there_and_back_again(
        self, app: Flask, world: World, vera: Tablet, visit_id: str
    ) -> None:
        cursor = vera.pull(world.oak.id)["to"]
        with app.app_context():
            move_to_team(world.administrator.id, world.child.id, world.oak.id)
            commit()

        page = vera.pull(world.oak.id, cursor)

        assert keys(page) == [(f"child:{world.child.id}", "state"), (f"visit:{visit_id}", "state")]

    def test_is_one_audit_row(self, app: Flask, world: World, visit_id: str) -> None:
        with app.app_context():
            moved = (
                session().scalars(select(AuditEvent).where(AuditEvent.event == "child_moved")).one()
            )
        assert moved.subject == f"child:{world.child.id}"
        assert moved.details == {"from_team": str(world.oak.id), "to_team": str(world.elm.id)}


class TestWhoMayAsk:
    def test_another_team_is_the_same_as_none(self, world: World, vera: Tablet) -> None:
        theirs = vera.client.get(f"/api/v1/sync/pull?scope={world.elm.id}&after=0")
        nobodys = vera.client.get(f"/api/v1/sync/pull?scope={new_id()}&after=0")

        assert theirs.status_code == nobodys.status_code == 404
        assert theirs.get_data() == nobodys.get_data()

    def test_a_cursor_grants_nothing(self, app: Flask, world: World, vera: Tablet) -> None:
        cursor = vera.pull(world.oak.id)["to"]
        with app.app_context():
            session().query(Membership).filter_by(user_id=world.visitor.id).delete()
            commit()

        reply = vera.client.get(f"/api/v1/sync/pull?scope={world.oak.id}&after={cursor}")

        assert reply.status_code == 404

    @pytest.mark.parametrize("user", ["manager", "analyst", "administrator"])
    def test_only_visitors_pull(self, world: World, user: str) -> None:
        client = world.as_(getattr(world, user))

        reply = client.get(f"/api/v1/sync/pull?scope={world.oak.id}&after=0")

        assert reply.status_code == 403

    @pytest.mark.parametrize(
        "query", ["", "scope=x&after=0", "after=-1", "after=0&limit=0", "after=0&limit=501", "x=1"]
    )
    def test_a_question_that_makes_no_sense(self, world: World, vera: Tablet, query: str) -> None:
        scope = "" if "scope" in query else f"scope={world.oak.id}&"

        reply = vera.client.get(f"/api/v1/sync/pull?{scope}{query}")

        assert reply.status_code == 422
        assert reply.get_json()["fields"]


def test_every_pull_that_shows_something_is_one_audit_row(
    app: Flask, world: World, vera: Tablet
) -> None:
    cursor = vera.pull(world.oak.id)["to"]
    vera.pull(world.oak.id, cursor)

    with app.app_context():
        rows = (
            session().scalars(select(AuditEvent).where(AuditEvent.event == "children_synced")).all()
        )
    assert [(row.actor_id, row.details) for row in rows] == [
        (
            world.visitor.id,
            {
                "team_id": str(world.oak.id),
                "from": 0,
                "to": cursor,
                "children": [str(world.child.id)],
                "visits": [],
            },
        )
    ]


def test_a_contact_names_the_teams_and_where_they_are(
    app: Flask, world: World, vera: Tablet
) -> None:
    with app.app_context():
        raise_epoch(None)
        commit()

    told = vera.contact(epoch=1).get_json()

    assert told["epoch"] == 1
    assert told["scopes"] == [{"id": str(world.oak.id), "name": "Oak", "head": 1}]
    assert told["server_time"].endswith("Z")


def test_a_contact_names_no_team_to_who_is_in_none_or_no_visitor(
    app: Flask, world: World, vera: Tablet
) -> None:
    assert Tablet(world, world.manager).contact().get_json()["scopes"] == []
    with app.app_context():
        session().query(Membership).filter_by(user_id=world.visitor.id).delete()
        commit()

    told = vera.contact().get_json()

    assert (told["standing"], told["scopes"]) == ("known", [])


def test_nothing_of_it_may_be_kept_by_a_cache(world: World, vera: Tablet) -> None:
    replies = [
        vera.client.get(f"/api/v1/sync/pull?scope={world.oak.id}&after=0"),
        vera.send(vera.change(mint(), world.child, {"weight_g": observed(4120)})),
    ]

    assert [reply.headers["Cache-Control"] for reply in replies] == ["no-store", "no-store"]
