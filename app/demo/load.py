"""Loads the invented families through the doors everybody uses: changes from tablets, decisions of
managers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

import forms
from app import clock
from app.accounts.models import User
from app.accounts.operations import create_area, create_team, create_user, register_device
from app.accounts.queries import stand_in
from app.accounts.viewer import Viewer
from app.children.operations import add_child
from app.database import session
from app.demo import people
from app.demo.answers import Telling, answers_of, written_after
from app.demo.families import FAMILIES
from app.demo.ids import id_at
from app.demo.story import Answers, Child, Family, Note, Resubmitted, Returned, SignedOff, Visit
from app.permissions import Role
from app.review import operations as review
from app.visits.envelope import body_sum
from app.visits.merge import Outcome
from app.visits.models import Visit as StoredVisit
from app.visits.moving import move_to_team
from app.visits.operations import store_changes
from forms.definition import Form
from forms.field_types.identifiers import is_nhs_number
from forms.field_types.times import UNITED_KINGDOM, uk_day


class DemoRefused(Exception):
    """The demo is not loaded; the message says why, for the person who asked."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many were loaded."""

    families: int
    visits: int


def load_demo(today: date, *, force: bool = False) -> Loaded:
    """Write the invented families into an empty database; the caller commits. The same day gives
    the same records.

    Raises DemoRefused when they are there already or, unless `force`, when anybody else has an
    account.
    """
    usernames = {worker.username for worker in people.WORKERS}
    if session().scalar(select(User.id).where(User.username.in_(usernames)).limit(1)):
        raise DemoRefused("The invented families are here already.")
    if not force and session().scalar(select(func.count()).select_from(User)):
        raise DemoRefused(
            "This database has accounts of its own. Invented families are not put beside real ones."
        )
    return _Loader(today).load()


def is_loaded() -> bool:
    """Whether the invented families are in this database."""
    first = people.WORKERS[0].username
    return session().scalar(select(User.id).where(User.username == first)) is not None


@dataclass(slots=True)
class _Told:
    """A visit on its way: its ids, its answers, and which change last wrote each of them."""

    visit: Visit
    id: UUID
    child_id: UUID
    family: Family
    telling: Telling
    begun: datetime
    visitor: str
    written: dict[str, str] = field(default_factory=dict)

    @property
    def form(self) -> Form:
        """The version it was recorded with."""
        return forms.published(self.visit.version)

    @property
    def analysed(self) -> datetime:
        return self.begun + timedelta(hours=self.visit.after)

    @property
    def sent(self) -> datetime:
        return self.begun + timedelta(hours=self.visit.arrived)


class _Loader:
    """Puts everything that happens in order of time, then lets it happen with the clock standing
    there.
    """

    def __init__(self, today: date) -> None:
        self.today = today
        self.happenings: list[tuple[datetime, int, Callable[[], None]]] = []
        self.viewers: dict[str, Viewer] = {}
        self.teams: dict[str, UUID] = {}
        self.device_seq: dict[str, int] = {}
        self.visits = 0

    def load(self) -> Loaded:
        with clock.stopped_at(self.moment(400, "09:00")):
            self.open_accounts()
        for family in FAMILIES:
            self.tell_family(family)
        for moment, _, happen in sorted(self.happenings, key=lambda each: each[:2]):
            with clock.stopped_at(moment):
                happen()
        return Loaded(len(FAMILIES), self.visits)

    def at(self, moment: datetime, happen: Callable[[], None]) -> None:
        self.happenings.append((moment, len(self.happenings), happen))

    def moment(self, days_ago: int, time_: str) -> datetime:
        day = self.today - timedelta(days=days_ago)
        return datetime.combine(day, time.fromisoformat(time_), UNITED_KINGDOM).astimezone(UTC)

    # -- people who sign in -----------------------------------------------------------------------

    def open_accounts(self) -> None:
        for area_name, teams in people.AREAS.items():
            area = create_area(None, area_name)
            self.teams |= {name: create_team(None, area.id, name).id for name in teams}
        for worker in people.WORKERS:
            user = create_user(
                None,
                username=worker.username,
                name=worker.name,
                role=worker.role,
                password=people.PASSPHRASE,
                team_ids=[self.teams[name] for name in worker.teams],
                registration=worker.registration,
            )
            session().flush()
            self.viewers[worker.username] = stand_in(user.id)
            if worker.role is Role.VISITOR:
                register_device(
                    self.viewers[worker.username], self.device(worker.username), "Demo tablet"
                )
        session().flush()

    def device(self, username: str) -> UUID:
        return id_at(self.moment(400, "09:00"), "device", username)

    def manager_of(self, team: str) -> Viewer:
        return next(
            self.viewers[worker.username]
            for worker in people.WORKERS
            if worker.role is Role.MANAGER and team in worker.teams
        )

    # -- a family ---------------------------------------------------------------------------------

    def tell_family(self, family: Family) -> None:
        for child in family.children:
            self.tell_child(family, child)

    def tell_child(self, family: Family, child: Child) -> None:
        first = max(visit.days_ago for visit in child.visits)
        known = self.moment(first + 2, "08:00")
        child_id = id_at(known, family.name, child.given)
        ids = {
            handle: id_at(known, str(child_id), handle)
            for handle in (*family.people, *family.places)
        }
        self.at(known, partial(self.add, family, child, child_id, ids))
        moved_at = self.moment(family.moved.days_ago, "12:00") if family.moved else None
        if family.moved and moved_at:
            team = self.teams[family.moved.team]
            manager = self.manager_of(family.team).id
            self.at(moved_at, partial(move_to_team, manager, child_id, team))
        names = {handle: str(found) for handle, found in ids.items()}
        for visit in child.visits:
            begun = self.moment(visit.days_ago, visit.time)
            team_name = (
                family.moved.team if family.moved and moved_at and begun > moved_at else family.team
            )
            told = _Told(
                visit=visit,
                id=id_at(begun, str(child_id), "visit"),
                child_id=child_id,
                family=family,
                telling=Telling(names, names, uk_day(begun), known_of(child, visit)),
                begun=begun,
                visitor=visit.visitor or family.visitor,
            )
            self.tell_visit(told, self.manager_of(team_name))

    def add(self, family: Family, child: Child, child_id: UUID, ids: Mapping[str, UUID]) -> None:
        kind, due = child.next_contact or (None, 0)
        add_child(
            None,
            self.teams[family.team],
            child_id=child_id,
            given_name=child.given,
            family_name=child.family,
            also_known_as=child.known_as,
            nhs_number=invented_nhs_number(child.number) if child.born is not None else None,
            nhs_number_status="01" if child.born is not None else "08",
            dob=self.today - timedelta(days=child.born) if child.born is not None else None,
            edd=self.today + timedelta(days=child.expected) if child.expected is not None else None,
            sex=child.sex,
            next_contact_type=kind,
            next_contact_due=self.today + timedelta(days=due) if kind else None,
            people=[
                {"id": ids[handle], "name": name, "relation": relation}
                for handle, (name, relation) in family.people.items()
            ],
            addresses=[
                {
                    "id": ids[handle],
                    "label": place.label,
                    "line": place.line,
                    "postcode": place.postcode,
                    "restricted": place.restricted,
                }
                for handle, place in family.places.items()
            ],
        )

    # -- a visit ----------------------------------------------------------------------------------

    def tell_visit(self, told: _Told, manager: Viewer) -> None:
        self.visits += 1
        self.at(told.sent, partial(self.send_visit, told))
        for step in told.visit.steps:
            match step:
                case Returned():
                    happen = partial(self.hand_back, told, manager, step.comments)
                case SignedOff():
                    happen = partial(self.sign, told, manager, step.comments)
                case Resubmitted():
                    happen = partial(self.send_again, told, step.answers)
                case Note():
                    happen = partial(self.send_note, told, step)
            self.at(told.sent + timedelta(hours=step.hours), happen)

    def send_visit(self, told: _Told) -> None:
        """What was written in the home, and what was written after it, as two changes of one sync."""
        answers = answers_of(
            told.form,
            told.visit,
            told.telling,
            clock.iso(told.begun),
            lambda group, number: str(
                # Rows are ordered by the time in their ids.
                id_at(told.begun + timedelta(seconds=number), str(told.id), group, str(number))
            ),
        )
        later = {key: each for key, each in answers.items() if written_after(told.form, key)}
        sooner = {key: each for key, each in answers.items() if key not in later}
        changes = [self.change(told, told.visitor, told.begun + timedelta(minutes=40), sooner)]
        if told.visit.submitted:
            changes.append(self.change(told, told.visitor, told.analysed, later, submit=True))
        self.store(told.visitor, changes, "stored", submitted=told.visit.submitted)

    def send_again(self, told: _Told, said: Mapping[str, Any]) -> None:
        answers = {
            key: told.telling.answer(told.form.fields[key], each) for key, each in said.items()
        }
        written = clock.now() - timedelta(minutes=20)
        change = self.change(told, told.visitor, written, answers, submit=True)
        self.store(told.visitor, [change], "stored", submitted=True)

    def send_note(self, told: _Told, note: Note) -> None:
        answers = {
            key: told.telling.answer(told.form.fields[key], each)
            for key, each in note.answers.items()
        }
        written = clock.now() - timedelta(minutes=15)
        others = note.visitor != told.visitor
        change = self.change(told, note.visitor, written, answers, unseen=others)
        self.store(note.visitor, [change], "stored" if others else "held", submitted=False)

    def change(
        self,
        told: _Told,
        username: str,
        written: datetime,
        answers: Mapping[str, dict[str, Any]],
        *,
        submit: bool = False,
        unseen: bool = False,
    ) -> dict[str, Any]:
        """A change as the tablet sends it. `unseen`: its author had not seen what others wrote."""
        seq = self.device_seq[username] = self.device_seq.get(username, 0) + 1
        offset = timedelta(milliseconds=told.visit.clock_ms)
        change_id = str(id_at(written, str(told.id), username, str(seq)))
        change: dict[str, Any] = {
            "change_id": change_id,
            "device_id": str(self.device(username)),
            "device_seq": seq,
            "visit_id": str(told.id),
            "child_id": str(told.child_id),
            "form": told.form.id,
            "form_version": told.form.version,
            "recorded_at": clock.iso(written + offset),
            "clock_offset_ms": told.visit.clock_ms,
            "answers": {
                key: {**answer, "base": None if unseen else told.written.get(key)}
                for key, answer in answers.items()
            },
            "submit": submit,
        }
        if not unseen:
            told.written |= dict.fromkeys(answers, change_id)
        return {**change, "body_sha256": body_sum(change)}

    def store(
        self, username: str, changes: list[dict[str, Any]], outcome: str, *, submitted: bool
    ) -> None:
        """Send changes through the one door; a story the service would not take is a mistake in the
        story.
        """
        viewer = self.viewers[username]
        receipts = [
            json.loads(text) for text in store_changes(viewer, self.device(username), changes)
        ]
        for receipt in receipts:
            refused = {
                key: each
                for key, each in receipt["answers"].items()
                if each["outcome"] == Outcome.REJECTED
            }
            if receipt["outcome"] != outcome or refused:
                raise ValueError(
                    f"{changes[0]['visit_id']}: {receipt['outcome']} {receipt['message']} {refused}"
                )
        if submitted and receipts[-1]["submit"]["outcome"] != "submitted":
            raise ValueError(f"not complete: {changes[0]['visit_id']} {receipts[-1]['submit']}")

    # -- a manager --------------------------------------------------------------------------------

    def hand_back(self, told: _Told, manager: Viewer, comments: Mapping[str | None, str]) -> None:
        review.return_visit(manager, told.id, _seq(told.id), comments)

    def sign(self, told: _Told, manager: Viewer, comments: Mapping[str | None, str]) -> None:
        review.sign_off(manager, told.id, _seq(told.id), comments)


def known_of(child: Child, visit: Visit) -> Answers:
    """What the record knows of the child when a visit begins; days are counted from the visit."""
    if child.born is None or visit.days_ago > child.born:
        due = child.expected if child.expected is not None else -(child.born or 0)
        return {
            "edd": due + visit.days_ago,
            "planned_home_after_birth": "The address on the record.",
        }
    return {
        "baby_name": f"{child.given} {child.family}",
        "baby_dob": visit.days_ago - child.born,
    }


def invented_nhs_number(number: int) -> str:
    """The NHS number of the 999 range, which is never issued, with these six digits and the right
    check digit.
    """
    nine = f"999{number:06}"
    return next(f"{nine}{digit}" for digit in range(10) if is_nhs_number(f"{nine}{digit}"))


def _seq(visit_id: UUID) -> int:
    return session().scalars(select(StoredVisit.seq).where(StoredVisit.id == visit_id)).one()
