"""Why something that is proposed for the next visit is not to be done then, as an answer of its own under
`next/<code>/reply` (`docs/protocol.md`). The codes are those of the question `must_see_next`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from forms.definition import Refusal
from forms.derived.replies import refuse
from forms.safety.must_see import ORDER

LONGEST = {"reply": 10, "words": 600}
_KEY = re.compile(r"next/([a-z_]+)/reply")
_SENTENCE = "The reason why something is left out of next time is not written properly"


def is_key(key: str) -> bool:
    """Whether an answer under this key says why something is left out."""
    found = _KEY.fullmatch(key)
    return found is not None and found[1] in ORDER


def key_of(code: str) -> str:
    """The answer key of the reason why this is left out."""
    return f"next/{code}/reply"


def refuse_reply(answer: object) -> Refusal | None:
    """Why this can never be stored, or None when it can. It may be cleared: then it is to be done after all."""
    return refuse(answer, _SENTENCE, LONGEST, ("left_out",), needed=("words",))


def left_out_in(answers: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """(code, reason) of what the visit leaves out, in the order of the question."""
    for code in ORDER:
        for said in answers.get(key_of(code), {}).get("value") or ():
            yield code, said["words"]
