"""The trail of who saw, changed, exported or was refused what."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class AuditChain(Base):
    """Where a chain of audit rows ends. Its row is locked while a transaction appends."""

    __tablename__ = "audit_chains"
    chain: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(default=0)
    sum: Mapped[str] = mapped_column(String(64))


class AuditEvent(Base):
    """One row, never altered. `details` holds counts, ids and codes, never the text of an answer."""

    __tablename__ = "audit_events"
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(40))
    actor_id: Mapped[UUID | None]
    subject: Mapped[str | None] = mapped_column(
        String(60)
    )  # `child:<id>`, `visit:<id>`, `user:<id>` …
    details: Mapped[dict[str, Any]]
    chain: Mapped[int]
    number: Mapped[int]  # its place in the chain, from 1
    sum: Mapped[str] = mapped_column(String(64))  # app/audit/chain.py

    __table_args__ = (
        Index("uq_audit_events_place", "chain", "number", unique=True),
        Index("ix_audit_events_actor", "actor_id", "at"),
    )
