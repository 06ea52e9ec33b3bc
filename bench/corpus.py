"""Invented visits for the benches: every question of the newest form answered, about 6 kB each."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import uuid_utils.compat

import forms
from forms.definition import Field, Form, Kind
from forms.derived.browser_bundle import bundle
from forms.field_types.identifiers import Code
from forms.field_types.lists import Replies

SENTENCE = (
    "Awake for twenty minutes, fixed on her mother's face, turned to her voice twice, pink, warm hands, fed from the left "
    "breast for twelve minutes and settled on his shoulder. "
)
START = datetime(2026, 5, 9, 14, 0, tzinfo=UTC)


def _value(field: Field, face: dict[str, Any], chance: random.Random) -> Any:
    """An answer to one question; `face` is what the browser knows of it."""
    match face["type"]:
        case "enum":
            return chance.choice(face["choices"])[0]
        case "multi":
            return [chance.choice(face["choices"])[0]]
        case "text" if face["limits"]["shortest"] > 1:
            return SENTENCE[: 40 + face["limits"]["shortest"]]
        case "text":
            return SENTENCE[: chance.randint(40, 120)].strip()
        case "line":
            return "Duty worker"
        case "int":
            limits = face["limits"]
            return chance.randrange(limits["minimum"], limits["maximum"] + 1, limits.get("step", 1))
        case "decimal":
            return face["limits"]["minimum"]
        case "gestation":
            return "39+2"
        case "age":
            return chance.randint(18, 70)
        case "nhs_number":
            return "9990000018"
        case "code" if isinstance(field.type, Code):
            return field.type.example
        case "geo":
            return f"front:{chance.randint(0, 1000)},{chance.randint(0, 1000)}"
        case "entry":
            return "baby_observed"
        case "replies" if isinstance(field.type, Replies):
            return [
                {
                    "to": "IND-03",
                    "reply": field.type.choices[0].code,
                    "why": "Talked about today",
                }
            ]
        case "date":
            return (START + timedelta(days=21)).date().isoformat()
        case "datetime":
            return START.isoformat().replace("+00:00", "Z")
        case "address" | "person":
            return "T:At home"
        case "people":
            return ["T:Mother"]
        case "unknowns":
            return [{"what": "Who has baby at weekends", "owner": "Visitor", "due": "2026-05-30"}]
        case "confirm":
            return True
        case other:
            raise LookupError(f"the corpus knows no value for type {other}")


@cache
def _faces(version: int) -> dict[str, Any]:
    faces: dict[str, Any] = bundle(forms.published(version))["fields"]
    return faces


def answers(form: Form, chance: random.Random, most: int | None = None) -> dict[str, Any]:
    """An answer for every top-level question that the form takes, and one row of each group; `most` ends earlier."""
    made: dict[str, Any] = {}
    faces = _faces(form.version)
    rows = {group: _row(chance) for group in form.groups}
    for field in form:
        if not field.asked or len(made) == most:
            continue
        key = field.id if field.group is None else f"{field.group}/{rows[field.group]}/{field.id}"
        answer: dict[str, Any] = {
            "value": _value(field, faces[field.id], chance),
            "kind": field.kind.value,
            "base": None,
        }
        if field.kind in {Kind.FACT, Kind.REPORTED, Kind.RECORD}:
            answer["source"] = {"type": "mother_said"}
        if field.kind is Kind.JUDGEMENT:
            answer["basis"] = ["baby_observed"]
        made[key] = answer
    made["contact_start"]["value"] = START.isoformat().replace("+00:00", "Z")
    return made


ASKED = 150
"""How many answers a visit of the corpus holds: the first questions of the form that are asked."""


def peer_visits(count: int, seed: int, *, whole: bool) -> list[dict[str, Any]]:
    """The same answers for a peer to store: `whole` as a tablet sends them, with kind, source and base; else the values
    alone. A row of a group has no id here, so that every visit names the same fields."""
    form, chance = forms.latest(), random.Random(seed)
    return [
        {
            key.rpartition("/")[2]: answer if whole else answer["value"]
            for key, answer in answers(form, chance, ASKED).items()
        }
        for _ in range(count)
    ]


def canonical(body: dict[str, Any]) -> str:
    """The one text of a JSON document that its hash is taken over."""
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _row(chance: random.Random) -> UUID:
    """The id of a row made on 1 January 2025. Rows stand in the order of their ids: later ones below it."""
    made = 1_735_689_600_000
    return UUID(
        int=made << 80 | 7 << 76 | chance.getrandbits(12) << 64 | 2 << 62 | chance.getrandbits(62)
    )


def changes(
    device_id: UUID, child_ids: list[UUID], count: int, seed: int, most: int = ASKED
) -> Iterator[dict[str, Any]]:
    """`count` first changes of as many new visits, numbered from 1, ready to be pushed by one device; `most` answers in
    each."""
    form, chance = forms.latest(), random.Random(seed)
    for number in range(1, count + 1):
        body: dict[str, Any] = {
            "change_id": str(uuid_utils.compat.uuid7()),
            "device_id": str(device_id),
            "device_seq": number,
            "visit_id": str(uuid_utils.compat.uuid7()),
            "child_id": str(chance.choice(child_ids)),
            "form": form.id,
            "form_version": form.version,
            "recorded_at": "2026-05-09T14:31:07.120Z",
            "clock_offset_ms": 0,
            "answers": answers(form, chance, most),
            "submit": False,
        }
        body["body_sha256"] = hashlib.sha256(canonical(body).encode()).hexdigest()
        yield body
