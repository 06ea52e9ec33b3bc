"""Row 3: 10,000 changes by four writers of one team, through a bad network, while workers and the database are killed.

Two app processes on one PostgreSQL of the bench's own stand behind a proxy that loses, cuts and doubles requests. A batch
without a receipt is sent again, as tablets do. In the end every receipt is held against the database.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from bench import corpus, pushing, sync_cost
from bench.processes import Server
from bench.pushing import BATCH, CLIENTS, Connection
from bench.stored import stored
from tests.faults import proxy as faults
from tests.support.own_postgres import OwnPostgres, own_postgres

CHANGES = 10_000
SEED = 3
PORTS = (8474, 8475)
PATIENCE = 120
"""Seconds a batch is tried again for: a service that never comes back ends the bench."""
SPOILT = 0.2
FAULTS = (faults.lost, faults.reply_lost, faults.reset, faults.doubled, faults.reply_cut)


class Writer:
    """One visitor: sends her batches in order, each until it is receipted."""

    def __init__(self, number: int, port: int, batches: list[tuple[list[Any], bytes]]) -> None:
        self.connection = Connection(port)
        sync_cost.sign_in(self.connection, f"bench{number}")
        self.batches = batches
        self.receipted: dict[str, str] = {}  # change id -> visit id
        self.tries = 0
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            for _, sent in self.batches:
                reply = self._sent(sent)
                for receipt in json.loads(reply)["receipts"]:
                    if receipt["outcome"] != "stored":
                        raise RuntimeError(f"not stored: {receipt}"[:300])
                    self.receipted[receipt["change_id"]] = receipt["visit_id"]
        except Exception as error:  # told by the main thread
            self.error = error

    def _sent(self, sent: bytes) -> bytes:
        deadline = time.monotonic() + PATIENCE
        while True:
            self.tries += 1
            self.connection.renew()
            try:
                return self.connection.ask("POST", "/api/v1/sync/push", sent)
            except (OSError, http.client.HTTPException, RuntimeError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)


def _kill_a_worker(servers: list[Server], chance: random.Random) -> None:
    pid = chance.choice(servers).process.pid
    workers = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    with suppress(ProcessLookupError):
        os.kill(int(chance.choice(workers)), signal.SIGKILL)


def _kill_a_backend(url: str) -> None:
    """PostgreSQL then ends every other process it has, and recovers from its log."""
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
            " AND pid <> pg_backend_pid() ORDER BY state = 'active' DESC LIMIT 1"
        ).fetchone()
    if found:
        os.kill(found[0], signal.SIGKILL)


def _crash(cluster: OwnPostgres) -> None:
    cluster.crash()
    cluster.start()


def _driven(
    writers: list[Writer], servers: list[Server], cluster: OwnPostgres, url: str
) -> tuple[int, int]:
    """Let them write, and kill as the receipts come in; returns kills of workers and of the database."""
    chance = random.Random(SEED)
    kills = [
        (0.1, lambda: _kill_a_worker(servers, chance)),
        (0.2, lambda: _kill_a_backend(url)),
        (0.35, lambda: _kill_a_worker(servers, chance)),
        (0.5, lambda: _crash(cluster)),
        (0.65, lambda: _kill_a_worker(servers, chance)),
        (0.75, lambda: _kill_a_backend(url)),
        (0.85, lambda: _kill_a_worker(servers, chance)),
    ]
    threads = [threading.Thread(target=writer.run) for writer in writers]
    for thread in threads:
        thread.start()
    for share, kill in kills:
        while sum(len(writer.receipted) for writer in writers) < share * CHANGES:
            if not any(thread.is_alive() for thread in threads):
                break
            time.sleep(0.01)
        kill()
    for thread in threads:
        thread.join()
    for writer in writers:
        if writer.error:
            raise writer.error
    return 4, 3


def rows() -> list[tuple[str, str, str]]:
    """The scoreboard line: (what, measured, target)."""
    chance = random.Random(SEED)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        cluster = stack.enter_context(own_postgres())
        url = cluster.url.replace("+psycopg", "")
        _, child_ids = sync_cost.people(url, folder)
        env = {"DATABASE_URL": url, "WHOLEVIEW_INSTANCE": str(folder)}
        servers = [
            stack.enter_context(
                Server(
                    [sys.executable, "-m", "gunicorn", *pushing.gunicorn(port, "wsgi:app")],
                    f"http://127.0.0.1:{port}/sign-in",
                    env,
                )
            )
            for port in PORTS
        ]
        network = stack.enter_context(faults.FaultProxy([*PORTS]))
        writers, sent = [], {}
        for number in range(CLIENTS):
            device = uuid4()
            made = list(corpus.changes(device, child_ids, CHANGES // CLIENTS, seed=number, most=20))
            sent |= {change["change_id"]: change for change in made}
            batches = [
                (made[at : at + BATCH], sync_cost.request(device, made[at : at + BATCH]))
                for at in range(0, len(made), BATCH)
            ]
            writers.append(Writer(number, int(network.url.rpartition(":")[2]), batches))
        network.spoil(
            "push",
            *(
                chance.choice(FAULTS) if chance.random() < SPOILT else faults.passed
                for _ in range(CHANGES)
            ),
        )
        start = time.perf_counter()
        workers_killed, databases_killed = _driven(writers, servers, cluster, url)
        wall = time.perf_counter() - start
        found = stored(url)
    receipted = {mid: visit for writer in writers for mid, visit in writer.receipted.items()}
    lost, doubled = found.lost(sent, receipted), found.doubled(sent, receipted)
    return [
        (
            f"3  of {len(receipted):,} receipted changes: not stored, or an answer of it missing; stored or audited twice",
            (
                f"{lost}; {doubled}; {sum(writer.tries for writer in writers)} requests for "
                f"{sum(len(writer.batches) for writer in writers)} batches, {workers_killed} workers and "
                f"{databases_killed} times the database killed, {wall:.0f} s, seed {SEED}"
            ),
            "0 and 0, always",
        )
    ]
