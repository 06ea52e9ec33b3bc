"""Whoever alters, removes or reorders a row of the trail is found out, and where."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update

from app import migrating
from app.audit import catalogue, queries, writer
from app.audit.chain import FIRST, Break
from app.audit.models import AuditChain, AuditEvent
from app.database import commit, make_engine, new_id, session

SOMEBODY = new_id()


def write(app: Flask, count: int, actor: Any = SOMEBODY) -> None:
    with app.app_context():
        for number in range(count):
            writer.record(catalogue.WAITING_LISTED, actor=actor, count=number)
        commit()


def verify(app: Flask, anchors: Any = None) -> tuple[int, list[Break]]:
    with app.app_context():
        return queries.verify(anchors or {})


def chain_of(app: Flask) -> int:
    with app.app_context():
        return session().scalars(select(AuditEvent.chain)).first() or 0


def change(app: Flask, *statements: Any) -> None:
    with app.app_context():
        for statement in statements:
            session().execute(statement)
        commit()


def test_an_untouched_trail_holds(app: Flask) -> None:
    write(app, 3)
    write(app, 2, actor=None)
    write(app, 4, actor=new_id())
    assert verify(app) == (9, [])


def test_rows_of_one_request_follow_one_another_from_one(app: Flask) -> None:
    write(app, 2)
    write(app, 1)
    with app.app_context():
        rows = session().scalars(select(AuditEvent).order_by(AuditEvent.number)).all()
    assert [row.number for row in rows] == [1, 2, 3]
    assert len({row.sum for row in rows} | {FIRST}) == 4


@pytest.mark.faults(63)
@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("event", "child_read"),
        ("subject", "child:another"),
        ("actor_id", new_id()),
        ("details", {"count": 99}),
    ],
)
def test_an_altered_row_is_named(app: Flask, part: str, value: Any) -> None:
    write(app, 5)
    change(app, update(AuditEvent).where(AuditEvent.number == 3).values({part: value}))
    assert verify(app)[1] == [Break(chain_of(app), 3, "altered")]


@pytest.mark.faults(63)
def test_a_removed_row_is_named(app: Flask) -> None:
    write(app, 5)
    change(app, delete(AuditEvent).where(AuditEvent.number == 3))
    assert verify(app)[1][0] == Break(chain_of(app), 3, "missing")


@pytest.mark.faults(63)
def test_two_rows_that_changed_places_are_named(app: Flask) -> None:
    write(app, 5)
    places = ((2, 99), (3, 2), (99, 3))
    change(
        app,
        *(
            update(AuditEvent).where(AuditEvent.number == one).values(number=other)
            for one, other in places
        ),
    )
    assert Break(chain_of(app), 2, "altered") in verify(app)[1]


@pytest.mark.faults(63)
def test_a_cut_end_is_found_by_the_head(app: Flask) -> None:
    write(app, 5)
    change(app, delete(AuditEvent).where(AuditEvent.number > 3))
    assert verify(app)[1] == [Break(chain_of(app), 4, "cut")]


@pytest.mark.faults(63)
def test_a_cut_end_with_its_head_set_back_is_found_by_what_was_exported(app: Flask) -> None:
    write(app, 5)
    with app.app_context():
        exported = {chain: {head.number: head.sum} for chain, head in queries.heads().items()}
        kept = session().scalars(select(AuditEvent).where(AuditEvent.number == 3)).one()
    change(
        app,
        delete(AuditEvent).where(AuditEvent.number > 3),
        update(AuditChain).values(number=3, sum=kept.sum),
    )
    assert verify(app)[1] == []
    assert verify(app, exported)[1] == [Break(chain_of(app), 4, "cut")]


def test_what_is_rolled_back_leaves_no_row(app: Flask) -> None:
    with app.app_context():
        writer.record(catalogue.WAITING_LISTED, actor=SOMEBODY, count=1)
        session().rollback()
        writer.record(catalogue.WAITING_LISTED, actor=SOMEBODY, count=2)
        commit()
    with app.app_context():
        assert [row.details for row in session().scalars(select(AuditEvent))] == [{"count": 2}]
    assert verify(app) == (1, [])


@pytest.mark.one_database("postgresql")
def test_requests_of_one_person_at_once_make_one_chain(app: Flask) -> None:
    threads = [threading.Thread(target=write, args=(app, 5)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verify(app) == (30, [])


@pytest.mark.one_database
def test_the_commands_export_the_heads_and_verify_against_them(app: Flask, tmp_path: Path) -> None:
    write(app, 3)
    run = app.test_cli_runner()
    exported = run.invoke(args=["audit", "heads"])
    (line,) = [json.loads(one) for one in exported.output.splitlines()]
    assert (line["chain"], line["number"]) == (chain_of(app), 3)
    kept = tmp_path / "heads.jsonl"
    kept.write_text(exported.output)

    fine = run.invoke(args=["audit", "verify", "--heads", str(kept)])
    assert (fine.exit_code, fine.output) == (0, "3 rows verified, none altered.\n")
    change(app, update(AuditEvent).where(AuditEvent.number == 2).values(subject="other"))
    broken = run.invoke(args=["audit", "verify", "--heads", str(kept)])
    assert broken.exit_code == 1
    assert f"chain {chain_of(app)}, row 2: altered" in broken.output
    for nonsense in ("nonsense", "[]", '{"chain": 1}'):
        kept.write_text(nonsense)
        refused = run.invoke(args=["audit", "verify", "--heads", str(kept)])
        assert "These are not heads" in refused.output


def test_rows_from_before_the_chains_are_chained(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'older.sqlite'}")
    migrating.upgrade("0005", engine=engine)
    with engine.begin() as connection:
        for number in range(3):
            connection.execute(
                text(
                    "INSERT INTO audit_events (at, event, details) VALUES"
                    f" ('2026-05-09 14:00:0{number}.000000', 'user_disabled', '{{}}')"
                )
            )
    migrating.upgrade(engine=engine)
    engine.dispose()
    from app import create_app
    from tests.conftest import QUICK

    app = create_app({**QUICK, "DATABASE_URL": f"sqlite:///{tmp_path / 'older.sqlite'}"})
    assert verify(app) == (3, [])
    write(app, 1, actor=None)
    assert verify(app) == (4, [])
    app.extensions["database"].engine.dispose()
