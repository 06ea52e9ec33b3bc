"""The home as it was told and seen, and every move, recent or planned."""

from __future__ import annotations

from typing import Any

from app.picture.entries import Claim, Entry, Record, claim, same

FOLLOWED = (
    "tenure",
    "housing_provider",
    "eviction_risk",
    "notice_date",
    "provider_told",
    "placing_council",
    "ta_notice",
    "moves_12m",
    "bedrooms",
    "people_sleeping",
    "rooms_seen",
    "home_conditions",
    "home_words",
)
STAYED = {"move_plan": "none", "residence_changed": "no_change"}
OF_A_MOVE = ("move_date", "move_area", "move_who", "transfer_start", "no_handover_why")


def housing(record: Record) -> dict[str, Any]:
    """{facts, moves}. `facts`: {field, claims}, where `claims` holds the newest word first and an earlier one only where
    it said something else. `moves`: {visit, on, claims}, the newest first: what was said of a move at each contact.
    """
    facts = []
    for field_id in FOLLOWED:
        told = _changes(record.of_field.get(field_id, []))
        if told:
            facts.append({"field": field_id, "claims": told})
    return {"facts": facts, "moves": _moves(record)}


def _changes(entries: list[Entry]) -> list[Claim]:
    told: list[Claim] = []
    before: Entry | None = None
    for entry in entries:
        if (
            before is not None
            and not (entry.second or entry.further or before.further)
            and same(entry.value, before.value)
            and entry.missing == before.missing
        ):
            told[-1] = claim(entry) | {"first": told[-1].get("first", before.on)}
        else:
            told.append(claim(entry))
        before = entry
    return told[::-1]


def _moves(record: Record) -> list[dict[str, Any]]:
    moves = []
    for contact in reversed(record.contacts):
        now = record.now[contact.place]
        said = [
            now[field_id]
            for field_id, stays in STAYED.items()
            if field_id in now and now[field_id].value not in (None, stays)
        ]
        if not said:
            continue
        said += [now[field_id] for field_id in OF_A_MOVE if field_id in now]
        moves.append(
            {
                "visit": contact.place,
                "on": contact.on,
                "claims": [claim(entry) for entry in said],
            }
        )
    return moves
