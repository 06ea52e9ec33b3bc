"""What every reply of a visitor has in common, to a language prompt or to a safety rule: one flat object of texts, which
may be cleared again (`docs/protocol.md`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from forms.definition import Kind, Refusal
from forms.field_types.text import text_problem

BARE_PARTS = frozenset({"value", "cleared", "kind", "base", "earshot", "closes"})
"""The parts of an answer of which nobody says why there is none, or whom it comes from."""


def refuse(
    answer: object,
    sentence: str,
    longest: Mapping[str, int],
    replies: Sequence[str],
    needed: Sequence[str] = (),
    besides: Mapping[str, re.Pattern[str]] = MappingProxyType({}),
) -> Refusal | None:
    """Why this can never be stored as a reply, in this sentence, or None when it can.

    `longest` has every part with its longest length in code points; all are there, those in `needed` not blank; `reply`
    is one of `replies`. `besides` has the parts that may be there, with how they are written.
    """
    if not isinstance(answer, dict) or not answer.keys() <= BARE_PARTS:
        return Refusal("not_an_answer", sentence)
    if ("value" in answer) == ("cleared" in answer) or answer.get("cleared", True) is not True:
        return Refusal("not_one_of", sentence)
    if answer.get("kind") != Kind.ADMINISTRATIVE:
        return Refusal("wrong_kind", sentence)
    if "value" in answer and not _fits(answer["value"], longest, replies, needed, besides):
        return Refusal("not_a_reply", sentence)
    return None


def _fits(
    value: object,
    longest: Mapping[str, int],
    replies: Sequence[str],
    needed: Sequence[str],
    besides: Mapping[str, re.Pattern[str]],
) -> bool:
    if not isinstance(value, list) or len(value) != 1 or not isinstance(value[0], dict):
        return False
    said = value[0]
    return (
        longest.keys() <= said.keys() <= {*longest, *besides}
        and all(
            isinstance(said[part], str) and written.fullmatch(said[part])
            for part, written in besides.items()
            if part in said
        )
        and all(
            said[part] == "" or text_problem(said[part], most) is None
            for part, most in longest.items()
        )
        and all(said[part] for part in needed)
        and said["reply"] in replies
    )
