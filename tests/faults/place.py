"""The real service behind a fault proxy, tablets with the browser's own code, and what must hold in the end.

What is judged is what the tablets and the database hold, never what a screen says (that is tried apart).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select

import forms
from app.accounts.models import User
from app.children.models import Child
from app.database import session
from app.visits.models import Change, Visit
from tests.faults.proxy import FaultProxy
from tests.journeys.service import Service
from tests.support.node import TabletProcess
from tests.support.world import PASSWORD, World

WEIGHT = "weight_g"
PATIENCE = 60_000
"""How long these tablets wait for a reply, in milliseconds. Real ones wait two minutes."""
GIVES_UP = 4_000
"""Where giving up is what is tried: longer than a busy machine takes for a reply that does come."""


@dataclass
class Tablet:
    """One visitor's tablet, with the browser's own session, runner and transport."""

    name: str
    process: TabletProcess
    user: User
    proxy_url: str
    device: str = ""
    written: dict[tuple[str, str], Any] = field(default_factory=dict)  # visit, key -> last value

    def is_set_up(self, skew_ms: int = 0) -> None:
        """Begins its store, signs in and fetches its caseload."""
        user = {"id": str(self.user.id), "initials": self.user.initials}
        begun = self.process.ask("begin", self.name, user=user, skew=skew_ms)
        self.device = begun["device_id"]
        self.connects()
        self.sends_everything()

    def connects(self, url: str | None = None, patience: int = PATIENCE) -> None:
        """Is pointed at a service, and signs in."""
        self.process.ask("connect", self.name, base=url or self.proxy_url, patience=patience)
        self.signs_in()

    def signs_in(self) -> None:
        body = {"username": self.user.username, "password": PASSWORD}
        reply = self.process.ask("post", self.name, path="sign-in", body=body)
        assert reply == {"status": 200}, f"{self.name} is not signed in: {reply}"

    def starts_a_visit(self, child: Child, weight: int = 4000) -> str:
        """Begins a visit with a weight; returns its id."""
        visit: str = self.process.ask(
            "start",
            self.name,
            child=str(child.id),
            form_version=forms.latest().version,
            answers={
                "contact_type": {"value": "new_birth", "kind": "A"},
                WEIGHT: {"value": weight, "kind": "O"},
            },
        )
        self.written[visit, WEIGHT] = weight
        return visit

    def writes(
        self, visit: str, value: Any, key: str = WEIGHT, kind: str = "O", **more: Any
    ) -> None:
        """Saves one answer."""
        answer = {"value": value, "kind": kind, **more}
        self.process.ask("record", self.name, visit=visit, answers={key: answer})
        self.written[visit, key] = value

    def sets_its_clock(self, skew_ms: int) -> None:
        """Its clock jumps to so many milliseconds before the true time; negative: behind it."""
        self.process.ask("set_clock", self.name, skew=skew_ms)

    def sends(self, tabs: int = 1) -> dict[str, Any]:
        """One run, as after "Try now"; returns the status it ends with."""
        status: dict[str, Any] = self.process.ask("sync", self.name, tabs=tabs)
        return status

    def sends_everything(self, tries: int = 8) -> dict[str, Any]:
        """Runs until nothing waits."""
        for _ in range(tries):
            status = self.sends()
            if status["state"] == "idle" and status["waiting"] == 0:
                return status
        raise AssertionError(f"{self.name} never comes to rest: {status}")

    def is_killed(self) -> None:
        """The tab is gone; what was stored is not."""
        self.process.ask("kill", self.name)

    def sees(self, visit: str, key: str = WEIGHT) -> Any:
        """What the screen shows of an answer: value, from, base, cands …; None for nothing."""
        return self.process.ask("shown", self.name, visit=visit, key=key)

    @property
    def kept(self) -> dict[str, Any]:
        """All that is on it: outbox, journal, quarantine, copies, cursors."""
        kept: dict[str, Any] = self.process.ask("kept", self.name)
        return kept

    @property
    def changes(self) -> dict[str, dict[str, Any]]:
        """Every change it ever made, by id."""
        kept = self.kept
        every = [entry["change"] for entry in (*kept["outbox"], *kept["quarantine"])]
        return {change["change_id"]: change for change in every + kept["journal"]}


@dataclass
class Place:
    """A service, a proxy before it and the tablets in its town."""

    app: Flask
    world: World
    services: list[Service]
    proxy: FaultProxy
    process: TabletProcess
    tablets: list[Tablet] = field(default_factory=list)

    def begin_anew(self) -> None:
        """A network without faults, and nobody there yet."""
        self.tablets.clear()
        self.proxy.is_well()
        self.process.ask("forget_all")

    def tablet(self, user: User, skew_ms: int = 0) -> Tablet:
        """Another tablet, set up for this person."""
        made = Tablet(f"{user.username}{len(self.tablets)}", self.process, user, self.proxy.url)
        made.is_set_up(skew_ms)
        self.tablets.append(made)
        return made

    def stored(self) -> dict[str, Change]:
        """Every change the database holds, by id."""
        with self.app.app_context():
            found = {str(one.id): one for one in session().scalars(select(Change))}
            session().expunge_all()
            return found

    def visit(self, visit_id: str) -> Visit:
        """A visit as the database holds it."""
        with self.app.app_context():
            found = session().get(Visit, UUID(visit_id))
            assert found is not None, "the service does not know the visit"
            session().expunge_all()
            return found

    def comes_to_rest(self) -> None:
        """All tablets send and fetch until nothing is left; then everything must agree."""
        for tablet in [*self.tablets, *self.tablets]:
            tablet.sends_everything()
        self.everything_agrees()

    def everything_agrees(self) -> None:
        """Received is stored, once; nothing written is lost or overwritten unseen; tablets equal the service."""
        stored = self.stored()
        said: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)  # by change, of each answer
        for change_id, row in stored.items():
            for key, answer in json.loads(row.body).get("answers", {}).items():
                said[str(row.visit_id), key][change_id] = answer
        for tablet in self.tablets:
            kept = tablet.kept
            assert kept["outbox"] == [], f"{tablet.name} still waits"
            for change in kept["journal"]:
                row = stored.get(change["change_id"])
                assert row is not None, f"{tablet.name} was told of a change nobody holds"
                assert row.body_sha256 == change["body_sha256"], "another body was stored"
            for visit_id, copy in kept["copies"].items():
                assert copy["states"] == self.visit(visit_id).answers, "a tablet differs"
            for (visit_id, key), value in tablet.written.items():
                refused = [row["change"]["answers"] for row in kept["quarantine"]]
                if any(answers.get(key, {}).get("value") == value for answers in refused):
                    continue
                assert self._still_counts(
                    tablet, visit_id, key, value, stored, said[visit_id, key]
                ), f"{value} of {tablet.name} is lost or was overwritten unseen"
        numbers = Counter((row.device_id, row.device_seq) for row in stored.values())
        assert all(count == 1 for count in numbers.values()), "a change was stored twice"

    def _still_counts(
        self,
        tablet: Tablet,
        visit_id: str,
        key: str,
        value: Any,
        stored: dict[str, Change],
        said: dict[str, Any],
    ) -> bool:
        """Whether this last word of hers stands in the visit, or was refused, or gave way to one whose author had it on
        screen. That its change is stored says nothing: changes are never removed.
        """
        turned_down = {
            change_id
            for change_id in said
            if stored[change_id].outcome != "stored"
            or stored[change_id].outcomes.get(key, [""])[0] == "rejected"
        }
        hers = [
            change_id
            for change_id, answer in said.items()
            if str(stored[change_id].device_id) == tablet.device and answer.get("value") == value
        ]
        if not hers:
            return False
        last = max(hers, key=lambda change_id: stored[change_id].device_seq or 0)
        if last in turned_down:
            return True
        on_screen: set[str | None] = set()
        for change_id in said.keys() - turned_down:
            base = said[change_id].get("base")
            while base in turned_down:  # a correction counts from what the mistake counted from
                base = said[base].get("base")
            on_screen |= {base, *said[change_id].get("closes", ())}
        state = self.visit(visit_id).answers.get(key, {"mids": [], "cands": []})
        standing = [claim for claim in (state, *state["cands"]) if last in claim["mids"]]
        return last in on_screen or any(claim["value"] == value for claim in standing)
