"""The load of rows 1 to 4: connections that push, side by side, and what they cost. Peers are driven by the same code."""

from __future__ import annotations

import gc
import gzip
import http.client
import json
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from bench.processes import Server

POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
CLIENTS, BATCH, BATCHES = 4, 25, 10


@contextmanager
def fresh_database(name: str) -> Iterator[str]:
    """The URL of an empty database that is dropped afterwards."""
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield POSTGRES.rpartition("/")[0] + "/" + name
    finally:
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def packed(body: Any) -> bytes:
    """A body as it travels. Made before the clock runs: what the load costs to make is not the server's."""
    return json.dumps(body, separators=(",", ":")).encode()


class Connection:
    """One kept-alive connection with its cookies: what a tablet has."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.headers: dict[str, str] = {}

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of a reply, as `ask`."""
        sent = None if body is None else packed(body)
        return json.loads(self.ask(method, path, sent))

    def ask(
        self,
        method: str,
        path: str,
        sent: bytes | None = None,
        more: Mapping[str, str] | None = None,
    ) -> bytes:
        """The text of a reply with a status below 300; RuntimeError for any other. `more` are headers of this request."""
        headers = {"Content-Type": "application/json", **self.headers, **(more or {})}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.http.request(method, path, sent, headers)
        reply = self.http.getresponse()
        text = reply.read()
        self.bytes_read = len(text)
        if reply.headers.get("Content-Encoding") == "gzip":
            text = gzip.decompress(text)
        self.bytes_unpacked = len(text)
        for cookie in reply.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if reply.status >= 300:
            raise RuntimeError(f"{method} {path}: {reply.status} {text[:300]!r}")
        return text

    def renew(self) -> None:
        """Connect afresh with the next call: servers end connections that were idle for seconds."""
        self.http.close()


PEER = ["-c", str(Path(__file__).with_name("peer_conf.py"))]
"""The arguments that keep the product's settings away from a peer."""


def gunicorn(port: int, app: str, *, workers: int = 2) -> list[str]:
    """The arguments after the program: two workers with four threads, as every peer gets."""
    return [
        "-w", str(workers), "-k", "gthread", "--threads", "4", "-b", f"127.0.0.1:{port}", app
    ]  # fmt: skip


def drive(server: Server, senders: list[Callable[[], list[float]]]) -> dict[str, float]:
    """Run the senders side by side; CPU-ms per visit, visits per second and the 95th percentile of a batch in ms."""
    laps: list[list[float]] = [[] for _ in senders]

    def run(number: int) -> None:
        laps[number] = senders[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(senders))]
    # The collector of this process would walk through the whole corpus again and again, with every sender waiting.
    gc.collect()
    gc.disable()
    before, start = server.cpu(), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gc.enable()
    wall = time.perf_counter() - start
    spent = server.cpu() - before
    every = sorted(lap for some in laps for lap in some)
    visits = len(every) * BATCH
    if visits != CLIENTS * BATCHES * BATCH:
        raise RuntimeError("a sender failed: its batches are missing")
    return {
        "cpu_ms": 1000 * spent / visits,
        "rate": visits / wall,
        "p95_ms": 1000 * every[int(len(every) * 0.95)],
    }


def sender(
    connection: Connection, push: Callable[[Any], None], batches: list[Any]
) -> Callable[[], list[float]]:
    """Pushes the batches one after the other; returns the seconds each took."""

    def send() -> list[float]:
        connection.renew()
        laps = []
        for batch in batches:
            start = time.perf_counter()
            push(batch)
            laps.append(time.perf_counter() - start)
        return laps

    return send
