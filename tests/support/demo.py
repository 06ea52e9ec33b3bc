"""Databases with the invented families, loaded once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app import create_app
from app.database import commit, make_engine
from app.demo.load import load_demo
from app.tables import metadata
from tests.conftest import QUICK

TODAY = date(2026, 6, 15)


@pytest.fixture(scope="session")
def demo_sqlite(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with the families of TODAY. Copy it; never open it."""
    path = tmp_path_factory.mktemp("demo") / "demo.sqlite"
    shutil.copyfile(migrated_sqlite, path)
    _load_into(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def demo_postgresql(postgresql_server: str, emptying: Callable[[], None]) -> Callable[[], None]:
    """Leaves nothing in the run's PostgreSQL database but the families of TODAY: rows kept in a schema beside it."""
    emptying()
    _load_into(postgresql_server)
    engine = make_engine(postgresql_server)
    names = [table.name for table in metadata.sorted_tables]
    kept = ["CREATE SCHEMA demo", *(f"CREATE TABLE demo.{name} AS TABLE {name}" for name in names)]
    copied = [f"INSERT INTO {name} TABLE demo.{name}" for name in names]

    def run(statements: list[str]) -> None:
        with engine.begin() as connection:
            connection.exec_driver_sql(";".join(statements))
        engine.dispose()

    def begin_anew() -> None:
        emptying()
        run(copied)

    run(kept)
    return begin_anew


def _load_into(url: str) -> None:
    app = create_app({**QUICK, "DATABASE_URL": url})
    with app.app_context():
        load_demo(TODAY)
        commit()
    app.extensions["database"].engine.dispose()
