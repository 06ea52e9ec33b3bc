"""What changed in a scope, in the order it was committed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import session
from app.feed.models import FeedRow, Scope, Timeline


def epoch(reading: Session | None = None) -> int:
    """The server's timeline number; 0 until a restore raised it."""
    return (reading or session()).scalar(_EPOCH) or 0


_EPOCH = select(Timeline.epoch)


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
    return reading.scalars(
        select(FeedRow)
        .where(FeedRow.team_id == team_id, FeedRow.seq > cursor)
        .order_by(FeedRow.seq)
        .limit(limit)
    ).all()
