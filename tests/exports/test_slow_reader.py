"""Whoever reads an extract may pause: nothing of the database waits for her, and tablets keep most of the threads."""

from __future__ import annotations

import http.client
import io
import socket
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from app.accounts.models import User
from app.audit.catalogue import EXPORT_FINISHED
from app.audit.models import AuditEvent
from app.database import session
from app.exports import operations
from app.exports.selection import Purpose
from app.problems import EXTRACTS_BUSY
from tests.exports.test_extract import EVERYTHING, analyst
from tests.review.visits import viewer
from tests.support.clients import CsrfClient

__all__ = ["analyst"]

LITTLE = 4096
"""Bytes a line holds here: what is ahead of the reader stays in the service."""


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


def test_an_extract_is_whole_though_its_reader_paused(app: Flask, analyst: CsrfClient) -> None:
    asked = {"purpose": Purpose.CLINICAL_AUDIT.value, "words": "Paused", "state": "all"}
    # The first takes its time over the form and the templates.
    at_once = analyst.post("/exports/download", data=asked).get_data()
    pool = app.extensions["database"].engine.pool
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
        open_meanwhile = pool.checkedout()
        whole = first + reply.read()
        line.close()
    assert open_meanwhile == 0, "a transaction waits for her"
    assert {(one.filename, one.file_size) for one in contents(whole)} == {
        (one.filename, one.file_size) for one in contents(at_once)
    }
    with app.app_context():
        finished = select(AuditEvent.details).where(AuditEvent.event == EXPORT_FINISHED.name)
        assert len(whole) in {details["bytes"] for details in session().scalars(finished)}


@pytest.mark.one_database
def test_a_few_extracts_are_on_their_way_at_once_and_lie_under_no_name(
    app: Flask, analyst: CsrfClient
) -> None:
    asked = {"purpose": Purpose.COVERAGE.value, "words": "Many", "state": "all"}
    folder = app.config["INSTANCE"]
    names = sorted(folder.iterdir())
    with app.app_context():
        user = session().scalars(select(User).where(User.username == "hana.lindqvist")).one()
        whose = viewer(user)
        begun = [
            operations.download(whose, EVERYTHING, Purpose.COVERAGE, "Many", "zip")
            for _ in range(operations.AT_ONCE)
        ]
    assert sorted(folder.iterdir()) == names

    refused = analyst.post("/exports/download", data=asked)

    assert refused.status_code == EXTRACTS_BUSY.status
    assert EXTRACTS_BUSY.sentence in refused.text
    for one in begun:
        one.close()
    for _ in range(operations.AT_ONCE + 1):
        assert analyst.post("/exports/download", data=asked).status_code == 200


def contents(extract: bytes) -> list[zipfile.ZipInfo]:
    opened = zipfile.ZipFile(io.BytesIO(extract))
    assert opened.testzip() is None
    return opened.infolist()
