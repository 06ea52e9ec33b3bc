"""What happens to accounts. Every function leaves the commit to its caller."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from argon2 import PasswordHasher
from flask import current_app
from sqlalchemy import delete, select, update

from app import clock
from app.accounts import passwords, queries
from app.accounts.models import Area, Device, Membership, SignIn, Team, User
from app.accounts.queries import fingerprint
from app.accounts.viewer import Viewer
from app.audit import catalogue, writer
from app.database import new_id, session
from app.feed.operations import open_scope
from app.permissions import Role
from app.problems import (
    NOT_VALID,
    ONE_TIME_ENDED,
    SAVED_MEANWHILE,
    WRONG_PASSWORD,
    WRONG_SIGN_IN,
    Problem,
    ProblemType,
)


def _hasher() -> PasswordHasher:
    return passwords.hasher(
        current_app.config["ARGON2_MEMORY_KIB"], current_app.config["ARGON2_ROUNDS"]
    )


def _refuse(**fields: str) -> Problem:
    return Problem(NOT_VALID, fields=fields)


def initials_of(name: str) -> str:
    """`Ngozi Adeyemi-Clarke` → `NA`."""
    words = [word for word in name.replace(",", " ").split() if word[0].isalpha()]
    return (
        "".join(word[0] for word in (words[0], words[-1]) if word).upper()
        if len(words) > 1
        else name.strip()[:2].upper()
    )


def create_user(
    actor_id: UUID | None,
    *,
    username: str,
    name: str,
    role: Role,
    password: str,
    team_ids: Iterable[UUID] = (),
    initials: str = "",
    registration: str | None = None,
    one_time: bool = False,
) -> User:
    """Open an account. `Problem(NOT_VALID)` by field: a username that is taken or odd, a weak password, no name.

    `actor_id` is the administrator, or None at the command line. `one_time`: its owner has to choose a password of her own.
    """
    username, name = username.strip().casefold(), " ".join(name.split())
    wrong: dict[str, str] = {}
    if not (2 <= len(username) <= 80 and username.isprintable() and " " not in username):
        wrong["username"] = "Username must be 2 to 80 characters without spaces"
    elif session().scalar(select(User.id).where(User.username == username)):
        wrong["username"] = "Somebody else already has this username"
    if not (1 <= len(name) <= 120 and name.isprintable()):
        wrong["name"] = "Enter the person’s full name, up to 120 characters"
    if weak := passwords.weakness(password, username):
        wrong["password"] = weak
    team_ids = set(team_ids)
    if len(session().scalars(select(Team.id).where(Team.id.in_(team_ids))).all()) != len(team_ids):
        wrong["teams"] = "Choose teams from the list"
    if wrong:
        raise _refuse(**wrong)
    user = User(
        id=new_id(),
        username=username,
        name=name,
        initials=(initials.strip() or initials_of(name))[:4],
        role=role,
        registration=registration,
        password_hash=passwords.hashed(_hasher(), password),
        one_time_until=_one_time_until() if one_time else None,
        created_at=clock.now(),
    )
    session().add(user)
    session().flush()
    for team_id in team_ids:
        session().add(Membership(user_id=user.id, team_id=team_id))
    writer.record(
        catalogue.USER_CREATED,
        actor=actor_id,
        subject=f"user:{user.id}",
        role=role.value,
        teams=sorted(str(team_id) for team_id in team_ids),
    )
    return user


def create_area(actor_id: UUID | None, name: str) -> Area:
    """A new area. `Problem(NOT_VALID)` when the name is empty, too long or taken."""
    name = " ".join(name.split())
    if not (1 <= len(name) <= 120 and name.isprintable()):
        raise _refuse(area="Enter the area’s name, up to 120 characters")
    if session().scalar(select(Area.id).where(Area.name == name)):
        raise _refuse(area="There is already an area with this name")
    area = Area(id=new_id(), name=name)
    session().add(area)
    session().flush()
    writer.record(catalogue.AREA_CREATED, actor=actor_id, subject=f"area:{area.id}")
    return area


def create_team(actor_id: UUID | None, area_id: UUID, name: str) -> Team:
    """A new team and its feed. `Problem(NOT_VALID)` when the area is unknown or the name empty, long or taken there."""
    name = " ".join(name.split())
    wrong: dict[str, str] = {}
    # Locked, so that two who add the same team at once do not add it twice.
    if session().get(Area, area_id, with_for_update=True) is None:
        wrong["area"] = "Choose an area from the list"
    if not (1 <= len(name) <= 120 and name.isprintable()):
        wrong["team"] = "Enter the team’s name, up to 120 characters"
    elif session().scalar(select(Team.id).where(Team.area_id == area_id, Team.name == name)):
        wrong["team"] = "This area already has a team with this name"
    if wrong:
        raise _refuse(**wrong)
    team = Team(id=new_id(), area_id=area_id, name=name)
    session().add(team)
    session().flush()
    open_scope(team.id)
    writer.record(
        catalogue.TEAM_CREATED, actor=actor_id, subject=f"team:{team.id}", area_id=str(area_id)
    )
    return team


def set_teams(
    actor_id: UUID | None, user: User, team_ids: Iterable[UUID], *, seen: str | None = None
) -> None:
    """Put a person in exactly these teams. It counts from the next request on; nothing on a tablet is lost by it.

    `seen`: her teams when the page was opened, as `queries.seen` says them; None for whoever saw no page.
    `Problem(SAVED_MEANWHILE)` where they are others by now: an older page would put her back.
    """
    wanted = set(team_ids)
    if len(session().scalars(select(Team.id).where(Team.id.in_(wanted))).all()) != len(wanted):
        raise _refuse(teams="Choose teams from the list")
    # Locked, so that of two who save at once the second sees what the first has saved.
    session().get(User, user.id, with_for_update={"key_share": True})
    had = set(session().scalars(select(Membership.team_id).where(Membership.user_id == user.id)))
    if seen is not None and queries.seen(had) != seen and wanted != had:
        raise Problem(SAVED_MEANWHILE)
    session().execute(
        delete(Membership).where(
            Membership.user_id == user.id, Membership.team_id.in_(had - wanted)
        )
    )
    for team_id in sorted(wanted - had):
        session().add(Membership(user_id=user.id, team_id=team_id))
    writer.record(
        catalogue.TEAMS_CHANGED,
        actor=actor_id,
        subject=f"user:{user.id}",
        joined=sorted(str(team_id) for team_id in wanted - had),
        left=sorted(str(team_id) for team_id in had - wanted),
    )


def _one_time_until() -> datetime:
    until: datetime = clock.now() + current_app.config["ONE_TIME_PASSWORD_LIFETIME"]
    return until


def set_password(
    actor_id: UUID | None, user: User, password: str, *, one_time: bool = False
) -> None:
    """Give an account a new password and end its sessions. `Problem(NOT_VALID)` for a weak one."""
    if weak := passwords.weakness(password, user.username):
        raise _refuse(password=weak)
    user.password_hash = passwords.hashed(_hasher(), password)
    user.one_time_until = _one_time_until() if one_time else None
    writer.record(catalogue.PASSWORD_SET, actor=actor_id, subject=f"user:{user.id}")
    end_sign_ins(actor_id, user.id)


def change_password(viewer: Viewer, user: User, present: str, wanted: str) -> None:
    """The viewer's own new password. `Problem(WRONG_PASSWORD)` when the present one is wrong, its audit row in the session:
    commit it too; `Problem(NOT_VALID)` when the new one is weak or the same. Ends every session, the one it is done in
    too: sign in again with the new one."""
    if not passwords.matches(_hasher(), user.password_hash, present):
        writer.record(catalogue.PASSWORD_REFUSED, actor=viewer.id, subject=f"user:{user.id}")
        raise Problem(WRONG_PASSWORD)
    if wanted == present:
        raise _refuse(password="Choose a password other than the one you use now")  # noqa: S106
    set_password(viewer.id, user, wanted)


def disable(actor_id: UUID | None, user: User) -> None:
    """Close an account, end its sessions and withdraw its tablets.

    `Problem(NOT_VALID)` for one's own: the last administrator must not lock the door from outside.
    """
    if actor_id == user.id:
        raise _refuse(person="You cannot close your own account")
    # Tablets before sessions, as a tablet that calls: else each waits for the other.
    owned = select(Device).where(Device.user_id == user.id).order_by(Device.id)
    tablets = session().scalars(owned.with_for_update()).all()
    user.disabled_at = clock.now()
    writer.record(catalogue.USER_DISABLED, actor=actor_id, subject=f"user:{user.id}")
    end_sign_ins(actor_id, user.id)
    for device in tablets:
        revoke(actor_id, device)


def enable(actor_id: UUID | None, user: User) -> None:
    """Open a closed account again, with the password it had. Its tablets stay withdrawn."""
    user.disabled_at = None
    writer.record(catalogue.USER_ENABLED, actor=actor_id, subject=f"user:{user.id}")


# -- sessions ------------------------------------------------------------------------------------------------------------


def open_sign_in(user: User) -> str:
    """A new session for this person; returns its token, which stands nowhere but in the person's cookie."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    opened = SignIn(
        id=new_id(),
        token_sha256=fingerprint(token),
        user_id=user.id,
        created_at=now,
        expires_at=now + current_app.config["PERMANENT_SESSION_LIFETIME"],
    )
    session().add(opened)
    writer.record(
        catalogue.SIGNED_IN, actor=user.id, subject=f"user:{user.id}", sign_in_id=str(opened.id)
    )
    return token


def sign_in(username: str, password: str) -> str:
    """Check the password and open a session; returns its token.

    `Problem(WRONG_SIGN_IN)` in the same words and after the same work, whether the name, the password or the account's
    being closed is the reason; `Problem(ONE_TIME_ENDED)` for who knew a one-time password for too long. The refusal's audit
    row is in the session; commit it too.
    """
    known = username.strip().casefold()
    user = (
        session().scalar(select(User).where(User.username == known))
        if known.isprintable()
        else None
    )
    right = passwords.matches(_hasher(), user.password_hash if user else None, password)
    if user is None:
        raise _sign_in_refused("unknown", None)
    if not right:
        raise _sign_in_refused("password", user)
    if user.disabled_at is not None:
        raise _sign_in_refused("disabled", user)
    if user.one_time_until is not None and user.one_time_until <= clock.now():
        raise _sign_in_refused(ONE_TIME_ENDED.code, user, ONE_TIME_ENDED)
    if _hasher().check_needs_rehash(user.password_hash):
        user.password_hash = passwords.hashed(_hasher(), password)
    return open_sign_in(user)


def _sign_in_refused(reason: str, user: User | None, kind: ProblemType = WRONG_SIGN_IN) -> Problem:
    subject = f"user:{user.id}" if user else None
    writer.record(catalogue.SIGN_IN_REFUSED, actor=None, subject=subject, reason=reason)
    return Problem(kind)


def end_sign_in(viewer: Viewer) -> None:
    """End the session this request is made in, on the server: its cookie opens nothing any more."""
    session().execute(
        update(SignIn).where(SignIn.id == viewer.sign_in_id).values(ended_at=clock.now())
    )
    writer.record(
        catalogue.SIGNED_OUT,
        actor=viewer.id,
        subject=f"user:{viewer.id}",
        sign_in_id=str(viewer.sign_in_id),
    )


def end_sign_ins(actor_id: UUID | None, user_id: UUID, *, at: UUID | None = None) -> None:
    """End every open session of a person, or those at one tablet."""
    which = update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    if at is not None:
        which = which.where(SignIn.device_id == at)
    ended = session().scalars(which.values(ended_at=clock.now()).returning(SignIn.id)).all()
    for sign_in_id in ended:
        writer.record(
            catalogue.SIGN_IN_ENDED,
            actor=actor_id,
            subject=f"user:{user_id}",
            sign_in_id=str(sign_in_id),
        )


# -- devices -------------------------------------------------------------------------------------------------------------


def register_device(viewer: Viewer, device_id: UUID, label: str) -> Device:
    """Note the viewer's vault on a tablet. Doing it again only renews the label and the time.

    `Problem(NOT_VALID)` when somebody else has this id.
    """
    # One look: between two, another tab of hers may register the same tablet and be taken for a stranger.
    known = session().get(Device, device_id)
    if known is not None and known.user_id != viewer.id:
        raise _refuse(device_id="This tablet’s number is already in use")
    if known is not None:
        known.label, known.last_seen_at = label, clock.now()
        return known
    return _register(viewer.id, viewer.id, device_id, label)


def _register(actor_id: UUID | None, user_id: UUID, device_id: UUID, label: str = "") -> Device:
    now = clock.now()
    device = Device(
        id=device_id,
        user_id=user_id,
        label=label,
        registered_at=now,
        last_seen_at=now,
        heartbeat={},
    )
    session().add(device)
    writer.record(
        catalogue.DEVICE_REGISTERED,
        actor=actor_id,
        subject=f"user:{user_id}",
        device_id=str(device_id),
    )
    return device


def vouch(actor_id: UUID | None, user: User, device_id: UUID) -> None:
    """Note on somebody's word whose a tablet is of which the service has never heard. It counts as withdrawn: a file of it
    proves nothing of who wrote it, so what it holds goes before her manager. One that is known stays as it is."""
    if session().get(Device, device_id) is None:
        revoke(actor_id, _register(actor_id, user.id, device_id))


def revoke(actor_id: UUID | None, device: Device) -> None:
    """Withdraw a tablet: it gets nothing any more. At its next contact it hands in what it has not
    sent, sealed, and forgets its key. Doing it again changes nothing."""
    if device.revoked_at is not None:
        return
    device.revoked_at, device.revoked_by = clock.now(), actor_id
    writer.record(
        catalogue.DEVICE_REVOKED,
        actor=actor_id,
        subject=f"user:{device.user_id}",
        device_id=str(device.id),
    )
