"""Who lives and works in the town of the journeys. Everybody is invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from app import create_app, migrating
from app.accounts.models import Team, User
from app.accounts.operations import create_area, create_team, create_user
from app.children.operations import add_child
from app.database import Database, commit, session
from app.permissions import Role
from app.visits.operations import move_to_team
from app.wording import UNITED_KINGDOM

PASSWORD = "three quiet otters"
"""Everybody signs in with it."""
PASSPHRASE = "nine dry geese by the sea"
"""Every visitor seals her tablet with it."""

TODAY = datetime.now(UNITED_KINGDOM).date()


@dataclass(frozen=True)
class Worker:
    """Somebody with an account."""

    username: str
    name: str
    role: Role
    teams: tuple[str, ...] = ("Oak",)

    @property
    def initials(self) -> str:
        """As they stand on a locked tablet."""
        return "".join(part[0] for part in self.name.split())


VISITOR = Worker("nerys", "Nerys Fenwick", Role.VISITOR)
COLLEAGUE = Worker("oriel", "Oriel Castell", Role.VISITOR)
MANAGER = Worker("maud", "Maud Prentice", Role.MANAGER, ("Oak", "Elm"))
ANALYST = Worker("ansel", "Ansel Byrne", Role.ANALYST)
ADMINISTRATOR = Worker("ada", "Ada Lowther", Role.ADMINISTRATOR, ())
WORKERS = (VISITOR, COLLEAGUE, MANAGER, ANALYST, ADMINISTRATOR)


@dataclass(frozen=True)
class Baby:
    """A child on the caseload of Oak."""

    id: UUID
    given_name: str
    family_name: str
    nhs_number: str
    born: date
    mother: str
    father: str
    home: str

    @property
    def name(self) -> str:
        """As recorded."""
        return f"{self.given_name} {self.family_name}"

    @property
    def nhs_words(self) -> str:
        """The number as it is read out: three, three and four figures."""
        return f"{self.nhs_number[:3]} {self.nhs_number[3:6]} {self.nhs_number[6:]}"


BABY = Baby(
    UUID("0199cccc-0000-7000-8000-000000000001"),
    "Isolde",
    "Marrowby",
    "9990000018",
    TODAY - timedelta(days=49),
    "Petra Marrowby",
    "Joss Tansley",
    "12 Alderfold Close",
)
OTHER_BABY = Baby(
    UUID("0199cccc-0000-7000-8000-000000000002"),
    "Caspian",
    "Thistlewood",
    "9990000026",
    TODAY - timedelta(days=12),
    "Wren Thistlewood",
    "Dov Larkham",
    "3 Quarry Steps",
)


def found(path: Path) -> None:
    """Write the town into a new SQLite database at `path`."""
    database = Database(f"sqlite:///{path}")
    migrating.upgrade(engine=database.engine)
    database.engine.dispose()
    _in_the_service(f"sqlite:///{path}", _settle)


def _settle() -> None:
    area = create_area(None, "North")
    teams = {name: create_team(None, area.id, name) for name in ("Oak", "Elm")}
    for worker in WORKERS:
        create_user(
            None,
            username=worker.username,
            name=worker.name,
            role=worker.role,
            password=PASSWORD,
            team_ids=[teams[name].id for name in worker.teams],
        )
    for baby in (BABY, OTHER_BABY):
        add_child(
            None,
            teams["Oak"].id,
            child_id=baby.id,
            given_name=baby.given_name,
            family_name=baby.family_name,
            nhs_number=baby.nhs_number,
            nhs_number_status="01",
            dob=baby.born,
            sex="female",
            next_contact_type="six_to_eight_week",
            next_contact_due=TODAY,
            people=[
                {"name": baby.mother, "relation": "mother"},
                {"name": baby.father, "relation": "father"},
            ],
            addresses=[{"label": "Mother’s home", "line": baby.home, "postcode": "ZZ99 3WZ"}],
        )


def move_to_elm(database_url: str, baby: Baby) -> None:
    """What a transfer to another team comes to on the server; nobody on the tablet is asked."""

    def move() -> None:
        elm = session().scalars(select(Team.id).where(Team.name == "Elm")).one()
        ada = (
            session().scalars(select(User.id).where(User.username == ADMINISTRATOR.username)).one()
        )
        move_to_team(ada, baby.id, elm)

    _in_the_service(database_url, move)


def _in_the_service(database_url: str, work: Callable[[], None]) -> None:
    """Do something as the operator of the service would, beside its running process."""
    app = create_app(
        {
            "DATABASE_URL": database_url,
            "SECRET_KEY": "journeys",
            # Real passwords cost a quarter of a second each; these families have nothing to lose.
            "ARGON2_MEMORY_KIB": 8,
            "ARGON2_ROUNDS": 1,
        }
    )
    with app.app_context():
        work()
        commit()
    app.extensions["database"].engine.dispose()
