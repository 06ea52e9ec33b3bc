"""Who lives and works in the town of the journeys. Everybody is invented."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

import forms
from app import clock, create_app, migrating
from app.accounts.models import Membership, Team, User
from app.accounts.operations import register_device
from app.accounts.viewer import Viewer
from app.children.models import Child
from app.database import Database, commit, new_id, session
from app.feed.operations import touch
from app.pathways.operations import write_pathway
from app.pathways.rules import Written
from app.permissions import Role
from app.visits.envelope import body_sum
from app.visits.models import Visit, VisitStatus
from app.visits.moving import move_to_team
from app.visits.operations import mark_signed_off, store_changes
from app.wording import UNITED_KINGDOM
from tests.journeys.founding import settle
from tests.sync.tablet import complete_answers

PASSWORD = "three quiet otters"
"""Everybody signs in with it."""
PASSPHRASE = "nine dry geese by the sea"
PIN = "7391"
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
    "9990001219",
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
    _in_the_service(f"sqlite:///{path}", lambda: settle(people()))


def people() -> dict[str, Any]:
    """Who lives and works there, for `founding.settle`."""
    return {
        "teams": ["Oak", "Elm"],
        "users": [
            {
                "username": worker.username,
                "name": worker.name,
                "role": worker.role.value,
                "password": PASSWORD,
                "teams": list(worker.teams),
            }
            for worker in WORKERS
        ],
        "children": [
            {
                "team": "Oak",
                "child_id": str(baby.id),
                "given_name": baby.given_name,
                "family_name": baby.family_name,
                "nhs_number": baby.nhs_number,
                "nhs_number_status": "01",
                "dob": baby.born.isoformat(),
                "sex": "female",
                "next_contact_type": "six_to_eight_week",
                "next_contact_due": TODAY.isoformat(),
                "people": [
                    {"name": baby.mother, "relation": "mother"},
                    {"name": baby.father, "relation": "father"},
                ],
                "addresses": [
                    {"label": "Mother’s home", "line": baby.home, "postcode": "ZZ99 3WZ"}
                ],
            }
            for baby in (BABY, OTHER_BABY)
        ],
    }


def move_to_elm(database_url: str, baby: Baby) -> None:
    """What a transfer to another team comes to on the server; nobody on the tablet is asked."""

    def move() -> None:
        elm = session().scalars(select(Team.id).where(Team.name == "Elm")).one()
        ada = (
            session().scalars(select(User.id).where(User.username == ADMINISTRATOR.username)).one()
        )
        move_to_team(ada, baby.id, elm)

    _in_the_service(database_url, move)


def sign_off_every_visit(database_url: str) -> None:
    """As her manager would, one after the other."""

    def sign_off() -> None:
        maud = session().scalars(select(User.id).where(User.username == MANAGER.username)).one()
        for visit in session().scalars(select(Visit).with_for_update()).all():
            mark_signed_off(visit, maud)

    _in_the_service(database_url, sign_off)


def remember_a_visit(
    database_url: str,
    baby: Baby,
    answers: dict[str, dict[str, Any]],
    days_ago: int,
    version: int | None = None,
) -> None:
    """A new birth visit of the visitor, so many days ago, as a tablet she no longer has brought it in. `answers` by key.
    `version` of the form: the latest unless it is said."""

    def store() -> None:
        user = session().scalars(select(User).where(User.username == VISITOR.username)).one()
        teams = session().scalars(select(Membership.team_id).where(Membership.user_id == user.id))
        viewer = Viewer(
            id=user.id,
            name=user.name,
            initials=user.initials,
            username=user.username,
            role=Role(user.role),
            team_ids=frozenset(teams),
            sign_in_id=uuid4(),
        )
        device = register_device(viewer, uuid4(), "An earlier tablet").id
        began = datetime.combine(TODAY - timedelta(days=days_ago), time(10, 5), UNITED_KINGDOM)
        context = {
            "contact_type": {"value": "new_birth", "kind": "A"},
            "contact_start": {"value": clock.iso(began.astimezone(UTC)), "kind": "A"},
            "earshot": {"value": "no", "kind": "O"},
        }
        change: dict[str, Any] = {
            "change_id": str(new_id()),
            "device_id": str(device),
            "device_seq": 1,
            "visit_id": str(new_id()),
            "child_id": str(baby.id),
            "form": forms.latest().id,
            "form_version": version or forms.latest().version,
            "recorded_at": clock.iso(began.astimezone(UTC) + timedelta(hours=1)),
            "clock_offset_ms": 0,
            "answers": {k: {**each, "base": None} for k, each in (context | answers).items()},
            "submit": False,
        }
        (receipt,) = store_changes(viewer, device, [change | {"body_sha256": body_sum(change)}])
        outcomes = {each["outcome"] for each in json.loads(receipt)["answers"].values()}
        assert outcomes == {"applied"}, receipt

    _in_the_service(database_url, store)


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


def remember_a_visit_to_sign(database_url: str, baby: Baby, contact: str = "targeted") -> None:
    """One of yesterday in which nothing is open any more; all it lacks is her signature."""
    answers = {**complete_answers(), "contact_type": {"value": contact, "kind": "A"}}
    for begun_with in ("contact_start", "earshot"):
        del answers[begun_with]
    remember_a_visit(database_url, baby, answers, days_ago=1)


GRANDMOTHER = "her grandmother in Lark Row"


def three_visits_without_the_father(database_url: str) -> None:
    """What three earlier contacts come to on the server: the father never there, two words on where baby sleeps at the
    third, and an answer given where nobody could overhear.
    """

    def write() -> None:
        author = session().scalars(select(User).where(User.username == VISITOR.username)).one()
        child = session().get_one(Child, BABY.id)
        home = f"A:{child.addresses[0].id}"
        for weeks in (3, 2, 1):
            began = clock.now() - timedelta(weeks=weeks)
            told: dict[str, dict[str, object]] = {
                "contact_type": {"value": "targeted", "kind": "A"},
                "contact_start": {"value": clock.iso(began), "kind": "A"},
                "baby_seen": {"value": "awake", "kind": "O"},
                "father_involvement": {"value": "regular_contact", "kind": "F"},
                "father_seen": {"value": "not_seen", "kind": "O"},
                "sleeps_tonight": {"value": home, "kind": "F", "source": {"type": "mother_said"}},
                "mother_control_signs": {"value": ["money_controlled"], "kind": "F"},
            }
            if weeks == 1:
                row = f"residence_claim/{new_id()}"
                for name, value in (
                    ("rc_about", "baby"),
                    ("rc_address", f"T:{GRANDMOTHER}"),
                    ("rc_says", "sleeps_there_tonight"),
                    ("rc_source", "other_relative_said"),
                    ("rc_date", began.date().isoformat()),
                ):
                    told[f"{row}/{name}"] = {"value": value, "kind": "A"}
            visit_id = new_id()
            key = f"visit:{visit_id}"
            session().add(
                Visit(
                    id=visit_id,
                    child_id=child.id,
                    form="holistic_visit",
                    form_version=forms.latest().version,
                    status=VisitStatus.SIGNED_OFF,
                    round=1,
                    author_id=author.id,
                    created_at=began,
                    changed_at=began,
                    contact_start=began,
                    contact_type="targeted",
                    seq=touch([(child.team_id, key)])[child.team_id, key],
                    answers={
                        name: {**one, "mids": ["m"], "cands": []} for name, one in told.items()
                    },
                    writers={},
                )
            )

    _in_the_service(database_url, write)


DUTY_DESK = "01632 960 017"


def configure_the_injury_pathway(database_url: str) -> None:
    """What an administrator has written down for North before the day begins."""

    def write() -> None:
        area_id = session().scalars(select(Team.area_id).where(Team.name == "Oak")).one()
        write_pathway(
            None,
            area_id,
            None,
            "injury",
            Written(
                owner="Nell Ash, named nurse",
                confirmed_on=TODAY - timedelta(days=3),
                review_by=TODAY + timedelta(days=90),
                steps=["Ring the duty desk before you leave.", "Stay with baby."],
                numbers=[{"who": "Duty desk", "number": DUTY_DESK, "when": "Day and night"}],
                thresholds={"injury_weeks": 26},
            ),
        )

    _in_the_service(database_url, write)
