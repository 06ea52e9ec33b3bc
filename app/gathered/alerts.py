"""Urgent findings nobody has rung about, as far as the service knows. They stand on a manager's first page until the time
of a call, or a second clinician, is put down.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, literal_column, select

from app import clock
from app.children.models import Child
from app.database import session
from app.gathered.models import ChildFacts
from app.visits.models import Visit
from forms.holistic_visit.rules import BOOK
from forms.safety.declared import Severity


class Uncalled(NamedTuple):
    """One of them. `rule` is its name, "" where it must not stand on a screen that others can see; `recorded` is when the
    tablet wrote it down and `received` when it came here, as far as that is known.
    """

    child: Child
    visit_id: UUID
    rule: str
    recorded: datetime | None
    received: datetime | None

    @property
    def late(self) -> timedelta:
        """How long it lay on the tablet."""
        if self.recorded is None or self.received is None:
            return timedelta(0)
        return max(self.received - self.recorded, timedelta(0))


def uncalled(team_ids: Iterable[UUID]) -> list[Uncalled]:
    """For the children of these teams, the oldest first. What is gathered of them must be fresh."""
    rows = session().execute(_URGENT, {"teams": [*team_ids]})
    found = [
        _of(child, finding)
        for child, findings in rows
        for finding in findings
        if finding["severity"] == Severity.STOP_ACT
    ]
    return sorted(found, key=lambda one: (one.received is None, one.received, one.rule))


_URGENT = (
    select(Child, ChildFacts.findings)
    .join(ChildFacts, ChildFacts.child_id == Child.id)
    .where(
        Child.team_id.in_(bindparam("teams", expanding=True)),
        ChildFacts.urgent > literal_column("0"),  # as in the index
    )
)


def _of(child: Child, finding: dict[str, Any]) -> Uncalled:
    visit = session().get_one(Visit, UUID(finding["visit"]))
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
    )
