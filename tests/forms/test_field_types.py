"""Every kind of question has all its faces, and the faces agree."""

from __future__ import annotations

import json
import string
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

import forms
from forms.field_types import TYPES, FieldType, OneOf
from forms.field_types.times import Moment
from forms.publishing import type_as_dict, type_from_dict
from forms.safety.dates import day_of
from tests.forms.contracts import FOLDER
from tests.forms.tiny import COLOURS

FORM = forms.current()
FIELDS = {field.type.name: field for field in FORM}
TEMPLATES = Path(__file__).parents[2] / "app/templates/forms/controls"
NOON = datetime(2026, 5, 9, 12, tzinfo=UTC)

# One sort of each that the form does not use yet, so that every class is tried.
EXAMPLES = {name: field.type for name, field in FIELDS.items()} | {
    name: made() for name, made in TYPES.items() if name not in FIELDS
}

words = st.text(st.sampled_from(string.ascii_letters + " \n\u00a0\u0000\ud800é👶"), max_size=30)
ids = st.sampled_from(
    ["0190a000-0000-7000-8000-000000000001", "0190a000-0000-7000-8000-000000000002"]
)
references = st.builds("{}:{}".format, st.sampled_from("APTX"), ids | words)
days = st.sampled_from(
    [
        "2026-05-09",
        "2026-5-9",
        "2026-02-30",
        "1899-12-31",
        "2200-01-01",
        "20260509",
        "２０２６-05-09",
        "",
    ]
)
moments = st.builds(
    "{}T{}{}".format,
    days,
    st.sampled_from(["12:00", "12:00:00", "12:00:00.5", "24:00", "12:60", "12"]),
    st.sampled_from(["Z", "", "+01:00", "z"]),
)
numbers = st.integers(-10, 30000) | st.sampled_from(
    ["4.5", "4.55", "0", "100.0", "100.1", "1e2", "-1", "٤"]
)
things = st.fixed_dictionaries({"what": words, "owner": words, "due": days})
gestations = st.sampled_from(
    ["22+0", "21+6", "44+6", "45+0", "39+7", "39", "39+", "+4", "9+4", " 39+4", "39+4\n", "٣٩+4"]
)
identifiers = st.sampled_from(
    [
        "9990000018",
        "9990000019",
        "0000000000",
        "999000001",
        "999 000 0018",
        "9990000018\n",
        "٩990000018",
        "A12345",
        "a12345",
        "A12345\n",
        "E09000012",
    ]
)
spots = st.sampled_from(
    [
        "front:0,0",
        "back:1000,1000",
        "front:1001,0",
        "side:1,1",
        "front:1",
        "front:1,2,3",
        "front:-1,1",
    ]
)
entries = st.sampled_from(
    [
        "worries",
        "mark/0190a000-0000-7000-8000-000000000001/mark_words",
        "mark/1/mark_words",
        "Worries",
        "worries\n",
        "worries/",
    ]
)
replies = st.fixed_dictionaries(
    {
        "to": st.sampled_from(["IND-01", "IND-02", "", "x y"]),
        "reply": st.sampled_from(["considered", "not_accurate", "nonsense"]),
        "why": words,
    }
)
loose = (
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False)
    | numbers
    | words
    | references
    | days
    | moments
    | gestations
    | identifiers
    | spots
    | entries
    | st.integers(-1, 111)
)


@cache
def values_for(asked: FieldType) -> st.SearchStrategy[Any]:
    """Values near the border of this type, and nonsense."""
    codes = st.sampled_from([*sorted(asked.codes), "nonsense"])
    return st.one_of(
        loose,
        codes,
        st.lists(codes, max_size=4),
        st.lists(references, max_size=3),
        st.lists(
            things | st.dictionaries(st.sampled_from(["what", "owner", "due", "x"]), words),
            max_size=2,
        ),
        st.lists(
            replies | st.dictionaries(st.sampled_from(["to", "reply", "why", "x"]), words),
            max_size=2,
        ),
    )


def test_a_class_without_all_its_faces_cannot_be_used() -> None:
    @dataclass(frozen=True)
    class Half(FieldType):
        name: ClassVar[str] = ""

        def problem(self, value: object, at: datetime | None = None) -> str | None:
            return None

    with pytest.raises(TypeError, match="abstract"):
        Half()  # type: ignore[abstract]


def test_every_class_has_a_name_of_its_own() -> None:
    def below(parent: type) -> set[type]:
        return {parent}.union(*(below(child) for child in parent.__subclasses__()))

    named = {
        found
        for found in below(FieldType)
        if found.name and not found.__module__.startswith("tests")
    }
    assert set(TYPES.values()) == named
    assert set(TYPES) == {
        *("enum", "multi", "text", "line", "int", "decimal", "date", "datetime"),
        *("address", "person", "people", "unknowns", "confirm"),
        *("age", "code", "computed", "entry", "geo", "gestation", "nhs_number", "replies"),
    }


@pytest.mark.parametrize("name", TYPES)
def test_every_type_has_a_control_that_can_be_drawn(name: str) -> None:
    drawn = "".join(path.read_text("utf-8") for path in TEMPLATES.glob("*.jinja"))
    control = EXAMPLES[name].control
    assert (
        f"{control}_control(" in drawn
        or control in {"address", "person", "people"}
        or (
            # What is worked out has no control. Replies get theirs with the page of indicators, before
            # the version that asks for them is published.
            (name, control) in {("computed", ""), ("replies", "replies")}
        )
    )


@pytest.mark.parametrize("name", TYPES)
def test_every_type_describes_itself_and_can_be_frozen(name: str) -> None:
    example = EXAMPLES[name]
    assert example.described()
    assert type_from_dict(type_as_dict(example)) == example
    assert all(isinstance(key, str) for key in example.limits())


@pytest.mark.parametrize("name", TYPES)
@given(chosen=st.data())
@settings(max_examples=50, deadline=None)
def test_page_wire_and_browser_say_the_same(name: str, chosen: st.DataObject) -> None:
    asked = EXAMPLES[name]
    value = chosen.draw(values_for(asked))
    said = asked.sentences("It")
    code = asked.problem(value)
    try:
        asked.wire_field("It").deserialize(value)
        told: list[str] = []
    except ValidationError as refused:
        told = flat(refused.messages)
    assert (code is None) == (told == [])
    if code is not None:
        assert said[code] in told


@pytest.mark.parametrize("name", TYPES)
@given(chosen=st.data())
@settings(max_examples=25, deadline=None)
def test_no_column_gives_away_what_was_written(name: str, chosen: st.DataObject) -> None:
    asked = EXAMPLES[name]
    value = chosen.draw(values_for(asked))
    if asked.problem(value, NOON) is not None:
        return
    for column in asked.columns():
        cell = column.of(value)
        assert cell is None or isinstance(cell, int | str)
        if isinstance(cell, str) and name not in {"date", "datetime", "decimal", "code"}:
            assert set(cell.split(";")) <= asked.codes


def flat(messages: Any) -> list[str]:
    """All sentences in marshmallow's nested messages."""
    if isinstance(messages, dict):
        return [said for inner in messages.values() for said in flat(inner)]
    if isinstance(messages, list):
        return [said for inner in messages for said in flat(inner)]
    return [messages]


FORM_TEXTS = [
    ("int", ["4,120"], 4120),
    ("int", [" 4 120 "], 4120),
    ("int", [""], None),
    ("int", ["4120g"], "4120g"),
    ("date", ["3", "5", "2026"], "2026-05-03"),
    ("date", ["", "", ""], None),
    ("date", ["3", "May", "2026"], "3 May 2026"),
    ("datetime", ["3", "5", "2026", "14:30"], "2026-05-03T13:30:00Z"),
    ("datetime", ["3", "1", "2026", "14.30"], "2026-01-03T14:30:00Z"),
    ("datetime", ["3", "5", "2026", "25:00"], "3 5 2026 25:00"),
    ("multi", ["none_seen"], ["none_seen"]),
    ("multi", [], None),
    ("text", ["one\r\ntwo"], "one\ntwo"),
    ("confirm", ["true"], True),
    ("confirm", [], None),
    ("gestation", ["39", " 4"], "39+4"),
    ("gestation", ["39"], "39"),
    ("age", ["34"], 34),
    ("age", ["3/5/1990"], "1990-05-03"),
    ("age", ["about 30"], "about 30"),
    ("nhs_number", ["999 000 0018"], "9990000018"),
    ("nhs_number", [" "], None),
    ("code", ["a 12345"], "A12345"),
    ("geo", ["front:420,615"], "front:420,615"),
    ("entry", [""], None),
    ("computed", ["3"], None),
    (
        "replies",
        ["IND-01", "considered", "", "IND-02", "", ""],
        [{"to": "IND-01", "reply": "considered", "why": ""}],
    ),
    ("unknowns", ["what", "who", "", "", "", ""], [{"what": "what", "owner": "who", "due": ""}]),
]


@pytest.mark.parametrize(("name", "texts", "value"), FORM_TEXTS)
def test_what_a_page_posts_becomes_the_wire_value(
    name: str, texts: list[str], value: object
) -> None:
    assert EXAMPLES[name].from_form(texts) == value


UK_TIME = json.loads((FOLDER / "uk_time.json").read_text("utf-8"))


@pytest.mark.parametrize("case", UK_TIME["typed"], ids=lambda case: "|".join(case["boxes"]))
def test_what_stands_in_the_boxes_of_a_moment(case: dict[str, Any]) -> None:
    value = Moment().from_form(case["boxes"])
    assert (None if Moment().problem(value) else value) == case["moment"]


@pytest.mark.parametrize("case", UK_TIME["days"], ids=lambda case: repr(case["answer"]))
def test_the_day_an_answer_speaks_of(case: dict[str, Any]) -> None:
    assert day_of(case["answer"]) == case["day"]


def test_long_lists_are_looked_up_instead_of_read() -> None:
    assert OneOf(COLOURS).control == "radios"
    assert FORM.fields["mark_site"].type.control == "select"


@pytest.mark.parametrize(
    ("field_id", "value", "code"),
    [
        ("level_reason", "Too short", "too_short"),
        ("level_reason", "x" * 60, None),
        ("unknowns", [{"what": "Who has baby on Fridays", "owner": " ", "due": ""}], "no_owner"),
        ("unknowns", [{"what": "", "owner": "Vera", "due": ""}], "blank"),
        ("unknowns", [{"what": "Who has baby on Fridays", "owner": "Vera", "due": ""}], None),
        ("weight_g", 4120, None),
        ("indicators_reply", [{"to": "IND-01", "reply": "not_accurate", "why": " "}], "blank"),
        ("indicators_reply", [{"to": "IND-01", "reply": "not_accurate", "why": "Twins"}], None),
        ("indicators_reply", [{"to": "IND-01", "reply": "considered", "why": ""}], None),
    ],
)
def test_what_is_unfinished_is_saved_all_the_same(
    field_id: str, value: object, code: str | None
) -> None:
    field = forms.current().fields[field_id]
    assert field.refuse(value) is None
    assert field.type.unfinished(value) == code
    assert code is None or code in field.type.sentences(field.name)


BOUNDS = [
    ("gestation_birth", "39+4", None),
    ("gestation_birth", "21+6", "out_of_range"),
    ("gestation_birth", "39+7", "wrong_type"),
    ("baby_nhs_number", "9990000018", None),
    ("baby_nhs_number", "9990000019", "wrong_check_digit"),
    ("baby_nhs_number", "1111111111", "wrong_check_digit"),
    ("baby_nhs_number", "999000001", "wrong_type"),
    ("gp_practice", "A12345", None),
    ("gp_practice", "a12345", "wrong_type"),
    ("placing_council", "E09000012", None),
    ("placing_council", "X09000012", "wrong_type"),
    ("asq3_communication", 45, None),
    ("asq3_communication", 44, "off_step"),
    ("asq3_communication", 65, "out_of_range"),
    ("hh_age", 110, None),
    ("hh_age", 111, "out_of_range"),
    ("hh_age", "1990-05-03", None),
    ("hh_age", "2026-05-10", "too_late"),
    ("mark_xy", "head_left:1000,0", None),
    ("mark_xy", "head_left:1001,0", "wrong_type"),
    ("act_why", "worries", None),
    ("act_why", "Because", "wrong_type"),
    ("mother_dob", "2000-01-01", None),
    ("mother_dob", "2020-01-01", "too_late"),
    ("mother_dob", "1940-01-01", "too_early"),
    ("baby_dob", "2021-05-10", None),
    ("baby_dob", "2021-05-08", "too_early"),
    ("edd", "2026-04-18", None),
    ("edd", "2026-04-17", "too_early"),
    ("weight_g", 24000, None),  # far outside the usual: a second look, no refusal
    ("indicators", ["IND-01"], "worked_out"),
]


@pytest.mark.parametrize(("field_id", "value", "code"), BOUNDS)
def test_what_is_refused_when_it_is_answered(
    field_id: str, value: object, code: str | None
) -> None:
    refusal = FORM.fields[field_id].refuse(value, NOON)
    assert (refusal and refusal.code) == code


def test_long_spans_are_told_in_years() -> None:
    said = FORM.fields["mother_dob"].type.sentences("Birth")
    assert said["too_early"] == "Birth must be no more than 80 years ago"
    assert said["too_late"] == "Birth must be at least 12 years ago"
    assert FORM.fields["baby_dob"].type.sentences("Birth")["too_early"].endswith("5 years ago")
    assert FORM.fields["move_date"].type.sentences("Move")["too_early"].endswith("90 days ago")
