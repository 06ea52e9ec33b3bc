"""The table of what was left blank: a question a visit asked, that has neither an answer nor a reason why there is none.
Without it a blank and a question that did not apply would look alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import orjson
from sqlalchemy.orm import Session

from app.exports.cells import safe_row
from app.exports.frame import CHILD, CONTACT, VERSION, FrameColumn, Table
from app.exports.pseudonyms import Pseudonyms
from app.exports.queries import Row
from app.visits.by_form import form_to_read, readable
from forms.conditions import context_of, rows_of
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


def table(submitted: Callable[[Row], dict[str, Any]]) -> Table:
    """Its description and how it is read. `submitted` gives the answers of a visit that count. Each condition is worked
    out anew: some milliseconds a visit.
    """

    def read(visits: Iterable[Row], pseudonyms: Pseudonyms, _: Session) -> Iterator[list[Cell]]:
        for visit in visits:
            everything = readable(visit.form_version, orjson.loads(visit.answers))
            contact, child = pseudonyms.contact(visit.visit_id), pseudonyms.child(visit.child_id)
            form = form_to_read(visit.form_version)
            for where in left_blank(form, everything, submitted(visit)):
                yield safe_row([contact, child, visit.form_version, *where])

    header = tuple(column.name for column in FRAME)
    return Table(NAME, "Left blank", header, FRAME, (), read)


def left_blank(form: Form, everything: Answers, counting: Answers) -> Iterator[list[Cell]]:
    """Table, row and question of all that was asked and left blank, in the form's order. What is asked hangs on everything
    that was written; the rows are those that count, with the places they have in their own table.
    """
    secret, context = private_fields(form), context_of(form, everything)
    for section in form.sections:
        asked = [field for field in section.asked if field.id not in secret]
        places = {"": None} if section.group is None else _places(section.group, counting)
        for prefix, row in rows_in(section, everything, context):
            if prefix not in places:
                continue
            for field in asked:
                said = counting.get(f"{prefix}{field.id}", {})
                if not said.keys() & {"value", "missing"} and applies(field, context, row):
                    yield [section.group or "visits", places[prefix], field.id]


def _places(group: str, answers: Answers) -> dict[str, int | None]:
    """What the keys of each row begin with, and its place in the table of the group."""
    return {f"{group}/{row}/": place for place, row in enumerate(rows_of(group, answers), start=1)}
