"""Who is looking: what a request knows about the person it is made for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.permissions import Role


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person, as `flask_login.current_user`. Query functions take it first and show nothing beyond it."""

    id: UUID
    name: str
    initials: str
    username: str
    role: Role
    team_ids: frozenset[UUID]
    sign_in_id: UUID | None  # None: somebody acts on this person's behalf
    one_time: bool = (
        False  # signed in with a password somebody else made: she chooses her own first
    )
    withdrawn: UUID | None = None  # the withdrawn tablet she is at: it gets nothing any more

    is_authenticated: ClassVar[bool] = True
    is_active: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    def speaks_for(self, device_id: UUID) -> bool:
        """Whether what is said in this session may be this tablet's. One at a withdrawn tablet never becomes another's:
        whoever holds the tablet would get around the withdrawal without knowing a password."""
        return self.withdrawn in (None, device_id)


class Nobody:
    """Stands in for the viewer until somebody signs in."""

    id = None
    role = None
    one_time = False
    withdrawn = None
    team_ids: frozenset[UUID] = frozenset()
    is_authenticated = False
    is_active = False
    is_anonymous = True
