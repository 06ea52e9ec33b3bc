"""What makes the form quick in the hand obeys its rules, whatever the lists say."""

from __future__ import annotations

from dataclasses import replace

import pytest

import forms
from forms.aids import Aids
from forms.blocks import FURTHER
from forms.declaring import DeclarationError
from forms.definition import Form, Kind, Sensitivity
from forms.derived.browser_bundle import bundle
from forms.holistic_visit import FORM
from forms.holistic_visit.aids import AIDS

VERSIONS = [forms.published(number) for number in forms.versions()] + [FORM]
EVERYTHING = replace(
    AIDS, carried=frozenset(section.code for section in FORM.sections), asked_anew=frozenset()
)
"""As if somebody had put every section on the list."""


def test_everything_named_is_in_the_form() -> None:
    AIDS.check(FORM)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sources": {Kind.FACT: ("aunt_said",)}},
        {"carried": frozenset({"XX"})},
        {"topics": {"HO": {"The home": ("weight_g",)}}},
        {"asked_anew": frozenset({"nobody_asks_this"})},
        {"hints": {"nobody_asks_this": "Say why."}},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_name_that_is_not_in_the_form_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(DeclarationError):
        replace(AIDS, **wrong).check(FORM)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", VERSIONS, ids=lambda form: f"version {form.version}")
@pytest.mark.parametrize("aids", [AIDS, EVERYTHING], ids=["as declared", "every section listed"])
def test_what_was_seen_told_or_thought_is_never_carried(form: Form, aids: Aids) -> None:
    for field in form:
        if aids.carries(field):
            assert field.kind in (Kind.RECORD, Kind.FACT, Kind.ADMINISTRATIVE), field.id
            assert field.sensitivity is not Sensitivity.HIDDEN, field.id


def test_what_is_carried() -> None:
    carried = {field.id for field in FORM if AIDS.carries(field)}
    assert {"baby_name", "hh_cares", "tenure", "ag_worker", "father_name", "father_pr"} <= carried
    # Tonight, danger of losing the home, and who narrates are asked anew.
    assert not carried & {
        "hh_sleeps_tonight",
        "eviction_risk",
        "father_info_source",
        "sleeps_tonight",
    }
    for block in FURTHER:
        assert {one for one in carried if one.startswith(block)} == {
            f"{block}_{end}" for end in ("name", "dob", "contact", "lives_with_baby", "pr")
        }
    # Who else is like a parent is offered again; what was told of the wider family is not.
    assert {one.id for one in FORM.section("WF").fields} & carried == {"further_carers"}
    # A plan is on record until somebody says that it ended; what a visitor thinks of it is not.
    assert {one.id for one in FORM.section("PJ").fields} & carried == {"legal_status"}


def test_the_tablet_is_told() -> None:
    sections = {section["code"]: section for section in bundle(FORM)["sections"]}
    assert sections["PA_father"]["sources"]["R"] == ["father_or_partner_said", "mother_said"]
    assert "carries" not in sections["BS"]
    assert sections["LE"]["afterwards"] == ["baby_voice_view"]
    assert "afterwards" not in sections["SK"], "why a pathway was not started is said at once"
    assert sections["IC"]["at_once"] == {"icon_messages": "All four"}
    titles = [title for title, _ in sections["PA_mother"]["topics"]]
    assert titles[0] == "Name, contact, address"


@pytest.mark.parametrize("form", VERSIONS, ids=lambda form: f"version {form.version}")
def test_no_hint_asks_for_what_there_is_no_room_for(form: Form) -> None:
    fields = bundle(form)["fields"]
    for asked, words in AIDS.hints.items():
        if asked in fields:
            assert fields[asked]["hint"] == words
            assert (form.fields[asked].hint == words) is (form.version >= 4)
            assert len(words) <= 120
