"""Who there is, and who works where."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import bindparam, func, select

from app import clock
from app.accounts.models import Area, Device, Membership, SignIn, Team, User
from app.accounts.viewer import Viewer
from app.database import session
from app.permissions import Role
from app.problems import NOT_FOUND, Problem


def fingerprint(token: str) -> str:
    """What the database knows of a session token: a copy of the database opens no session."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def viewer_of(token: str) -> Viewer | None:
    """The person whose open, unexpired session this is, with the teams they are in at this moment."""
    rows = session().execute(_VIEWER, {"token": fingerprint(token), "now": clock.now()}).all()
    if not rows:
        return None
    first = rows[0]
    return Viewer(
        id=first.id,
        name=first.name,
        initials=first.initials,
        username=first.username,
        role=Role(first.role),
        team_ids=frozenset(row.team_id for row in rows if row.team_id is not None),
        sign_in_id=first.sign_in_id,
        one_time=first.one_time_until is not None,
        withdrawn=first.device_id if first.revoked_at else None,
    )


# Made once: it runs with every request, and building it costs more than running it.
_VIEWER = (
    select(
        User.id,
        User.name,
        User.initials,
        User.username,
        User.role,
        User.one_time_until,
        SignIn.id.label("sign_in_id"),
        SignIn.device_id,
        Membership.team_id,
        Device.revoked_at,
    )
    .join(SignIn, SignIn.user_id == User.id)
    .outerjoin(Device, Device.id == SignIn.device_id)
    .outerjoin(Membership, Membership.user_id == User.id)
    .where(
        SignIn.token_sha256 == bindparam("token"),
        SignIn.ended_at.is_(None),
        SignIn.expires_at > bindparam("now", type_=SignIn.expires_at.type),
        User.disabled_at.is_(None),
    )
)


def stand_in(user_id: UUID) -> Viewer:
    """Somebody as she would be seen if she signed in now: for what is done on her behalf while she does not.

    LookupError when there is nobody with this id.
    """
    user = session().get(User, user_id)
    if user is None:
        raise LookupError(f"no user {user_id}")
    teams = session().scalars(select(Membership.team_id).where(Membership.user_id == user_id))
    return Viewer(
        id=user.id,
        name=user.name,
        initials=user.initials,
        username=user.username,
        role=Role(user.role),
        team_ids=frozenset(teams),
        sign_in_id=None,
    )


def teams_of(viewer: Viewer) -> Sequence[Team]:
    """The teams the viewer is in, by name."""
    return session().scalars(_TEAMS, {"teams": [*viewer.team_ids]}).all()


_TEAMS = select(Team).where(Team.id.in_(bindparam("teams", expanding=True))).order_by(Team.name)


def user_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these people, disabled ones too: records name their authors for decades."""
    rows = session().execute(select(User.id, User.name).where(User.id.in_(set(ids))))
    return dict(rows.all())


# -- for administrators --------------------------------------------------------------------------------------------------


def people() -> Sequence[User]:
    """Everybody with an account, by name. For administrators: their work is accounts, not children."""
    return session().scalars(select(User).order_by(User.name)).all()


def person(user_id: UUID) -> User:
    """One account. `Problem(NOT_FOUND)` if there is none."""
    found = session().get(User, user_id)
    if found is None:
        raise Problem(NOT_FOUND)
    return found


def memberships() -> dict[UUID, list[Team]]:
    """The teams of everybody."""
    by_user: dict[UUID, list[Team]] = {}
    for membership in session().scalars(
        select(Membership).join(Membership.team).order_by(Team.name)
    ):
        by_user.setdefault(membership.user_id, []).append(membership.team)
    return by_user


def seen(team_ids: Iterable[UUID]) -> str:
    """Somebody's teams as a page that was opened says them again when it is sent."""
    return " ".join(sorted(map(str, team_ids)))


def open_sign_ins(user_id: UUID) -> int:
    """In how many places this person is signed in now."""
    count = (
        select(func.count())
        .select_from(SignIn)
        .where(
            SignIn.user_id == user_id, SignIn.ended_at.is_(None), SignIn.expires_at > clock.now()
        )
    )
    return session().scalar(count) or 0


def tablets_of(user_id: UUID) -> Sequence[Device]:
    """A person's tablets, withdrawn ones too, the oldest first."""
    asked = select(Device).where(Device.user_id == user_id).order_by(Device.registered_at)
    return session().scalars(asked).all()


def areas() -> Sequence[Area]:
    """All areas by name."""
    return session().scalars(select(Area).order_by(Area.name)).all()


def teams() -> Sequence[Team]:
    """All teams, by area and name."""
    return session().scalars(select(Team).join(Team.area).order_by(Area.name, Team.name)).all()


def has_users() -> bool:
    """Whether anybody has an account yet."""
    return session().scalar(select(User.id).limit(1)) is not None
