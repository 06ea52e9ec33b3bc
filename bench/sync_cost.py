"""Row 2: server CPU per synced visit, application and PostgreSQL together, beside the floor in the same run.

Four devices push new visits in batches of 25 to two workers. The floor does the least with bodies of the same size.
Every acknowledged change is looked up in the database afterwards: a fast server that loses one has failed.
"""

from __future__ import annotations

import http.client
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg

from bench import corpus
from bench.processes import Server, postgres_cpu

POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
CLIENTS, BATCH, BATCHES = 4, 25, 10
PASSWORD = "bench only, eleven herons"


def _database(name: str) -> str:
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return POSTGRES.rpartition("/")[0] + "/" + name


def _drop(name: str) -> None:
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _people(url: str, folder: Path) -> list[UUID]:
    """A team with four visitors and fifty children; returns the children."""
    os.environ.update(DATABASE_URL=url, WHOLEVIEW_INSTANCE=str(folder))
    from app import create_app, migrating
    from app.accounts import operations as accounts
    from app.children import operations as children
    from app.database import commit
    from app.permissions import Role

    app = create_app({"DATABASE_URL": url})
    with app.app_context():
        migrating.upgrade()
        area = accounts.create_area(None, "Bench")
        team = accounts.create_team(None, area.id, "Bench")
        for number in range(CLIENTS):
            accounts.create_user(
                None,
                username=f"bench{number}",
                name=f"Bench {number}",
                role=Role.VISITOR,
                password=PASSWORD,
                team_ids=[team.id],
            )
        made = [
            children.add_child(None, team.id, family_name=f"Bench{number}") for number in range(50)
        ]
        commit()
        return [child.id for child in made]


class Connection:
    """One kept-alive connection with its cookies: what a tablet has."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.headers: dict[str, str] = {}

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of a 200; RuntimeError for any other status."""
        headers = {"Content-Type": "application/json", **self.headers}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.http.request(
            method, path, None if body is None else corpus.canonical(body).encode(), headers
        )
        reply = self.http.getresponse()
        text = reply.read()
        for cookie in reply.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if reply.status != 200:
            raise RuntimeError(f"{method} {path}: {reply.status} {text[:300]!r}")
        return json.loads(text)

    def renew(self) -> None:
        """Connect afresh with the next call: servers end connections that were idle for seconds."""
        self.http.close()

    def sign_in(self, username: str) -> None:
        """A session and its CSRF token."""
        self.headers["X-CSRFToken"] = self.call("GET", "/api/v1/csrf")["csrf_token"]
        self.call("POST", "/api/v1/sign-in", {"username": username, "password": PASSWORD})
        self.headers["X-CSRFToken"] = self.call("GET", "/api/v1/csrf")["csrf_token"]


def _drive(server: Server, senders: list[Callable[[], list[float]]]) -> dict[str, float]:
    """Run the senders side by side; CPU-ms per visit, visits per second and the 95th percentile of a batch in ms."""
    laps: list[list[float]] = [[] for _ in senders]

    def run(number: int) -> None:
        laps[number] = senders[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(senders))]
    before, start = server.cpu() + postgres_cpu(), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - start
    spent = server.cpu() + postgres_cpu() - before
    every = sorted(lap for some in laps for lap in some)
    visits = len(every) * BATCH
    if visits != CLIENTS * BATCHES * BATCH:
        raise RuntimeError("a sender failed: its batches are missing")
    return {
        "cpu_ms": 1000 * spent / visits,
        "rate": visits / wall,
        "p95_ms": 1000 * every[int(len(every) * 0.95)],
    }


def _product(folder: Path) -> dict[str, float]:
    url = _database("wholeview_bench")
    child_ids = _people(url, folder)
    port = 8471
    acknowledged: list[str] = []
    env = {"DATABASE_URL": url, "WHOLEVIEW_INSTANCE": str(folder)}
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-w2",
        "-k",
        "gthread",
        "--threads",
        "4",
        "-b",
        f"127.0.0.1:{port}",
        "wsgi:app",
    ]
    with Server(command, f"http://127.0.0.1:{port}/sign-in", env) as server:
        senders = []
        for number in range(CLIENTS):
            connection = Connection(port)
            connection.sign_in(f"bench{number}")
            device = uuid4()
            made = list(corpus.changes(device, child_ids, BATCH * (BATCHES + 1), seed=number))
            batches = [made[at : at + BATCH] for at in range(0, len(made), BATCH)]

            def push(
                batch: list[Any], connection: Connection = connection, device: UUID = device
            ) -> None:
                reply = connection.call(
                    "POST",
                    "/api/v1/sync/push",
                    {
                        "device_id": str(device),
                        "epoch": 0,
                        "shell_version": "bench",
                        "changes": batch,
                        "have": {},
                    },
                )
                for receipt in reply["receipts"]:
                    if receipt["outcome"] != "stored" or {
                        a["outcome"] for a in receipt["answers"].values()
                    } != {"applied"}:
                        raise RuntimeError(f"not applied: {json.dumps(receipt)[:400]}")
                    acknowledged.append(receipt["change_id"])

            connection.renew()
            push(batches[0])  # warm: templates, plans, caches

            def send(
                batches: list[Any] = batches[1:],
                push: Callable[[list[Any]], None] = push,
                connection: Connection = connection,
            ) -> list[float]:
                connection.renew()
                laps = []
                for batch in batches:
                    start = time.perf_counter()
                    push(batch)
                    laps.append(time.perf_counter() - start)
                return laps

            senders.append(send)
        figures = _drive(server, senders)
    with psycopg.connect(url) as connection:
        stored = {str(row[0]) for row in connection.execute("SELECT id FROM changes")}
    figures["lost"] = len(set(acknowledged) - stored)
    _drop("wholeview_bench")
    return figures


def _floor() -> dict[str, float]:
    url = _database("wholeview_floor")
    port = 8472
    command = [
        sys.executable, "-m", "gunicorn", "-w2", "-k", "gthread", "--threads", "4", "-b", f"127.0.0.1:{port}",
        "bench.floor_server:create_app()",
    ]  # fmt: skip
    with Server(command, f"http://127.0.0.1:{port}/", {"FLOOR_DATABASE_URL": url}) as server:
        senders = []
        for _ in range(CLIENTS):
            connection = Connection(port)
            answers = {f"f{number}": "x" * 30 for number in range(150)}

            def send(
                connection: Connection = connection, answers: dict[str, str] = answers
            ) -> list[float]:
                connection.renew()
                laps = []
                for _ in range(BATCHES):
                    batch = {
                        "visits": [{"id": str(uuid4()), "answers": answers} for _ in range(BATCH)]
                    }
                    start = time.perf_counter()
                    connection.call("POST", "/push", batch)
                    laps.append(time.perf_counter() - start)
                return laps

            connection.call("POST", "/push", {"visits": []})
            senders.append(send)
        figures = _drive(server, senders)
    _drop("wholeview_floor")
    return figures


def rows() -> list[tuple[str, str, str]]:
    """The scoreboard lines: (what, measured, target)."""
    with tempfile.TemporaryDirectory() as folder:
        product = _product(Path(folder))
    floor = _floor()
    size = len(corpus.canonical(next(corpus.changes(uuid4(), [uuid4()], 1, seed=1))))
    return [
        (
            "2  server CPU per synced visit, app + PostgreSQL",
            (
                f"{product['cpu_ms']:.2f} ms ({size / 1000:.1f} kB a visit); floor {floor['cpu_ms']:.2f} ms; "
                f"ratio {product['cpu_ms'] / floor['cpu_ms']:.2f}"
            ),
            "about 1.0 ms",
        ),
        (
            "1  (beside it) visits per second; p95 of a batch",
            (
                f"{product['rate']:.0f}/s, {product['p95_ms']:.0f} ms; "
                f"floor {floor['rate']:.0f}/s, {floor['p95_ms']:.0f} ms; ratio {product['rate'] / floor['rate']:.2f}"
            ),
            ">= 0.6 of the floor",
        ),
        ("3  acknowledged but not stored in this run", f"{product['lost']:.0f}", "0"),
    ]
