"""The holistic visit as it is declared, and what is refused when a form is loaded."""

from __future__ import annotations

import json
import re
from types import ModuleType

import pytest

import forms
from forms.blocks import BLOCKS
from forms.declaring import DeclarationError, checked, choices, section
from forms.definition import REASONS, ContactType, Kind, Requirement, Sensitivity
from forms.field_types import Computed, OneOf, SeveralOf
from forms.holistic_visit import MODULES
from tests.forms.contracts import FOLDER
from tests.forms.tiny import asked, form_of, tiny

FORM = forms.current()

CORE = [
    "address_matches_record",
    "access_outcome",
    "earshot",
    "records_read",
    "lives_with",
    "sleeps_tonight",
    "overnight_carer",
    "residence_evidence",
    "baby_seen",
    "baby_undressed",
    "baby_observed",
    "acute_signs",
    "carer_baby_observed",
    "skin_check",
    "mobility",
    "mark_seen",
    "feeding_type",
    "weight_g",
    "crying_words",
    "sleep_space_seen",
    "sleep_risks",
    "icon_messages",
    "icon_how",
    "day_in_life",
    "baby_voice_seen",
    "{p}_involvement",
    "{p}_seen",
    "{p}_whooley_1",
    "{p}_whooley_2",
    "{p}_care_experience",
    "{p}_da_asked",
    "{p}_control_signs",
    "paternal_family",
    "hh_cares",
    "others_asked",
    "eviction_risk",
    "home_conditions",
    "move_plan",
    "strengths",
    "worries",
    "unknowns",
    "impact_on_baby",
    "level_need",
    "level_reason",
    "safeguarding_decision",
    "next_contact_date",
    "must_see_next",
    "sign_off",
]


def definition(field_id: str) -> str:
    return re.sub(r"^(mother|father|carer[34])_(?!alone)", "{p}_", field_id)


def test_the_48_core_questions_are_there_and_no_other_is_core() -> None:
    assert len(CORE) == 48
    assert {definition(field.id) for field in FORM if field.core} == set(CORE)


def test_every_parent_is_asked_the_same() -> None:
    def block(parent: str) -> list[object]:
        fields = FORM.section(f"PA_{parent}").fields
        return [
            (
                f.id.removeprefix(parent),
                f.kind,
                f.requirement,
                f.sensitivity,
                f.contacts,
                f.type.name,
                f.missing,
                f.core,
            )
            for f in fields
        ]

    assert len(block("mother")) == 44
    assert list(BLOCKS) == json.loads((FOLDER / "further_carers.json").read_text("utf-8"))["blocks"]
    assert all(block(parent) == block("mother") for parent in BLOCKS)
    assert [f"PA_{parent}" for parent in BLOCKS] == [
        section.code for section in FORM.sections if section.code.startswith("PA_")
    ]


def test_antenatal_contacts_do_not_ask_about_a_baby_who_is_not_born() -> None:
    for code in ("WB", "BS", "SK", "MK", "FG", "HD", "CS", "LE", "HH", "HC"):
        for field in FORM.section(code).fields:
            asked_before_birth = ContactType.ANTENATAL in field.contacts
            assert asked_before_birth == (field.id == "residence_changed"), field.id


@pytest.mark.parametrize("field", FORM, ids=lambda field: field.id)
def test_every_question_is_worded_for_a_tired_person(field) -> None:
    assert field.label.strip() == field.label
    assert len(field.label) <= 100
    assert len(field.hint) <= 120
    assert 3 <= len(field.name) <= 60
    for choice in getattr(field.type, "choices", ()):
        assert choice.label.strip() == choice.label != ""
        assert choice.label != choice.code
        assert "_" not in choice.label


@pytest.mark.parametrize("field", FORM, ids=lambda field: field.id)
def test_a_question_offers_every_reason_unless_a_value_is_needed_or_its_list_says_the_same(
    field,
) -> None:
    if field.requirement in (Requirement.VALUE, Requirement.COMPUTED):
        assert field.missing == ()
    else:
        assert set(field.missing) == REASONS - field.type.codes


def test_the_missing_reasons_are_those_the_vocabulary_knows() -> None:
    assert {reason.code for reason in FORM.missing_reasons} == REASONS


@pytest.mark.parametrize(
    "field", [f for f in FORM if isinstance(f.type, SeveralOf)], ids=lambda f: f.id
)
def test_answers_that_say_nothing_else_applies_stand_alone(field) -> None:
    nothing = re.compile(
        r"none(_|$)|not_seen$|area_not_seen$|not_known$|nobody_named$|do_not_contact$"
    )
    assert set(field.type.exclusive) == {code for code in field.type.codes if nothing.match(code)}


def test_hidden_questions_are_those_that_could_put_someone_in_danger() -> None:
    hidden = {definition(f.id) for f in FORM if f.sensitivity is Sensitivity.HIDDEN}
    assert hidden == {
        f"{{p}}_{name}"
        for name in (
            *("da_asked", "da_answer", "da_words", "da_actions", "control_signs"),
            *("safe_contact", "mh_red_flags", "childhood_words", "rel_words"),
        )
    }


def test_only_narratives_can_be_moved_to_another_kind() -> None:
    told = FORM.fields["crying_words"]
    assert told.allowed_kinds == {Kind.OBSERVED, Kind.REPORTED, Kind.RECORD, Kind.JUDGEMENT}
    assert FORM.fields["weight_g"].allowed_kinds == {Kind.OBSERVED}
    assert FORM.fields["no_access_detail"].allowed_kinds >= {Kind.JUDGEMENT}


def test_keys_of_rows_and_of_single_questions_are_told_apart() -> None:
    assert FORM.field_of("weight_g") is FORM.fields["weight_g"]
    assert FORM.field_of("icon/1/icon_how") is FORM.fields["icon_how"]
    assert FORM.field_of("icon_how") is None
    assert FORM.field_of("icon/1/hh_cares") is None
    assert FORM.field_of("icon/1/weight_g") is None


WRONG = {
    "an unknown field": ({"show_if": 'shape == "red"'}, "unknown field “shape”"),
    "an unknown choice": ({"show_if": 'colour == "blue"'}, "“blue” is no choice of “colour”"),
    "a field of a row": ({"show_if": 'shade == "red"'}, "“shade” belongs to the rows of “row”"),
    "no CEL": ({"show_if": "colour =="}, "not a CEL expression"),
    "an unguarded not": ({"show_if": '!(colour == "red")'}, "“colour” may be blank here"),
    "no choices": ({"type": OneOf(())}, "there are no choices"),
    "a choice twice": (
        {"type": OneOf((*choices(red="Red"), *choices(red="Rot")))},
        "a choice is there twice",
    ),
    "a choice without words": ({"type": OneOf(choices(red=" "))}, "a choice has no words"),
    "a result that is asked": (
        {"type": Computed("int")},
        "what is worked out needs the requirement “-”",
    ),
    "a question that is never asked": (
        {"requirement": Requirement.COMPUTED},
        "what is worked out needs the requirement “-”",
    ),
    "a stray exclusive": (
        {"type": SeveralOf(choices(red="Red"), exclusive=("none",))},
        "“none” stands alone but is no choice",
    ),
}


@pytest.mark.parametrize(("wrong", "reason"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_declaration_fails_with_file_field_and_reason(wrong, reason: str) -> None:
    form = tiny(**wrong)
    module = ModuleType("forms.tiny.first")
    module.SECTIONS = form.sections  # type: ignore[attr-defined]
    with pytest.raises(DeclarationError) as failed:
        checked(form, [module])
    assert str(failed.value).startswith("forms/tiny/first.py: extra: ")
    assert reason in str(failed.value)


def test_an_id_used_twice_is_refused() -> None:
    with pytest.raises(DeclarationError, match="colour: the id is used twice"):
        checked(form_of(section("A", "First", asked("colour"), asked("colour"))))


def test_every_module_gives_its_sections_in_the_order_of_the_form() -> None:
    assert [s.code for m in MODULES for s in m.SECTIONS] == [s.code for s in FORM.sections]
