"""Freezing a version of a form, and reading it back.

A published version is one JSON file that holds everything needed to rebuild the form, so that a visit begun under it
can be finished, read and exported under it for ever. The text is deterministic: the same declaration gives the same
bytes, and `checksums.json` beside it says what they were.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

from forms.declaring import checked
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
    contact_codes,
)
from forms.field_types import TYPES, FieldType

FOLDER = Path(__file__).parent / "published"
CHECKSUMS = "checksums.json"


class PublishedFormChanged(Exception):
    """A published version is no longer what it was, or the declaration moved on under the same number."""


class UnknownVersion(KeyError):
    """There is no published version with this number."""


def as_json(form: Form) -> str:
    """The form as its published text."""
    return json.dumps(_form_as_dict(form), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def from_json(text: str) -> Form:
    """The form a published text holds, checked like a declared one."""
    return checked(_form_from_dict(json.loads(text)))


def publish(form: Form, folder: Path = FOLDER) -> Path:
    """Write the form's version down for good and return the file. Publishing the same form again changes nothing;
    another form under a number that is taken raises PublishedFormChanged.
    """
    text = as_json(form)
    path = folder / _name(form.id, form.version)
    if path.exists():
        if path.read_text("utf-8") != text:
            raise PublishedFormChanged(
                f"{path.name} is published and differs from the declaration: raise the version number"
            )
        return path
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    sums = _checksums(folder) | {path.name: _checksum(text)}
    (folder / CHECKSUMS).write_text(json.dumps(sums, indent=1, sort_keys=True) + "\n", "utf-8")
    return path


def versions(form_id: str, folder: Path = FOLDER) -> tuple[int, ...]:
    """The numbers of the published versions, oldest first."""
    numbers = (path.stem.removeprefix(f"{form_id}-") for path in folder.glob(f"{form_id}-*.json"))
    return tuple(sorted(int(number) for number in numbers if number.isdigit()))


def read(form_id: str, version: int, folder: Path = FOLDER) -> Form:
    """A published version; UnknownVersion when there is none."""
    path = folder / _name(form_id, version)
    if not path.exists():
        raise UnknownVersion(version)
    return from_json(path.read_text("utf-8"))


def _name(form_id: str, version: int) -> str:
    return f"{form_id}-{version}.json"


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _checksums(folder: Path) -> dict[str, str]:
    path = folder / CHECKSUMS
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def _form_as_dict(form: Form) -> dict[str, Any]:
    return {
        "form": form.id,
        "version": form.version,
        "title": form.title,
        "missing_reasons": _pairs(form.missing_reasons),
        "sources": _pairs(form.sources),
        "verifications": _pairs(form.verifications),
        "kinds": _pairs(form.kinds),
        "sections": [_section_as_dict(section) for section in form.sections],
    }


def _section_as_dict(section: Section) -> dict[str, Any]:
    return {
        "code": section.code,
        "title": section.title,
        "note": section.note,
        "group": section.group,
        "row_name": section.row_name,
        "minimum_rows": section.minimum_rows,
        "fields": [_field_as_dict(field) for field in section.fields],
    }


def _field_as_dict(field: Field) -> dict[str, Any]:
    # Left out where there are none, so that published files keep their bytes.
    bands = {"bands": [_band_as_list(band) for band in field.bands]} if field.bands else {}
    return bands | {
        "id": field.id,
        "label": field.label,
        "name": field.name,
        "type": type_as_dict(field.type),
        "kind": field.kind.value,
        "requirement": field.requirement.value,
        "contacts": contact_codes(field.contacts),
        "export": field.export,
        "core": field.core,
        "prefilled": field.prefilled,
        "show_if": field.show_if,
        "sensitivity": field.sensitivity.value,
        "hint": field.hint,
        "missing": list(field.missing),
    }


def _band_as_list(band: Band) -> list[Any]:
    return [band.lowest, band.highest, contact_codes(band.contacts)]


def type_as_dict(asked: FieldType) -> dict[str, Any]:
    """A kind of question with its options, as it stands in a published file."""
    options: dict[str, Any] = {"name": asked.name}
    for option in dataclasses.fields(asked):
        value = getattr(asked, option.name)
        options[option.name] = _pairs(value) if option.name == "choices" else value
    return options


def _pairs(choices: tuple[Choice, ...]) -> list[list[str]]:
    return [[choice.code, choice.label] for choice in choices]


def _choices(pairs: list[list[str]]) -> tuple[Choice, ...]:
    return tuple(Choice(code, label) for code, label in pairs)


def _form_from_dict(frozen: dict[str, Any]) -> Form:
    return Form(
        id=frozen["form"],
        version=frozen["version"],
        title=frozen["title"],
        sections=tuple(_section_from_dict(section) for section in frozen["sections"]),
        missing_reasons=_choices(frozen["missing_reasons"]),
        sources=_choices(frozen["sources"]),
        verifications=_choices(frozen["verifications"]),
        kinds=_choices(frozen["kinds"]),
    )


def _section_from_dict(frozen: dict[str, Any]) -> Section:
    fields = tuple(
        _field_from_dict(field, frozen["code"], frozen["group"]) for field in frozen["fields"]
    )
    return Section(**{**frozen, "fields": fields})


def _field_from_dict(frozen: dict[str, Any], section: str, group: str | None) -> Field:
    return Field(
        **{
            **frozen,
            "type": type_from_dict(frozen["type"]),
            "kind": Kind(frozen["kind"]),
            "requirement": Requirement(frozen["requirement"]),
            "contacts": frozenset(ContactType(contact) for contact in frozen["contacts"]),
            "sensitivity": Sensitivity(frozen["sensitivity"]),
            "missing": tuple(frozen["missing"]),
            "bands": tuple(_band(*band) for band in frozen.get("bands", ())),
            "section": section,
            "group": group,
        }
    )


def _band(lowest: int, highest: int, contacts: list[str]) -> Band:
    return Band(lowest, highest, frozenset(ContactType(contact) for contact in contacts))


def type_from_dict(frozen: dict[str, Any]) -> FieldType:
    """The reverse of `type_as_dict`; KeyError when there is no such kind of question."""
    options = {
        option: _choices(value)
        if option == "choices"
        else tuple(value)
        if isinstance(value, list)
        else value
        for option, value in frozen.items()
        if option != "name"
    }
    return TYPES[frozen["name"]](**options)
