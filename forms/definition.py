"""The vocabulary an assessment is declared in.

A `Form` is made of `Section`s, a section of `Field`s; the fields of a repeat group carry the group's id. Everything
here is frozen: a declaration is read at start-up, checked once, and then only looked at. Pages, wire schema, browser
rules, dictionary and export columns are derived from it in `forms/derived/`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from forms.keys import id_of, is_further

if TYPE_CHECKING:
    from forms.field_types import FieldType


class Kind(StrEnum):
    """What kind of statement an answer is. Travels with the answer everywhere."""

    OBSERVED = "O"
    REPORTED = "R"
    RECORD = "D"
    FACT = "F"
    JUDGEMENT = "J"
    PLAN = "P"
    ADMINISTRATIVE = "A"
    COMPUTED = "X"


REASONS = frozenset(
    {
        "not_asked",
        "declined",
        "not_safe_to_ask",
        "not_known",
        "not_seen",
        "deferred",
        "not_applicable",
    }
)
"""The codes of the missing reasons. A blank is never a value: a question is answered or closed with one of these."""

MOVABLE = frozenset({Kind.OBSERVED, Kind.REPORTED, Kind.RECORD, Kind.JUDGEMENT})


class Requirement(StrEnum):
    """What signing asks of a field. Saving never asks anything."""

    VALUE = "MX"
    VALUE_OR_REASON = "M"
    WHEN_SHOWN = "C"
    OPTIONAL = "O"
    COMPUTED = "-"


class Sensitivity(StrEnum):
    """N normal, S sensitive, H hidden unless nobody can overhear or see the screen."""

    NORMAL = "N"
    SENSITIVE = "S"
    HIDDEN = "H"


class ContactType(StrEnum):
    """The ten kinds of contact a visit can be."""

    ANTENATAL = "antenatal"
    NEW_BIRTH = "new_birth"
    SIX_TO_EIGHT_WEEK = "six_to_eight_week"
    ONE_YEAR = "one_year"
    TWO_TO_TWO_HALF_YEAR = "two_to_two_half_year"
    EXTRA_UNIVERSAL = "extra_universal"
    TARGETED = "targeted"
    SPECIALIST_SAFEGUARDING = "specialist_safeguarding"
    MOVEMENT_IN = "movement_in"
    OPPORTUNISTIC = "opportunistic"


def contact_codes(contacts: frozenset[ContactType]) -> list[str]:
    """These kinds of contact by their codes, in the order they are declared in."""
    return [contact.value for contact in ContactType if contact in contacts]


class Refusal(NamedTuple):
    """Why an answer was not taken: a code for programs, a whole sentence for the person."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a list: the code that is stored and exported, and the words on the screen."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Band:
    """What a number usually is at these contacts. A number outside asks for a second look; it is never refused."""

    lowest: int
    highest: int
    contacts: frozenset[ContactType] = frozenset(ContactType)


@dataclass(frozen=True)
class Field:
    """One question.

    `label` is the question as it is asked, `name` the two or three words that stand for it in a sentence or a list.
    `show_if` is a CEL expression over all fields (each present, `null` when unanswered), or None for always.
    `contacts` are the contact types it is asked at. `export` is the column class of the data dictionary
    (`cat`, `multi`, `int`, `date`, `dt`, `flag`; `txt`, `id` and `json` stay out of the analytic export).
    """

    id: str
    label: str
    name: str
    type: FieldType
    kind: Kind
    requirement: Requirement
    contacts: frozenset[ContactType]
    export: str
    core: bool = False
    prefilled: bool = False
    show_if: str | None = None
    sensitivity: Sensitivity = Sensitivity.NORMAL
    hint: str = ""
    missing: tuple[str, ...] = ()
    bands: tuple[Band, ...] = ()
    group: str | None = None
    section: str = ""

    @property
    def asked(self) -> bool:
        """Whether it is a question at all. What the app works out is shown, never asked and never sent."""
        return self.requirement is not Requirement.COMPUTED

    @property
    def several_claims(self) -> bool:
        """Whether what further sources say may stand beside the answer: of every fact with a source."""
        return self.kind is Kind.FACT and self.asked

    @property
    def allowed_kinds(self) -> frozenset[Kind]:
        """The kinds an answer may carry: the declared one and, for a narrative, the one it may be moved to.

        A sentence typed under "what I saw" that turns out to be an opinion is moved to "my view", not retyped.
        """
        if self.type.narrative and self.kind in MOVABLE | {Kind.FACT}:
            return MOVABLE | {self.kind}
        return frozenset({self.kind})

    @property
    def repeated_reasons(self) -> frozenset[str]:
        """The missing reasons that an answer of the list says by itself, such as "not seen"."""
        return self.type.codes & REASONS

    def refuse(self, value: object, at: datetime | None = None) -> Refusal | None:
        """Why this value can't be an answer here, or None when it can.

        `at` is the aware time the answer was given. Without it, limits that move with the clock ("not in the future")
        are left alone, since a value that was right when it was typed must not become wrong on the way.
        """
        code = self.type.problem(value, at)
        return None if code is None else self.refusal(code)

    def refusal(self, code: str) -> Refusal:
        """The refusal with this code in this question's words."""
        return Refusal(code, self.type.sentences(self.name)[code])


@dataclass(frozen=True)
class Section:
    """One page of the form. `group` names the repeat group when the page is a list of rows.

    `minimum_rows` is how many rows signing asks for while the page applies at all.
    """

    code: str
    title: str
    fields: tuple[Field, ...]
    note: str = ""
    group: str | None = None
    row_name: str = ""
    minimum_rows: int = 0

    @cached_property
    def asked(self) -> tuple[Field, ...]:
        """Its questions, without what the app works out."""
        return tuple(field for field in self.fields if field.asked)


@dataclass(frozen=True)
class Form:
    """A whole assessment in one version."""

    id: str
    version: int
    title: str
    sections: tuple[Section, ...]
    missing_reasons: tuple[Choice, ...]
    sources: tuple[Choice, ...]
    verifications: tuple[Choice, ...]
    kinds: tuple[Choice, ...] = field(default=())

    def __hash__(self) -> int:
        """Of its name: what is kept for a form is looked up often, and there are two thousand values in one."""
        return hash((self.id, self.version))

    def __iter__(self) -> Iterator[Field]:
        for section in self.sections:
            yield from section.fields

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Every field by its id, in the order of the form."""
        return {declared.id: declared for declared in self}

    @cached_property
    def groups(self) -> dict[str, Section]:
        """The repeat groups: group id to the section that holds its rows."""
        return {section.group: section for section in self.sections if section.group}

    def section(self, code: str) -> Section:
        """The section with this code; KeyError when there is none."""
        for section in self.sections:
            if section.code == code:
                return section
        raise KeyError(code)

    def field_of(self, key: str) -> Field | None:
        """The field an answer key speaks of (`weight_g`, `icon/<row>/icon_how`, `lives_with@<id>`), or None when the form
        has no such key.
        """
        found = self.fields.get(id_of(key))
        if found is None or (is_further(key) and not found.several_claims):
            return None
        return found if found.group == (key.partition("/")[0] if "/" in key else None) else None
