"""Many at once, on PostgreSQL with real threads: nothing acknowledged is lost, nothing is stored
twice, nobody waits for ever, no reader misses a row. (SQLite lets one writer in at a time.)"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.audit.models import AuditEvent
from app.children.models import Child
from app.children.operations import add_child
from app.database import commit, session
from app.feed.models import FeedRow
from app.feed.operations import keep_digests, touch
from app.visits.models import Change, Visit
from app.visits.moving import move_to_team
from tests.support.world import World
from tests.sync.tablet import Tablet, mint, observed

pytestmark = pytest.mark.one_database("postgresql")


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """The results of functions that begin at the same moment, each in its own thread."""
    together = threading.Barrier(len(works))

    def begin(work: Callable[[], Any]) -> Any:
        together.wait(timeout=30)
        return work()

    with ThreadPoolExecutor(len(works)) as threads:
        return [future.result(60) for future in [threads.submit(begin, work) for work in works]]


def waits_for_a_lock() -> None:
    """Returns when another transaction waits for what this one holds."""
    waiting = select(func.count()).select_from(text("pg_locks")).where(text("NOT granted"))
    for _ in range(3000):
        if session().scalar(waiting):
            return
        threading.Event().wait(0.01)
    raise AssertionError("nobody waits")


def number_of(table: type) -> int:
    return session().scalar(select(func.count()).select_from(table)) or 0


def copies(world: World, tablet: Tablet, count: int) -> list[Tablet]:
    """The same vault as seen by several tabs."""
    made = [Tablet(world, world.visitor) for _ in range(count)]
    for one in made:
        one.device_id = tablet.device_id
    return made


@pytest.mark.faults(27)
def test_twenty_copies_of_one_push(app: Flask, world: World) -> None:
    vera = Tablet(world, world.visitor)
    changes = [vera.change(mint(), world.child, {"weight_g": observed(4120)}) for _ in range(3)]
    tabs = copies(world, vera, 20)

    replies = at_once(*(lambda tab=tab: tab.send(*changes) for tab in tabs))  # type: ignore[misc]

    assert {reply.status_code for reply in replies} == {200}
    assert len({reply.get_data() for reply in replies}) == 1
    with app.app_context():
        assert number_of(Change) == number_of(Visit) == 3
        stored = select(func.count()).where(AuditEvent.event == "change_stored")
        assert session().scalar(stored) == 3


@pytest.mark.faults(27)
def test_one_change_through_eight_doors(app: Flask, world: World) -> None:
    """No device's lock orders these: the one row decides, and all get its receipt."""
    vera = Tablet(world, world.visitor)
    change = vera.change(mint(), world.child, {"weight_g": observed(4120)})
    doors = [Tablet(world, world.visitor) for _ in range(8)]

    replies = at_once(*(lambda door=door: door.push(change) for door in doors))  # type: ignore[misc]

    assert all(reply == replies[0] for reply in replies)
    with app.app_context():
        assert number_of(Change) == 1


def test_eight_tablets_begin_one_visit(app: Flask, world: World) -> None:
    visit_id = mint()
    tablets = [Tablet(world, user) for user in [world.visitor, world.colleague] * 4]
    changes = [
        tablet.change(visit_id, world.child, {"weight_g": observed(4000 + number)})
        for number, tablet in enumerate(tablets)
    ]

    receipts = at_once(
        *(
            lambda tablet=tablet, change=change: tablet.push(change)[0]  # type: ignore[misc]
            for tablet, change in zip(tablets, changes, strict=True)
        )
    )

    assert {receipt["outcome"] for receipt in receipts} == {"stored"}
    with app.app_context():
        visit = session().scalars(select(Visit)).one()
    state = visit.answers["weight_g"]
    values = {state["value"], *(cand["value"] for cand in state["cands"])}
    assert values == {4000 + number for number in range(8)}, "every value is there to be seen"
    assert sorted(receipt["seq"] for receipt in receipts) == list(
        range(receipts[0]["seq"] and min(receipt["seq"] for receipt in receipts), visit.seq + 1)
    )


@pytest.mark.faults(57)
def test_opposite_transfers_do_not_wait_for_each_other(app: Flask, world: World) -> None:
    with app.app_context():
        other = add_child(None, world.oak.id, family_name="Sedge").id
        commit()
    vera = Tablet(world, world.visitor)
    visits = {child: mint() for child in (world.child.id, other)}
    vera.push(*(vera.change(visit_id, child) for child, visit_id in visits.items()))

    def there_and_back(child: UUID, first: UUID, then: UUID) -> None:
        for _ in range(15):
            for team in (first, then):
                with app.app_context():
                    move_to_team(world.administrator.id, child, team)
                    commit()

    oak, elm = world.oak.id, world.elm.id
    at_once(
        lambda: there_and_back(world.child.id, elm, oak),
        lambda: there_and_back(other, oak, elm),
        lambda: there_and_back(world.child.id, oak, elm),
        lambda: there_and_back(other, elm, oak),
    )

    with app.app_context():
        teams = {child.id: child.team_id for child in session().scalars(select(Child))}
        for child, visit_id in visits.items():
            places = {
                row.team_id: row.kind
                for row in session().scalars(
                    select(FeedRow).where(FeedRow.key == f"visit:{visit_id}")
                )
            }
            assert places.pop(teams[child]) == "state"
            assert set(places.values()) <= {"left"}


def test_who_proves_and_who_writes_do_not_wait_for_each_other(app: Flask, world: World) -> None:
    """A tablet's proof is noted in rows that a writer changes one after the other, in an order of its own."""
    oak = world.oak.id
    with app.app_context():
        other = add_child(None, oak, family_name="Sedge").id
        commit()
    first, second = sorted(f"child:{child}" for child in (world.child.id, other))
    began = threading.Event()

    def write() -> None:
        with app.app_context():
            touch([(oak, second)])
            began.set()
            waits_for_a_lock()
            touch([(oak, first)])
            commit()

    def prove() -> None:
        with app.app_context():
            seqs = dict(session().execute(select(FeedRow.key, FeedRow.seq)).all())
            began.wait(timeout=30)
            keep_digests(oak, [(key, seqs[key], "0" * 64) for key in (first, second)])
            commit()

    at_once(prove, write)

    with app.app_context():
        assert {*session().scalars(select(FeedRow.state_digest))} == {None}


@pytest.mark.faults(47)
def test_a_reader_misses_no_row_of_sixteen_writers(app: Flask, world: World) -> None:
    tablets = [Tablet(world, world.visitor if n % 2 else world.colleague) for n in range(16)]
    reader = Tablet(world, world.visitor)
    finished = threading.Event()
    writing = threading.Semaphore(0)

    def write(tablet: Tablet) -> list[str]:
        ids = [mint() for _ in range(6)]
        for visit_id in ids:
            tablet.push(tablet.change(visit_id, world.child, {"weight_g": observed(4120)}))
        writing.release()
        return ids

    def read() -> tuple[set[str], list[int]]:
        cursor, keys, numbers = 0, set(), []
        while True:
            last = finished.is_set()
            page = reader.pull(world.oak.id, cursor, limit=5)
            cursor = page["to"]
            keys |= {row["key"] for row in page["rows"]}
            numbers += [row["seq"] for row in page["rows"]]
            if last and not page["more"]:
                return keys, numbers

    def end() -> None:
        for _ in tablets:
            writing.acquire(timeout=50)
        finished.set()

    *written, (keys, numbers), _ = at_once(
        *(lambda tablet=tablet: write(tablet) for tablet in tablets),  # type: ignore[misc]
        read,
        end,
    )

    assert {f"visit:{visit_id}" for ids in written for visit_id in ids} <= keys
    assert numbers == sorted(numbers)


@pytest.mark.faults(52, 66)
def test_what_is_pushed_during_transfers_is_stored_or_held_and_never_in_between(
    app: Flask, world: World
) -> None:
    vera, visit_id = Tablet(world, world.visitor), mint()
    other_vera = Tablet(world, world.visitor)

    def write(tablet: Tablet) -> list[dict[str, Any]]:
        return [
            tablet.push(tablet.change(visit_id, world.child, {"weight_g": observed(4000 + n)}))[0]
            for n in range(12)
        ]

    def move() -> None:
        for _ in range(6):
            for team in (world.elm.id, world.oak.id):
                with app.app_context():
                    move_to_team(world.administrator.id, world.child.id, team)
                    commit()

    one, two, _ = at_once(lambda: write(vera), lambda: write(other_vera), move)

    receipts = {receipt["change_id"]: receipt for receipt in one + two}
    assert {receipt["outcome"] for receipt in receipts.values()} <= {"stored", "held"}
    with app.app_context():
        kept = session().scalars(select(Change)).all()
        visit = session().scalars(select(Visit)).one_or_none()
    assert {(str(row.id), row.outcome) for row in kept} == {
        (change_id, receipt["outcome"]) for change_id, receipt in receipts.items()
    }
    stored = {key for key, receipt in receipts.items() if receipt["outcome"] == "stored"}
    if visit is None:
        assert stored == set()
        return
    state = visit.answers["weight_g"]
    assert stored == {*state["mids"], *(mid for cand in state["cands"] for mid in cand["mids"])}
