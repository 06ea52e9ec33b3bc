"""All entries, oldest contact first, each with whom it speaks of, its kind and its topic."""

from __future__ import annotations

from typing import Any

from app.picture.entries import Claim, Record, claim

NOT_TOLD = frozenset({"sign_off", "contact_type", "contact_start", "entry_timing"})
"""What says nothing of the family: it stands in the head of each contact."""


def timeline(record: Record) -> list[Claim]:
    """One claim for each entry, with `about` and `topic` (the section's code) to be filtered by, and what a view rests
    on. Texts are whole; dates are those of the contact.
    """
    told: list[Claim] = []
    for entry in record.entries:
        if entry.field in NOT_TOLD:
            continue
        made: dict[str, Any] = claim(entry)
        made["topic"] = entry.meta.section
        if entry.about:
            made["about"] = entry.about
        basis = entry.answer.get("basis")
        if basis:
            made["basis"] = list(basis)
        told.append(made)
    return told
