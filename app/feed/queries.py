"""What changed in a scope, in the order it was committed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.database import session
from app.feed.models import FeedRow, Scope, Timeline


def epoch(reading: Session | None = None) -> int:
    """The server's timeline number; 0 until a restore raised it."""
    return (reading or session()).scalar(_EPOCH) or 0


# Statements that run with nearly every request are made once: building one costs more than running it.
_EPOCH = select(Timeline.epoch)


def head(reading: Session, team_id: UUID) -> int:
    """The counter of a team."""
    return reading.scalar(_HEAD, {"team": team_id}) or 0


_HEAD = select(Scope.head).where(Scope.team_id == bindparam("team"))


def heads(team_ids: Iterable[UUID], reading: Session | None = None) -> dict[UUID, int]:
    """The counters of these teams."""
    rows = (reading or session()).execute(_HEADS, {"teams": [*team_ids]})
    return {row.team_id: row.head for row in rows}


_HEADS = select(Scope.team_id, Scope.head).where(
    Scope.team_id.in_(bindparam("teams", expanding=True))
)


def after(reading: Session, team_id: UUID, cursor: int, limit: int) -> Sequence[FeedRow]:
    """At most `limit` rows of the feed behind the cursor, oldest first.

    `reading` is the snapshot that the rows' states are read in too: in another one an entity could
    have left the team since.
    """
    return reading.scalars(_AFTER, {"team": team_id, "cursor": cursor, "limit": limit}).all()


_AFTER = (
    select(FeedRow)
    .where(FeedRow.team_id == bindparam("team"), FeedRow.seq > bindparam("cursor"))
    .order_by(FeedRow.seq)
    .limit(bindparam("limit"))
)


class Digests(NamedTuple):
    """What a scope comes to. A reader who has pulled it to its head comes to the same, or holds something else."""

    visits: int
    others: int
    unknown: Sequence[FeedRow]  # in neither sum: what they come to is to be made first


def digests(reading: Session, team_id: UUID) -> Digests:
    """The sums of the digests of everything a scope holds."""
    rows = reading.execute(_DIGESTS, {"team": team_id}).all()
    visits = sum(int(row.digest, 16) for row in rows if row.digest)
    others = sum(int(row.state_digest, 16) for row in rows if row.state_digest)
    known = all(row.digest or row.state_digest for row in rows)
    return Digests(
        visits, others, [] if known else reading.scalars(_UNKNOWN, {"team": team_id}).all()
    )


_HELD = (FeedRow.team_id == bindparam("team"), FeedRow.kind == "state")
_DIGESTS = select(FeedRow.digest, FeedRow.state_digest).where(*_HELD)
_UNKNOWN = select(FeedRow).where(
    *_HELD, FeedRow.state_digest.is_(None), FeedRow.key.not_like("visit:%")
)
