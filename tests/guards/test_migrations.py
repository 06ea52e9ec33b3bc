"""Migrations lead to the models, and back, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.orm import Session

from app import migrating
from app.config import ROOT
from app.database import make_engine
from app.tables import metadata
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
                for number in range(1, 1203)
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


USER = f"{7:032x}"
BODY = '{"answers":{"weight_g":{"value":"nöch ein Wert – \\u0000"}}}'


def test_there_is_one_line_of_migrations() -> None:
    scripts = ScriptDirectory(str(ROOT / "migrations"))
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1
