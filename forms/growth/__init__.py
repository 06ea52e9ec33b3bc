"""Weight, length and head circumference against the WHO child growth standards. Pure; its twin is
`static/js/forms/growth.js`, held to the same cases by `tests/contracts/growth.json`. See docs/growth.md."""

from forms.growth.changes import Change, change, since_birth
from forms.growth.chart import Chart, chart
from forms.growth.doubts import Doubt, doubts
from forms.growth.places import WORDS, Baby, Measurement, Place, band_of, place
from forms.growth.standards import Lms, Measure, lms

REASONS: dict[str, str] = WORDS["reasons"]

__all__ = [
    "REASONS",
    "Baby",
    "Change",
    "Chart",
    "Doubt",
    "Lms",
    "Measure",
    "Measurement",
    "Place",
    "band_of",
    "change",
    "chart",
    "doubts",
    "lms",
    "place",
    "since_birth",
]
