"""The form as the tablet carries it: one small JSON object in the app's shell."""

from __future__ import annotations

from typing import Any

from forms.definition import Choice, ContactType, Field, Form, Section
from forms.derived.wire_schema import SENTENCES


def bundle(form: Form) -> dict[str, Any]:
    """The form for the browser. Shapes as in `docs/forms.md`. The order of the form is that of the sections."""
    return {
        "form": form.id,
        "version": form.version,
        "title": form.title,
        "missing_reasons": [_worded(reason) for reason in form.missing_reasons],
        "sources": [_worded(source) for source in form.sources],
        "verifications": [_worded(verification) for verification in form.verifications],
        "kinds": [_worded(kind) for kind in form.kinds],
        "sentences": SENTENCES,
        "sections": [_section(section) for section in form.sections],
        "fields": {field.id: _field(field) for field in sorted(form, key=_alike)},
    }


def _alike(field: Field) -> str:
    """Puts questions that are alike side by side: gzip looks back no further than 32 kB, and the form is ten times that."""
    return repr((field.type, field.kind, field.requirement, _contacts(field.contacts)))


def _worded(choice: Choice) -> dict[str, str]:
    return {"code": choice.code, "label": choice.label}


def _section(section: Section) -> dict[str, Any]:
    return {
        "code": section.code,
        "title": section.title,
        "note": section.note,
        "group": section.group,
        "row_name": section.row_name,
        "minimum_rows": section.minimum_rows,
        "fields": [field.id for field in section.asked],
    }


def _field(field: Field) -> dict[str, Any]:
    told: dict[str, Any] = {
        "label": field.label,
        "name": field.name,
        "type": field.type.name,
        "kind": field.kind.value,
        "kinds": sorted(field.allowed_kinds),
        "requirement": field.requirement.value,
        "core": field.core,
        "prefilled": field.prefilled,
        "contacts": _contacts(field.contacts),
        "show_if": field.show_if,
        "sensitivity": field.sensitivity.value,
        "missing": list(field.missing),
        "group": field.group,
        "section": field.section,
        "limits": field.type.limits(),
        "messages": field.type.sentences(field.name),
    }
    choices = getattr(field.type, "choices", ())
    if choices:
        told["choices"] = [[choice.code, choice.label] for choice in choices]
    if getattr(field.type, "exclusive", ()):
        told["exclusive"] = list(field.type.exclusive)  # type: ignore[attr-defined]
    if field.bands:
        told["bands"] = [
            [band.lowest, band.highest, _contacts(band.contacts)] for band in field.bands
        ]
    return told


def _contacts(contacts: frozenset[ContactType]) -> list[str]:
    return [contact.value for contact in ContactType if contact in contacts]
