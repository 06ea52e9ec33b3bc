"""No cell runs in a spreadsheet, and every text can be had back exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exports.cells import GUARD, guarded, safe_row

RISKY = [
    "=1+1",
    "+44 7700",
    "-x",
    "@SUM(A1)",
    "\t=x",
    "\r=x",
    "\n=x",
    "＝1",
    "＋1",
    "－1",
    "＠a",
    "|cmd",
]


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    text = cell.removeprefix(GUARD)
    return text if guarded(text) == cell else cell


@pytest.mark.parametrize(
    "text", [*RISKY, *(f" {text}" for text in RISKY), "'=x", '"=x', "''@", "-1-1", "- 5"]
)
def test_what_could_run_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "none_seen", "2026-05-03", "-5", "-5.25", "36.6", "it's", "'quoted'", " plain", "é=1"],
)
def test_what_cannot_run_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text
    assert unguarded(text) == text


@given(st.text())
def test_every_text_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(st.text(alphabet="='\"+-@|\t\r\n ＝＋－＠5.x", max_size=8))
def test_no_guarded_cell_begins_like_a_formula(text: str) -> None:
    cell = guarded(text)
    first = cell.lstrip(' "\x00')[:1]
    number = cell.removeprefix("-").replace(".", "", 1)
    assert first not in set("=+@|\t\r\n＝＋－＠-") or (cell.startswith("-") and number.isdecimal())


def test_numbers_stay_numbers() -> None:
    assert safe_row([-5, 0, None, "=x", "code"]) == [-5, 0, None, "'=x", "code"]
