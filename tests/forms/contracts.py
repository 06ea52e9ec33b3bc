"""The contract cases of the form: read by these tests and, the same files, by the browser's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import forms

FORM = forms.published(1)
FOLDER = Path(__file__).parents[1] / "contracts"


def cases(name: str) -> list[Any]:
    """The cases of `tests/contracts/<name>.json`, one parameter each."""
    read = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    assert read["form_version"] == FORM.version
    return [pytest.param(case, id=case["name"]) for case in read["cases"]]
