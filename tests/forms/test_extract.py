"""What the data team gets: columns and the dictionary."""

from __future__ import annotations

import csv
import io
import json

import forms
from forms.derived.data_dictionary import as_csv, as_json, as_md, rows
from forms.derived.export_columns import columns, group_columns

FORM = forms.latest()
VISITS = {column.name: column for column in columns(FORM)}
ALL = [
    *columns(FORM, hidden=True),
    *(c for g in FORM.groups for c in group_columns(FORM, g, hidden=True)),
]
SECRET = "Aunt Jo said something only the family should know"


def test_column_names_are_unique_and_plain() -> None:
    names = [column.name for column in ALL]
    assert len(set(names)) == len(names)
    assert all(name.replace("_", "a").isalnum() and name.isascii() for name in names)


def test_a_choice_and_its_missing_reason() -> None:
    of = {
        "lives_with": {
            "value": "mother_only",
            "kind": "F",
            "source": {"type": "gp_said"},
            "verif": "not_confirmed",
        }
    }
    assert VISITS["lives_with"].of(of) == "mother_only"
    assert VISITS["lives_with__kind"].of(of) == "F"
    assert VISITS["lives_with__source"].of(of) == "gp_said"
    assert VISITS["lives_with__verif"].of(of) == "not_confirmed"
    assert VISITS["lives_with__missing"].of(of) is None
    missing = {"lives_with": {"missing": "not_known", "kind": "F"}}
    assert VISITS["lives_with"].of(missing) is None
    assert VISITS["lives_with__missing"].of(missing) == "not_known"


def test_an_answer_that_says_not_seen_exports_like_the_reason() -> None:
    of = {
        "sleep_space_seen": {"value": "not_seen", "kind": "O"},
        "home_conditions": {"value": ["not_seen"], "kind": "O"},
    }
    assert VISITS["sleep_space_seen__missing"].of(of) == "not_seen"
    assert VISITS["home_conditions__missing"].of(of) == "not_seen"
    assert VISITS["home_conditions__not_seen"].of(of) == 1
    assert VISITS["home_conditions__damp_or_mould"].of(of) is None, "nobody saw whether it was dry"
    unseen = {"residence_evidence": {"value": ["area_not_seen"], "kind": "O"}}
    assert VISITS["residence_evidence__cot_made_up"].of(unseen) is None
    none = {"residence_evidence": {"value": ["none_of_these"], "kind": "O"}}
    assert VISITS["residence_evidence__cot_made_up"].of(none) == 0
    seen = {"sleep_space_seen": {"value": "seen_today", "kind": "O"}}
    assert VISITS["sleep_space_seen__missing"].of(seen) is None


def test_several_answers_are_one_column_each_and_one_joined() -> None:
    of = {"acute_signs": {"value": ["hard_to_wake", "floppy_or_stiff"], "kind": "O"}}
    assert VISITS["acute_signs"].of(of) == "hard_to_wake;floppy_or_stiff"
    assert VISITS["acute_signs__hard_to_wake"].of(of) == 1
    assert VISITS["acute_signs__none_seen"].of(of) == 0
    assert VISITS["acute_signs__none_seen"].of({}) is None


def test_a_cleared_answer_is_empty_everywhere() -> None:
    of = {
        field.id: {"cleared": True, "kind": field.kind.value, "source": {"type": "gp_said"}}
        for field in FORM
    }
    assert {column.of(of) for column in ALL} == {None}


def test_words_people_and_addresses_stay_in_the_record() -> None:
    person = {"what": SECRET, "owner": SECRET, "due": ""}
    written = {
        "text": SECRET, "line": SECRET, "address": f"T:{SECRET}", "person": f"T:{SECRET}",
        "people": [f"T:{SECRET}"], "unknowns": [person],
    }  # fmt: skip
    of = {
        f.id: {"value": written[f.type.name], "kind": f.kind.value}
        for f in FORM
        if f.type.name in written
    }
    cells = [column.of(of) for column in ALL]
    assert not [cell for cell in cells if isinstance(cell, str) and "Aunt" in cell]
    assert VISITS["baby_observed__given"].of(of) == 1
    assert VISITS["overnight_carer__count"].of(of) == 1
    assert "baby_observed" not in VISITS


def test_hidden_questions_are_left_out_unless_asked_for() -> None:
    assert not [name for name in VISITS if "_da_" in name or "control" in name]
    assert [c.name for c in columns(FORM, hidden=True) if c.name == "mother_control_signs"]


def test_groups_are_tables_of_their_own() -> None:
    assert "icon_how" not in VISITS
    row = {column.name: column for column in group_columns(FORM, "icon")}
    assert row["icon_how"].of({"icon_how": {"value": "phone", "kind": "A"}}) == "phone"


def test_the_dictionary_explains_every_column_and_no_other() -> None:
    assert [(row["table"], row["column"]) for row in rows(FORM)] == [
        (column.field.group or "visits", column.name)
        for field in FORM
        for column in ALL
        if column.field is field
    ]


def test_no_row_of_the_dictionary_is_empty() -> None:
    for row in rows(FORM):
        assert all(
            row[part]
            for part in ("column", "type", "description", "question", "section", "kind", "asked_at")
        )
        if row["column"].endswith("__rests_on"):
            assert "field" in row["values"]
        elif FORM.fields[row["field"]].type.codes and row["type"] in ("code", "codes"):
            assert " = " in row["values"], row["column"]


def test_the_dictionary_reads_back_as_csv_and_json() -> None:
    listed = rows(FORM)
    assert list(csv.DictReader(io.StringIO(as_csv(listed), newline=""))) == listed
    assert json.loads(as_json(listed)) == listed


def test_the_dictionary_for_reading_has_a_table_a_section() -> None:
    text = as_md(FORM)
    assert text.count("\n## ") == len(FORM.sections)
    assert (
        "| `weight_g` | whole number | the number in g | whole number, 400 to 25000 g | What does baby weigh? |"
        in text
    )


def test_a_view_leaves_with_what_it_rests_on_but_names_no_hidden_question() -> None:
    of = {
        "worries": {
            "value": "x",
            "kind": "J",
            "basis": ["weight_g", "icon/r/icon_how", "mother_da_answer"],
        }
    }
    assert FORM.fields["mother_da_answer"].sensitivity == "H"
    assert VISITS["worries__rests_on"].of(of) == "icon_how weight_g"
    whole = {column.name: column for column in columns(FORM, hidden=True)}
    assert whole["worries__rests_on"].of(of) == "icon_how mother_da_answer weight_g"
    only = {"worries": {"value": "x", "kind": "J", "basis": ["mother_da_answer"]}}
    assert VISITS["worries__rests_on"].of(only) is None


def test_the_dictionary_says_where_else_a_source_is_named() -> None:
    described = {row["column"]: row["description"] for row in rows(FORM)}
    for column, told_by in (
        ("mother_dob__source", "mother_info_source"),
        ("hh_relation__source", "hh_source"),
        ("mark_account__source", "mark_account_by"),
    ):
        assert described[column] == f"who or what said so; where it is empty, {told_by} says it"
    assert described["lives_with__source"] == "who or what said so"


def test_the_dictionary_says_which_columns_are_always_empty() -> None:
    described = {row["column"]: row["description"] for row in rows(FORM)}
    assert described["weight_change"].endswith("; always empty in the extract")
    assert not described["mother_gad2_total"].endswith("extract")
    assert described["home_conditions__damp_or_mould"].endswith("; empty when it could not be told")
