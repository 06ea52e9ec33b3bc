"""Reads a note and says what to ask about it. Pure: no clock, no disk, no network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from forms.wording.book import BOOK, KIND_NAMES, KINDS, Book
from forms.wording.reading import STRUCTURE, Hit, Noticed, notice
from forms.wording.tokens import Clause, clauses
from forms.wording.weighing import own_words

FAINT_GROUPS = frozenset(
    {"hedge.soft", "opin.intens", "opin.both", "label.both", "reas.word", "unat.topic", "gen.group"}
)
"""Too common to be marked alone when something plainer stands in the same clause."""


class Reading(NamedTuple):
    """What was found in a note. `spans`, `because` and `marked` run side by side, in the order of the text."""

    flag: bool
    classes: tuple[str, ...]
    """Ids of the phrase classes found, in the order of the text, each once."""
    spans: tuple[tuple[int, int], ...]
    """Start and end (exclusive) of the words to mark, in Unicode code points."""
    questions: tuple[str, ...]
    """One question a class, in the order of `classes`."""
    because: tuple[str, ...]
    """For each span why it is marked, in a sentence for the person who wrote it."""
    marked: tuple[str, ...]
    """For each span the id of its class."""


class Mark(NamedTuple):
    """One place in a note that is asked about."""

    class_id: str
    start: int
    end: int
    because: str


def check(text: str, kind: str = "O", book: Book = BOOK) -> Reading:
    """What to ask about `text`, written in a box of `kind` (O, R, D, F or J, or its name in lower case).

    In plan, administrative and computed text nothing is asked. Raises ValueError for an unknown kind.
    """
    letter = KIND_NAMES.get(kind, kind)
    if letter not in KINDS:
        raise ValueError(f"unknown kind of entry: {kind!r}")
    marks = list(_marks(text, letter, book))
    classes = tuple(dict.fromkeys(mark.class_id for mark in marks))
    return Reading(
        flag=bool(marks),
        classes=classes,
        spans=tuple((mark.start, mark.end) for mark in marks),
        questions=tuple(book.classes[name].question for name in classes),
        because=tuple(mark.because for mark in marks),
        marked=tuple(mark.class_id for mark in marks),
    )


_HALF = re.compile("[\ud800-\udfff]")


def check_lines(lines: Iterable[str]) -> Iterator[str]:
    """Answers JSON lines `{"id", "text", "kind"}` (kind optional) with one JSON line each.

    An answer is `{"id", "flag", "classes", "spans", "questions"}`; a line that cannot be read is answered with
    `{"id", "error"}` (id null if there was none), so that answers and lines stay side by side. Empty lines are skipped.
    """
    for line in lines:
        if line.strip():
            answer = _answer(line)
            said = json.dumps(answer, ensure_ascii=False)
            # Half of a character, in an id, can only be written as it came: escaped.
            yield json.dumps(answer) if _HALF.search(said) else said


def _answer(line: str) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        return {"id": None, "error": "This line is not JSON."}
    if not isinstance(asked, dict):
        return {"id": None, "error": 'A line must be an object with "id" and "text".'}
    name, text, kind = asked.get("id"), asked.get("text"), asked.get("kind")
    if isinstance(name, bool) or not isinstance(name, str | int):
        return {"id": None, "error": '"id" must be text or a whole number.'}
    if not isinstance(text, str):
        return {"id": name, "error": '"text" must be text.'}
    if kind is not None and not isinstance(kind, str):
        return {"id": name, "error": '"kind" must be text.'}
    try:
        found = check(text, kind or "O")
    except ValueError:
        return {"id": name, "error": '"kind" must be one of O, R, D, F, J, P, A, X.'}
    return {
        "id": name,
        "flag": found.flag,
        "classes": list(found.classes),
        "spans": [list(span) for span in found.spans],
        "questions": list(found.questions),
    }


def _marks(text: str, kind: str, book: Book) -> Iterator[Mark]:
    note = clauses(text)
    for clause, noticed in zip(note, notice(book.index, note), strict=True):
        if (
            not _says_something(clause)
            or book.weights.of_clause(clause, noticed) <= book.weights.threshold
        ):
            continue
        class_id = _class_of(noticed, kind, book)
        if class_id is not None:
            yield _mark(text, clause, noticed, class_id, book)


def _says_something(clause: Clause) -> bool:
    """Whether there is a word in a clause: letters standing alone and numbers are no statement."""
    return any(len(word.norm) > 1 and not "0" <= word.norm[0] <= "9" for word in clause.words)


def _class_of(noticed: Noticed, kind: str, book: Book) -> str | None:
    """The class of a flagged clause: a word that has a class of its own, else what the clause most reads like."""
    likeliest = book.weights.likeliest(noticed.named)
    own = [
        book.class_of_group[hit.group]
        for hit in noticed.hits
        if hit.start < noticed.spoken and book.class_of_group[hit.group] not in book.weights.classes
    ]
    for class_id in [*own, likeliest]:
        if class_id in book.classes and kind in book.classes[class_id].kinds:
            return class_id
    return None


def _mark(text: str, clause: Clause, noticed: Noticed, class_id: str, book: Book) -> Mark:
    why = book.classes[class_id].why
    mine = [hit for hit in noticed.hits if book.class_of_group[hit.group] in book.classes]
    found = _plainest([hit for hit in mine if book.class_of_group[hit.group] == class_id])
    if found:
        start = clause.words[min(hit.start for hit in found)].start
        end = clause.words[max(hit.end for hit in found) - 1].end
        return Mark(class_id, start, end, f"“{text[start:end]}” {why}")
    unquoted = [word for word in clause.words if word.norm != '"']
    start, end = unquoted[0].start, unquoted[-1].end
    telling = [
        word
        for word in own_words(clause, noticed)
        if word.norm not in STRUCTURE and len(word.norm) > 2
    ]
    heaviest = sorted(telling, key=lambda word: (-book.weights.of_word(word), word.start))
    named = "”, “".join(text[word.start : word.end] for word in heaviest[:2])
    whole = "Taken as a whole, this part" if not named else f"With “{named}” this part"
    return Mark(class_id, start, end, f"{whole} {why}")


def _plainest(hits: Sequence[Hit]) -> Sequence[Hit]:
    return [hit for hit in hits if hit.group not in FAINT_GROUPS] or hits
