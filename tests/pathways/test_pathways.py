"""Local pathways: who is told what, since when, and what happens when nobody has said."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.database import commit, session
from app.pathways import queries, rules
from app.pathways.browser import TARGET, script
from app.pathways.models import Pathway
from app.pathways.operations import withdraw_pathway, write_pathway
from app.pathways.rules import SHIPPED, THRESHOLDS, Number, Written
from tests.support.clients import CsrfClient
from tests.support.world import World
from tests.sync.tablet import Tablet

TODAY = clock.now().date()
DUTY = Number(who="Children’s social care", number="01632 960 001", when="Day and night")


def good(**changed: Any) -> Written:
    said: dict[str, Any] = {
        "owner": "Nell Ash, named nurse",
        "confirmed_on": TODAY - timedelta(days=2),
        "review_by": TODAY + timedelta(days=180),
        "steps": ["Ring.", "Stay."],
        "numbers": [DUTY],
        "thresholds": {"injury_weeks": 26},
    }
    return Written(**(said | changed))


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"owner": ""}, "owner", "Name the person"),
        ({"owner": "x" * 121}, "owner", "120 characters"),
        ({"confirmed_on": None}, "confirmed_on", "Enter the day"),
        ({"confirmed_on": TODAY + timedelta(days=1)}, "confirmed_on", "cannot be in the future"),
        ({"review_by": None}, "review_by", "Enter the day"),
        ({"review_by": TODAY}, "review_by", "must be in the future"),
        ({"review_by": TODAY + timedelta(days=500)}, "review_by", "within a year"),
        ({"steps": []}, "steps", "at least one step"),
        ({"steps": ["x"] * 13}, "steps", "At most 12"),
        ({"steps": ["x" * 301]}, "steps", "300 characters"),
        ({"numbers": []}, "numbers", "at least one number"),
        ({"numbers": [DUTY] * 9}, "numbers", "At most 8"),
        ({"numbers": [{**DUTY, "who": ""}]}, "numbers", "Say whom"),
        ({"numbers": [{**DUTY, "number": "ask Sue"}]}, "numbers", "as it is dialled"),
        ({"numbers": [{**DUTY, "number": "01632 960 001;ext=1"}]}, "numbers", "as it is dialled"),
        ({"thresholds": {"injury_weeks": 12}}, "injury_weeks", "from 13 to 52"),
        ({"thresholds": {"injury_weeks": None}}, "injury_weeks", "from 13 to 52"),
        ({"photos": "x" * 401}, "photos", "400 characters"),
    ],
)
def test_what_cannot_stand_on_a_tablet_is_refused_with_a_reason(
    changed: dict[str, Any], field: str, said: str
) -> None:
    assert said in rules.wrong("injury", good(**changed), TODAY)[field]


@pytest.mark.parametrize("number", ["999", "0808 2000 247", "+44 1632 960001", "(01632) 960-001"])
def test_numbers_are_taken_as_people_write_them(number: str) -> None:
    assert rules.wrong("injury", good(numbers=[{**DUTY, "number": number}]), TODAY) == {}


def test_what_is_shipped_says_where_to_look_and_its_thresholds_are_allowed() -> None:
    for kind, shipped in SHIPPED.items():
        assert shipped.steps, kind
        assert shipped.instead, kind
        assert all(rules.DIALLED.fullmatch(line["number"]) for line in shipped.numbers), kind
        for name, value in shipped.thresholds.items():
            assert THRESHOLDS[name].least <= value <= THRESHOLDS[name].most
    named = [name for shipped in SHIPPED.values() for name in shipped.thresholds]
    assert sorted(named) == sorted(THRESHOLDS)
    assert {kind for kind, shipped in SHIPPED.items() if shipped.private} == {
        "crisis",
        "domestic_abuse",
    }


@pytest.fixture
def write(app: Flask, world: World) -> Callable[..., UUID]:
    """Write one down for North, or for one of its teams."""

    def one(kind: str = "injury", team: Any = None, **changed: Any) -> UUID:
        thresholds = changed.pop("thresholds", dict(SHIPPED[kind].thresholds))
        with app.app_context():
            row = write_pathway(
                world.administrator.id,
                world.oak.area_id,
                team.id if team else None,
                kind,
                good(thresholds=thresholds, **changed),
            )
            commit()
            return row.id

    return one


def owners(app: Flask, world: World, team: Any) -> dict[str, tuple[str, str]]:
    with app.app_context():
        state = queries.states_in(session(), [team.id])[team.id]
        return {kind: (row["owner"], row["from"]) for kind, row in state["pathways"].items()}


def test_a_team_has_its_areas_until_it_has_its_own_and_again_when_that_is_withdrawn(
    app: Flask, world: World, write: Callable[..., UUID]
) -> None:
    assert owners(app, world, world.oak) == {}
    write(owner="Area")
    write(owner="Area again")
    assert owners(app, world, world.oak) == {"injury": ("Area again", "area")}
    write(owner="Oak", team=world.oak)
    assert owners(app, world, world.oak) == {"injury": ("Oak", "team")}
    assert owners(app, world, world.elm) == {"injury": ("Area again", "area")}
    assert owners(app, world, world.fir) == {}, "the other area"
    with app.app_context():
        withdraw_pathway(world.administrator.id, world.oak.area_id, world.oak.id, "injury")
        withdraw_pathway(world.administrator.id, world.oak.area_id, world.oak.id, "injury")
        commit()
        rows = session().scalars(select(Pathway).order_by(Pathway.written_at)).all()
        assert [(row.owner, row.withdrawn) for row in rows] == [
            ("Area", False),
            ("Area again", False),
            ("Oak", False),
            ("Oak", True),
        ], "nothing is overwritten, and nothing is withdrawn twice"
    assert owners(app, world, world.oak) == {"injury": ("Area again", "area")}


def test_rules_reckon_with_what_is_configured(
    app: Flask, world: World, write: Callable[..., UUID]
) -> None:
    changed = {"indicators": 4, "days_to_confirm": 1, "days_without_sight": 21}
    write("safeguarding", thresholds={**SHIPPED["safeguarding"].thresholds, **changed})
    with app.app_context():
        shipped = queries.thresholds_for(world.fir.id)
        assert shipped == {
            "injury_weeks": 26,
            "indicators": 3,
            "unseen_contacts": 2,
            "father_met_by_weeks": 8,
            "icon_by_days": 42,
            "missed_contacts": 2,
            "days_without_sight": 28,
            "days_to_confirm": 2,
        }
        assert queries.thresholds_for(world.oak.id) == shipped | changed


def test_it_travels_to_the_tablets_of_the_area_with_the_next_sync(
    world: World, write: Callable[..., UUID]
) -> None:
    vera, oona = (Tablet(world, person) for person in (world.visitor, world.other_visitor))
    before = vera.pull(world.oak.id)["to"]
    write(photos="Never on one’s own device.")
    [row] = vera.pull(world.oak.id, before)["rows"]
    assert (row["key"], row["kind"]) == (f"local:{world.oak.id}", "state")
    assert row["state"] == {
        "pathways": {
            "injury": {
                "owner": "Nell Ash, named nurse",
                "confirmed_on": (TODAY - timedelta(days=2)).isoformat(),
                "review_by": (TODAY + timedelta(days=180)).isoformat(),
                "from": "area",
                "steps": ["Ring.", "Stay."],
                "numbers": [DUTY],
                "photos": "Never on one’s own device.",
            }
        },
        "thresholds": {"injury_weeks": 26},
    }
    assert f"local:{world.elm.id}" in [row["key"] for row in oona.pull(world.elm.id)["rows"]]


@pytest.fixture
def ada(world: World) -> CsrfClient:
    return world.as_(world.administrator)


def sent(**changed: str) -> dict[str, str]:
    return {
        "owner": "Nell  Ash",
        "confirmed_on": TODAY.isoformat(),
        "review_by": (TODAY + timedelta(days=100)).isoformat(),
        "steps": " Ring.\n\nStay. ",
        "who-0": "Duty desk",
        "number-0": "01632 960 001",
        "when-0": "Day and night",
        "injury_weeks": "30",
        **changed,
    }


def test_the_administrator_writes_one_and_everything_is_noted(
    app: Flask, world: World, ada: CsrfClient
) -> None:
    address = f"/pathways/{world.oak.area_id}/injury"
    assert "No local number is configured" in ada.get(address).text
    assert ada.post(address, data=sent()).status_code == 303
    with app.app_context():
        [row] = session().scalars(select(Pathway)).all()
        assert (row.owner, row.steps, row.thresholds) == (
            "Nell Ash",
            ["Ring.", "Stay."],
            {"injury_weeks": 30},
        )
        event = session().scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert event is not None
        assert (event.event, event.actor_id, event.subject) == (
            "pathway_written",
            world.administrator.id,
            f"pathway:{row.id}",
        )
        assert event.details == {
            "area_id": str(world.oak.area_id),
            "team_id": None,
            "kind": "injury",
        }
    page = ada.get(address).text
    assert "saved by Ada Administrator" in page


def test_saving_again_means_trying_the_numbers_again(world: World, ada: CsrfClient) -> None:
    """The day of confirming is never filled in from the last time."""
    address = f"/pathways/{world.oak.area_id}/injury"
    ada.post(address, data=sent())
    page = ada.get(address).text
    box = page[page.index('id="confirmed_on"') - 200 : page.index('id="confirmed_on"') + 200]
    assert TODAY.isoformat() not in box.split('id="confirmed_on"')[1].split(">")[0]


@pytest.mark.one_database
def test_what_cannot_be_accepted_stays_in_the_boxes(world: World, ada: CsrfClient) -> None:
    reply = ada.post(
        f"/pathways/{world.oak.area_id}/injury", data=sent(**{"number-0": "ask Sue", "owner": ""})
    )
    assert reply.status_code == 422
    assert "<title>Error: Local pathway" in reply.text
    for words in ("as it is dialled", "Name the person", "ask Sue", "Duty desk", "Ring."):
        assert words in reply.text


def test_a_page_that_is_older_than_what_counts_puts_no_number_back(
    app: Flask, world: World, ada: CsrfClient
) -> None:
    """Two administrators open the page; what the first has saved stands when the second saves."""
    address = f"/pathways/{world.oak.area_id}/injury"
    assert ada.post(address, data=sent()).status_code == 303
    beth = world.as_(world.administrator)
    seen = {client: seen_on(client.get(address).text) for client in (ada, beth)}
    right = sent(seen=seen[ada], **{"number-0": "01632 960 777"})
    assert ada.post(address, data=right).status_code == 303

    older = sent(seen=seen[beth], owner="Beth Birch")
    # What cannot be accepted is said first, and does not make her page a newer one.
    wrong = beth.post(address, data=older | {"steps": ""})
    assert (wrong.status_code, seen_on(wrong.text)) == (422, seen[beth])
    late = beth.post(address, data=older)
    assert late.status_code == 409
    assert numbers_of(app) == "01632 960 777"
    now, form = late.text.split('id="now"')[1].split("<form", 1)
    assert "by Ada Administrator" in now
    assert "Duty desk: 01632 960 777" in now
    for typed in ("Beth Birch", "01632 960 001"):
        assert typed in form
    # She has seen it now, and saves.
    assert beth.post(address, data=older | {"seen": seen_on(late.text)}).status_code == 303
    assert numbers_of(app) == "01632 960 001"


def test_a_teams_own_is_not_withdrawn_from_an_older_page(
    app: Flask, world: World, ada: CsrfClient, write: Callable[..., UUID]
) -> None:
    address = f"/pathways/{world.oak.area_id}/injury"
    write(team=world.oak)
    opened = ada.get(f"{address}?team={world.oak.id}").text
    write(team=world.oak, owner="Beth Birch")
    away = {"seen": seen_on(opened)}
    reply = ada.post(f"{address}/withdraw?team={world.oak.id}", data=away)
    page = ada.get(reply.location).text
    assert "Somebody has changed this since you opened it" in page
    assert owners(app, world, world.oak)["injury"] == ("Beth Birch", "team")
    ada.post(f"{address}/withdraw?team={world.oak.id}", data={"seen": seen_on(page)})
    assert owners(app, world, world.oak) == {}


def seen_on(page: str) -> str:
    [found] = set(re.findall(r'name="seen" value="([^"]*)"', page))
    return str(found)


def numbers_of(app: Flask) -> str:
    """The first number that counts for the area."""
    with app.app_context():
        return str(
            list(session().scalars(select(Pathway).order_by(Pathway.id)))[-1].numbers[0]["number"]
        )


@pytest.mark.one_database
def test_a_team_of_another_area_is_not_to_be_had(world: World, ada: CsrfClient) -> None:
    for address in (
        f"/pathways/{world.oak.area_id}/injury?team={world.fir.id}",
        f"/pathways/{world.oak.area_id}/injury?team=nonsense",
        f"/pathways/{world.oak.area_id}/nonsense",
    ):
        assert ada.get(address).status_code == 404, address


def test_a_review_that_is_overdue_is_said_on_the_list(
    app: Flask, world: World, ada: CsrfClient, write: Callable[..., UUID]
) -> None:
    row_id = write()
    assert "Review is overdue" not in ada.get("/pathways/").text
    with app.app_context():
        session().get_one(Pathway, row_id).review_by = date(2020, 1, 1)
        commit()
    assert "Review is overdue" in ada.get("/pathways/").text


def test_the_tablets_copy_of_what_is_shipped_is_made_from_it() -> None:
    assert TARGET.read_text("utf-8") == script(), "run python -m app.pathways.browser"
