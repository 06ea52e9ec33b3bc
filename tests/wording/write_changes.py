"""Writes what Python answers once phrases were added and taken away: `python -m tests.wording.write_changes`."""

import json
from pathlib import Path

from forms.wording import check
from forms.wording.changes import Changes, changed

CONTRACT = Path(__file__).resolve().parents[1] / "contracts" / "wording_changes.json"
CHANGES = Changes(
    add={"label.noun": ["grizzlepot"], "reas.idiom": ["everything tickety boo", "hunky dory"]},
    remove={"label.adj": ["hostile"], "opin.neg": ["chaotic"], "reas.idiom": ["hunky dory"]},
    questions={"label": "What happened?"},
)
TEXTS = [
    "Mum was hostile, flat chaotic",
    "A right grizzlepot",
    "Everything tickety-boo",
    "All hunky dory",
    "Mum was rude",
    "Baby awake, pink, 4.2 kg",
    'Mo said "he is a grizzlepot"',
    "Grizzlepot, GRIZZLEPOT. grizzlepots",
]


def text() -> str:
    """The content of the contract file."""
    book = changed(CHANGES, "test.1")
    cases = [
        {"text": text, "kind": kind, **check(text, kind, book)._asdict()}
        for text in TEXTS
        for kind in "OJ"
    ]
    changes = {"version": "test.1", **CHANGES.as_json()}
    return json.dumps({"changes": changes, "cases": cases}, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    CONTRACT.write_text(text(), encoding="utf-8")
