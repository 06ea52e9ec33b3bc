"""Every test here begins with the invented families; loading them anew each time would take minutes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.demo import demo_postgresql, demo_sqlite

__all__ = ["demo_postgresql", "demo_sqlite"]


@pytest.fixture
def sqlite_source(demo_sqlite: Path) -> Path:
    """The database with the families."""
    return demo_sqlite


@pytest.fixture
def postgresql_url(postgresql_server: str, demo_postgresql: Callable[[], None]) -> str:
    """The run's PostgreSQL database with the families."""
    demo_postgresql()
    return postgresql_server
