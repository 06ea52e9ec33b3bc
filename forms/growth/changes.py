"""What changed between two measurements: days, per cent, centile spaces. It says nothing about what that means."""

from __future__ import annotations

from dataclasses import dataclass

from forms.growth.places import Baby, Measurement, place


@dataclass(frozen=True)
class Change:
    """From an earlier to a later measurement. A centile space is two thirds of a standard deviation; a fall is negative.

    `spaces` is None where one of the two could not be plotted; `reason` then says why (the earlier one's first).
    """

    days: int
    percent: float | None
    spaces: float | None
    reason: str | None


def change(baby: Baby, earlier: Measurement, later: Measurement) -> Change:
    """The change between two measurements of the same kind; a ValueError if they are of two kinds."""
    if earlier.measure != later.measure:
        raise ValueError(f"{earlier.measure} and {later.measure} cannot be compared")
    first, second = place(baby, earlier), place(baby, later)
    percent = None
    if "not_measured" not in (first.reason, second.reason) and earlier.value and later.value:
        percent = (later.value - earlier.value) / earlier.value * 100
    spaces = None
    if first.z is not None and second.z is not None:
        spaces = (second.z - first.z) * 1.5
    return Change((later.on - earlier.on).days, percent, spaces, first.reason or second.reason)


def since_birth(baby: Baby, weight: Measurement) -> Change | None:
    """The change from birth weight; None where the birth weight is not known."""
    if baby.birth_weight_g is None:
        return None
    return change(baby, Measurement("weight", baby.birth_weight_g, baby.born), weight)
