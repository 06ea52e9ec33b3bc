"""The data dictionary that travels with an extract: every column of every table in it, and no
other.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.exports.cells import safe_row
from app.exports.files import CSV
from app.exports.frame import Table
from forms.definition import Form
from forms.derived import data_dictionary
from forms.field_types import Cell


def entries(form: Form, tables: Iterable[Table]) -> list[dict[str, str]]:
    """One row a column, in the order of the files: what the service adds, then what the form
    declares.
    """
    declared = {(row["table"], row["column"]): row for row in data_dictionary.rows(form)}
    keys = list(next(iter(declared.values())))
    found = []
    for table in tables:
        frame = {column.name: column for column in table.frame}
        for name in table.header:
            row = declared.get((table.name, name))
            if row is None:
                column = frame[name]
                row = dict.fromkeys(keys, "") | {
                    "table": table.name,
                    "column": name,
                    "type": data_dictionary.TYPES.get(column.type, "stand-in"),
                    "description": column.description,
                }
            found.append(row)
    return found


def dictionary_csv(form: Form, tables: Iterable[Table], *, bom: bool) -> CSV:
    """The same as a file."""
    found = entries(form, tables)
    rows: Iterable[list[Cell]] = (safe_row(list(row.values())) for row in found)
    return CSV(found[0].keys(), rows, bom=bom)
