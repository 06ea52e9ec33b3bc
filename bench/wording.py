"""How well the language prompts do: `python -m bench.wording [--sentences FILE ...]` (needs requirements-bench.txt).

Prints precision, recall, F1, span recall and span precision, and recall by class, on our own held-out sentences and on
every further file of labelled sentences given (`{"id", "text", "flag", "classes", "spans"}` a line), beside two
baselines fitted in the same run: a plain word list, and character n-gram TF-IDF with logistic regression. Then speed.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

from bench import wording_speed
from bench.wording_training import ROOT, SENTENCES, Sentence, learn, load
from forms.wording import BOOK, Book, check
from forms.wording.book import stored
from forms.wording.trial import overlap, share

HELD_OUT = ROOT / "forms" / "wording" / "labelled.jsonl"
LAST_LOOK = SENTENCES.with_name("last_look.jsonl")
SECOND_LOOK = SENTENCES.with_name("second_look.jsonl")
THIRD_LOOK = SENTENCES.with_name("third_look.jsonl")
WORD_LIST = (
    "seems appears presumably probably lovely nice good great chaotic dirty messy poor inappropriate manipulative"
    " difficult aggressive hostile evasive demanding deliberately always never constantly often usually apparently"
    " allegedly reportedly claims insists denies admits concerns fine well appropriate adequate recently several"
).split()
"""The obvious words, for the plain word list."""

OWN = ("held out", "last look", "second look")

Spans = Sequence[Sequence[int]]
Found = tuple[bool, Spans]


class Score(NamedTuple):
    precision: float
    recall: float
    f1: float
    span_recall: float
    span_precision: float
    by_class: dict[str, tuple[int, int]]
    class_right: float
    """Share of rightly flagged sentences whose first class is one of the labelled ones; -1 where none is given."""

    def line(self) -> str:
        return (
            f"precision {self.precision:.3f}  recall {self.recall:.3f}  F1 {self.f1:.3f}"
            f"  span recall {self.span_recall:.3f}  span precision {self.span_precision:.3f}"
        )


def score(
    gold: Sequence[Sentence], found: Sequence[Found], classes: Sequence[Sequence[str]] = ()
) -> Score:
    """Of flags and spans against labels. A span is found if any marked span of a flagged sentence overlaps it."""
    counts: Counter[str] = Counter()
    by_class: dict[str, tuple[int, int]] = {}
    for place, (one, (flag, marked)) in enumerate(zip(gold, found, strict=True)):
        spans = marked if flag else ()
        counts["hits"] += flag and one["flag"]
        counts["wrong"] += flag and not one["flag"]
        counts["missed"] += not flag and one["flag"]
        counts["spans"] += len(one["spans"])
        counts["spans found"] += sum(any(overlap(s, m) for m in spans) for s in one["spans"])
        counts["marked"] += len(spans)
        counts["marked right"] += sum(any(overlap(s, m) for s in one["spans"]) for m in spans)
        if classes and flag and one["flag"]:
            counts["class right"] += classes[place][0] in one["classes"]
        for name in one["classes"]:
            right, total = by_class.get(name, (0, 0))
            by_class[name] = (right + flag, total + 1)
    precision = share(counts["hits"], counts["hits"] + counts["wrong"])
    recall = share(counts["hits"], counts["hits"] + counts["missed"])
    return Score(
        precision,
        recall,
        share(2 * precision * recall, precision + recall),
        share(counts["spans found"], counts["spans"]),
        share(counts["marked right"], counts["marked"]),
        dict(sorted(by_class.items())),
        share(counts["class right"], counts["hits"]) if classes else -1,
    )


def by_engine(gold: Sequence[Sentence], book: Book = BOOK) -> Score:
    """The prompts themselves, in a box for what was observed."""
    readings = [check(one["text"], "O", book) for one in gold]
    return score(
        gold, [(one.flag, one.spans) for one in readings], [one.classes for one in readings]
    )


def by_word_list(gold: Sequence[Sentence]) -> Score:
    """Baseline: any word of the list, wherever it stands."""
    pattern = re.compile(r"\b(?:" + "|".join(WORD_LIST) + r")\b", re.IGNORECASE)
    spans = [[found.span() for found in pattern.finditer(one["text"])] for one in gold]
    return score(gold, [(bool(marked), marked) for marked in spans])


def by_ngrams(gold: Sequence[Sentence], learnt_from: Sequence[Sentence] | None) -> Score:
    """Baseline: character n-grams. Learnt from other sentences, or, if there are none, by five-fold cross-validation."""
    model = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        LogisticRegression(C=10, max_iter=2000),
    )
    texts, flags = [one["text"] for one in gold], [one["flag"] for one in gold]
    if learnt_from is None:
        folds = StratifiedKFold(5, shuffle=True, random_state=0)
        guessed = cross_val_predict(model, texts, flags, cv=folds)
    else:
        model.fit([one["text"] for one in learnt_from], [one["flag"] for one in learnt_from])
        guessed = model.predict(texts)
    found = [(bool(g), [[0, len(t)]]) for g, t in zip(guessed, texts, strict=True)]
    return score(gold, found)


def by_cross_validation(sentences: Sequence[Sentence]) -> Score:
    """The prompts learnt on four fifths and tried on the fifth, five times."""
    phrases = stored("phrases.json")
    flags = [one["flag"] for one in sentences]
    readings = {}
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    for learnt, tried in folds.split(sentences, flags):
        weights = learn(BOOK.index, [sentences[place] for place in learnt])
        book = Book.read(phrases, weights)
        for place in tried:
            readings[place] = check(sentences[place]["text"], "O", book)
    ordered = [readings[place] for place in range(len(sentences))]
    return score(
        sentences, [(one.flag, one.spans) for one in ordered], [one.classes for one in ordered]
    )


def milliseconds(run: Callable[[], object], times: int = 30) -> tuple[float, float]:
    """Fastest and middle of several runs."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        taken.append((time.perf_counter() - began) * 1000)
    return min(taken), sorted(taken)[times // 2]


def report(name: str, gold: Sequence[Sentence], learnt_from: Sequence[Sentence] | None) -> None:
    """Prints one set: the prompts, the two baselines, recall by class."""
    print(f"\n{name}: {len(gold)} sentences, {sum(one['flag'] for one in gold)} flagged")
    engine = by_engine(gold)
    print(f"  prompts     {engine.line()}  class right {engine.class_right:.3f}")
    print(f"  word list   {by_word_list(gold).line()}")
    how = "five-fold" if learnt_from is None else "learnt from the tuning sentences"
    print(f"  n-grams     {by_ngrams(gold, learnt_from).line()}  ({how})")
    for class_id, (right, total) in engine.by_class.items():
        print(f"    {class_id:15s} recall {right / total:.3f} ({right}/{total})")


def figures(name: str, gold: Sequence[Sentence], learnt_from: Sequence[Sentence] | None) -> str:
    """One set in a few lines: the prompts by class, and the two baselines beside them. N-grams are learnt from
    `learnt_from`, else by five-fold cross-validation.
    """
    engine = by_engine(gold)
    classes = ", ".join(
        f"{name} {right}/{total}" for name, (right, total) in engine.by_class.items()
    )
    return (
        f"{name} ({len(gold)} sentences)\n"
        f"      prompts    {engine.line()}\n"
        f"      word list  {by_word_list(gold).line()}\n"
        f"      n-grams    {by_ngrams(gold, learnt_from).line()}\n"
        f"      recall by class: {classes}"
    )


def rows() -> list[tuple[str, str, str]]:
    """The lines of the scoreboard: (what, measured, target). `WORDING_SENTENCES` names further files of sentences."""
    tune = load(SENTENCES)
    sets = [
        ("held out", load(HELD_OUT)),
        ("last look", load(LAST_LOOK)),
        ("second look", load(SECOND_LOOK)),
        ("third look", load(THIRD_LOOK)),
    ]
    sets += [(path, load(Path(path))) for path in os.environ.get("WORDING_SENTENCES", "").split()]
    speed = wording_speed.measure()
    slowed = (
        f"{speed.middle:.1f} ms in the middle, {speed.p95:.1f} ms at the 95th by the clock; "
        f"{speed.own_middle:.1f} and {speed.own_p95:.1f} ms of the thread's own time; loading {speed.loading:.0f} ms"
    )
    return [
        (
            f"    language prompts {BOOK.version}, on sentences they were not learnt from",
            "\n    ".join(
                figures(name, gold, tune if name in OWN else None) for name, gold in sets
            ),
            "F1 >= 0.90, precision >= 0.90, span recall >= 0.80; n-grams 0.79, word list 0.41",
        ),
        (
            "    500 words in Chromium, processor slowed four times",
            slowed,
            "<= 5 ms after loading",
        ),
    ]


def main() -> None:
    """Everything above, in one run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sentences", action="append", type=Path, default=[], help="a further labelled file"
    )
    parser.add_argument(
        "--cross-validate", action="store_true", help="also learn five times (a minute or more)"
    )
    asked = parser.parse_args()
    further = [*asked.sentences, *map(Path, os.environ.get("WORDING_SENTENCES", "").split())]
    tune = load(SENTENCES)
    print(f"phrase book {BOOK.version}, {sum(map(len, BOOK.groups.values()))} phrases")
    report("own sentences, held out", load(HELD_OUT), tune)
    report("own sentences, written last and looked at once", load(LAST_LOOK), tune)
    report("a second last look, traps among them", load(SECOND_LOOK), tune)
    report("a third of what was written for 2026.3, many traps", load(THIRD_LOOK), tune)
    for path in further:
        report(path.name, load(path), None)
    if asked.cross_validate:
        print(f"\ntuning sentences, five-fold\n  prompts     {by_cross_validation(tune).line()}")
    words = " ".join(one["text"] + "." for one in tune).split()[:500]
    text = " ".join(words)
    fastest, middle = milliseconds(lambda: check(text))
    print(f"\n500 words in Python: {fastest:.1f} ms at best, {middle:.1f} ms in the middle")
    subprocess.run(["node", str(ROOT / "bench" / "wording_speed.mjs")], check=True, cwd=ROOT)


if __name__ == "__main__":
    main()
