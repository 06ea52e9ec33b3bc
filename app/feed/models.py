"""The reading side: a counter and a feed for each scope, and the server's timeline."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class Scope(Base):
    """A team's counter. Its row is locked while a transaction that feeds it ends, so sequence order
    is commit order."""

    __tablename__ = "scopes"
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    head: Mapped[int] = mapped_column(default=0)


class FeedRow(Base):
    """What last happened to one entity (`child:<id>`, `visit:<id>`, `local:<team id>`) in one scope: `state` or
    `left`."""

    __tablename__ = "feed"
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(42), primary_key=True)
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(5))
    digest: Mapped[str | None] = mapped_column(
        String(64)
    )  # of a visit: over what it says, written with it
    state_digest: Mapped[str | None] = mapped_column(String(64))  # of anything else: over its state

    __table_args__ = (Index("uq_feed_seq", "team_id", "seq", unique=True),)


class Timeline(Base):
    """One row: the epoch. It rises when the server was restored from a backup."""

    __tablename__ = "timeline"
    id: Mapped[int] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(default=0)
