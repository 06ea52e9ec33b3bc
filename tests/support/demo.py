"""A database with the invented families, loaded once and copied for each test."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from app import create_app
from app.database import commit
from app.demo.load import load_demo
from tests.conftest import QUICK

TODAY = date(2026, 6, 15)


@pytest.fixture(scope="session")
def demo_sqlite(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with the families of TODAY. Copy it; never open it."""
    path = tmp_path_factory.mktemp("demo") / "demo.sqlite"
    shutil.copyfile(migrated_sqlite, path)
    app = create_app({**QUICK, "DATABASE_URL": f"sqlite:///{path}"})
    with app.app_context():
        load_demo(TODAY)
        commit()
    app.extensions["database"].engine.dispose()
    return path
