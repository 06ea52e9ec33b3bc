"""Invented visits for the benches: every question of the newest form answered, about 6 kB each."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import uuid_utils.compat

import forms
from forms.definition import Form, Kind
from forms.derived.browser_bundle import bundle

SENTENCE = (
    "Awake for twenty minutes, fixed on her mother's face, turned to her voice twice, pink, warm hands, fed from the left "
    "breast for twelve minutes and settled on his shoulder. "
)
START = datetime(2026, 5, 9, 14, 0, tzinfo=UTC)


def _value(face: dict[str, Any], chance: random.Random) -> Any:
    """An answer to one question, as the browser knows it."""
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
            return chance.randint(face["limits"]["minimum"], face["limits"]["maximum"])
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


def answers(form: Form, chance: random.Random) -> dict[str, Any]:
    """An answer for every top-level question that the form takes, and one row of each group."""
    made: dict[str, Any] = {}
    faces = bundle(form)["fields"]
    rows = {group: UUID(int=chance.getrandbits(128), version=4) for group in form.groups}
    for field in form:
        if field.kind is Kind.COMPUTED:
            continue
        key = field.id if field.group is None else f"{field.group}/{rows[field.group]}/{field.id}"
        answer: dict[str, Any] = {
            "value": _value(faces[field.id], chance),
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


def canonical(body: dict[str, Any]) -> str:
    """The one text of a JSON document that its hash is taken over."""
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def changes(
    device_id: UUID, child_ids: list[UUID], count: int, seed: int
) -> Iterator[dict[str, Any]]:
    """`count` first changes of as many new visits, numbered from 1, ready to be pushed by one device."""
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
            "answers": answers(form, chance),
            "submit": False,
        }
        body["body_sha256"] = hashlib.sha256(canonical(body).encode()).hexdigest()
        yield body
