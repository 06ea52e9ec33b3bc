"""Tries a change of the phrase list against labelled sentences, before anybody meets it. Pure.

`labelled.jsonl` holds invented sentences that the weights were not learnt from; each says whether it should be asked
about and where. What a change does to them is an indication and no proof: notes of one's own are the better judge.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from forms.wording.book import Book
from forms.wording.checking import Reading, check


class Labelled(NamedTuple):
    """A sentence and what a reader said of it."""

    text: str
    flag: bool
    spans: tuple[tuple[int, int], ...]


class Figures(NamedTuple):
    """Counts of one run over the labelled sentences."""

    hits: int
    wrong: int
    missed: int
    spans: int
    spans_found: int

    @property
    def precision(self) -> float:
        """Of the sentences asked about, the share rightly so."""
        return share(self.hits, self.hits + self.wrong)

    @property
    def recall(self) -> float:
        """Of the sentences that should be asked about, the share that is."""
        return share(self.hits, self.hits + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return share(2 * self.hits, 2 * self.hits + self.wrong + self.missed)

    @property
    def span_recall(self) -> float:
        """Of the labelled words, the share that is marked."""
        return share(self.spans_found, self.spans)


class Flip(NamedTuple):
    """A sentence that is answered differently with the change."""

    text: str
    should: bool
    before: bool
    after: bool

    @property
    def better(self) -> bool:
        """Whether the change gets it right."""
        return self.after == self.should


class Trial(NamedTuple):
    """What a change does."""

    sentences: int
    before: Figures
    after: Figures
    flips: tuple[Flip, ...]
    reworded: int
    """Sentences asked about before and after, in other words."""


@cache
def labelled() -> tuple[Labelled, ...]:
    """The labelled sentences that come with the phrase list."""
    lines = files("forms.wording").joinpath("labelled.jsonl").read_text(encoding="utf-8")
    return tuple(_labelled(json.loads(line)) for line in lines.splitlines())


def _labelled(row: dict[str, Any]) -> Labelled:
    return Labelled(row["text"], row["flag"], tuple((start, end) for start, end in row["spans"]))


def trial(before: Book, after: Book, sentences: Sequence[Labelled] | None = None) -> Trial:
    """Both books over the same sentences (those that come with the list, if none are given)."""
    tried = labelled() if sentences is None else sentences
    was = [check(one.text, "O", before) for one in tried]
    now = [check(one.text, "O", after) for one in tried]
    flips = tuple(
        Flip(one.text, one.flag, old.flag, new.flag)
        for one, old, new in zip(tried, was, now, strict=True)
        if old.flag != new.flag
    )
    reworded = sum(
        old.flag and new.flag and old.questions != new.questions
        for old, new in zip(was, now, strict=True)
    )
    return Trial(len(tried), figures(tried, was), figures(tried, now), flips, reworded)


def figures(sentences: Iterable[Labelled], readings: Iterable[Reading]) -> Figures:
    """Count what was found. A span is found if a marked one shares a character with it."""
    hits = wrong = missed = spans = found = 0
    for one, reading in zip(sentences, readings, strict=True):
        hits += reading.flag and one.flag
        wrong += reading.flag and not one.flag
        missed += one.flag and not reading.flag
        spans += len(one.spans)
        found += sum(any(overlap(span, marked) for marked in reading.spans) for span in one.spans)
    return Figures(hits, wrong, missed, spans, found)


def overlap(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two spans, [start, end) each, share a character."""
    return one[0] < other[1] and other[0] < one[1]


def share(part: float, whole: float) -> float:
    """A part of the whole, from 0 to 1; of nothing, nothing."""
    return part / whole if whole else 0.0
