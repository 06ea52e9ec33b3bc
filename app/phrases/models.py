"""A proposed change of the phrase list, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, new_id


class PhraseChange(Base):
    """Open until it is published by a second person or withdrawn. What is published is never altered: the list in force is
    the shipped one with every published change, in the order of `number`."""

    __tablename__ = "phrase_changes"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    changes: Mapped[dict[str, Any]]  # forms.wording.changes.Changes
    why: Mapped[str] = mapped_column(String(400))
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    proposed_at: Mapped[datetime]
    number: Mapped[int | None] = mapped_column(unique=True)  # 1 for the first that was published
    clinical_owner: Mapped[str] = mapped_column(String(120), default="")
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    withdrawn: Mapped[bool] = mapped_column(default=False)
