"""What a table of the extract is, and the columns every one of them begins with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.exports.pseudonyms import Pseudonyms
from app.exports.queries import Row
from forms.field_types import Cell


@dataclass(frozen=True, slots=True)
class FrameColumn:
    """A column that comes from the service rather than from an answer."""

    name: str
    type: str
    description: str


CONTACT = FrameColumn(
    "contact_id",
    "id",
    "Stands for the visit and joins the tables of one extract. It is not the visit's real number.",
)
CHILD = FrameColumn(
    "child_id",
    "id",
    "Stands for the child, the same in every visit of this extract. Another purpose gives another.",
)
VERSION = FrameColumn("form_version", "int", "Version of the form the visit was recorded on.")


@dataclass(frozen=True)
class Table:
    """One file of the extract. `rows` turns the stream of visits into the stream of its rows, and may read
    more in the same snapshot.
    """

    name: str
    title: str
    header: tuple[str, ...]
    frame: tuple[FrameColumn, ...]
    fields: tuple[str, ...]  # ids of the fields its columns come from
    rows: Callable[[Iterable[Row], Pseudonyms, Session], Iterator[list[Cell]]]
    by_child: bool = False  # whether the visits must come child by child
