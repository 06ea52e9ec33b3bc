"""How a finding is answered, and what still holds the signature. Pure. Twin: `static/js/rules/replying.js`.

A reply is an answer of the visit under the key `rule/<id>/reply` (docs/protocol.md): who wrote it and when is kept with
it as with any other answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from forms.safety.declared import HOLDING, Severity
from forms.safety.said import Said

LEAST_WORDS = 3
"""An explanation of fewer words explains nothing."""
REASON_LENGTH = 40

# Which replies settle which severity.
SETTLES = {
    Severity.STOP_ACT: frozenset({"called", "excepted"}),
    Severity.URGENT: frozenset({"acted", "explained"}),
    Severity.WARN: frozenset({"acted", "explained", "confirmed"}),
    Severity.PROMPT: frozenset({"acted", "kept", "explained"}),
}


def complete(reply: Mapping[str, str]) -> bool:
    """Whether a reply says what it has to: in words what was done or why not, whom it was agreed with, when she rang."""
    kind, words = reply.get("reply"), reply.get("words", "").split()
    if kind == "excepted":
        return len(words) >= LEAST_WORDS and bool(reply.get("clinician", "").strip())
    if kind == "called":
        return bool(reply.get("at"))
    if kind in ("acted", "explained"):
        return len(words) >= LEAST_WORDS
    return kind in ("confirmed", "kept")


def answered(severity: Severity, settled: bool, reply: Mapping[str, str]) -> str | None:
    """How a finding was settled: "form" by the form's own answers, else the reply; None while it is open.

    What holds until something is filled in cannot be argued away.
    """
    if settled:
        return "form"
    kind = reply.get("reply")
    if kind in SETTLES.get(severity, frozenset()) and complete(reply):
        return kind
    return None


def covers(reply: Mapping[str, str], grounds: Iterable[str]) -> bool:
    """Whether a reply was given for all the finding rests on now. One that does not say what it was given for (an older app
    wrote it) was given for everything.
    """
    given_for = reply.get("given_for")
    return given_for is None or set(given_for.split()).issuperset(grounds)


def stamp(words: str) -> str:
    """A few digits that tell words apart and do not say them: FNV-1a over their code points."""
    found = 0x811C9DC5
    for each in words:
        found = (found ^ ord(each)) * 0x01000193 & 0xFFFFFFFF
    return f"{found:x}"


def holds(severity: Severity, how: str | None) -> bool:
    """Whether a finding holds the signature."""
    return severity in HOLDING and how is None


def excepted_in_form(told: Said) -> bool:
    """Whether the injury pathway was not started for a reason that was written down: R01 has questions of its own."""
    why = str(told["values"].get("bni_not_started_why") or "")
    return told["values"].get("bni_pathway") == "not_started" and len(why) >= REASON_LENGTH
