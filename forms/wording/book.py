"""The phrase book: classes with their questions, and the phrases of each. All of it is data in `phrases.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

from forms.wording.reading import PhraseIndex
from forms.wording.weighing import Weights

KINDS = frozenset("ORDFJPAX")
KIND_NAMES = {"observed": "O", "reported": "R", "record": "D", "fact": "F", "judgement": "J"}


@dataclass(frozen=True)
class PhraseClass:
    """One way of writing that is asked about."""

    id: str
    name: str
    question: str
    """What the visitor is asked."""
    why: str
    """Why it was noticed, as the end of a sentence that begins with the words marked."""
    kinds: frozenset[str]
    """In which kinds of box it is asked about (letters as in `forms.definition.Kind`)."""


@dataclass(frozen=True)
class Book:
    """A version of the phrase list with its trained weights."""

    version: str
    clinical_owner: str
    classes: Mapping[str, PhraseClass]
    class_of_group: Mapping[str, str]
    groups: Mapping[str, tuple[str, ...]]
    weights: Weights

    @classmethod
    def read(cls, phrases: Mapping[str, Any], weights: Mapping[str, Any]) -> Book:
        """From the parsed `phrases.json` and `weights.json`. Raises KeyError if something is missing."""
        return cls(
            version=phrases["version"],
            clinical_owner=phrases["clinical_owner"],
            classes={
                one["id"]: PhraseClass(
                    one["id"], one["name"], one["question"], one["why"], frozenset(one["kinds"])
                )
                for one in phrases["classes"]
            },
            class_of_group={group["id"]: group["class"] for group in phrases["groups"]},
            groups={group["id"]: tuple(group["phrases"]) for group in phrases["groups"]},
            weights=Weights.read(weights),
        )

    @cached_property
    def index(self) -> PhraseIndex:
        """The phrases, ready to be looked up."""
        return PhraseIndex(self.groups)


def stored(name: str) -> dict[str, Any]:
    """A JSON file of this package, parsed."""
    parsed: dict[str, Any] = json.loads(
        files("forms.wording").joinpath(name).read_text(encoding="utf-8")
    )
    return parsed


BOOK = Book.read(stored("phrases.json"), stored("weights.json"))
