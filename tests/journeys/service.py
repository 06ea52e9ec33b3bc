"""The service as a process of its own, which can really be stopped: that is what "no network" means in these tests."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """A port nobody listens on, below those that systems lend to outgoing connections: it stays free while the service
    is stopped.
    """
    start = 20_000 + os.getpid() % 5_000
    for port in range(start, 32_000):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no free port below 32,000")


def answers(port: int) -> bool:
    """Whether anything accepts connections there."""
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Service:
    """gunicorn with the application, on a database of its own. `stop` and `start` keep the address."""

    def __init__(self, database_url: str, instance: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database_url = database_url
        self.log = instance / "server.log"
        self.env = {
            **os.environ,
            "DATABASE_URL": database_url,
            "WHOLEVIEW_INSTANCE": str(instance),
            "SECRET_KEY": "journeys",
        }
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        """Whether there is a process that answers."""
        return self.process is not None

    def start(self) -> None:
        """Serve, unless it does already; returns when a blank page has been drawn."""
        if self.process is not None:
            return
        command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}", "wsgi:app"]
        with self.log.open(
            "ab"
        ) as log:  # a child that held our own output open would hang the test run
            self.process = subprocess.Popen(
                command, env=self.env, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        self._wait_until(lambda: answers(self.port))
        self._first_page()

    def _first_page(self) -> None:
        """The first request draws every blank page; better now than while a visitor waits."""
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(asking):
            asking.request("GET", "/app/today")
            status = asking.getresponse().status
        if status != 200:
            raise RuntimeError(f"the first page came with status {status}:\n{self.tail()}")

    def stop(self) -> None:
        """End the process and its workers at once; from now on nothing answers. May be stopped already."""
        if self.process is None:
            return
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=20)
        self.process = None
        self._wait_until(lambda: not answers(self.port))

    def tail(self) -> str:
        """The end of what the process has said."""
        return self.log.read_text()[-3000:]

    def _wait_until(self, met: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 30
        while not met():
            died = self.process is not None and self.process.poll() is not None
            if died or time.monotonic() > deadline:
                raise RuntimeError(f"the service did not start or stop:\n{self.tail()}")
            time.sleep(0.02)
