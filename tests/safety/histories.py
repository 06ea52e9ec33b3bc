"""Invented histories from a seed: visits with answers of every kind drawn at random, weighted to what rules look at."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import forms
from forms.blocks import BLOCKS
from forms.definition import Field, Form
from forms.holistic_visit.rules import BOOK
from forms.safety.child import ChildKnown
from forms.safety.must_see import ORDER

FORM = forms.current()
PEOPLE = (
    ("P1", "Anna Vale", "mother"),
    ("P2", "Ben Reed", "father"),
    ("P3", "Aunt May", "paternal_grandmother"),
    ("P4", "Kit Marsh", "Mother’s partner"),
    ("P5", "Dean", "maternal_uncle"),
)
CHILD: ChildKnown = {
    "dob": "2026-04-01",
    "sex": "female",
    "gestation": None,
    "birth_weight_g": None,
    "people": [],
    "addresses": [],
}
"""A child of whom nothing else is known."""
PLACES = (("A1", "E08000035"), ("A2", "E06000018"), ("A3", ""))
SENTENCES = (
    "Baby well, no concerns.",
    "Awake 20 min, watched her face, kicked both legs, naked weight 4,120 g.",
    "Mum was hostile throughout.",
    "Mother said: “I was hostile to the last one.”",
    "Baby lay on the mat, kicked both legs and looked at the lamp for two minutes.",
    "He took my phone and read my messages on Monday",
    "4-hourly feeds",
    "Referral to children’s social care by phone",
)
SPOKEN_OF = sorted(
    {
        name.removesuffix("__missing")
        for name in BOOK.blank
        if name.removesuffix("__missing") in FORM.fields
    }
    | {
        f"{block}_{name.removesuffix('__missing')}"
        for name in BOOK.parent_names
        for block in BLOCKS
        if f"{block}_{name.removesuffix('__missing')}" in FORM.fields
    }
    | {
        *("baby_observed", "crying_words", "worries", "strengths", "level_reason", "safe_summary"),
        *(
            "unknowns",
            "indicators_reply",
            "wnb_count",
            "access_outcome",
            "contact_mode",
            "contact_place",
        ),
        *("visit_address", "sleeps_tonight", "overnight_carer", "records_read", "transfer_start"),
        *(
            "no_handover_why",
            "residence_changed",
            "move_date",
            "weight_g",
            "head_cm",
            "weight_centile",
        ),
        *(f"{block}_involvement" for block in BLOCKS),
        "carer3_name",
        "carer4_name",
        "father_alone",
        *("mother_gad2_1", "mother_gad2_2", "mother_dob", "father_dob", "mother_lives_with_baby"),
        *(
            "must_see_next",
            "mother_da_words",
            "father_not_seen_why",
            "paternal_family",
            "health_facts",
        ),
        *("bni_not_started_why", "bni_when", "mother_other_children", "mother_mh_call_at"),
    }
)
GROUPS = ("mark", "icon", "household", "share", "action", "residence_claim")


def histories(count: int, seed: int) -> list[dict[str, Any]]:
    """So many histories: {child, visits: [{answers, on, online}], today}."""
    return [history(Random(f"{seed}-{place}")) for place in range(count)]


def history(chance: Random) -> dict[str, Any]:
    born = date(2026, 1, 1) + timedelta(days=chance.randrange(200))
    on = born + timedelta(days=chance.choice((2, 6, 10, 13, 21, 35, 42, 55, 120, 400)))
    visits = []
    for _ in range(chance.randint(1, 5)):
        answers = visit(chance, on)
        visits.append({"answers": answers, "on": on.isoformat(), "online": chance.random() < 0.8})
        on += timedelta(days=chance.choice((1, 3, 7, 8, 14, 30, 90, 91)))
    child = {
        "dob": born.isoformat() if chance.random() < 0.9 else None,
        "sex": chance.choice(("female", "male", None)),
        "gestation": chance.choice((None, "39+2", "36+6", "33+0")),
        "birth_weight_g": chance.choice((None, 2400, 3320, 4600)),
        "people": [
            {"id": id_, "name": name, "relation": relation} for id_, name, relation in PEOPLE
        ],
        "addresses": [{"id": id_, "council": council} for id_, council in PLACES],
    }
    return {
        "child": child,
        "visits": visits,
        "today": on.isoformat() if chance.random() < 0.7 else None,
    }


def visit(chance: Random, on: date) -> dict[str, dict[str, Any]]:
    answers: dict[str, dict[str, Any]] = {}
    share = chance.choice((0.1, 0.3, 0.7))
    for name in ("contact_type", *SPOKEN_OF):
        declared = FORM.fields[name]
        if declared.asked and declared.group is None and chance.random() < share:
            answers[name] = answer(chance, declared, on, FORM)
            if declared.several_claims and chance.random() < 0.3:
                answers[f"{name}@1"] = answer(chance, declared, on, FORM)
    for group in GROUPS:
        for row in range(chance.choice((0, 0, 1, 2, 3))):
            for declared in FORM.groups[group].fields:
                if chance.random() < 0.7:
                    answers[f"{group}/{row:04}/{declared.id}"] = answer(chance, declared, on, FORM)
            if chance.random() < 0.1:
                answers[f"{group}/{row:04}/removed"] = {"value": True, "kind": "A"}
    if chance.random() < 0.2:
        rule = chance.choice(BOOK.rules).id
        reply = {
            "reply": chance.choice(
                ("acted", "explained", "kept", "confirmed", "excepted", "called")
            ),
            "words": chance.choice(("", "Rang the ward sister")),
            "clinician": chance.choice(("", "Dr Bello")),
            "at": chance.choice(("", "2026-05-06T10:00:00Z")),
        }
        answers[f"rule/{rule}/reply"] = {"value": [reply], "kind": "A"}
    if chance.random() < 0.3:
        why = {"reply": "left_out", "words": "They are away until March"}
        answers[f"next/{chance.choice(ORDER)}/reply"] = {"value": [why], "kind": "A"}
    return answers


def answer(chance: Random, declared: Field, on: date, form: Form) -> dict[str, Any]:
    if chance.random() < 0.12:
        return {
            "missing": chance.choice(
                ("not_asked", "declined", "not_known", "not_safe_to_ask", "not_seen")
            )
        }
    if chance.random() < 0.03:
        return {"cleared": True}
    found: dict[str, Any] = {"value": value(chance, declared, on), "kind": declared.kind.value}
    if chance.random() < 0.6:
        found["source"] = {"type": chance.choice(form.sources).code}
        if chance.random() < 0.2:
            found["source"]["person"] = f"P:{chance.choice(PEOPLE)[0]}"
    if chance.random() < 0.4:
        found["basis"] = chance.sample(
            (
                *("baby_observed", "worries", "health_facts", "mother_control_signs"),
                *("household/0000/hh_concerns", "weight_g", "mother_da_words", "crying_words"),
                *("father_childhood_words", "mother_other_children", "carer3_justice"),
            ),
            2,
        )
    if chance.random() < 0.1:
        found["verif"] = "confirmed_by_second_source"
    return found


def value(chance: Random, declared: Field, on: date) -> Any:
    kind = declared.type.name
    codes = sorted(declared.type.codes)
    day = (on - timedelta(days=chance.choice((0, 0, 1, 3, 30, 90, 91)))).isoformat()
    person = f"P:{chance.choice(PEOPLE)[0]}"
    drawn = {
        "enum": lambda: chance.choice(codes),
        "multi": lambda: chance.sample(codes, min(len(codes), chance.choice((1, 1, 2, 4)))),
        "int": lambda: (
            chance.choice((412, 2400, 2990, 3100, 3600, 4300, 5600))
            if declared.id == "weight_g"
            else chance.randint(0, 5)
        ),
        "decimal": lambda: chance.choice(("33.0", "36.5", "38.0", "41.5")),
        "date": lambda: chance.choice((day, "2008-03-01", "1996-02-29")),
        "datetime": lambda: f"{day}T{chance.choice(('10:00', '23:30'))}:00Z",
        "address": lambda: chance.choice(("A:A1", "A:A2", "A:A3", "T:2 Invented Row")),
        "person": lambda: chance.choice((person, "T:Aunt May", "T:Kit")),
        "people": lambda: [person],
        "unknowns": lambda: [
            {"what": "Nights", "owner": chance.choice(("", "J. Okafor")), "due": ""}
        ],
        "replies": lambda: [
            {
                "to": f"IND-{chance.randint(1, 26):02}",
                "reply": chance.choice(("considered", "not_accurate")),
                "why": "",
            }
        ],
        "confirm": lambda: True,
        "age": lambda: chance.choice((9, 17, 34, "1970-01-01")),
        "gestation": lambda: chance.choice(("36+4", "40+0", "36")),
        "entry": lambda: chance.choice(("share/0000/sh_facts", "weight_g")),
        "geo": lambda: "front:420,615",
    }
    if declared.id in ("carer3_name", "carer4_name"):
        return chance.choice(("Kit ", "Dean", "Aunt May", "Ray"))
    if kind in drawn:
        return drawn[kind]()
    return chance.choice(SENTENCES)
