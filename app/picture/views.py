"""What visitors think, each view with what it rests on beside it. A view is never shown without its basis."""

from __future__ import annotations

from typing import Any

from app.picture.entries import Entry, Record, claim

VIEWS = (
    "worries",
    "strengths",
    "impact_on_baby",
    "residence_view",
    "baby_voice_view",
    "other_explanations",
    "level_need",
    "level_reason",
    "safeguarding_decision",
)
"""The views that describe the baby's situation, in reading order."""
BESIDE = ("legal_status",)
REASON_OF = {"level_need": "level_reason", "safeguarding_decision": "level_reason"}
"""Decisions that are chosen from a list rest on what their reason rests on."""


def views(record: Record) -> list[dict[str, Any]]:
    """The newest of each view: {…claim, basis: [claim], reason?}. `basis` holds the entries of the same visit it rests on;
    empty means that nothing was linked, and the page says so.
    """
    found = []
    for field_id in (*BESIDE, *VIEWS):
        entry = record.latest(field_id)
        if entry is None or field_id == "level_reason":
            continue
        made: dict[str, Any] = claim(entry)
        reason = record.now[entry.contact.place].get(REASON_OF.get(field_id, ""))
        if reason is not None and reason.value:
            made["reason"] = claim(reason)
        if field_id not in BESIDE:
            made["basis"] = [
                claim(one) for one in _basis(record, entry if entry.basis else (reason or entry))
            ]
        found.append(made)
    return found


def _basis(record: Record, entry: Entry) -> list[Entry]:
    now = record.now[entry.contact.place]
    return [now[key] for key in entry.basis if key in now]
