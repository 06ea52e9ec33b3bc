"""Getting back into a tablet: who may ask, who may approve, and what the service holds meanwhile."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app import clock
from app.accounts.models import User
from app.audit.models import AuditEvent
from app.database import session
from app.recovery import keys, rules
from app.recovery.models import Recovery
from tests.support.world import World

PRIVATE, PUBLIC = keys.make_pair()
KEY = rules.fingerprint(keys.spki_of(PUBLIC))
TABLET = b"the public key of a tablet"
ASKED = {
    "sealed": base64.b64encode(b"the data key, sealed").decode(),
    "key": KEY,
    "tablet": base64.b64encode(TABLET).decode(),
}
RESEALED = base64.b64encode(b"sealed for the tablet").decode()
CODE = rules.spoken_code(TABLET)


@pytest.fixture
def settings() -> dict[str, Any]:
    """An organisation with a recovery key."""
    return {"RECOVERY_PUBLIC_KEY": PUBLIC}


def ask(world: World, user: User | None = None, **said: str) -> str:
    reply = world.as_(user or world.visitor).post("/api/v1/recoveries", json={**ASKED, **said})
    assert reply.status_code == 200
    return str(reply.get_json()["id"])


def approve(world: World, who: User, number: str, **sent: str) -> TestResponse:
    return world.as_(who).post(
        f"/recoveries/{number}", data={"code": CODE, "resealed": RESEALED, **sent}
    )


def state(world: World, number: str, user: User | None = None) -> Any:
    return world.as_(user or world.visitor).get(f"/api/v1/recoveries/{number}").get_json()


@pytest.mark.parametrize(
    "case", json.loads((Path(__file__).parents[1] / "contracts/recovery.json").read_text())["cases"]
)
def test_the_figures_are_those_on_the_tablet(case: dict[str, str]) -> None:
    key = base64.b64decode(case["public"])
    assert rules.spoken_code(key) == case["code"]
    assert rules.fingerprint(key) == case["fingerprint"]
    assert rules.same_code(case["code"].replace(" ", "-"), key)
    assert not rules.same_code(case["code"][:-1], key)


def test_a_tablet_is_told_the_public_key(world: World) -> None:
    reply = world.as_(world.visitor).get("/api/v1/recovery-key").get_json()
    assert reply == {
        "fingerprint": KEY,
        "spki": base64.b64encode(keys.spki_of(PUBLIC)).decode(),
    }


@pytest.mark.parametrize("who", ["manager", "administrator"])
def test_asked_heard_approved_opened(world: World, who: str) -> None:
    number = ask(world)
    assert state(world, number) == {"state": "waiting", "resealed": None}
    second = getattr(world, who)
    listed = world.as_(second).get("/recoveries/").text
    assert "Vera Visitor" in listed
    page = world.as_(second).get(f"/recoveries/{number}").text
    # Only the visitor can read the figures; the page must not give them to whoever sits there.
    assert CODE not in page
    assert ASKED["sealed"] in page
    assert approve(world, second, number).status_code == 302
    assert state(world, number) == {"state": "approved", "resealed": RESEALED}

    done = world.as_(world.visitor).post(f"/api/v1/recoveries/{number}/done")
    assert done.status_code == 204
    assert state(world, number) == {"state": "done", "resealed": None}
    with world.app.app_context():
        kept = session().get(Recovery, UUID(number))
        assert kept is not None
        assert (kept.sealed, kept.resealed, kept.decided_by) == (None, None, second.id)
        events = session().scalars(
            select(AuditEvent.event)
            .where(AuditEvent.event.startswith("recovery"))
            .order_by(AuditEvent.id)
        )
        assert list(events) == ["recovery_requested", "recovery_approved", "recovery_used"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"code": "0000 0000"}, "These are not the figures"),
        ({"code": ""}, "Enter the eight figures"),
        ({"resealed": ""}, "The recovery key was not used"),
        ({"resealed": "not base64!"}, "The recovery key was not used"),
    ],
)
def test_what_is_not_right_is_not_approved(world: World, sent: dict[str, str], said: str) -> None:
    number = ask(world)
    reply = approve(world, world.manager, number, **sent)
    assert reply.status_code == 422
    assert said in reply.text
    assert state(world, number) == {"state": "waiting", "resealed": None}


def test_only_a_second_person_who_may(world: World) -> None:
    number = ask(world)
    assert approve(world, world.other_manager, number).status_code == 404
    assert "Vera" not in world.as_(world.other_manager).get("/recoveries/").text
    for who in (world.visitor, world.colleague, world.analyst):
        assert approve(world, who, number).status_code == 403
    # Nobody else reads how it stands, not even whether there is one.
    assert world.as_(world.colleague).get(f"/api/v1/recoveries/{number}").status_code == 404


def test_a_decision_is_made_once(world: World) -> None:
    number = ask(world)
    assert world.as_(world.manager).post(f"/recoveries/{number}/decline").status_code == 302
    assert state(world, number) == {"state": "declined", "resealed": None}
    assert approve(world, world.administrator, number).status_code == 404


def test_a_request_does_not_stand_for_ever(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    number = ask(world)
    later = clock.now() + rules.STANDS + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert approve(world, world.manager, number).status_code == 404
    assert world.as_(world.visitor).get(f"/api/v1/recoveries/{number}").status_code == 404


def test_the_oldest_of_many_requests_is_closed(world: World, app: Flask) -> None:
    numbers = [ask(world) for _ in range(rules.MOST_WAITING + 1)]
    states = [state(world, number)["state"] for number in numbers]
    assert states == ["declined"] + ["waiting"] * rules.MOST_WAITING
    with app.app_context():
        closed = session().scalars(
            select(AuditEvent.details).where(AuditEvent.event == "recovery_declined")
        )
        assert closed.all() == [{"recovery_id": numbers[0]}]


class TestAskingAgain:
    """She does not remember the new passphrase either."""

    @pytest.mark.parametrize("decided", [False, True], ids=["waiting", "approved"])
    def test_closes_the_request_it_replaces(self, world: World, app: Flask, decided: bool) -> None:
        elsewhere, first = ask(world), ask(world)
        if decided:
            approve(world, world.manager, first)
        again = ask(world, replaces=first)
        assert state(world, first) == {"state": "declined", "resealed": None}
        assert approve(world, world.manager, first).status_code == 404
        for number in (elsewhere, again):
            assert state(world, number)["state"] == "waiting"
        with app.app_context():
            row = session().scalars(
                select(AuditEvent).where(AuditEvent.event == "recovery_declined")
            )
            assert [(one.actor_id, one.details) for one in row] == [
                (world.visitor.id, {"recovery_id": first})
            ]

    def test_of_somebody_else_is_left_alone(self, world: World) -> None:
        hers = ask(world)
        ask(world, world.colleague, replaces=hers)
        assert state(world, hers)["state"] == "waiting"

    def test_of_one_that_opened_the_tablet_stays_used(self, world: World) -> None:
        first = ask(world)
        approve(world, world.manager, first)
        world.as_(world.visitor).post(f"/api/v1/recoveries/{first}/done")
        ask(world, replaces=first)
        assert state(world, first)["state"] == "done"


def test_what_is_no_seal_is_refused(world: World) -> None:
    reply = world.as_(world.visitor).post(
        "/api/v1/recoveries", json={**ASKED, "sealed": "not base64!"}
    )
    assert (reply.status_code, reply.get_json()["fields"]) == (422, {"sealed": "Not Base64"})


@pytest.mark.one_database
def test_the_command_prints_the_private_half_and_keeps_only_the_public(
    app: Flask, tmp_path: Path
) -> None:
    public = tmp_path / "recovery.pem"
    runner = app.test_cli_runner()
    made = runner.invoke(args=["make-recovery-key", "--public", str(public)])
    assert made.exit_code == 0
    assert made.stdout.startswith("-----BEGIN PRIVATE KEY-----")
    assert "PRIVATE" not in public.read_text()
    assert rules.fingerprint(keys.spki_of(public.read_text())) in made.stderr
    assert [file.name for file in tmp_path.iterdir() if b"PRIVATE" in file.read_bytes()] == []
    again = runner.invoke(args=["make-recovery-key", "--public", str(public)])
    assert again.exit_code == 1
    assert "exists already" in again.output


@pytest.mark.parametrize("wrong", [lambda: "nonsense", lambda: PRIVATE])
def test_what_is_no_public_key_is_refused(wrong: Callable[[], str]) -> None:
    with pytest.raises(keys.NotARecoveryKey):
        keys.spki_of(wrong())


@pytest.mark.one_database
def test_without_a_key_tablets_are_told_so(world: World) -> None:
    world.app.config["RECOVERY_PUBLIC_KEY"] = ""
    reply = world.as_(world.visitor).get("/api/v1/recovery-key").get_json()
    assert reply == {"fingerprint": None, "spki": None}
    assert "has no recovery key" in world.as_(world.manager).get("/recoveries/").text
