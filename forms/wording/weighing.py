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
    classes: Mapping[str, Mapping[str, int]]
    """For each class the weight of named features in deciding which class a flagged clause is; "" is its bias."""
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
            classes={name: _numbers(weights) for name, weights in _mapping(stored["classes"]).items()},
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
        noticed = list(named)
        best, most = "", 0
        for name, weights in self.classes.items():
            total = weights.get("", 0) + sum(weights.get(feature, 0) for feature in noticed)
            if not best or total > most:
                best, most = name, total
        return best


def own_words(clause: Clause, noticed: Noticed) -> list[Token]:
    """The words the author answers for: not reported speech, not names."""
    mine = zip(clause.words[: noticed.spoken], noticed.kinds, strict=False)
    return [word for word, kind in mine if kind != NAME]


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError("expected an object in weights.json")
    return value


def _numbers(value: object) -> dict[str, int]:
    return {name: int(str(number)) for name, number in _mapping(value).items()}
