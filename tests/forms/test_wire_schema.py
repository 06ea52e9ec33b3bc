"""What is refused on the wire: the contract cases, and the marshmallow schema as the oracle."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import Schema

from forms.derived.wire_schema import SENTENCES, ChangeSchema, answer_schema, refuse_answer
from tests.forms.contracts import cases, form_of
from tests.forms.test_field_types import values_for

FORM = form_of("answers")

ID = "0190b000-0000-7000-8000-000000000001"


@pytest.mark.parametrize("case", cases("answers"))
def test_contract_case(case: dict[str, Any]) -> None:
    at = datetime.fromisoformat(case["at"]) if "at" in case else None
    refusal = refuse_answer(FORM, case["key"], case["answer"], at)
    assert (refusal and refusal._asdict()) == case["expect"]


def test_the_cases_try_every_refusal_a_form_can_give() -> None:
    tried = {p.values[0]["expect"]["code"] for p in cases("answers") if p.values[0]["expect"]}
    assert set(SENTENCES) <= tried
    told = {code for field in FORM for code in field.type.sentences(field.name)}
    unfinished = {
        "too_short",
        "no_owner",
    }  # never a refusal: tests/contracts/applicable.json tries them
    assert told - tried <= {"too_many"} | unfinished


def test_every_sentence_names_its_question() -> None:
    for field in FORM:
        for sentence in field.type.sentences(field.name).values():
            assert sentence.startswith(field.name), sentence


odd = st.sampled_from(
    [None, True, False, 0, "", "x", ID, [], [ID], ["weight_g"], {}, "no", "O", "J"]
)
sources = st.dictionaries(
    st.sampled_from(["type", "person", "document", "words", "date", "colour"]),
    st.sampled_from(["mother_said", "2026-05-09", "soon", "", "Aunt", 3]),
    max_size=3,
)
beside = st.fixed_dictionaries(
    {},
    optional={
        "base": odd,
        "source": odd | sources,
        "verif": st.sampled_from(["not_confirmed", "sure", None]),
        "basis": odd | st.just(["weight_g", f"icon/{ID}/icon_how", "nonsense"]),
        "earshot": odd,
        "closes": odd,
        "colour": odd,
    },
)


@cache
def schema_of(field_id: str) -> Schema:
    return answer_schema(FORM, FORM.fields[field_id])


@given(chosen=st.data(), extra=st.just({}) | beside)
@settings(max_examples=200, deadline=None)
def test_the_fast_check_and_the_schema_agree(chosen: st.DataObject, extra: dict[str, Any]) -> None:
    field = chosen.draw(st.sampled_from(list(FORM)))
    answer: Any = {
        "kind": chosen.draw(st.sampled_from([field.kind.value, "J", "O", None])),
        **extra,
    }
    state = chosen.draw(st.sampled_from(["value", "value", "missing", "cleared", "none", "two"]))
    if state in ("value", "two"):
        answer["value"] = chosen.draw(values_for(field.type))
    if state in ("missing", "two"):
        answer["missing"] = chosen.draw(
            st.sampled_from(["declined", "not_seen", "forgot", None, 3])
        )
    if state == "cleared":
        answer["cleared"] = chosen.draw(st.sampled_from([True, False, 1, "true", None]))
    key = f"{field.group}/{ID}/{field.id}" if field.group else field.id
    refusal = refuse_answer(FORM, key, answer)
    told = schema_of(field.id).validate(answer)
    assert (refusal is None) == (told == {}), (refusal, told)


@pytest.mark.parametrize("answer", [None, [], "x", 3, {"kind": "O"}])
def test_what_is_no_answer_is_refused_whatever_it_is(answer: object) -> None:
    assert refuse_answer(FORM, "weight_g", answer) is not None
    assert refuse_answer(FORM, f"icon/{ID}/removed", answer) is not None


@pytest.mark.parametrize(
    "key", ["", "/", "//", "icon", "icon/", f"icon/{ID}", f"icon/{ID}/", f"icon/{ID}/x/icon_how"]
)
def test_keys_that_name_no_question(key: str) -> None:
    refusal = refuse_answer(FORM, key, {"value": "phone", "kind": "A"})
    assert refusal is not None
    assert refusal.code == "unknown_field"


def change(**more: Any) -> dict[str, Any]:
    return {
        "change_id": str(uuid.UUID(int=1)),
        "device_id": str(uuid.UUID(int=2)),
        "device_seq": 17,
        "visit_id": str(uuid.UUID(int=3)),
        "child_id": str(uuid.UUID(int=4)),
        "form": "holistic_visit",
        "form_version": 1,
        "recorded_at": "2026-05-09T14:31:07.120Z",
        "clock_offset_ms": -120,
        "answers": {"weight_g": {"value": 4120, "kind": "O", "base": None}},
        "submit": False,
        "body_sha256": "0" * 64,
    } | more


def test_a_change_as_the_protocol_states_it_is_taken() -> None:
    assert ChangeSchema().validate(change()) == {}
    assert ChangeSchema().validate(change(clock_offset_ms=None, answers={}, submit=True)) == {}


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ("change_id", "1"),
        ("device_seq", 0),
        ("device_seq", "17"),
        ("device_seq", True),
        ("form_version", 1.5),
        ("recorded_at", "2026-05-09T14:31:07"),
        ("recorded_at", "yesterday"),
        ("answers", []),
        ("answers", {"weight_g": 4120}),
        ("submit", "yes"),
        ("body_sha256", "0" * 63),
        ("colour", "red"),
    ],
)
def test_a_change_with_a_wrong_part_is_refused_and_the_part_is_named(
    part: str, wrong: object
) -> None:
    assert list(ChangeSchema().validate(change(**{part: wrong}))) == [part]
