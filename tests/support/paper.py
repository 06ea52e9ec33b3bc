"""What came out on paper."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

PDFTOTEXT = shutil.which("pdftotext")


def sheets_of(path: Path) -> list[str]:
    """Each sheet of a PDF as text. It needs PDFTOTEXT."""
    assert PDFTOTEXT
    told = subprocess.run(
        [PDFTOTEXT, "-layout", path, "-"], capture_output=True, check=True, text=True
    )
    return [sheet for sheet in told.stdout.split("\f") if sheet.strip()]
