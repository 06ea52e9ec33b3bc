"""Files that are made while they are read."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from app.exports.files import BOM, CSV, ROWS_AT_ONCE, Source, into_folder, manifest, zipped
from app.exports.pseudonyms import LENGTH, Pseudonyms
from forms.field_types import Cell

ROWS: list[list[Cell]] = [["a,b", 1, None], ['say "no"', -2, "é\nnew line"]]
WHEN = datetime(2026, 5, 3, 12, tzinfo=UTC)


def two_files() -> Iterator[Source]:
    table = Source("visits.csv", CSV(("text", "number", "more"), iter(ROWS)))
    yield table
    yield Source("manifest.json", [manifest([table.made], {"purpose": "trial"})])


def test_a_csv_reads_back_as_it_was() -> None:
    whole = b"".join(CSV(("text", "number", "more"), iter(ROWS))).decode()
    assert list(csv.reader(io.StringIO(whole, newline=""))) == [
        ["text", "number", "more"],
        ["a,b", "1", ""],
        ['say "no"', "-2", "é\nnew line"],
    ]
    assert whole.count("\r\n") == 3


def test_a_bom_stands_once_and_first() -> None:
    whole = b"".join(CSV(("name",), iter([["é"]] * 600), bom=True))
    assert whole.startswith(BOM + b"name\r\n")
    assert whole.count(BOM) == 1


def test_rows_are_asked_for_only_as_chunks_are_read() -> None:
    asked = 0

    def endless() -> Iterator[list[Cell]]:
        nonlocal asked
        while True:
            asked += 1
            yield [asked]

    table = CSV(("number",), endless())
    chunks = iter(table)
    first = next(chunks)
    assert asked == ROWS_AT_ONCE == table.rows
    next(chunks)
    assert asked == 2 * ROWS_AT_ONCE
    assert len(first) < 10_000, "what was sent is not kept"


def test_a_zip_opens_and_its_manifest_fits_its_files() -> None:
    package = zipfile.ZipFile(io.BytesIO(b"".join(zipped(two_files(), WHEN))))
    assert package.testzip() is None
    table = package.read("visits.csv")
    told = json.loads(package.read("manifest.json"))
    assert told["purpose"] == "trial"
    assert told["files"] == [
        {
            "name": "visits.csv",
            "rows": 2,
            "bytes": len(table),
            "sha256": hashlib.sha256(table).hexdigest(),
        }
    ]


def test_a_zip_is_sent_in_parts_however_long_it_gets() -> None:
    def long() -> Iterator[Source]:
        rows: Iterator[list[Cell]] = ([f"row {number}"] for number in range(200_000))
        yield Source("long.csv", CSV(("row",), rows))

    largest = max(len(part) for part in zipped(long(), WHEN))
    assert largest < 200_000


def test_a_folder_holds_only_whole_files(tmp_path: Path) -> None:
    made = into_folder(two_files(), tmp_path / "out")
    assert {file.name for file in (tmp_path / "out").iterdir()} == {"visits.csv", "manifest.json"}
    for one in made:
        written = (tmp_path / "out" / one.name).read_bytes()
        assert (one.bytes, one.sha256) == (len(written), hashlib.sha256(written).hexdigest())


def test_an_export_that_breaks_off_leaves_nothing_that_looks_whole(tmp_path: Path) -> None:
    def breaks() -> Iterator[list[Cell]]:
        yield ["one"]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        into_folder([Source("visits.csv", CSV(("name",), breaks()))], tmp_path)
    assert not (tmp_path / "visits.csv").exists()


class TestPseudonyms:
    CHILD = UUID("0190a000-0000-7000-8000-000000000001")

    def test_are_the_same_for_one_key_and_purpose_only(self) -> None:
        one = Pseudonyms("key", "audit").child(self.CHILD)
        assert one == Pseudonyms("key", "audit").child(self.CHILD)
        assert len(one) == LENGTH
        others = {
            Pseudonyms("key", "research").child(self.CHILD),
            Pseudonyms("other", "audit").child(self.CHILD),
            Pseudonyms("key", "audit").contact(self.CHILD),
        }
        assert len(others) == 3
        assert one not in others

    def test_need_a_key(self) -> None:
        with pytest.raises(ValueError, match="PSEUDONYM_KEY"):
            Pseudonyms("", "audit")
