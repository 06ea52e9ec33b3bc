"""Writes the browser's copy of the phrase book: `python -m forms.wording.browser`.

`phrases.json` and `weights.json` are the source; `static/js/wording/book.js` is made from them and never edited
(a test compares the two).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from forms.packed import packed
from forms.wording.book import BOOK, stored
from forms.wording.weighing import Weights

TARGET = Path(__file__).resolve().parents[2] / "static" / "js" / "wording" / "book.js"


def fronted(phrases: Sequence[str]) -> str:
    """Phrases in alphabetical order, each as a capital letter (how many letters it shares with the one before: A for
    none) and the rest. A fifth smaller on the wire than plain text."""
    fronts, before = [], ""
    for phrase in sorted(phrases):
        shared = 0
        while shared < 25 and before[shared : shared + 1] == phrase[shared : shared + 1] != "":
            shared += 1
        fronts.append(chr(ord("A") + shared) + phrase[shared:])
        before = phrase
    return "".join(fronts)


ZERO = 93
"""The character that stands for a weight of 0 in the table (`]`); the others lie around it. Half of the table is 0, and
base64 would hide that from whatever packs it: 0.5 kB.
"""


def weighed(weights: Weights) -> dict[str, Any]:
    """The weights as the browser reads them: the table a character each, and every name once with its weight, then those
    for each class, without the zeros. Names have no capitals, as phrases have none. 1.5 kB smaller than `weights.json`.
    """
    names = {*weights.named, *weights.class_weights}
    rows = {
        name: [weights.named.get(name, 0), *weights.class_weights.get(name, ())] for name in names
    }
    return {
        "threshold": weights.threshold,
        "bias": weights.bias,
        "classes": list(weights.classes),
        "table": "".join(chr(ZERO + weight) for weight in weights.table),
        "named": fronted(
            [f"{name}:{','.join(str(each or '') for each in row)}" for name, row in rows.items()]
        ),
    }


def script() -> str:
    """The text of `wording/book.js`: the same content, packed (see `fronted` and `weighed`)."""
    phrases = stored("phrases.json")
    book: dict[str, Any] = {
        "version": phrases["version"],
        "clinical_owner": phrases["clinical_owner"],
        "classes": phrases["classes"],
        "groups": [
            [group["id"], group["class"], fronted(group["phrases"])] for group in phrases["groups"]
        ],
        "weights": weighed(BOOK.weights),
    }
    return (
        "// Made by `python -m forms.wording.browser` from forms/wording/*.json. Do not edit.\n\n"
        '/** @type {import("./types.js").StoredBook} */\n'
        f"export const BOOK = JSON.parse(\n  '{packed(book)}',\n);\n"
    )


if __name__ == "__main__":
    TARGET.write_text(script(), encoding="utf-8")
    print(f"{TARGET.name}: version {BOOK.version}, {TARGET.stat().st_size} bytes")
