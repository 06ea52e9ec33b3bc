"""A local pathway as somebody confirmed it on a day.

Rows are never altered: which numbers stood there on a given day can be told later.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, new_id


class Pathway(Base):
    """What an area, or one of its teams, does in one kind of urgency. The newest row of each counts.

    `steps` are sentences, `numbers` {who, number, when}, `thresholds` whole numbers by name. A team's row that is
    `withdrawn` says: as in the area again.
    """

    __tablename__ = "pathways"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    area_id: Mapped[UUID] = mapped_column(ForeignKey("areas.id"))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id"))
    kind: Mapped[str] = mapped_column(String(20))
    owner: Mapped[str] = mapped_column(String(120))
    confirmed_on: Mapped[date]
    review_by: Mapped[date]
    steps: Mapped[list[Any]]
    numbers: Mapped[list[Any]]
    thresholds: Mapped[dict[str, Any]]
    photos: Mapped[str] = mapped_column(String(400), default="")
    withdrawn: Mapped[bool] = mapped_column(default=False)
    written_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    written_at: Mapped[datetime]

    __table_args__ = (Index("ix_pathways_of", "area_id", "kind"),)
