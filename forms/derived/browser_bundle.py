"""The form as the tablet carries it, and how each published version is packed into a small file of the app's shell."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Iterable
from typing import Any

from forms.aids import Aids
from forms.definition import Choice, ContactType, Field, Form, Section
from forms.derived.private import private_fields
from forms.derived.wire_schema import SENTENCES
from forms.holistic_visit.aids import AIDS

# What an answer can be, and what is asked of it: many questions have these in common.
ANSWER = ("type", "control", "limits", "messages", "choices", "exclusive", "bands")
ASKED = (
    "kind",
    "kinds",
    "requirement",
    "core",
    "prefilled",
    "contacts",
    "sensitivity",
    "missing",
)
WORDS = ("label", "hint", "show_if")
OF_THE_FORM = ("missing_reasons", "sources", "verifications", "kinds", "sentences")


def bundle(form: Form, aids: Aids = AIDS) -> dict[str, Any]:
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
        "sections": [_section(section) | _aids(aids, form, section) for section in form.sections],
        "private": sorted(private_fields(form)),
        "fields": {
            field.id: _field(field) | {"opener": _opener(section, field)}
            for section in form.sections
            for field in section.fields
        },
    }


def packed(latest: Form) -> dict[str, Any]:
    """A version in one object: what several questions have in common stands in it once.

    `answers` and `asked` are such parts of questions, `words` their texts, `values` everything else that is met again; each
    is named by its position. `form` is the rest: `columns` say what each of its questions is made of, in order.
    Refusals say `{name}` for the question and `{longest}` and such for a limit, a choice is its label alone where its code
    can be told from it, a condition is named by `condition_id`. `unpacked` in static/js/forms/unpack.js is the reverse.
    """
    return _packed_beside({}, latest)


def packed_after(latest: Form, older: Form) -> dict[str, Any]:
    """The same of an older version, without what stands in the latest (`after`): positions go on where those end."""
    return {"after": latest.version} | _packed_beside(packed(latest), older)


def _packed_beside(known: dict[str, Any], form: Form) -> dict[str, Any]:
    tables = {
        part: _Shared(known.get(part, [])) for part in ("answers", "asked", "words", "values")
    }
    return {
        "form": _packed(bundle(form), **tables),
        **{part: table.added for part, table in tables.items()},
    }


def condition_id(expression: str) -> str:
    """The short name of a condition, under which `npm run build` has made a function of it."""
    return hashlib.sha256(expression.encode()).hexdigest()[:5]


class _Shared:
    """Things and their positions; the same thing always has the same one. `added` are those that were not known before."""

    def __init__(self, known: Iterable[Any]) -> None:
        self._at: dict[str, int] = {}
        self.added: list[Any] = []
        for item in known:
            self.at(item)
        self.added = []

    def at(self, item: Any) -> int:
        text = json.dumps(item, sort_keys=True)
        if text not in self._at:
            self._at[text] = len(self._at)
            self.added.append(item)
        return self._at[text]


def _packed(
    told: dict[str, Any], answers: _Shared, asked: _Shared, words: _Shared, values: _Shared
) -> dict[str, Any]:
    fields = told.pop("fields")
    for field in fields.values():
        field["show_if"] = condition_id(field["show_if"]) if field["show_if"] else None
        field["messages"] = values.at(
            {code: _open(sentence, field) for code, sentence in field["messages"].items()}
        )
        if "choices" in field:
            field["choices"] = [
                label if code == _as_code(label) else [code, label]
                for code, label in field["choices"]
            ]
        for part in ("kinds", "contacts", "missing"):
            field[part] = values.at(field[part])
    members = [
        [id_ for id_, field in fields.items() if field["section"] == section["code"]]
        for section in told["sections"]
    ]
    ids = [id_ for of_it in members for id_ in of_it]
    names = [
        name for of_it in members for name in _parted([fields[id_]["name"] for id_ in of_it])[1]
    ]
    return {
        **told,
        **{part: values.at(told[part]) for part in OF_THE_FORM},
        "private": [ids.index(id_) for id_ in told["private"]],
        "sections": [
            _packed_section(section, of_it, fields, values)
            for section, of_it in zip(told["sections"], members, strict=True)
        ],
        "columns": {
            "answers": [answers.at(_only(ANSWER, fields[id_])) for id_ in ids],
            "asked": [asked.at(_only(ASKED, fields[id_])) for id_ in ids],
            **{part: [words.at(fields[id_][part]) for id_ in ids] for part in WORDS},
            "name": [words.at(name) for name in names],
            "opener": [
                at - ids.index(fields[id_]["opener"]) if fields[id_]["opener"] else 0
                for at, id_ in enumerate(ids)
            ],
        },
    }


def _parted(texts: list[str]) -> tuple[str, list[str]]:
    """What all of them begin with, and the rest of each."""
    alike = itertools.takewhile(
        lambda letters: len(set(letters)) == 1, zip(*texts, strict=False) if len(texts) > 1 else ()
    )
    start = "".join(letters[0] for letters in alike)
    return start, [text.removeprefix(start) for text in texts]


def _open(sentence: str, field: dict[str, Any]) -> str:
    """A refusal with its name and its limits left open, so that questions of one type have the same."""
    told = sentence.replace(field["name"], "{name}")
    for limit, value in field["limits"].items():
        if isinstance(value, int | str) and not isinstance(value, bool) and value != "":
            written = f"{value:,}" if isinstance(value, int) else value
            told = re.sub(rf"(?<![\w.,]){re.escape(written)}(?![\w.,]*\d)", f"{{{limit}}}", told)
    labels = dict(field.get("choices", ()))
    return (
        told.replace(" or ".join(f"“{labels[code]}”" for code in field["exclusive"]), "{alone}")
        if "exclusive" in field
        else told
    )


def _as_code(label: str) -> str:
    """The code most labels have: their words in small letters."""
    return re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")


def _packed_section(
    section: dict[str, Any], ids: list[str], fields: dict[str, Any], values: _Shared
) -> dict[str, Any]:
    """Questions are named by their place in the section, and their ids and names without what they all begin with: so the
    blocks of the parents are alike.
    """
    prefix, rests = _parted(ids)

    def places(named: list[str]) -> list[int]:
        return [ids.index(id_) for id_ in named]

    aids = {
        "carries": lambda named: values.at(places(named)),
        "afterwards": lambda named: values.at(places(named)),
        "topics": lambda topics: values.at([[title, places(named)] for title, named in topics]),
        "claims": lambda claims: [
            [ids.index(id_), values.at(told)] for id_, told in claims.items()
        ],
        "at_once": lambda texts: [[ids.index(id_), words] for id_, words in texts.items()],
        "sources": values.at,
    }
    return {
        **section,
        **{part: packed(section[part]) for part, packed in aids.items() if part in section},
        "prefix": prefix,
        "called": _parted([fields[id_]["name"] for id_ in ids])[0],
        "fields": values.at(rests),
        "worked_out": values.at(places([id_ for id_ in ids if id_ not in section["fields"]])),
    }


def _only(names: tuple[str, ...], field: dict[str, Any]) -> dict[str, Any]:
    return {name: field[name] for name in names if name in field}


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


def _aids(aids: Aids, form: Form, section: Section) -> dict[str, Any]:
    """What of the aids there is for this section; what there is not is left out."""
    told = {
        "sources": aids.offered(section),
        "carries": [asked.id for asked in section.asked if aids.carries(asked)],
        "topics": aids.folded(section),
        "afterwards": aids.afterwards(section),
        "owned": [asked.id for asked in section.asked if asked.id in aids.owned],
        "carers": aids.for_each_carer.get(section.code),
        "claims": aids.claimed(form, section),
        "at_once": {
            asked.id: aids.at_once[asked.id] for asked in section.asked if asked.id in aids.at_once
        },
    }
    return {name: value for name, value in told.items() if value}


def _opener(section: Section, field: Field) -> str | None:
    """The question of the section whose answer opens this one; the last where there are several."""
    named = set(re.findall(r"\w+", field.show_if or "")) - {field.id}
    return next((other.id for other in reversed(section.asked) if other.id in named), None)


def _field(field: Field) -> dict[str, Any]:
    told: dict[str, Any] = {
        "label": field.label,
        "name": field.name,
        "hint": field.hint,
        "type": field.type.name,
        "control": field.type.control,
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
