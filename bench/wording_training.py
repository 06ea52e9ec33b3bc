"""Learns `forms/wording/weights.json` from the labelled sentences: `python -m bench.wording_training`.

Development only (needs `requirements-bench.txt`); the service and the browser just add up the numbers written here.

Two logistic regressions. The first weighs every clause: judgement or not. The second decides which class a flagged
clause is. Only `tests/wording/sentences/tune.jsonl` is read; `forms/wording/labelled.jsonl` is for
`bench/wording.py`.

Two things are done so that it holds for words nobody listed. Each sentence is learnt three times, with none, 30 % and
50 % of its longer words hidden, so that the shape of a clause counts and not only the phrase in it. And sentences
are joined into longer notes, so that standing alone, first or last says little by itself.
"""

from __future__ import annotations

import base64
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from forms.wording.book import stored
from forms.wording.reading import STRUCTURE, Noticed, PhraseIndex, hashed, notice, word_features
from forms.wording.tokens import Clause, Token, clauses
from forms.wording.weighing import bucket, own_words

ROOT = Path(__file__).resolve().parent.parent
SENTENCES = ROOT / "tests" / "wording" / "sentences" / "tune.jsonl"
WEIGHTS = ROOT / "forms" / "wording" / "weights.json"

TABLE = 4096
"""Places for unnamed features: one byte each in the browser."""
UNNAMED = 0.25
"""How much an unnamed feature counts beside a named one while learning; small, so that phrases come first."""
HIDDEN = (0.0, 0.3, 0.3, 0.5, 0.5)
JOINED = 1000
STRENGTH = 0.3
CLASS_STRENGTH = 0.3
STEP = 64
"""Whole numbers in the file are weights times this."""
FAINT = 3
"""Places of the table that weigh no more than this are emptied: nothing is lost on the tuning sentences, and a whole
kilobyte is saved."""
THRESHOLD = -0.25
"""In log odds. Chosen on the tuning sentences by cross-validation, where it balances precision and recall."""
FEWEST = 5
"""A class with fewer sentences is not learnt: it is recognised by its phrases alone."""

Sentence = dict[str, Any]
HIDDEN_WORD = "\x00"


def load(path: Path) -> list[Sentence]:
    """Labelled sentences, one JSON object a line."""
    return [
        json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
    ]


def joined(sentences: Sequence[Sentence], count: int, seed: int) -> list[Sentence]:
    """Notes made of two of the sentences, half of them flagged; the same for the same seed."""
    chance = random.Random(seed)
    short = [one for one in sentences if len(one["text"]) < 70 and ". " not in one["text"]]
    plain = [
        one["text"].rstrip(".")
        for one in short
        if not one["flag"] and not one["text"].endswith('"')
    ]
    whole = [
        one
        for one in short
        if len(one["spans"]) == 1 and one["spans"][0][1] - one["spans"][0][0] > len(one["text"]) - 2
    ]
    made: list[Sentence] = []
    for _ in range(count):
        fact = chance.choice(plain)
        if chance.random() < 0.5:
            judged = chance.choice(whole)
            text, where = judged["text"].rstrip("."), chance.random()
            if where < 0.4:
                note, start = f"{text}, {_lower(fact)}", 0
            elif where < 0.55:
                note, start = f"{fact}, {_lower(text)}", len(fact) + 2
            else:
                note, start = f"{fact}. {text}", len(fact) + 2
            spans = [[start, start + len(text)]]
            made.append({"text": note, "flag": True, "classes": judged["classes"], "spans": spans})
        else:
            other = chance.choice(plain)
            note = f"{fact}, {_lower(other)}" if chance.random() < 0.6 else f"{fact}. {other}"
            made.append({"text": note, "flag": False, "classes": [], "spans": []})
    return made


def _lower(text: str) -> str:
    first = text.split(" ")[0]
    return (
        text
        if first in ("I", "Fa", "Mo") or not text[1:2].islower()
        else text[0].lower() + text[1:]
    )


def with_words_hidden(note: Sequence[Clause], share: float, seed: int) -> Sequence[Clause]:
    """The note with a share of its longer words unknown, always the same words for the same seed."""
    if not share:
        return note
    for clause in note:
        clause.words = [
            _hidden(word) if _is_hidden(word, share, seed) else word for word in clause.words
        ]
    return note


def _is_hidden(word: Token, share: float, seed: int) -> bool:
    known = (
        word.norm in STRUCTURE
        or len(word.norm) < 2
        or any(letter.isdigit() for letter in word.norm)
    )
    return not known and (bucket(f"{word.norm}|{seed}", 1 << 32) >> 3) % 1000 < share * 1000


def _hidden(word: Token) -> Token:
    endings = ("ing", "ed", "ly", "s")
    ending = next((e for e in endings if word.norm.endswith(e) and len(word.norm) > len(e) + 2), "")
    return word._replace(norm=HIDDEN_WORD * 3 + ending)


def gold(sentence: Sentence, clause: Clause) -> str | None:
    """The class of the labelled span a clause touches."""
    start, end = clause.words[0].start, clause.words[-1].end
    for place, (left, right) in enumerate(sentence["spans"]):
        if left < end and start < right:
            return str(sentence["classes"][min(place, len(sentence["classes"]) - 1)])
    return None


def examples(
    index: PhraseIndex, sentences: Sequence[Sentence], share: float = 0.0, seed: int = 0
) -> Iterator[tuple[Clause, Noticed, str | None]]:
    """Every clause with what is noticed about it and its label."""
    for sentence in sentences:
        note = with_words_hidden(clauses(sentence["text"]), share, seed)
        for clause, noticed in zip(note, notice(index, note), strict=True):
            yield clause, noticed, gold(sentence, clause)


def unnamed(clause: Clause, noticed: Noticed) -> Counter[int]:
    """How often each place of the table is touched by a clause."""
    found: Counter[int] = Counter()
    for name in hashed(noticed, clause):
        if HIDDEN_WORD not in name:
            found[bucket(name, TABLE)] += 1
    for word in own_words(clause, noticed):
        if HIDDEN_WORD not in word.norm:
            found.update(bucket(name, TABLE) for name in word_features(word.norm))
    return found


def learn(index: PhraseIndex, sentences: Sequence[Sentence]) -> dict[str, Any]:
    """The content of `weights.json`, learnt from labelled sentences."""
    rows: list[dict[int, float]] = []
    labels: list[bool] = []
    places: dict[str, int] = {}
    for seed, share in enumerate(HIDDEN):
        for clause, noticed, label in examples(
            index, [*sentences, *joined(sentences, JOINED, seed)], share, seed
        ):
            row = {place: count * UNNAMED for place, count in unnamed(clause, noticed).items()}
            row.update(
                {places.setdefault(name, TABLE + len(places)): 1.0 for name in noticed.named}
            )
            rows.append(row)
            labels.append(label is not None)
    model = LogisticRegression(C=STRENGTH, solver="liblinear")
    model.fit(_matrix(rows, TABLE + len(places)), np.array(labels))
    weights = model.coef_[0]
    table = np.clip(np.rint(weights[:TABLE] * UNNAMED * STEP), -127, 127).astype(np.int8)
    table[np.abs(table) <= FAINT] = 0
    return {
        "threshold": round(THRESHOLD * STEP),
        "bias": round(float(model.intercept_[0]) * STEP),
        "named": _whole(places, weights),
        "table": base64.b64encode(table.tobytes()).decode(),
        **learn_classes(index, sentences),
    }


def learn_classes(index: PhraseIndex, sentences: Sequence[Sentence]) -> dict[str, Any]:
    """The classes with enough sentences and the weights of named features in telling them apart."""
    found = [
        (noticed, label) for _, noticed, label in examples(index, sentences) if label is not None
    ]
    enough = {
        label for label, count in Counter(label for _, label in found).items() if count >= FEWEST
    }
    kept = [(noticed, label) for noticed, label in found if label in enough]
    places: dict[str, int] = {}
    rows = [
        {places.setdefault(name, len(places)): 1.0 for name in noticed.named} for noticed, _ in kept
    ]
    model = LogisticRegression(C=CLASS_STRENGTH, max_iter=2000)
    model.fit(_matrix(rows, len(places)), np.array([label for _, label in kept]))
    rounded = {
        "": model.intercept_,
        **{name: model.coef_[:, place] for name, place in sorted(places.items())},
    }
    weights = {
        name: [int(number) for number in np.rint(row * STEP)] for name, row in rounded.items()
    }
    return {
        "classes": [str(name) for name in model.classes_],
        "class_weights": {name: row for name, row in weights.items() if any(row)},
    }


def _whole(places: dict[str, int], weights: Any) -> dict[str, int]:
    rounded = {name: round(float(weights[place]) * STEP) for name, place in sorted(places.items())}
    return {name: weight for name, weight in rounded.items() if weight}


def _matrix(rows: Sequence[dict[int, float]], width: int) -> Any:
    starts = np.cumsum([0, *(len(row) for row in rows)])
    columns = [place for row in rows for place in row]
    values = [value for row in rows for value in row.values()]
    return csr_matrix((values, columns, starts), shape=(len(rows), width))


def as_text(learnt: dict[str, Any]) -> str:
    """One feature a line, so that two versions can be compared."""
    lines = json.dumps(learnt, ensure_ascii=False, indent=1)
    return (
        re.sub(r"\[\s+([^\[\]]*?)\s+\]", lambda row: "[" + re.sub(r"\s+", " ", row[1]) + "]", lines)
        + "\n"
    )


def main() -> None:
    """Learns from the tuning sentences and writes the weights."""
    groups = {group["id"]: tuple(group["phrases"]) for group in stored("phrases.json")["groups"]}
    learnt = learn(PhraseIndex(groups), load(SENTENCES))
    WEIGHTS.write_text(as_text(learnt), encoding="utf-8")
    sys.stdout.write(
        f"{len(learnt['named'])} named features, {TABLE} places, {WEIGHTS.stat().st_size} bytes\n"
    )


if __name__ == "__main__":
    main()
