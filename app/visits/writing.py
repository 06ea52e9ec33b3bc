"""Writes down what was decided: visits with their places in the feed, changes with their receipts, and the audit line
under each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import bindparam, insert, update

from app import clock
from app.audit import catalogue, writer
from app.database import JSONText, session
from app.feed import operations as feed
from app.problems import ID_REUSE
from app.visits import receipts
from app.visits.delivery import Decided, Delivery, Draft
from app.visits.envelope import Envelope, canonical_answers, visit_sum
from app.visits.merge import named_in
from app.visits.models import Change, Visit, VisitStatus
from forms.definition import Form
from forms.derived.submitted import left_out, without_place


def write_visits(
    touched: Sequence[Draft],
    delivery: Delivery,
    newcomers: Sequence[tuple[UUID, UUID]] = (),
) -> None:
    """Take the places in the feed, also of children who are new, then write each visit once."""
    digests = {}
    for draft in touched:
        draft.answers_text = canonical_answers(draft.answers)
        digests[f"visit:{draft.id}"] = visit_sum(
            draft.id, draft.status.value, draft.round, draft.answers_text
        )
    numbers = feed.touch(
        [
            *((team_id, f"child:{child_id}") for team_id, child_id in newcomers),
            *((draft.team_id, f"visit:{draft.id}") for draft in touched),
        ],
        digests,
    )
    new: list[dict[str, Any]] = []
    old: list[dict[str, Any]] = []
    for draft in sorted(touched, key=lambda draft: draft.id):
        draft.seq = numbers[draft.team_id, f"visit:{draft.id}"]
        draft.writers = named_in(draft.answers, draft.writers)
        row = {
            "status": draft.status,
            "round": draft.round,
            "submitted_at": draft.submitted_at,
            "changed_at": delivery.received_at,
            "seq": draft.seq,
            "answers": JSONText(draft.answers_text.decode()),
            "writers": draft.writers,
            "form_version": draft.form_version,
            "began_on": draft.began_on,
            **_read_by(draft, delivery.form_on(draft)),
        }
        if draft.is_new:
            new.append(
                row
                | {
                    "id": draft.id,
                    "child_id": draft.child_id,
                    "form": draft.form,
                    "author_id": draft.author_id,
                    "created_at": draft.created_at,
                }
            )
        else:
            old.append(row | {"this": draft.id})
    if new:
        session().execute(_NEW_VISIT, new)
    if old:
        session().execute(_VISIT_WRITTEN, old)


def _read_by(draft: Draft, form: Form) -> dict[str, Any]:
    """What lists search by and what readers need of thousands of visits, copied from the answers."""
    contact_type = draft.answers.get("contact_type", {}).get("value")
    contact_start = draft.answers.get("contact_start", {}).get("value")
    with_two = {key: state for key, state in draft.answers.items() if state["cands"]}
    submitted = draft.status is not VisitStatus.OPEN
    return {
        "contact_type": contact_type,
        "contact_start": clock.parse(contact_start) if contact_start else None,
        # Nobody can say which one stands where the form does not ask.
        "conflicts": len(with_two) - len(without_place(form, with_two)),
        "left_out": left_out(form, draft.answers) if submitted else [],
    }


def receipts_of(
    decided: Sequence[Decided], delivery: Delivery, timeline: int
) -> list[receipts.Receipt]:
    """What each sender is told, in the order of `decided`; whoever sends a change again is told the
    same as the first time.
    """
    made = []
    for one in decided:
        known = delivery.met.get(one.letter.change_id) if one.letter.change_id else None
        if one.outcome == "known" and known is not None:
            made.append(receipts.Receipt(known.receipt, known.receipt))
            continue
        receipt = receipts.of(one, timeline, delivery.received_at)
        if one.is_kept and known is not None and one.letter.change_id:
            delivery.met[one.letter.change_id] = known._replace(receipt=receipt.text)
        made.append(receipt)
    return made


def write_changes(
    decided: Sequence[Decided], given: Sequence[receipts.Receipt], delivery: Delivery
) -> None:
    """Put the changes that are kept into the table, each with the receipt in its place in `given`."""
    rows: dict[UUID, dict[str, Any]] = {}
    for one, receipt in zip(decided, given, strict=True):
        letter = one.letter
        if letter.change_id is None or not one.is_kept:
            continue
        whole = letter if isinstance(letter, Envelope) else None
        rows[letter.change_id] = {
            "id": letter.change_id,
            "visit_id": letter.visit_id,
            "child_id": letter.child_id,
            "team_id": one.team_id,
            "device_id": delivery.device_id,
            "device_seq": letter.device_seq,
            "author_id": delivery.viewer.id,
            "form_version": whole.form_version if whole else None,
            "outcome": one.outcome,
            "code": one.code,
            "recorded_at": whole.recorded_at if whole else None,
            "clock_offset_ms": whole.clock_offset_ms if whole else None,
            "received_at": delivery.received_at,
            "body_sha256": letter.body_sha256,
            "body": letter.body,
            "receipt": receipt.kept,
            "outcomes": JSONText(orjson.dumps(one.fates).decode()),
        }
    if rows:
        session().execute(_NEW_CHANGE, [rows[change_id] for change_id in sorted(rows)])
    _audit(decided, delivery)


def _audit(decided: Sequence[Decided], delivery: Delivery) -> None:
    """One row for each change, under the write it speaks of: ids, codes and counts only."""
    device = str(delivery.device_id)
    writer.record_all(
        catalogue.CHANGE_STORED,
        actor=delivery.viewer.id,
        rows=(
            (
                f"visit:{one.letter.visit_id}" if one.letter.visit_id else None,
                {
                    "change_id": str(one.letter.change_id),
                    "device_id": device,
                    "outcome": one.outcome,
                    "answers": len(one.answers or one.fates),
                },
            )
            for one in decided
            if one.is_kept
        ),
    )
    audit_visits(decided, delivery)
    writer.record_all(
        catalogue.CHANGE_REFUSED,
        actor=delivery.viewer.id,
        rows=(
            (
                None,
                {
                    "change_id": str(one.letter.change_id),
                    "device_id": device,
                    "code": ID_REUSE.code,
                },
            )
            for one in decided
            if one.outcome == "id_reuse"
        ),
    )


def audit_visits(decided: Sequence[Decided], delivery: Delivery) -> None:
    """What these changes did to their visits as a whole: moved to another version of the form, submitted."""
    writer.record_all(
        catalogue.VISIT_MOVED_TO_FORM,
        actor=delivery.viewer.id,
        rows=(
            (
                f"visit:{one.draft.id}",
                {"from": one.letter.moved_from, "to": one.letter.form_version},
            )
            for one in decided
            if one.draft and one.moved and one.moved["outcome"] == "moved"
            if isinstance(one.letter, Envelope)
        ),
    )
    writer.record_all(
        catalogue.VISIT_SUBMITTED,
        actor=delivery.viewer.id,
        rows=(
            (f"visit:{one.draft.id}", {"round": one.draft.round})
            for one in decided
            if one.draft and one.submit and one.submit["outcome"] == "submitted"
        ),
    )


# Made once: building a statement costs more than running it.
_visits, _changes = (table.metadata.tables[table.__tablename__] for table in (Visit, Change))
_VISIT_WRITTEN = (
    update(_visits)
    .where(_visits.c.id == bindparam("this"))
    .values(
        {
            name: bindparam(name)
            for name in (
                *("status", "round", "submitted_at", "changed_at", "seq", "answers", "writers"),
                *("form_version", "began_on", "left_out"),
                *("contact_type", "contact_start", "conflicts"),
            )
        }
    )
)
_NEW_VISIT, _NEW_CHANGE = insert(_visits), insert(_changes)
