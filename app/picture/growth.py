"""What was weighed and measured, and what the chart needs to place it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.picture.entries import Record, claim

MEASURES = {"weight_g": "weight", "length_cm": "length", "head_cm": "head"}


def growth(record: Record) -> dict[str, Any]:
    """{baby, measurements}: `baby` as forms.growth.Baby has it (born "" while not born), measurements oldest first
    {measure, value, on, how, …claim} or with the reason why there is none.
    """
    child: Mapping[str, Any] = record.child
    weight = record.latest("birth_weight_g")
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
            "born": child.get("dob") or "",
            "gestation_days": _days(record),
            "birth_weight_g": weight.value if weight is not None else None,
        },
        "measurements": found,
    }


def _days(record: Record) -> int | None:
    """Gestation at birth in days, of an answer like `39+2`."""
    found = record.latest("gestation_birth")
    if found is None:
        return None
    weeks, _, days = str(found.value).partition("+")
    return int(weeks) * 7 + int(days or 0) if weeks.isdigit() and (days or "0").isdigit() else None
