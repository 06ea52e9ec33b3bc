"""Visits for a manager to read, sent as tablets send them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

import forms
from app import clock
from app.accounts.models import Device, Membership, User
from app.accounts.viewer import Viewer
from app.database import commit, new_id, session
from app.demo.answers import Telling, answers_of
from app.demo.families.hartley import FAMILY
from app.permissions import Role
from app.visits.envelope import body_sum
from app.visits.models import Visit
from app.visits.operations import store_changes
from tests.support.world import World

WHEN = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)
STORY = FAMILY.children[0].visits[0]


def viewer(user: User) -> Viewer:
    """The viewer this person is when signed in. Needs an app context."""
    teams = session().scalars(select(Membership.team_id).where(Membership.user_id == user.id))
    return Viewer(
        user.id,
        user.name,
        user.initials,
        user.username,
        Role(user.role),
        frozenset(teams),
        new_id(),
    )


@dataclass
class Tablet:
    """A visitor's tablet with one visit on it. Each sending is a request of its own, committed."""

    world: World
    user: User
    child_id: UUID
    visit_id: UUID = field(default_factory=new_id)
    written: dict[str, str] = field(default_factory=dict)

    def is_withdrawn(self) -> None:
        """As every tablet there is: what it sends from now on is held."""
        with self.world.app.app_context():
            session().execute(update(Device).values(revoked_at=clock.now()))
            commit()

    def send(
        self,
        answers: Mapping[str, Mapping[str, Any]],
        *,
        submit: bool = False,
        at: datetime = WHEN,
        version: int = 1,
        late: timedelta = timedelta(minutes=1),
        moved_from: int | None = None,
        met: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """One change, on top of what this tablet wrote before; returns its receipt. It arrives `late`."""
        with self.world.app.app_context(), clock.stopped_at(at + late):
            device = session().scalar(select(Device).where(Device.user_id == self.user.id))
            device_id = device.id if device else new_id()
            change: dict[str, Any] = {
                "change_id": str(new_id()),
                "device_id": str(device_id),
                "device_seq": device.highest_seq + 1 if device else 1,
                "visit_id": str(self.visit_id),
                "child_id": str(self.child_id),
                "form": "holistic_visit",
                "form_version": version,
                "recorded_at": clock.iso(at),
                "clock_offset_ms": 0,
                "answers": {
                    key: {**answer, "base": self.written.get(key)}
                    for key, answer in answers.items()
                },
                "submit": submit,
                **({"moved_from": moved_from} if moved_from else {}),
                **({"child": met} if met else {}),
            }
            change["body_sha256"] = body_sum(change)
            (receipt,) = store_changes(viewer(self.user), device_id, [change])
            commit()
        self.written |= dict.fromkeys(answers, change["change_id"])
        return dict(json.loads(receipt))

    def send_whole_visit(self, at: datetime = WHEN, **changed: Mapping[str, Any]) -> None:
        """A complete new birth visit with every core answer, submitted."""
        receipt = self.send({**whole_visit(at), **changed}, submit=True, at=at)
        assert receipt["submit"]["outcome"] == "submitted", receipt

    @property
    def visit(self) -> Visit:
        """The visit as the server has it now."""
        with self.world.app.app_context():
            return session().scalars(select(Visit).where(Visit.id == self.visit_id)).one()


def whole_visit(at: datetime = WHEN) -> dict[str, dict[str, Any]]:
    """Every answer of an ordinary new birth visit."""
    handles = {handle: str(new_id()) for handle in (*FAMILY.people, *FAMILY.places)}
    rows: dict[tuple[str, int], str] = {}
    return answers_of(
        forms.latest(),
        STORY,
        Telling(handles, handles, at.date()),
        clock.iso(at),
        lambda group, number: rows.setdefault((group, number), str(new_id())),
    )
