"""A one-time password, which an administrator made: it opens the page on which its owner chooses her own, and no other."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock
from app.accounts.models import User
from app.audit.models import AuditEvent
from app.database import session
from tests.support.clients import CsrfClient
from tests.support.world import World
from tests.sync.tablet import Tablet, mint, observed

OWN = "four louder badgers"


@pytest.fixture
def one_time(world: World) -> str:
    """Vera forgot hers."""
    page = world.as_(world.administrator).post(f"/people/{world.visitor.id}/password").text
    assert "It ends on " in page
    [password] = re.findall(r"\b(?:[a-z2-9]{5}-){2}[a-z2-9]{5}\b", page)
    return str(password)


@pytest.fixture
def signed_in(client: CsrfClient, one_time: str) -> CsrfClient:
    assert signs_in(client, one_time) == 200
    return client


def at_sign_in(password: str) -> tuple[str, dict[str, object]]:
    return "/api/v1/sign-in", {"json": {"username": "vera", "password": password}}


def signs_in(client: FlaskClient, password: str) -> int:
    path, sent = at_sign_in(password)
    return client.post(path, **sent).status_code  # type: ignore[arg-type]


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["/", "/people", "/review/"])
def test_every_page_leads_to_where_she_chooses_her_own(
    world: World, app: Flask, client: CsrfClient, path: str
) -> None:
    ada = world.as_(world.administrator)
    page = ada.post(f"/people/{world.manager.id}/password").text
    [password] = re.findall(r"\b(?:[a-z2-9]{5}-){2}[a-z2-9]{5}\b", page)
    client.post("/sign-in", data={"username": "mona", "password": password})
    reply = client.get(path)
    assert (reply.status_code, reply.location) == (
        (403, None) if path == "/people" else (302, "/password")
    )
    assert "one-time password" in client.get("/password").text


def test_the_tablet_is_told_and_gets_nothing(world: World, signed_in: CsrfClient) -> None:
    assert signed_in.get("/api/v1/me").get_json()["one_time"] is True
    pulled = signed_in.get(f"/api/v1/sync/pull?scope={world.oak.id}&after=0")
    assert (pulled.status_code, pulled.get_json()["code"]) == (401, "choose_password")


def test_what_she_wrote_is_taken_all_the_same(world: World, signed_in: CsrfClient) -> None:
    hers = Tablet(world, world.visitor)
    hers.client = signed_in
    (receipt,) = hers.push(hers.change(mint(), world.child, {"weight_g": observed(4120)}))
    assert receipt["outcome"] == "stored"
    assert hers.contact().status_code == 200


def test_it_is_over_once_she_has_chosen(
    world: World, signed_in: CsrfClient, client: CsrfClient, one_time: str
) -> None:
    again = signed_in.post("/password", data={"present": one_time, "wanted": one_time})
    assert again.status_code == 422
    assert "other than the one you use now" in again.text
    chosen = signed_in.post("/password", data={"present": one_time, "wanted": OWN})
    assert chosen.status_code == 302
    assert signs_in(client, one_time) == 401
    assert signs_in(client, OWN) == 200
    assert client.get("/api/v1/me").get_json()["one_time"] is False
    assert client.get("/").location == "/app/today"


def test_it_ends_unused(app: Flask, client: CsrfClient, one_time: str) -> None:
    with clock.stopped_at(clock.now() + app.config["ONE_TIME_PASSWORD_LIFETIME"]):
        path, sent = at_sign_in(one_time)
        told = client.post(path, **sent)  # type: ignore[arg-type]
        page = client.post("/sign-in", data={"username": "vera", "password": one_time})
    assert (told.status_code, told.get_json()["code"]) == (401, "one_time_ended")
    assert "Ask your administrator for a new one" in page.text
    with app.app_context():
        refused = select(AuditEvent).where(AuditEvent.event == "sign_in_refused")
        assert {row.details["reason"] for row in session().scalars(refused)} == {"one_time_ended"}
    with clock.stopped_at(clock.now() + timedelta(days=13)):
        assert signs_in(client, one_time) == 200


@pytest.mark.one_database
def test_so_is_the_first_password_of_a_new_account(world: World, app: Flask) -> None:
    world.as_(world.administrator).post(
        "/people/new", data={"name": "Nia New", "username": "nia", "role": "analyst", "teams": []}
    )
    with app.app_context():
        nia = session().scalars(select(User).where(User.username == "nia")).one()
        assert nia.one_time_until is not None
    page = world.as_(world.administrator).get(f"/people/{nia.id}").text
    assert "One-time, until " in page
