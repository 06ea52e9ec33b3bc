"""What is gathered of each child, kept so that a list of a thousand children reads one table and a page need not judge
forty visits anew.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base

URGENT, ENDING = text("urgent > 0"), text("good_until IS NOT NULL")
"""Written out, not as parameters: only then does a database know that its index of few will do."""


class ChildFacts(Base):
    """Made from a child's visits, never typed. `visits` and `seq` say from which (how many, and the newest place any of
    them had in its feed), `child_at` from which state of the child's record, `version` by which words of the program,
    `thresholds` by which of the team's numbers: where they differ from the present, the facts are made anew. `good_until`:
    the last day they hold without anything new, where something waits that is late tomorrow; None where nothing does.
    """

    __tablename__ = "child_facts"
    child_id: Mapped[UUID] = mapped_column(ForeignKey("children.id"), primary_key=True)
    version: Mapped[int]
    visits: Mapped[int]
    seq: Mapped[int]
    child_at: Mapped[datetime]
    thresholds: Mapped[str] = mapped_column(Text)  # as `queries.thresholds_as_text` writes them
    good_until: Mapped[date | None]
    born: Mapped[date | None]  # as a visit says it; what the record says goes before
    contacts: Mapped[int]
    last_contact: Mapped[date | None]
    urgent: Mapped[int]  # open findings of the kinds that ask for action now
    unknowns: Mapped[int]
    oldest_unknown: Mapped[date | None]
    father_missed: Mapped[int]
    father_seen: Mapped[date | None]
    baby_missed: Mapped[int]
    baby_awake: Mapped[date | None]
    shares: Mapped[int]
    oldest_share: Mapped[date | None]
    findings: Mapped[list[Any]] = mapped_column(default=list)  # as `open_findings` gives them
    must_see: Mapped[list[Any]] = mapped_column(default=list)  # codes the next visit has to see to

    __table_args__ = (
        Index("ix_child_facts_urgent", "child_id", postgresql_where=URGENT, sqlite_where=URGENT),
        Index(
            "ix_child_facts_good_until",
            "good_until",
            postgresql_where=ENDING,
            sqlite_where=ENDING,
        ),
    )


class GatheredScope(Base):
    """Up to which place in a team's feed nothing is stale, by the same words of the program: a look need not ask for more
    than what stands behind it."""

    __tablename__ = "gathered_scopes"
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    version: Mapped[int]
    seq: Mapped[int]
