"""Cuts a note into words and clauses. Every position is a count of Unicode code points.

The browser's twin (`static/js/wording/tokens.js`) does the same steps in the same order; a change here is a change there.
Nothing here looks further than the end of a word or of a line, so time grows with length and no faster.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

# Latin letters and digits only: in every other script nothing is read and so nothing is flagged.
WORD = re.compile(
    r"[A-Za-z0-9\u00c0-\u024f]{1,40}(?:['\u2019]t(?![A-Za-z0-9\u00c0-\u024f]))?"
    r"|['\u2019](?:s|ll|d|re|ve|m)(?![A-Za-z0-9\u00c0-\u024f])"
    r"|[\"\u201c\u201d'\u2018\u2019.,;:!?()\n\u2013\u2014/&@-]"
)
LETTER = re.compile(r"[A-Za-z0-9\u00c0-\u024f]")

DOUBLE_QUOTES = frozenset('"\u201c\u201d')
SINGLE_QUOTES = frozenset("'\u2018\u2019")
SENTENCE_ENDS = frozenset(".!?\n")
CLAUSE_ENDS = frozenset(".!?\n,;()\u2013\u2014")
JOINING_WORDS = frozenset("and but so because then when while which".split())
LONG_CLAUSE = 20
"""From this many words on (dictation without stops), a joining word begins a new clause."""
LONGEST_CLAUSE = 60
KEPT_MARKS = frozenset(':?"')


class Token(NamedTuple):
    """One word or stop: its normal form and where it stands."""

    norm: str
    start: int
    end: int
    capital: bool = False
    """Written like a name: a capital and then small letters."""


@dataclass
class Clause:
    """A run of words between two stops, with what has been taken out of it."""

    words: list[Token]
    sentence: int
    first: bool
    """First clause of its sentence."""
    after: str
    """The stop behind it, or an empty string at the end of the note."""


def normal(raw: str) -> str:
    """The form of a word that phrases are written in: lower case, no apostrophe but in 's and the like."""
    if raw == "&":
        return "and"
    if raw[0] in SINGLE_QUOTES:
        return "'" + raw[1:].lower()
    return raw.lower().replace("'", "").replace("\u2019", "")


def tokens(text: str) -> list[Token]:
    """Words and stops of `text`, in order; everything else (symbols, other scripts) is passed over."""
    return [
        Token(normal(found[0]), found.start(), found.end(), _like_a_name(found[0]))
        for found in WORD.finditer(text)
    ]


def _like_a_name(raw: str) -> bool:
    return len(raw) > 1 and "A" <= raw[0] <= "Z" and all("a" <= letter <= "z" for letter in raw[1:])


def is_stop(token: Token) -> bool:
    """Whether the token is a punctuation mark and not a word."""
    return token.end - token.start == 1 and not LETTER.match(token.norm)


def without_speech(text: str, found: list[Token]) -> list[Token]:
    """Replaces everything between quotation marks by one token `"`.

    A double mark that is never closed runs to the end of its line. A single mark opens only before a word at the start
    or after a gap, and closes only after a word before a gap, so that apostrophes are left alone; fewer than two words
    between single marks are not speech.
    """
    kept: list[Token] = []
    closings = _closings(text, found)
    position = 0
    while position < len(found):
        token = found[position]
        closing = closings.get(position)
        if closing is None:
            kept.append(token)
            position += 1
        else:
            end = found[closing].end if closing < len(found) else len(text)
            kept.append(Token('"', token.start, end))
            position = (
                closing if closing < len(found) and found[closing].norm == "\n" else closing + 1
            )
    return kept


def _closings(text: str, found: list[Token]) -> dict[int, int]:
    """For each opening mark the index of its closing token (a line end if it is never closed)."""
    pairs: dict[int, int] = {}
    opened: int | None = None
    single: int | None = None
    for index, token in enumerate(found):
        raw = text[token.start] if token.end - token.start == 1 else ""
        if opened is not None:
            if raw in DOUBLE_QUOTES or raw == "\n":
                pairs[opened] = index
                opened = None
        elif raw and raw in DOUBLE_QUOTES:
            opened, single = index, None
        elif raw == "\n":
            single = None
        elif raw and raw in SINGLE_QUOTES:
            before = token.start == 0 or not LETTER.match(text[token.start - 1])
            behind = token.end == len(text) or not LETTER.match(text[token.end])
            if single is not None and behind:
                inside = found[single + 1 : min(index, single + 10)]
                words = sum(1 for between in inside if not is_stop(between))
                if words > 1:
                    pairs[single] = index
                single = None
            elif before and not behind:
                single = index
    if opened is not None:
        pairs[opened] = len(found)
    return pairs


def clauses(text: str) -> list[Clause]:
    """The clauses of a note, speech already taken out. A comma or stop between two digits ends nothing."""
    found = without_speech(text, tokens(text))
    cut: list[Clause] = []
    words: list[Token] = []
    sentence, first = 0, True
    for token in found:
        mark = token.norm
        if mark in CLAUSE_ENDS and not _inside_number(text, token) and not _query(text, token):
            if words:
                cut.append(Clause(words, sentence, first, mark))
                words, first = [], False
            if mark in SENTENCE_ENDS:
                sentence, first = sentence + 1, True
        elif mark in KEPT_MARKS or not is_stop(token):
            size = len(words)
            if size >= LONGEST_CLAUSE or (size >= LONG_CLAUSE and mark in JOINING_WORDS):
                cut.append(Clause(words, sentence, first, ""))
                words, first = [], False
            words.append(token)
    if words:
        cut.append(Clause(words, sentence, first, ""))
    return cut


def _inside_number(text: str, token: Token) -> bool:
    return (
        token.norm in ".,"
        and token.start > 0
        and token.end < len(text)
        and "0" <= text[token.start - 1] <= "9"
        and "0" <= text[token.end] <= "9"
    )


def _query(text: str, token: Token) -> bool:
    """A question mark set before a word ("?colic") is a doubt, not the end of a sentence."""
    return (
        token.norm == "?"
        and token.end < len(text)
        and LETTER.match(text[token.end]) is not None
        and (token.start == 0 or not LETTER.match(text[token.start - 1]))
    )
