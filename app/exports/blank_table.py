"""The table of what was left blank: a question a visit asked, that has neither an answer nor a reason why there is none.
Without it a blank and a question that did not apply would look alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from sqlalchemy.orm import Session

from app.exports.cells import safe_row
from app.exports.frame import CHILD, CONTACT, VERSION, FrameColumn, Table
from app.exports.pseudonyms import Pseudonyms
from app.exports.queries import Row
from app.visits.by_form import form_to_read, readable
from forms.conditions import context_of
from forms.definition import Form
from forms.derived.applicable import Answers, applies, rows_in
from forms.derived.private import private_fields
from forms.field_types import Cell

NAME = "left_blank"
FRAME = (
    CONTACT,
    CHILD,
    VERSION,
    FrameColumn("table", "cat", "Table the question stands in: visits, or a list of rows."),
    FrameColumn(
        "row", "int", "Place of the row in the visit, from 1, as in that table; empty for visits."
    ),
    FrameColumn(
        "field",
        "cat",
        "The question, by its column in that table. Questions that are asked in private are left out.",
    ),
)


def table() -> Table:
    """Its description and how it is read. Each condition is worked out anew: some milliseconds a visit."""
    header = tuple(column.name for column in FRAME)
    return Table(NAME, "Left blank", header, FRAME, (), _rows)


def _rows(visits: Iterable[Row], pseudonyms: Pseudonyms, _: Session) -> Iterator[list[Cell]]:
    for visit in visits:
        answers: dict[str, Any] = orjson.loads(visit.answers)
        form = form_to_read(visit.form_version)
        contact, child = pseudonyms.contact(visit.visit_id), pseudonyms.child(visit.child_id)
        for where in left_blank(form, readable(visit.form_version, answers)):
            yield safe_row([contact, child, visit.form_version, *where])


def left_blank(form: Form, answers: Answers) -> Iterator[list[Cell]]:
    """Table, row and question of everything that is asked with these answers and was left blank, in the form's order."""
    secret, context = private_fields(form), context_of(form, answers)
    for section in form.sections:
        asked = [field for field in section.asked if field.id not in secret]
        for place, (prefix, row) in enumerate(rows_in(section, answers, context), start=1):
            for field in asked:
                said = answers.get(f"{prefix}{field.id}", {})
                if not said.keys() & {"value", "missing"} and applies(field, context, row):
                    in_group = section.group is not None
                    yield [section.group or "visits", place if in_group else None, field.id]
