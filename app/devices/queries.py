"""Tablets, as far as the viewer may know of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import defer

from app import clock
from app.accounts.models import Device, Membership, User
from app.accounts.viewer import Viewer
from app.database import session
from app.devices import rules
from app.devices.models import HandIn
from app.devices.rules import Worry
from app.permissions import Role
from app.problems import NOT_FOUND, Problem
from app.visits.models import Change


@dataclass(frozen=True, slots=True)
class Missing:
    """What a tablet has made and not delivered: how many, and the first of their numbers."""

    count: int
    seqs: list[int]
    kept: list[
        tuple[int, str]
    ]  # those among them that the tablet cannot send, and why (`rules.Unsendable`)
    settled: int  # up to which number everything has come, once


def missing_of(device: Device) -> Missing:
    """What this tablet has made and the service does not have; without what was written anew since."""
    (received_of,) = _received([device]).values()
    settled = device.settled_seq
    if not received_of.missing:
        return Missing(0, [], [], settled if received_of.copied else device.highest_seq)
    received = {
        seq
        for seq in session().scalars(
            select(Change.device_seq).where(
                Change.device_id == device.id, Change.device_seq > settled
            )
        )
        if seq
    }
    there = rules.kept_there(device.heartbeat)
    anew = {seq for seq, one in there.items() if one["written_anew"]}
    count, seqs = rules.missing(device.highest_seq, received | anew, settled)
    kept = [(seq, there[seq]["code"]) for seq in seqs if seq in there]
    return Missing(
        count,
        seqs,
        kept,
        settled if received_of.copied else min(seqs, default=device.highest_seq + 1) - 1,
    )


class Received(NamedTuple):
    """How many of a tablet's numbers have not arrived, and whether one has arrived twice with different content."""

    missing: int
    copied: bool


def _received(devices: Sequence[Device]) -> dict[UUID, Received]:
    rows = session().execute(
        select(
            Change.device_id,
            func.count(Change.device_seq.distinct()),
            func.count(Change.device_seq),
        )
        .join(Device, Device.id == Change.device_id)
        .where(
            Change.device_id.in_([device.id for device in devices]),
            Change.device_seq > Device.settled_seq,
        )
        .group_by(Change.device_id)
    )
    known = {device_id: (numbers, changes) for device_id, numbers, changes in rows}
    anew = _written_anew(devices)
    found = {}
    for device in devices:
        numbers, changes = known.get(device.id, (0, 0))
        given = device.highest_seq - device.settled_seq
        missing = max(0, given - numbers - len(anew[device.id]))
        found[device.id] = Received(missing, changes > numbers)
    return found


def _written_anew(devices: Sequence[Device]) -> dict[UUID, set[int]]:
    """What of each tablet never comes under its number and need not: it was written anew. One that came all the same, by a
    rescue file, is not among it."""
    anew = {
        device.id: {
            seq
            for seq, one in rules.kept_there(device.heartbeat).items()
            if one["written_anew"] and device.settled_seq < seq <= device.highest_seq
        }
        for device in devices
    }
    of = [device_id for device_id, seqs in anew.items() if seqs]
    if of:
        came = select(Change.device_id, Change.device_seq).where(
            Change.device_id.in_(of), Change.device_seq.in_(set().union(*anew.values()))
        )
        for device_id, seq in session().execute(came):
            anew[device_id].discard(seq)
    return anew


def is_unknown(viewer: Viewer, change_id: UUID | None) -> bool:
    """Whether a change the viewer's tablet holds a receipt for is not here."""
    if change_id is None:
        return False
    found = session().scalar(
        select(Change.id).where(Change.id == change_id, Change.author_id == viewer.id)
    )
    return found is None


class LeftBehind(NamedTuple):
    """An older vault of the same person that had made more than has arrived."""

    device: Device
    missing: int


def left_behind(viewer: Viewer, device: Device) -> list[LeftBehind]:
    """The viewer's older vaults that were last heard before this one began, with work that never
    arrived: their memory may have been cleared."""
    older = (
        session()
        .scalars(
            select(Device)
            .where(
                Device.user_id == viewer.id,
                Device.id != device.id,
                Device.last_seen_at < device.registered_at,
                Device.emptied_at.is_(None),
            )
            .order_by(Device.last_seen_at)
        )
        .all()
    )
    counts = _received(older) if older else {}
    return [LeftBehind(one, counts[one.id].missing) for one in older if counts[one.id].missing]


# -- for managers and administrators -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tablet:
    """A tablet as the list shows it."""

    device: Device
    owner: str
    missing: int
    begun_anew_at: datetime | None
    worries: list[Worry]
    handed_in: int  # sealed hand-ins that nobody has opened yet


def _visible(viewer: Viewer) -> Select[Device, User]:
    """Every tablet for an administrator, those of the visitors of her teams for a manager."""
    asked = select(Device, User).join(User, User.id == Device.user_id)
    if viewer.role is Role.ADMINISTRATOR:
        return asked
    mates = select(Membership.user_id).where(Membership.team_id.in_(viewer.team_ids))
    return asked.where(Device.user_id.in_(mates), User.role == Role.VISITOR)


def tablets(viewer: Viewer) -> list[Tablet]:
    """The tablets the viewer looks after: those that need somebody first, then by owner."""
    rows = session().execute(_visible(viewer)).all()
    devices = [device for device, _ in rows]
    received = _received(devices) if devices else {}
    hand_ins = _unopened([device.id for device in devices])
    begun = defaultdict(list)
    for device in devices:
        begun[device.user_id].append(device.registered_at)
    now = clock.now()
    found = []
    for device, owner in rows:
        begun_anew = min(
            (at for at in begun[device.user_id] if at > device.last_seen_at), default=None
        )
        facts = rules.Facts(
            missing=received[device.id].missing,
            last_seen_at=device.last_seen_at,
            begun_anew_at=begun_anew,
            heartbeat=device.heartbeat,
            withdrawn=bool(device.revoked_at or owner.disabled_at),
            emptied=device.emptied_at is not None,
            copied=received[device.id].copied,
        )
        found.append(
            Tablet(
                device,
                owner.name,
                received[device.id].missing,
                begun_anew,
                rules.worries(facts, now),
                hand_ins.get(device.id, 0),
            )
        )
    order = list(Worry)
    return sorted(
        found,
        key=lambda one: (
            order.index(one.worries[0]) if one.worries else len(order),
            one.owner,
            one.device.registered_at,
        ),
    )


def need_somebody(viewer: Viewer) -> int:
    """How many of them somebody should look at: for a worry, or for work that was handed in and not brought in yet."""
    return sum(1 for one in tablets(viewer) if one.worries or one.handed_in)


def tablet_of(viewer: Viewer, device_id: UUID) -> tuple[Device, str]:
    """One tablet and its owner's name; `Problem(NOT_FOUND)` when it is not the viewer's to look
    after."""
    found = session().execute(_visible(viewer).where(Device.id == device_id)).one_or_none()
    if found is None:
        raise Problem(NOT_FOUND)
    return found[0], found[1].name


def _unopened(device_ids: Sequence[UUID]) -> Mapping[UUID, int]:
    rows = session().execute(
        select(HandIn.device_id, func.count())
        .where(HandIn.device_id.in_(device_ids), HandIn.records > 0, HandIn.imported_at.is_(None))
        .group_by(HandIn.device_id)
    )
    return dict(rows.all())


def hand_ins() -> list[tuple[HandIn, Device, str]]:
    """Everything that was handed in sealed, the newest first, without what is in it. For
    administrators."""
    rows = session().execute(
        select(HandIn, Device, User.name)
        .join(Device, Device.id == HandIn.device_id)
        .join(User, User.id == Device.user_id)
        .options(defer(HandIn.sealed))
        .where(HandIn.records > 0)
        .order_by(HandIn.received_at.desc())
    )
    return list(rows.all())


def hand_in(hand_in_id: UUID) -> HandIn:
    """One of them, whole; `Problem(NOT_FOUND)` when there is none."""
    found = session().get(HandIn, hand_in_id)
    if found is None:
        raise Problem(NOT_FOUND)
    return found
