"""What cannot wait in work that is held: a lost tablet's visit is brought in after the tablet was withdrawn and is no part
of the record until a manager decides about it. Until then nothing that is gathered knows of it.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, Row, bindparam, func, select

from app import clock
from app.accounts.models import Team
from app.children.models import Child
from app.children.queries import stands_for
from app.database import session
from app.gathered.queries import all_visits
from app.pathways.queries import thresholds_for
from app.visits.by_form import form_to_read
from app.visits.envelope import as_read
from app.visits.judging import book, child_known, said_on
from app.visits.models import Change, Visit
from app.visits.queries import is_held
from forms.derived.wire_schema import refuse_answer
from forms.safety.declared import Severity
from forms.safety.judging import step
from forms.safety.past import EMPTY

MOST = 30
"""Visits that are judged for one page, those that came last: each takes some milliseconds, and so does each of the same
child's others."""
PATIENCE = 1.0
"""Seconds a page may spend on it, the child whose work came last first."""


class Written(NamedTuple):
    """A visit as it would stand with what one author's held changes say of it."""

    id: UUID
    form_version: int
    answers: Mapping[str, Any]
    writers: Mapping[str, Any]


class Stop(NamedTuple):
    """Something that cannot wait, with no answer to it. `child` is None where its name is not for these teams."""

    child: Child | None
    visit: Written
    finding: Mapping[str, Any]


class Stops(NamedTuple):
    """All of them, and how many visits there were too many to look through."""

    found: list[Stop]
    unread: int


def held_stops(team_ids: Collection[UUID]) -> Stops:
    """What cannot wait in the undecided held changes of these teams. Where none are held, it is one look at an index."""
    until = time.monotonic() + PATIENCE
    visit_ids = session().scalars(_HELD, {"teams": [*team_ids]}).all()
    if not visit_ids:
        return Stops([], 0)
    rows = session().execute(_CHANGES, {"visits": visit_ids[:MOST], "teams": [*team_ids]})
    by_child = [[*changes] for _, changes in groupby(rows.all(), key=lambda row: row.child_id)]
    by_child.sort(key=lambda changes: min(visit_ids.index(row.visit_id) for row in changes))
    found: list[Stop] = []
    read: set[UUID] = set()
    for changes in by_child:
        if read and time.monotonic() > until:
            break
        child, named = _child(changes[0].child_id, changes, team_ids)
        found += [
            Stop(child if named else None, visit, finding)
            for visit, finding in _unanswered(child, changes)
        ]
        read |= {row.visit_id for row in changes}
    return Stops(found, len(visit_ids) - len(read))


def _unanswered(
    child: Child, changes: Sequence[Row[Any]]
) -> Iterator[tuple[Written, Mapping[str, Any]]]:
    """What cannot wait, of the visits these changes are of, and is not in the record. The child's contacts are gone through
    once, in their order: each is heard with what came before it."""
    visits = {visit.id: visit for visit in all_visits(child.id)}
    contacts: dict[UUID, list[Visit | Written]] = {one.id: [one] for one in visits.values()}
    for visit_id, of_visit in groupby(changes, key=lambda row: row.visit_id):
        visit = visits.get(visit_id)
        by_author = groupby(of_visit, key=lambda row: row.author_id)
        contacts.setdefault(visit_id, []).extend(_written(visit, [*part]) for _, part in by_author)
    known, local, past = child_known(child), thresholds_for(child.team_id), EMPTY
    for _, ways in sorted(
        ((begun, ways) for ways in contacts.values() if (begun := _begun(ways[-1]))),
        key=lambda contact: (contact[0], contact[1][0].id),
    ):
        after = past
        recorded: Sequence[Mapping[str, Any]] = []
        for one in ways:
            when = _begun(one)
            if when is None:
                continue  # as it stands in the record, nothing is heard of it
            told = said_on(one, when)
            result, after = step(book(), past, told, known, None, local, wording=False)
            stops = [finding for finding in result.findings if _is_stop(finding)]
            if isinstance(one, Visit):
                recorded = stops
            else:
                yield from ((one, stop) for stop in stops if not _is_among(stop, recorded))
        past = after


def _begun(visit: Visit | Written) -> datetime | None:
    begun = visit.answers.get("contact_start", {}).get("value")
    return clock.parse(begun) if begun else None


def _is_stop(finding: Mapping[str, Any]) -> bool:
    return finding["severity"] == Severity.STOP_ACT and finding["answered"] is None


def _is_among(stop: Mapping[str, Any], recorded: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the record says it by itself: then nothing of it is held, whether somebody has dealt with it or not."""
    return any(
        one["rule"] == stop["rule"] and {*stop["grounds"]} <= {*one["grounds"]} for one in recorded
    )


def _child(
    child_id: UUID, changes: Sequence[Row[Any]], team_ids: Collection[UUID]
) -> tuple[Child, bool]:
    """The child, and whether these teams may read its name. One who was met and is on no caseload yet is as the changes
    tell of it."""
    child = session().get(Child, stands_for(child_id))
    if child:
        return child, child.team_id in team_ids
    told: Mapping[str, Any] = next(
        (met for row in changes if (met := as_read(row.body).get("child"))), {}
    )
    met_for = UUID(told["team_id"]) if told else None
    there = met_for and session().get(Team, met_for)  # or a restore took it away
    dob = told.get("dob")
    return Child(
        id=child_id,
        team_id=there.id if there else changes[0].team_id,
        given_name=told.get("given_name", ""),
        family_name=told.get("family_name", ""),
        dob=date.fromisoformat(dob) if dob else None,
        sex=told.get("sex", "not_known"),
    ), met_for in team_ids


def _written(visit: Visit | None, changes: Sequence[Row[Any]]) -> Written:
    """What the author has written counts as it stands, whatever else was recorded meanwhile: that is judged by itself."""
    version = max([row.form_version for row in changes] + ([visit.form_version] if visit else []))
    answers: dict[str, Any] = dict(visit.answers) if visit else {}
    for row in changes:
        form = form_to_read(row.form_version)
        for key, answer in as_read(row.body)["answers"].items():
            if refuse_answer(form, key, answer) is None:
                answers[key] = {**answer, "mids": [str(row.id)], "cands": []}
    if not answers.get("contact_start", {}).get("value"):
        begun = {"value": changes[0].recorded_at, "kind": "A", "mids": [], "cands": []}
        answers["contact_start"] = begun
    writers = {
        str(row.id): {"at": row.recorded_at, "received_at": clock.iso(row.received_at)}
        for row in changes
    }
    known = visit.writers if visit else {}
    return Written(changes[0].visit_id, version, answers, {**known, **writers})


# Made once: building a statement costs more than running it.
_IN: BindParameter[Any] = bindparam("visits", expanding=True)
_HELD = (
    select(Change.visit_id)
    .where(is_held(), Change.visit_id.is_not(None))
    .group_by(Change.visit_id)
    .order_by(func.max(Change.received_at).desc())
)
_CHANGES = (
    select(*(column for column in Change.__table__.c if column.name not in ("receipt", "outcomes")))
    .where(is_held(), Change.visit_id.in_(_IN))
    .order_by(
        Change.child_id, Change.visit_id, Change.author_id, Change.device_id, Change.device_seq
    )
)
