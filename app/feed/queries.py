"""What changed in a scope, in the order it was committed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.database import session
from app.feed.models import FeedRow, Scope, Timeline


def epoch() -> int:
    """The server's timeline number; 0 until a restore raised it."""
    return session().scalar(select(Timeline.epoch)) or 0


def heads(team_ids: Sequence[UUID]) -> dict[UUID, int]:
    """The counters of these teams."""
    rows = session().execute(select(Scope.team_id, Scope.head).where(Scope.team_id.in_(team_ids)))
    return {row.team_id: row.head for row in rows}


def after(team_id: UUID, cursor: int, limit: int) -> Sequence[FeedRow]:
    """At most `limit` rows of the feed behind the cursor, oldest first."""
    return (
        session()
        .scalars(
            select(FeedRow)
            .where(FeedRow.team_id == team_id, FeedRow.seq > cursor)
            .order_by(FeedRow.seq)
            .limit(limit)
        )
        .all()
    )
