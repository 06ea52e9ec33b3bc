"""What a manager says about a submitted visit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, new_id


class Comment(Base):
    """A manager's words on a question (`key`), or on the whole visit (`key` is null), in one round of review."""

    __tablename__ = "comments"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), index=True)
    key: Mapped[str | None] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    round: Mapped[int]
