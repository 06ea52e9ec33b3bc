"""Urgent findings nobody has rung about, as far as the service knows. They stand on a manager's first page until the time
of a call, or a second clinician, is put down, or the visit is signed off: whoever signs it off has read that it is
open, and nothing can be put down there any more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import literal_column, select

from app import clock
from app.children.models import Child
from app.database import session
from app.gathered.held import Written, held_stops
from app.gathered.models import ChildFacts
from app.visits.models import Visit, VisitStatus
from app.visits.queries import TEAMS
from forms.holistic_visit.rules import BOOK
from forms.safety.declared import Severity


class Uncalled(NamedTuple):
    """One of them. `child` is None where its name is not for who looks; `rule` is its name, "" where it must not stand on a
    screen that others can see; `recorded` is when the tablet wrote it down and `received` when it came here, as far as that
    is known; `held`: it is no part of the record yet.
    """

    child: Child | None
    visit_id: UUID
    rule: str
    recorded: datetime | None
    received: datetime | None
    held: bool

    @property
    def late(self) -> timedelta:
        """How long it lay on the tablet."""
        if self.recorded is None or self.received is None:
            return timedelta(0)
        return max(self.received - self.recorded, timedelta(0))


class Alerts(NamedTuple):
    """All of them, and how many held visits there were too many to look through for more."""

    found: list[Uncalled]
    unread: int


def uncalled(team_ids: Collection[UUID]) -> Alerts:
    """For the children of these teams, the oldest first. What is gathered of them must be fresh. Asked before the commit:
    behind it, SQLite would hold up whoever writes once more.
    """
    rows = session().execute(_URGENT, {"teams": [*team_ids]})
    stops = [
        (child, session().get_one(Visit, UUID(finding["visit"])), finding)
        for child, findings in rows
        for finding in findings
        if finding["severity"] == Severity.STOP_ACT
    ]
    held, unread = held_stops(team_ids)
    found = [
        *(
            _of(child, visit, finding)
            for child, visit, finding in stops
            if visit.status != VisitStatus.SIGNED_OFF
        ),
        *(_of(one.child, one.visit, one.finding, held=True) for one in held),
    ]
    found.sort(key=lambda one: (one.received is None, one.received, one.rule))
    return Alerts(found, unread)


_URGENT = (
    select(Child, ChildFacts.findings)
    .join(ChildFacts, ChildFacts.child_id == Child.id)
    .where(
        Child.team_id.in_(TEAMS),
        ChildFacts.urgent > literal_column("0"),  # as in the index
    )
)


def _of(
    child: Child | None, visit: Visit | Written, finding: Mapping[str, Any], *, held: bool = False
) -> Uncalled:
    # A finding about a group rests on its rows, whose keys begin with it.
    answers = [
        state for key, state in visit.answers.items() if key.partition("/")[0] in finding["because"]
    ]
    times = [visit.writers.get(mid, {}) for state in answers for mid in state["mids"][:1]]
    recorded = [clock.parse(one["at"]) for one in times if one.get("at")]
    received = [clock.parse(one["received_at"]) for one in times if one.get("received_at")]
    return Uncalled(
        child,
        visit.id,
        "" if finding["private"] else BOOK.by_id[finding["rule"]].name,
        max(recorded, default=None),
        max(received, default=None),
        held,
    )
