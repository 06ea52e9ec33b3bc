"""The log tells what was asked of the service and nothing about whom."""

from __future__ import annotations

import json

import pytest

from tests.support.world import World

pytestmark = pytest.mark.one_database


def test_a_line_names_the_endpoint_and_no_path_query_body_or_person(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    client = world.as_(world.administrator)
    capsys.readouterr()
    client.get(f"/people/{world.visitor.id}?q=Larch")
    client.post("/api/v1/sign-in", json={"username": "canary", "password": "canary too"})
    client.get("/no/such/Larch")
    logged = capsys.readouterr().err
    lines = [json.loads(line) for line in logged.splitlines()]
    assert [(line["method"], line["endpoint"], line["status"]) for line in lines] == [
        ("GET", "accounts.person", 200),
        ("GET", "accounts_api.csrf", 200),
        ("POST", "accounts_api.sign_in", 401),
        ("GET", "unknown", 404),
    ]
    assert all(line["ms"] >= 0 for line in lines)
    for private in (str(world.visitor.id), "Larch", "canary", "Ada", "127.0.0.1"):
        assert private not in logged
