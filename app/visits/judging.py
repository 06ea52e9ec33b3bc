"""What the safety rules say of a visit, with the child's earlier visits behind it. Reads; decides nothing.

The same rules ran on the tablet (`static/js/rules/`). Here they run again on what the service knows: when a visit is
submitted, and when a manager reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from sqlalchemy import select

from app import clock
from app.children.models import Child
from app.database import session
from app.pathways.queries import thresholds_for
from app.visits.by_form import form_to_read, readable
from app.visits.models import Visit
from forms.derived import next_replies, rule_replies
from forms.derived.applicable import holds_back, may_show_hidden
from forms.safety.child import ChildKnown
from forms.safety.dates import now_in_uk
from forms.safety.declared import FIRST_HELD, Severity
from forms.safety.said import Answers, Said, said

if TYPE_CHECKING:
    from forms.safety.declared import Book
    from forms.safety.judging import Result
    from forms.safety.past import Past


@cache
def book() -> Book:
    """The rules. Read at first use: they bring the phrase book with them, which most processes never need."""
    from forms.holistic_visit.rules import BOOK

    return BOOK


def child_known(child: Child) -> ChildKnown:
    """What the rules know of a child beside the visits."""
    return {
        "dob": child.dob.isoformat() if child.dob else None,
        "sex": child.sex,
        "gestation": None,
        "birth_weight_g": None,
        "people": [
            {"id": str(one.id), "name": one.name or "", "relation": one.relation}
            for one in child.people
        ],
        "addresses": [{"id": str(one.id), "council": one.council} for one in child.addresses],
    }


class Held(Protocol):
    """A visit: a row, or one in hand that is not written yet."""

    @property
    def id(self) -> UUID: ...
    @property
    def form_version(self) -> int: ...
    @property
    def answers(self) -> Mapping[str, Any]: ...


def heard_of(visit: Held) -> Answers:
    """The answers the rules hear of a visit, wherever they are asked: everything that was written, also to a question that
    another answer has closed since. A finding would otherwise vanish because something above it was changed. So it is on
    the tablet (docs/decisions/0039-rules-hear-everything-written.md).
    """
    return readable(visit.form_version, visit.answers)


def said_on(visit: Held, contact_start: datetime, *, online: bool = True) -> Said:
    """What a visit says to the rules."""
    form, on = form_to_read(visit.form_version), now_in_uk(contact_start)
    return said(form, heard_of(visit), on, online=online)


def earlier_visits(
    child_id: UUID, visit: Held, contact_start: datetime, in_hand: Iterable[Held] = ()
) -> list[tuple[datetime, Held]]:
    """The child's contacts before this one, oldest first, with when each began. Of two that began at the same moment the
    lower id is the earlier. `in_hand` are newer than their rows.
    """
    rows = session().scalars(
        select(Visit).where(Visit.child_id == child_id, Visit.contact_start.is_not(None))
    )
    known: dict[UUID, Held] = {one.id: one for one in [*rows, *in_hand]}
    begun = [
        (clock.parse(one.answers["contact_start"]["value"]), one)
        for one in known.values()
        if one.id != visit.id and one.answers.get("contact_start", {}).get("value")
    ]
    found = [pair for pair in begun if (pair[0], pair[1].id) < (contact_start, visit.id)]
    return sorted(found, key=lambda pair: (pair[0], pair[1].id))


def judged(
    child: Child,
    visit: Held,
    *,
    as_of: str | None = None,
    online: bool = True,
    in_hand: Iterable[Held] = (),
) -> tuple[Result, Past] | None:
    """What the rules say of a visit as its answers stand, and what earlier visits came to; None without a time of the
    contact, for then nothing can be put in order.

    `as_of`: the day (YYYY-MM-DD) that ages what is open, for who reads the visit; without it the day of the contact. What
    holds a signature is never aged: the tablet judges by the contact, and has no page for what came of waiting.
    """
    from forms.safety.judging import fold, step

    begun = visit.answers.get("contact_start", {}).get("value")
    if not begun:
        return None
    contact_start = clock.parse(begun)
    local = thresholds_for(child.team_id)
    known = child_known(child)
    before = earlier_visits(child.id, visit, contact_start, in_hand)
    past = fold(book(), [said_on(one, when) for when, one in before], known, local)
    now = said_on(visit, contact_start, online=online)
    result, _ = step(book(), past, now, known, as_of, local)
    return result, past


def holding(child_id: UUID, visit: Held, in_hand: Iterable[Held] = ()) -> list[str]:
    """The answer keys that still hold the signature of a visit beside its own questions: the replies to rules, to what is
    proposed for the next visit, and to the indicators. `in_hand`: the child's visits that this request has changed."""
    child = session().get(Child, child_id)
    if visit.form_version < FIRST_HELD or child is None:
        return []
    found = judged(child, visit, in_hand=in_hand)
    if found is None:
        return []
    result, _ = found
    return [
        *(rule_replies.key_of(one["rule"]) for one in result.findings if one["holds"]),
        *map(next_replies.key_of, result.passed_over),
        *([INDICATORS_REPLY] if wants_indicators(visit, result) else []),
    ]


def unanswered_stops(child: Child, visit: Held) -> list[str]:
    """The keys of the replies that are missing to what cannot wait and to what nothing can be signed without. On a version
    that has no place to answer, what cannot wait is among them all the same."""
    found = judged(child, visit)
    if found is None:
        return []
    severities = {Severity.STOP_ACT}
    if visit.form_version >= FIRST_HELD:
        severities.add(Severity.STOP_SIGN)
    return [
        rule_replies.key_of(one["rule"])
        for one in found[0].findings
        if one["severity"] in severities and one["answered"] is None
    ]


INDICATORS_REPLY = "indicators_reply"


def wants_indicators(visit: Held, result: Result) -> bool:
    """Whether the question about the indicators holds the signature. As on the tablet: where somebody may overhear and
    only hidden ones are present, nothing is asked (`workedOut` in static/js/shell/judge.js).
    """
    heard = {name: visit.answers.get(name, {}).get("value") for name in ("earshot", "interpreter")}
    hidden = {one.id for one in book().indicators if one.private}
    if not may_show_hidden(heard) and hidden.issuperset(result.to_reply):
        return False
    field = form_to_read(visit.form_version).fields[INDICATORS_REPLY]
    return bool(result.to_reply) and holds_back(field, visit.answers.get(INDICATORS_REPLY, {}))
