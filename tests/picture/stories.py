"""Invented histories for the picture: small ones told by hand, and many made by chance from a printed seed."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import forms
from forms.definition import Field, Form
from forms.keys import id_of

FORM = forms.current()
START = datetime(2026, 4, 13, 9, 0, tzinfo=UTC)
ANNA, BEN, GRAN = (f"00000000-0000-7000-8000-00000000000{n}" for n in (1, 2, 3))
FLAT, HOUSE = (f"00000000-0000-7000-8000-0000000000a{n}" for n in (1, 2))
CHILD: Mapping[str, Any] = {
    "child_id": "00000000-0000-7000-8000-0000000000c1",
    "dob": "2026-04-01",
    "sex": "female",
    "people": [
        {"id": ANNA, "name": "Anna Vale", "relation": "mother"},
        {"id": BEN, "name": "Ben Vale", "relation": "father"},
        {"id": GRAN, "name": "Greta Vale", "relation": "paternal grandmother"},
    ],
    "addresses": [
        {"id": FLAT, "label": "Flat", "line": "", "postcode": "", "restricted": False},
        {"id": HOUSE, "label": "Grandparents", "line": "", "postcode": "", "restricted": False},
    ],
}
WRITER = {"by": {"id": "u1", "name": "Amina Okoro"}, "at": "2026-04-13T10:00:00Z"}


def said(value: Any, source: str | dict[str, str] = "", **more: Any) -> dict[str, Any]:
    """An answer with a value; `source` is the kind of source, or the whole of it."""
    named = {"type": source} if isinstance(source, str) else source
    return {"value": value} | ({"source": named} if source else {}) | more


def closed(reason: str, **more: Any) -> dict[str, Any]:
    """An answer closed with a reason."""
    return {"missing": reason, **more}


def visit(
    day: int,
    answers: Mapping[str, Any],
    rows: Mapping[str, Iterable[Mapping[str, Any]]] | None = None,
    *,
    author: str = "Amina Okoro",
    status: str = "signed_off",
    contact: str = "six_to_eight_week",
) -> dict[str, Any]:
    """One visit, so many days after 13 April 2026. A value that is no dict is the answer's value."""
    began = (START + timedelta(days=day)).isoformat().replace("+00:00", "Z")
    told: dict[str, Any] = {"contact_type": contact, "contact_start": began, **answers}
    for group, each in (rows or {}).items():
        for number, row in enumerate(each):
            told |= {f"{group}/{day:04}-{number}/{name}": value for name, value in row.items()}
    return {
        "visit_id": f"v{day:04}",
        "form_version": FORM.version,
        "status": status,
        "author": {"id": "u1", "name": author},
        "created_at": began,
        "answers": {
            key: {
                "kind": FORM.fields[id_of(key)].kind.value,
                "cands": [],
                "by": {"id": "u1", "name": author},
                "at": began,
                **(one if isinstance(one, dict) else {"value": one}),
            }
            for key, one in told.items()
        },
    }


def person(id_: str) -> str:
    """A reference to a person on the record."""
    return f"P:{id_}"


def place(id_: str) -> str:
    """A reference to an address on the record."""
    return f"A:{id_}"


# -- by chance ------------------------------------------------------------------------------------


def history(seed: int) -> dict[str, Any]:
    """A child and up to six visits in which anything may have been said by anybody: {child, visits}."""
    chance = random.Random(seed)
    people = list(CHILD["people"])[chance.randint(0, 2) :]
    child = {**CHILD, "people": people}
    visits: list[dict[str, Any]] = []
    day = 0
    for _ in range(chance.randint(1, 6)):
        day += chance.choice((0, 7, 21, 70, 120))
        visits.append(_visit(FORM, chance, day, len(visits)))
    chance.shuffle(visits)
    return {"child": child, "visits": visits}


def _visit(form: Form, chance: random.Random, day: int, number: int) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for field in form:
        if not field.asked:
            continue
        keys = [field.id]
        if field.group:
            keys = [
                f"{field.group}/{day:04}{number}{row}/{field.id}"
                for row in range(chance.randint(0, 2))
            ]
        for key in keys:
            if chance.random() < 0.55:
                answers[key] = _answer(field, chance)
            for number in range(chance.choice((0, 0, 0, 1, 2)) if field.several_claims else 0):
                answers[f"{key}@{number}"] = _answer(field, chance)
    for group in form.groups:
        if chance.random() < 0.2:
            answers[f"{group}/{day:04}{number}0/removed"] = {"value": True, "kind": "A"}
    began = (
        (START + timedelta(days=day, hours=chance.randint(0, 14)))
        .isoformat()
        .replace("+00:00", "Z")
    )
    answers.pop("contact_start", None)
    if chance.random() < 0.9:
        answers["contact_start"] = {"value": began, "kind": "A", **WRITER}
    return {
        "visit_id": f"v{day:04}-{number}",
        "form_version": form.version,
        "status": chance.choice(("open", "submitted", "returned", "signed_off")),
        "author": None if chance.random() < 0.1 else {"id": "u1", "name": "Amina Okoro"},
        "created_at": began,
        "answers": answers,
    }


def _answer(field: Field, chance: random.Random) -> dict[str, Any]:
    answer = _claim(field, chance)
    answer["cands"] = [_claim(field, chance)] if chance.random() < 0.03 else []
    if chance.random() < 0.15:
        answer |= {"by": None, "from": "own"}
    return answer


def _claim(field: Field, chance: random.Random) -> dict[str, Any]:
    made: dict[str, Any] = {"kind": field.kind.value, **WRITER}
    draw = chance.random()
    if draw < 0.15 and field.missing:
        made["missing"] = chance.choice(field.missing)
    elif draw < 0.2:
        made["cleared"] = True
    else:
        made["value"] = _value(field, chance)
    if chance.random() < 0.5:
        made["source"] = chance.choice(
            (
                {"type": "mother_said"},
                {"type": "father_or_partner_said", "person": person(BEN)},
                {"type": "other_relative_said", "person": person(GRAN), "date": "2026-04-20"},
                {"type": "gp_record", "document": "GP letter", "date": "2026-04-02"},
                {"type": "seen_or_measured_by_me"},
            )
        )
    if chance.random() < 0.05:
        made["verif"] = "conflicts_with_another_source"
    if field.kind.value == "J":
        made["basis"] = chance.sample(
            ["baby_observed", "mother_control_signs", "lives_with", "weight_g"],
            chance.randint(0, 2),
        )
    return made


def _value(field: Field, chance: random.Random) -> Any:
    refs = {
        "address": (place(FLAT), place(HOUSE), "T:A friend’s sofa"),
        "person": (person(ANNA), person(BEN), person(GRAN), "T:Uncle Joe"),
    }
    match field.type.name:
        case "enum":
            return chance.choice(field.type.choices).code  # type: ignore[attr-defined]
        case "multi":
            codes = [choice.code for choice in field.type.choices]  # type: ignore[attr-defined]
            return chance.sample(codes, min(len(codes), chance.randint(1, 3)))
        case "address" | "person" as kind:
            return chance.choice(refs[kind])
        case "people":
            return chance.sample(refs["person"], chance.randint(1, 3))
        case "int":
            return chance.randint(1, 6)
        case "decimal":
            return "50.5"
        case "date":
            return f"2026-0{chance.randint(4, 9)}-11"
        case "datetime":
            return f"2026-0{chance.randint(4, 9)}-11T09:30:00Z"
        case "gestation":
            return chance.choice(("39+2", "35+0"))
        case "unknowns":
            return [
                {"what": what, "owner": "Amina Okoro", "due": "2026-06-01"}
                for what in chance.sample(("Who has her at weekends", "His shifts.", "The GP"), 2)
            ]
        case "confirm":
            return True
        case "age":
            return chance.choice((31, "1990-02-03"))
        case "entry":
            return chance.choice(("baby_observed", "mother_da_asked", "weight_g"))
        case "replies":
            return []
        case _:
            return chance.choice(("One thing", "Another thing"))
