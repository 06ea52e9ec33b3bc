"""Bodies that are too large, broken, of the wrong kind or from elsewhere: a named refusal, and nothing stored."""

from __future__ import annotations

import gzip
import io
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.accounts.models import Device
from app.audit.models import AuditEvent
from app.database import session
from app.security import HEADERS
from tests.support.clients import CsrfClient
from tests.support.world import World

DEVICES = "/api/v1/devices"
pytestmark = pytest.mark.one_database


@pytest.fixture
def visitor(world: World) -> CsrfClient:
    return world.as_(world.visitor)


def refusal(reply: TestResponse) -> tuple[int, str]:
    """Status and code of a problem reply, after checking its shape."""
    assert reply.content_type == "application/problem+json"
    body = reply.get_json()
    assert body["status"] == reply.status_code
    assert body["type"] == f"urn:wholeview:problem:{body['code']}"
    assert body["title"].endswith(".")
    assert reply.headers["Cache-Control"] == "no-store"
    return body["status"], body["code"]


def devices(app: Flask) -> int:
    with app.app_context():
        return session().scalar(select(func.count()).select_from(Device)) or 0


FIFTY_MEGABYTES = 50_000_000


class Unread(io.RawIOBase):
    """A body of fifty megabytes that must not be read: the size in the header is enough to refuse it."""

    _at = 0

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + (FIFTY_MEGABYTES if whence == io.SEEK_END else 0)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, _buffer: Any) -> int:
        raise AssertionError("the body was read")


def test_fifty_megabytes_are_refused_before_a_byte_is_read(visitor: CsrfClient, app: Flask) -> None:
    reply = visitor.post(DEVICES, input_stream=Unread(), content_type="application/json")
    assert refusal(reply) == (413, "too_large")
    assert devices(app) == 0


def test_a_body_of_unsaid_length_is_read_only_to_the_limit(visitor: CsrfClient, app: Flask) -> None:
    body = io.BytesIO(b'"' + b"x" * FIFTY_MEGABYTES)
    reply = visitor.post(
        DEVICES,
        input_stream=body,
        content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True},
        headers={"Transfer-Encoding": "chunked"},
    )
    assert refusal(reply) == (413, "too_large")
    assert body.tell() < 2_000_000
    assert devices(app) == 0


@pytest.mark.faults(84)
def test_a_packed_body_that_grows_without_end_is_not_unpacked(
    visitor: CsrfClient, app: Flask
) -> None:
    bomb = gzip.compress(b'"' + b"x" * FIFTY_MEGABYTES + b'"')
    assert len(bomb) < 100_000
    reply = visitor.post(
        DEVICES, data=bomb, content_type="application/json", headers={"Content-Encoding": "gzip"}
    )
    assert refusal(reply) == (413, "too_large")
    assert devices(app) == 0


PACKED = gzip.compress(b'{"label": "x"}')


@pytest.mark.parametrize(
    "raw",
    [b'{"label": "x"}', PACKED[:-4], PACKED + b"more", PACKED + PACKED],
    ids=["not packed", "cut", "more behind it", "two in one"],
)
def test_a_body_packed_wrongly_is_not_json(visitor: CsrfClient, app: Flask, raw: bytes) -> None:
    reply = visitor.post(
        DEVICES, data=raw, content_type="application/json", headers={"Content-Encoding": "gzip"}
    )
    assert refusal(reply) == (400, "not_json")
    assert devices(app) == 0


def test_an_unknown_packing_is_refused_by_name(visitor: CsrfClient) -> None:
    reply = visitor.post(
        DEVICES, data=b"{}", content_type="application/json", headers={"Content-Encoding": "br"}
    )
    assert refusal(reply) == (415, "media_type")


def test_fifty_megabytes_on_a_page_are_refused_too(visitor: CsrfClient) -> None:
    reply = visitor.post("/password", input_stream=Unread())
    assert reply.status_code == 413
    assert "more than can be received" in reply.text


BROKEN = {
    "truncated": b'{"device_id": "',
    "doubled": b'{"device_id": "x"}{"device_id": "x"}',
    "twice the same key": b'{"label": "a", "label": "b"}',
    "not a number": b'{"device_id": NaN}',
    "ten thousand deep": b"[" * 10_000 + b"]" * 10_000,
    "empty": b"",
    "a form": b"device_id=1&label=2",
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN.keys())
def test_broken_json_is_not_json(visitor: CsrfClient, app: Flask, raw: bytes) -> None:
    reply = visitor.post(DEVICES, data=raw, content_type="application/json")
    assert refusal(reply) == (400, "not_json")
    assert devices(app) == 0


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_json_under_another_name_is_refused(visitor: CsrfClient, app: Flask, kind: str) -> None:
    """A form on another site can send text/plain without asking; it must not be taken for ours."""
    body = f'{{"device_id": "{uuid4()}"}}'
    reply = visitor.post(DEVICES, data=body, content_type=kind)
    assert refusal(reply) == (415, "media_type")
    assert devices(app) == 0


NOT_VALID = {
    "a missing field": ({}, "device_id"),
    "the wrong type": ({"device_id": 7}, "device_id"),
    "no uuid": ({"device_id": "tablet"}, "device_id"),
    "too long": ({"device_id": str(uuid4()), "label": "x" * 121}, "label"),
    "a field nobody asked for": ({"device_id": str(uuid4()), "user_id": str(uuid4())}, "user_id"),
    "a list": ([], "_schema"),
}


@pytest.mark.parametrize(("sent", "field"), NOT_VALID.values(), ids=NOT_VALID.keys())
def test_what_does_not_fit_is_named_by_field(
    visitor: CsrfClient, app: Flask, sent: object, field: str
) -> None:
    reply = visitor.post(DEVICES, json=sent)
    assert refusal(reply) == (422, "not_valid")
    assert list(reply.get_json()["fields"]) == [field]
    assert devices(app) == 0


def test_without_a_csrf_token_nothing_changes(visitor: CsrfClient, app: Flask) -> None:
    sent = {"device_id": str(uuid4())}
    assert refusal(visitor.post(DEVICES, json=sent, csrf=False)) == (400, "csrf")
    wrong = {"X-CSRFToken": "made up"}
    assert refusal(visitor.post(DEVICES, json=sent, csrf=False, headers=wrong)) == (400, "csrf")
    assert devices(app) == 0


def test_a_token_of_another_session_is_refused(world: World, app: Flask) -> None:
    theirs = world.as_(world.colleague).get("/api/v1/csrf").get_json()["csrf_token"]
    reply = world.as_(world.visitor).post(
        DEVICES, json={"device_id": str(uuid4())}, csrf=False, headers={"X-CSRFToken": theirs}
    )
    assert refusal(reply) == (400, "csrf")
    assert devices(app) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://[evil"},
    ],
)
def test_a_request_from_another_site_is_refused_even_with_a_token(
    visitor: CsrfClient, app: Flask, headers: dict[str, str]
) -> None:
    reply = visitor.post(DEVICES, json={"device_id": str(uuid4())}, headers=headers)
    assert refusal(reply) == (400, "csrf")
    assert devices(app) == 0


def test_our_own_pages_may_send(visitor: CsrfClient, app: Flask) -> None:
    """A form of ours says `Origin: null`, because of its referrer policy; a fetch of ours names the host."""
    for headers in (
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://localhost"},
    ):
        reply = visitor.post(DEVICES, json={"device_id": str(uuid4())}, headers=headers)
        assert reply.status_code == 200
    assert devices(app) == 2


def test_unknown_addresses_and_methods(visitor: CsrfClient) -> None:
    assert refusal(visitor.get("/api/v1/nothing-here")) == (404, "not_found")
    reply = visitor.delete("/api/v1/me")
    assert refusal(reply) == (405, "method_not_allowed")
    assert "GET" in reply.headers["Allow"]
    page = visitor.get("/nothing-here")
    assert page.status_code == 404
    assert page.mimetype == "text/html"
    assert "Page not found" in page.text


@pytest.mark.parametrize(
    "path",
    ["/people/not-a-uuid", "/../../etc/passwd", "/static/../wsgi.py", "/static/%2e%2e/wsgi.py"],
)
def test_odd_paths_lead_nowhere(world: World, path: str) -> None:
    assert world.as_(world.administrator).get(path).status_code == 404


def test_refusals_carry_the_headers_of_every_reply(visitor: CsrfClient) -> None:
    for reply in (visitor.get("/api/v1/nothing"), visitor.get("/nothing"), visitor.post(DEVICES)):
        for name, value in HEADERS.items():
            assert reply.headers[name] == value


def test_reaching_for_what_is_not_ones_own_leaves_one_row(world: World, app: Flask) -> None:
    client = world.as_(world.visitor)
    assert client.get(f"/people/{world.manager.id}").status_code == 403
    assert client.get("/nothing-here").status_code == 404
    with app.app_context():
        rows = session().scalars(select(AuditEvent).where(AuditEvent.event == "refused")).all()
    assert [(row.actor_id, row.subject, row.details) for row in rows] == [
        (
            world.visitor.id,
            f"user:{world.manager.id}",
            {"endpoint": "accounts.person", "code": "not_allowed"},
        )
    ]
