"""What every kind of question knows: its faces."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NamedTuple, TypeAlias

from marshmallow import fields as wire

Cell: TypeAlias = str | int | None
Sentences: TypeAlias = dict[str, str]

TYPES: dict[str, type[FieldType]] = {}
"""Every kind of question by its name, filled as the classes are defined."""


def wrongly_typed(sentence: str) -> dict[str, Any]:
    """The messages of a marshmallow field for everything that is not even of the right type."""
    return dict.fromkeys(
        ("invalid", "null", "type", "unknown", "required", "format", "too_large"), sentence
    )


class Column(NamedTuple):
    """One export column an answer's value gives: what is put after the field's id, its type, and how it is read."""

    suffix: str
    type: str
    description: str
    of: Callable[[object], Cell]


@dataclass(frozen=True)
class FieldType(ABC):
    """One kind of question.

    A subclass has to supply every face below (the class cannot be used otherwise) and a `name`, by which the browser
    and the published form know it. Codes and sentences are the same on the page, on the wire and in the browser:
    `problem` finds the code, `sentences` has the words, `browser` sends both to the tablet.
    """

    name: ClassVar[str] = ""
    narrative: ClassVar[bool] = False

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        if cls.name:
            TYPES[cls.name] = cls

    # The words of a refusal

    @abstractmethod
    def sentences(self, name: str) -> Sentences:
        """Every way a value of this type can be wrong: code to whole sentence, for the question called `name`."""

    # The wire

    @abstractmethod
    def problem(self, value: object, at: datetime | None = None) -> str | None:
        """The code of what is wrong with a value in its wire shape, or None. Fast: it runs for every synced answer."""

    @abstractmethod
    def wire_field(self, name: str) -> wire.Field[object]:
        """The same check said in marshmallow: the oracle of the tests."""

    def unfinished(self, value: object) -> str | None:
        """The code of what a value still lacks before the visit can be signed, or None.

        It is saved and sent all the same: a note that breaks off must be as safe as one that is complete.
        """
        return None

    # The page

    @property
    @abstractmethod
    def control(self) -> str:
        """Which control shows it: a template of `app/templates/forms/controls/`."""

    @abstractmethod
    def from_form(self, texts: list[str]) -> object:
        """The wire value of what a posted form holds; text that cannot be one is passed on for `problem` to refuse."""

    # The browser

    @abstractmethod
    def limits(self) -> dict[str, object]:
        """What the browser needs to check a value by itself (bounds, lengths, choices apart)."""

    # The data team

    @abstractmethod
    def described(self) -> str:
        """The values in plain words, for the data dictionary."""

    @abstractmethod
    def columns(self) -> list[Column]:
        """The columns a value fills in the analytic export. No column may give free text or an identifier away."""

    # Shared by all

    @property
    def codes(self) -> frozenset[str]:
        """The codes of its choices; empty for a question without choices."""
        return frozenset()
