"""The command opens what tablets seal, and brings it in through the one door."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app import clock
from app.accounts.models import Device, User
from app.database import commit, session
from app.devices import operations as devices
from app.devices.sealed import NotOpened, open_file
from app.permissions import Role
from app.problems import Problem
from app.visits import operations as visits
from app.visits.models import Change
from tests.support.world import World
from tests.sync.tablet import Tablet, mint

CONTRACT: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "contracts" / "sealed.json").read_text("utf-8")
)
FILE = json.dumps(CONTRACT["file"])


@pytest.mark.parametrize(
    "secret",
    [{"passphrase": CONTRACT["passphrase"]}, {"private_key": CONTRACT["private_key"]}],
    ids=["passphrase", "recovery key"],
)
def test_either_secret_opens_it(secret: dict[str, str]) -> None:
    opened = open_file(FILE, **secret)
    assert [change["device_seq"] for change in opened.changes] == CONTRACT["numbers"]
    assert [change["body_sha256"] for change in opened.changes] == CONTRACT["sums"]
    assert (str(opened.user_id), opened.damaged) == (CONTRACT["file"]["user"], CONTRACT["damaged"])


@pytest.mark.parametrize("secret", [{"passphrase": "four quiet otters"}, {}])
def test_nothing_else_does(secret: dict[str, str]) -> None:
    with pytest.raises(NotOpened):
        open_file(FILE, **secret)


HALF = [
    json.dumps({**CONTRACT["file"], part: other})
    for part, other in (
        *(("wraps", None), ("wraps", [{}]), ("wraps", [{"by": "passphrase"}]), ("user", 7)),
        *(("records", [{}]), ("records", 3)),
    )
]
"""Files of which a part is missing, or something else."""


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"format": "wholeview-sealed", "version": 2}', *HALF]
)
def test_what_is_no_such_file_is_refused(text: str) -> None:
    with pytest.raises(Problem):
        open_file(text, passphrase=CONTRACT["passphrase"])


@pytest.fixture
def known(world: World) -> World:
    """The file's visitor and her tablet are known here."""
    with world.app.app_context():
        now = clock.now()
        visitor = User(
            id=UUID(CONTRACT["file"]["user"]),
            username="rita",
            name="Rita Rescued",
            initials="RR",
            role=Role.VISITOR,
            password_hash="",
            created_at=now,
        )
        session().add(visitor)
        session().flush()
        session().add(
            Device(
                id=UUID(CONTRACT["file"]["device_id"]),
                user_id=visitor.id,
                registered_at=now,
                last_seen_at=now,
                heartbeat={},
            )
        )
        commit()
    return world


def bring_in(world: World, tmp_path: Path, *more: str) -> Any:
    file, key = tmp_path / "work.wholeview", tmp_path / "key.pem"
    file.write_text(FILE)
    key.write_text(CONTRACT["private_key"])
    return world.app.test_cli_runner().invoke(
        args=["bring-in", str(file), "--key", str(key), *more]
    )


def stored(world: World) -> int:
    with world.app.app_context():
        return len(session().scalars(select(Change)).all())


@pytest.mark.one_database
def test_the_command_brings_it_in_once(known: World, tmp_path: Path) -> None:
    for _ in range(2):
        done = bring_in(known, tmp_path)
        assert done.exit_code == 0, done.output
        assert "3 entries opened: 3 held." in done.output
        assert "1 could not be read." in done.output
        assert stored(known) == 3


@pytest.mark.one_database
def test_the_command_refuses_a_tablet_nobody_knows(world: World, tmp_path: Path) -> None:
    refused = bring_in(world, tmp_path)
    assert refused.exit_code == 1
    assert "has never heard of the tablet this file comes from" in refused.output
    assert "keep the file" in refused.output
    assert stored(world) == 0


@pytest.mark.one_database
def test_the_command_takes_it_of_whom_somebody_vouches_for(known: World, tmp_path: Path) -> None:
    with known.app.app_context():
        session().execute(delete(Device))
        commit()
    refused = bring_in(known, tmp_path, "--of", "vera")
    assert (refused.exit_code, stored(known)) == (1, 0)
    assert "not of the account “vera”" in refused.output
    done = bring_in(known, tmp_path, "--of", "rita")
    assert done.exit_code == 0, done.output
    assert "3 entries opened: 3 held." in done.output


def test_what_did_not_open_is_missing_though_the_tablet_never_calls_again(
    world: World, vera: Tablet
) -> None:
    vera.contact()
    first, _lost, last = (vera.change(mint(), world.child, {}) for _ in range(3))
    with world.app.app_context():
        devices.bring_in(None, world.visitor.id, UUID(vera.device_id), [first, last])
        commit()
    page = world.as_(world.manager).get(f"/devices/{vera.device_id}").text
    assert "numbered 2 were made on it and have not arrived" in page


def test_all_of_a_long_file_is_brought_in_though_another_got_in_the_way(
    world: World, vera: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written before somebody got in the way was undone with the rest, and counted as brought in."""
    vera.push()
    changes = [vera.change(mint(), world.child, {}) for _ in range(60)]
    store, tries = visits._store, count()

    def in_the_way(*asked: Any) -> list[str]:
        receipts = store(*asked)
        if next(tries) < 2:
            raise IntegrityError("", {}, Exception())
        return receipts

    monkeypatch.setattr(visits, "_store", in_the_way)
    with world.app.app_context():
        counts = devices.bring_in(None, world.visitor.id, UUID(vera.device_id), changes)
        commit()
    assert counts == {"stored": 60}
    assert stored(world) == 60
