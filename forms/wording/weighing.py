"""Adds up what was noticed. Whole numbers only, so that Python and the browser come to the same sum."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from forms.wording.reading import NAME, Noticed, hashed, word_features
from forms.wording.tokens import Clause, Token

REMEMBERED_WORDS = 20_000
"""How many words' weights are kept at hand; beyond that the memory is emptied."""


def bucket(name: str, size: int) -> int:
    """The place of an unnamed feature in the table: 32-bit FNV-1a over UTF-16 units, modulo `size`."""
    code = 0x811C9DC5
    for letter in name:
        code = ((code ^ ord(letter)) * 0x01000193) & 0xFFFFFFFF
    return code % size


@dataclass(frozen=True)
class Weights:
    """What `bench/wording_training.py` writes: see there for how the numbers come about."""

    threshold: int
    bias: int
    named: Mapping[str, int]
    table: Sequence[int]
    classes: tuple[str, ...]
    """The classes that are told apart by weight."""
    class_weights: Mapping[str, Sequence[int]]
    """For a named feature its weight for each of `classes`; for "" where each of them starts."""
    _words: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def read(cls, stored: Mapping[str, object]) -> Weights:
        """From the parsed `weights.json`."""
        packed = base64.b64decode(str(stored["table"]))
        table = [byte - 256 if byte > 127 else byte for byte in packed]
        return cls(
            threshold=int(str(stored["threshold"])),
            bias=int(str(stored["bias"])),
            named=_numbers(stored["named"]),
            table=table,
            classes=tuple(map(str, _listed(stored["classes"]))),
            class_weights={
                name: [int(str(number)) for number in _listed(row)]
                for name, row in _mapping(stored["class_weights"]).items()
            },
        )

    def of_word(self, word: Token) -> int:
        """The weight of one word and its letter runs."""
        known = self._words.get(word.norm)
        if known is None:
            if len(self._words) >= REMEMBERED_WORDS:
                self._words.clear()
            size = len(self.table)
            known = sum(self.table[bucket(name, size)] for name in word_features(word.norm))
            self._words[word.norm] = known
        return known

    def of_clause(self, clause: Clause, noticed: Noticed) -> int:
        """How much a clause reads like a judgement; it is flagged above `threshold`."""
        size = len(self.table)
        total = self.bias + sum(self.named.get(name, 0) for name in noticed.named)
        total += sum(self.table[bucket(name, size)] for name in hashed(noticed, clause))
        return total + sum(self.of_word(word) for word in own_words(clause, noticed))

    def likeliest(self, named: Iterable[str]) -> str:
        """The class a flagged clause most reads like; the first in order if two are level."""
        rows = [self.class_weights[name] for name in ("", *named) if name in self.class_weights]
        totals = [sum(column) for column in zip(*rows, strict=True)]
        return self.classes[totals.index(max(totals))]


def own_words(clause: Clause, noticed: Noticed) -> list[Token]:
    """The words the author answers for: not reported speech, not names."""
    mine = zip(clause.words[: noticed.spoken], noticed.kinds, strict=False)
    return [word for word, kind in mine if kind != NAME]


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError("expected an object in weights.json")
    return value


def _listed(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise TypeError("expected a list in weights.json")
    return value


def _numbers(value: object) -> dict[str, int]:
    return {name: int(str(number)) for name, number in _mapping(value).items()}
