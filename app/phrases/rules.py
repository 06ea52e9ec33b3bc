"""What a change of the phrase list may be, and who may publish it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from forms.field_types.text import UNSTORABLE
from forms.wording import BOOK, Book
from forms.wording.changes import (
    GROUPS,
    LONGEST_QUESTION,
    MOST_PHRASES,
    Changes,
    changed,
    phrase_of,
    problem_with,
)

LONGEST_WHY, LONGEST_OWNER = 400, 120


class Decided(Protocol):
    """A published change, as the rows hold it."""

    @property
    def changes(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Written:
    """What an administrator has written. Everything but the reason may be empty, but not all of it."""

    add: str = ""
    add_group: str = ""
    remove: str = ""
    question_class: str = ""
    question: str = ""
    why: str = ""


def version_of(published: int) -> str:
    """The version of the list after so many published changes: `2026.2`, then `2026.2.1` …"""
    return f"{BOOK.version}.{published}" if published else BOOK.version


def in_force(published: Sequence[Decided]) -> Changes:
    """All published changes, one after the other."""
    whole = Changes()
    for one in published:
        whole = whole.then(Changes.read(one.changes))
    return whole


def book_with(published: Sequence[Decided]) -> Book:
    """The shipped list with all published changes."""
    return changed(in_force(published), version_of(len(published)))


def changes_in(written: Written, book: Book) -> tuple[Changes, dict[str, str]]:
    """The change that was written, and what is wrong with it by form field (empty if nothing is)."""
    problems: dict[str, str] = {}
    added = [phrase_of(line) for line in written.add.splitlines() if line.strip()]
    removed = [phrase_of(line) for line in written.remove.splitlines() if line.strip()]
    for name, phrases in (("add", added), ("remove", removed)):
        wrong = next(filter(None, map(problem_with, phrases)), None)
        if wrong:
            problems[name] = f"{wrong}, one phrase a line"
    if added and written.add_group not in GROUPS:
        problems["add_group"] = "Choose what kind of wording the new phrases are"
    if len(added) + len(removed) > MOST_PHRASES:
        problems["add"] = f"Propose {MOST_PHRASES} phrases at a time at most"
    where = {phrase: _groups_of(phrase, book) for phrase in removed}
    if unknown := [phrase for phrase, groups in where.items() if not groups]:
        problems.setdefault("remove", f"The list has no phrase “{unknown[0]}”")
    if known := [phrase for phrase in added if phrase in book.groups.get(written.add_group, ())]:
        problems.setdefault("add", f"“{known[0]}” is in this part of the list already")
    question = " ".join(written.question.split())
    if question and written.question_class not in book.classes:
        problems["question_class"] = "Choose whose question this is"
    if len(question) > LONGEST_QUESTION:
        problems["question"] = f"A question may have {LONGEST_QUESTION} characters at most"
    if not (added or removed or question):
        problems["add"] = "Write a phrase to add, a phrase to take away, or a question"
    if not written.why.strip():
        problems["why"] = "Say why, for whoever decides about it"
    elif UNSTORABLE.search(written.why):
        problems["why"] = "The reason has a character in it that cannot be stored"
    elif len(written.why.strip()) > LONGEST_WHY:
        problems["why"] = f"The reason may have {LONGEST_WHY} characters at most"
    taken: dict[str, list[str]] = {}
    for phrase, groups in where.items():
        for group in groups:
            taken.setdefault(group, []).append(phrase)
    return (
        Changes(
            add={written.add_group: added} if added else {},
            remove=taken,
            questions={written.question_class: question} if question else {},
        ),
        problems,
    )


def _groups_of(phrase: str, book: Book) -> list[str]:
    """The groups with a class that hold a phrase. Plain words (what is *not* asked about) are no business of a proposal."""
    return [
        group
        for group, phrases in book.groups.items()
        if book.class_of_group[group] in book.classes and phrase in phrases
    ]


def wrong_with_publishing(proposed_by: UUID, publisher: UUID, owner: str) -> dict[str, str]:
    """Why a change cannot be published so: two people decide, and one of them is named as answering for it clinically."""
    if proposed_by == publisher:
        return {"publish": "Somebody else has to publish what you proposed"}
    if not owner.strip():
        return {"clinical_owner": "Name the person who answers for the list clinically"}
    if UNSTORABLE.search(owner):
        return {"clinical_owner": "The name has a character in it that cannot be stored"}
    if len(owner.strip()) > LONGEST_OWNER:
        return {"clinical_owner": f"The name may have {LONGEST_OWNER} characters at most"}
    return {}


def lines_of(changes: Changes) -> list[str]:
    """A change in words, one line each."""
    lines = [
        f"Add “{phrase}” to {GROUPS.get(group, group).lower()}"
        for group, phrases in changes.add.items()
        for phrase in phrases
    ]
    gone = dict.fromkeys(phrase for phrases in changes.remove.values() for phrase in phrases)
    lines += [f"Take “{phrase}” away" for phrase in gone]
    lines += [
        f"Ask for {BOOK.classes[name].name.lower()}: “{question}”"
        for name, question in changes.questions.items()
    ]
    return lines
