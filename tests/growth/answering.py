"""Puts one contract case to the Python side, and says its answer in JSON's own kinds."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from pathlib import Path
from typing import Any

from forms import growth
from forms.growth import Baby, Measurement

CONTRACT = Path(__file__).resolve().parents[1] / "contracts" / "growth.json"


def baby(stored: dict[str, Any]) -> Baby:
    return Baby(**{**stored, "born": date.fromisoformat(stored["born"])})


def measurement(stored: dict[str, Any]) -> Measurement:
    return Measurement(**{**stored, "on": date.fromisoformat(stored["on"])})


def answer(case: dict[str, Any]) -> Any:
    """What Python says to a case, numbers to six decimals."""
    one = baby(case["baby"])
    match case["function"]:
        case "place":
            said: Any = growth.place(one, measurement(case["measurement"]))
        case "change":
            said = growth.change(one, measurement(case["earlier"]), measurement(case["later"]))
        case "since_birth":
            said = growth.since_birth(one, measurement(case["weight"]))
        case "doubts":
            others = [measurement(other) for other in case["others"]]
            said = growth.doubts(one, measurement(case["measurement"]), others)
        case "chart":
            sizes = {side: case[side] for side in ("width", "height") if side in case}
            own = [measurement(other) for other in case["measurements"]]
            said = growth.chart(one, case["measure"], own, case["until"], **sizes)
        case other:
            raise ValueError(other)
    return _plain(said)


def _plain(said: Any) -> Any:
    if dataclasses.is_dataclass(said) and not isinstance(said, type):
        return _plain(dataclasses.asdict(said))
    if isinstance(said, dict):
        return {key: _plain(value) for key, value in said.items()}
    if isinstance(said, list | tuple):
        return [_plain(value) for value in said]
    if isinstance(said, float):
        return round(said, 6)
    return said.isoformat() if isinstance(said, date) else said


def contract() -> list[dict[str, Any]]:
    return list(json.loads(CONTRACT.read_text("utf-8"))["cases"])
