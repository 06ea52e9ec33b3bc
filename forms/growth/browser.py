"""Writes the browser's copy of the standards: `python -m forms.growth.browser`. Each column is written as the steps of
its steps, which packs to half of what the figures do.

`standards.json` and `words.json` are the source; `static/js/forms/growth_standards.js` is made from them and never
edited (a test compares the two).
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

from forms.growth.standards import stored
from forms.packed import packed

TARGET = Path(__file__).resolve().parents[2] / "static" / "js" / "forms" / "growth_standards.js"


UNIT = 100_000
"""No figure of the standards has more than five decimals."""


def steps(whole: list[int]) -> list[int]:
    """From 0 to the first figure, and from each to the next; and the same of these, for a curve bends little."""
    return _between(_between(whole))


def _between(whole: list[int]) -> list[int]:
    return [b - a for a, b in pairwise([0, *whole])]


def _in_units(column: list[float]) -> list[int]:
    whole = [round(figure * UNIT) for figure in column]
    if [figure / UNIT for figure in whole] != column:
        raise ValueError("a figure has more decimals than are written")
    return whole


def in_steps() -> dict[str, Any]:
    """The standards with every column in steps, the days too."""
    found: dict[str, Any] = stored("standards.json")
    return {**found, "days": steps(found["days"])} | {
        sex: {
            measure: {letter: steps(_in_units(column)) for letter, column in columns.items()}
            for measure, columns in found[sex].items()
        }
        for sex in ("male", "female")
    }


def script() -> str:
    """The text of `growth_standards.js`: both sources."""
    return (
        "// Made by `python -m forms.growth.browser` from forms/growth/*.json. Do not edit.\n\n"
        '/** @type {import("./growth.js").Standards} */\n'
        f"export const STANDARDS = JSON.parse(\n  '{packed(in_steps())}',\n);\n\n"
        '/** @type {import("./growth.js").Words} */\n'
        f"export const WORDS = JSON.parse(\n  '{packed(stored('words.json'))}',\n);\n"
    )


if __name__ == "__main__":
    TARGET.write_text(script(), encoding="utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
