"""The extract as bytes: CSV files, a folder of them, or one zip, made while they are read and never
held whole.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from forms.field_types import Cell

BOM = b"\xef\xbb\xbf"
"""Tells Excel that the file is UTF-8."""
ROWS_AT_ONCE = 256


class Made(NamedTuple):
    """What became of one file."""

    name: str
    rows: int | None
    bytes: int
    sha256: str


class Source:
    """One file still to be made: its chunks, and what passed through once they were read."""

    def __init__(self, name: str, chunks: Iterable[bytes]) -> None:
        self.name = name
        self._chunks = chunks
        self._bytes = 0
        self._sha256 = hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._bytes += len(chunk)
            self._sha256.update(chunk)
            yield chunk

    @property
    def made(self) -> Made:
        """Name, rows, size and checksum of what has been read."""
        rows = self._chunks.rows if isinstance(self._chunks, CSV) else None
        return Made(self.name, rows, self._bytes, self._sha256.hexdigest())


class CSV:
    """A table as chunks of a CSV file (RFC 4180, UTF-8). `rows` counts what has been written."""

    def __init__(
        self, header: Iterable[str], rows: Iterable[list[Cell]], *, bom: bool = False
    ) -> None:
        self._header = tuple(header)
        self._rows = rows
        self._bom = bom
        self.rows = 0

    def __iter__(self) -> Iterator[bytes]:
        buffer = io.StringIO(newline="")
        write = csv.writer(buffer).writerow
        if self._bom:
            yield BOM
        write(self._header)
        for row in self._rows:
            write(row)
            self.rows += 1
            if self.rows % ROWS_AT_ONCE == 0:
                yield _taken(buffer)
        yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


class _Outlet(io.RawIOBase):
    """Where a zip is written to; what has been written is taken away at once."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, chunk: bytes) -> int:  # type: ignore[override]
        self._parts.append(bytes(chunk))
        return len(chunk)

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def zipped(sources: Iterable[Source], at: datetime) -> Iterator[bytes]:
    """The files as one zip, in chunks. Level 1: four fifths of the gain for a third of the work."""
    outlet = _Outlet()
    stamp = at.timetuple()[:6]
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for source in sources:
            entry = zipfile.ZipInfo(source.name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with package.open(entry, "w", force_zip64=True) as member:
                for chunk in source:
                    member.write(chunk)
                    if ready := outlet.take():
                        yield ready
            yield outlet.take()
    yield outlet.take()


def into_folder(sources: Iterable[Source], folder: Path) -> list[Made]:
    """Write each file into the folder, under another name until it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for source in sources:
        unfinished = folder / f".{source.name}.part"
        with unfinished.open("wb") as file:
            file.writelines(source)
        unfinished.replace(folder / source.name)
        made.append(source.made)
    return made


def manifest(made: Iterable[Made], facts: dict[str, object]) -> bytes:
    """What the extract is and how to check it: facts, then name, rows, size and SHA-256 of each
    file.
    """
    files = [
        {"name": one.name, "rows": one.rows, "bytes": one.bytes, "sha256": one.sha256}
        for one in made
    ]
    return (json.dumps({**facts, "files": files}, indent=2, ensure_ascii=False) + "\n").encode()
