"""Counts of what is asked about in notes, and what of them may be shown. Pure.

Nobody is counted by name: the smallest group there is a team of several visitors, and nothing is shown of fewer than ten
children. What is held back for being small could be worked out from a total and the rest: therefore the next smallest go
with it, until those held back could be shown if they were one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from forms.definition import Form, Sensitivity
from forms.derived.prompt_replies import REPLIES, replies_in
from forms.wording import Book, check
from forms.wording.changes import phrase_of

LEAST_CHILDREN = 10
LEAST_AUTHORS = 3
"""A team's rate with fewer authors would be somebody's score."""
ETHNICITY = "baby_ethnicity"
NOT_RECORDED = ""
MOST_WORDS = 25
_ASKED = frozenset("ORDFJ")


@dataclass(frozen=True, slots=True)
class Note:
    """One visit, counted. `boxes`: narratives with words in them; `asked`: those in which something was asked about."""

    team_id: UUID
    child_id: UUID
    author_id: UUID
    ethnicity: str
    boxes: int
    asked: int
    classes: Counter[str]
    words: frozenset[str]
    replies: Counter[str]


class TeamRate(NamedTuple):
    """`contacts` and everything behind it are None where the team is too small to be shown."""

    team_id: UUID
    contacts: int | None
    per_hundred: float | None
    replies: Mapping[str, int]


class GroupRate(NamedTuple):
    """Of all narratives in the records of a group of children, how many in a hundred are asked about, by class."""

    group: str
    children: int | None
    per_hundred: float | None
    classes: Mapping[str, float]


class WordRate(NamedTuple):
    """In how many of a hundred children's records a word is asked about, by group; None where too few to be shown."""

    word: str
    children: int
    groups: Mapping[str, float | None]


@dataclass
class _Tally:
    children: set[UUID] = field(default_factory=set)
    authors: set[UUID] = field(default_factory=set)
    contacts: int = 0
    boxes: int = 0
    asked: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    replies: Counter[str] = field(default_factory=Counter)

    def take(self, note: Note) -> None:
        self.children.add(note.child_id)
        self.authors.add(note.author_id)
        self.contacts += 1
        self.boxes += note.boxes
        self.asked += note.asked
        self.classes += note.classes
        self.replies += note.replies

    def per_hundred(self, count: int) -> float:
        return round(100 * count / self.boxes, 1) if self.boxes else 0.0


def note_of(
    form: Form,
    book: Book,
    phrases: frozenset[str],
    answers: Mapping[str, Mapping[str, Any]],
    *,
    team_id: UUID,
    child_id: UUID,
    author_id: UUID,
) -> Note:
    """Count one visit. Hidden questions are left out; only words that stand in the phrase list are kept as words, since a
    sentence could name somebody.
    """
    boxes = asked = 0
    classes: Counter[str] = Counter()
    words: set[str] = set()
    for key, answer in answers.items():
        declared = form.field_of(key)
        text = answer.get("value")
        kind = str(answer.get("kind") or "")
        if declared is None or not declared.type.narrative or not isinstance(text, str):
            continue
        if declared.sensitivity is Sensitivity.HIDDEN or kind not in _ASKED or not text.strip():
            continue
        boxes += 1
        found = check(text, kind, book)
        asked += found.flag
        classes.update(found.classes)
        marked = (phrase_of(text[start:end]) for start, end in found.spans)
        words.update(phrase for phrase in marked if phrase in phrases)
    ethnicity = answers.get(ETHNICITY, {}).get("value")
    return Note(
        team_id,
        child_id,
        author_id,
        str(ethnicity) if ethnicity else NOT_RECORDED,
        boxes,
        asked,
        classes,
        frozenset(words),
        Counter(reply.reply for reply in replies_in(answers)),
    )


def by_team(notes: Iterable[Note]) -> list[TeamRate]:
    """A rate for each team that is large enough."""
    tallies: dict[UUID, _Tally] = defaultdict(_Tally)
    for note in notes:
        tallies[note.team_id].take(note)
    back = _too_few(tallies)
    return [
        TeamRate(team, None, None, {})
        if team in back
        else TeamRate(
            team,
            tally.contacts,
            tally.per_hundred(tally.asked),
            {reply: tally.replies[reply] for reply in REPLIES},
        )
        for team, tally in tallies.items()
    ]


def by_group(notes: Sequence[Note]) -> list[GroupRate]:
    """A rate for each ethnic category, as it was last recorded of a child; largest first."""
    tallies = _by_group(notes, _group_of(notes))
    back = _too_few(tallies)
    ordered = sorted(tallies.items(), key=lambda found: (-len(found[1].children), found[0]))
    return [
        GroupRate(group, None, None, {})
        if group in back
        else GroupRate(
            group,
            len(tally.children),
            tally.per_hundred(tally.asked),
            {name: tally.per_hundred(count) for name, count in sorted(tally.classes.items())},
        )
        for group, tally in ordered
    ]


def by_word(notes: Sequence[Note]) -> list[WordRate]:
    """The words asked about in enough children's records, with their rate in each group that may be shown: the groups that
    are held back stand in each word's row as cells of theirs, because the row has a total."""
    known = _group_of(notes)
    groups = _by_group(notes, known)
    hidden = _too_few(groups)
    with_word: dict[str, list[Note]] = defaultdict(list)
    for note in notes:
        for word in note.words:
            with_word[word].append(note)
    rates = []
    for word, found in with_word.items():
        cells = {group: _Tally() for group in groups} | _by_group(found, known)
        if not _enough(cells.values()):
            continue
        back = _too_few(cells, hidden, or_none=True)
        rates.append(
            WordRate(
                word,
                sum(len(cell.children) for cell in cells.values()),
                {
                    group: None
                    if group in back
                    else round(100 * len(cells[group].children) / len(groups[group].children), 1)
                    for group in sorted(groups.keys() - hidden)
                },
            )
        )
    return sorted(rates, key=lambda rate: (-rate.children, rate.word))[:MOST_WORDS]


def _by_group(notes: Iterable[Note], known: Mapping[UUID, str]) -> dict[str, _Tally]:
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    for note in notes:
        tallies[known[note.child_id]].take(note)
    return dict(tallies)


def _enough(tallies: Iterable[_Tally]) -> bool:
    """Whether they may be shown as one: enough children, or one could be known again, and enough authors, or the
    rate would be somebody's score."""
    children: set[UUID] = set()
    authors: set[UUID] = set()
    for tally in tallies:
        children |= tally.children
        authors |= tally.authors
    return len(children) >= LEAST_CHILDREN and len(authors) >= LEAST_AUTHORS


Cell = TypeVar("Cell", UUID, str)


def _too_few(
    cells: Mapping[Cell, _Tally], hidden: Iterable[Cell] = (), *, or_none: bool = False
) -> frozenset[Cell]:
    """The cells of a row or column with a known total that must not be shown: those that are too small or `hidden` for
    another reason, then the next smallest, until all of them together could be shown as one: that much can be worked
    out. With `or_none`, none at all will do: nobody is told of.
    """
    back = {cell for cell, tally in cells.items() if not _enough([tally])}.union(hidden)
    for cell in sorted(cells, key=lambda cell: (len(cells[cell].children), str(cell))):
        together = [cells[one] for one in back]
        if _enough(together) or (or_none and not any(tally.children for tally in together)):
            break
        if back:
            back.add(cell)
    return frozenset(back)


def _group_of(notes: Iterable[Note]) -> dict[UUID, str]:
    """Child to category: what was recorded last, if anything was (notes come newest first)."""
    known: dict[UUID, str] = {}
    for note in notes:
        if not known.get(note.child_id):
            known[note.child_id] = note.ethnicity
    return known
