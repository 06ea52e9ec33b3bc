"""Counts of what is asked about in notes, and what of them may be shown. Pure.

Nobody is counted by name: the smallest group there is a team of several visitors, and nothing is shown of fewer than ten
children. What is held back for being small could be worked out from a total and the rest: therefore the next smallest go
with it, until those held back could be shown if they were one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
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

    def enough(teams: set[UUID]) -> bool:
        children = {child for team in teams for child in tallies[team].children}
        authors = {author for team in teams for author in tallies[team].authors}
        return len(children) >= LEAST_CHILDREN and len(authors) >= LEAST_AUTHORS

    sizes = {team: len(tally.children) for team, tally in tallies.items()}
    back = held_back(sizes, {team for team in tallies if not enough({team})}, enough)
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
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    known = _group_of(notes)
    for note in notes:
        tallies[known[note.child_id]].take(note)
    shown = shown_groups({group: len(tally.children) for group, tally in tallies.items()})
    ordered = sorted(tallies.items(), key=lambda found: (-len(found[1].children), found[0]))
    return [
        GroupRate(
            group,
            len(tally.children),
            tally.per_hundred(tally.asked),
            {name: tally.per_hundred(count) for name, count in sorted(tally.classes.items())},
        )
        if group in shown
        else GroupRate(group, None, None, {})
        for group, tally in ordered
    ]


def by_word(notes: Sequence[Note]) -> list[WordRate]:
    """The words asked about in at least ten children's records, with their rate in each group that may be shown: the groups
    that are held back stand in each word's row as cells of theirs, because the row has a total."""
    known = _group_of(notes)
    sizes = Counter(known.values())
    shown = shown_groups(sizes)
    with_word: dict[str, set[UUID]] = defaultdict(set)
    for note in notes:
        for word in note.words:
            with_word[word].add(note.child_id)
    rates = []
    for word, children in with_word.items():
        if len(children) < LEAST_CHILDREN:
            continue
        counts = Counter(known[child] for child in children)
        cells = {group: counts[group] for group in sizes}
        small = {group for group in sizes if group not in shown or counts[group] < LEAST_CHILDREN}
        back = held_back(cells, small, _add_up(cells, or_to_none=True))
        rates.append(
            WordRate(
                word,
                len(children),
                {
                    group: None if group in back else round(100 * counts[group] / sizes[group], 1)
                    for group in sorted(shown)
                },
            )
        )
    return sorted(rates, key=lambda rate: (-rate.children, rate.word))[:MOST_WORDS]


def shown_groups(sizes: Mapping[str, int]) -> frozenset[str]:
    """The groups that may be shown with these numbers of children."""

    small = {group for group, size in sizes.items() if size < LEAST_CHILDREN}
    return frozenset(sizes) - held_back(sizes, small, _add_up(sizes))


def _add_up(sizes: Mapping[str, int], *, or_to_none: bool = False) -> Callable[[set[str]], bool]:
    """Whether groups have children enough between them. With `or_to_none`, none at all will do: nobody is told of."""

    def enough(groups: set[str]) -> bool:
        together = sum(sizes[group] for group in groups)
        return together >= LEAST_CHILDREN or (or_to_none and not together)

    return enough


Cell = TypeVar("Cell", UUID, str)


def held_back(
    sizes: Mapping[Cell, int], small: set[Cell], enough: Callable[[set[Cell]], bool]
) -> frozenset[Cell]:
    """The cells of a row or column with a known total that must not be shown: those that are `small`, then the next
    smallest by `sizes`, until all of them together are `enough` to be shown as one: that much can be worked out.
    """
    back = set(small)
    for cell in sorted(sizes.keys() - back, key=lambda cell: (sizes[cell], str(cell))):
        if not back or enough(back):
            break
        back.add(cell)
    return frozenset(back)


def _group_of(notes: Iterable[Note]) -> dict[UUID, str]:
    """Child to category: what was recorded last, if anything was (notes come newest first)."""
    known: dict[UUID, str] = {}
    for note in notes:
        if not known.get(note.child_id):
            known[note.child_id] = note.ethnicity
    return known
