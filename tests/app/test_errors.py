"""When the fault is ours: a sentence and a number to quote, never a trace."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from app import errors
from app.accounts import login
from app.database import new_id
from app.permissions import public

pytestmark = pytest.mark.one_database
SECRET = "Ivy Larch 999 000 0018"


@pytest.fixture
def settings() -> dict[str, object]:
    return {"PROPAGATE_EXCEPTIONS": False}


@pytest.fixture
def failing(app: Flask) -> FlaskClient:
    """An app in which something goes wrong with a name in its mouth."""

    def fails() -> str:
        raise RuntimeError(f"could not store {SECRET}")

    def busy() -> str:
        raise OperationalError(f"insert {SECRET}", {}, Exception("database is locked"))

    for path in ("/fails", "/api/v1/fails"):
        app.add_url_rule(path, path, public(fails))
    for path in ("/busy", "/api/v1/busy"):
        app.add_url_rule(path, path, public(busy))
    return app.test_client()


def test_a_fault_is_answered_with_a_number_and_nothing_else(
    failing: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    page, api = failing.get("/fails"), failing.get("/api/v1/fails")
    logged = capsys.readouterr().err
    for reply in (page, api):
        assert reply.status_code == 500
        assert "Traceback" not in reply.text
        assert "RuntimeError" not in reply.text
        assert SECRET not in reply.text
    body = api.get_json()
    assert body["code"] == "unexpected"
    number = body["detail"].split()[-1].rstrip(".")
    lines = [json.loads(line) for line in logged.splitlines()]
    [fault] = [line for line in lines if line["event"] == "unexpected" and line["id"] == number]
    assert fault["error"] == "RuntimeError"
    assert any("test_errors.py" in place for place in fault["places"])
    assert SECRET not in logged


def test_a_busy_database_asks_to_come_again(
    failing: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    reply = failing.get("/api/v1/busy")
    assert (reply.status_code, reply.get_json()["code"]) == (503, "unavailable")
    assert int(reply.headers["Retry-After"]) > 0
    assert SECRET not in reply.text + capsys.readouterr().err


def test_a_page_asks_alike_where_nobody_can_say_who_is_signed_in(
    failing: FlaskClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def away(_token: str) -> None:
        raise OperationalError(f"select {SECRET}", {}, Exception("database is locked"))

    monkeypatch.setattr(login, "viewer_of", away)
    with failing.session_transaction() as cookie:
        cookie[login.TOKEN] = "some token"

    review = f"/review/visits/{new_id()}"
    replies = [failing.get("/busy"), failing.get(review), failing.get(f"{review}/nowhere")]

    for reply in replies:
        assert reply.status_code == 503
        assert "The service is busy" in reply.text
        assert int(reply.headers["Retry-After"]) > 0
    logged = capsys.readouterr().err
    for words in (SECRET, "/review/visits", "Exception on"):
        assert words not in logged


def test_so_does_a_refusal_that_cannot_be_written_down(
    failing: FlaskClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def away(_kind: object) -> None:
        raise OperationalError(f"insert {SECRET}", {}, Exception("database is locked"))

    monkeypatch.setattr(errors, "_audit_refusal", away)
    reply = failing.get(f"/review/visits/{new_id()}")
    assert reply.status_code == 503
    logged = capsys.readouterr().err
    for words in (SECRET, "/review/visits", "Exception on"):
        assert words not in logged
