"""The WHO child growth standards at any day of age from birth to 5 years and a month.

`standards.json` keeps the published figures L, M and S at 62 chosen days. Between two of them: a straight line up to
day 91 (the standards themselves are straight there, from week to week), later a cubic through the four nearest days,
never across the second birthday, where lying length gives way to standing height.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

Measure = Literal["weight", "length", "head"]


class Lms(NamedTuple):
    """Skewness, median (g or cm) and coefficient of variation of a measure at one age."""

    skew: float
    median: float
    variation: float

    def value_at(self, z: float) -> float:
        """What a child `z` standard deviations from the median measures, in g or cm."""
        if abs(self.skew) < 1e-9:
            return self.median * math.exp(self.variation * z)
        return self.median * float((1 + self.skew * self.variation * z) ** (1 / self.skew))

    def z_of(self, value: float) -> float:
        """How many standard deviations from the median a value above 0 (g or cm) lies.

        Beyond three, the distance between the second and the third is the measure, as the WHO computes weight: the
        tails of a skewed curve rest on too few children. Length and head are not skewed, so nothing changes for them.
        """
        if abs(self.skew) < 1e-9:
            z = math.log(value / self.median) / self.variation
        else:
            z = ((value / self.median) ** self.skew - 1) / (self.skew * self.variation)
        if abs(z) <= 3:
            return z
        side = math.copysign(1, z)
        third = self.value_at(3 * side)
        return side * (3 + (value - third) / (third - self.value_at(2 * side)))


def stored(name: str) -> Any:
    """One of the two sources, `standards.json` or `words.json`."""
    return json.loads((Path(__file__).parent / name).read_text("utf-8"))


STANDARDS = stored("standards.json")
DAYS: list[int] = STANDARDS["days"]
LAST_DAY = DAYS[-1]
STANDING_FROM: int = STANDARDS["standing_from_day"]
_FIRST_CUBIC = DAYS.index(STANDARDS["linear_until_day"])
_FIRST_STANDING = DAYS.index(STANDING_FROM)


@cache
def lms(measure: Measure, sex: str, day: int) -> Lms:
    """The standard for `sex` ("male" or "female") at `day` of age, 0 to `LAST_DAY`; a KeyError or ValueError otherwise."""
    if not 0 <= day <= LAST_DAY:
        raise ValueError(f"The standards do not reach day {day}")
    figures = STANDARDS[sex][measure]
    shares = _shares(day)

    def at(column: str) -> float:
        return float(sum(share * figures[column][place] for place, share in shares))

    grams = 1000 if measure == "weight" else 1
    return Lms(at("L") if "L" in figures else 1.0, at("M") * grams, at("S"))


def _shares(day: int) -> list[tuple[int, float]]:
    """Which stored days count towards this one, and how much."""
    before = bisect_right(DAYS, day) - 1
    if DAYS[before] == day:
        return [(before, 1.0)]
    if before < _FIRST_CUBIC:
        share = (day - DAYS[before]) / (DAYS[before + 1] - DAYS[before])
        return [(before, 1 - share), (before + 1, share)]
    lying = before < _FIRST_STANDING
    first, last = (_FIRST_CUBIC, _FIRST_STANDING - 1) if lying else (_FIRST_STANDING, len(DAYS) - 1)
    start = min(max(before - 1, first), last - 3)
    near = range(start, start + 4)
    return [
        (
            one,
            math.prod((day - DAYS[k]) / (DAYS[one] - DAYS[k]) for k in near if k != one),
        )
        for one in near
    ]
