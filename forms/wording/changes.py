"""What an organisation changes of the phrase list: phrases added to and taken from a group, questions reworded.

The weights stay as they were learnt: a new phrase weighs what the phrases of its group weigh. Pure; the browser applies the
same changes (`wording(stored, changes)` in `static/js/wording/engine.js`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from forms.wording.book import BOOK, Book
from forms.wording.tokens import clauses

GROUPS = {
    "opin.pos": "Praise",
    "opin.neg": "Criticism",
    "label.adj": "Label: a word that describes a person",
    "label.noun": "Label: a word for a person",
    "mind.idiom": "Reading a mind or a motive",
    "gen.quant": "Always, never, all of them",
    "gen.group": "A whole group of people",
    "hedge.sure": "Impression or guess",
    "reas.idiom": "Reassurance",
    "unat.idiom": "No source",
    "doubt.verb": "Doubt on the speaker",
    "blame.idiom": "Blame, or blurred words about abuse",
    "stigma.term": "Stigmatising or dated term",
    "amount.word": "Loose amount or time",
}
"""The groups a phrase may be put into, in words."""
MOST_WORDS, LONGEST_PHRASE, LONGEST_QUESTION, MOST_PHRASES = 8, 60, 240, 500
_PHRASE = re.compile(r"[a-z0-9\u00df-\u00f6\u00f8-\u00ff' ]+")


@dataclass(frozen=True)
class Changes:
    """Phrases by group, questions by class. What is added wins over what is taken away."""

    add: Mapping[str, Sequence[str]] = field(default_factory=dict)
    remove: Mapping[str, Sequence[str]] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Changes:
        """From JSON as `as_json` wrote it."""
        return cls(stored.get("add", {}), stored.get("remove", {}), stored.get("questions", {}))

    def as_json(self) -> dict[str, Any]:
        """For the database and the tablet; empty lists left out, everything in a fixed order."""
        return {
            "add": _listed(self.add),
            "remove": _listed(self.remove),
            "questions": dict(sorted(self.questions.items())),
        }

    def then(self, later: Changes) -> Changes:
        """Both, one after the other."""
        add, remove = _sets(self.add), _sets(self.remove)
        for group, phrases in later.add.items():
            add.setdefault(group, set()).update(phrases)
            remove.get(group, set()).difference_update(phrases)
        for group, phrases in later.remove.items():
            remove.setdefault(group, set()).update(phrases)
            add.get(group, set()).difference_update(phrases)
        return Changes(
            {group: sorted(phrases) for group, phrases in add.items()},
            {group: sorted(phrases) for group, phrases in remove.items()},
            {**self.questions, **later.questions},
        )


def changed(changes: Changes, version: str, book: Book = BOOK) -> Book:
    """The book with these changes, as `version`."""
    groups = {}
    for group, phrases in book.groups.items():
        added = tuple(changes.add.get(group, ()))
        gone = {*changes.remove.get(group, ()), *added}
        groups[group] = tuple(phrase for phrase in phrases if phrase not in gone) + added
    classes = {
        name: replace(one, question=changes.questions.get(name, one.question))
        for name, one in book.classes.items()
    }
    return replace(book, version=version, groups=groups, classes=classes)


def phrase_of(written: str) -> str:
    """A phrase as the list holds it: lower case, one space between words, no apostrophe but in 's and the like."""
    return " ".join(word.norm for clause in clauses(written) for word in clause.words)


def problem_with(phrase: str) -> str | None:
    """What is wrong with a phrase in a sentence, or None."""
    if not phrase or not any(len(word) > 1 for word in phrase.split()):
        return "Write at least one word"
    if len(phrase) > LONGEST_PHRASE or len(phrase.split()) > MOST_WORDS:
        return f"A phrase may have {MOST_WORDS} words and {LONGEST_PHRASE} characters at most"
    if not _PHRASE.fullmatch(phrase):
        return "A phrase is letters, digits and spaces"
    return None


def _sets(phrases: Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
    return {group: set(listed) for group, listed in phrases.items()}


def _listed(phrases: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {group: sorted(set(listed)) for group, listed in sorted(phrases.items()) if listed}
