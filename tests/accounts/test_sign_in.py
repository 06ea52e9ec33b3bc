"""Signing in and out, by page and in place; what a session is worth and when it stops being worth anything."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock
from app.accounts import operations
from app.accounts.login import TOKEN
from app.accounts.models import SignIn, User
from app.accounts.queries import fingerprint
from app.audit.models import AuditEvent
from app.database import commit, session
from tests.support.clients import CsrfClient
from tests.support.world import PASSWORD, World

GOOD = {"username": "vera", "password": PASSWORD}
HOMES = {
    "vera": "/app/today",
    "mona": "/review/",
    "anna": "/exports/",
    "ada": "/people",
}


def events(app: Flask) -> list[str]:
    """The audit events of the test, without those that built its world."""
    with app.app_context():
        rows = session().scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        return [row.event for row in rows if row.event.startswith("sign")]


def token_in(client: FlaskClient) -> str | None:
    with client.session_transaction() as cookie:
        found: str | None = cookie.get(TOKEN)
        return found


@pytest.mark.one_database
@pytest.mark.parametrize(("username", "home"), HOMES.items())
def test_everybody_gets_to_where_their_work_begins(
    world: World, client: FlaskClient, username: str, home: str
) -> None:
    reply = client.post(
        "/sign-in", data={"username": f" {username.upper()} ", "password": PASSWORD}
    )
    assert (reply.status_code, reply.location) == (302, "/")
    assert client.get("/").location == home


def test_nobody_is_sent_to_sign_in_and_then_back(world: World, client: FlaskClient) -> None:
    asked = client.get("/people?page=2")
    assert asked.status_code == 302
    there = urlsplit(asked.location)
    assert there.path == "/sign-in"
    assert parse_qs(there.query) == {"next": ["/people?page=2"]}
    reply = client.post(asked.location, data={"username": "ada", "password": PASSWORD})
    assert reply.location == "/people?page=2"


def her_session_ends(world: World, client: FlaskClient, cookie: str) -> None:
    """The manager's, by somebody else; her cookie is "kept" or "gone"."""
    client.post("/sign-in", data={"username": "mona", "password": PASSWORD})
    with world.app.app_context():
        operations.end_sign_ins(None, world.manager.id)
        commit()
    if cookie == "gone":
        client.delete_cookie("wholeview")


@pytest.mark.one_database
@pytest.mark.parametrize("cookie", ["kept", "gone"])
def test_what_is_sent_after_the_session_ended_is_said_to_be_lost(
    world: World, client: FlaskClient, cookie: str
) -> None:
    """Without scripts nothing keeps the page: the reply claims nothing, and says what to do."""
    her_session_ends(world, client, cookie)
    reply = client.post(f"/review/visits/{uuid4()}/return", data={"comment": "Look again"})
    page = client.get(reply.location).text if reply.location else reply.text
    assert "what you sent was not taken" in page
    assert "open the page again and send it once more" in page
    assert "othing is lost" not in page


@pytest.mark.one_database
@pytest.mark.parametrize("cookie", ["kept", "gone"])
def test_who_signs_out_of_a_session_that_ended_has_lost_nothing(
    world: World, client: CsrfClient, cookie: str
) -> None:
    her_session_ends(world, client, cookie)
    # The token of the page belongs to the cookie.
    reply = client.post("/sign-out", csrf=cookie == "kept")
    assert (reply.status_code, reply.location) == (302, "/sign-in")
    assert "was not taken" not in client.get("/sign-in").text


@pytest.mark.one_database
@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "////evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        "/\n/evil.example",
        "/\x00/evil.example",
        "/\\/evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "evil",
        "/a\nb",
        "//[evil",
    ],
)
def test_sign_in_never_leads_to_another_site(
    world: World, client: FlaskClient, elsewhere: str
) -> None:
    reply = client.post("/sign-in", query_string={"next": elsewhere}, data=GOOD)
    assert (reply.status_code, reply.location) == (302, "/")


@pytest.mark.one_database
@pytest.mark.parametrize(
    "wrong",
    [
        {"username": "vera", "password": "wrong but long enough"},
        {"username": "nobody", "password": PASSWORD},
        {"username": "ve\x00ra", "password": PASSWORD},
        {"username": "closed", "password": PASSWORD},
    ],
    ids=["password", "name", "odd name", "closed account"],
)
def test_every_wrong_sign_in_is_refused_in_the_same_words(
    world: World, app: Flask, client: FlaskClient, wrong: dict[str, str]
) -> None:
    if wrong["username"] == "closed":
        wrong = {**wrong, "username": "cora"}
        with app.app_context():
            operations.disable(None, session().merge(world.colleague))
            commit()
    page = client.post("/sign-in", data=wrong)
    assert page.status_code == 401
    assert "<title>Error: Sign in" in page.text
    assert page.text.count("The username or password is not right.") == 2  # summary and field
    assert wrong["password"] not in page.text
    api = client.post("/api/v1/sign-in", json=wrong)
    assert (api.status_code, api.get_json()["code"]) == (401, "wrong_sign_in")
    assert "fields" not in api.get_json()
    assert token_in(client) is None
    assert events(app)[-2:] == ["sign_in_refused", "sign_in_refused"]


@pytest.mark.one_database
def test_empty_fields_are_named_in_a_summary_that_links_to_them(
    world: World, client: FlaskClient
) -> None:
    page = client.post("/sign-in", data={})
    assert page.status_code == 422
    assert 'href="#username"' in page.text
    assert 'id="username"' in page.text
    assert 'href="#password"' in page.text
    assert 'id="password"' in page.text
    assert page.text.count("Enter your username") == 2


def test_the_database_knows_no_token(world: World, app: Flask, client: FlaskClient) -> None:
    client.post("/sign-in", data=GOOD)
    token = token_in(client)
    assert token is not None
    with app.app_context():
        [row] = session().scalars(select(SignIn)).all()
        assert row.token_sha256 == fingerprint(token)
        assert row.user_id == world.visitor.id
        assert row.expires_at - row.created_at == app.config["PERMANENT_SESSION_LIFETIME"]


def test_signing_in_makes_everything_new(world: World, client: FlaskClient) -> None:
    """Whoever knew the cookie or the CSRF token from before knows nothing afterwards."""
    before = client.get("/api/v1/csrf").get_json()["csrf_token"]
    client.post("/sign-in", data=GOOD)
    first = token_in(client)
    old = client.post("/api/v1/sign-out", csrf=False, headers={"X-CSRFToken": before})  # type: ignore[call-arg]
    assert old.status_code == 400
    reply = client.post("/api/v1/sign-in", json=GOOD)
    assert token_in(client) != first
    fresh = {"X-CSRFToken": reply.get_json()["csrf_token"]}
    assert client.post("/api/v1/sign-out", csrf=False, headers=fresh).status_code == 204  # type: ignore[call-arg]


def test_signing_in_in_place_takes_over_from_an_expired_session(
    world: World, app: Flask, client: FlaskClient
) -> None:
    client.post("/sign-in", data=GOOD)
    with app.app_context():
        session().scalars(select(SignIn)).one().expires_at = clock.now() - timedelta(seconds=1)
        commit()
    assert client.get("/api/v1/me").get_json()["code"] == "sign_in"
    assert client.post("/api/v1/sign-in", json=GOOD).status_code == 200
    assert client.get("/api/v1/me").get_json()["name"] == "Vera Visitor"


@pytest.mark.parametrize("path", ["/sign-out", "/api/v1/sign-out"])
def test_signing_out_ends_the_session_for_copies_of_the_cookie_too(
    world: World, app: Flask, client: FlaskClient, path: str
) -> None:
    client.post("/sign-in", data=GOOD)
    copy = app.test_client()
    with copy.session_transaction() as cookie:
        cookie[TOKEN] = token_in(client)
    assert copy.get("/api/v1/me").status_code == 200
    assert client.post(path).status_code < 400
    assert token_in(client) is None
    assert copy.get("/api/v1/me").status_code == 401
    assert events(app) == ["signed_in", "signed_out"]


@pytest.mark.one_database
def test_signing_out_takes_a_token_and_a_post(world: World) -> None:
    client = world.as_(world.visitor)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out", csrf=False).status_code == 400
    assert client.get("/api/v1/me").status_code == 200


@pytest.mark.one_database
@pytest.mark.parametrize("token", ["", "made-up", "x" * 4000, "\ud800", None])
def test_a_made_up_session_is_nobody(world: World, client: FlaskClient, token: object) -> None:
    with client.session_transaction() as cookie:
        cookie[TOKEN] = token
    assert client.get("/api/v1/me").status_code == 401


@pytest.mark.one_database
def test_a_cookie_signed_with_another_key_is_nobody(world: World, app: Flask) -> None:
    client = world.as_(world.visitor)
    app.config["SECRET_KEY"] = "another key"
    assert client.get("/api/v1/me").status_code == 401


@pytest.mark.one_database
def test_the_cookie_outlives_the_browser_but_not_the_session(
    world: World, client: FlaskClient
) -> None:
    cookie = client.post("/sign-in", data=GOOD).headers["Set-Cookie"]
    assert "Expires=" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Set-Cookie" not in client.get("/api/v1/me").headers


def test_me_says_who_and_where(world: World) -> None:
    body = world.as_(world.visitor).get("/api/v1/me").get_json()
    assert clock.parse(body.pop("server_time")) <= clock.now()
    assert body == {
        "id": str(world.visitor.id),
        "name": "Vera Visitor",
        "initials": "VV",
        "role": "visitor",
        "teams": [{"id": str(world.oak.id), "name": "Oak"}],
        "one_time": False,
    }


def test_leaving_a_team_counts_from_the_next_request_on(world: World, app: Flask) -> None:
    client = world.as_(world.visitor)
    with app.app_context():
        operations.set_teams(None, session().merge(world.visitor), [world.elm.id])
        commit()
    assert [team["name"] for team in client.get("/api/v1/me").get_json()["teams"]] == ["Elm"]


def test_old_hashes_are_renewed_at_sign_in(world: World, app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        before = session().get_one(User, world.visitor.id).password_hash
    app.config["ARGON2_ROUNDS"] = 2
    client.post("/sign-in", data=GOOD)
    with app.app_context():
        after = session().get_one(User, world.visitor.id).password_hash
    assert "t=1" in before
    assert "t=2" in after
    assert client.post("/sign-in", data=GOOD).status_code == 302


@pytest.mark.one_database
class TestGuessing:
    """Five wrong tries a minute for one account from one address; nobody else is held up."""

    WRONG = {"username": "vera", "password": "wrong but long enough"}

    def exhaust(self, client: FlaskClient, address: str = "127.0.0.1") -> None:
        for tried in range(5):
            how = {"data": self.WRONG} if tried % 2 else {"json": self.WRONG}
            path = "/sign-in" if tried % 2 else "/api/v1/sign-in"
            reply = client.post(path, **how, environ_base={"REMOTE_ADDR": address})  # type: ignore[arg-type]
            assert reply.status_code == 401

    def test_the_sixth_try_waits_even_with_the_right_password(
        self, world: World, client: FlaskClient
    ) -> None:
        self.exhaust(client)
        api = client.post("/api/v1/sign-in", json=GOOD)
        assert (api.status_code, api.get_json()["code"]) == (429, "too_many")
        page = client.post("/sign-in", data={**GOOD, "username": " VERA"})
        assert page.status_code == 429
        assert "Wait a minute" in page.text

    def test_a_colleague_elsewhere_cannot_lock_anybody_out(
        self, world: World, client: FlaskClient
    ) -> None:
        self.exhaust(client, "198.51.100.7")
        assert client.post("/sign-in", data=GOOD).status_code == 302

    def test_others_at_the_same_clinic_sign_in(self, world: World, client: FlaskClient) -> None:
        self.exhaust(client)
        other = {"username": "cora", "password": PASSWORD}
        assert client.post("/sign-in", data=other).status_code == 302

    def test_right_sign_ins_are_not_counted(self, world: World, app: Flask) -> None:
        for _ in range(8):
            assert app.test_client().post("/api/v1/sign-in", json=GOOD).status_code == 200

    def test_whoever_is_signed_in_stays_signed_in(self, world: World, client: FlaskClient) -> None:
        working: CsrfClient = world.as_(world.visitor)
        self.exhaust(client)
        assert working.get("/api/v1/me").status_code == 200
