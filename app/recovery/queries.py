"""Which requests there are. The viewer first: a manager sees those of her own teams, an administrator all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import current_app
from sqlalchemy import Select, select

from app import clock
from app.accounts.models import Membership, User
from app.accounts.viewer import Viewer
from app.database import session
from app.permissions import Role
from app.problems import NOT_FOUND, Problem
from app.recovery.keys import spki_of
from app.recovery.models import Recovery, State
from app.recovery.rules import STANDS, fingerprint, is_over


@dataclass(frozen=True, slots=True)
class RecoveryKey:
    """The public half of the organisation's key."""

    fingerprint: str
    spki: bytes


def recovery_key() -> RecoveryKey | None:
    """The configured key, or None where the organisation has none."""
    pem = current_app.config["RECOVERY_PUBLIC_KEY"]
    if not pem:
        return None
    spki = spki_of(pem)
    return RecoveryKey(fingerprint(spki), spki)


def own_recovery(viewer: Viewer, recovery_id: UUID) -> Recovery:
    """The viewer's own request. `Problem(NOT_FOUND)` for any other, and for one that has stood too long."""
    found = session().get(Recovery, recovery_id)
    if (
        found is None
        or found.user_id != viewer.id
        or is_over(found.requested_at, found.decided_at, clock.now())
    ):
        raise Problem(NOT_FOUND)
    return found


def waiting_of(user_id: UUID) -> Sequence[Recovery]:
    """A person's requests that nobody has decided yet, the oldest first."""
    return (
        session()
        .scalars(
            select(Recovery)
            .where(Recovery.user_id == user_id, Recovery.state == State.WAITING)
            .order_by(Recovery.requested_at)
        )
        .all()
    )


def _may_approve(viewer: Viewer) -> Select[Recovery, User]:
    query = (
        select(Recovery, User)
        .join(User, User.id == Recovery.user_id)
        .where(
            Recovery.user_id != viewer.id,
            Recovery.requested_at > clock.now() - STANDS,
            User.disabled_at.is_(None),
        )
    )
    if viewer.role is Role.ADMINISTRATOR:
        return query
    colleagues = select(Membership.user_id).where(Membership.team_id.in_(viewer.team_ids))
    return query.where(Recovery.user_id.in_(colleagues))


def waiting_for(viewer: Viewer) -> list[tuple[Recovery, User]]:
    """The requests the viewer may approve, the oldest first, each with who asks. Never her own."""
    query = _may_approve(viewer).where(Recovery.state == State.WAITING)
    found = session().execute(query.order_by(Recovery.requested_at))
    return [(recovery, user) for recovery, user in found]


def to_decide(viewer: Viewer, recovery_id: UUID, *, decided: bool = False) -> tuple[Recovery, User]:
    """One of those; with `decided`, also one that somebody has decided. `Problem(NOT_FOUND)` for any other."""
    query = _may_approve(viewer).where(Recovery.id == recovery_id)
    if not decided:
        query = query.where(Recovery.state == State.WAITING)
    # Of two people who decide at once, the slower one finds it decided.
    found = session().execute(query.with_for_update(of=Recovery)).first()
    if found is None:
        raise Problem(NOT_FOUND)
    return found[0], found[1]
