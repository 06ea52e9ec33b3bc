"""The tables of the analytic extract: one of visits, one for each repeat group, one of what further
sources said, one of the safety rules.

Every table begins with columns the service knows (the frame), followed by the columns the form
declares.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

import forms
from app.exports import blank_table, further_table, rule_table
from app.exports.cells import safe_row
from app.exports.frame import CHILD, CONTACT, VERSION, FrameColumn, Table
from app.exports.pseudonyms import Pseudonyms
from app.exports.queries import Row, birth_told_of
from app.visits.by_form import form_to_read, readable
from forms.conditions import rows_of
from forms.definition import Form
from forms.derived.export_columns import TOTAL, columns, group_columns
from forms.derived.private import private_fields
from forms.derived.submitted import without_place
from forms.field_types import Cell
from forms.field_types.times import uk_day
from forms.keys import FURTHER, further_claims
from forms.safety.facts import gad2_total

VISITS = "visits"
NOTHING = "[]"


VISIT_FRAME = (
    CONTACT,
    CHILD,
    FrameColumn(
        "age_days",
        "int",
        "Age in days when the contact began. Where the record has no date of birth, the newest visit with one counts."
        " Empty before birth, or where neither has one.",
    ),
    VERSION,
    FrameColumn("area", "cat", "Area of the child's team now."),
    FrameColumn("team", "cat", "The child's team now."),
    FrameColumn(
        "review_state",
        "cat",
        "submitted, returned or signed_off. A returned visit is its author's to write again: its row holds what stands now,"
        " which she has not signed.",
    ),
    FrameColumn("submissions", "int", "How often the visit has been submitted."),
    FrameColumn("submitted_on", "date", "Day of the last submission, UK time."),
    FrameColumn("signed_off_on", "date", "Day a manager signed the visit off, UK time."),
    FrameColumn(
        "conflict_fields",
        "multi",
        "Fields with more than one recorded value, separated by spaces. The row holds the value"
        " that stands; all are kept in the record.",
    ),
    FrameColumn(
        "further_claim_fields",
        "multi",
        "Fields to which other sources said something too, separated by spaces. The row holds the first word; the others"
        " are rows of the table further_claims.",
    ),
)
ROW_FRAME = (
    CONTACT,
    CHILD,
    VERSION,
    FrameColumn("row", "int", "Place of the row in the visit, from 1."),
)


def tables(form: Form) -> dict[str, Table]:
    """Every table of the form by its name, visits first."""
    found = {VISITS: _visits(form)}
    for group, section in form.groups.items():
        found[group] = _group(form, group, section.title)
    found[further_table.NAME] = further_table.table(form, submitted)
    found[blank_table.NAME] = blank_table.table(submitted)
    return {**found, rule_table.NAME: rule_table.table()}


def _visits(form: Form) -> Table:
    declared = columns(form)
    readers = [column.of for column in declared]
    scored = [one.id.removesuffix(TOTAL) for one in form if one.id.endswith(TOTAL)]
    day = _Days()

    def read(
        visits: Iterable[Row], pseudonyms: Pseudonyms, reading: Session
    ) -> Iterator[list[Cell]]:
        told: dict[UUID, date | None] = {}

        def birth_told(child_id: UUID) -> date | None:
            if child_id not in told:
                told[child_id] = birth_told_of(reading, child_id)
            return told[child_id]

        for visit in visits:
            answers = submitted(visit)
            answers |= _totals(answers, scored)
            cells: list[Cell] = [
                pseudonyms.contact(visit.visit_id),
                pseudonyms.child(visit.child_id),
                age_days(visit.dob or birth_told(visit.child_id), visit.contact_start),
                visit.form_version,
                visit.area,
                visit.team,
                str(visit.status),
                visit.round,
                day.of(visit.submitted_at),
                day.of(visit.signed_off_at),
                _conflicts(form, answers) if visit.conflicts else None,
                _named(form, further_claims(answers)) if FURTHER in visit.answers else None,
            ]
            cells += [reader(answers) for reader in readers]
            yield safe_row(cells)

    header = (*(column.name for column in VISIT_FRAME), *(column.name for column in declared))
    fields = tuple(one.id for one in form if one.group is None)
    return Table(VISITS, "Visits", header, VISIT_FRAME, fields, read)


def _group(form: Form, group: str, title: str) -> Table:
    declared = group_columns(form, group)
    readers = [column.of for column in declared]
    mark = f'"{group}/'

    def read(visits: Iterable[Row], pseudonyms: Pseudonyms, _: Session) -> Iterator[list[Cell]]:
        for visit in visits:
            if mark not in visit.answers:
                continue
            answers = submitted(visit)
            contact, child = pseudonyms.contact(visit.visit_id), pseudonyms.child(visit.child_id)
            for number, row in enumerate(rows_of(group, answers), start=1):
                prefix = f"{group}/{row}/"
                of_row = {
                    key[len(prefix) :]: state
                    for key, state in answers.items()
                    if key.startswith(prefix)
                }
                cells: list[Cell] = [contact, child, visit.form_version, number]
                cells += [reader(of_row) for reader in readers]
                yield safe_row(cells)

    header = (*(column.name for column in ROW_FRAME), *(column.name for column in declared))
    fields = tuple(one.id for one in form if one.group == group)
    return Table(group, title, header, ROW_FRAME, fields, read)


def _totals(answers: Mapping[str, Any], prefixes: Iterable[str]) -> dict[str, Any]:
    """What is worked out of a visit's own answers, as the safety rules reckon with it, as answers."""
    parts = {f"{prefix}_gad2_{part}" for prefix in prefixes for part in (1, 2)}
    values = {key: answers[key].get("value") for key in parts & answers.keys()}
    found = {prefix: gad2_total(values, prefix) for prefix in prefixes} if values else {}
    return {f"{prefix}{TOTAL}": {"value": total} for prefix, total in found.items()}


def submitted(visit: Row) -> dict[str, Any]:
    """The answers of a visit, without those to questions that no longer applied when it was handed in, and those that its
    own version of the form does not have."""
    answers: dict[str, Any] = orjson.loads(visit.answers)
    if visit.left_out != NOTHING:
        for key in orjson.loads(visit.left_out):
            answers.pop(key, None)
    form = form_to_read(visit.form_version)
    if form is not forms.latest():  # without a column, what the newest does not have is nowhere
        for key in without_place(form, answers):
            del answers[key]
    return {**readable(visit.form_version, answers)}


class _Days:
    """Remembers the day of a moment's hour, since time zone arithmetic is slow and thousands of
    visits share a day.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, int, int, int], str] = {}

    def of(self, moment: datetime | None) -> str | None:
        if moment is None:
            return None
        hour = (moment.year, moment.month, moment.day, moment.hour)
        known = self._known.get(hour)
        if known is None:
            known = self._known[hour] = uk_day(moment).isoformat()
        return known


def age_days(born: date | None, contact: datetime | None) -> int | None:
    """Days lived when the contact began; None before birth, or when either is not known."""
    if born is None or contact is None:
        return None
    days = (uk_day(contact) - born).days
    return days if days >= 0 else None


def _conflicts(form: Form, answers: dict[str, Any]) -> str | None:
    """Replies and rows that were taken out can have two values too, and are no fields."""
    return _named(form, (key for key, state in answers.items() if state.get("cands")))


def _named(form: Form, keys: Iterable[str]) -> str | None:
    names = {declared.id for key in keys if (declared := form.field_of(key))}
    return " ".join(sorted(names - private_fields(form))) or None
