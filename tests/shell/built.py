"""What `npm run build` made; a test that needs it says so loudly when it is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import ROOT

DIST = ROOT / "static" / "dist"


@pytest.fixture
def built() -> Path:
    """The folder with the built files."""
    if not (DIST / "app.js").exists():
        pytest.skip("THE BROWSER FILES ARE NOT BUILT: run `make setup` first")
    return DIST
