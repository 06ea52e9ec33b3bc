"""The service as a process of its own, which can really be stopped: that is what "no network" means in these tests."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

from tests.support.nursery import Nursery, lives

ROOT = Path(__file__).resolve().parents[2]
NURSERY = Nursery()


WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
PORTS = iter(range(20_000 + 3_000 * (WORKER % 4) + os.getpid() % 2_000, 32_000))
"""Each once, and none that a process beside this one hands out: the numbers of two processes lie close together, and a
test that met the other's service would be refused at its door. Below those that systems lend to outgoing connections.
"""


def free_port() -> int:
    """A port nobody listens on; it stays free while the service is stopped."""
    for port in PORTS:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no free port below 32,000")


def answers(port: int) -> bool:
    """Whether anything accepts connections there."""
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(met: Callable[[], bool], seconds: float = 120) -> None:
    """Returns once it is so; RuntimeError when it does not come."""
    deadline = time.monotonic() + seconds
    while not met():
        if time.monotonic() > deadline:
            raise RuntimeError("what was waited for did not come")
        time.sleep(0.02)


class Service:
    """gunicorn with the application, on a database of its own. `stop` and `start` keep the address."""

    def __init__(self, database_url: str, instance: Path, workers: int = 1) -> None:
        self.workers = workers
        self.application = "wsgi:app"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database_url = database_url
        self.log = instance / "server.log"
        temporary = instance / "tmp"
        temporary.mkdir(exist_ok=True)
        self.env = {
            **os.environ,
            "DATABASE_URL": database_url,
            "WHOLEVIEW_INSTANCE": str(instance),
            "SECRET_KEY": "journeys",
            "TMPDIR": str(temporary),
        }
        self.pid: int | None = None

    @property
    def running(self) -> bool:
        """Whether there is a process that answers."""
        return self.pid is not None

    def start(self) -> None:
        """Serve, unless it does already; returns when a blank page has been drawn."""
        if self.pid is not None:
            return
        workers = ["--workers", str(self.workers)]
        address = ["--bind", f"127.0.0.1:{self.port}"]
        self.pid = self._born([*workers, *address, self.application])
        self._wait_until(lambda: answers(self.port))
        self._first_page()

    def _born(self, arguments: list[str]) -> int:
        """gunicorn with these arguments, at the head of a group of processes; its number."""
        return NURSERY.bear(arguments, self.env, self.log)

    def _first_page(self) -> None:
        """The first request draws every blank page; better now than while a visitor waits."""
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        with contextlib.closing(asking):
            asking.request("GET", "/app/today")
            status = asking.getresponse().status
        if status != 200:
            raise RuntimeError(f"the first page came with status {status}:\n{self.tail()}")

    def stop(self) -> None:
        """End the process and its workers at once; from now on nothing answers. May be stopped already."""
        if self.pid is None:
            return
        with contextlib.suppress(ProcessLookupError):  # it may have died of itself
            os.killpg(self.pid, signal.SIGKILL)
        self.pid = None
        self._wait_until(lambda: not answers(self.port))

    def tail(self) -> str:
        """The end of what the process has said."""
        return self.log.read_text()[-3000:]

    def _wait_until(self, met: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 120
        while not met():
            died = self.pid is not None and not lives(self.pid)
            if died or time.monotonic() > deadline:
                raise RuntimeError(f"the service did not start or stop:\n{self.tail()}")
            time.sleep(0.02)
