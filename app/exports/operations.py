"""Make an export: first the audit row, then the first byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from typing import Any, NamedTuple
from uuid import UUID

from flask import current_app
from sqlalchemy.orm import Session

import forms
from app import clock
from app.accounts.viewer import Viewer
from app.audit import writer as audit
from app.audit.catalogue import EXPORT_FINISHED, EXPORT_MADE, EXPORT_PREVIEWED
from app.database import commit, new_id, snapshot
from app.exports import queries
from app.exports.dictionary import dictionary_csv
from app.exports.files import CSV, Made, Source, into_folder, manifest, zipped
from app.exports.frame import Table
from app.exports.pseudonyms import Pseudonyms
from app.exports.selection import Purpose, Selection
from app.exports.tables import tables
from app.problems import EXTRACTS_BUSY, Problem
from forms.definition import Form
from forms.field_types import Cell

PREVIEW_ROWS = 20
PREVIEW = "preview"
"""The purpose previews get their pseudonyms by: what was seen on the page cannot be joined to a
file.
"""


class Download(NamedTuple):
    """A file on its way to the browser. `close` it, read to its end or not."""

    name: str
    media_type: str
    chunks: Iterator[bytes]
    close: Callable[[], None]


AT_ONCE = 2
"""Extracts of one process that are made or read at the same moment: each has one of the eight threads tablets are answered
by for as long as its reader takes."""
_places = BoundedSemaphore(AT_ONCE)
PIECE = 1 << 16
"""Bytes."""


class Preview(NamedTuple):
    """The first rows of one table, and how many visits the whole extract would take."""

    table: Table
    rows: list[list[Cell]]
    visits: int


def chosen_tables(form: Form, selection: Selection) -> list[Table]:
    """The tables the selection names; all of them when it names none."""
    known = tables(form)
    return [known[name] for name in known if not selection.tables or name in selection.tables]


def preview(viewer: Viewer, selection: Selection, table: str) -> Preview:
    """The first rows of a table. Audited; the caller commits before it shows them."""
    found = tables(forms.latest())[table]
    teams = queries.teams_for(viewer)
    with snapshot() as reading:
        visits = queries.count(reading, selection, teams)
        stream = _stream(reading, found, selection, teams, _pseudonyms(PREVIEW))
        rows = [row for row, _ in zip(stream, range(PREVIEW_ROWS), strict=False)]
    audit.record(
        EXPORT_PREVIEWED,
        actor=viewer.id,
        **_taken(selection, teams, [found], len(rows)),
    )
    return Preview(found, rows, visits)


def download(
    viewer: Viewer, selection: Selection, purpose: Purpose, words: str, format_: str
) -> Download:
    """Begin an extract for the browser: a zip, or with `format_` `csv` the one selected table. `Problem(EXTRACTS_BUSY)`
    while as many are on their way as may be.

    The audit row is committed before this returns. A second one is written when the last byte has
    been handed out; an export without it was broken off.

    It is made whole first, in a file without a name beside the database, which is gone with this process whatever
    happens: whose line is slow, or whose laptop sleeps, must not hold the database as it was at one moment.
    """
    if not _places.acquire(blocking=False):
        raise Problem(EXTRACTS_BUSY)
    with ExitStack() as stack:
        stack.callback(_places.release)
        file = stack.enter_context(TemporaryFile(dir=current_app.config["INSTANCE"]))
        form = forms.latest()
        chosen = chosen_tables(form, selection)
        teams = queries.teams_for(viewer)
        export_id = _record(viewer.id, selection, purpose, words, format_, chosen, teams, form)
        stem = f"wholeview-{purpose.value.replace('_', '-')}-{clock.now():%Y-%m-%d}"
        single = format_ == "csv"
        name = f"{stem}-{chosen[0].name}.csv" if single else f"{stem}.zip"
        with snapshot() as reading:
            found = sources(reading, form, selection, purpose, teams)
            whole = Source(name, next(found) if single else zipped(found, clock.now()))
            file.writelines(whole)
        file.seek(0)

        def chunks() -> Iterator[bytes]:
            while chunk := file.read(PIECE):
                yield chunk
            _record_finished(viewer.id, export_id, [whole.made])

        kind = "text/csv; charset=utf-8" if single else "application/zip"
        return Download(name, kind, chunks(), stack.pop_all().close)


def export_to_folder(
    folder: Path,
    selection: Selection,
    purpose: Purpose,
    words: str = "",
    viewer: Viewer | None = None,
) -> list[Made]:
    """Write the extract into a folder: a file for each table, the dictionary and the manifest.

    Without a viewer it takes every team's visits: for the operator of the machine, who has the
    database anyway.
    """
    form = forms.latest()
    teams = queries.teams_for(viewer)
    actor = viewer.id if viewer else None
    export_id = _record(
        actor, selection, purpose, words, "csv", chosen_tables(form, selection), teams, form
    )
    with snapshot() as reading:
        made = into_folder(sources(reading, form, selection, purpose, teams), folder)
    _record_finished(actor, export_id, made)
    return made


def sources(
    reading: Session,
    form: Form,
    selection: Selection,
    purpose: Purpose,
    teams: frozenset[UUID] | None,
) -> Iterator[Source]:
    """The files of the extract, in order. Read each to its end before asking for the next."""
    pseudonyms = _pseudonyms(purpose.value)
    chosen = chosen_tables(form, selection)
    finished: list[Source] = []
    for table in chosen:
        rows = _stream(reading, table, selection, teams, pseudonyms)
        source = Source(f"{table.name}.csv", CSV(table.header, rows, bom=selection.bom))
        yield source
        finished.append(source)
    dictionary = Source("data-dictionary.csv", dictionary_csv(form, chosen, bom=selection.bom))
    yield dictionary
    finished.append(dictionary)
    facts: dict[str, object] = {
        "service": current_app.config["SERVICE_NAME"],
        "made_at": clock.iso(clock.now()),
        "purpose": purpose.value,
        "form": form.id,
        "form_version": form.version,
        "selection": selection.described(),
        "encoding": "UTF-8 with BOM" if selection.bom else "UTF-8",
        "guard": "A text a spreadsheet might run as a formula has an apostrophe in front of it.",
        "pseudonyms": "HMAC-SHA-256, another key for each purpose",
        "disclosure": "One row a visit, for analysis inside the service. Before anything is"
        " published, suppress counts under 5 and round the others to 5.",
    }
    yield Source("manifest.json", [manifest([source.made for source in finished], facts)])


def _stream(
    reading: Session,
    table: Table,
    selection: Selection,
    teams: frozenset[UUID] | None,
    pseudonyms: Pseudonyms,
) -> Iterator[list[Cell]]:
    visits = queries.rows(reading, selection, teams, by_child=table.by_child)
    return table.rows(visits, pseudonyms, reading)


def _pseudonyms(purpose: str) -> Pseudonyms:
    return Pseudonyms(current_app.config["PSEUDONYM_KEY"], purpose)


def _record(
    actor: UUID | None,
    selection: Selection,
    purpose: Purpose,
    words: str,
    format_: str,
    chosen: Sequence[Table],
    teams: frozenset[UUID] | None,
    form: Form,
) -> UUID:
    with snapshot() as reading:
        rows = queries.count(reading, selection, teams)
    export_id = new_id()
    audit.record(
        EXPORT_MADE,
        actor=actor,
        subject=f"export:{export_id}",
        purpose=f"{purpose.value}: {words}" if words else purpose.value,
        format=format_,
        form_version=form.version,
        **_taken(selection, teams, chosen, rows),
    )
    commit()
    return export_id


def _taken(
    selection: Selection, teams: frozenset[UUID] | None, chosen: Sequence[Table], rows: int
) -> dict[str, Any]:
    """What an extract takes, for the audit: it could be chosen again by this. `teams` are ids; None for all there are."""
    return {
        "tables": [table.name for table in chosen],
        "rows": rows,
        "from": _day(selection.since),
        "to": _day(selection.until),
        "contact_type": selection.contact.value if selection.contact else None,
        "review_state": selection.state.value,
        "teams": None if teams is None else sorted(map(str, teams)),
    }


def _record_finished(actor: UUID | None, export_id: UUID, made: Sequence[Made]) -> None:
    for one in made:
        audit.record(
            EXPORT_FINISHED,
            actor=actor,
            subject=f"export:{export_id}",
            name=one.name,
            bytes=one.bytes,
            sha256=one.sha256,
        )
    commit()


def _day(day: object) -> str | None:
    return str(day) if day else None
