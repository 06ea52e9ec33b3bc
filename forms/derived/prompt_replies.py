"""What a visitor replied to a language prompt, as an answer of its own (`docs/protocol.md`, "Replies to prompts").

Each reply has a new row id, so that two people who reply never stand against each other, and a reply never stands against
what somebody writes meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from forms.definition import Refusal
from forms.derived.replies import refuse

REPLIES = ("edited", "kept", "moved")
LONGEST = {
    "on": 160,
    "class": 40,
    "phrase": 600,
    "reply": 10,
    "why": 1000,
    "to": 160,
    "book": 40,
}
"""The parts of a reply, all of them text and all of them there, with their longest length in code points."""
NEEDED = ("on", "class", "reply")

_KEY = re.compile(r"wording/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/reply")
_SENTENCE = "The reply to a prompt is not written properly"


class PromptReply(NamedTuple):
    """`on` is the answer key the prompt stood under, `phrase` the words asked about ("" for the whole answer), `to` where
    words that were moved went, `book` the version of the phrase list."""

    on: str
    class_id: str
    phrase: str
    reply: str
    why: str
    to: str
    book: str


def is_key(key: str) -> bool:
    """Whether an answer under this key is a reply to a prompt."""
    return _KEY.fullmatch(key) is not None


def refuse_reply(answer: object) -> Refusal | None:
    """Why this can never be stored as a reply, or None when it can. A reply may be cleared: then it was undone."""
    return refuse(answer, _SENTENCE, LONGEST, REPLIES, NEEDED)


def replies_in(answers: Mapping[str, Mapping[str, Any]]) -> Iterator[PromptReply]:
    """The replies that stand among a visit's answers, oldest first (rows are ordered by their id)."""
    for key in sorted(filter(is_key, answers)):
        for said in answers[key].get("value") or ():
            yield PromptReply(
                said["on"],
                said["class"],
                said["phrase"],
                said["reply"],
                said["why"],
                said["to"],
                said["book"],
            )
