"""Families of questions both languages must answer alike; all babies are invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

BORN = date(2026, 1, 31)

Case = dict[str, Any]


def baby(
    sex: str = "female", gestation: int | None = None, birth_weight: int | None = None
) -> dict[str, Any]:
    return {
        "sex": sex,
        "born": BORN.isoformat(),
        "gestation_days": gestation,
        "birth_weight_g": birth_weight,
    }


def taken(measure: str, value: float | None, day: int) -> dict[str, Any]:
    return {
        "measure": measure,
        "value": value,
        "on": (BORN + timedelta(days=day)).isoformat(),
    }


ORDINARY = {
    "weight": {
        0: 3300,
        10: 3450,
        45: 4900,
        91: 6100,
        300: 9000,
        730: 12000,
        731: 12000,
        1856: 18400,
    },
    "length": {0: 49.5, 10: 51.0, 45: 56.5, 91: 60.5, 300: 72.5, 730: 87.0, 731: 86.5, 1856: 110.0},
    "head": {0: 34.2, 10: 35.1, 45: 38.0, 91: 40.2, 300: 45.0, 730: 47.8, 731: 47.8, 1856: 50.4},
}


def places() -> Iterator[Case]:
    for measure, ages in ORDINARY.items():
        for sex in ("male", "female"):
            for day, usual in ages.items():
                for part in (0.8, 1, 1.06, 1.15):
                    value = round(usual * part) if measure == "weight" else round(usual * part, 1)
                    yield _place(baby(sex), taken(measure, value, day))
    for gestation in (154, 202, 223, 238, 252, 258, 259, 266, 280, 292):
        for day in (0, 20, 21, 22, 42, 77, 78, 400, 730, 731):
            yield _place(
                baby("male", gestation), taken("weight", 3100 if day < 100 else 11000, day)
            )
    for measure, value in (("weight", 150), ("weight", 60000), ("length", 20), ("head", 90.5)):
        yield _place(baby("male"), taken(measure, value, 60))
    for value in (None, 0, -3):
        yield _place(baby(), taken("weight", value, 60))
    for sex in ("indeterminate", "not_known", ""):
        yield _place(baby(sex), taken("head", 38, 60))
    for day in (-1, -400, 1857, 4000):
        yield _place(baby(), taken("length", 100, day))
    # Across the day clocks change, a leap day, and the end of a century's common year.
    for born, on in (
        ("2026-03-28", "2026-03-30"),
        ("2026-10-24", "2026-10-26"),
        ("2024-02-28", "2024-03-01"),
        ("2099-12-31", "2100-03-01"),
    ):
        yield _place({**baby(), "born": born}, {"measure": "weight", "value": 3300, "on": on})


def changes() -> Iterator[Case]:
    pairs = (
        (taken("weight", 3500, 0), taken("weight", 3080, 6)),
        (taken("weight", 3500, 0), taken("weight", 3500, 21)),
        (taken("weight", 4800, 45), taken("weight", 6100, 91)),
        (taken("weight", 6100, 91), taken("weight", 4800, 45)),
        (taken("head", 38, 45), taken("head", 42.5, 91)),
        (taken("length", 87, 730), taken("length", 87, 731)),
        (taken("weight", None, 45), taken("weight", 6100, 91)),
        (taken("weight", 3500, 45), taken("weight", 0, 91)),
        (taken("weight", 3500, -2), taken("weight", 3600, 3)),
        (taken("weight", 18000, 1800), taken("weight", 18400, 1900)),
    )
    for one in (baby("male"), baby("female", 238), baby("not_known")):
        for earlier, later in pairs:
            yield {"function": "change", "baby": one, "earlier": earlier, "later": later}
    for one in (baby("male"), baby("male", None, 3500), baby("female", 230, 1900)):
        for day, value in ((0, 3500), (6, 3080), (21, 3499), (90, 6000)):
            yield {"function": "since_birth", "baby": one, "weight": taken("weight", value, day)}


def doubts() -> Iterator[Case]:
    grown = baby("female", None, 3400)
    last = [taken("weight", 3980, 28), taken("head", 37.0, 28), taken("length", 54.0, 28)]
    for value in (412, 4.12, 9.1, 41200, 4120, 3582, 3581, 4379, 4378, 2400, 7100, 3000, 25000):
        yield _doubts(grown, taken("weight", value, 35), last)
    for value in (545, 21.5, 0.55, 5.5, 54.5, 60.0, 59.4, 59.5, 12.0):
        yield _doubts(grown, taken("length", value, 35), last)
    for value in (372, 14.7, 3.7, 37.4, 40.7, 40.8, 33.3, 33.2, 55.0):
        yield _doubts(grown, taken("head", value, 35), last)
    for day, value in (
        (6, 3060),
        (6, 3059),
        (13, 3059),
        (60, 3000),
        (7, 3740),
        (7, 3741),
        (8, 3741),
    ):
        yield _doubts(grown, taken("weight", value, day), [])
    for day in (0, 20, 21, 41, 42, 58, 59, 273, 274, 456, 457, 699, 700, 913, 914, 1856, 1857):
        for value in (1499, 2500, 5501, 7001, 14001, 19001):
            yield _doubts(baby("male"), taken("weight", value, day), [])
    early = baby("male", 210, 1400)
    for day, value in (
        (10, 142),
        (10, 1420),
        (10, 14100),
        (48, 1450),
        (49, 1450),
        (70, 145),
        (70, 2500),
    ):
        yield _doubts(early, taken("weight", value, day), [])
    for one in (baby("not_known"), baby("not_known", 210)):
        for value in (412, 4120):
            yield _doubts(one, taken("weight", value, 35), last)
    later = [taken("weight", 9000, 40), taken("weight", None, 30), taken("weight", 9000, -5)]
    yield _doubts(baby("male"), taken("weight", 4500, 35), later)
    yield _doubts(baby("male"), taken("weight", None, 35), last)
    yield _doubts(baby("male"), taken("weight", 4500, -1), last)
    yield _doubts(baby("male"), taken("weight", 4000, 35), [taken("weight", 4500, 34), *last])


def charts() -> Iterator[Case]:
    own = [
        taken("weight", 4900, 45),
        taken("weight", 3300, 0),
        taken("head", 38.0, 45),
        taken("weight", None, 50),
        taken("length", 56.5, 45),
    ]
    for measure, until in (
        ("weight", None),
        ("weight", 0),
        ("weight", 92),
        ("length", 365),
        ("length", 731),
        ("head", 730),
        ("head", 5000),
    ):
        yield _chart(baby("female"), measure, own, until)
    yield _chart(baby("male", 210), "weight", [*own, taken("weight", 9000, 300)], None)
    yield _chart(baby("male"), "weight", [*own, taken("weight", 9000, 300)], 91)
    yield _chart(baby("male"), "weight", [taken("weight", 412, 45)], None)
    yield _chart(baby("not_known"), "weight", own, None)
    yield {**_chart(baby("male"), "head", own, 182), "width": 700, "height": 500}


def _place(baby: dict[str, Any], measurement: dict[str, Any]) -> Case:
    return {"function": "place", "baby": baby, "measurement": measurement}


def _doubts(one: dict[str, Any], measurement: dict[str, Any], others: list[Any]) -> Case:
    return {"function": "doubts", "baby": one, "measurement": measurement, "others": others}


def _chart(one: dict[str, Any], measure: str, measurements: list[Any], until: int | None) -> Case:
    return {
        "function": "chart",
        "baby": one,
        "measure": measure,
        "measurements": measurements,
        "until": until,
    }


def all_cases() -> list[Case]:
    return [*places(), *changes(), *doubts(), *charts()]
