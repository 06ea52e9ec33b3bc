"""Centile bands: what the app worked out names the measurement as what it rests on; what a visitor chose herself does
not, and carries her reason as its source. Twin of `static/js/forms/by_hand.js`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.definition import Choice

MEASURED_AS = {"weight_centile": "weight_g", "head_centile": "head_cm"}

HOW = (
    Choice("worked_out", "Worked out by the app"),
    Choice("by_hand", "Chosen by hand, no reason given"),
    Choice("by_hand_with_reason", "Chosen by hand, with a reason"),
)
"""How a band came to stand there, as the extract has it."""


def how(field_id: str, answer: Mapping[str, Any]) -> str:
    """A code of `HOW`; "" where there is no band."""
    if field_id not in MEASURED_AS or "value" not in answer:
        return ""
    if answer.get("basis") == [MEASURED_AS[field_id]]:
        return "worked_out"
    return "by_hand_with_reason" if _reason(answer) else "by_hand"


def said_by_hand(field_id: str, answer: Mapping[str, Any]) -> str:
    """What stands under a band in place of its source; "" where it was worked out, and for every other answer."""
    if how(field_id, answer) in ("", "worked_out"):
        return ""
    return ": ".join(filter(None, ("Chosen by hand", _reason(answer))))


def _reason(answer: Mapping[str, Any]) -> str:
    return str((answer.get("source") or {}).get("document") or "")
