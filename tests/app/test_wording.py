"""Dates, times, ages and references as tired people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

import forms
from app import wording
from app.wording import Words
from forms.blocks import PARENTS, people_of
from tests.forms.contracts import cases, read

FORM = forms.latest()


def plain(text: str) -> str:
    return text.replace(wording.NON_BREAKING, " ")


@pytest.mark.parametrize(
    ("born", "on", "words"),
    [
        (date(2026, 5, 1), date(2026, 5, 1), "0 days"),
        (date(2026, 5, 1), date(2026, 5, 2), "1 day"),
        (date(2026, 5, 1), date(2026, 5, 8), "1 week"),
        (date(2026, 5, 1), date(2026, 6, 7), "5 weeks and 2 days"),
        (date(2027, 3, 10), date(2029, 3, 9), "104 weeks and 2 days"),  # with a 29 February
        (date(2027, 3, 10), date(2029, 3, 10), "2 years"),
        (date(2024, 1, 31), date(2026, 4, 30), "2 years and 2 months"),
        (date(2024, 1, 31), date(2026, 5, 31), "2 years and 4 months"),
        (date(2026, 5, 1), date(2026, 4, 30), "not yet born"),
    ],
)
def test_ages(born: date, on: date, words: str) -> None:
    assert plain(wording.age_words(born, on)) == words


def test_times_are_those_of_the_united_kingdom() -> None:
    summer = datetime(2026, 5, 3, 13, 32, tzinfo=UTC)
    winter = datetime(2026, 12, 3, 23, 59, tzinfo=UTC)
    assert plain(wording.moment_words(summer)) == "3 May 2026, 14:32"
    assert plain(wording.moment_words(winter)) == "3 December 2026, 23:59"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(5, "less than an hour"), (61, "1 hour"), (1500, "1 day"), (4500, "3 days")],
)
def test_waiting_is_told_in_one_unit(minutes: int, words: str) -> None:
    now = datetime(2026, 5, 3, tzinfo=UTC)
    assert plain(wording.waiting_words(now - timedelta(minutes=minutes), now)) == words


def test_nhs_numbers_are_read_in_three_parts() -> None:
    assert wording.nhs_words("9990000018") == "999 000 0018"
    assert wording.nhs_words(None) == "not on record"


@pytest.mark.parametrize(
    ("field_id", "value", "lines"),
    [
        ("contact_type", "new_birth", ["New birth"]),
        ("acute_signs", ["none_seen"], ["I looked and saw none"]),
        ("weight_g", 4120, ["4,120 g"]),
        ("next_contact_date", "2026-05-03", ["3 May 2026"]),
        ("contact_start", "2026-05-03T13:32:00Z", ["3 May 2026, 14:32"]),
        ("sign_off", True, ["Confirmed"]),
        ("sleeps_tonight", "A:1", ["Home, 4 Row"]),
        ("sleeps_tonight", "T:At Nan’s", ["At Nan’s"]),
        ("overnight_carer", ["P:2", "T:Kai"], ["Ivy", "Kai"]),
        (
            "unknowns",
            [{"what": "Shifts", "owner": "Kai", "due": "2026-05-03"}],
            ["Shifts, to find out: Kai, by 3 May 2026"],
        ),
        ("baby_observed", "Pink.\nAwake.", ["Pink.", "Awake."]),
    ],
)
def test_values_in_words(field_id: str, value: object, lines: list[str]) -> None:
    words = Words({"2": "Ivy"}, {"1": "Home, 4 Row"})
    assert [plain(line) for line in words.of(FORM.fields[field_id], value)] == lines


@pytest.mark.parametrize(
    ("people", "called"),
    [
        ([("Ivy Larch", "mother"), ("Ben Larch", "father")], "Ivy Larch: feeling down"),
        ([("Ivy Larch", "mother"), ("Una Larch", "birth parent")], "The mother: feeling down"),
        ([("", "mother")], "The mother: feeling down"),
        ([("Ivy Larch", "maternal_grandmother")], "The mother: feeling down"),
        ([], "The mother: feeling down"),
    ],
)
def test_a_parent_is_spoken_of_by_name_where_the_record_holds_one(
    people: list[tuple[str, str]], called: str
) -> None:
    words = Words({}, {}, wording.parents_of(people))
    assert words.called(FORM.fields["mother_whooley_1"]) == called
    assert words.called(FORM.fields["weight_g"]) == FORM.fields["weight_g"].name
    mother = "mother" if called.startswith("The mother") else "Ivy Larch"
    assert words.choice(FORM.fields["must_see_next"], "mother_alone") == f"See {mother} alone"


@pytest.mark.parametrize("case", cases("parents"))
def test_whom_the_blocks_of_the_parents_are_about(case: dict[str, Any]) -> None:
    relation, expected = case["relation"], [case["block"]] * bool(case["block"])
    assert list(wording.parents_of([("Ann", relation)])) == expected
    found = people_of([{"id": "1", "relation": relation}])
    assert [block for block in found if block in PARENTS] == expected


@pytest.mark.parametrize("family", read("parents")["families"], ids=lambda one: one["name"])
def test_whom_of_a_family_the_blocks_are_about(family: dict[str, Any]) -> None:
    people = family["people"]
    on_record = [{"id": str(place), "relation": relation} for place, relation in enumerate(people)]
    expected = {block: f"P:{place}" for block, place in family["blocks"].items()}
    assert people_of(on_record) == expected
    named = {block: str(at) for block, at in family.get("named", family["blocks"]).items()}
    assert wording.parents_of((str(at), one) for at, one in enumerate(people)) == named


@pytest.mark.parametrize("case", cases("further_carers"))
def test_what_the_further_carers_are_called(case: dict[str, Any]) -> None:
    assert wording.further_names(case["people"], case["answers"]) == case["expect"]


def test_the_block_of_a_further_carer_says_whose_it_is() -> None:
    words = Words({}, {}, {"carer3": "Dean", "mother": "Ivy Larch"})
    assert words.titled(FORM.section("PA_carer3")) == "Further carer: Dean"
    assert words.titled(FORM.section("PA_carer4")) == "Second further carer"
    assert words.titled(FORM.section("PA_mother")) == FORM.section("PA_mother").title
    assert words.called(FORM.fields["carer3_whooley_1"]) == "Dean: feeling down"
    assert words.called(FORM.fields["carer4_whooley_1"]) == "The second further carer: feeling down"


def test_nothing_is_told_of_a_reference_that_is_not_on_the_record() -> None:
    words = Words({}, {})
    assert words.reference("P:9") == "someone on the record"
    assert words.reference("A:9") == "an address on the record"


@pytest.mark.parametrize("text", ["", "yesterday", "2026-05-03", "2026-05-03T10:00:00", "x" * 99])
def test_a_time_that_is_none_is_none(text: str) -> None:
    assert wording.wire_moment(text) is None
