"""The tablet's own code against the real service: the same hashes, receipts and states on both sides."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.serving import make_server

from app.database import session
from app.visits.models import Change, Visit
from tests.support.node import NODE, ROOT
from tests.support.world import PASSWORD, World

pytestmark = pytest.mark.skipif(
    NODE is None, reason="NO NODE FOUND: the tablet was not tried against the service"
)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the service answers."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_two_tablets_and_the_service_agree(app: Flask, world: World, address: str) -> None:
    """Caseload, sending, a conflict, a refusal and its correction, signing too early, signing in in place, held work."""
    told = {
        "base": address,
        "password": PASSWORD,
        "child": str(world.child.id),
        "visitors": [
            {"id": str(one.id), "username": one.username, "initials": one.initials}
            for one in (world.visitor, world.colleague)
        ],
    }
    command = [str(NODE), "tests/js/against_service.js", json.dumps(told)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    visit_id = json.loads(done.stdout)["visit"]
    with app.app_context():
        outcomes = dict(
            session().execute(select(Change.outcome, func.count()).group_by(Change.outcome)).all()
        )
        # Eight changes of the visit, six before and two after the first signature, and the held one.
        assert outcomes == {"stored": 8, "held": 1}
        assert [str(one) for one in session().scalars(select(Visit.id))] == [visit_id]
