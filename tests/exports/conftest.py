"""Every test here begins with the invented families; loading them anew each time would take minutes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.demo import demo_sqlite

__all__ = ["demo_sqlite"]


@pytest.fixture
def sqlite_url(demo_sqlite: Path, tmp_path: Path) -> str:
    """A copy of the database with the families."""
    path = tmp_path / "wholeview.sqlite"
    shutil.copyfile(demo_sqlite, path)
    return f"sqlite:///{path}"
