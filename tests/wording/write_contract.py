"""Writes what Python answers, for the browser to be held to: `python -m tests.wording.write_contract`.

To be run after a change of the phrases, the weights or the engine; the difference is then read like any other change.
"""

import json
from pathlib import Path

from forms.wording import BOOK, check

ROOT = Path(__file__).resolve().parents[2]
SENTENCES = ROOT / "forms" / "wording" / "labelled.jsonl"
CONTRACT = ROOT / "tests" / "contracts" / "wording.json"

AWKWARD = [
    "",
    " ",
    "\n\n",
    "😀 lovely family 😀, no concerns 👩‍👧 at all",
    "👶🏽👶🏽 Baby well. 👶🏽 Dad lazy",
    "Lovely ca\u0301fe, she is lazy",
    "cafe\u0301 chaotic, nai\u0308ve mum",
    "שלום lovely family שלום. العربية no concerns",
    "Mo said “he is lazy” and left. Lazy",
    "Mo said 'he is so lazy' and left. Lazy",
    "Mo didn’t say; he’s lazy, isn’t he",
    'Unclosed "he is lazy and mean',
    'Unclosed "he is lazy\nChaotic home',
    "it's mum's sister's pram, she's bone idle",
    "?colic ?reflux. Why? Lazy.",
    "Wt 4,120 g at 10.30, 3.2kg. Thriving!",
    "LAZY MUM. CHAOTIC HOME.",
    "Lovely Street, flat 3, Happy Days nursery, Grace and Hope at home",
    "ŁAZY İstanbul çay, she is lazy",
    "\ud7ff\ue000\uffff lazy \U0010ffff",
    "lazy" * 30,
    "lazy " * 30,
    "and ".join(["she held the cup "] * 20) + "she is lazy",
    '<b>lazy</b> & "quiet" — no concerns – fine (Mo)',
    "Mo:lazy",
    "\t\r\nlazy\r\n\r\nDad fine\r\n",
]


def cases() -> list[dict[str, object]]:
    """Sentences in all kinds of box, then texts meant to trip an engine up."""
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()
    asked = [(json.loads(line)["text"], "ORDFJOO"[place % 7]) for place, line in enumerate(lines)]
    asked += [(text, kind) for text in AWKWARD for kind in "OJ"]
    return [{"text": text, "kind": kind, **check(text, kind)._asdict()} for text, kind in asked]


def main() -> None:
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases())
    CONTRACT.write_text(
        f'{{"version": "{BOOK.version}", "cases": [\n{lines}\n]}}\n', encoding="utf-8"
    )


if __name__ == "__main__":
    main()
