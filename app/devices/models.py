"""What a withdrawn tablet handed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, new_id


class HandIn(Base):
    """Sealed work of a tablet that was withdrawn. The service cannot open it: that takes the
    organisation's recovery key, which lies elsewhere, or the visitor's passphrase."""

    __tablename__ = "hand_ins"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"), index=True)
    received_at: Mapped[datetime]
    records: Mapped[int]  # how many sealed entries
    sha256: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[str] = mapped_column(Text)  # as sent: docs/protocol.md, "A sealed file"
    imported_at: Mapped[datetime | None]  # when the last part had come
    imported_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    outcomes: Mapped[dict[str, Any]] = mapped_column(
        default=dict
    )  # of the import, so far: outcome -> count

    @property
    def brought_in(self) -> int:
        """How many of its entries the service has."""
        return sum(count for outcome, count in self.outcomes.items() if outcome != "corrupt")
