"""The contract cases of the form: read by these tests and, the same files, by the browser's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import forms
from forms.definition import Form

FOLDER = Path(__file__).parents[1] / "contracts"


def cases(name: str) -> list[Any]:
    """The cases of `tests/contracts/<name>.json`, one parameter each."""
    return [pytest.param(case, id=case["name"]) for case in read(name)["cases"]]


def form_of(name: str) -> Form:
    """The published version of the form these cases are about."""
    return forms.published(read(name)["form_version"])


def read(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return read
