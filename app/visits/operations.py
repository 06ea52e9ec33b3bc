"""The one door through which answers change, and what managers and transfers do to a visit.

Locks are taken in one order everywhere: device, children, visits, scopes; each by id. Two requests
may then wait for one another, but never in a circle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import BindParameter, bindparam, insert, select, update

import forms
from app import clock
from app.accounts.models import Device
from app.accounts.operations import register_device
from app.accounts.viewer import Viewer
from app.audit import catalogue, writer
from app.children.models import Child
from app.database import JSONText, session, settled
from app.feed import operations as feed
from app.feed import queries as feed_queries
from app.problems import ID_REUSE, NOT_ALLOWED, Problem
from app.visits import receipts
from app.visits.delivery import (
    Decided,
    Delivery,
    Draft,
    Fates,
    Letter,
    Met,
    doubtful_bases,
    older_bases,
)
from app.visits.envelope import Envelope, read
from app.visits.merge import State, named_in
from app.visits.models import Change, Visit, VisitStatus
from forms.definition import Form

# -- changes from tablets ------------------------------------------------------------------------


def store_changes(
    viewer: Viewer,
    device_id: UUID,
    raw_changes: Sequence[object],
    heartbeat: Mapping[str, Any] | None = None,
    epoch: int | None = None,
) -> list[str]:
    """Take in changes as they came over the wire; returns their receipts as JSON texts, in order.

    One transaction; the caller commits it and only then sends the receipts. `heartbeat` is what the
    tablet said of itself, `epoch` the server's if the caller has read it already. Raises
    `Problem(NOT_ALLOWED)` when the device is somebody else's.
    """
    letters = [read(raw) for raw in raw_changes]
    timeline = feed_queries.epoch() if epoch is None else epoch
    return settled(lambda: _store(viewer, device_id, letters, heartbeat or {}, timeline))


def _store(
    viewer: Viewer,
    device_id: UUID,
    letters: Sequence[Letter],
    heartbeat: Mapping[str, Any],
    timeline: int,
) -> list[str]:
    now = clock.now()
    revoked = _meet_device(viewer, device_id, letters, heartbeat)
    team_of = _lock_children(letters)
    drafts, elsewhere = _lock_visits(letters, team_of)
    met = _met_before(letters)
    new = [letter for letter in letters if letter.change_id not in met]
    delivery = Delivery(
        viewer=viewer,
        device_id=device_id,
        revoked=revoked,
        received_at=now,
        form_of=_form,
        team_of=team_of,
        drafts=drafts,
        elsewhere=elsewhere,
        met=met,
        fates=_fates(doubtful_bases(new, drafts)),
    )
    decided = [delivery.decide(letter) for letter in letters]
    _write_visits([draft for draft in drafts.values() if draft.touched], delivery)
    texts = _receipts(decided, delivery, timeline)
    _write_changes(decided, texts, delivery)
    return texts


def _form(name: str, version: int) -> Form | None:
    """The published form a change was written on; None when the service does not have it."""
    try:
        form = forms.published(version)
    except forms.UnknownVersion:
        return None
    return form if form.id == name else None


def _meet_device(
    viewer: Viewer, device_id: UUID, letters: Sequence[Letter], heartbeat: Mapping[str, Any]
) -> bool:
    """Note that the tablet called; returns whether it was withdrawn."""
    device = session().execute(_DEVICE, {"device": device_id}).one_or_none()
    if device is None:
        register_device(viewer, device_id, "")
        session().flush()
    elif device.user_id != viewer.id:
        raise Problem(NOT_ALLOWED)
    highest = max((letter.device_seq or 0 for letter in letters), default=0)
    session().execute(
        _CALLED,
        {
            "device": device_id,
            "last_seen_at": clock.now(),
            "highest_seq": max(highest, device.highest_seq if device else 0),
            "heartbeat": dict(heartbeat),
        },
    )
    return device is not None and device.revoked_at is not None


def _lock_children(letters: Sequence[Letter]) -> dict[UUID, UUID]:
    """The team of each child, which no transfer can change until this request has ended."""
    wanted = {letter.child_id for letter in letters if letter.child_id}
    rows = session().execute(_CHILDREN, {"ids": [*wanted]})
    return {row.id: row.team_id for row in rows}


def _lock_visits(
    letters: Sequence[Letter], team_of: dict[UUID, UUID]
) -> tuple[dict[UUID, Draft], set[UUID]]:
    """The visits the changes name, as far as they belong to the children the changes name; and the
    ids of the others."""
    wanted = {letter.visit_id for letter in letters if isinstance(letter, Envelope)}
    rows = session().execute(_VISITS, {"ids": [*wanted]}).all()
    drafts = {
        row.id: Draft(
            id=row.id,
            child_id=row.child_id,
            team_id=team_of[row.child_id],
            form=row.form,
            form_version=row.form_version,
            author_id=row.author_id,
            created_at=row.created_at,
            status=VisitStatus(row.status),
            round=row.round,
            submitted_at=row.submitted_at,
            answers=row.answers,
            writers=row.writers,
            is_new=False,
        )
        for row in rows
        if row.child_id in team_of
    }
    return drafts, {row.id for row in rows} - drafts.keys()


def _met_before(letters: Sequence[Letter]) -> dict[UUID, Met]:
    """The changes that were met before. Read after the locks: what another request stored under
    them is committed by now."""
    wanted = {letter.change_id for letter in letters if letter.change_id}
    rows = session().execute(_MET, {"ids": [*wanted]})
    return {row.id: Met(row.author_id, row.body_sha256, row.receipt) for row in rows}


def _fates(wanted: set[str]) -> Fates:
    """What became of these changes' answers, and of the bases that refused ones stand for."""
    fates: Fates = {}
    while wanted:
        rows = session().execute(_OUTCOMES, {"ids": [UUID(base) for base in wanted]})
        found = {
            str(row.id): {key: tuple(fate) for key, fate in row.outcomes.items()} for row in rows
        }
        fates |= {base: {} for base in wanted} | found
        older = [older_bases([*answers.values()]) for answers in found.values()]
        wanted = set().union(*older) - fates.keys()
    return fates


# Made once: building a statement costs more than running it.
_devices, _children, _visits, _changes = (
    table.metadata.tables[table.__tablename__] for table in (Device, Child, Visit, Change)
)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_DEVICE = (
    select(_devices.c.user_id, _devices.c.revoked_at, _devices.c.highest_seq)
    .where(_devices.c.id == bindparam("device"))
    .with_for_update()
)
_CALLED = (
    update(_devices)
    .where(_devices.c.id == bindparam("device"))
    .values({name: bindparam(name) for name in ("last_seen_at", "highest_seq", "heartbeat")})
)
_CHILDREN = (
    select(_children.c.id, _children.c.team_id)
    .where(_children.c.id.in_(_IDS))
    .order_by(_children.c.id)
    .with_for_update(read=True)
)
_VISITS = select(_visits).where(_visits.c.id.in_(_IDS)).order_by(_visits.c.id).with_for_update()
_MET = select(
    _changes.c.id, _changes.c.author_id, _changes.c.body_sha256, _changes.c.receipt
).where(_changes.c.id.in_(_IDS))
_OUTCOMES = select(_changes.c.id, _changes.c.outcomes).where(_changes.c.id.in_(_IDS))
_VISIT_WRITTEN = (
    update(_visits)
    .where(_visits.c.id == bindparam("this"))
    .values(
        {
            name: bindparam(name)
            for name in (
                *("status", "round", "submitted_at", "changed_at", "seq", "answers", "writers"),
                *("contact_type", "contact_start", "conflicts"),
            )
        }
    )
)
_NEW_VISIT, _NEW_CHANGE = insert(_visits), insert(_changes)


# -- writing it down -----------------------------------------------------------------------------


def _write_visits(touched: Sequence[Draft], delivery: Delivery) -> None:
    """Take the places in the feed, then write each visit once."""
    numbers = feed.touch((draft.team_id, f"visit:{draft.id}") for draft in touched)
    new: list[dict[str, Any]] = []
    old: list[dict[str, Any]] = []
    for draft in sorted(touched, key=lambda draft: draft.id):
        draft.seq = numbers[draft.team_id, f"visit:{draft.id}"]
        draft.writers = named_in(draft.answers, draft.writers)
        draft.answers_text = orjson.dumps(draft.answers)
        row = {
            "status": draft.status,
            "round": draft.round,
            "submitted_at": draft.submitted_at,
            "changed_at": delivery.received_at,
            "seq": draft.seq,
            "answers": JSONText(draft.answers_text.decode()),
            "writers": draft.writers,
            **searched_by(draft.answers),
        }
        if draft.is_new:
            new.append(
                row
                | {
                    "id": draft.id,
                    "child_id": draft.child_id,
                    "form": draft.form,
                    "form_version": draft.form_version,
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


def searched_by(answers: Mapping[str, State]) -> dict[str, Any]:
    """The typed columns that lists search by, copied from the answers."""
    contact_type = answers.get("contact_type", {}).get("value")
    contact_start = answers.get("contact_start", {}).get("value")
    return {
        "contact_type": contact_type,
        "contact_start": clock.parse(contact_start) if contact_start else None,
        "conflicts": sum(1 for state in answers.values() if state["cands"]),
    }


def _receipts(decided: Sequence[Decided], delivery: Delivery, timeline: int) -> list[str]:
    texts = []
    for one in decided:
        known = delivery.met.get(one.letter.change_id) if one.letter.change_id else None
        if one.outcome == "known" and known is not None:
            texts.append(known.receipt)
            continue
        text = receipts.of(one, timeline, delivery.received_at)
        if one.is_kept and known is not None and one.letter.change_id:
            delivery.met[one.letter.change_id] = known._replace(receipt=text)
        texts.append(text)
    return texts


def _write_changes(decided: Sequence[Decided], texts: Sequence[str], delivery: Delivery) -> None:
    rows: dict[UUID, dict[str, Any]] = {}
    for one, text in zip(decided, texts, strict=True):
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
            "code": one.kind.code if one.kind else None,
            "recorded_at": whole.recorded_at if whole else None,
            "clock_offset_ms": whole.clock_offset_ms if whole else None,
            "received_at": delivery.received_at,
            "body_sha256": letter.body_sha256,
            "body": letter.body,
            "receipt": text,
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
                    "answers": len(one.fates),
                },
            )
            for one in decided
            if one.is_kept
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


# -- managers ------------------------------------------------------------------------------------


def mark_returned(visit: Visit) -> None:
    """A manager hands a submitted visit back to its author. Its row is locked by the caller."""
    _mark(visit, VisitStatus.RETURNED)


def mark_signed_off(visit: Visit, by: UUID) -> None:
    """A manager signs a submitted visit off; from now on changes to it are held. Its row is locked
    by the caller."""
    visit.signed_off_at, visit.signed_off_by = clock.now(), by
    _mark(visit, VisitStatus.SIGNED_OFF)


def _mark(visit: Visit, status: VisitStatus) -> None:
    visit.status = status
    visit.changed_at = clock.now()
    team_id = (
        session()
        .scalars(select(Child.team_id).where(Child.id == visit.child_id).with_for_update(read=True))
        .one()
    )
    key = f"visit:{visit.id}"
    visit.seq = feed.touch([(team_id, key)])[team_id, key]
    session().flush()


# -- transfers -----------------------------------------------------------------------------------


def move_to_team(actor_id: UUID, child_id: UUID, team_id: UUID) -> None:
    """Put a child and all its visits on another team's caseload, in one transaction; the caller
    commits.

    The tablets of the old team hear that they left; what is still unsent there will be held for the
    new team. Raises LookupError for a child that does not exist. Moving a child to the team it is
    with changes nothing.
    """
    settled(lambda: _move(actor_id, child_id, team_id))


def _move(actor_id: UUID, child_id: UUID, team_id: UUID) -> None:
    old = session().scalar(select(Child.team_id).where(Child.id == child_id).with_for_update())
    if old is None:
        raise LookupError(f"no child {child_id}")
    if old == team_id:
        return
    visits = (
        session()
        .scalars(
            select(Visit.id).where(Visit.child_id == child_id).order_by(Visit.id).with_for_update()
        )
        .all()
    )
    numbers = feed.leave(
        old, team_id, [f"child:{child_id}", *(f"visit:{visit_id}" for visit_id in visits)]
    )
    for visit_id in visits:
        session().execute(
            update(Visit).where(Visit.id == visit_id).values(seq=numbers[f"visit:{visit_id}"])
        )
    session().execute(
        update(Child).where(Child.id == child_id).values(team_id=team_id, updated_at=clock.now())
    )
    writer.record(
        catalogue.CHILD_MOVED,
        actor=actor_id,
        subject=f"child:{child_id}",
        from_team=str(old),
        to_team=str(team_id),
    )
