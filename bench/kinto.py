"""The peer of rows 1 to 4: Kinto, a sync server with batches on PostgreSQL, in a virtual environment of its own.

It keeps what it is given and no more: no merge, no history, no audit, no feed.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from bench import pushing
from bench.processes import Server

PINS = ("kinto[postgresql]==26.5.0", "gunicorn==27.0.1", "setuptools==65.5.0")
HOME = Path(__file__).parents[1] / ".bench" / "kinto"
PORT = 8473
RECORDS = "/v1/buckets/visits/collections/team/records"

SETTINGS = """\
[app:main]
use = egg:kinto
kinto.storage_backend = kinto.core.storage.postgresql
kinto.storage_url = {url}
kinto.permission_backend = kinto.core.permission.postgresql
kinto.permission_url = {url}
kinto.cache_backend = kinto.core.cache.memory
kinto.userid_hmac_secret = bench
multiauth.policies = basicauth
kinto.bucket_create_principals = system.Authenticated
kinto.batch_max_requests = 25
kinto.paginate_by = 10000

[server:main]
use = egg:waitress#main
port = {port}
"""


def _program(name: str) -> str:
    """A program of the peer's environment, which is made on first use."""
    if not (HOME / "bin" / name).exists():
        print("Installing Kinto into an environment of its own", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(HOME)], check=True)
        pip = [str(HOME / "bin/python"), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, *PINS], check=True)
    return str(HOME / "bin" / name)


def _connection(number: int = 0) -> pushing.Connection:
    made = pushing.Connection(PORT)
    account = base64.b64encode(f"bench{number}:secret".encode()).decode()
    made.headers["Authorization"] = f"Basic {account}"
    return made


def _request(visits: list[tuple[str, dict[str, Any]]]) -> tuple[list[str], bytes]:
    """The names in a batch, and the batch as it travels."""
    requests = [
        {"method": "PUT", "path": f"{RECORDS}/{name}", "body": {"data": visit}}
        for name, visit in visits
    ]
    return [name for name, _ in visits], pushing.packed({"requests": requests})


def _stored(names: list[str], reply: bytes) -> list[str]:
    """The names that were acknowledged."""
    said = json.loads(reply)["responses"]
    return [name for name, one in zip(names, said, strict=True) if one["status"] < 300]


def _kept(url: str) -> float:
    """Bytes of the two tables a record is written to, without what its aborted batches left in them."""
    names = ["objects", "access_control_entries"]
    with psycopg.connect(url, autocommit=True) as connection:
        for name in names:
            connection.execute(f"VACUUM FULL {name}")
        row = connection.execute(
            "SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(%s::text[]) AS name",
            (names,),
        ).fetchone()
    assert row is not None
    return float(row[0])


def measure(visits: list[list[dict[str, Any]]]) -> dict[str, float]:
    """What `pushing.drive` says of Kinto with one list of visits for each client, the first batch of each not counted.

    Beside it: `lost` (acknowledged by a 2xx and not stored), and for a pull of a thousand, or of what
    there is: `pulled`, `pull_ms`, `pull_cpu_ms`, `pull_bytes`; and `visit_kb`, the room of a stored visit.
    """
    with pushing.fresh_database("wholeview_kinto") as url, tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "kinto.ini"
        settings.write_text(SETTINGS.format(url=url, port=PORT), encoding="ascii")
        subprocess.run(
            [_program("kinto"), "migrate", "--ini", str(settings)],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        command = [_program("gunicorn"), "--paste", str(settings)]
        command += pushing.PEER + pushing.gunicorn(PORT, "")[:-1]
        with Server(command, f"http://127.0.0.1:{PORT}/v1/", {}, "wholeview_kinto") as server:
            owner = _connection()
            everybody = {"permissions": {"write": ["system.Authenticated"]}}
            owner.call("PUT", "/v1/buckets/visits", everybody)
            owner.call("PUT", "/v1/buckets/visits/collections/team", everybody)
            replies: list[tuple[list[str], bytes]] = []
            senders = []
            for number, mine in enumerate(visits):
                connection = _connection(number)
                named = [(str(uuid4()), visit) for visit in mine]
                batches = [
                    _request(named[at : at + pushing.BATCH])
                    for at in range(0, len(named), pushing.BATCH)
                ]

                def push(
                    batch: tuple[list[str], bytes], connection: pushing.Connection = connection
                ) -> None:
                    replies.append((batch[0], connection.ask("POST", "/v1/batch", batch[1])))

                push(batches[0])
                senders.append(pushing.sender(connection, push, batches[1:]))
            figures = pushing.drive(server, senders)
            acknowledged = [name for sent in replies for name in _stored(*sent)]
            owner.renew()
            before, start = server.cpu(), time.perf_counter()
            page = owner.ask("GET", f"{RECORDS}?_limit=1000")
            figures["pull_ms"] = 1000 * (time.perf_counter() - start)
            figures["pull_cpu_ms"] = 1000 * (server.cpu() - before)
            figures["pull_bytes"] = owner.bytes_read
            figures["pulled"] = len(json.loads(page)["data"])
        with psycopg.connect(url) as connection:
            stored = {
                str(row[0])
                for row in connection.execute(
                    "SELECT id FROM objects WHERE resource_name = 'record'"
                )
            }
        figures["visit_kb"] = _kept(url) / len(stored) / 1000
        figures["lost"] = len(set(acknowledged) - stored)
        figures["acknowledged"] = len(acknowledged)
        return figures
