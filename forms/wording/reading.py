"""What is noticed about a clause before it is weighed: phrases found in it, who is speaking, and its shape.

Each thing noticed has a name; `weights.json` gives names their weight. Named features are few and readable
("hit opin.neg first"); the rest (words, pairs, letter runs, patterns of word kinds) are hashed into a small table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from forms.wording.tokens import Clause, Token

PRONOUNS = frozenset("he she they".split())
FIRST_PERSON = frozenset("i we me my us our".split())
NEGATIONS = frozenset(
    "no not nil without never dont doesnt didnt isnt wasnt cant couldnt wont nor".split()
)
THINKING = frozenset(
    "thinks thought reckons reckoned feels felt believes believed guesses guessed wonders wondered worries worried"
    " unsure hopes hoped wants wanted would likes hates loves prefers knows understands scared".split()
)
STRUCTURE = frozenset(
    "i me my we us our you your he him his she her hers they them their it its this that these those there here who"
    " which what when where why how a an the some any no not all both each every be is am are was were been being"
    " do does did have has had will would can could may might must should shall to of in on at by for with from as"
    " than then so because if but and or until till while into out up down off over under about after before since"
    " again only just too very more most much many such own same other another well never always ever dont doesnt"
    " didnt isnt arent wasnt cant couldnt wont wouldnt hasnt havent like got get gets getting go goes going 's 'll"
    " 'd 're 've 'm".split()
)
SPOKEN_FOR = frozenset({"ok.say", "ok.speaker", "ok.source", "ok.measure", "ok.act", "ok.thing"})
KIND_ORDER = (
    "ok.speaker", "ok.say", "ok.measure", "ok.act", "ok.thing", "ok.source", "gen.group", "gen.quant", "label.noun",
    "label.adj", "opin.neg", "opin.pos", "mind.verb", "reas.word", "hedge.sure", "unat.topic", "doubt.verb",
    "amount.word", "opin.intens", "opin.both", "label.both", "hedge.soft", "reas.idiom", "unat.idiom", "mind.idiom",
)  # fmt: skip


NAME = "name"


class Hit(NamedTuple):
    """A phrase found: its group and the words it covers (end exclusive)."""

    group: str
    start: int
    end: int


@dataclass(frozen=True)
class Noticed:
    """Everything about one clause that can be weighed."""

    hits: tuple[Hit, ...]
    spoken: int
    """Words from this place on are somebody else's (the number of words if none are)."""
    named: tuple[str, ...]
    kinds: tuple[str, ...]
    """One symbol a word: what kind of word it is."""


@dataclass
class PhraseIndex:
    """Finds phrases by their first word; built once for a phrase book."""

    groups: Mapping[str, Sequence[str]]
    _by_first: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    _kind: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for group, phrases in self.groups.items():
            for phrase in phrases:
                first, *rest = phrase.split(" ")
                self._by_first.setdefault(first, []).append((tuple(rest), group))
        for found in self._by_first.values():
            found.sort(key=lambda entry: -len(entry[0]))
        for group in reversed(KIND_ORDER):
            for phrase in self.groups.get(group, ()):
                if " " not in phrase:
                    self._kind[phrase] = group

    def hits(self, words: Sequence[Token]) -> tuple[Hit, ...]:
        """Phrases in a clause, the longest of each group at each place, none overlapping one of its own group."""
        found: list[Hit] = []
        free: dict[str, int] = {}
        for start, word in enumerate(words):
            for rest, group in self._by_first.get(word.norm, ()):
                end = start + 1 + len(rest)
                if free.get(group, 0) > start or end > len(words):
                    continue
                if all(words[start + 1 + step].norm == part for step, part in enumerate(rest)):
                    found.append(Hit(group, start, end))
                    free[group] = end
        return tuple(found)

    def kind(self, word: Token) -> str:
        """The symbol of a word in patterns: itself if it is a small word, else its group, else its ending."""
        norm = word.norm
        if norm in STRUCTURE:
            return norm
        if any("0" <= letter <= "9" for letter in norm):
            return "#"
        group = self._kind.get(norm)
        if group is not None:
            return group
        for ending in ("ing", "ed", "ly", "ish", "s"):
            if norm.endswith(ending) and len(norm) > len(ending) + 2:
                return "-" + ending
        return norm if len(norm) == 1 else "-"


def notice(index: PhraseIndex, note: Sequence[Clause]) -> list[Noticed]:
    """What is noticed about each clause of a note, in order."""
    kinds = [_with_names(clause, [index.kind(word) for word in clause.words]) for clause in note]
    if sum(kind.count(NAME) for kind in kinds) * 2 > sum(map(len, kinds)):
        kinds = [[index.kind(word) for word in clause.words] for clause in note]
    lead = [_speech_from(clause.words, kind) for clause, kind in zip(note, kinds, strict=True)]
    trail = [_speech_behind(clause.words, kind) for clause, kind in zip(note, kinds, strict=True)]
    result: list[Noticed] = []
    for place, clause in enumerate(note):
        hits = tuple(
            hit
            for hit in index.hits(clause.words)
            if kinds[place][hit.start] != NAME or hit.group in SPOKEN_FOR
        )
        size = len(clause.words)
        spoken = 0 if trail[place] else lead[place]
        named = list(_hit_names(clause.words, hits, spoken))
        named += _shape_names(clause, kinds[place])
        if lead[place] < size:
            named.append("speech before")
        if trail[place]:
            named.append("speech behind")
        if _thinks(clause.words, kinds[place]):
            named.append("says what a named person thinks")
        named += _around(note, place, lead, trail)
        result.append(Noticed(hits, spoken, tuple(dict.fromkeys(named)), tuple(kinds[place])))
    return result


def hashed(noticed: Noticed, clause: Clause) -> Iterator[str]:
    """The unnamed features of a clause: patterns of kinds of word, words and pairs of words."""
    spoken = noticed.spoken
    kinds = ["^", *noticed.kinds[:spoken], *(["said"] if spoken < len(clause.words) else []), "$"]
    for size in (1, 2, 3):
        for start in range(len(kinds) - size + 1):
            yield "k " + " ".join(kinds[start : start + size])
    words = ["^", *(word.norm for word in clause.words[:spoken])]
    for start in range(len(words) - 1):
        yield "p " + words[start] + " " + words[start + 1]


def word_features(norm: str) -> Iterator[str]:
    """The unnamed features of one word: itself and its runs of three and four letters."""
    yield "w " + norm
    edged = "^" + norm + "$"
    for size in (3, 4):
        for start in range(len(edged) - size + 1):
            yield "c " + edged[start : start + size]


def _hit_names(words: Sequence[Token], hits: Sequence[Hit], spoken: int) -> Iterator[str]:
    counted: dict[str, int] = {}
    for hit in hits:
        name = "hit " + hit.group
        if hit.start >= spoken:
            yield name + " spoken"
            continue
        family = hit.group.split(".")[0]
        counted[family] = counted.get(family, 0) + 1
        yield name
        if hit.start == 0:
            yield name + " first"
        if hit.end - hit.start > 1:
            yield name + " long"
        if hit.end == len(words):
            yield name + " last"
        if hit.start > 0 and words[hit.start - 1].norm in NEGATIONS:
            yield name + " after no"
        if hit.end - hit.start == len(words):
            yield name + " alone"
    for family, count in counted.items():
        if count > 1:
            yield "more than one " + family
    judged = [family for family in counted if family != "ok"]
    if not judged:
        yield "no phrase"
    if len(judged) > 1:
        yield "several families"


def _with_names(clause: Clause, kinds: list[str]) -> list[str]:
    """Marks words written as names. The first word of a sentence is one only if another follows it."""
    marked = [
        word.capital and kind not in ("ok.speaker", "ok.measure", "ok.say")
        for word, kind in zip(clause.words, kinds, strict=True)
    ]
    if clause.first and not (len(marked) > 1 and marked[1]):
        marked[0] = False
    return [NAME if name else kind for name, kind in zip(marked, kinds, strict=True)]


def _shape_names(clause: Clause, kinds: Sequence[str]) -> Iterator[str]:
    size = len(clause.words)
    yield "words " + (
        "1"
        if size == 1
        else "2"
        if size == 2
        else "3-4"
        if size < 5
        else "5-8"
        if size < 9
        else "9+"
    )
    numbers = sum(1 for kind in kinds if kind == "#")
    if numbers:
        yield "number" if numbers == 1 else "numbers"
    if NAME in kinds:
        yield "a name"
    if '"' in kinds:
        yield "quoted speech"
    if kinds[0] == "ok.speaker":
        yield "starts with a named person"
    elif clause.words[0].norm in PRONOUNS:
        yield "starts with a pronoun"
    if clause.words[0].norm in FIRST_PERSON:
        yield "starts with self"
    factual = sum(1 for kind in kinds if kind in ("ok.thing", "ok.act", "ok.measure", "ok.source"))
    yield "plain words " + ("0" if not factual else "some" if factual * 2 < size else "most")
    if not clause.first:
        yield "later clause"
    if clause.sentence:
        yield "later sentence"
    if clause.after == ")":
        yield "in brackets"


def _around(
    note: Sequence[Clause], place: int, lead: Sequence[int], trail: Sequence[bool]
) -> Iterator[str]:
    clause = note[place]
    before = note[place - 1] if place and note[place - 1].sentence == clause.sentence else None
    behind = (
        note[place + 1]
        if place + 1 < len(note) and note[place + 1].sentence == clause.sentence
        else None
    )
    if before is not None:
        if lead[place - 1] < len(before.words):
            yield "behind speech"
        if any(word.norm == '"' for word in before.words):
            yield "behind quoted speech"
    if behind is not None:
        if trail[place + 1] or lead[place + 1] == 1:
            yield "source behind"
        if any(word.norm == '"' for word in behind.words):
            yield "quoted speech behind"
    if len(note) == 1:
        yield "only clause"


def _speech_from(words: Sequence[Token], kinds: Sequence[str]) -> int:
    """Where somebody else's words begin: after "Mo says", "Fa told me", "per GP", "Mo:"; the clause's length if never."""
    size = len(words)
    for place, kind in enumerate(kinds):
        norm = words[place].norm
        speaker = kind in ("ok.speaker", NAME) or norm in PRONOUNS
        if speaker:
            for ahead in range(place + 1, min(place + 4, size)):
                if kinds[ahead] == "ok.say":
                    return ahead + 1
                if words[ahead].norm in ("is", "was", "are", "were", "been", "be", "to"):
                    break
        if norm == ":" and place and (kinds[place - 1] == "ok.speaker" or kinds[0] == "ok.speaker"):
            return place + 1
        if norm == "per" and place + 1 < size:
            return place + 1
        if norm == "according" and place + 2 < size:
            return place + 2
    return size


def _speech_behind(words: Sequence[Token], kinds: Sequence[str]) -> bool:
    """Whether the clause ends by naming who said it: "says Mo", "Mo says", "she told me", "per Fa", "by Mo"."""
    size = len(words)
    last = [word.norm for word in words[-3:]]
    if size < 2:
        return False
    if kinds[-1] == "ok.say" and (kinds[-2] == "ok.speaker" or last[-2] in PRONOUNS):
        return True
    if kinds[-1] == "ok.speaker" and (kinds[-2] == "ok.say" or last[-2] == "per"):
        return True
    if last[-1] in ("report", "account", "words", "count") and last[-2] in (
        "her",
        "his",
        "own",
        "their",
        "'s",
    ):
        return True
    if last[-2:] in (["told", "me"], ["said", "so"], ["says", "so"], ["told", "us"]):
        return True
    return kinds[-1] == "ok.speaker" and last[-2] == "by" and size > 2


def _thinks(words: Sequence[Token], kinds: Sequence[str]) -> bool:
    return any(
        kind == "ok.speaker" and place + 1 < len(words) and words[place + 1].norm in THINKING
        for place, kind in enumerate(kinds)
    )
