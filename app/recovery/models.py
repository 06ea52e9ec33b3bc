"""A request to get back into one's own tablet."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, new_id


class State(StrEnum):
    """How far a request has come."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    DONE = "done"


class Recovery(Base):
    """What a tablet sent and what the approver's page answered. The service can open neither.

    `sealed` is the tablet's data key for the recovery key, `resealed` the same for `tablet`, the public key of this request
    alone; all three in Base64. Both seals are dropped when the request is closed.
    """

    __tablename__ = "recoveries"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    requested_at: Mapped[datetime]
    state: Mapped[State] = mapped_column(String(10))
    key_fingerprint: Mapped[str] = mapped_column(String(32))
    tablet: Mapped[str] = mapped_column(Text)
    sealed: Mapped[str | None] = mapped_column(Text)
    resealed: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
