"""The server's word about a change, as JSON text. It is stored and repeated byte for byte, so it is
made of what was decided and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson

from app import clock
from app.visits.delivery import Decided
from app.visits.merge import named_in


def of(one: Decided, epoch: int, received_at: datetime) -> str:
    """The receipt of a change, in the shape of docs/protocol.md.

    The receipt of what was not stored shows no team, number or state: it is the same for another
    team's child as for one that does not exist.
    """
    letter, draft, kind = one.letter, one.draft, one.kind
    receipt: dict[str, Any] = {
        "change_id": str(letter.change_id) if letter.change_id else None,
        "outcome": one.outcome,
        "status": kind.status if kind else 200,
        "code": kind.code if kind else None,
        "message": (one.message or kind.sentence) if kind else None,
        "answers": one.answers,
        "submit": one.submit,
        "visit_id": str(letter.visit_id) if letter.visit_id else None,
        "scope": str(draft.team_id) if draft else None,
        "seq": draft.seq if draft else None,
        "epoch": epoch,
        "body_sha256": letter.body_sha256,
        "received_at": clock.iso(received_at),
        "states": {},
        "writers": {},
        "visit": None,
    }
    if draft:
        # As they stand at the end of the request, also for its earlier changes: one number, one
        # state. A rejected answer shows what stands in its place, if anything does.
        if one.answers.keys() == draft.answers.keys():
            receipt["states"] = orjson.Fragment(draft.answers_text)
            receipt["writers"] = draft.writers
        else:
            states = {key: draft.answers[key] for key in one.answers if key in draft.answers}
            receipt["states"] = states
            receipt["writers"] = named_in(states, draft.writers)
        receipt["visit"] = {"status": draft.status.value, "round": draft.round}
    return orjson.dumps(receipt).decode()
