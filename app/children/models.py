"""The child, the people around the child, and addresses."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Team
from app.database import Base, new_id


class Child(Base):
    """A baby, born or expected. `team_id` is the caseload the child is on now."""

    __tablename__ = "children"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id"), index=True)
    nhs_number: Mapped[str | None] = mapped_column(String(10), unique=True)
    nhs_number_status: Mapped[str] = mapped_column(String(2), default="08")
    given_name: Mapped[str] = mapped_column(String(120), default="")
    family_name: Mapped[str] = mapped_column(String(120))
    also_known_as: Mapped[str] = mapped_column(String(120), default="")
    dob: Mapped[date | None]
    edd: Mapped[date | None]
    sex: Mapped[str] = mapped_column(String(14), default="not_known")
    next_contact_type: Mapped[str | None] = mapped_column(String(30))
    next_contact_due: Mapped[date | None]
    provisional: Mapped[bool] = mapped_column(
        default=False
    )  # met on a doorstep; nobody confirmed yet
    claimed_nhs_number: Mapped[str | None] = mapped_column(String(10))  # as told there
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("children.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    team: Mapped[Team] = relationship(lazy="joined")
    people: Mapped[list[Person]] = relationship(order_by="Person.id", lazy="selectin")
    addresses: Mapped[list[Address]] = relationship(order_by="Address.id", lazy="selectin")

    __table_args__ = (Index("ix_children_name", "family_name", "given_name"),)


class Join(Base):
    """Two records of one child were joined by a person, who saw both. What moved is kept, so that it can
    be taken apart again."""

    __tablename__ = "child_joins"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("children.id"), index=True)
    kept_id: Mapped[UUID] = mapped_column(ForeignKey("children.id"), index=True)
    by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    moved: Mapped[dict[str, Any]]  # visits, people, addresses: ids
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None]


class Person(Base):
    """Somebody around the child, even if only a first name is known."""

    __tablename__ = "people"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("children.id"), index=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    relation: Mapped[str] = mapped_column(String(40))


class Address(Base):
    """A place on the child's record. Restricted ones never reach a print, a letter or an export."""

    __tablename__ = "addresses"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("children.id"), index=True)
    label: Mapped[str] = mapped_column(String(120))
    line: Mapped[str] = mapped_column(String(200), default="")
    postcode: Mapped[str] = mapped_column(String(10), default="")
    council: Mapped[str] = mapped_column(String(9), default="")
    restricted: Mapped[bool] = mapped_column(default=False)
