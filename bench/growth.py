"""Row 8: what the hundredfold of visits changes for whoever sends, fetches or reviews.

All visits are one team's, which is the hardest case: in a service of many teams each has its part. A thousand are pushed
as tablets push them; then the tables are filled up with copies of their rows, and the same is measured again. As many
visits wait for the manager in either case: those that do not are signed off.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg

from bench import corpus, pushing
from bench.processes import Server
from bench.pushing import BATCH, BATCHES, CLIENTS, Connection
from bench.sync_cost import MOST_ROWS, PASSWORD, PULLED, people, request, sign_in

FIRST = 1_000
MOST = int(os.environ.get("WHOLEVIEW_GROWTH", "100000"))
WAITING = 500
LOADS = 40
PORT = 8476

ARCHIVE = """
UPDATE visits SET status = 'signed_off', submitted_at = changed_at, signed_off_at = changed_at, round = 1,
  signed_off_by = author_id
"""
WAIT = """
UPDATE visits SET status = 'submitted', signed_off_at = NULL, signed_off_by = NULL,
  submitted_at = changed_at - random() * interval '9 days'
WHERE id IN (SELECT id FROM visits ORDER BY id LIMIT %s)
"""
# Copies keep what they cost: the same columns, new ids, places of their own in the feed and in the chains.
FILL = """
CREATE TEMP TABLE times AS SELECT generate_series(1, %(times)s) AS n;
CREATE TEMP TABLE ids AS
  SELECT v.id AS old, t.n, gen_random_uuid() AS id FROM visits v CROSS JOIN times t;
CREATE TEMP TABLE kids AS
  SELECT c.id AS old, t.n, gen_random_uuid() AS id FROM children c CROSS JOIN times t;
INSERT INTO children ({children})
  SELECT {children_copied} FROM children o JOIN kids ON kids.old = o.id;
INSERT INTO visits ({visits})
  SELECT {visits_copied} FROM visits o JOIN ids ON ids.old = o.id
  JOIN kids ON kids.old = o.child_id AND kids.n = ids.n;
INSERT INTO changes ({changes})
  SELECT {changes_copied} FROM changes o JOIN ids ON ids.old = o.visit_id
  JOIN kids ON kids.old = o.child_id AND kids.n = ids.n;
INSERT INTO feed ({feed})
  SELECT {feed_copied} FROM feed o JOIN scopes s ON s.team_id = o.team_id
  JOIN ids ON o.key = 'visit:' || ids.old;
UPDATE devices SET highest_seq = highest_seq * (%(times)s + 1);
UPDATE devices SET settled_seq = highest_seq;
UPDATE scopes SET head = head * (%(times)s + 1);
INSERT INTO audit_events ({audit_events})
  SELECT {audit_events_copied} FROM audit_events o JOIN audit_chains c ON c.chain = o.chain
  CROSS JOIN times;
UPDATE audit_chains SET number = number * (%(times)s + 1);
"""
INSTEAD = {
    "children": {"id": "kids.id", "nhs_number": "NULL"},
    "visits": {"id": "ids.id", "child_id": "kids.id"},
    "changes": {
        "id": "gen_random_uuid()",
        "visit_id": "ids.id",
        "child_id": "kids.id",
        "device_seq": "o.device_seq + ids.n * (SELECT highest_seq FROM devices d WHERE d.id = o.device_id)",
    },
    "feed": {"key": "'visit:' || ids.id", "seq": "o.seq + ids.n * s.head"},
    "audit_events": {"number": "o.number + times.n * c.number"},
}


def _columns(connection: psycopg.Connection[Any], table: str) -> list[str]:
    rows = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND (column_default IS NULL OR column_default NOT LIKE 'nextval%%')",
        (table,),
    )
    return [row[0] for row in rows]


def _fill(url: str, times: int) -> None:
    """Put `times` copies of every visit beside it, with all that belongs to it."""
    with psycopg.connect(url) as connection:
        names = {}
        for table, instead in INSTEAD.items():
            columns = _columns(connection, table)
            names[table] = ", ".join(columns)
            names[f"{table}_copied"] = ", ".join(
                instead.get(column, f"o.{column}") for column in columns
            )
        for statement in FILL.format(**names).split(";\n"):
            if statement.strip():
                connection.execute(statement.replace("%(times)s", str(times)))


GATHERED = """
INSERT INTO child_facts (child_id, version, visits, seq, child_at, contacts, urgent, unknowns, father_missed, baby_missed,
  shares, findings, must_see, thresholds)
SELECT c.id, %s, count(v.id), coalesce(max(v.seq), 0), c.updated_at, 0, 0, 0, 0, 0, 0, '[]', '[]', %s
FROM children c LEFT JOIN visits v ON v.child_id = c.id GROUP BY c.id
ON CONFLICT (child_id) DO UPDATE SET visits = excluded.visits, seq = excluded.seq
"""


def _settle(url: str) -> None:
    """As the database stands some while after: each child looked at, everything counted and written to the disk."""
    from app.gathered.operations import VERSION
    from app.gathered.queries import thresholds_as_text
    from app.pathways.rules import thresholds_of

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(GATHERED, (VERSION, thresholds_as_text(thresholds_of({}))))
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _manager(url: str, team_id: UUID) -> None:
    from app import create_app
    from app.accounts import operations as accounts
    from app.database import commit
    from app.permissions import Role

    with create_app({"DATABASE_URL": url}).app_context():
        accounts.create_user(
            None,
            username="manager",
            name="Manager",
            role=Role.MANAGER,
            password=PASSWORD,
            team_ids=[team_id],
        )
        commit()


def _visitors(child_ids: list[UUID], seed: int) -> list[Callable[[], list[float]]]:
    """Four tablets with new visits in batches, the first of each sent already."""
    senders = []
    for number in range(CLIENTS):
        connection, device = Connection(PORT), uuid4()
        sign_in(connection, f"bench{number}")
        made = list(corpus.changes(device, child_ids, BATCH * (BATCHES + 1), seed=seed + number))
        batches = [request(device, made[at : at + BATCH]) for at in range(0, len(made), BATCH)]

        def push(sent: bytes, connection: Connection = connection) -> None:
            connection.ask("POST", "/api/v1/sync/push", sent)

        connection.renew()
        push(batches[0])
        senders.append(pushing.sender(connection, push, batches[1:]))
    return senders


def _pull(server: Server, url: str, team_id: UUID) -> dict[str, float]:
    """The newest thousand rows, the fastest of three times."""
    connection = Connection(PORT)
    sign_in(connection, "bench0")
    connection.headers["Accept-Encoding"] = "gzip"
    with psycopg.connect(url) as database:
        row = database.execute("SELECT head FROM scopes WHERE team_id = %s", (team_id,)).fetchone()
    assert row is not None
    laps, spent = [], []
    for _ in range(3):
        connection.renew()
        before, start, cursor = server.cpu(), time.perf_counter(), row[0] - PULLED
        for _ in range(PULLED // MOST_ROWS):
            connection.ask(
                "GET", f"/api/v1/sync/pull?scope={team_id}&after={cursor}&limit={MOST_ROWS}"
            )
            cursor += MOST_ROWS  # the newest rows have no gaps: nothing was written twice
        laps.append(time.perf_counter() - start)
        spent.append(server.cpu() - before)
    return {"pull_ms": 1000 * min(laps), "pull_cpu_ms": 1000 * min(spent)}


def _review(url: str) -> dict[str, float]:
    """The manager's list: its first page, and one that begins behind nine tenths of it."""
    connection = Connection(PORT)
    sign_in(connection, "manager")
    with psycopg.connect(url) as database:
        row = database.execute(
            "SELECT to_char(submitted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), id FROM visits"
            " WHERE status = 'submitted' ORDER BY submitted_at, id OFFSET %s LIMIT 1",
            (WAITING * 9 // 10,),
        ).fetchone()
    assert row is not None
    found = {}
    for name, path in (("first", "/review/"), ("deep", f"/review/?after={row[0]}~{row[1]}")):
        laps = []
        connection.renew()
        for lap in range(LOADS + 5):
            start = time.perf_counter()
            shown = connection.ask("GET", path)
            if lap >= 5:
                laps.append(1000 * (time.perf_counter() - start))
        if shown.count(b"wv-waiting__row") != 25:
            raise RuntimeError(f"{path} does not show a page")
        laps.sort()
        found |= {f"{name}_p50": laps[LOADS // 2], f"{name}_p95": laps[int(LOADS * 0.95)]}
    return found


def _measured(
    server: Server, url: str, team_id: UUID, child_ids: list[UUID], seed: int
) -> dict[str, float]:
    # The pages first: what is pushed makes their first look a longer one.
    found = _review(url) | pushing.drive(server, _visitors(child_ids, seed))
    return found | _pull(server, url, team_id)


def rows() -> list[tuple[str, str, str]]:
    """The scoreboard lines: (what, measured, target)."""
    with pushing.fresh_database("wholeview_growth") as url, tempfile.TemporaryDirectory() as folder:
        team_id, child_ids = people(url, Path(folder))
        _manager(url, team_id)
        env = {"DATABASE_URL": url, "WHOLEVIEW_INSTANCE": folder}
        command = [sys.executable, "-m", "gunicorn", *pushing.gunicorn(PORT, "wsgi:app")]
        with Server(command, f"http://127.0.0.1:{PORT}/sign-in", env, "wholeview_growth") as server:
            pushing.drive(server, _visitors(child_ids, 100))
            with psycopg.connect(url) as connection:
                connection.execute(ARCHIVE)
                connection.execute(WAIT, (WAITING,))
            _settle(url)
            few = _measured(server, url, team_id, child_ids, 200)
            with psycopg.connect(url) as connection:
                connection.execute(ARCHIVE + "WHERE status = 'open'")
                # Those that wait are not copied: they stay as many.
                connection.execute(ARCHIVE + "WHERE status = 'submitted'")
            _fill(url, MOST // (2 * FIRST) - 1)
            with psycopg.connect(url) as connection:
                connection.execute(WAIT, (WAITING,))
                count = connection.execute("SELECT count(*) FROM visits").fetchone()
            assert count is not None
            _settle(url)
            many = _measured(server, url, team_id, child_ids, 300)

    def grown(name: str, unit: str = "ms") -> str:
        return f"{few[name]:.2f} to {many[name]:.2f} {unit} ({many[name] / few[name]:.2f}x)"

    return [
        (
            f"8  from {FIRST:,} to {count[0]:,} visits of one team: CPU per synced visit; fetching {PULLED:,}",
            f"{grown('cpu_ms')}; {grown('pull_ms')}, {grown('pull_cpu_ms', 'ms CPU')}",
            "<= 1.15",
        ),
        (
            f"8  the manager's list with {WAITING} waiting: first page, and behind nine tenths",
            (
                f"p50 {grown('first_p50')}, p95 {many['first_p95']:.0f} ms; deep p50 {grown('deep_p50')}, "
                f"p95 {many['deep_p95']:.0f} ms; deep is {many['deep_p50'] / many['first_p50']:.2f} of first"
            ),
            "p95 <= 20 ms; <= 1.15; deep = first",
        ),
    ]
