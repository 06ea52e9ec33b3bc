"""What is worked out of a visit's own answers is in its row, as the safety rules reckon with it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy.orm import Session

import forms
from app.exports.pseudonyms import Pseudonyms
from app.exports.queries import Row
from app.exports.tables import VISITS, tables
from forms.blocks import BLOCKS

Answer = dict[str, Any]


def told(value: str) -> Answer:
    return {"value": value, "kind": "R", "mids": [], "cands": []}


DECLINED: Answer = {"missing": "declined", "kind": "R", "mids": [], "cands": []}
TAKEN_OUT: Answer = {"cleared": True, "mids": [], "cands": []}


@pytest.mark.parametrize(
    ("one", "two", "total"),
    [
        (told("0"), told("0"), 0),
        (told("2"), told("1"), 3),
        (told("3"), told("3"), 6),
        (told("3"), None, None),
        (told("3"), DECLINED, None),
        (TAKEN_OUT, told("1"), None),
        (None, None, None),
    ],
)
@pytest.mark.parametrize("parent", BLOCKS)
def test_a_gad2_total_is_in_its_column(
    parent: str, one: Answer | None, two: Answer | None, total: int | None
) -> None:
    answers = {
        key: answer
        for key, answer in ((f"{parent}_gad2_1", one), (f"{parent}_gad2_2", two))
        if answer is not None
    }
    row = exported(answers)
    for prefix in BLOCKS:
        assert row[f"{prefix}_gad2_total"] == (total if prefix == parent else None), prefix


def exported(answers: dict[str, Answer]) -> dict[str, object]:
    """The row of a visit with these answers."""
    form = forms.latest()
    visit = Row(
        visit_id=UUID(int=1),
        child_id=UUID(int=2),
        dob=date(2026, 3, 1),
        area="North",
        team="Oak",
        form_version=form.version,
        status="signed_off",
        round=1,
        conflicts=0,
        contact_start=datetime(2026, 5, 9, 14, 0, tzinfo=UTC),
        submitted_at=None,
        signed_off_at=None,
        answers=orjson.dumps(answers).decode(),
        left_out="[]",
    )
    table = tables(form)[VISITS]
    with Session() as reading:  # nothing is asked of it
        [cells] = table.rows([visit], Pseudonyms("only for tests", "totals"), reading)
    return dict(zip(table.header, cells, strict=True))
