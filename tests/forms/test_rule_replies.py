"""A reply to a safety rule is an answer under a reserved key, taken in whole or not at all."""

from __future__ import annotations

from typing import Any

import pytest

import forms
from forms.derived.rule_replies import REPLIES, is_key, key_of, replies_in
from forms.derived.wire_schema import refuse_answer

FORM = forms.latest()
SAID = {"reply": "acted", "words": "Rang the ward", "clinician": "", "at": ""}
ANSWER = {"value": [SAID], "kind": "A", "base": None}


@pytest.mark.parametrize("reply", REPLIES)
def test_every_reply_is_taken(reply: str) -> None:
    assert (
        refuse_answer(FORM, key_of("R07"), {**ANSWER, "value": [{**SAID, "reply": reply}]}) is None
    )


def test_a_reply_may_be_taken_back() -> None:
    assert refuse_answer(FORM, key_of("R07"), {"cleared": True, "kind": "A", "base": None}) is None


@pytest.mark.parametrize(
    ("key", "answer", "code"),
    [
        ("rule/R7/reply", ANSWER, "unknown_field"),
        ("rule/R07/words", ANSWER, "unknown_field"),
        ("rule/R07/reply", {**ANSWER, "kind": "J"}, "wrong_kind"),
        ("rule/R07/reply", {**ANSWER, "value": []}, "not_a_reply"),
        ("rule/R07/reply", {**ANSWER, "value": [SAID, SAID]}, "not_a_reply"),
        ("rule/R07/reply", {**ANSWER, "value": [{**SAID, "reply": "ignored"}]}, "not_a_reply"),
        ("rule/R07/reply", {**ANSWER, "value": [{**SAID, "words": "x" * 1001}]}, "not_a_reply"),
        ("rule/R07/reply", {**ANSWER, "value": [{"reply": "acted"}]}, "not_a_reply"),
        *(
            ("rule/R07/reply", {**ANSWER, "value": [{**SAID, "given_for": given}]}, "not_a_reply")
            for given in ("What father said", "mark~Dr Vane", "mark ", ["mark"], None)
        ),
        ("rule/R07/reply", {**ANSWER, "missing": "not_asked"}, "not_an_answer"),
        ("rule/R07/reply", {"kind": "A"}, "not_one_of"),
        ("rule/R07/reply", {**ANSWER, "base": "first"}, "wrong_base"),
        ("rule/R07/reply", "acted", "not_an_answer"),
    ],
)
def test_anything_else_is_refused(key: str, answer: Any, code: str) -> None:
    refusal = refuse_answer(FORM, key, answer)
    assert refusal is not None
    assert refusal.code == code


@pytest.mark.parametrize("given", ["", "mark_seen", "father_seen mark~0a1b2c3d mark_seen"])
def test_a_reply_may_say_what_it_was_given_for(given: str) -> None:
    answer = {**ANSWER, "value": [{**SAID, "given_for": given}]}
    assert refuse_answer(FORM, "rule/R07/reply", answer) is None


def test_replies_are_found_among_answers() -> None:
    answers = {key_of("R09"): ANSWER, "weight_g": {"value": 4120}, key_of("R04"): {"cleared": True}}
    assert [(one.rule, one.reply) for one in replies_in(answers)] == [("R09", "acted")]
    assert is_key("rule/R09/reply")
