"""Conditions: written by small functions, checked at load, the same result here and in the browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import forms
from forms.conditions import (
    Condition,
    ConditionError,
    any_except,
    any_of,
    blank_or_one_of,
    both,
    context_of,
    either,
    not_one_of,
    one_of,
    recorded,
    rows_of,
)
from tests.forms.contracts import cases, form_of
from tests.forms.tiny import tiny
from tests.forms.write_conditions import TARGET, conditions, holds

ROOT = Path(__file__).parents[2]
FORM = form_of("conditions")
CASES = cases("conditions")


@pytest.mark.parametrize("case", CASES)
def test_contract_case(case: dict[str, Any]) -> None:
    condition = Condition(case["expr"])
    condition.check(FORM)
    assert condition.evaluate(context_of(FORM, case["answers"])) is case["expect"]


EVERY = json.loads(TARGET.read_text("utf-8"))["conditions"]


@pytest.mark.parametrize("found", EVERY, ids=lambda found: found["expr"][:60])
def test_every_condition_of_a_published_form(found: dict[str, Any]) -> None:
    form = forms.published(found["version"])
    for case in found["cases"]:
        came_to = holds(found["expr"], form, case["draft"])
        assert came_to is case["expect"], case["draft"]


def test_no_condition_is_without_cases_and_each_holds_once_and_once_not() -> None:
    """`tests/js/forms.test.js` runs the same file. A new condition: `python -m tests.forms.write_conditions`."""
    declared = {field.show_if for field in forms.current() if field.show_if}
    assert {found["expr"] for found in EVERY} == conditions().keys() | declared
    for found in EVERY:
        assert {case["expect"] for case in found["cases"]} == {True, False}, found["expr"]


def test_the_cases_decide_both_ways() -> None:
    expected = [param.values[0]["expect"] for param in CASES]
    assert min(expected.count(True), expected.count(False)) > len(expected) / 4


WRITTEN = {
    "one_of": one_of("colour", "red", "green"),
    "one_of one": one_of("colour", "red"),
    "not_one_of": not_one_of("colour", "red"),
    "any_of": any_of("marks", "dots"),
    "any_except": any_except("marks", "none"),
    "recorded": recorded("colour"),
    "blank_or_one_of": blank_or_one_of("colour", "red"),
    "either": either(not_one_of("colour", "red"), any_of("marks", "dots")),
    "both": both(not_one_of("colour", "red"), either(recorded("marks"), one_of("colour", "green"))),
}


REFUSED = {
    'colour != "red"': "“colour” may be blank here",
    '!(colour in ["red"])': "“colour” may be blank here",
    '!(colour != null && colour in ["red"])': "“colour” may be blank here",
    'colour != null || colour != "red"': "“colour” may be blank here",
    '(colour != null) && colour != "red"': "“colour” may be blank here",
    'marks != null && (colour == "red" || colour != "green")': "“colour” may be blank here",
    'marks.exists(each, each == "dots")': "“marks” may be blank here",
    '"dots" in marks': "“marks” may be blank here",
    "size(marks) > 1": "“marks” may be blank here",
    'colour > "a"': "“colour” may be blank here",
    "colour == extra": "unknown field “extra”",
    "colour == marks": "“marks” may be blank here",
    'colour == "blue"': "“blue” is no choice of “colour”",
    'colour in ["red", "blue"]': "“blue” is no choice of “colour”",
    'marks != null && "stripes" in marks': "“stripes” is no choice of “marks”",
    'marks != null && marks.exists(each, each == "stripes")': "“stripes” is no choice of “marks”",
    'row.exists(one, one.shade == "blue")': "“blue” is no choice of “shade”",
    'row.exists(one, one.colour == "red")': "unknown field “colour” in the rows of “row”",
    'row.exists(one, one.shade != "red")': "“one.shade” may be blank here",
    'shade == "red"': "“shade” belongs to the rows of “row”",
    '"red" == "red"': "cannot tell which field “red” is an answer of",
    "colour == 'red'": "“'” is not used in conditions",
    "colour =": "not a CEL expression",
}


@pytest.mark.parametrize("expression", REFUSED, ids=REFUSED.keys())
def test_a_condition_that_could_be_true_of_a_blank_or_speaks_of_nothing_is_refused(
    expression: str,
) -> None:
    with pytest.raises(ConditionError) as refused:
        Condition(expression).check(tiny())
    assert REFUSED[expression] in str(refused.value)


GUARDED = [
    'row.exists(one, one.shade != null && one.shade != "red")',
    'row.all(one, one.shade == "red")',
    "size(row) == 0",
    'colour != null && (colour != "red" || marks != null)',
    'colour == null || colour == "red"',
    'marks != null && marks.exists(each, each != "none")',
]


@pytest.mark.parametrize("expression", [*WRITTEN.values(), *GUARDED])
def test_what_is_guarded_by_hand_or_by_the_small_functions_is_accepted(expression: str) -> None:
    Condition(expression).check(tiny())


def test_a_row_condition_sees_its_own_row() -> None:
    Condition('shade == "red"').check(tiny(), group="row")


def test_every_field_is_in_the_context_and_blank_unless_it_has_a_value() -> None:
    context = context_of(tiny(), {"colour": {"missing": "declined"}, "marks": {"value": ["dots"]}})
    assert context == {"colour": None, "marks": ["dots"], "row": []}


def test_rows_are_ordered_by_id_and_removed_ones_are_gone() -> None:
    answers = {
        "row/b/shade": {"value": "red"},
        "row/a/note": {"missing": "declined"},
        "row/c/note": {"value": "x"},
        "row/c/removed": {"value": True},
        "row/d/note": {"cleared": True},
        "other/e/note": {"value": "x"},
    }
    assert rows_of("row", answers) == ["a", "b"]
    assert context_of(tiny(), answers)["row"] == [
        {"shade": None, "note": None},
        {"shade": "red", "note": None},
    ]


IN_NODE = """
import { readFileSync } from "node:fs";
import { parse } from "@marcbachmann/cel-js";
const asked = JSON.parse(readFileSync(0, "utf8"), (key, value) => (Number.isInteger(value) ? BigInt(value) : value));
console.log(JSON.stringify(asked.map(([expression, context]) => parse(expression)(context))));
"""


@pytest.mark.skipif(
    shutil.which("node") is None or not (ROOT / "node_modules/@marcbachmann").exists(),
    reason="needs Node and `npm ci`",
)
def test_the_browsers_cel_gives_the_same_results() -> None:
    """Every condition of the form, and every contract case, against answers that decide it one way and the other."""
    asked = [(p.values[0]["expr"], context_of(FORM, p.values[0]["answers"])) for p in CASES]
    blank = context_of(FORM, {})
    for field in FORM:
        if field.show_if is None:
            continue
        row = {f.id: None for f in FORM.groups[field.group].fields} if field.group else {}
        asked.append((field.show_if, {**blank, **row}))
        for other in FORM:
            if other.id in field.show_if:
                for code in sorted(other.type.codes) or [4120]:
                    value = [code] if other.type.name == "multi" else code
                    asked.append((field.show_if, {**blank, **row, other.id: value}))
    here = [Condition(expression).evaluate(context) for expression, context in asked]
    there = subprocess.run(
        ["node", "--input-type=module", "-e", IN_NODE],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert json.loads(there.stdout) == here
    assert {True, False} <= set(here)
