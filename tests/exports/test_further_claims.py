"""What further sources said leaves as typed rows of its own, without a word that could name anybody."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

import forms
from app.exports.dictionary import entries
from app.exports.pseudonyms import Pseudonyms
from app.exports.queries import Row
from app.exports.tables import tables
from forms.derived.export_columns import further_cells

FORM = forms.latest()
TABLE = tables(FORM)["further_claims"]
FIRST, SECOND = (f"0190b000-0000-7000-8000-00000000000{n}" for n in (1, 2))
ROWS = [f"0190a000-0000-7000-8000-00000000000{n}" for n in (1, 2)]


def said(value: Any, source: str = "father_or_partner_said", **more: Any) -> dict[str, Any]:
    return {"value": value, "kind": "F", "source": {"type": source}, "cands": [], **more}


def visit(answers: dict[str, Any], left_out: list[str] | None = None) -> Row:
    nobody = UUID(int=0)
    return Row(
        *(
            nobody,
            nobody,
            date(2026, 3, 1),
            "Area",
            "Team",
            2,
            "signed_off",
            1,
            0,
            None,
            None,
            None,
        ),
        json.dumps(answers),
        json.dumps(left_out or [], separators=(",", ":")),
    )


def rows(table: str, *visits: Row) -> list[dict[str, Any]]:
    made = tables(FORM)[table]
    read = made.rows(visits, Pseudonyms("0" * 64, "test"), None)  # type: ignore[arg-type]
    return [dict(zip(made.header, cells, strict=True)) for cells in read]


ANSWERS = {
    "mother_smoking": said("stopped_in_pregnancy", "mother_said"),
    f"mother_smoking@{SECOND}": {"missing": "declined", "kind": "F", "cands": []},
    f"mother_smoking@{FIRST}": said("smokes", verif="not_confirmed"),
    f"mother_support@{FIRST}": said(["partner", "friends"]),
    f"bedrooms@{FIRST}": said(0),
    f"move_date@{FIRST}": said("2026-06-01"),
    f"mother_name@{FIRST}": said("Petra Quillfeather"),
    f"overnight_carer@{FIRST}": said(["T:Gran", "T:Aunt Jo"]),
    f"tenure@{FIRST}": {"cleared": True, "kind": "F", "cands": []},
    f"mother_control_signs@{FIRST}": said(["money_controlled"]),
    f"household/{ROWS[0]}/hh_cares": said("never"),
    f"household/{ROWS[1]}/hh_cares": said("never"),
    f"household/{ROWS[1]}/hh_cares@{FIRST}": said("alone_sometimes"),
}


def test_a_row_each_and_each_kind_of_value_in_its_own_column() -> None:
    told = {
        (row["table"], row["row"], row["field"], row["claim"]): {
            name: row[name]
            for name in ("given", "codes", "number", "day", "source", "verif", "missing")
            if row[name] not in (None, "")
        }
        for row in rows("further_claims", visit(ANSWERS))
    }
    father = {"given": 1, "source": "father_or_partner_said"}
    assert told == {
        ("visits", None, "mother_smoking", 2): father | {"codes": "smokes", "verif": "not_confirmed"},
        # Not said is not "no": there is no code, and the reason stands in its own column.
        ("visits", None, "mother_smoking", 3): {"given": 0, "missing": "declined"},
        ("visits", None, "mother_support", 2): father | {"codes": "partner;friends"},
        ("visits", None, "bedrooms", 2): father | {"number": 0},
        ("visits", None, "move_date", 2): father | {"day": "2026-06-01"},
        # Words, names and places stay in the record.
        ("visits", None, "mother_name", 2): father,
        ("visits", None, "overnight_carer", 2): father | {"number": 2},
        ("household", 2, "hh_cares", 2): father | {"codes": "alone_sometimes"},
    }  # fmt: skip


def test_what_no_longer_applied_is_left_out() -> None:
    key = f"mother_smoking@{FIRST}"
    assert rows("further_claims", visit({key: said("smokes")}, [key])) == []


def test_the_table_of_visits_holds_the_first_word_and_says_where_there_are_others() -> None:
    (row,) = rows("visits", visit(ANSWERS))
    assert (row["mother_smoking"], row["mother_smoking__source"]) == (
        "stopped_in_pregnancy",
        "mother_said",
    )
    assert row["further_claim_fields"] == (
        "bedrooms hh_cares mother_name mother_smoking mother_support move_date overnight_carer"
    )
    (plain,) = rows("visits", visit({"mother_smoking": said("never")}))
    assert plain["further_claim_fields"] in (None, "")
    in_rows = rows("household", visit(ANSWERS))
    assert [row["hh_cares"] for row in in_rows] == ["never", "never"]


def test_every_fact_has_cells_and_the_dictionary_says_what_each_column_is() -> None:
    for field in FORM:
        if field.several_claims:
            assert further_cells(field, {"missing": "not_asked", "kind": "F"})[0] == 0
    described = {row["column"]: row for row in entries(FORM, [TABLE])}
    assert list(described) == list(TABLE.header)
    assert all(row["description"] for row in described.values())
    assert described["codes"]["type"] == "codes"
    assert described["number"]["type"] == "whole number"
