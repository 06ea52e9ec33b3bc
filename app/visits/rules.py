"""What may become of a visit. Pure: no session, no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.visits.merge import Outcome
from app.visits.models import VisitStatus


class Move(NamedTuple):
    """What became of the wish to move a visit to another version of its form. `version` and `began_on` are the visit's
    after it."""

    outcome: str  # moved, already, too_late, not_from_there
    version: int
    began_on: int | None


def move(status: VisitStatus, version: int, began_on: int | None, saw: int, to: int) -> Move:
    """The author moves an open visit from the version she saw it on to a newer one, or back to where it was begun.

    Two people who move it to the same version agree. What was signed stays on the version it was signed on. Where the
    visit was begun by what was written after this move (the service was restored, and heard of that first), the move still
    says where it had been begun.
    """
    if version == to:
        begun = saw if began_on is None and saw < to else began_on
        return Move("already", version, begun)
    if status is not VisitStatus.OPEN:
        return Move("too_late", version, began_on)
    if saw == version and to > version:
        return Move("moved", to, version if began_on is None else began_on)
    if saw == version and to == began_on:
        return Move("moved", to, None)
    return Move("not_from_there", version, began_on)


NOT_COMPLETE = "not_complete"


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
        return Submission(NOT_COMPLETE, status, round_, tuple(still_open))
    return Submission("submitted", VisitStatus.SUBMITTED, round_ + 1)


def refused_in(outcomes: Mapping[str, Sequence[str | None]]) -> list[str]:
    """The keys of the answers that could not be accepted, of what became of each (`delivery.Fates`)."""
    return [key for key, (outcome, *_) in outcomes.items() if outcome == Outcome.REJECTED]
