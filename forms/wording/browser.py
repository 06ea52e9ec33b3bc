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


def script() -> str:
    """The text of `wording/book.js`: the same content, packed (see `fronted`)."""
    phrases, weights = stored("phrases.json"), stored("weights.json")
    book: dict[str, Any] = {
        "version": phrases["version"],
        "clinical_owner": phrases["clinical_owner"],
        "classes": phrases["classes"],
        "groups": [
            [group["id"], group["class"], fronted(group["phrases"])] for group in phrases["groups"]
        ],
        "weights": weights,
    }
    return (
        "// Made by `python -m forms.wording.browser` from forms/wording/*.json. Do not edit.\n\n"
        '/** @type {import("./types.js").StoredBook} */\n'
        f"export const BOOK = JSON.parse(\n  '{packed(book)}',\n);\n"
    )


if __name__ == "__main__":
    TARGET.write_text(script(), encoding="utf-8")
    print(f"{TARGET.name}: version {BOOK.version}, {TARGET.stat().st_size} bytes")
