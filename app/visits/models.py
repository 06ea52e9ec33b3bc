"""A visit, and the changes it is made of."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Text, text
from sqlalchemy import String as Str
from sqlalchemy.orm import Mapped, mapped_column

from app.database import DOCUMENT, Base, Packed, new_id


class VisitStatus(StrEnum):
    """Where a visit stands. A signed-off visit is never edited; corrections are dated additions."""

    OPEN = "open"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    SIGNED_OFF = "signed_off"


UNSIGNED = (VisitStatus.OPEN, VisitStatus.RETURNED)

CONTESTED = text("conflicts > 0")
"""Written out, not as a parameter: only then does a database know that its index of few will do."""


class Visit(Base):
    """One contact. `answers` is the present state of each answer by its key (docs/protocol.md); the
    typed columns are what lists search by, copied from the answers by the one writer."""

    __tablename__ = "visits"
    id: Mapped[UUID] = mapped_column(primary_key=True)  # minted on the tablet
    child_id: Mapped[UUID] = mapped_column(ForeignKey("children.id"))
    form: Mapped[str] = mapped_column(Str(40))
    form_version: Mapped[int]
    began_on: Mapped[int | None]  # the version it was begun on, while it stands on a newer one
    status: Mapped[VisitStatus] = mapped_column(Str(12), default=VisitStatus.OPEN)
    round: Mapped[int] = mapped_column(default=0)  # how often it has been submitted
    author_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    contact_type: Mapped[str | None] = mapped_column(Str(30))
    contact_start: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    signed_off_at: Mapped[datetime | None]
    signed_off_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    conflicts: Mapped[int] = mapped_column(default=0)  # answers that have more than one candidate
    seq: Mapped[int] = mapped_column(
        default=0
    )  # last place in its scope's feed: what a reader has seen
    answers: Mapped[dict[str, Any]] = mapped_column(DOCUMENT, default=dict)
    writers: Mapped[dict[str, Any]] = mapped_column(
        default=dict
    )  # of `answers`: change id -> who, when
    left_out: Mapped[list[Any]] = mapped_column(
        default=list
    )  # keys of answers that are no part of what was submitted; empty while it is open

    __table_args__ = (
        Index("ix_visits_waiting", "status", "submitted_at"),
        # With the number, so that the newest of each child is known without reading a visit.
        Index("ix_visits_child", "child_id", "seq"),
        Index(
            "ix_visits_conflicts", "child_id", postgresql_where=CONTESTED, sqlite_where=CONTESTED
        ),
    )


ANSWERS_REFUSED = "answers_refused"
"""The code of a stored or accepted change of which an answer could not be accepted."""

_CODED = text("code IS NOT NULL")  # most changes have no code, and are not in the index


class Change(Base):
    """Answers saved together on one device: history row, idempotency record and audit evidence in
    one. Append-only.

    `child_id` and `visit_id` have no foreign keys on purpose: a held change may speak of what this
    team cannot see. `team_id` is the team whose manager is responsible for a held or rejected
    change, else the scope it went to.
    """

    __tablename__ = "changes"
    id: Mapped[UUID] = mapped_column(primary_key=True)  # minted on the tablet
    visit_id: Mapped[UUID | None]
    child_id: Mapped[UUID | None]
    team_id: Mapped[UUID | None]
    device_id: Mapped[UUID]
    device_seq: Mapped[int | None]
    author_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    form_version: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(Str(10))
    code: Mapped[str | None] = mapped_column(Str(40))
    recorded_at: Mapped[str | None] = mapped_column(
        Str(40)
    )  # the tablet's words; they order nothing
    clock_offset_ms: Mapped[int | None] = mapped_column(
        BigInteger
    )  # a tablet's clock can be years wrong
    received_at: Mapped[datetime]
    body_sha256: Mapped[str] = mapped_column(Str(64))
    body: Mapped[str] = mapped_column(Packed)  # as sent
    receipt: Mapped[str] = mapped_column(Text)  # what `receipts.repeated` makes the answer of
    outcomes: Mapped[dict[str, Any]] = mapped_column(
        default=dict
    )  # answer key -> [outcome, base] where it was not simply applied

    __table_args__ = (
        Index("ix_changes_visit", "visit_id"),
        Index("ix_changes_device", "device_id", "device_seq"),
        Index("ix_changes_outcome", "outcome", "team_id"),
        Index("ix_changes_code", "code", "team_id", postgresql_where=_CODED, sqlite_where=_CODED),
    )


class Comment(Base):
    """A manager's words on a question (`key`), or on the whole visit (`key` is null), in one round
    of review."""

    __tablename__ = "comments"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), index=True)
    key: Mapped[str | None] = mapped_column(Str(120))
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    round: Mapped[int]


ACCEPTED, NOTED, DECLINED = "accepted", "noted", "declined"
"""What a manager may decide about a held change."""


class Release(Base):
    """A manager's decision about a held change. The change's own row and receipt stay as they are."""

    __tablename__ = "releases"
    change_id: Mapped[UUID] = mapped_column(ForeignKey("changes.id"), primary_key=True)
    decision: Mapped[str] = mapped_column(Str(8))
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime]
    visit_id: Mapped[UUID | None] = mapped_column(index=True)  # where it was put
    outcomes: Mapped[dict[str, Any]] = mapped_column(default=dict)  # of every answer; if accepted
    submit: Mapped[str | None] = mapped_column(Str(12))  # and of the signature it came with
    code: Mapped[str | None] = mapped_column(Str(40))  # where an answer was refused all the same
