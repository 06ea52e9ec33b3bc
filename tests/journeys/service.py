"""The service as a process of its own, which can really be stopped: that is what "no network" means in these tests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


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

    def start(self) -> None:
        """Serve; returns when the port answers."""
        command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "--threads", "8"]
        command += ["-b", f"127.0.0.1:{self.port}", "--graceful-timeout", "1", "wsgi:app"]
        with self.log.open("ab") as log:  # a child that held our own output open would hang the test run
            self.process = subprocess.Popen(command, env=self.env, stdout=log, stderr=log)
        deadline = time.monotonic() + 30
        while not answers(self.port):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the service did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.02)

    def stop(self) -> None:
        """End the process; from now on nothing answers."""
        if self.process is None:
            return
        self.process.kill()
        self.process.wait(timeout=20)
        self.process = None
        deadline = time.monotonic() + 10
        while answers(self.port):
            if time.monotonic() > deadline:
                raise RuntimeError("something still answers at the service's port")
            time.sleep(0.02)
