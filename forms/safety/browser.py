"""Writes the browser's copy of the rules: `python -m forms.safety.browser`.

`forms/holistic_visit/rules.py` and `thresholds.py` are the source; `static/js/rules/rulebook.js` is made from them and
never edited (a test compares the two). The build turns its conditions into functions (static/cel.mjs).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from forms.holistic_visit.rules import BOOK
from forms.safety.declared import Case, Indicator, Rule

TARGET = Path(__file__).resolve().parents[2] / "static" / "js" / "rules" / "rulebook.js"


def rulebook() -> dict[str, Any]:
    """The rules as the tablet reads them. What conditions say stands once; rules name it by its number."""
    numbered = {text: place for place, text in enumerate(BOOK.expressions)}

    def cases(written: tuple[Case, ...]) -> list[list[Any]]:
        return [[numbered[case.condition], list(case.because)] for case in written]

    def number(text: str) -> int | None:
        return numbered[text] if text else None

    def rule(one: Rule) -> dict[str, Any]:
        return {
            "id": one.id,
            "name": one.name,
            "severity": one.severity.value,
            "message": one.message,
            "follows": one.follows,
            "when": cases(one.when),
            "while_": cases(one.while_),
            "urgent": number(one.urgent),
            "answered_by": number(one.answered_by),
            "closed_when": number(one.closed_when),
            "unsigned_while": number(one.unsigned_while),
            "escalates": number(one.escalates),
            "further": one.further,
            "asks": list(one.asks),
            "must_see": list(one.must_see),
            "each_parent": one.each_parent,
            "private": one.private,
            "call": one.call,
            "stage": one.stage.value,
        }

    def indicator(one: Indicator) -> dict[str, Any]:
        return {
            "id": one.id,
            "name": one.name,
            "weight": one.weight,
            "when": cases(one.when),
            "strong_if": number(one.strong_if),
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
        "names": sorted(BOOK.blank),
        "row_names": sorted(BOOK.blank_row),
        "parent_names": list(BOOK.parent_names),
        "owner": configuration.owner,
        "review_by": configuration.review_by.isoformat(),
        "bank_holidays_until": configuration.bank_holidays_until.isoformat(),
    }


def script() -> str:
    """The text of `rulebook.js`, packed as JSON, which browsers read faster than code."""
    return (
        "// Made by `python -m forms.safety.browser` from forms/holistic_visit/rules.py. Do not edit.\n\n"
        f"export const STORED = JSON.parse(\n  '{_packed(rulebook())}',\n);\n\n"
        "/** For the build, which makes functions of them; they do not travel. @type {string[]} */\n"
        f"export const CONDITIONS = /* @__PURE__ */ JSON.parse(\n  '{_packed(list(BOOK.expressions))}',\n);\n"
    )


def _packed(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\\", "\\\\").replace("'", "\\'")


if __name__ == "__main__":
    TARGET.write_text(script(), encoding="utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
