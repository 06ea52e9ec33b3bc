"""What a visitor replied to a safety rule, as an answer of its own under `rule/<id>/reply` (`docs/protocol.md`).

There is one reply to a rule in a visit; like any answer it has an author, a time and a history, and two people who reply
differently stand side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from forms.definition import Refusal
from forms.derived.replies import refuse

REPLIES = ("acted", "explained", "kept", "confirmed", "excepted", "called")
LONGEST = {"reply": 10, "words": 1000, "clinician": 160, "at": 40}
"""The parts of a reply that are always there, all of them text, with their longest length in code points. `words`: what was
done or why not; `clinician`: the second clinician who agreed; `at`: when she rang, ISO 8601 UTC."""

_GROUND = r"[a-z][a-z0-9_]{0,79}(?:~[0-9a-f]{1,8})?"
GIVEN_FOR = {"given_for": re.compile(rf"(?:{_GROUND}(?: {_GROUND}){{0,999}})?")}
"""What the finding rested on when she replied (`grounds` in `forms/safety/judging.py`): names of fields, and
stamps of what may not be read here. Not in what an older app wrote."""

_KEY = re.compile(r"rule/(R[0-9]{2})/reply")
_SENTENCE = "The reply to a rule is not written properly"


class RuleReply(NamedTuple):
    """A reply, with the rule it answers."""

    rule: str
    reply: str
    words: str
    clinician: str
    at: str


def is_key(key: str) -> bool:
    """Whether an answer under this key is a reply to a rule."""
    return _KEY.fullmatch(key) is not None


def key_of(rule: str) -> str:
    """The answer key of the reply to a rule."""
    return f"rule/{rule}/reply"


def rule_of(key: str) -> str:
    """The rule an answer key replies to; empty for any other key."""
    found = _KEY.fullmatch(key)
    return found[1] if found else ""


def refuse_reply(answer: object) -> Refusal | None:
    """Why this can never be stored as a reply, or None when it can. A reply may be cleared: then it was taken back."""
    return refuse(answer, _SENTENCE, LONGEST, REPLIES, besides=GIVEN_FOR)


def replies_in(answers: Mapping[str, Mapping[str, Any]]) -> Iterator[RuleReply]:
    """The replies that stand among a visit's answers, by rule."""
    for key in sorted(filter(is_key, answers)):
        for said in answers[key].get("value") or ():
            yield RuleReply(
                rule_of(key), said["reply"], said["words"], said["clinician"], said["at"]
            )
