"""Migrations lead to the models, and back, on both databases."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, func, insert, inspect, select, text
from sqlalchemy.orm import Session

from app import migrating
from app.config import ROOT
from app.database import make_engine
from app.tables import metadata
from app.visits import receipts
from app.visits.models import Change
from tests.support import postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without a single table."""
    if request.param == "sqlite":
        engine = make_engine(f"sqlite:///{tmp_path / 'empty.sqlite'}")
        yield engine
        engine.dispose()
        return
    with postgresql.temporary_database() as url:
        if url is None:
            pytest.skip("NO POSTGRESQL FOUND: its migrations were not tried")
        engine = make_engine(url)
        yield engine
        engine.dispose()


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_up_down_and_up_again_ends_at_the_models(empty: Engine) -> None:
    migrating.upgrade(engine=empty)
    assert tables(empty) == set(metadata.tables)
    migrating.downgrade("base", engine=empty)
    assert tables(empty) == set()
    migrating.upgrade(engine=empty)
    with empty.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []


def test_what_was_sent_is_the_same_after_it_was_packed_and_unpacked(empty: Engine) -> None:
    migrating.upgrade("0016", engine=empty)
    moment = "2026-11-26 12:00:00+00:00"
    with empty.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO users (id, username, name, initials, role, password_hash, created_at)"
                " VALUES (:id, 'vera', 'Vera', 'VV', 'visitor', '', :at)"
            ),
            {"id": USER, "at": moment},
        )
        connection.execute(
            text(
                "INSERT INTO changes (id, device_id, author_id, outcome, received_at, body_sha256, body, receipt, outcomes)"
                " VALUES (:id, :id, :user, 'stored', :at, '', :body, '', '{}')"
            ),
            [
                {"id": f"{number:032x}", "user": USER, "at": moment, "body": BODY * number}
                for number in range(1, 1202)
            ]
            # The app was newer than the tables for a moment.
            + [
                {
                    "id": f"{1202:032x}",
                    "user": USER,
                    "at": moment,
                    "body": zlib.compress((BODY * 1202).encode()),
                }
            ],
        )
    migrating.upgrade(engine=empty)
    with Session(empty) as reading:
        kept = reading.scalars(select(Change.body).order_by(Change.id)).all()
    assert kept == [BODY * number for number in range(1, 1203)]
    migrating.downgrade("0016", engine=empty)
    with empty.connect() as connection:
        kept = connection.scalars(text("SELECT body FROM changes ORDER BY id")).all()
    assert kept == [BODY * number for number in range(1, 1203)]


def test_the_receipts_of_a_newer_service_are_spelled_out_for_the_one_before(empty: Engine) -> None:
    migrating.upgrade(engine=empty)
    moment = datetime(2026, 11, 26, 12, 0, 0, 120_000, tzinfo=UTC)
    row = {
        "id": UUID(int=1),
        "visit_id": UUID(int=2),
        "team_id": UUID(int=3),
        "author_id": UUID(USER),
        "received_at": moment,
        "recorded_at": "2026-11-26T11:59:00.000Z",
        "body_sha256": "5" * 64,
        "receipt": '{"name":"Véra","seq":4,"epoch":0,"visit":{"status":"open","round":0}}',
    }
    others = {"device_id": UUID(int=6), "outcome": "stored", "outcomes": {}}
    whole = f'{{"change_id":"{UUID(int=7)}","answers":{{}},"states":{{}}}}'
    with empty.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO users (id, username, name, initials, role, password_hash, created_at)"
                " VALUES (:id, 'vera', 'Vera', 'VV', 'visitor', '', :at)"
            ),
            {"id": USER, "at": "2026-11-26 12:00:00+00:00"},
        )
        body = f'{{"change_id":"{row["id"]}","visit_id":"{row["visit_id"]}","answers":{{}},'
        body += f'"recorded_at":"{row["recorded_at"]}"}}'
        connection.execute(
            insert(Change),
            [
                row | others | {"body": body},
                row | others | {"body": "{}", "id": UUID(int=7), "receipt": whole},
            ],
        )
        newest = connection.execute(select(Change.__table__).order_by(Change.id)).first()
    said = receipts.repeated(newest)

    migrating.downgrade("0017", engine=empty)

    asked = text("SELECT receipt FROM changes ORDER BY id")
    with empty.connect() as connection:
        kept, untouched = connection.scalars(asked).all()
    assert untouched == whole
    assert kept == said.replace('"answers":{}', '"answers":null').replace(
        '"states":{}', '"states":null'
    )
    migrating.upgrade(engine=empty)
    with empty.connect() as connection:
        newest = connection.execute(select(Change.__table__).order_by(Change.id)).first()
    assert receipts.repeated(newest) == said


def test_a_database_with_a_visit_in_it_goes_up_from_the_first_tables_and_back(
    empty: Engine,
) -> None:
    """Tables that others refer to are put in each other's place on SQLite: nothing that refers to them may be lost."""
    migrating.upgrade("0003", engine=empty)
    before = fill(empty)
    migrating.upgrade(engine=empty)
    assert counted(empty, before) == before
    with empty.connect() as connection:
        assert connection.scalar(text("SELECT digest FROM feed WHERE digest IS NOT NULL"))
        assert connection.scalars(text("SELECT number FROM audit_events ORDER BY id")).all() == [1]
    if empty.dialect.name == "sqlite":
        with empty.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
            assert not connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    migrating.downgrade("0003", engine=empty)
    assert counted(empty, before) == before


def fill(engine: Engine) -> dict[str, int]:
    """A row in each table of revision 0003 that a migration touches or that refers to one; returns how many each has."""
    known = MetaData()
    known.reflect(engine)
    number: Any = UUID(int=7) if engine.dialect.name == "postgresql" else USER
    named = {
        "family_name": "Larch",
        "username": "vera",
        "form": "holistic_visit",
        "form_version": 1,
        "status": "submitted",
        "outcome": "held",
        "body": BODY,
        "receipt": "{}",
        "key": f"visit:{UUID(int=7)}",
        "kind": "state",
        "answers": {"weight_g": {"value": 4000, "kind": "O", "mids": [], "cands": []}},
    }

    def value(column: Any) -> Any:
        if column.name in named:
            return named[column.name]
        if column.name == "id" and column.table.name in ("audit_events", "timeline"):
            return 1
        if column.name == "id" or column.name.endswith(("_id", "_by")):
            return number
        kind = column.type.python_type
        of_kind = {str: "", int: 1, bool: False, date: date(2026, 5, 1)}
        return datetime(2026, 5, 1, tzinfo=UTC) if kind is datetime else of_kind.get(kind, {})

    filled = [
        table for table in known.sorted_tables if table.name not in ("alembic_version", "pathways")
    ]
    with engine.begin() as connection:
        for table in filled:
            needed = [one for one in table.c if not one.nullable or one.name.endswith("_id")]
            connection.execute(table.insert().values({one.name: value(one) for one in needed}))
    return {table.name: 1 for table in filled}


def counted(engine: Engine, names: dict[str, int]) -> dict[str, int]:
    """How many rows these tables have."""
    with engine.connect() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(text(name))) or 0
            for name in names
        }


USER = f"{7:032x}"
BODY = '{"answers":{"weight_g":{"value":"nöch ein Wert – \\u0000"}}}'


def test_there_is_one_line_of_migrations() -> None:
    scripts = ScriptDirectory(str(ROOT / "migrations"))
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1
