"""People who sign in, where they work, and the devices they use."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base, new_id
from app.permissions import Role


class Area(Base):
    """A council or trust area; teams belong to one."""

    __tablename__ = "areas"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(120), unique=True)


class Team(Base):
    """A caseload's home, and the scope that tablets sync."""

    __tablename__ = "teams"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    area_id: Mapped[UUID] = mapped_column(ForeignKey("areas.id"))
    name: Mapped[str] = mapped_column(String(120))
    area: Mapped[Area] = relationship(lazy="joined")


class User(Base):
    """Somebody with an account. Never deleted, only disabled: records name their authors for decades."""

    __tablename__ = "users"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    username: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    initials: Mapped[str] = mapped_column(String(4))
    role: Mapped[Role] = mapped_column(String(20))
    registration: Mapped[str | None] = mapped_column(String(20))  # NMC PIN
    password_hash: Mapped[str] = mapped_column(String(200))
    one_time_until: Mapped[datetime | None]  # when the password ends, if an administrator made it
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class Membership(Base):
    """A person's place in a team. Visitors and managers see the children of their teams and no others."""

    __tablename__ = "memberships"
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    team: Mapped[Team] = relationship(lazy="joined")


class SignIn(Base):
    """One signed-in session. The cookie holds a random token, the row its SHA-256; ending the row ends it everywhere."""

    __tablename__ = "sign_ins"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    device_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("devices.id")
    )  # once a tablet said so
    user: Mapped[User] = relationship(lazy="joined")


class Device(Base):
    """A person's vault on one tablet: the id is random per install and user."""

    __tablename__ = "devices"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    label: Mapped[str] = mapped_column(String(120), default="")
    registered_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    highest_seq: Mapped[int] = mapped_column(default=0)  # of the changes it made, sent or not
    settled_seq: Mapped[int] = mapped_column(default=0, server_default="0")
    """Up to it every number has come, once. Found out at a contact; a change under an older one takes it back."""
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    hand_in_sha256: Mapped[str | None] = mapped_column(
        String(64)
    )  # of the token it may hand in with
    emptied_at: Mapped[
        datetime | None
    ]  # when a withdrawn tablet had handed in and forgotten its key
    heartbeat: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def code(self) -> str:
        """By which a tablet in the hand is found in a list, such as `7F3A`: the end of its id. The tablet shows the same
        (static/js/shell/words.js)."""
        return self.id.hex[-4:].upper()
