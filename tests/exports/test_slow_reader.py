"""An extract is made while it is read: its reader may pause for longer than the database would wait for anybody else."""

from __future__ import annotations

import http.client
import io
import socket
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import Engine, event, select, text
from werkzeug.serving import make_server

from app.audit.catalogue import EXPORT_FINISHED
from app.audit.models import AuditEvent
from app.database import session
from app.exports.selection import Purpose
from tests.exports.test_extract import analyst
from tests.support.clients import CsrfClient

__all__ = ["analyst"]

LITTLE = 4096
"""Bytes a line holds here: what is ahead of the reader stays in the service."""


def make_impatient(engine: Engine) -> None:
    """From now on the database waits for nobody longer than three seconds."""
    if engine.dialect.name == "sqlite":
        return  # has no such limit

    @event.listens_for(engine, "connect")
    def _hurry(connection: Any, _record: object) -> None:
        connection.autocommit = True
        connection.execute("SET idle_in_transaction_session_timeout = '3s'")
        connection.autocommit = False

    engine.dispose()


@contextmanager
def served(app: Flask) -> Iterator[int]:
    """The port at which the app is served."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = False  # closing it waits for what it is answering
    server.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LITTLE)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def pause(engine: Engine) -> None:
    """Let the service wait for its reader longer than its database allows, or until the database ends it."""
    if engine.dialect.name == "sqlite":
        return
    waits = text(
        "SELECT now() - state_change > interval '4 seconds' FROM pg_stat_activity"
        " WHERE datname = current_database() AND state = 'idle in transaction'"
    )
    met = False
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as looking:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            long_enough = looking.scalar(waits)
            met = met or long_enough is not None
            if long_enough or (met and long_enough is None):
                return
            looking.execute(text("SELECT pg_sleep(0.05)"))
    raise AssertionError("the extract was never seen waiting for its reader")


def test_an_extract_is_whole_though_its_reader_paused(app: Flask, analyst: CsrfClient) -> None:
    asked = {"purpose": Purpose.CLINICAL_AUDIT.value, "words": "Paused", "state": "all"}
    # The first takes its time over the form and the templates.
    at_once = analyst.post("/exports/download", data=asked).get_data()
    engine = app.extensions["database"].engine
    make_impatient(engine)
    cookie = analyst.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    token = analyst.get("/api/v1/csrf").json["csrf_token"]
    with served(app) as port:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        line.connect()
        line.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, LITTLE)
        headers = {
            "Cookie": f"{cookie.key}={cookie.value}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        line.request("POST", "/exports/download", urlencode(asked | {"csrf_token": token}), headers)
        reply = line.getresponse()
        assert reply.status == 200, reply.read()
        first = reply.read(100)
        pause(engine)
        whole = first + reply.read()
        line.close()
    assert {(one.filename, one.file_size) for one in contents(whole)} == {
        (one.filename, one.file_size) for one in contents(at_once)
    }
    with app.app_context():
        finished = select(AuditEvent.details).where(AuditEvent.event == EXPORT_FINISHED.name)
        assert len(whole) in {details["bytes"] for details in session().scalars(finished)}


def contents(extract: bytes) -> list[zipfile.ZipInfo]:
    opened = zipfile.ZipFile(io.BytesIO(extract))
    assert opened.testzip() is None
    return opened.infolist()
