"""An app that was installed long ago meets the service of today: what it wrote is taken.

The requests are those of an app from before the service kept heartbeats, as it sent them: they are frozen here and never
follow the code.
"""

from __future__ import annotations

import copy
import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from app import create_app
from app.database import session
from app.devices import rules
from app.visits.models import Change
from tests.conftest import QUICK
from tests.support.clients import CsrfClient
from tests.support.world import World, make_world

FROZEN = json.loads((Path(__file__).parent / "old_requests.json").read_text("utf-8"))


@pytest.fixture
def world(sqlite_url: str) -> World:
    app = create_app({**QUICK, "DATABASE_URL": sqlite_url})
    app.test_client_class = CsrfClient
    with app.app_context():
        return make_world(app)


def sealed(change: dict[str, Any]) -> dict[str, Any]:
    """With the sum over its canonical form, as every app of this protocol makes it."""
    canonical = json.dumps(change, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return change | {"body_sha256": hashlib.sha256(canonical.encode()).hexdigest()}


def pushed(world: World) -> dict[str, Any]:
    body: dict[str, Any] = copy.deepcopy(FROZEN["push"])
    body["changes"] = [
        sealed(change | {"child_id": str(world.child.id)}) for change in body["changes"]
    ]
    return body


def test_19_an_old_app_hands_in_what_it_wrote(world: World) -> None:
    client = world.as_(world.visitor)
    assert client.get("/api/v1/me").get_json()["id"] == str(world.visitor.id)
    assert client.get("/api/v1/csrf").get_json().keys() >= {"csrf_token"}
    assert client.post("/api/v1/devices", json=FROZEN["register"]).status_code == 200
    body = pushed(world)
    reply = client.post("/api/v1/sync/push", json=body)
    assert reply.status_code == 200, reply.text
    told = reply.get_json()
    # What an old app looks at before it lets go of a change.
    assert isinstance(told["epoch"], int)
    assert [
        (receipt["change_id"], receipt["outcome"], receipt["body_sha256"])
        for receipt in told["receipts"]
    ] == [(change["change_id"], "stored", change["body_sha256"]) for change in body["changes"]]
    with world.app.app_context():
        assert len(list(session().scalars(select(Change)))) == len(body["changes"])


def test_19_an_app_too_old_is_told_so_and_still_hands_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "PROTOCOL", 99)
    client = world.as_(world.visitor)
    contact = client.post("/api/v1/sync/contact", json=FROZEN["contact"])
    assert (contact.status_code, contact.get_json()["code"]) == (426, "update_needed")
    assert "safe" in contact.get_json()["title"]
    reply = client.post("/api/v1/sync/push", json=pushed(world))
    assert [receipt["outcome"] for receipt in reply.get_json()["receipts"]] == ["stored"]


def test_19_an_old_app_goes_on_with_a_visit_that_was_moved_to_a_newer_form(world: World) -> None:
    """It knows nothing of moves: what it writes before it has heard of the newer form names the one it began on."""
    client = world.as_(world.visitor)
    body = pushed(world)
    client.post("/api/v1/sync/push", json=body)
    first, last = body["changes"][0], body["changes"][-1]

    def follows(number: int, **parts: Any) -> dict[str, Any]:
        bare = {key: part for key, part in last.items() if key not in ("body_sha256", "child")}
        seq = last["device_seq"] + number
        ids = {"change_id": str(uuid4()), "device_seq": seq, "visit_id": first["visit_id"]}
        return sealed(bare | ids | {"submit": False, "answers": {}} | parts)

    later = {"head_cm": {"value": "38.4", "kind": "O", "base": None}}
    changes = [follows(1, form_version=2, moved_from=1), follows(2, answers=later)]
    reply = client.post("/api/v1/sync/push", json=body | {"changes": changes}).get_json()
    moved, stored = reply["receipts"]
    assert moved["moved"]["outcome"] == "moved", moved
    assert (stored["outcome"], stored["answers"]) == ("stored", {"head_cm": {"outcome": "applied"}})
