"""Writes the browser's copy of the standards: `python -m forms.growth.browser`.

`standards.json` and `words.json` are the source; `static/js/forms/growth_standards.js` is made from them and never
edited (a test compares the two).
"""

from __future__ import annotations

import json
from pathlib import Path

from forms.growth.standards import stored

TARGET = Path(__file__).resolve().parents[2] / "static" / "js" / "forms" / "growth_standards.js"


def script() -> str:
    """The text of `growth_standards.js`: both sources, packed as JSON, which browsers read faster than code."""
    return (
        "// Made by `python -m forms.growth.browser` from forms/growth/*.json. Do not edit.\n\n"
        '/** @type {import("./growth.js").Standards} */\n'
        f"export const STANDARDS = JSON.parse(\n  '{_packed('standards.json')}',\n);\n\n"
        '/** @type {import("./growth.js").Words} */\n'
        f"export const WORDS = JSON.parse(\n  '{_packed('words.json')}',\n);\n"
    )


def _packed(name: str) -> str:
    text = json.dumps(stored(name), ensure_ascii=False, separators=(",", ":"))
    return text.replace("\\", "\\\\").replace("'", "\\'")


if __name__ == "__main__":
    TARGET.write_text(script(), encoding="utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
