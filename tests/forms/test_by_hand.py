"""A centile band that a visitor chose herself is told from one the app worked out, and keeps her reason."""

from __future__ import annotations

import json
from typing import Any

import pytest

import forms
from forms.derived.by_hand import HOW, how, said_by_hand
from forms.derived.data_dictionary import rows
from forms.derived.export_columns import columns
from forms.derived.wire_schema import refuse_answer
from tests.forms.contracts import cases, read

FORM = forms.latest()
COLUMNS = {column.name: column for column in columns(FORM)}


@pytest.mark.parametrize("case", cases("by_hand"))
def test_what_stands_under_a_band(case: dict[str, Any]) -> None:
    assert said_by_hand(case["id"], case["answer"]) == case["said"]
    assert how(case["id"], case["answer"]) == case["how"]


@pytest.mark.parametrize("case", cases("by_hand"))
def test_it_is_taken_with_a_reason_and_without_one(case: dict[str, Any]) -> None:
    assert refuse_answer(FORM, case["id"], {**case["answer"], "base": None}) is None


def test_the_extract_says_how_it_came_about_and_never_the_words() -> None:
    for case in read("by_hand")["cases"]:
        of = {case["id"]: case["answer"]}
        cells = [column.of(of) for column in COLUMNS.values()]
        assert "preterm" not in json.dumps(cells)
        if case["id"] != "weight_g":
            assert COLUMNS[f"{case['id']}__how"].of(of) == (case["how"] or None)
    assert COLUMNS["head_centile__how"].of({}) is None


def test_the_dictionary_says_what_it_can_be() -> None:
    found = {row["column"]: row for row in rows(FORM)}
    for name in ("weight_centile__how", "head_centile__how"):
        assert all(f"{choice.code} = {choice.label}" in found[name]["values"] for choice in HOW)
    assert [name for name in found if name.endswith("__how")] == [
        "weight_centile__how",
        "head_centile__how",
    ]
