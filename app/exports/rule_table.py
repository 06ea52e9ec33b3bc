"""The table of what the safety rules say: each finding and each indicator of a visit, with how it was answered. Judged anew
when the extract is made, as at the contact's own day, from all of the child's visits before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.children.models import Child
from app.exports.cells import safe_row
from app.exports.frame import CHILD, CONTACT, VERSION, FrameColumn, Table
from app.exports.pseudonyms import Pseudonyms
from app.exports.queries import Row
from app.pathways.queries import thresholds_for
from app.visits.by_form import form_to_read
from app.visits.judging import book, child_known, said_on
from app.visits.models import Visit
from forms.derived.private import private_fields
from forms.field_types import Cell
from forms.safety.declared import AT_THE_BOX
from forms.safety.judging import Finding, Present, Result, step
from forms.safety.past import EMPTY

NAME = "safety_rules"
FRAME = (
    CONTACT,
    CHILD,
    VERSION,
    FrameColumn(
        "rule",
        "cat",
        "R01 to R30, or IND-01 to IND-26 for an indicator. Rules that rest on what is asked in private are left out, and so"
        " are those on wording.",
    ),
    FrameColumn(
        "severity",
        "cat",
        "STOP-ACT, STOP-SIGN, URGENT, WARN or PROMPT; for an indicator its weight: strong, context or support.",
    ),
    FrameColumn(
        "because",
        "multi",
        "Fields and groups of the form it rests on, separated by spaces. The rules hear everything that was written: one"
        " of them may be a question that another answer closed, whose column in visits.csv is empty.",
    ),
    FrameColumn(
        "answered",
        "cat",
        "form (the form’s own answers settle it), acted, explained, confirmed, kept, called or excepted. Empty while it is"
        " open, or open again for what came after the reply, and for indicators.",
    ),
    FrameColumn("second_clinician", "flag", "1 if a second clinician was named, else 0."),
    FrameColumn("contacts_in_a_row", "int", "At how many contacts in a row it was found."),
    FrameColumn("since", "date", "Day of the first of them."),
)


def table() -> Table:
    """Its description and how it is read; the visits must come child by child."""
    header = tuple(column.name for column in FRAME)
    return Table(NAME, "Safety rules", header, FRAME, (), _rows, by_child=True)


def _rows(visits: Iterable[Row], pseudonyms: Pseudonyms, reading: Session) -> Iterator[list[Cell]]:
    for child_id, wanted in groupby(visits, key=lambda visit: visit.child_id):
        judged = _judged(reading, child_id)
        for visit in wanted:
            if visit.visit_id not in judged:
                continue
            contact, child = pseudonyms.contact(visit.visit_id), pseudonyms.child(visit.child_id)
            for cells in _lines(judged[visit.visit_id], visit.form_version):
                yield safe_row([contact, child, visit.form_version, *cells])


def _judged(reading: Session, child_id: UUID) -> dict[UUID, Result]:
    """Every visit of a child that says when it began, judged in order."""
    child = reading.get_one(Child, child_id)
    # In the snapshot too: on SQLite another session would keep every writer waiting until the extract is read.
    known, local = child_known(child), thresholds_for(child.team_id, reading)
    begun = []
    for visit in reading.scalars(select(Visit).where(Visit.child_id == child_id)):
        moment = visit.answers.get("contact_start", {}).get("value")
        if moment:
            begun.append((clock.parse(moment), visit.id, visit))
    found, past = {}, EMPTY
    for moment, visit_id, visit in sorted(begun, key=itemgetter(0, 1)):
        told = said_on(visit, moment)
        found[visit_id], past = step(book(), past, told, known, local=local, wording=False)
    return found


def _lines(result: Result, form_version: int) -> Iterator[list[Any]]:
    private = private_fields(form_to_read(form_version))

    def rests(one: Finding | Present) -> str:
        return " ".join(name for name in one["because"] if name not in private)

    indicators = [one for one in result.indicators if not one["private"]]
    for one in result.findings:
        if one["private"] or one["rule"] in AT_THE_BOX:  # on the page on fairness
            continue
        yield [
            *(one["rule"], one["severity"], rests(one), one["answered"]),
            *(int(one["answered"] == "excepted"), one["times"], one["since"]),
        ]
    for present in indicators:
        yield [present["id"], present["weight"], rests(present), None, 0, None, None]
