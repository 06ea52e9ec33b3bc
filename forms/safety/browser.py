"""Writes the browser's copy of the rules: `python -m forms.safety.browser`.

`forms/holistic_visit/rules.py` and `thresholds.py` are the source; `static/js/rules/rulebook.js` is made from them and
never edited (a test compares the two). The build turns its conditions into functions (static/cel.mjs).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from forms.holistic_visit.rules import BOOK
from forms.packed import packed
from forms.safety.declared import AT_THE_BOX, FIRST_HELD, Case, Indicator, Rule

TARGET = Path(__file__).resolve().parents[2] / "static" / "js" / "rules" / "rulebook.js"


def rulebook() -> dict[str, Any]:
    """The rules as the tablet reads them. What conditions say stands once; rules name it by its number."""
    numbered = {text: place for place, text in enumerate(BOOK.expressions)}

    def cases(written: tuple[Case, ...]) -> list[list[Any]]:
        return [
            [numbered[case.condition], list(case.because), *filter(None, (case.tells, case.before))]
            for case in written
        ]

    def numbers(one: Rule | Indicator, *names: str) -> dict[str, int]:
        """Those that are declared; what is not there weighs nothing."""
        return {name: numbered[text] for name in names if (text := getattr(one, name))}

    def rule(one: Rule) -> dict[str, Any]:
        return {
            "id": one.id,
            "name": one.name,
            "severity": one.severity.value,
            "message": one.message,
            "follows": one.follows,
            "when": cases(one.when),
            "while_": cases(one.while_),
            **numbers(one, "urgent", "answered_by", "closed_when", "unsigned_while", "escalates"),
            "further": one.further,
            "asks": list(one.asks),
            "must_see": list(one.must_see),
            "each_parent": one.each_parent,
            "private": one.private,
            "call": one.call,
            **({"one_matter": True} if one.one_matter else {}),
            **({"by_value": True} if one.by_value else {}),
            "stage": one.stage.value,
        }

    def indicator(one: Indicator) -> dict[str, Any]:
        return {
            "id": one.id,
            "name": one.name,
            "weight": one.weight,
            "when": cases(one.when),
            **numbers(one, "strong_if"),
            "each_parent": one.each_parent,
            "private": one.private,
        }

    configuration = BOOK.configuration
    return {
        "rules": [rule(one) for one in BOOK.rules],
        "indicators": [indicator(one) for one in BOOK.indicators],
        "thresholds": [
            {"name": one.name, "value": one.value, "least": one.least, "most": one.most}
            for one in configuration.thresholds
        ],
        "settings": {
            "non_mobile": list(configuration.non_mobile),
            "bank_holidays": list(configuration.bank_holidays),
            "bands": {contact: list(band) for contact, band in BOOK.bands},
        },
        "at_the_box": sorted(AT_THE_BOX),
        "first_held": FIRST_HELD,
        "names": sorted(BOOK.blank),
        "row_names": sorted(BOOK.blank_row),
        "parent_names": list(BOOK.parent_names),
        "owner": configuration.owner,
        "review_by": configuration.review_by.isoformat(),
        "bank_holidays_until": configuration.bank_holidays_until.isoformat(),
    }


def script() -> str:
    """The text of `rulebook.js`."""
    return (
        "// Made by `python -m forms.safety.browser` from forms/holistic_visit/rules.py. Do not edit.\n\n"
        f"export const STORED = JSON.parse(\n  '{packed(rulebook())}',\n);\n\n"
        "/** For the build, which makes functions of them; they do not travel. @type {string[]} */\n"
        f"export const CONDITIONS = /* @__PURE__ */ JSON.parse(\n  '{packed(list(BOOK.expressions))}',\n);\n"
    )


if __name__ == "__main__":
    TARGET.write_text(script(), encoding="utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
