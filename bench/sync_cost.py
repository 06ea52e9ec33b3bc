"""Rows 1 to 4 and 15: what it costs to take in and hand out visits, beside Kinto and beside the floor in the same run.

Four clients push new visits in batches of 25 to two workers on PostgreSQL. Every visit answers the same 150 questions.
All three are sent the same answers, with kind, source and base; beside that stands what Kinto and the floor take for the
values alone, less than half the bytes. Every acknowledged change is looked up in the database afterwards: a fast server
that loses one has failed.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg

from bench import corpus, kinto, pushing
from bench.processes import Server, tree_memory
from bench.pushing import BATCH, BATCHES, CLIENTS, Connection
from bench.stored import stored

MOST_ROWS = 500
"""Rows the service gives in one page."""
PASSWORD = "bench only, eleven herons"
PULLED = 1000


def people(url: str, folder: Path) -> tuple[UUID, list[UUID]]:
    """A team with four visitors and fifty children; returns the team and the children."""
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
        return team.id, [child.id for child in made]


def sign_in(connection: Connection, username: str) -> None:
    """A session and its CSRF token."""
    connection.headers["X-CSRFToken"] = connection.call("GET", "/api/v1/csrf")["csrf_token"]
    connection.call("POST", "/api/v1/sign-in", {"username": username, "password": PASSWORD})
    connection.headers["X-CSRFToken"] = connection.call("GET", "/api/v1/csrf")["csrf_token"]


def _product(folder: Path) -> dict[str, float]:
    with pushing.fresh_database("wholeview_bench") as url:
        team_id, child_ids = people(url, folder)
        port = 8471
        replies: list[bytes] = []
        sent: dict[str, Any] = {}
        env = {"DATABASE_URL": url, "WHOLEVIEW_INSTANCE": str(folder)}
        command = [sys.executable, "-m", "gunicorn", *pushing.gunicorn(port, "wsgi:app")]
        with Server(command, f"http://127.0.0.1:{port}/sign-in", env, "wholeview_bench") as server:
            senders = []
            for number in range(CLIENTS):
                connection = Connection(port)
                sign_in(connection, f"bench{number}")
                device = uuid4()
                made = list(corpus.changes(device, child_ids, BATCH * (BATCHES + 1), seed=number))
                sent |= {change["change_id"]: change for change in made}
                batches = [
                    request(device, made[at : at + BATCH]) for at in range(0, len(made), BATCH)
                ]

                def push(batch: bytes, connection: Connection = connection) -> None:
                    replies.append(connection.ask("POST", "/api/v1/sync/push", batch))

                connection.renew()
                push(batches[0])  # warm: templates, plans, caches
                senders.append(pushing.sender(connection, push, batches[1:]))
            figures = pushing.drive(server, senders)
            receipted = {
                change_id: visit for reply in replies for change_id, visit in _receipted(reply)
            }
            figures |= _pull(server, team_id, port)
            figures |= _kept(server, url)
        found = stored(url)
        return figures | {
            "receipted": len(receipted),
            "lost": found.lost(sent, receipted),
            "doubled": found.doubled(sent, receipted),
        }


def request(device: UUID, changes: list[Any]) -> bytes:
    return pushing.packed(
        {"device_id": str(device), "epoch": 0, "shell_version": "bench", "changes": changes}
    )


def _receipted(reply: bytes) -> list[tuple[str, str]]:
    """(change, visit) of those that were acknowledged; RuntimeError when one was not simply applied."""
    receipts = json.loads(reply)["receipts"]
    for receipt in receipts:
        outcomes = {answer["outcome"] for answer in receipt["answers"].values()}
        if receipt["outcome"] != "stored" or outcomes != {"applied"}:
            raise RuntimeError(f"not applied: {receipt}"[:400])
    return [(receipt["change_id"], receipt["visit_id"]) for receipt in receipts]


def _pull(server: Server, team_id: UUID, port: int) -> dict[str, float]:
    """A new tablet fetches a thousand rows, page after page."""
    connection = Connection(port)
    sign_in(connection, "bench0")
    connection.headers["Accept-Encoding"] = "gzip"
    before, spent = server.cpu(), 0.0
    cursor = rows = wire = raw = 0
    while rows < PULLED:
        start = time.perf_counter()
        text = connection.ask(
            "GET",
            f"/api/v1/sync/pull?scope={team_id}&after={cursor}&limit={min(MOST_ROWS, PULLED - rows)}",
        )
        spent += time.perf_counter() - start
        page = json.loads(text)
        wire, raw = wire + connection.bytes_read, raw + connection.bytes_unpacked
        rows, cursor = rows + len(page["rows"]), page["to"]
        if not page["more"]:
            break
    return {
        "pull_ms": 1000 * spent,
        "pull_cpu_ms": 1000 * (server.cpu() - before),
        "pull_bytes": wire,
        "pull_raw": raw,
        "pulled": rows,
    }


def _kept(server: Server, url: str) -> dict[str, float]:
    """What the load has left behind: memory of the processes, and bytes of the tables a visit is written to."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM visits), sum(pg_total_relation_size(name::regclass))"
            " FROM unnest(ARRAY['visits', 'changes', 'feed', 'audit_events']) AS name"
        ).fetchone()
    assert row is not None
    return {"memory_mb": tree_memory(server.process.pid), "visit_kb": float(row[1]) / row[0] / 1000}


def _floor(plain: list[list[dict[str, Any]]], *, whole: bool) -> dict[str, float]:
    with pushing.fresh_database("wholeview_floor") as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE floor (id uuid PRIMARY KEY, body json NOT NULL)")
        port = 8472
        command = [sys.executable, "-m", "gunicorn"]
        command += pushing.PEER + pushing.gunicorn(port, "bench.floor_server:create_app()")
        names = sorted({name for visits in plain for visit in visits for name in visit})
        env = {
            "FLOOR_DATABASE_URL": url,
            "FLOOR_FIELDS": ",".join(names),
            "FLOOR_WHOLE": "yes" if whole else "no",
        }
        with Server(command, f"http://127.0.0.1:{port}/", env, "wholeview_floor") as server:
            senders = []
            for visits in plain:
                connection = Connection(port)

                def push(sent: bytes, connection: Connection = connection) -> None:
                    connection.ask("POST", "/push", sent)

                named = [{"id": str(uuid4()), "answers": visit} for visit in visits]
                batches = [
                    pushing.packed({"visits": named[at : at + BATCH]})
                    for at in range(0, len(named), BATCH)
                ]
                push(batches[0])
                senders.append(pushing.sender(connection, push, batches[1:]))
            return pushing.drive(server, senders)


def _times(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f}x"


def rows() -> list[tuple[str, str, str]]:
    """The scoreboard lines: (what, measured, target)."""
    counts = [(BATCH * (BATCHES + 1), number) for number in range(CLIENTS)]
    whole, bare = (
        [corpus.peer_visits(count, seed, whole=told) for count, seed in counts]
        for told in (True, False)
    )
    with tempfile.TemporaryDirectory() as folder:
        ours = _product(Path(folder))
    peer, floor = kinto.measure(whole), _floor(whole, whole=True)
    bare_peer, bare_floor = kinto.measure(bare), _floor(bare, whole=False)
    sent = len(corpus.canonical(next(corpus.changes(uuid4(), [uuid4()], 1, seed=1)))) / 1000
    whole_kb, bare_kb = (len(corpus.canonical(visits[0][0])) / 1000 for visits in (whole, bare))
    per_row, peer_row, bare_row = (
        figures["pull_ms"] / figures["pulled"] for figures in (ours, peer, bare_peer)
    )
    return [
        (
            "1  visits per second; 95th percentile of a batch of 25",
            (
                f"{ours['rate']:.0f}/s, {ours['p95_ms']:.0f} ms; Kinto {peer['rate']:.0f}/s, {peer['p95_ms']:.0f} ms "
                f"({_times(ours['rate'], peer['rate'])}, {_times(ours['p95_ms'], peer['p95_ms'])}); "
                f"floor {floor['rate']:.0f}/s ({_times(ours['rate'], floor['rate'])}). Values alone: "
                f"Kinto {bare_peer['rate']:.0f}/s, {bare_peer['p95_ms']:.0f} ms "
                f"({_times(ours['rate'], bare_peer['rate'])}, {_times(ours['p95_ms'], bare_peer['p95_ms'])}); "
                f"floor {bare_floor['rate']:.0f}/s ({_times(ours['rate'], bare_floor['rate'])})"
            ),
            ">= 5x Kinto, >= 0.6 of the floor; p95 <= 0.3x Kinto",
        ),
        (
            "2  server CPU per synced visit, app + PostgreSQL",
            (
                f"{ours['cpu_ms']:.2f} ms ({sent:.1f} kB a visit); Kinto {peer['cpu_ms']:.2f} ms ({whole_kb:.1f} kB; "
                f"{_times(ours['cpu_ms'], peer['cpu_ms'])}); floor {floor['cpu_ms']:.2f} ms "
                f"({_times(ours['cpu_ms'], floor['cpu_ms'])}). Values alone ({bare_kb:.1f} kB): "
                f"Kinto {bare_peer['cpu_ms']:.2f} ms ({_times(ours['cpu_ms'], bare_peer['cpu_ms'])}); floor "
                f"{bare_floor['cpu_ms']:.2f} ms ({_times(ours['cpu_ms'], bare_floor['cpu_ms'])})"
            ),
            "<= 0.15x Kinto",
        ),
        (
            f"3  of the {ours['receipted']:,.0f} receipted changes of this run: not stored whole; stored or audited twice",
            f"{ours['lost']:.0f}; {ours['doubled']:.0f}; Kinto lost {peer['lost']:.0f} of {peer['acknowledged']:.0f}",
            "0 and 0",
        ),
        (
            f"4  fetching {ours['pulled']:.0f} changed visits",
            (
                f"{ours['pull_ms']:.0f} ms, {ours['pull_cpu_ms']:.0f} ms CPU, {ours['pull_bytes'] / 1e6:.2f} MB on the "
                f"wire of {ours['pull_raw'] / 1e6:.2f} MB ({_times(ours['pull_bytes'], ours['pull_raw'])}); "
                f"Kinto {peer['pull_ms']:.0f} ms, {peer['pull_cpu_ms']:.0f} ms CPU, {peer['pull_bytes'] / 1e6:.2f} MB "
                f"for {peer['pulled']:.0f} (a visit: {_times(per_row, peer_row)}). Values alone: "
                f"{bare_peer['pull_ms']:.0f} ms for {bare_peer['pulled']:.0f} (a visit: {_times(per_row, bare_row)})"
            ),
            "<= 0.7x Kinto; wire <= 0.2x of raw",
        ),
        (
            "15  memory of two workers after the load (PSS); storage of a visit with its change, receipt and audit",
            (
                f"{ours['memory_mb']:.0f} MB; {ours['visit_kb']:.1f} kB, Kinto {peer['visit_kb']:.1f} kB "
                f"({_times(ours['visit_kb'], peer['visit_kb'])}). Values alone: Kinto {bare_peer['visit_kb']:.1f} kB "
                f"({_times(ours['visit_kb'], bare_peer['visit_kb'])})"
            ),
            "<= 200 MB; <= 3.4 kB",
        ),
    ]
