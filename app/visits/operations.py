"""The one door through which answers change, and what managers do to a visit.

What a request needs is read in `locking.py`, decided in `delivery.py` and written down in `writing.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select, update

import forms
from app import clock
from app.accounts.models import Device
from app.accounts.operations import register_device
from app.accounts.viewer import Viewer
from app.audit import catalogue, writer
from app.children.models import Child
from app.children.operations import add_met_child
from app.database import new_id, session, settled
from app.feed import operations as feed
from app.feed import queries as feed_queries
from app.permissions import Role
from app.problems import CANNOT_ACCEPT, NOT_ALLOWED, NOT_READABLE, SIGN_IN, Problem
from app.visits import judging
from app.visits.delivery import Delivery, Draft, Letter, doubtful_bases
from app.visits.envelope import Envelope, body_sum, canonical_answers, read, visit_sum
from app.visits.locking import (
    as_joined,
    draft_of,
    fates_of,
    lock_children,
    lock_visits,
    met_before,
    told_teams,
)
from app.visits.merge import STATE_ONLY
from app.visits.models import Change, Visit, VisitStatus
from app.visits.moving import hand_on_changes
from app.visits.writing import audit_visits, receipts_of, write_changes, write_visits
from forms.definition import Form

# -- changes from tablets ------------------------------------------------------------------------


def store_changes(
    viewer: Viewer,
    device_id: UUID,
    raw_changes: Sequence[object],
    epoch: int | None = None,
    *,
    calls: bool = True,
) -> list[str]:
    """Take in changes as they came over the wire; returns their receipts as JSON texts, in order.

    One transaction; the caller commits it and only then sends the receipts. `epoch` is the server's
    if the caller has read it already, `calls` whether it is the tablet itself that sends them. Raises
    `Problem(NOT_ALLOWED)` when the device is somebody else's.
    """
    letters = [read(raw) for raw in raw_changes]
    timeline = feed_queries.epoch() if epoch is None else epoch
    return settled(lambda: _store(viewer, device_id, letters, calls, timeline))


def _store(
    viewer: Viewer,
    device_id: UUID,
    letters: Sequence[Letter],
    calls: bool,
    timeline: int,
) -> list[str]:
    revoked = _meet_device(viewer, device_id, letters, calls)
    welcome = not revoked and viewer.role is Role.VISITOR
    newcomers = _meet_children(viewer.id, letters, viewer.team_ids) if welcome else []
    team_of, stands_for = lock_children(letters)
    letters = as_joined(letters, stands_for)
    drafts, elsewhere = lock_visits(letters, team_of)
    met = met_before(letters)
    new = [letter for letter in letters if letter.change_id not in met]
    delivery = Delivery(
        viewer=viewer,
        device_id=device_id,
        revoked=revoked,
        received_at=_after(draft.changed_at for draft in drafts.values()),
        form_of=_form,
        team_of=team_of,
        told_team_of=told_teams(letters, team_of),
        drafts=drafts,
        elsewhere=elsewhere,
        met=met,
        fates=fates_of(doubtful_bases(new, drafts)),
        holding=_holding(drafts),
    )
    decided = [delivery.decide(letter) for letter in letters]
    write_visits([draft for draft in drafts.values() if draft.changes], delivery, newcomers)
    receipts = receipts_of(decided, delivery, timeline)
    write_changes(decided, receipts, delivery)
    return [receipt.text for receipt in receipts]


TICK = timedelta(microseconds=1)
"""The least that the database tells apart."""


def _after(changed: Iterable[datetime | None]) -> datetime:
    """Now, but later than all of these. Asked for under the locks: whether something came before a signature or after it is
    read from these moments, and who waited for a lock, or has a clock that is behind, would come first."""
    return max([clock.now(), *(one + TICK for one in changed if one)])


def _holding(drafts: Mapping[UUID, Draft]) -> Callable[[Draft], list[str]]:
    """Which safety rules hold the signature of a visit, with what else this request says of the child."""

    def holding(draft: Draft) -> list[str]:
        others = [one for one in drafts.values() if one.child_id == draft.child_id]
        return judging.holding(draft.child_id, draft, others)

    return holding


def _form(name: str, version: int) -> Form | None:
    """The published form a change was written on; None when the service does not have it."""
    form = forms.published(version, None)
    return form if form and form.id == name else None


def _meet_device(viewer: Viewer, device_id: UUID, letters: Sequence[Letter], calls: bool) -> bool:
    """Note that the tablet called; returns whether it was withdrawn. `Problem(NOT_ALLOWED)` for somebody else's,
    `Problem(SIGN_IN)` in a session at another one that was withdrawn."""
    if not viewer.speaks_for(device_id):
        raise Problem(SIGN_IN)
    device = session().execute(_DEVICE, {"device": device_id}).one_or_none()
    if device is None:
        register_device(viewer, device_id, "")
        session().flush()
    elif device.user_id != viewer.id:
        raise Problem(NOT_ALLOWED)
    lowest = min((letter.device_seq for letter in letters if letter.device_seq), default=None)
    if device and lowest and lowest <= device.settled_seq:
        session().execute(_COUNTED_ANEW, {"device": device_id, "settled_seq": lowest - 1})
    highest = max((letter.device_seq or 0 for letter in letters), default=0)
    given = {"device": device_id, "highest_seq": max(highest, device.highest_seq if device else 0)}
    if calls:
        session().execute(_CALLED, given | {"last_seen_at": clock.now()})
    elif letters:
        session().execute(_NUMBERED, given)
    return device is not None and device.revoked_at is not None


def _meet_children(
    author_id: UUID, letters: Sequence[Letter], team_ids: Collection[UUID]
) -> list[tuple[UUID, UUID]]:
    """Put children on the caseloads of these teams whom the author met on a doorstep and the service does not know;
    returns (team, child) of each."""
    told = {
        letter.child_id: letter.child
        for letter in letters
        if isinstance(letter, Envelope) and letter.child and letter.intact
    }
    if not told:
        return []
    known = set(session().scalars(select(Child.id).where(Child.id.in_(told))))
    newcomers = []
    for child_id, child in sorted(told.items()):
        team_id = UUID(child["team_id"])
        if child_id not in known and team_id in team_ids:
            add_met_child(author_id, team_id, child_id, child)
            newcomers.append((team_id, child_id))
    return newcomers


# Made once: building a statement costs more than running it.
_devices = Device.metadata.tables[Device.__tablename__]
_DEVICE = (
    select(
        _devices.c.user_id, _devices.c.revoked_at, _devices.c.highest_seq, _devices.c.settled_seq
    )
    .where(_devices.c.id == bindparam("device"))
    .with_for_update()
)
_CALLED = (
    update(_devices)
    .where(_devices.c.id == bindparam("device"))
    .values({name: bindparam(name) for name in ("last_seen_at", "highest_seq")})
)
# A rescue file tells of numbers whose tablet may never call again.
_NUMBERED = (
    update(_devices)
    .where(_devices.c.id == bindparam("device"))
    .values(highest_seq=bindparam("highest_seq"))
)

# What comes under a number that was settled is either sent again or another tablet's that gives the same numbers.
_COUNTED_ANEW = (
    update(_devices)
    .where(_devices.c.id == bindparam("device"))
    .values(settled_seq=bindparam("settled_seq"))
)


# -- managers ------------------------------------------------------------------------------------

OFFICE = UUID(int=0)
"""Stands for the tablet in changes that are made on a page of the service."""


class Accepted(NamedTuple):
    """What became of a held change that was accepted: of its answers, of the signature it came with, and whether one of the
    answers was refused (`code`). `at`: when it became part of the visit."""

    outcomes: dict[str, Any]
    submit: str | None
    code: str | None = None
    at: datetime | None = None


def accept_held(
    author: Viewer, changes: Sequence[Change], team_ids: Collection[UUID]
) -> dict[UUID, Accepted]:
    """Put held changes of one author into the record, as hers; returns change id to what became of it.

    `team_ids` are those of whoever decides; the caller keeps the decision. A child who was met and could not be put on
    a caseload when the first of them came, as from a withdrawn tablet, is put there now. Raises
    `Problem(CANNOT_ACCEPT)` when one of them cannot be part of the record: its form is unknown, its visit signed off or
    another child's, its child nobody's, or the record the child is part of with none of these teams.
    """
    letters: Sequence[Letter] = [read(json.loads(change.body)) for change in changes]
    newcomers = _meet_children(author.id, letters, team_ids)
    for team_id, child_id in newcomers:
        hand_on_changes([child_id], team_id)
    team_of, stands_for = lock_children(letters)
    letters = as_joined(letters, stands_for)
    drafts, elsewhere = lock_visits(letters, team_of)
    delivery = _in_office(author, team_of, drafts, elsewhere, doubtful_bases(letters, drafts))
    decided = []
    for change, letter in zip(changes, letters, strict=True):
        if not isinstance(letter, Envelope) or team_of.get(letter.child_id) not in team_ids:
            raise Problem(CANNOT_ACCEPT)
        one = delivery.put(letter)
        if one.outcome != "stored" or one.draft is None:
            raise Problem(CANNOT_ACCEPT)
        one.draft.writers[str(change.id)]["received_at"] = clock.iso(change.received_at)
        decided.append(one)
    write_visits([draft for draft in drafts.values() if draft.changes], delivery, newcomers)
    audit_visits(decided, delivery)
    return {
        change.id: Accepted(
            one.every_fate,
            one.submit["outcome"] if one.submit else None,
            one.code,
            delivery.received_at,
        )
        for change, one in zip(changes, decided, strict=True)
    }


def settle(viewer: Viewer, visit: Visit, team_id: UUID, chosen: Mapping[str, str]) -> UUID:
    """Say which of several values stands: answer key to a change that wrote it. Returns the change
    this is kept as.

    The visit's row is locked by the caller and is what the manager saw, so every value that stands
    beside the chosen one is closed. An answer without a second value, or a change that wrote none
    of them, is left out. `Problem(NOT_READABLE)` where the service does not have the visit's form.
    """
    form = _form(visit.form, visit.form_version)
    if form is None:
        raise Problem(NOT_READABLE)
    draft = draft_of(visit, team_id)
    answers = {}
    for key, mid in chosen.items():
        state = draft.answers.get(key)
        if state is None or not state["cands"]:
            continue
        standing = [one for one in (state, *state["cands"]) if mid in one["mids"]]
        if standing:
            said = {part: said for part, said in standing[0].items() if part not in STATE_ONLY}
            closes = sorted({mid for cand in state["cands"] for mid in cand["mids"]})
            answers[key] = {**said, "closes": closes, "base": state["mids"][0]}
    now = clock.now()
    raw: dict[str, Any] = {
        "change_id": str(new_id()),
        "device_id": str(OFFICE),
        "device_seq": 1,
        "visit_id": str(visit.id),
        "child_id": str(visit.child_id),
        "form": visit.form,
        "form_version": visit.form_version,
        "recorded_at": clock.iso(now),
        "clock_offset_ms": 0,
        "answers": answers,
        "submit": False,
    }
    letter = read({**raw, "body_sha256": body_sum(raw)})
    if not isinstance(letter, Envelope):
        raise TypeError("a change made here cannot be read")
    delivery = _in_office(viewer, {visit.child_id: team_id}, {visit.id: draft}, set(), set())
    decided = delivery.merge(letter, draft, form)
    write_visits([draft], delivery)
    write_changes([decided], receipts_of([decided], delivery, feed_queries.epoch()), delivery)
    writer.record(
        catalogue.CONFLICT_SETTLED,
        actor=viewer.id,
        subject=f"visit:{visit.id}",
        change_id=str(letter.change_id),
        answers=len(answers),
    )
    return letter.change_id


def _in_office(
    viewer: Viewer,
    team_of: dict[UUID, UUID],
    drafts: dict[UUID, Draft],
    elsewhere: set[UUID],
    doubtful: set[str],
) -> Delivery:
    return Delivery(
        viewer=viewer,
        device_id=OFFICE,
        revoked=False,
        received_at=_after(draft.changed_at for draft in drafts.values()),
        form_of=_form,
        team_of=team_of,
        drafts=drafts,
        elsewhere=elsewhere,
        met={},
        fates=fates_of(doubtful),
        holding=_holding(drafts),
    )


def mark_noted(visit: Visit) -> None:
    """Something was put beside a visit: its readers fetch it again. Its row is locked by the caller."""
    _mark(visit, visit.status)


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
    visit.changed_at = _after([visit.changed_at])
    team_id = (
        session()
        .scalars(select(Child.team_id).where(Child.id == visit.child_id).with_for_update(read=True))
        .one()
    )
    key = f"visit:{visit.id}"
    digest = visit_sum(visit.id, str(status), visit.round, canonical_answers(visit.answers))
    visit.seq = feed.touch([(team_id, key)], {key: digest})[team_id, key]
    session().flush()
