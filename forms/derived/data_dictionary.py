"""What every column of the extract means, in the words of the form. Never written by hand."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

from forms.definition import Choice, ContactType, Field, Form, Requirement, Sensitivity
from forms.derived.by_hand import HOW
from forms.derived.export_columns import TOTAL, Column, columns_of
from forms.derived.without_source import source_question
from forms.keys import id_of

Row = dict[str, str]

TYPES = {
    "cat": "code",
    "multi": "codes",
    "int": "whole number",
    "dec": "decimal",
    "date": "date",
    "dt": "date and time",
    "flag": "1, 0 or empty",
}
REQUIREMENTS = {
    Requirement.VALUE: "an answer",
    Requirement.VALUE_OR_REASON: "an answer or a reason",
    Requirement.WHEN_SHOWN: "an answer or a reason, when it is asked",
    Requirement.OPTIONAL: "nothing",
    Requirement.COMPUTED: "nothing: it is worked out",
}
SENSITIVITIES = {
    Sensitivity.NORMAL: "normal",
    Sensitivity.SENSITIVE: "sensitive",
    Sensitivity.HIDDEN: "hidden: asked only while nobody can overhear, left out of the usual extract",
}


BESIDE = {"rests_on": "ids of questions, as under “field”"}


def rows(form: Form) -> list[Row]:
    """One row a column, in the order of the extract. Every row has the same keys, all texts."""
    kinds = {choice.code: choice.label for choice in form.kinds}
    values = {
        "kind": form.kinds,
        "source": form.sources,
        "verif": form.verifications,
        "missing": form.missing_reasons,
        "how": HOW,
    }
    found = []
    for field in form:
        about = _about(form, field, kinds)
        for column in columns_of(field):
            part = column.name.removeprefix(field.id).removeprefix("__")
            listed = values.get(part, () if part else getattr(field.type, "choices", ()))
            found.append(
                {
                    "table": field.group or "visits",
                    "column": column.name,
                    "type": TYPES[column.type],
                    "description": _described(form, field, column),
                    "values": _listed(listed)
                    or BESIDE.get(part, "")
                    or ("" if part else field.type.described()),
                    **about,
                }
            )
    return found


def _described(form: Form, field: Field, column: Column) -> str:
    key = f"{field.group}/row/{field.id}" if field.group else field.id
    if column.name == f"{field.id}__source" and (asked := source_question(form, key)):
        return f"{column.description}; where it is empty, {id_of(asked)} says it"
    empty = field.requirement is Requirement.COMPUTED and not field.id.endswith(TOTAL)
    return f"{column.description}; always empty in the extract" if empty else column.description


def as_json(found: Iterable[Row]) -> str:
    """The rows as a JSON array."""
    return json.dumps(list(found), ensure_ascii=False, indent=1) + "\n"


def as_csv(found: Iterable[Row]) -> str:
    """The rows as CSV with a header, lines ended as RFC 4180 asks."""
    out = io.StringIO()
    listed = list(found)
    writer = csv.DictWriter(out, list(listed[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(listed)
    return out.getvalue()


def as_md(form: Form) -> str:
    """The dictionary for reading: one table a section."""
    listed = rows(form)
    lines = [f"# {form.title}, version {form.version}: data dictionary", ""]
    for section in form.sections:
        ids = {field.id for field in section.fields}
        lines += [f"## {section.code}: {section.title}", ""]
        lines += ["| Column | Type | What it is | Values | Question |", "|---|---|---|---|---|"]
        lines += [
            f"| `{row['column']}` | {row['type']} | {_cell(row['description'])} "
            f"| {_cell(row['values'])} | {_cell(row['question'])} |"
            for row in listed
            if row["field"] in ids
        ]
        lines.append("")
    return "\n".join(lines)


def _about(form: Form, field: Field, kinds: dict[str, str]) -> Row:
    every = len(field.contacts) == len(ContactType)
    return {
        "field": field.id,
        "question": field.label,
        "hint": field.hint,
        "section": form.section(field.section).title,
        "kind": kinds.get(field.kind, field.kind),
        "core": "yes" if field.core else "no",
        "signing_asks_for": REQUIREMENTS[field.requirement],
        "asked_at": "every contact"
        if every
        else ", ".join(contact.value for contact in ContactType if contact in field.contacts),
        "asked_if": field.show_if or "",
        "sensitivity": SENSITIVITIES[field.sensitivity],
        "missing_reasons": ", ".join(field.missing),
        "form_version": str(form.version),
    }


def _listed(choices: Iterable[Choice]) -> str:
    return "; ".join(f"{choice.code} = {choice.label}" for choice in choices)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
