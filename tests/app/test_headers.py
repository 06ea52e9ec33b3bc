"""What each reply tells the browser to allow and to keep."""

from __future__ import annotations

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from app.permissions import allow, public
from app.security import HEADERS, POLICY
from tests.support.world import World

pytestmark = pytest.mark.one_database


def test_nothing_inline_runs_and_nobody_may_frame_us() -> None:
    rules = dict(rule.split(" ", 1) for rule in POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert "unsafe" not in POLICY


@pytest.mark.parametrize("path", ["/sign-in", "/api/v1/csrf", "/api/v1/me", "/", "/nowhere"])
def test_every_reply_carries_the_headers_and_is_not_stored(client: FlaskClient, path: str) -> None:
    reply = client.get(path)
    for name, value in HEADERS.items():
        assert reply.headers[name] == value
    assert reply.headers["Cache-Control"] == "no-store"


def test_sign_out_leaves_the_tablet_alone(world: World) -> None:
    """Clear-Site-Data would delete visits that no server holds yet."""
    for path in ("/sign-out", "/api/v1/sign-out"):
        reply = world.as_(world.visitor).post(path)
        assert reply.status_code < 400
        assert "Clear-Site-Data" not in reply.headers


class TestFurtherPages:
    @pytest.fixture
    def settings(self) -> dict[str, object]:
        """Any: with settings of its own the application is made anew, and takes pages."""
        return {"TESTING": True}

    @pytest.fixture
    def caching(self, app: Flask) -> FlaskClient:
        """An app with a public and a private page that both ask to be cached."""

        def page() -> Response:
            return Response("page", headers={"Cache-Control": "no-cache"})

        app.add_url_rule("/blank", "blank", public(page))
        app.add_url_rule("/mine", "mine", allow()(lambda: page()))
        return app.test_client()

    def test_are_kept_only_with_nobodys_data(self, caching: FlaskClient, world: World) -> None:
        assert caching.get("/blank").headers["Cache-Control"] == "no-cache"
        assert "Set-Cookie" not in caching.get("/blank").headers
        assert "Vary" not in caching.get("/blank").headers
        mine = world.as_(world.visitor).get("/mine")
        assert (mine.status_code, mine.headers["Cache-Control"]) == (200, "no-store")


def test_files_are_kept_for_ever_only_under_a_versioned_name(
    client: FlaskClient, app: Flask, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "static_folder", str(tmp_path))
    for name in ("app.js", "app-1A2B3C4D.js"):
        (tmp_path / name).write_text("1")  # type: ignore[operator]
    assert client.get("/static/app.js").headers["Cache-Control"] == "no-cache"
    for path in ("/static/app.js?v=3", "/static/app-1A2B3C4D.js"):
        assert "immutable" in client.get(path).headers["Cache-Control"]
    assert client.get("/static/missing.js?v=3").headers["Cache-Control"] == "no-store"


class TestBehindHttps:
    @pytest.fixture
    def settings(self) -> dict[str, object]:
        return {
            "SESSION_COOKIE_SECURE": True,
            "SESSION_COOKIE_NAME": "__Host-wholeview",
            "TRUSTED_PROXIES": 1,
        }

    def test_the_cookie_and_the_headers_are_for_https_only(self, client: FlaskClient) -> None:
        reply = client.get("/api/v1/csrf", headers={"X-Forwarded-Proto": "https"})
        cookie = reply.headers["Set-Cookie"]
        assert cookie.startswith("__Host-wholeview=")
        for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert part in cookie
        assert "max-age" in reply.headers["Strict-Transport-Security"]
