"""The server's word about a change, as JSON text. It is repeated byte for byte whenever the change comes again, so it is
made of what was decided and nothing else.

Nearly always it says of each answer that it was applied, and shows it as the change itself has it. That part, nine tenths
of a receipt, is not kept a second time: it is made again of the row of the change and its body.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import orjson

from app import clock, strict_json
from app.visits.delivery import APPLIED, Decided
from app.visits.envelope import canonical_answers
from app.visits.merge import ANSWER_ONLY, named_in


class Receipt(NamedTuple):
    """A receipt as it is answered, and what is kept of it."""

    text: str
    kept: str


_NOT_IN_THE_ROW = ("submit", "moved", "seq", "epoch", "visit")
"""What is kept of a receipt that says of each answer that it was applied, and `name`: what its author was called then."""


def of(one: Decided, epoch: int, received_at: datetime) -> Receipt:
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
        "moved": one.moved,
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
            receipt["states"] = orjson.Fragment(canonical_answers(states))
            receipt["writers"] = named_in(states, draft.writers)
        receipt["visit"] = {"status": draft.status.value, "round": draft.round}
    text = orjson.dumps(receipt).decode()
    # With another change of the request in the same visit, its answers may have come to stand otherwise.
    mine = [receipt["change_id"]] == [*receipt["writers"]]
    if draft and draft.changes == 1 and one.alone and mine and not one.fates:
        said = {"name": receipt["writers"][receipt["change_id"]]["by"]["name"]}
        said |= {part: receipt[part] for part in _NOT_IN_THE_ROW if receipt[part] is not None}
        return Receipt(text, orjson.dumps(said).decode())
    return Receipt(text, text)


def repeated(row: Any) -> str:
    """The receipt of a stored change as it was answered the first time. `row` has the columns `ASKED` of its change."""
    kept = orjson.loads(row.receipt)
    if kept.get("states") is not None:
        return str(row.receipt)
    change = strict_json.loads(row.body.encode())
    # The first that were kept in part lack their answers alone.
    receipt = kept if "writers" in kept else _of_the_row(kept, row, change)
    mids = [change["change_id"]]
    states = {}
    for key, answer in change["answers"].items():
        said = {part: value for part, value in answer.items() if part not in ANSWER_ONLY}
        states[key] = {**said, "mids": mids, "cands": []}
    receipt["answers"] = dict.fromkeys(states, APPLIED)
    receipt["states"] = orjson.Fragment(canonical_answers(states))
    return orjson.dumps(receipt).decode()


ASKED = ("id", "author_id", "team_id", "received_at", "body_sha256", "receipt", "body")


def _of_the_row(kept: dict[str, Any], row: Any, change: dict[str, Any]) -> dict[str, Any]:
    received_at = clock.iso(row.received_at)
    by = {"id": str(row.author_id), "name": kept["name"]}
    writer = {"by": by, "at": change["recorded_at"], "received_at": received_at}
    return {
        "change_id": change["change_id"],
        "outcome": "stored",
        "status": 200,
        "code": None,
        "message": None,
        "answers": None,
        "submit": kept.get("submit"),
        "moved": kept.get("moved"),
        "visit_id": change["visit_id"],
        "scope": str(row.team_id),
        "seq": kept["seq"],
        "epoch": kept["epoch"],
        "body_sha256": row.body_sha256,
        "received_at": received_at,
        "states": None,
        "writers": {change["change_id"]: writer},
        "visit": kept["visit"],
    }
