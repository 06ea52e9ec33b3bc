"""The columns a form gives the analytic extract. No free text, no identifier, and nothing hidden unless asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from forms import field_types
from forms.definition import Field, Form, Kind, Requirement
from forms.derived import by_hand
from forms.derived.private import private_fields
from forms.field_types import Cell
from forms.field_types.text import GIVEN
from forms.keys import id_of

Answers = Mapping[str, Mapping[str, Any]]

SOURCED = frozenset({Kind.OBSERVED, Kind.REPORTED, Kind.RECORD, Kind.FACT})

KEPT_IN_THE_RECORD = frozenset({"txt", "id", "json"})
"""The export classes of what must not leave the record."""


@dataclass(frozen=True)
class Column:
    """One column: its name, what is in it, and how it is read from answers by field id (for a group: of one row)."""

    name: str
    type: str
    description: str
    field: Field
    of: Callable[[Answers], Cell]


def columns(form: Form, *, hidden: bool = False) -> list[Column]:
    """The columns of the table of visits, one visit a row. `hidden` adds the H questions."""
    return _columns(form, (field for field in form if field.group is None), hidden=hidden)


def group_columns(form: Form, group: str, *, hidden: bool = False) -> list[Column]:
    """The columns of the table of a repeat group, one row of the group a row."""
    return _columns(form, form.groups[group].fields, hidden=hidden)


TOTAL = "_gad2_total"
"""How the questions end that are worked out of a visit's own answers. What else the app works out hangs on other visits
or on the rules, and its column is always empty."""


def columns_of(field: Field, secret: frozenset[str] = frozenset()) -> list[Column]:
    """All columns of one question: its value, then how it is known or why it is missing. `secret` are the questions whose
    answers are left out: then it is not told either that a view rests on one.
    """
    found = [
        Column(
            f"{field.id}{part.suffix}", part.type, part.description, field, _value(field, part.of)
        )
        for part in _parts(field)
    ]
    if field.requirement is not Requirement.COMPUTED:
        found.append(_beside(field, "kind", "cat", "the kind of statement"))
    if field.kind in SOURCED:
        found.append(
            Column(
                f"{field.id}__source", "cat", "who or what said so", field, _source_type(field.id)
            )
        )
    if field.id in by_hand.MEASURED_AS:
        found.append(_how(field))
    if field.kind is Kind.JUDGEMENT:
        found.append(_rests_on(field, secret))
    if field.kind is Kind.FACT:
        found.append(_beside(field, "verif", "cat", "whether a second source says the same"))
    found.append(
        Column(f"{field.id}__missing", "cat", "why there is no answer", field, _missing(field))
    )
    return found


def _parts(field: Field) -> list[field_types.Column]:
    """The columns of its type; of a question that points to a person, such as a date of birth, only those that count."""
    if field.export not in KEPT_IN_THE_RECORD:
        return field.type.columns()
    return [part for part in field.type.columns() if part.type in ("int", "flag")] or [GIVEN]


def _columns(form: Form, fields: Iterable[Field], *, hidden: bool) -> list[Column]:
    secret = frozenset() if hidden else private_fields(form)
    return [
        column for field in fields if field.id not in secret for column in columns_of(field, secret)
    ]


FURTHER_COLUMNS = (
    ("given", "flag", "1 when the source gave an answer, 0 when the column missing says why not"),
    ("codes", "multi", "what it said, where the question has a list: codes joined by a semicolon"),
    ("number", "int", "what it said, where the question asks for a number, or how many were named"),
    ("day", "date", "what it said, where the question asks for a day that may leave the record"),
    ("kind", "cat", "the kind of statement"),
    ("source", "cat", "who or what said so"),
    ("verif", "cat", "whether a second source says the same"),
    ("missing", "cat", "why there is no answer"),
)
"""The columns of one further claim, whatever its question: name, type, description. Each kind of value has its own, so that
no number is mistaken for a code. Words, names and places stay in the record; `given` says that there were some."""
_COLUMN_OF = {"cat": "codes", "multi": "codes", "int": "number", "date": "day"}


def further_cells(field: Field, answer: Mapping[str, Any]) -> list[Cell]:
    """What another source says to a question, in the order of `FURTHER_COLUMNS`."""
    cells: dict[str, Cell] = {"given": int("value" in answer)}
    answers = {field.id: answer}
    for part in _parts(field):
        if part.type in _COLUMN_OF and "value" in answer:
            cells.setdefault(_COLUMN_OF[part.type], part.of(answer["value"]))
    for column in columns_of(field):
        cells.setdefault(column.name.removeprefix(f"{field.id}__"), column.of(answers))
    return [cells.get(name) for name, _, _ in FURTHER_COLUMNS]


def _value(field: Field, read: Callable[[object], Cell]) -> Callable[[Answers], Cell]:
    field_id = field.id

    def of(answers: Answers) -> Cell:
        answer = answers.get(field_id)
        return None if answer is None or "value" not in answer else read(answer["value"])

    return of


def _beside(field: Field, part: str, column_type: str, description: str) -> Column:
    field_id = field.id

    def of(answers: Answers) -> Cell:
        answer = answers.get(field_id)
        return None if answer is None or answer.get("cleared") else answer.get(part)

    return Column(f"{field_id}__{part}", column_type, description, field, of)


def _source_type(field_id: str) -> Callable[[Answers], Cell]:
    def of(answers: Answers) -> Cell:
        answer = answers.get(field_id)
        if answer is None or answer.get("cleared"):
            return None
        source = answer.get("source")
        return source.get("type") if source else None

    return of


def _how(field: Field) -> Column:
    """Whether the app worked it out. The words of a reason stay in the record."""
    field_id = field.id

    def of(answers: Answers) -> Cell:
        return by_hand.how(field_id, answers.get(field_id, {})) or None

    return Column(
        f"{field_id}__how",
        "cat",
        "whether the app worked it out or the visitor chose it",
        field,
        of,
    )


def _rests_on(field: Field, secret: frozenset[str]) -> Column:
    """Which questions a view rests on, so that no view leaves without its basis."""
    field_id = field.id

    def of(answers: Answers) -> Cell:
        answer = answers.get(field_id)
        if answer is None or answer.get("cleared") or not answer.get("basis"):
            return None
        named = {id_of(key) for key in answer["basis"]}
        return " ".join(sorted(named - secret)) or None

    return Column(
        f"{field_id}__rests_on",
        "multi",
        "the questions this view rests on, separated by spaces",
        field,
        of,
    )


def _missing(field: Field) -> Callable[[Answers], Cell]:
    """The missing reason. Where an answer of the list says the same ("not seen"), it is given here too, so that one
    column tells all that is missing.
    """
    field_id, same = field.id, field.repeated_reasons

    def of(answers: Answers) -> Cell:
        answer = answers.get(field_id)
        if answer is None:
            return None
        missing: Cell = answer.get("missing")
        if missing is None and same:
            value = answer.get("value")
            said = value[0] if isinstance(value, list) and len(value) == 1 else value
            return said if isinstance(said, str) and said in same else None
        return missing

    return of
