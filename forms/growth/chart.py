"""The nine centile lines and a child's own points as numbers to draw; the page makes the SVG of them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import Any, TypedDict

from forms.growth.places import WORDS, Baby, Measurement, place
from forms.growth.standards import DAYS, LAST_DAY, Measure, lms

# What a chart may span, and how far apart its days are marked: (last day, days between, their unit).
SPANS = ((91, 14, "weeks"), (182, 28, "weeks"), (365, 60.875, "months"), (730, 91.3125, "months"))
WHOLE_SPAN = (LAST_DAY, 365.25, "months")
UNIT_DAYS = {"weeks": 7, "months": 30.4375}
STEPS = {"weight": (500, 1000, 2000, 5000), "length": (2, 5, 10, 20), "head": (1, 2, 5, 10)}
MOST_MARKS = 10
# Room inside the view box, for the figures along the axes and the names of the lines.
LEFT, TOP, RIGHT, BOTTOM = 40, 8, 44, 24

Point = list[float]


class Line(TypedDict):
    """One centile line."""

    centile: str
    points: list[Point]


class Chart(TypedDict):
    """All in units of the view box, one decimal. `x_unit` is "weeks" or "months", `y_unit` "g" or "cm"."""

    view_box: str
    frame: dict[str, float]
    lines: list[Line]
    child: list[dict[str, Any]]
    left_out: list[dict[str, Any]]
    x_unit: str
    x_marks: list[dict[str, float]]
    y_unit: str
    y_marks: list[dict[str, float]]


def chart(
    baby: Baby,
    measure: Measure,
    measurements: Iterable[Measurement],
    until: int | None = None,
    width: float = 320,
    height: float = 240,
) -> Chart | None:
    """What to draw; None where the sex is not known, because there are no lines then.

    The ages run from 0 to the first of 91, 182, 365, 730 and 1,856 days that takes in `until` or, without it, every
    measurement that has a place. `child` has the points in the order of their days, at the age they were compared at;
    `left_out` has what has no place on this chart, each with its reason.
    """
    if baby.sex not in ("male", "female"):
        return None
    own = sorted((one for one in measurements if one.measure == measure), key=lambda one: one.on)
    places = [place(baby, one) for one in own]
    wanted = until if until is not None else max((one.used_days or 0 for one in places), default=0)
    last, between, unit = next((span for span in SPANS if wanted <= span[0]), WHOLE_SPAN)
    drawn = [one for one in places if one.used_days is not None and one.used_days <= last]

    days = [day for day in DAYS if day < last] + [last]
    curves = [
        [lms(measure, baby.sex, day).value_at(line / 1.5) for day in days] for line in range(-4, 5)
    ]
    values = [one.value or 0 for one in drawn]
    least, most = min(*curves[0], *values), max(*curves[-1], *values)
    step = next(
        (one for one in STEPS[measure] if (most - least) / one <= MOST_MARKS), STEPS[measure][-1]
    )
    low, high = math.floor(least / step) * step, math.ceil(most / step) * step

    def x(day: float) -> float:
        return _tenth(LEFT + day / last * (width - LEFT - RIGHT))

    def y(value: float) -> float:
        return _tenth(TOP + (high - value) / (high - low) * (height - TOP - BOTTOM))

    return {
        "view_box": f"0 0 {width:g} {height:g}",
        "frame": {"left": x(0), "top": y(high), "right": x(last), "bottom": y(low)},
        "lines": [
            {
                "centile": name,
                "points": [[x(day), y(value)] for day, value in zip(days, curve, strict=True)],
            }
            for name, curve in zip(WORDS["lines"], curves, strict=True)
        ],
        "child": [
            {
                "x": x(one.used_days or 0),
                "y": y(one.value or 0),
                "on": _iso(one.on),
                "value": one.value,
                "age_days": one.age_days,
                "used_days": one.used_days,
                "corrected": one.corrected,
                "band": one.band,
            }
            for one in drawn
        ],
        "left_out": [
            {
                "on": _iso(one.on),
                "value": one.value,
                "reason": one.reason or "outside_chart",
            }
            for one in places
            if one not in drawn
        ],
        "x_unit": unit,
        "x_marks": [
            {"x": x(mark * between), "at": _tenth(mark * between / UNIT_DAYS[unit])}
            for mark in range(math.floor(last / between + 1e-9) + 1)
        ],
        "y_unit": WORDS["units"][measure],
        "y_marks": [
            {"y": y(value), "at": value} for value in range(round(low), round(high) + 1, step)
        ],
    }


def _tenth(number: float) -> float:
    """Halves go up, as in the browser's twin. The sixth decimal settles what two floating-point libraries leave open."""
    return math.floor(round(number, 6) * 10 + 0.5) / 10


def _iso(day: date) -> str:
    return day.isoformat()
