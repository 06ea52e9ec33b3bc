"""Every test here begins with the invented families; loading them anew each time would take minutes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.demo import demo_sqlite

__all__ = ["demo_sqlite"]


@pytest.fixture
def sqlite_source(demo_sqlite: Path) -> Path:
    """The database with the families."""
    return demo_sqlite
