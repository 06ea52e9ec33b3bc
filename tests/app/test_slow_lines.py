"""A line that is slow or dead holds up nobody but its owner: not the database, and no thread for ever."""

from __future__ import annotations

import contextlib
import http.client
import io
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from tests.journeys.service import NURSERY, ROOT, Service, wait_until
from tests.support.clients import SAFE
from tests.support.world import World

THREADS = 8


class Watched(io.BytesIO):
    """A body that looks around whenever somebody waits for more of it."""

    def __init__(self, body: bytes, look: Callable[[], None]) -> None:
        super().__init__(body)
        self.look = look

    def read(self, *size: Any) -> bytes:
        self.look()
        return super().read(*size)

    def readinto(self, buffer: Any) -> int:
        self.look()
        return super().readinto(buffer)


@pytest.mark.one_database
def test_what_is_sent_is_here_before_anything_asks_the_database(app: Flask, world: World) -> None:
    pool = app.extensions["database"].engine.pool
    paths = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()).difference(SAFE):
            sender = world.as_(world.visitor)  # one of these signs out
            named = dict.fromkeys(rule.arguments, uuid4())
            path = paths.build(rule.endpoint, named, method=method)
            is_api = path.startswith("/api/")
            open_meanwhile: list[int] = []
            body = Watched(
                b"{}" if is_api else b"a=b",
                lambda seen=open_meanwhile: seen.append(pool.checkedout()),  # type: ignore[misc]
            )
            kind = "application/json" if is_api else "application/x-www-form-urlencoded"
            sender.open(path, method=method, input_stream=body, content_type=kind)
            assert open_meanwhile, f"{rule.endpoint} was answered before it was read"
            assert not any(open_meanwhile), f"{rule.endpoint} reads within a transaction"


HURRIED = """
import runpy
real = runpy.run_path({path!r})
globals().update({{name: said for name, said in real.items() if not name.startswith("__")}})
real["post_request"].__globals__.update(SILENCE=1, PATIENCE=2)
"""


class Hurried(Service):
    """As it is served, with a second instead of thirty."""

    def _born(self, arguments: list[str]) -> int:
        config = self.log.parent / "hurried.conf.py"
        config.write_text(HURRIED.format(path=str(ROOT / "gunicorn.conf.py")))
        return NURSERY.bear(["--config", str(config), *arguments], self.env, self.log)


@pytest.fixture
def hurried(sqlite_url: str, tmp_path: Path) -> Iterator[Service]:
    service = Hurried(sqlite_url, tmp_path)
    try:
        service.start()
        yield service
    finally:
        service.stop()


LONGEST = max((ROOT / "static").rglob("*.js"), key=lambda file: file.stat().st_size).relative_to(
    ROOT
)
ASKED = f"GET /{LONGEST} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
POST = b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 400\r\n"
FORM = POST + b"Content-Type: application/x-www-form-urlencoded\r\n\r\nusername="
SENT = {
    "half of a head": POST,
    "half of a body": FORM,
    "a byte now and then": FORM,
    "a byte now and then, of a head": POST,
    "a byte now and then, of what nobody reads": POST + b"\r\nusername=",
    "asks and does not read": ASKED * 30,
}


@pytest.mark.parametrize("what", SENT)
def test_a_line_that_stalls_gives_its_thread_back(hurried: Service, what: str) -> None:
    answered: list[int] = []

    def ask() -> None:
        with contextlib.closing(
            http.client.HTTPConnection("127.0.0.1", hurried.port, timeout=40)
        ) as asking:
            asking.request("GET", "/sign-in")
            answered.append(asking.getresponse().status)

    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(socket.socket()) for _ in range(THREADS)]
        for line in lines:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.connect(("127.0.0.1", hurried.port))
            line.sendall(SENT[what])
        asker = threading.Thread(target=ask)
        asker.start()
        while asker.is_alive():
            asker.join(0.3)
            if what.startswith("a byte"):
                for line in lines:
                    with contextlib.suppress(OSError):  # the service has hung up
                        line.send(b"a")
    assert answered == [200], hurried.tail()


SLOWEST = 3_000  # bytes a second, of a reader that is alive
HUNG_UP = "Socket error processing request"


def test_little_enough_is_sent_ahead_that_a_slow_reader_does_not_look_dead(
    hurried: Service,
) -> None:
    """The kernel lets a sender go on once a third of what was sent ahead is read: before the service hangs up."""
    ahead = 0
    with contextlib.closing(socket.socket()) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(20)
        line.connect(("127.0.0.1", hurried.port))
        line.sendall(ASKED * (8_000_000 // (ROOT / LONGEST).stat().st_size))
        wait_until(lambda: HUNG_UP in hurried.tail(), 20)
        while got := line.recv(65_536):
            ahead += len(got)
    assert ahead / 3 < SLOWEST * 30, "the seconds of silence that are allowed where it is served"
