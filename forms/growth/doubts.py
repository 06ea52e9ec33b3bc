"""What to check before a measurement is believed: slips of the unit, values out of range, sudden changes.

A doubt is a question about the number, never about the child, and never stops anybody.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from forms.growth.places import WORDS, Baby, Measurement, Place, place

QUICK_DAYS = 7


@dataclass(frozen=True)
class Doubt:
    """A code and its sentence, to be shown as it is."""

    code: str
    text: str


def doubts(baby: Baby, measurement: Measurement, others: Iterable[Measurement] = ()) -> list[Doubt]:
    """What to check about a measurement, in the order to show it. `others`: what else was measured, of any kind and day;
    only earlier ones of the same kind count, and the birth weight. A measurement that is not there raises no doubts.
    """
    here = place(baby, measurement)
    value = here.value
    if value is None or here.reason in ("not_measured", "before_birth"):
        return []
    measure = here.measure
    known = [*others, Measurement("weight", baby.birth_weight_g, baby.born)]
    earlier = sorted(
        (
            other
            for other in known
            if other.measure == measure
            and other.on < measurement.on
            and place(baby, other).reason not in ("not_measured", "before_birth")
        ),
        key=lambda other: other.on,
    )
    last = earlier[-1] if earlier else None
    band = _band(here)
    found = []

    def doubt(code: str, **said: str) -> None:
        said["value"] = _shown(value, measure)
        text = str(WORDS["doubts"][code])
        for name, word in said.items():
            text = text.replace(f"{{{name}}}", word)
        found.append(Doubt(code, text))

    meant = _meant(baby, measurement, last)
    if meant is not None:
        doubt("unit_slip", meant=_shown(meant, measure))
    if band and not band[0] <= value <= band[1]:
        doubt("outside_band", least=_shown(band[0], measure), most=_shown(band[1], measure))
    elif _far_out(here):
        doubt("far_out")
    if last and last.value:
        quick = [other for other in earlier if (measurement.on - other.on).days <= QUICK_DAYS]
        compared = next((other for other in quick if _moved(other.value, value)), None)
        if compared:
            code = "changed_quickly"
        elif value < last.value and _moved(last.value, value):
            code, compared = "below_last", last
        if compared and compared.value:
            days = (measurement.on - compared.on).days
            doubt(
                code,
                percent=_plain(abs(value - compared.value) / compared.value * 100, 1),
                direction="more" if value > compared.value else "less",
                days="1 day" if days == 1 else f"{days} days",
                last=_shown(compared.value, measure),
            )
    return found


def _moved(before: float | None, after: float) -> bool:
    """Whether it changed by more than a tenth; exactly a tenth is not more, whatever a float makes of it."""
    return bool(before) and round(abs(after - before) * 10 - before, 6) > 0  # type: ignore[operator]


def _band(here: Place) -> tuple[float, float] | None:
    """The soft range of a weight at that age. None for other measures, before term, and after two and a half."""
    day = here.used_days
    if here.reason == "sex_not_known" and not here.corrected:
        day = here.age_days
    if here.measure != "weight" or day is None:
        return None
    rows = (row for row in WORDS["weight_bands"] if day <= row["until_day"])
    row = next(rows, None)
    return (row["least"], row["most"]) if row else None


def _far_out(here: Place) -> bool:
    """Whether it lies beyond the WHO's limits for data that are probably wrong."""
    least, most = WORDS["far_out"][here.measure]
    return here.z is not None and not least <= here.z <= most


def _meant(baby: Baby, measurement: Measurement, last: Measurement | None) -> float | None:
    """The ordinary value that a slip of the unit or of a digit would have turned into this unlikely one."""
    here = place(baby, measurement)
    value = measurement.value or 0

    def ratio(candidate: float) -> float:
        return candidate / last.value if last and last.value else math.nan

    if here.z is None:
        unlikely = not 0.5 <= ratio(value) <= 2 and last is not None
    else:
        band = _band(here)
        unlikely = _far_out(here) or bool(band and not band[0] <= value <= band[1])
    if not unlikely:
        return None
    for factor in WORDS["slips"][measurement.measure]:
        candidate = _rounded(value * factor, 0 if measurement.measure == "weight" else 1)
        there = place(baby, Measurement(measurement.measure, candidate, measurement.on))
        band = _band(there)
        if there.z is None:
            likely = 0.75 <= ratio(candidate) <= 4 / 3
        else:
            likely = abs(there.z) <= 3 and (band is None or band[0] <= candidate <= band[1])
        if likely:
            return candidate
    return None


def _rounded(number: float, places: int) -> float:
    """Halves go up, as people round and as the browser's twin does."""
    scale = 10.0**places
    return math.floor(number * scale + 0.5) / scale


def _plain(number: float, places: int) -> str:
    """4120 → 4,120; 54.30 → 54.3."""
    text = f"{_rounded(number, places):,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _shown(value: float, measure: str) -> str:
    return f"{_plain(value, 2)} {WORDS['units'][measure]}"
