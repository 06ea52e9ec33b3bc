"""Writes the browser's copy of what is shipped: `python -m app.pathways.browser`.

`shipped.json` is the source; `static/js/forms/pathways_shipped.js` is made from it and never edited (a test compares the
two). It is part of the app on every tablet, so that it is there before anything was synced.
"""

from __future__ import annotations

import json
from pathlib import Path

from forms.packed import packed

TARGET = Path(__file__).resolve().parents[2] / "static" / "js" / "forms" / "pathways_shipped.js"


def script() -> str:
    """The text of `pathways_shipped.js`."""
    told = json.loads(Path(__file__).with_name("shipped.json").read_text("utf-8"))
    return (
        "// Made by `python -m app.pathways.browser` from app/pathways/shipped.json. Do not edit.\n\n"
        '/** @type {Record<string, import("./pathways.js").Shipped>} */\n'
        f"export const SHIPPED = JSON.parse(\n  '{packed(told)}',\n);\n"
    )


if __name__ == "__main__":
    TARGET.write_text(script(), encoding="utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
