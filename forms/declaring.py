"""How a form is written down: small builders for section files, and the check of the assembled whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from types import ModuleType

from forms.conditions import Condition, ConditionError
from forms.definition import (
    Band,
    Choice,
    ContactType,
    Field,
    Form,
    Kind,
    Requirement,
    Section,
    Sensitivity,
)
from forms.field_types import FieldType


class DeclarationError(ValueError):
    """A form that contradicts itself: names the file, the field and the reason."""


def choices(**labels: str) -> tuple[Choice, ...]:
    """`choices(yes="Yes", no="No")`: the code that is stored, the words on the screen. Codes that are no Python names
    come in a dictionary: `choices(**{"8w": "8 weeks"})`.
    """
    return tuple(Choice(code, label) for code, label in labels.items())


# The column class each kind of question has in the data dictionary unless a question says otherwise.
_EXPORT = {
    "enum": "cat",
    "multi": "multi",
    "text": "txt",
    "line": "id",
    "int": "int",
    "decimal": "dec",
    "date": "date",
    "datetime": "dt",
    "address": "id",
    "person": "id",
    "people": "id",
    "unknowns": "txt",
    "confirm": "flag",
    "age": "int",
    "code": "cat",
    "entry": "id",
    "geo": "json",
    "gestation": "int",
    "nhs_number": "id",
    "replies": "multi",
}


def question(
    id: str,  # noqa: A002 - the words of the declaration come before the shadowed builtin
    label: str,
    *,
    name: str,
    type: FieldType,  # noqa: A002
    kind: Kind,
    requirement: Requirement,
    contacts: frozenset[ContactType],
    core: bool = False,
    prefilled: bool = False,
    show_if: str | None = None,
    sensitivity: Sensitivity = Sensitivity.NORMAL,
    hint: str = "",
    export: str = "",
    bands: tuple[Band, ...] = (),
    reasons: tuple[Choice, ...],
) -> Field:
    """One question. Every missing reason is offered, save where a value is required and where an answer of the list
    already says the same ("not seen"): two ways to say one thing would split the export.
    """
    reasons_offered = requirement not in (Requirement.VALUE, Requirement.COMPUTED)
    return Field(
        id=id,
        label=label,
        name=name,
        type=type,
        kind=kind,
        requirement=requirement,
        contacts=contacts,
        export=export or getattr(type, "gives", "") or _EXPORT[type.name],
        core=core,
        prefilled=prefilled,
        show_if=show_if,
        sensitivity=sensitivity,
        hint=hint,
        bands=bands,
        missing=tuple(r.code for r in reasons if r.code not in type.codes)
        if reasons_offered
        else (),
    )


def section(
    code: str,
    title: str,
    *fields: Field,
    note: str = "",
    group: str | None = None,
    row_name: str = "",
    minimum_rows: int = 0,
) -> Section:
    """One page of the form; with `group`, a page of rows."""
    return Section(
        code=code,
        title=title,
        fields=tuple(replace(field, section=code, group=group) for field in fields),
        note=note,
        group=group,
        row_name=row_name,
        minimum_rows=minimum_rows,
    )


def checked(form: Form, modules: Iterable[ModuleType] = ()) -> Form:
    """The form itself, if it holds together; else DeclarationError with the file, the field and the reason."""
    files = {
        section.code: f"{module.__name__.replace('.', '/')}.py"
        for module in modules
        for section in module.SECTIONS
    }
    known_reasons = {reason.code for reason in form.missing_reasons}
    counts = Counter(field.id for field in form)
    taken = set(form.groups) | {"removed"}
    for field in form:
        reason = (
            _twice(field, counts, taken)
            or _wrong_choices(field)
            or _wrong_reasons(field, known_reasons)
            or _wrongly_computed(field)
            or _wrong_condition(field, form)
        )
        if reason:
            place = files.get(field.section, form.id)
            raise DeclarationError(f"{place}: {field.id}: {reason}")
    return form


def _twice(field: Field, counts: Counter[str], taken: set[str]) -> str:
    if counts[field.id] > 1:
        return "the id is used twice"
    return "the id is also the name of a group" if field.id in taken else ""


def _wrong_choices(field: Field) -> str:
    declared = getattr(field.type, "choices", None)
    if declared is None:
        return ""
    if not declared:
        return "there are no choices"
    if len(field.type.codes) < len(declared):
        return "a choice is there twice"
    if any(not choice.label.strip() for choice in declared):
        return "a choice has no words"
    stray = set(getattr(field.type, "exclusive", ())) - field.type.codes
    return f"“{stray.pop()}” stands alone but is no choice" if stray else ""


def _wrong_reasons(field: Field, known: set[str]) -> str:
    if field.requirement is Requirement.VALUE and field.missing:
        return "a value is required, so there can be no missing reason"
    stray = set(field.missing) - known
    return f"unknown missing reason “{stray.pop()}”" if stray else ""


def _wrongly_computed(field: Field) -> str:
    if (field.type.name == "computed") is field.asked:
        return "what is worked out needs the requirement “-”, and nothing else may have it"
    return ""


def _wrong_condition(field: Field, form: Form) -> str:
    if field.show_if is None:
        return ""
    try:
        Condition(field.show_if).check(form, field.group)
    except ConditionError as wrong:
        return str(wrong)
    return ""
