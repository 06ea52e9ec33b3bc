"""Where a measurement lies among other children of that age: centile, band, and the age it was compared at."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist

from forms.growth.standards import LAST_DAY, STANDING_FROM, Measure, lms, stored

WORDS = stored("words.json")
NORMAL = NormalDist()

TERM_DAYS = 37 * 7
FULL_DAYS = 40 * 7
# Correction for an early birth ends at the second birthday, with the change to standing height.
CORRECTED_BEFORE_DAY = STANDING_FROM


@dataclass(frozen=True)
class Baby:
    """What the standards need to know. `gestation_days` at birth (36+4 is 256); None is taken as born at term."""

    sex: str
    born: date
    gestation_days: int | None = None
    birth_weight_g: int | None = None


@dataclass(frozen=True)
class Measurement:
    """A weight in g, or a length or head circumference in cm, taken on a day. None: not measured."""

    measure: Measure
    value: float | None
    on: date


@dataclass(frozen=True)
class Place:
    """Where a measurement lies. `band` is a code of the centile questions; `reason` says why it could not be plotted.

    `age_days` counts from birth, `used_days` is the age it was compared at (`corrected` for an early birth, never below
    0); `z` in standard deviations, `centile` in per cent. Without a place, `used_days`, `z` and `centile` are None.
    """

    measure: Measure
    value: float | None
    on: date
    age_days: int
    used_days: int | None
    corrected: bool
    z: float | None
    centile: float | None
    band: str
    reason: str | None


def band_of(z: float) -> str:
    """The band between two of the nine centile lines, two thirds of a standard deviation apart. On a line: the upper."""
    return str(WORDS["bands"][min(max(math.floor(round(z * 1.5, 6)) + 5, 0), 9)])


def is_early(baby: Baby) -> bool:
    """Whether the baby was born before 37 weeks."""
    return baby.gestation_days is not None and baby.gestation_days < TERM_DAYS


def place(baby: Baby, measurement: Measurement) -> Place:
    """Where the measurement lies by the WHO standards; never raises for what can be typed.

    Babies born before 37 weeks are compared at the age counted from their due date until they are two. From 37 weeks
    counted that way until the due date they are compared with the standard's newborns; before, with nobody.
    """
    value = measurement.value
    age = (measurement.on - baby.born).days
    used, corrected = age, False
    if is_early(baby) and age < CORRECTED_BEFORE_DAY:
        used, corrected = age - (FULL_DAYS - (baby.gestation_days or 0)), True

    reason = None
    if value is None or not math.isfinite(value) or value <= 0:
        reason = "not_measured"
    elif age < 0:
        reason = "before_birth"
    elif baby.sex not in ("male", "female"):
        reason = "sex_not_known"
    elif corrected and used < TERM_DAYS - FULL_DAYS:
        reason = "before_term"
    elif used > LAST_DAY:
        reason = "over_five"
    if reason or value is None:
        return Place(
            measurement.measure,
            value,
            measurement.on,
            age,
            None,
            corrected,
            None,
            None,
            "could_not_plot",
            reason,
        )
    used = max(used, 0)
    z = lms(measurement.measure, baby.sex, used).z_of(value)
    return Place(
        measurement.measure,
        value,
        measurement.on,
        age,
        used,
        corrected,
        z,
        NORMAL.cdf(z) * 100,
        band_of(z),
        None,
    )
