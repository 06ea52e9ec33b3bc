"""What happens to tablets. Every function leaves the commit to its caller."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select, update

from app import clock
from app.accounts.models import Device, SignIn
from app.accounts.operations import end_sign_ins, register_device, revoke
from app.accounts.queries import fingerprint, person, stand_in
from app.accounts.viewer import Nobody, Viewer
from app.audit import catalogue, writer
from app.database import new_id, session
from app.devices import queries, rules
from app.devices.models import HandIn
from app.feed import queries as feed
from app.feed.operations import forget_digests
from app.problems import (
    EPOCH_REQUIRED,
    NO_HAND_IN,
    NOT_A_RESCUE_FILE,
    NOT_ALLOWED,
    SIGN_IN,
    TABLET_UNKNOWN,
    Problem,
)
from app.visits.operations import store_changes

LARGEST_HAND_IN = 4_000_000
"""Characters of one part of a hand-in. A tablet with more sends several, of 200,000, but without its key it cannot split an
entry: this is one of 3 MB, more than anybody writes. What is longer stays on the tablet, and the key with it."""
LONGEST_BODY = LARGEST_HAND_IN + 100_000
"""Bytes of a request that hands in, or brings in what was handed in."""


def hear(viewer: Viewer, report: Mapping[str, Any]) -> Device:
    """Note that a tablet called and what it says of itself. From now on the viewer's session is one
    at this tablet, so that withdrawing it ends what the session may see.

    Raises `Problem(NOT_ALLOWED)` for somebody else's tablet, `Problem(EPOCH_REQUIRED)` when the
    tablet knows of more than the service: it was restored, and nobody raised the epoch; and
    `Problem(SIGN_IN)` in a session at another tablet that was withdrawn, which ends by it. The alarm
    and the end are in the session; commit them too.
    """
    if not viewer.speaks_for(report["device_id"]):
        end_sign_ins(viewer.id, viewer.id, at=viewer.withdrawn)
        raise Problem(SIGN_IN)
    device = session().get(Device, report["device_id"], with_for_update=True)
    if device is None:
        device = register_device(viewer, report["device_id"], "")
        session().flush()
    elif device.user_id != viewer.id:
        raise Problem(NOT_ALLOWED)
    device.last_seen_at = clock.now()
    device.highest_seq = max(device.highest_seq, report["issued"])
    device.heartbeat = {
        part: report[part]
        for part in (
            "shell_version",
            "unsent",
            "oldest_unsent_at",
            "needs_you",
            "persisted",
            "storage_full",
            "quarantined",
        )
    } | {"held": len(report["held"])}
    _bind(viewer, device)
    _compare(viewer, device, report)
    return device


def _bind(viewer: Viewer, device: Device) -> None:
    """From now on the viewer's session is one at this tablet."""
    session().execute(
        update(SignIn).where(SignIn.id == viewer.sign_in_id).values(device_id=device.id)
    )


def settle(device: Device) -> queries.Missing:
    """What the tablet, whose row is locked, has made and not delivered; from now on only what is newer than what has come
    without a gap is counted, so that a contact costs the same after years."""
    missing = queries.missing_of(device)
    device.settled_seq = missing.settled
    return missing


def _compare(viewer: Viewer, device: Device, report: Mapping[str, Any]) -> None:
    """Sound the alarm when the tablet has heard of what the service has never said."""
    epoch = feed.epoch()
    if report["epoch"] < epoch:
        return  # it has yet to hear of this timeline
    have = {str(scope): cursor for scope, cursor in report["have"].items()}
    heads = {str(team): head for team, head in feed.heads(viewer.team_ids).items()}
    scopes = rules.behind(have, heads)
    unknown = queries.is_unknown(viewer, report["newest"])
    if scopes or unknown or report["epoch"] > epoch:
        writer.record(
            catalogue.SERVER_BEHIND,
            actor=viewer.id,
            device_id=str(device.id),
            epoch=epoch,
            tablet_epoch=report["epoch"],
            scopes=scopes,
            change_unknown=unknown,
        )
        raise Problem(EPOCH_REQUIRED)
    for scope in sorted(set(report["differs"]) & set(viewer.team_ids)):
        writer.record(
            catalogue.DIGEST_DIFFERED,
            actor=viewer.id,
            device_id=str(device.id),
            team_id=str(scope),
            cursor=have.get(str(scope), 0),
        )
        # The mistake may be the service's own: a release may tell more of a child than was summed.
        forget_digests(scope)


# -- withdrawing ---------------------------------------------------------------------------------


def hand_in_token(device: Device) -> str | None:
    """A fresh token with which this withdrawn tablet may hand in once; None for one in use.

    Its number is as good as a secret: it was made at random on the tablet and is known only there
    and here. One that has handed in asks no more, for it has forgotten its key: who asks then is a copy of it, with
    unsent work of its own that would be destroyed if there were nothing to hand it in with.
    """
    if device.revoked_at is None:
        return None
    token = secrets.token_urlsafe(32)
    device.hand_in_sha256 = fingerprint(token)
    return token


def standing(viewer: Viewer | Nobody, device_id: UUID) -> tuple[bool, str | None]:
    """Whether a tablet was withdrawn, and its token. The same for a number that is nobody's as for
    a tablet in use.

    Its owner's session in the browser that asks is one at this tablet, even if she never unlocked it since she signed in.
    """
    device = session().get(Device, device_id, with_for_update=True)
    if device is not None and person(device.user_id).disabled_at is not None:
        revoke(None, device)  # the service first heard of it when the account was closed
    if device is None or device.revoked_at is None:
        return False, None
    if isinstance(viewer, Viewer) and viewer.id == device.user_id:
        _bind(viewer, device)
    return True, hand_in_token(device)


def take_in(device_id: UUID, token: str, sealed: str, records: int, last: bool) -> HandIn:
    """Keep a part of what a withdrawn tablet held, sealed as it is. With the last part the token is
    used up, the tablet may forget its key, and who begins anew on it has to sign in first.

    `Problem(NO_HAND_IN)` for a wrong or used token. The same part again is kept once.
    """
    device = session().get(Device, device_id, with_for_update=True)
    expected = device.hand_in_sha256 if device else None
    if device is None or not expected or not secrets.compare_digest(expected, fingerprint(token)):
        raise Problem(NO_HAND_IN)
    sha256 = hashlib.sha256(sealed.encode()).hexdigest()
    kept = session().scalar(
        select(HandIn).where(HandIn.device_id == device_id, HandIn.sha256 == sha256)
    )
    if kept is None:
        kept = HandIn(
            id=new_id(),
            device_id=device_id,
            received_at=clock.now(),
            records=records,
            sha256=sha256,
            sealed=sealed,
            outcomes={},
        )
        session().add(kept)
        writer.record(
            catalogue.DEVICE_HANDED_IN,
            actor=device.user_id,
            subject=f"user:{device.user_id}",
            device_id=str(device_id),
            bytes=len(sealed),
            sha256=sha256,
        )
    if last:
        device.hand_in_sha256, device.emptied_at = None, clock.now()
        end_sign_ins(device.user_id, device.user_id, at=device_id)
    return kept


# -- bringing rescued work in --------------------------------------------------------------------


def bring_in(
    actor_id: UUID | None,
    user_id: UUID,
    device_id: UUID,
    changes: Sequence[Mapping[str, Any]],
    hand_in: HandIn | None = None,
) -> dict[str, int]:
    """Take in changes that were opened from a rescue file or a hand-in, as their author's; returns
    how many came to which outcome.

    They go through the one door: what may not be stored now is held, what is here already is
    answered as the first time, so that bringing a file in twice changes nothing.
    `Problem(TABLET_UNKNOWN)` when nobody has vouched for a tablet that was never in touch,
    `Problem(NOT_A_RESCUE_FILE)` when it is somebody else's, or the hand-in is another tablet's.
    """
    device = session().get(Device, device_id)
    if device is None:
        raise Problem(TABLET_UNKNOWN)
    of_another = hand_in is not None and hand_in.device_id != device_id
    if device.user_id != user_id or of_another:
        raise Problem(NOT_A_RESCUE_FILE)
    author = stand_in(user_id)
    # All at once: whoever gets in the way undoes the whole transaction, and only what is in hand is written again.
    receipts = store_changes(author, device_id, changes, calls=False)
    told = [orjson.loads(receipt) for receipt in receipts]
    counts = rules.counted(receipt["outcome"] for receipt in told)
    writer.record(
        catalogue.RESCUE_IMPORTED,
        actor=actor_id,
        subject=f"user:{user_id}",
        device_id=str(device_id),
        origin="hand_in" if hand_in is not None else "file",
        outcomes=counts,
        # What came so is stored in its author's name: only here does it stand that a file brought it.
        change_ids=[receipt["change_id"] for receipt in told],
    )
    return counts


def note_import(
    actor_id: UUID, hand_in: HandIn, counts: Mapping[str, int], first: bool, last: bool
) -> None:
    """Add what became of one part of a hand-in to what became of the parts before it. It counts as
    brought in when the last part has come and nothing was damaged on the way."""
    outcomes = Counter(counts) + Counter({} if first else hand_in.outcomes)
    hand_in.outcomes = dict(outcomes)
    if last and not outcomes["corrupt"]:
        hand_in.imported_at, hand_in.imported_by = clock.now(), actor_id
