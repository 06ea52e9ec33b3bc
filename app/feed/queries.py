"""What changed in a scope, in the order it was committed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    rows = (reading or session()).execute(
        select(Scope.team_id, Scope.head).where(Scope.team_id.in_(set(team_ids)))
    )
    return {row.team_id: row.head for row in rows}


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


def digest(reading: Session, team_id: UUID) -> str:
    """The sum, modulo 2**256 and in hex, of the digests of everything a scope holds: a reader who has
    pulled it to its head comes to the same, or holds something else."""
    rows = reading.scalars(
        select(FeedRow.digest).where(
            FeedRow.team_id == team_id, FeedRow.kind == "state", FeedRow.digest.is_not(None)
        )
    )
    return f"{sum(int(row, 16) for row in rows if row) % 2**256:064x}"
