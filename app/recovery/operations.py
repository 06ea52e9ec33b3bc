"""Asking for, approving and closing a recovery. Every function leaves the commit to its caller."""

from __future__ import annotations

from uuid import UUID

from app import clock
from app.accounts.viewer import Viewer
from app.audit import catalogue, writer
from app.audit.catalogue import Event
from app.database import new_id, session
from app.problems import NOT_VALID, Problem
from app.recovery import rules
from app.recovery.models import Recovery, State
from app.recovery.queries import waiting_of


def ask(
    viewer: Viewer, *, sealed: str, key: str, tablet: str, replaces: UUID | None = None
) -> Recovery:
    """Keep the viewer's request. The one it replaces is closed, approved or not, and the oldest of too many: a tablet that
    asks again has forgotten the last one.

    `Problem(NOT_VALID)` for what is not Base64.
    """
    wrong = {
        name: "Not Base64"
        for name, text in (("sealed", sealed), ("tablet", tablet))
        if not rules.decoded(text)
    }
    if wrong:
        raise Problem(NOT_VALID, fields=wrong)
    earlier = session().get(Recovery, replaces, with_for_update=True) if replaces else None
    if (
        earlier
        and earlier.user_id == viewer.id
        and earlier.state in (State.WAITING, State.APPROVED)
    ):
        _close(earlier, State.DECLINED)
        earlier.resealed = None
        _record(catalogue.RECOVERY_DECLINED, viewer, earlier)
    for older in waiting_of(viewer.id)[: -(rules.MOST_WAITING - 1)]:
        _close(older, State.DECLINED)
        _record(catalogue.RECOVERY_DECLINED, viewer, older)
    asked = Recovery(
        id=new_id(),
        user_id=viewer.id,
        requested_at=clock.now(),
        state=State.WAITING,
        key_fingerprint=key,
        tablet=tablet,
        sealed=sealed,
    )
    session().add(asked)
    _record(catalogue.RECOVERY_REQUESTED, viewer, asked)
    return asked


def approve(viewer: Viewer, recovery: Recovery, *, code: str, resealed: str) -> None:
    """Keep the answer the approver's page has made with the recovery key.

    `Problem(NOT_VALID)` by form field: the figures are not those of the tablet, or nothing was sealed.
    """
    wrong = {}
    if not rules.same_code(code, rules.decoded(recovery.tablet) or b""):
        wrong["code"] = (
            "These are not the figures on the visitor’s tablet. Ask again, and approve only what she reads to you"
        )
    if not rules.decoded(resealed):
        wrong["resealed"] = "The recovery key was not used. Choose its file or paste it"
    if wrong:
        raise Problem(NOT_VALID, fields=wrong)
    _close(recovery, State.APPROVED, viewer)
    recovery.resealed = resealed
    _record(catalogue.RECOVERY_APPROVED, viewer, recovery)


def decline(viewer: Viewer, recovery: Recovery) -> None:
    """Close a request that nobody can vouch for. One that is decided already stays as it is."""
    if recovery.state != State.WAITING:
        return
    _close(recovery, State.DECLINED, viewer)
    _record(catalogue.RECOVERY_DECLINED, viewer, recovery)


def finish(viewer: Viewer, recovery: Recovery) -> None:
    """The tablet is open again: the answer is of no further use. Safe to repeat."""
    if recovery.state == State.DONE:
        return
    recovery.state, recovery.sealed, recovery.resealed = State.DONE, None, None
    _record(catalogue.RECOVERY_USED, viewer, recovery)


def _close(recovery: Recovery, state: State, viewer: Viewer | None = None) -> None:
    recovery.state, recovery.sealed = state, None
    recovery.decided_by = viewer.id if viewer else None
    recovery.decided_at = clock.now()


def _record(event: Event, viewer: Viewer, recovery: Recovery) -> None:
    writer.record(
        event,
        actor=viewer.id,
        subject=f"user:{recovery.user_id}",
        recovery_id=str(recovery.id),
    )
