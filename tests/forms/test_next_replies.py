"""Why something is left out of next time is an answer under a reserved key, taken in with its reason or not at all."""

from __future__ import annotations

from typing import Any

import pytest

import forms
from forms.derived.next_replies import key_of, left_out_in
from forms.derived.wire_schema import refuse_answer

FORM = forms.latest()
ANSWER = {
    "value": [{"reply": "left_out", "words": "At sea until March"}],
    "kind": "A",
    "base": None,
}


@pytest.mark.parametrize(
    ("key", "answer", "code"),
    [
        (key_of("father"), ANSWER, None),
        (key_of("father"), {"cleared": True, "kind": "A", "base": None}, None),
        (key_of("none"), ANSWER, "unknown_field"),
        ("next/father/words", ANSWER, "unknown_field"),
        (key_of("father"), {**ANSWER, "kind": "P"}, "wrong_kind"),
        (
            key_of("father"),
            {**ANSWER, "value": [{"reply": "left_out", "words": ""}]},
            "not_a_reply",
        ),
        (key_of("father"), {**ANSWER, "value": [{"words": "At sea"}]}, "not_a_reply"),
        (key_of("father"), {**ANSWER, "missing": "declined"}, "not_an_answer"),
    ],
)
def test_it_has_a_reason(key: str, answer: Any, code: str | None) -> None:
    refusal = refuse_answer(FORM, key, answer)
    assert (refusal and refusal.code) == code


def test_what_is_left_out_is_found_among_answers() -> None:
    answers = {"next/sleep_space/reply": {"cleared": True}, "next/father/reply": ANSWER}
    assert [*left_out_in(answers)] == [("father", "At sea until March")]
