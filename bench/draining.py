"""Row 14: a tablet with a hundred queued visits comes back, and then over a line that breaks.

The tablet is the browser's own code in Node, its store in memory: session, runner and transport, as they are. What it asks
for is counted by a proxy before the service; time is taken without the proxy. Draining is over once the last receipt is
written down; the tablet then fetches what is new in the same run, which is told beside it. The floor is a client that has
packed everything before and does nothing but send the same requests and read the replies.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import forms
from bench import corpus, pushing
from bench.processes import Server, median
from bench.pushing import Connection
from bench.stored import Stored, stored
from bench.sync_cost import PASSWORD, people, request, sign_in
from tests.faults.proxy import Exchange, FaultProxy
from tests.support.node import TabletProcess

QUEUED = 100
ROUNDS = 5
CUTS = 12
BATCH = 50
"""Changes in one request, as tablets send them (static/js/sync/core.js)."""
PORT = 8477
NAME = "drain"
PUSH = "/api/v1/sync/push"
Run = dict[str, Any]


class Tablet:
    """One visitor's tablet, signed in, with everything fetched."""

    def __init__(self, process: TabletProcess, url: str) -> None:
        self.process = process
        connection = Connection(PORT)
        sign_in(connection, "bench0")
        me = connection.call("GET", "/api/v1/me")
        user = {"id": me["id"], "initials": me["initials"]}
        process.ask("begin", NAME, user=user)
        self.is_before(url)
        self.comes_to_rest()

    def is_before(self, url: str) -> None:
        """From now on this is where the service is."""
        self.process.ask("connect", NAME, base=url, patience=60_000)
        body = {"username": "bench0", "password": PASSWORD}
        self.process.ask("post", NAME, path="sign-in", body=body)

    def comes_to_rest(self, tries: int = 8) -> None:
        """Runs until nothing waits; RuntimeError when that does not come."""
        for _ in range(tries):
            status = self.process.ask("sync", NAME)
            if status["state"] == "idle" and status["waiting"] == 0:
                return
        raise RuntimeError(f"the tablet does not come to rest: {status}")

    def queues(self, child_ids: list[UUID], count: int, seed: int) -> None:
        """So many new visits of 150 answers, written without a network."""
        form, chance = forms.latest(), random.Random(seed)
        for _ in range(count):
            answers = corpus.answers(form, chance, corpus.ASKED)
            for answer in answers.values():
                del answer["base"]  # the tablet says itself what stood on its screen
            child = str(chance.choice(child_ids))
            given = {"child": child, "form_version": form.version, "answers": answers}
            self.process.ask("start", NAME, **given)

    def drains(self) -> Run:
        """One run; RuntimeError when something still waits after it."""
        run: Run = self.process.ask("timed", NAME)
        if run["status"]["state"] != "idle" or run["status"]["waiting"]:
            raise RuntimeError(f"not drained: {run['status']}")
        return run


def _spent(run: Run) -> dict[str, float]:
    """Milliseconds and requests of a run: of the draining, of waiting for the service in it, and of all.

    The receipts of the last push are written down before anything else is asked for.
    """
    asked = run["requests"]
    last = max(at for at, one in enumerate(asked) if one["path"] == PUSH)
    draining = asked[: last + 1]
    fetching = asked[last + 1 :]
    return {
        "drained": fetching[0]["began"] if fetching else run["took"],
        "waited": sum(one["read"] - one["began"] for one in draining),
        "requests": len(draining),
        "took": run["took"],
        "all": len(asked),
    }


def _middle(runs: list[Run]) -> dict[str, float]:
    spent = [_spent(run) for run in runs]
    return {name: median(one[name] for one in spent) for name in spent[0]}


def _counted(tablet: Tablet, child_ids: list[UUID], service: str) -> dict[str, float]:
    """Requests and bytes of one draining, and requests of its whole run, as they came by on the way to the service."""
    with FaultProxy([PORT]) as proxy:
        tablet.is_before(proxy.url)
        tablet.comes_to_rest()
        tablet.queues(child_ids, QUEUED, seed=14)
        proxy.log.clear()
        tablet.drains()
        seen = list(proxy.log)
    tablet.is_before(service)
    last = max(at for at, one in enumerate(seen) if one.path == PUSH)
    draining = seen[: last + 1]
    return {
        "requests": len(draining),
        "all": len(seen),
        "sent": sum(len(one.body) for one in draining),
        "received": sum(len(body) for one in draining for _, _, body in one.replies),
    }


class Cut:
    """A fault: the line breaks at some byte of a push, or of its reply, and carries nothing more."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def __call__(self, exchange: Exchange) -> None:
        if self.chance.random() < 0.5:
            with exchange.begin() as line:
                line.sendall(exchange.body[: self.chance.randrange(len(exchange.body))])
        else:
            status, headers, body = exchange.ask()
            part = body[: self.chance.randrange(len(body))]
            exchange.answer((status, headers, part), told_length=len(body))
        exchange.hang_up()


def _changes(pushed: Exchange) -> list[dict[str, Any]]:
    packed = any(name.lower() == "content-encoding" for name, _ in pushed.headers)
    body = json.loads(gzip.decompress(pushed.body) if packed else pushed.body)
    changes: list[dict[str, Any]] = body["changes"]
    return changes


def _receipts(pushed: Exchange) -> Iterator[dict[str, Any]]:
    for status, headers, body in pushed.replies:
        if status == 200:
            packed = any(name.lower() == "content-encoding" for name, _ in headers)
            yield from json.loads(gzip.decompress(body) if packed else body)["receipts"]


def _cut(tablet: Tablet, child_ids: list[UUID], url: str) -> dict[str, float]:
    """A hundred visits again and again, each time over a line that breaks once: the most visits that had to be sent again
    after one break, and what of all of them came to be lost or doubled.
    """
    chance = random.Random(14)
    sent: dict[str, Any] = {}
    receipted: dict[str, str] = {}
    most = 0
    with FaultProxy([PORT]) as proxy:
        tablet.is_before(proxy.url)
        for number in range(CUTS):
            tablet.queues(child_ids, QUEUED, seed=1000 + number)
            proxy.log.clear()
            proxy.spoil("push", *[_passed] * chance.randrange(QUEUED // BATCH), Cut(chance))
            tablet.comes_to_rest()
            pushes = proxy.sent_to("push")
            times = Counter(change["change_id"] for one in pushes for change in _changes(one))
            if len(times) != QUEUED:
                raise RuntimeError(f"{len(times)} changes for {QUEUED} visits")
            most = max(most, times.total() - QUEUED)
            sent |= {change["change_id"]: change for one in pushes for change in _changes(one)}
            receipted |= {
                receipt["change_id"]: receipt["visit_id"]
                for one in pushes
                for receipt in _receipts(one)
            }
    found: Stored = stored(url)
    unknown = len(sent.keys() - receipted.keys())
    return {
        "again": most,
        "lost": found.lost(sent, receipted) + unknown,
        "doubled": found.doubled(sent, receipted),
    }


def _passed(exchange: Exchange) -> None:
    exchange.answer(exchange.ask())


def _floor(child_ids: list[UUID], count: int, seed: int) -> float:
    """Milliseconds for the requests of a draining, made and packed before, each reply read and not looked at."""
    connection, device = Connection(PORT), uuid4()
    sign_in(connection, "bench0")
    connection.headers["Accept-Encoding"] = "gzip"
    made = list(corpus.changes(device, child_ids, count, seed=seed))
    batches = [
        gzip.compress(request(device, made[at : at + BATCH]), 6) for at in range(0, count, BATCH)
    ]
    report = {"device_id": str(device), "epoch": 0, "issued": count, "unsent": count, "have": {}}
    asked: list[tuple[str, str, bytes | None]] = [
        ("GET", "/api/v1/me", None),
        ("GET", "/api/v1/csrf", None),
        ("POST", "/api/v1/sync/contact", pushing.packed(report)),
        *(("POST", PUSH, batch) for batch in batches),
    ]
    connection.renew()
    start = time.perf_counter()
    replies = [
        connection.ask(method, path, body, {"Content-Encoding": "gzip"} if path == PUSH else {})
        for method, path, body in asked
    ]
    spent = time.perf_counter() - start
    receipts = sum(len(json.loads(reply)["receipts"]) for reply in replies[3:])
    if receipts != count:
        raise RuntimeError(f"{receipts} receipts for {count} visits")
    return 1000 * spent


@contextmanager
def _served() -> Iterator[tuple[str, list[UUID]]]:
    """A service of two workers with nothing in it: the URL of its database, and its children."""
    with pushing.fresh_database("wholeview_drain") as url, tempfile.TemporaryDirectory() as folder:
        _, child_ids = people(url, Path(folder))
        env = {"DATABASE_URL": url, "WHOLEVIEW_INSTANCE": folder}
        command = [sys.executable, "-m", "gunicorn", *pushing.gunicorn(PORT, "wsgi:app")]
        with Server(command, f"http://127.0.0.1:{PORT}/sign-in", env, "wholeview_drain"):
            yield url, child_ids


def rows() -> list[tuple[str, str, str]]:
    """The scoreboard lines: (what, measured, target)."""
    service = f"http://127.0.0.1:{PORT}"
    with _served() as (url, child_ids), TabletProcess() as process:
        tablet = Tablet(process, service)
        counted = _counted(tablet, child_ids, service)  # warms both sides as well
        runs: dict[int, list[Run]] = {1: [], QUEUED: []}
        for number in range(ROUNDS):
            for count in runs:
                tablet.queues(child_ids, count, seed=100 * count + number)
                runs[count].append(tablet.drains())
        floor = median(_floor(child_ids, QUEUED, seed=500 + one) for one in range(ROUNDS))
        cut = _cut(tablet, child_ids, url)
    one, hundred = _middle(runs[1]), _middle(runs[QUEUED])
    own = hundred["drained"] - hundred["waited"]
    return [
        (
            f"14  draining {QUEUED} queued visits, until the last receipt is written down; tablet in Node, store in memory",
            (
                f"{hundred['drained']:.0f} ms, of which {hundred['waited']:.0f} ms waiting for the service and "
                f"{own:.0f} ms the tablet's own work; {counted['requests']:.0f} requests, "
                f"{counted['sent'] / 1000:.0f} kB sent and {counted['received'] / 1000:.0f} kB received; "
                f"with what it fetches in the same run {hundred['took']:.0f} ms and {counted['all']:.0f} requests. "
                f"A client that only sends and reads: {floor:.0f} ms. A visit of a hundred costs "
                f"{hundred['drained'] / QUEUED / one['drained']:.2f} of one alone ({one['drained']:.0f} ms)"
            ),
            "<= 300 ms, <= 6 requests, <= 120 kB; <= 1.1x a visit",
        ),
        (
            f"14  the same {CUTS} times over a line that breaks once, at any byte of a push or of its reply",
            (
                f"at most {cut['again']:.0f} visits sent again after a break; {cut['lost']:.0f} lost, "
                f"{cut['doubled']:.0f} doubled"
            ),
            f"one batch ({BATCH}); 0 and 0",
        ),
    ]
