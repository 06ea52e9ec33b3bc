"""Nothing falls out of the form unnoticed: the declaration against a list that was written down once."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import forms
from app.commands import print_data_dictionary
from forms.blocks import BLOCKS, FURTHER
from forms.conditions import Condition, context_of
from forms.definition import ContactType, Field, Kind, Requirement, Sensitivity, contact_codes
from forms.derived.applicable import open_questions, sections_shown, shown
from forms.derived.browser_bundle import bundle
from forms.derived.data_dictionary import rows
from forms.derived.export_columns import columns, group_columns
from forms.derived.submitted import left_out
from forms.derived.web_form import section_form
from forms.derived.wire_schema import answer_schema, refuse_answer
from forms.field_types import TYPES
from forms.publishing import type_as_dict
from tests.forms.test_conditions import IN_NODE, ROOT

FORM = forms.current()
FROZEN = json.loads((Path(__file__).parent / "whole_form.json").read_text("utf-8"))
ROW = "0190a000-0000-7000-8000-000000000001"
OTHER_ROW = "0190a000-0000-7000-8000-000000000002"


def expanded() -> Iterator[dict[str, Any]]:
    """The frozen fields, the block of a parent once for each, with contacts and reasons spelt out."""
    for field in FROZEN["fields"]:
        about = field | {
            "contacts": FROZEN["contacts"][field["contacts"]],
            "missing": FROZEN["missing_reasons"] if field["missing"] == "all" else field["missing"],
        }
        if "{p}" not in field["id"]:
            yield about
            continue
        for parent in FROZEN["parents"]:
            yield about | {
                "id": field["id"].replace("{p}", parent),
                "section": f"{field['section']}_{parent}",
                "show_if": shown_if(field, parent),
                "choices": [
                    code
                    for code in field["choices"]
                    if parent in FROZEN["only"].get(code, FROZEN["parents"])
                ],
            }


INVOLVED = re.compile(r"({p}_involvement == null \|\| {p}_involvement in \[[^]]*\])")


def shown_if(field: dict[str, Any], parent: str) -> str | None:
    """The condition of a block's question: of a further carer it also says when the block is asked at all."""
    condition: str | None = field.get("show_if_of", {}).get(parent, field["show_if"])
    there: str | None = FROZEN["there"].get(parent)
    if condition is None:
        return there if field["requirement"] != "-" else None
    if there is not None:
        condition = INVOLVED.sub(lambda said: f"({there}) && ({said[1]})", condition)
    return condition.replace("{p}", parent)


EXPECTED = {field["id"]: field for field in expanded()}


def as_frozen(field: Field) -> dict[str, Any]:
    return {
        "id": field.id,
        "section": field.section,
        "group": field.group,
        "kind": field.kind.value,
        "requirement": field.requirement.value,
        "core": field.core,
        "prefilled": field.prefilled,
        "sensitivity": field.sensitivity.value,
        "contacts": sorted(contact.value for contact in field.contacts),
        "choices": sorted(field.type.codes),
        "missing": sorted(field.missing),
        "show_if": field.show_if,
        "type": {
            option: list(value) if isinstance(value, tuple) else value
            for option, value in type_as_dict(field.type).items()
            if option != "choices"
        },
        "bands": [
            [band.lowest, band.highest, sorted(contact_codes(band.contacts))]
            for band in field.bands
        ],
    }


def test_the_list_itself_is_whole() -> None:
    in_groups = [field for field in FROZEN["fields"] if field["group"]]
    assert len(in_groups) == 56
    assert len(FROZEN["fields"]) - len(in_groups) == 188
    assert sum(field["core"] for field in FROZEN["fields"]) == 48
    assert sum("{p}" in field["id"] for field in FROZEN["fields"]) == 44


def test_the_form_has_these_questions_and_no_others() -> None:
    assert {field.id for field in FORM} == set(EXPECTED)


@pytest.mark.parametrize("field", FORM, ids=lambda field: field.id)
def test_every_question_is_what_the_list_says(field: Field) -> None:
    expected = {"bands": []} | EXPECTED[field.id]
    expected.pop("show_if_of", None)
    for part in ("contacts", "choices", "missing"):
        expected[part] = sorted(expected[part])
    assert as_frozen(field) == expected


def test_the_lists_beside_every_answer() -> None:
    for part in ("missing_reasons", "sources", "verifications"):
        assert {choice.code for choice in getattr(FORM, part)} == set(FROZEN[part])


def test_the_repeat_groups_and_how_many_rows_signing_needs() -> None:
    assert {group: section.minimum_rows for group, section in FORM.groups.items()} == {
        "present": 1,
        "residence_claim": 0,
        "mark": 1,
        "icon": 1,
        "household": 0,
        "agency": 0,
        "share": 0,
        "action": 1,
    }


def test_every_kind_of_question_is_used() -> None:
    assert {field.type.name for field in FORM} == set(TYPES)


def test_what_the_first_version_asked_is_still_asked_in_the_same_way() -> None:
    for before in forms.published(1):
        now = FORM.fields[before.id]
        assert (now.type.name, now.group, now.kind) == (before.type.name, before.group, before.kind)
        assert now.type.codes >= before.type.codes


# -- what is worked out ----------------------------------------------------------------------------

COMPUTED = [field for field in FORM if field.requirement is Requirement.COMPUTED]


def test_what_is_worked_out() -> None:
    assert [
        field.id for field in COMPUTED if "_gad2_" not in field.id and "_last_" not in field.id
    ] == [
        "residence_conflict",
        "weight_change",
        "indicators",
    ]
    assert {field.kind for field in COMPUTED} == {Kind.COMPUTED}


@pytest.mark.parametrize("field", COMPUTED, ids=lambda field: field.id)
@pytest.mark.parametrize("state", [{"value": 1}, {"missing": "not_known"}, {"cleared": True}])
def test_nobody_can_send_what_is_worked_out(field: Field, state: dict[str, Any]) -> None:
    answer = state | {"kind": "X", "base": None}
    refusal = refuse_answer(FORM, field.id, answer)
    assert refusal is not None
    assert refusal.code == "worked_out"
    assert answer_schema(FORM, field).validate(answer) != {}


def test_what_is_worked_out_is_on_no_page_and_in_no_list_of_questions() -> None:
    told = bundle(FORM)
    asked = {field_id for section in told["sections"] for field_id in section["fields"]}
    for field in COMPUTED:
        assert field.id not in asked
        assert field.id in told["fields"]  # conditions speak of it
        drawn = section_form(FORM, field.section)()
        assert field.id not in {question.declared.id for question in drawn.questions()}
    answers = {"contact_type": {"value": "new_birth"}, "weight_g": {"value": 3500}}
    assert not {field.id for field in COMPUTED} & set(shown(FORM, answers))


# -- soft bands ------------------------------------------------------------------------------------


def test_usual_weights_belong_to_the_contact() -> None:
    bands = {
        contact.value: (band.lowest, band.highest)
        for band in FORM.fields["weight_g"].bands
        for contact in band.contacts
    }
    assert bands == {
        "new_birth": (1500, 5500),
        "six_to_eight_week": (2500, 7000),
        "one_year": (6000, 14000),
        "two_to_two_half_year": (8000, 19000),
    }
    assert [field.id for field in FORM if field.bands] == ["contact_minutes", "weight_g"]
    assert bundle(FORM)["fields"]["weight_g"]["bands"][0] == [1500, 5500, ["new_birth"]]


# -- conditions ------------------------------------------------------------------------------------


def given(**values: object) -> dict[str, dict[str, Any]]:
    return {key.replace("__", "/"): {"value": value} for key, value in values.items()}


def mark(row: str, **values: object) -> dict[str, dict[str, Any]]:
    return {f"mark/{row}/{field}": {"value": value} for field, value in values.items()}


STILL = given(contact_type="one_year", mobility="not_rolling")
WALKER = given(contact_type="one_year", mobility="walking")
SEEN = STILL | given(mark_seen="yes")
PATHWAY = {
    "a doubt": (STILL | given(mark_seen="unsure"), True),
    "a mark not yet described": (SEEN, True),
    "a mark without a type": (SEEN | mark(ROW, mark_words="Red"), True),
    "a bruise": (SEEN | mark(ROW, mark_type="bruise"), True),
    "nappy rash": (SEEN | mark(ROW, mark_type="nappy_rash"), False),
    "nappy rash and a bruise": (
        SEEN | mark(ROW, mark_type="nappy_rash") | mark(OTHER_ROW, mark_type="bruise"),
        True,
    ),
    "a patch on record at birth": (
        SEEN | mark(ROW, mark_type="blue_grey_patch", mark_in_records="birth_record"),
        False,
    ),
    "a patch nobody has looked up": (SEEN | mark(ROW, mark_type="blue_grey_patch"), True),
    "a patch on no record": (
        SEEN | mark(ROW, mark_type="blue_grey_patch", mark_in_records="nowhere_found"),
        True,
    ),
    "a row taken away": (
        SEEN
        | mark(ROW, mark_type="nappy_rash")
        | mark(OTHER_ROW, mark_type="bruise", removed=True),
        False,
    ),
    "a fall that was told": (STILL | given(injury_reported=["fall"]), True),
    "a fall that was told of a baby nobody saw": (
        STILL | given(baby_seen="not_seen", injury_reported=["fall"]),
        True,
    ),
    "a fall, and nobody knows how baby moves": (
        given(contact_type="one_year", mobility="not_known", injury_reported=["fall"]),
        True,
    ),
    "nothing told": (STILL | given(injury_reported=["none_reported"]), False),
    "no mark": (STILL | given(mark_seen="none_seen"), False),
    "a bruise on a walker": (
        WALKER | given(mark_seen="yes") | mark(ROW, mark_type="bruise"),
        False,
    ),
    "a bruise at 6 weeks, whatever the mobility": (
        given(contact_type="six_to_eight_week", mark_seen="yes", mobility="walking"),
        True,
    ),
}


@pytest.mark.parametrize(("answers", "opens"), PATHWAY.values(), ids=PATHWAY.keys())
def test_when_the_injury_pathway_opens(answers: dict[str, Any], opens: bool) -> None:
    assert ("bni_pathway" in shown(FORM, answers)) is opens
    assert ("bni_pathway" in open_questions(FORM, answers)) is opens


UNSEEN = {
    "not said yet": ({}, ["mark_seen", "mobility"]),
    "only asleep": (given(baby_seen="asleep_only"), ["mark_seen", "mobility"]),
    "not seen": (given(baby_seen="not_seen"), []),
    "not seen, nothing told": (
        given(baby_seen="not_seen", injury_reported=["none_reported"]),
        [],
    ),
    "not seen, a burn told": (
        given(baby_seen="not_seen", injury_reported=["burn_or_scald"]),
        ["mobility"],
    ),
    "not seen, a doubt written down": (
        given(baby_seen="not_seen", mark_seen="unsure"),
        ["mobility"],
    ),
    "not seen, a mark described": (
        given(baby_seen="not_seen") | mark(ROW, mark_type="bruise"),
        ["mark_seen", "mobility"],
    ),
    "not seen, the mark taken out": (
        given(baby_seen="not_seen") | mark(ROW, mark_type="bruise", removed=True),
        [],
    ),
}


@pytest.mark.parametrize(("answers", "asked"), UNSEEN.values(), ids=UNSEEN.keys())
@pytest.mark.parametrize("contact", ["new_birth", "two_to_two_half_year"])
def test_nobody_has_to_say_what_a_baby_they_did_not_see_looked_like(
    contact: str, answers: dict[str, Any], asked: list[str]
) -> None:
    visit = given(contact_type=contact) | answers
    held = [key for key in open_questions(FORM, visit) if key in ("mark_seen", "mobility")]
    assert held == asked


@pytest.mark.parametrize("seen", ["none_seen", "yes", "unsure", None])
@pytest.mark.parametrize("baby", ["awake", "not_seen", None])
def test_no_other_answer_hides_a_mark_that_is_written_down(
    baby: str | None, seen: str | None
) -> None:
    answers = given(contact_type="one_year", baby_seen=baby, mark_seen=seen)
    described = answers | mark(ROW, mark_type="bruise")
    assert {"mark_seen", "mobility", f"mark/{ROW}/mark_type"} <= set(shown(FORM, described))
    assert "MK" in sections_shown(FORM, described)
    assert left_out(FORM, described) == []


SHORT = given(contact_mode="face_to_face", contact_minutes=19)
WHY = {
    "written later": (given(entry_timing="later"), ["entry_late_why"]),
    "written the next working day": (given(entry_timing="next_working_day"), []),
    "short": (SHORT, ["contact_not_covered"]),
    "short and late at the door": (
        SHORT | given(access_outcome="seen_arrived_late"),
        ["contact_not_covered"],
    ),
    "twenty minutes": (SHORT | given(contact_minutes=20), []),
    "short, by telephone": (SHORT | given(contact_mode="telephone"), []),
    "nobody opened": (SHORT | given(access_outcome="no_reply"), []),
}


@pytest.mark.parametrize(("answers", "asked"), WHY.values(), ids=WHY.keys())
@pytest.mark.parametrize("contact", ["antenatal", "one_year"])
def test_why_it_was_short_or_written_later(
    contact: str, answers: dict[str, Any], asked: list[str]
) -> None:
    visit = given(contact_type=contact) | answers
    held = [
        key
        for key in open_questions(FORM, visit)
        if key in ("contact_not_covered", "entry_late_why")
    ]
    assert held == asked


def lives_there(row: str, relation: str = "parents_partner") -> dict[str, Any]:
    return {f"household/{row}/hh_relation": {"value": relation}}


TAKEN_AWAY = {f"household/{ROW}/removed": {"value": True}}
FURTHER_CARERS = {
    "nobody was named": ({}, []),
    "a grandmother in the household": (lives_there(ROW, "grandparent_maternal"), []),
    "a partner in the household": (lives_there(ROW), ["carer3"]),
    "two partners": (lives_there(ROW) | lives_there(OTHER_ROW), ["carer3", "carer4"]),
    "the second was taken away": (
        lives_there(ROW) | TAKEN_AWAY | lives_there(OTHER_ROW),
        ["carer3"],
    ),
    "somebody else, whoever is asked": (given(further_carers="one"), ["carer3"]),
    "two": (given(further_carers="two"), ["carer3", "carer4"]),
    "nobody else": (given(further_carers="none"), []),
    "one, who is the partner": (given(further_carers="one") | lives_there(ROW), ["carer3"]),
}


@pytest.mark.parametrize(("answers", "blocks"), FURTHER_CARERS.values(), ids=FURTHER_CARERS.keys())
@pytest.mark.parametrize("contact", ["new_birth", "antenatal", "two_to_two_half_year"])
def test_whom_the_further_blocks_are_asked_about(
    contact: str, answers: dict[str, Any], blocks: list[str]
) -> None:
    visit = given(contact_type=contact, earshot="no") | answers
    for block in FURTHER:
        there = block in blocks
        assert (f"PA_{block}" in sections_shown(FORM, visit)) is there
        assert (f"{block}_involvement" in open_questions(FORM, visit)) is there
        assert (f"{block}_da_asked" in shown(FORM, visit)) is there
        if not there:
            assert not [key for key in shown(FORM, visit) if key.startswith(f"{block}_")]


@pytest.mark.parametrize("contact", ContactType)
def test_asking_for_further_carers_is_left_to_the_visitor(contact: ContactType) -> None:
    visit = given(contact_type=contact.value, earshot="no")
    assert "further_carers" in shown(FORM, visit)
    assert "further_carers" not in open_questions(FORM, visit)


def test_a_parent_who_is_not_there_is_not_asked_anything() -> None:
    none = given(contact_type="new_birth", earshot="no", father_involvement="no_second_parent")
    assert [key for key in shown(FORM, none) if key.startswith("father_")] == [
        "father_alone",
        "father_involvement",
    ]
    gone = none | given(father_involvement="deceased")
    asked = [key for key in shown(FORM, gone) if key.startswith("father_")]
    assert {"father_name", "father_dob", "father_pr"} <= set(asked)
    assert not {"father_seen", "father_da_asked", "father_money"} & set(asked)


def test_a_call_for_advice_is_asked_about_only_where_the_reason_may_be_seen() -> None:
    asked = given(contact_type="new_birth", mother_mh_red_flags=["thoughts_of_harming_baby"])
    alone = asked | given(earshot="no")
    assert {"mother_mh_call_at", "mother_mh_call_who"} <= set(open_questions(FORM, alone))
    for overheard in (
        asked,
        asked | given(earshot="yes_partner"),
        alone | given(interpreter="relative_or_friend_used"),
        alone | given(mother_mh_red_flags=["none"]),
    ):
        assert not [key for key in shown(FORM, overheard) if "_mh_call_" in key]


def test_nobody_needs_to_be_present_where_nobody_was_met() -> None:
    assert "present" in open_questions(FORM, given(contact_type="new_birth"))
    for outcome in ("no_reply", "cancelled_by_family", "child_was_not_brought"):
        assert "present" not in open_questions(
            FORM, given(contact_type="new_birth", access_outcome=outcome)
        )


def decided() -> list[tuple[str, dict[str, Any]]]:
    """Every condition, against answers that decide it one way and the other."""
    found: list[tuple[str, dict[str, Any]]] = []
    blank = context_of(FORM, {})
    for expression, group in {(f.show_if, f.group) for f in FORM if f.show_if}:
        row = {f.id: None for f in FORM.groups[group].fields} if group else {}
        base = {**blank, **row}
        found.append((expression, base))
        for other in FORM:
            if other.id not in expression:
                continue
            values = [
                [code] if other.type.name == "multi" else code for code in sorted(other.type.codes)
            ] or [4120]
            values = {"computed": [True, False], "int": [12, 4120]}.get(other.type.name, values)
            if other.id == "indicators":
                values = [[], ["IND-01"]]
            for value in values:
                if other.group is None or other.group == group:
                    found.append((expression, {**base, other.id: value}))
                else:
                    cells = {f.id: None for f in FORM.groups[other.group].fields}
                    found.append((expression, {**base, other.group: [{**cells, other.id: value}]}))
    found += [
        (str(FORM.fields["bni_pathway"].show_if), context_of(FORM, answers))
        for answers, _ in PATHWAY.values()
    ]
    return found


def test_every_condition_decides_both_ways() -> None:
    """No condition that can never open its question, and none that always does."""
    ways: dict[str, set[bool]] = {}
    for expression, context in decided():
        ways.setdefault(expression, set()).add(Condition(expression).evaluate(context))
    stuck = {
        expression
        for expression, seen in ways.items()
        # Two answers together open these; the cases above and the parents' own tests do that.
        if seen != {True, False} and " && (" not in expression
    }
    assert stuck == set()


AS_BUILT = """
import { readFileSync } from "node:fs";
import { javascript } from "./static/cel.mjs";
const asked = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(asked.map(([text, context]) => Function("c", `return ${javascript(text)}`)(context) === true)));
"""


@pytest.mark.skipif(
    shutil.which("node") is None or not (ROOT / "node_modules/@marcbachmann").exists(),
    reason="needs Node and `npm ci`",
)
@pytest.mark.parametrize("script", [IN_NODE, AS_BUILT], ids=["library", "as built for the tablet"])
def test_the_browsers_cel_says_the_same_of_the_whole_form(script: str) -> None:
    asked = decided()
    here = [Condition(expression).evaluate(context) for expression, context in asked]
    there = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert json.loads(there.stdout) == here


# -- the other faces -------------------------------------------------------------------------------


def test_the_dictionary_lists_every_field_by_its_id() -> None:
    assert {row["field"] for row in rows(FORM)} == set(EXPECTED)


def test_the_dictionary_of_the_declared_form_can_be_printed() -> None:
    printed = CliRunner().invoke(
        print_data_dictionary, ["--format", "json", "--version", "current"]
    )
    assert {row["field"] for row in json.loads(printed.output)} == set(EXPECTED)
    assert CliRunner().invoke(print_data_dictionary, ["--version", "99"]).exit_code == 1
    assert CliRunner().invoke(print_data_dictionary, ["--version", "newest"]).exit_code == 1


def test_dates_of_birth_stay_in_the_record() -> None:
    of = {f"{who}_dob": {"value": "2026-03-03"} for who in ("baby", *BLOCKS)}
    born = [column for column in columns(FORM) if column.field.id in of]
    assert {column.name for column in born} >= {"baby_dob__given", "mother_dob__given"}
    assert {column.of(of) for column in born} == {1, None}


def test_column_names_are_unique_and_hidden_ones_are_left_out() -> None:
    every = [
        *columns(FORM, hidden=True),
        *(column for group in FORM.groups for column in group_columns(FORM, group, hidden=True)),
    ]
    names = [column.name for column in every]
    assert len(set(names)) == len(names)
    hidden = [column for column in columns(FORM) if column.field.sensitivity is Sensitivity.HIDDEN]
    assert hidden == []
