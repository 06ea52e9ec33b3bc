"""What may become of a visit. Pure: no session, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.visits.models import VisitStatus


class Submission(NamedTuple):
    """What became of an author's signature. `status` and `round` are the visit's after it."""

    outcome: str  # submitted, already, not_complete
    status: VisitStatus
    round: int
    fields: tuple[str, ...] = ()  # answer keys that are still open


def submit(status: VisitStatus, round_: int, still_open: Sequence[str]) -> Submission:
    """The author signs and hands the visit to her manager.

    A returned visit that is handed in again raises its round. One that already waits stays as it
    is, so that a copy that arrives late changes nothing. (Changes to a signed-off visit are held
    and never come here.)
    """
    if status in (VisitStatus.SUBMITTED, VisitStatus.SIGNED_OFF):
        return Submission("already", status, round_)
    if still_open:
        return Submission("not_complete", status, round_, tuple(still_open))
    return Submission("submitted", VisitStatus.SUBMITTED, round_ + 1)
