"""Growth, as rule R18 asks about it. Centiles are the product's own (`forms/growth/`). Pure.
Twin: `static/js/rules/measured.js`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from forms.field_types.ages import in_days
from forms.growth import Baby, Measurement, change, doubts, place, since_birth
from forms.growth.places import WORDS
from forms.growth.standards import Measure
from forms.safety.child import ChildKnown
from forms.safety.dates import day_of
from forms.safety.past import Measured, measured_in
from forms.safety.said import Said

EARLY_DAYS = 13
BACK_BY_DAY = 21
BANDS: list[str] = WORDS["bands"]
NINTH, NINETY_FIRST, SECOND = 3, 7, 2
"""Places in BANDS: bands before NINTH lie below the 9th centile, those from NINETY_FIRST on above the 91st."""
NOT_KNOWN = "not_known"
SEXES = {"F": "female", "2": "female", "M": "male", "1": "male"}


def baby_of(child: ChildKnown, latest: Mapping[str, Any]) -> Baby | None:
    """What the standards need to know, from the record or else from the latest answers; None before birth."""
    born = day_of(child["dob"] or latest.get("baby_dob"))
    if not born:
        return None
    # Where the record does not know, what a visit says counts.
    told = (child["sex"], latest.get("baby_sex"))
    sex = next((one for one in told if one and one != NOT_KNOWN), NOT_KNOWN)
    weight = child["birth_weight_g"] or latest.get("birth_weight_g")
    return Baby(
        sex=SEXES.get(sex, sex),
        born=date.fromisoformat(born),
        gestation_days=in_days(child["gestation"] or latest.get("gestation_birth")),
        birth_weight_g=int(weight) if weight else None,
    )


NOTHING = {
    "weight_lost_early": False,
    "not_back_to_birth_weight": False,
    "weight_fell": False,
    "weight_below_second": False,
    "head_rose": False,
    "outside_band": False,
    "changed_quickly": False,
}


def growth_facts(
    told: Said,
    before: Sequence[Measured],
    baby: Baby | None,
    bands: Mapping[str, tuple[int, int]],
) -> dict[str, bool]:
    """What is out of line in this visit's measurements. `bands`: the usual weight by contact type, in grams."""
    found = dict(NOTHING)
    now = measured_in(told)
    if baby is None or not now:
        return found
    earlier = [_measurement(one) for one in before]
    for one in now:
        here = _measurement(one)
        codes = {doubt.code for doubt in doubts(baby, here, earlier)}
        found["changed_quickly"] |= "changed_quickly" in codes
        if one["measure"] == "weight":
            usual = bands.get(str(told["values"].get("contact_type")))
            found["outside_band"] = (
                not usual[0] <= one["value"] <= usual[1] if usual else "outside_band" in codes
            )
            found |= _weight(told, baby, here, earlier)
        elif one["measure"] == "head":
            found["head_rose"] = _head_rose(told, baby, here, earlier)
    return found


def _measurement(one: Measured) -> Measurement:
    return Measurement(cast(Measure, one["measure"]), one["value"], date.fromisoformat(one["on"]))


def _weight(
    told: Said, baby: Baby, here: Measurement, earlier: Sequence[Measurement]
) -> dict[str, bool]:
    age = (here.on - baby.born).days
    born_with, value = baby.birth_weight_g, here.value or 0
    found = {"weight_below_second": _band(told, baby, here, "weight") in range(SECOND)}
    if born_with is None or age < 0:
        return found
    found["weight_lost_early"] = age <= EARLY_DAYS and (born_with - value) * 10 > born_with
    been_back = any(
        one.measure == "weight" and one.on > baby.born and (one.value or 0) >= born_with
        for one in earlier
    )
    found["not_back_to_birth_weight"] = age >= BACK_BY_DAY and value < born_with and not been_back
    found["weight_fell"] = age > EARLY_DAYS and _fell(told, baby, here)
    return found


def _fell(told: Said, baby: Baby, here: Measurement) -> bool:
    birth = place(baby, Measurement("weight", baby.birth_weight_g, baby.born))
    if birth.z is None:
        return False
    begun = BANDS.index(birth.band)
    allowed = 1 if begun < NINTH else 3 if begun >= NINETY_FIRST else 2
    if _elsewhere(told, "weight_g") and told["values"].get("weight_centile") in BANDS:
        return begun - BANDS.index(told["values"]["weight_centile"]) >= allowed
    moved = since_birth(baby, here)
    return moved is not None and moved.spaces is not None and round(moved.spaces, 6) <= -allowed


def _head_rose(told: Said, baby: Baby, here: Measurement, earlier: Sequence[Measurement]) -> bool:
    for one in earlier:
        if one.measure != "head" or one.on >= here.on:
            continue
        if _elsewhere(told, "head_cm") and told["values"].get("head_centile") in BANDS:
            first = place(baby, one)
            if (
                first.z is not None
                and BANDS.index(told["values"]["head_centile"]) - BANDS.index(first.band) >= 2
            ):
                return True
            continue
        moved = change(baby, one, here)
        if moved.spaces is not None and round(moved.spaces, 6) >= 2:
            return True
    return False


def _band(told: Said, baby: Baby, here: Measurement, measure: str) -> int | None:
    """The place of the band in BANDS. What was recorded counts only for growth recorded elsewhere."""
    recorded = told["values"].get(f"{measure}_centile")
    if _elsewhere(told, f"{measure}_g") and recorded in BANDS:
        return BANDS.index(recorded)
    found = place(baby, here).band
    return BANDS.index(found) if found in BANDS else None


def _elsewhere(told: Said, field: str) -> bool:
    """Whether somebody else measured it: a source is named, and it is not the visitor herself."""
    source = told["sources"].get(field, "")
    return source != "" and not source.startswith("seen_or_measured_by_me")
