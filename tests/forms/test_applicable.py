"""Which questions apply, and which hold back the signature."""

from __future__ import annotations

from typing import Any

import pytest

import forms
from forms.derived.applicable import open_questions, sections_shown, shown
from forms.derived.submitted import left_out, without_place
from tests.forms.contracts import cases, form_of

FORM = form_of("applicable")

ROW = "0190a000-0000-7000-8000-000000000001"


def answers(**values: object) -> dict[str, dict[str, Any]]:
    return {key: {"value": value} for key, value in values.items()}


VISIT = answers(contact_type="new_birth", contact_mode="face_to_face", earshot="no")


@pytest.mark.parametrize("case", cases("applicable"))
def test_contract_case(case: dict[str, Any]) -> None:
    given = case["answers"]
    assert {
        "sections": sections_shown(FORM, given),
        "shown": shown(FORM, given),
        "open": open_questions(FORM, given),
    } == case["expect"]


@pytest.mark.parametrize("case", cases("left_out"))
def test_what_is_left_out_of_a_submission(case: dict[str, Any]) -> None:
    form, given = forms.published(case["form_version"]), case["answers"]
    assert {
        "left_out": left_out(form, given),
        "without_place": without_place(form, given),
    } == case["expect"]


def test_hidden_questions_are_asked_only_while_nobody_can_overhear() -> None:
    hidden = {f.id for f in FORM if f.sensitivity == "H"}
    assert hidden & set(shown(FORM, VISIT))
    for said in (
        {},
        answers(earshot="yes_partner"),
        answers(earshot="unsure"),
        {"earshot": {"missing": "not_asked"}},
    ):
        closed = {key: answer for key, answer in VISIT.items() if key != "earshot"} | said
        assert not hidden & set(shown(FORM, closed))
    assert not hidden & set(shown(FORM, VISIT | answers(interpreter="relative_or_friend_used")))


def test_a_hidden_question_does_not_hold_back_the_signature() -> None:
    assert "mother_da_asked" in open_questions(FORM, VISIT)
    assert "mother_da_asked" not in open_questions(FORM, VISIT | answers(earshot="yes_partner"))


def test_a_reason_closes_a_question_but_not_one_that_needs_a_value() -> None:
    closed = VISIT | {"weight_g": {"missing": "declined"}, "baby_seen": {"missing": "not_seen"}}
    held = open_questions(FORM, closed)
    assert "weight_g" not in held
    assert "baby_seen" in held


def test_a_group_that_needs_a_row_is_named_by_its_id_until_it_has_one() -> None:
    assert "icon" in open_questions(FORM, VISIT)
    held = open_questions(FORM, VISIT | {f"icon/{ROW}/icon_how": {"value": "phone"}})
    assert "icon" not in held
    assert f"icon/{ROW}/icon_messages" in held
    assert f"icon/{ROW}/icon_stage" not in held  # not core: nice to have


def test_a_household_may_be_empty() -> None:
    assert "household" not in open_questions(FORM, VISIT)


def test_marks_are_asked_about_only_where_there_may_be_one() -> None:
    assert "MK" not in sections_shown(FORM, VISIT)
    doubt = VISIT | answers(mark_seen="unsure")
    assert "MK" in sections_shown(FORM, doubt)
    assert "mark" in open_questions(FORM, doubt)


def test_optional_and_merely_wanted_questions_hold_nothing_back() -> None:
    assert "injury_reported" in shown(FORM, VISIT)
    assert "injury_reported" not in open_questions(FORM, VISIT)
