"""Every kind of question in one table, through its five faces: page, wire, browser, dictionary, extract."""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from typing import Any, NamedTuple

import pytest
from flask import Flask, render_template
from marshmallow import ValidationError

import forms
from app import templating
from app.wording import Words
from forms.definition import Field
from forms.derived.browser_bundle import bundle
from forms.derived.data_dictionary import rows as dictionary
from forms.derived.export_columns import columns_of
from forms.derived.web_form import section_form
from forms.derived.wire_schema import answer_schema, refuse_answer
from forms.field_types import TYPES
from tests.forms.test_pages import Page
from tests.support.node import NODE, ROOT

FORM = forms.latest()
ROW = "0190a000-0000-7000-8000-000000000001"


class Case(NamedTuple):
    """One question of a type. `posted` is what its controls hold for `value`; `cells` are the columns of the extract that
    come from the value, by what follows the question's id, with their type in the dictionary."""

    field_id: str
    value: Any
    posted: list[str]
    said: list[str]
    wrong: Any
    code: str
    cells: dict[str, tuple[str, object]]


GIVEN: dict[str, tuple[str, object]] = {"__given": ("1, 0 or empty", 1)}

TABLE = {
    "enum": Case(
        "baby_seen", "awake", ["awake"], ["Yes, awake"], "dancing", "not_a_choice",
        {"": ("code", "awake")},
    ),
    "multi": Case(
        "residence_evidence", ["toys"], ["toys"], ["Toys"], ["toys", "toys"], "repeated",
        {"": ("codes", "toys"), "__toys": ("1, 0 or empty", 1)},
    ),
    "text": Case(
        "baby_observed", "Asleep, pink", ["Asleep, pink"], ["Asleep, pink"], "x" * 6001,
        "too_long", GIVEN,
    ),
    "line": Case(
        "mother_name", "Ivy Larch", ["Ivy Larch"], ["Ivy Larch"], "x" * 1000, "too_long", GIVEN
    ),
    "int": Case(
        "weight_g", 4120, ["4,120"], ["4,120 g"], 399, "out_of_range",
        {"": ("whole number", 4120)},
    ),
    "decimal": Case(
        "head_cm", "38.2", ["38.2"], ["38.2 cm"], 38.2, "wrong_type", {"": ("decimal", "38.2")}
    ),
    "date": Case(
        "next_contact_date", "2026-06-01", ["1", "6", "2026"], ["1 June 2026"], "2026-02-30",
        "wrong_type", {"": ("date", "2026-06-01")},
    ),
    "datetime": Case(
        "contact_start", "2026-05-09T13:30:00Z", ["9", "5", "2026", "14:30"],
        ["9 May 2026, 14:30"], "2026-05-09 14:30", "wrong_type",
        {"": ("date and time", "2026-05-09T13:30:00Z")},
    ),
    "address": Case(
        "sleeps_tonight", "T:Her sister’s", ["T:Her sister’s"], ["Her sister’s"], "X:1",
        "wrong_type", GIVEN,
    ),
    "person": Case("icon_person", "T:Aunt Jo", ["T:Aunt Jo"], ["Aunt Jo"], "Jo", "wrong_type", GIVEN),
    "people": Case(
        "overnight_carer", ["T:Aunt Jo", "T:Ben"], ["T:Aunt Jo", "T:Ben"], ["Aunt Jo", "Ben"], [],
        "empty", {"__count": ("whole number", 2)},
    ),
    "unknowns": Case(
        "unknowns", [{"what": "Who minds baby", "owner": "Vera", "due": "2026-06-01"}],
        ["Who minds baby", "Vera", "2026-06-01"],
        ["Who minds baby, to find out: Vera, by 1 June 2026"], [{"what": "x"}], "wrong_type",
        {"__count": ("whole number", 1)},
    ),
    "confirm": Case(
        "sign_off", True, ["true"], ["Confirmed"], False, "wrong_type",
        {"": ("1, 0 or empty", 1)},
    ),
    "gestation": Case(
        "gestation_birth", "39+4", ["39", "4"], ["39+4"], "39+7", "wrong_type",
        {"": ("whole number", 277)},
    ),
    "age": Case(
        "hh_age", "1990-05-03", ["3/5/1990"], ["3 May 1990"], 111, "out_of_range",
        {"": ("whole number", None), "__given": ("1, 0 or empty", 1)},
    ),
    "nhs_number": Case(
        "baby_nhs_number", "9990000018", ["999 000 0018"], ["999 000 0018"], "9990000019",
        "wrong_check_digit", GIVEN,
    ),
    "code": Case(
        "gp_practice", "A12345", ["a 12345"], ["A12345"], "12345", "wrong_type",
        {"": ("code", "A12345")},
    ),
    "geo": Case(
        "mark_xy", "head_left:420,615", ["head_left:420,615"], ["On the drawing"],
        "front:1001,0", "wrong_type", GIVEN,
    ),
    "entry": Case(
        "act_why", "worries", ["worries"], ["What worries me"], "Because", "wrong_type", GIVEN
    ),
    "replies": Case(
        "indicators_reply", [{"to": "IND-01", "reply": "considered", "why": "Twins"}],
        ["IND-01", "considered", "Twins"], ["IND-01: Considered, Twins"], [], "empty",
        {"__considered": ("whole number", 1), "__not_accurate": ("whole number", 0)},
    ),
    "computed": Case(
        "residence_conflict", None, [], [], True, "worked_out", {"": ("1, 0 or empty", None)}
    ),
}  # fmt: skip
NAMES = pytest.mark.parametrize("name", TABLE)


def test_the_table_has_every_type() -> None:
    assert TABLE.keys() == TYPES.keys()
    assert {name: FORM.fields[case.field_id].type.name for name, case in TABLE.items()} == {
        name: name for name in TABLE
    }


def field_of(name: str) -> Field:
    return FORM.fields[TABLE[name].field_id]


def key_of(name: str) -> str:
    field = field_of(name)
    return f"{field.group}/{ROW}/{field.id}" if field.group else field.id


def answer(name: str, value: Any) -> dict[str, Any]:
    return {"value": value, "kind": field_of(name).kind.value}


@cache
def section_page(code: str) -> Page:
    app = Flask("app")
    app.config["SERVICE_NAME"] = "Wholeview"
    templating.init_templating(app)
    with app.test_request_context():
        drawn = section_form(FORM, code)(None)
        return Page(render_template("forms/section.jinja", section=FORM.section(code), form=drawn))


@NAMES
def test_page(name: str) -> None:
    field, case = field_of(name), TABLE[name]
    drawn = [
        given
        for given in section_page(field.section).marked("data-key")
        if given["data-key"] == field.id
    ]
    assert bool(drawn) == field.asked
    assert field.type.from_form(case.posted) == case.value


@NAMES
def test_wire(name: str) -> None:
    case, schema = TABLE[name], answer_schema(FORM, field_of(name))
    refused = refuse_answer(FORM, key_of(name), answer(name, case.wrong))
    assert refused is not None
    assert refused.code == case.code
    with pytest.raises(ValidationError):
        schema.load(answer(name, case.wrong))
    if case.value is not None:
        assert refuse_answer(FORM, key_of(name), answer(name, case.value)) is None
        assert schema.load(answer(name, case.value))


@cache
def in_the_browser() -> dict[str, Any]:
    """Every row at once, in one Node."""
    assert NODE is not None
    rows = [
        {"key": key_of(name), "right": case.value, "wrong": case.wrong}
        | {"kind": field_of(name).kind.value}
        for name, case in TABLE.items()
    ]
    done = subprocess.run(
        [NODE, "tests/js/faces.js"],
        cwd=ROOT,
        env={**os.environ, "TZ": "Europe/London"},
        input=json.dumps({"form": bundle(FORM), "rows": rows}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return dict(zip(TABLE, json.loads(done.stdout), strict=True))


@NAMES
@pytest.mark.skipif(NODE is None, reason="NO NODE FOUND: the browser's face was not tried")
def test_browser_and_desk_refuse_and_say_the_same(name: str) -> None:
    case, face = TABLE[name], in_the_browser()[name]
    assert face["wrong"] == case.code
    assert face["said"] == case.said
    if case.value is not None:
        assert face["right"] is None
    if name not in {"entry", "computed"}:  # names another question: the page asks its form
        desk = Words({}, {}).of(field_of(name), case.value)
        assert [line.replace("\N{NO-BREAK SPACE}", " ") for line in desk] == case.said


@NAMES
def test_dictionary_and_extract(name: str) -> None:
    field, case = field_of(name), TABLE[name]
    listed = {row["column"]: row["type"] for row in dictionary(FORM) if row["field"] == field.id}
    given = {field.id: answer(name, case.value)} if case.value is not None else {}
    found = {column.name: column.of(given) for column in columns_of(field)}
    for suffix, (sort, cell) in case.cells.items():
        assert listed[f"{field.id}{suffix}"] == sort
        assert found[f"{field.id}{suffix}"] == cell
    assert listed.keys() == found.keys()
