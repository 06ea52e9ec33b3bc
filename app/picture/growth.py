"""What was weighed and measured, and what the chart needs to place it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.picture.entries import Answer, Record, claim
from forms.field_types.ages import in_days
from forms.safety.dates import day_of

MEASURES = {"weight_g": "weight", "length_cm": "length", "head_cm": "head"}


def birth_told(visits: Iterable[Mapping[str, Answer]]) -> str:
    """The day of birth as the newest of these visits has it that says one, "" where none does: for a child whose record
    has none, met before the birth or by somebody who did not know. `visits` are their answers, oldest first.
    """
    days = [day_of(answers.get("baby_dob", {}).get("value")) for answers in visits]
    return next((day for day in reversed(days) if day), "")


def growth(record: Record) -> dict[str, Any]:
    """{baby, measurements}: `baby` as forms.growth.Baby has it (born "" while nobody says when), measurements oldest
    first {measure, value, on, how, …claim} or with the reason why there is none.
    """
    child: Mapping[str, Any] = record.child
    gestation, weight = record.latest("gestation_birth"), record.latest("birth_weight_g")
    found = []
    for entry in record.entries:
        measure = MEASURES.get(entry.field)
        if measure is None:
            continue
        made = claim(entry) | {"measure": measure}
        how = record.now[entry.contact.place].get("weight_how")
        if measure == "weight" and how is not None and how.value:
            made["how"] = how.value
        found.append(made)
    return {
        "baby": {
            "sex": child.get("sex") or "not_known",
            "born": child.get("dob") or birth_told(record.answers),
            "gestation_days": in_days(gestation.value) if gestation is not None else None,
            "birth_weight_g": weight.value if weight is not None else None,
        },
        "measurements": found,
    }
