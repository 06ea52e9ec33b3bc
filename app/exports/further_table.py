"""The table of further claims: what other sources said to questions that already had an answer, a claim a row. The answer
itself, the first word, stands in its own table; which of them is right is for nobody here to say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy.orm import Session

from app.exports.cells import safe_row
from app.exports.frame import CHILD, CONTACT, VERSION, FrameColumn, Table
from app.exports.pseudonyms import Pseudonyms
from app.exports.queries import Row
from forms.conditions import rows_of
from forms.definition import Form
from forms.derived.export_columns import FURTHER_COLUMNS, further_cells
from forms.derived.private import private_fields
from forms.field_types import Cell
from forms.keys import FURTHER, further_claims

NAME = "further_claims"
FRAME = (
    CONTACT,
    CHILD,
    VERSION,
    FrameColumn("table", "cat", "Table the question stands in: visits, or a list of rows."),
    FrameColumn(
        "row", "int", "Place of the row in the visit, from 1, as in that table; empty for visits."
    ),
    FrameColumn("field", "cat", "The question, by its column in that table."),
    FrameColumn("claim", "int", "2 for the first word beside the answer, then 3 and so on."),
    *(
        FrameColumn(name, type_, f"{description[:1].upper()}{description[1:]}.")
        for name, type_, description in FURTHER_COLUMNS
    ),
)


def table(form: Form, submitted: Callable[[Row], dict[str, Any]]) -> Table:
    """Its description and how it is read. `submitted` gives the answers of a visit that count."""
    secret = private_fields(form)
    asked = [one for one in form if one.several_claims and one.id not in secret]

    def read(visits: Iterable[Row], pseudonyms: Pseudonyms, _: Session) -> Iterator[list[Cell]]:
        for visit in visits:
            if FURTHER not in visit.answers:
                continue
            answers = submitted(visit)
            further = further_claims(answers)
            contact, child = pseudonyms.contact(visit.visit_id), pseudonyms.child(visit.child_id)
            for field in asked:
                for place, key in _keys(field.id, field.group, answers):
                    for number, claim in enumerate(further.get(key, ()), start=2):
                        said = answers[claim]
                        if said.get("cleared"):
                            continue
                        where: list[Cell] = [field.group or "visits", place, field.id, number]
                        cells = [contact, child, visit.form_version, *where]
                        yield safe_row([*cells, *further_cells(field, said)])

    header = tuple(column.name for column in FRAME)
    return Table(NAME, "Further claims", header, FRAME, (), read)


def _keys(field: str, group: str | None, answers: dict[str, Any]) -> list[tuple[int | None, str]]:
    """The key of a question, or its key in each row with the row's place."""
    if group is None:
        return [(None, field)]
    rows = enumerate(rows_of(group, answers), start=1)
    return [(place, f"{group}/{row}/{field}") for place, row in rows]
