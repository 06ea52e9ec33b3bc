"""Replies to language prompts on the wire: what can be stored, what never can."""

from __future__ import annotations

from typing import Any

import pytest

import forms
from forms.derived.prompt_replies import is_key, replies_in
from forms.derived.wire_schema import refuse_answer

FORM = forms.latest()
ROW = "01a215d0-66df-7e85-be2a-bf9c17e49e79"
KEY = f"wording/{ROW}/reply"
SAID = {
    "on": "baby_observed",
    "class": "label",
    "phrase": "hostile",
    "reply": "kept",
    "why": "",
    "to": "",
    "book": "2026.2",
}
GOOD: dict[str, Any] = {"value": [SAID], "kind": "A", "base": None}


@pytest.mark.parametrize(
    "answer",
    [
        GOOD,
        {**GOOD, "base": ROW, "earshot": "no"},
        {"cleared": True, "kind": "A", "base": ROW},
        {**GOOD, "value": [{**SAID, "phrase": "", "class": "no_evidence"}]},
        {**GOOD, "value": [{**SAID, "reply": "moved", "to": "worries", "why": "x" * 1000}]},
    ],
)
def test_a_reply_is_stored(answer: dict[str, Any]) -> None:
    assert refuse_answer(FORM, KEY, answer) is None


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("x", "not_an_answer"),
        ({**GOOD, "source": {"type": "gp_said"}}, "not_an_answer"),
        ({"kind": "A", "base": None}, "not_one_of"),
        ({**GOOD, "cleared": True}, "not_one_of"),
        ({"cleared": "yes", "kind": "A"}, "not_one_of"),
        ({**GOOD, "kind": "J"}, "wrong_kind"),
        ({**GOOD, "base": "x"}, "wrong_base"),
        ({**GOOD, "value": []}, "not_a_reply"),
        ({**GOOD, "value": SAID}, "not_a_reply"),
        ({**GOOD, "value": [SAID, SAID]}, "not_a_reply"),
        ({**GOOD, "value": [{**SAID, "more": "x"}]}, "not_a_reply"),
        ({**GOOD, "value": [{**SAID, "reply": "deleted"}]}, "not_a_reply"),
        ({**GOOD, "value": [{**SAID, "on": ""}]}, "not_a_reply"),
        ({**GOOD, "value": [{**SAID, "why": "x" * 1001}]}, "not_a_reply"),
        ({**GOOD, "value": [{**SAID, "phrase": "a\x00"}]}, "not_a_reply"),
        ({**GOOD, "value": [{**SAID, "why": 3}]}, "not_a_reply"),
    ],
)
def test_what_is_no_reply_is_refused(answer: Any, code: str) -> None:
    refusal = refuse_answer(FORM, KEY, answer)
    assert refusal is not None
    assert refusal.code == code


@pytest.mark.parametrize(
    "key", ["wording/x/reply", f"wording/{ROW}", f"wording/{ROW}/other", "wording"]
)
def test_other_keys_are_none_of_its_business(key: str) -> None:
    assert not is_key(key)
    assert refuse_answer(FORM, key, GOOD) is not None


def test_replies_are_read_oldest_first_and_undone_ones_not_at_all() -> None:
    later = KEY.replace("01a2", "01a3")
    undone = KEY.replace("01a2", "01a4")
    answers = {
        later: {"value": [{**SAID, "phrase": "rude"}]},
        KEY: {"value": [SAID]},
        undone: {"cleared": True},
        "worries": {"value": "x"},
    }
    assert [reply.phrase for reply in replies_in(answers)] == ["hostile", "rude"]
