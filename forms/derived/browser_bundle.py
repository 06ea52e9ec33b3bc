"""The form as the tablet carries it, and how each published version is packed into a small file of the app's shell."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from forms.aids import Aids
from forms.definition import Choice, Field, Form, Section, contact_codes
from forms.derived.private import private_fields
from forms.derived.wire_schema import SENTENCES
from forms.holistic_visit.aids import AIDS

# What a question is made of, each in a column of its own when it is packed.
COLUMNS = (
    *("type", "control", "limits", "messages", "choices", "exclusive", "bands"),
    *("kind", "kinds", "requirement", "core", "prefilled", "contacts", "sensitivity", "missing"),
    *("label", "hint", "show_if", "name", "opener"),
)
AIDS_TOLD = (
    *(
        "sources",
        "carries",
        "topics",
        "afterwards",
        "owned",
        "carers",
        "claims",
        "at_once",
        "not_met",
    ),
)
# What a section may be without.
EMPTY = ("aids", "private", "worked_out")
AS_THERE = -1
ONE_LESS = "|"


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
            field.id: _field(field)
            | {
                "hint": aids.hints.get(field.id, field.hint),
                "opener": _opener(section, field),
            }
            for section in form.sections
            for field in section.fields
        },
    }


def packed(latest: Form) -> dict[str, Any]:
    """A version in one object. Every part of its questions is a column, in the order of the form; a thing that was met
    before in its column is told by its number. A section whose questions are those of a former one, as the blocks of the
    parents are, or some of those it has in a newer version (`at`: their places there), is `like` that one (its place) and
    says only what differs; its cells are numbered by themselves, and `AS_THERE` is what stands in the other section.

    `unpacked` in static/js/forms/unpack.js is the reverse.
    """
    return _Packing().form(latest)


def packed_after(latest: Form, older: Form) -> dict[str, Any]:
    """The same of an older version, without what stands in the latest (`after`): numbers and places go on from there."""
    packing = _Packing()
    known = packing.form(latest)
    told = packing.form(older)
    return {"after": latest.version} | {
        part: value for part, value in told.items() if value != known.get(part)
    }


def condition_id(expression: str) -> str:
    """The short name of a condition, under which `npm run build` has made a function of it."""
    return hashlib.sha256(expression.encode()).hexdigest()[:4]


class _Packing:
    """The sections and the things of each column that were met so far."""

    def __init__(self) -> None:
        self._sections: list[dict[str, Any]] = []
        self._columns = {column: _Met() for column in COLUMNS}

    def form(self, form: Form) -> dict[str, Any]:
        told = bundle(form)
        fields = told.pop("fields")
        private = set(told.pop("private"))
        columns: dict[str, list[Any]] = {column: [] for column in COLUMNS}
        sections = []
        for section in told["sections"]:
            loose = _loose(section, fields, private)
            like = self._like(loose)
            if not like:
                for column, cells in columns.items():
                    cells += map(self._columns[column].cell, loose["columns"][column])
            sections.append(
                like
                or {
                    part: value
                    for part, value in loose.items()
                    if part != "columns" and (value or part not in EMPTY)
                }
            )
            self._sections.append(loose)
        return told | {"sections": sections, "columns": columns}

    def _like(self, section: dict[str, Any]) -> dict[str, Any] | None:
        """The section as what differs from the one it has most in common with, if one has the same questions or is it in a
        newer version, with more of them.
        """
        asked = set(section["fields"])
        alike = (
            {"like": place} | _differing(section, other)
            for place, other in enumerate(self._sections)
            if other["fields"] == section["fields"]
            or (other["code"] == section["code"] and asked <= set(other["fields"]))
        )
        return min(alike, key=lambda told: len(json.dumps(told)), default=None)


class _Met:
    """The things of one column so far: each is written out once, and is its number after that."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def cell(self, thing: Any) -> Any:
        text = json.dumps(thing, sort_keys=True)
        if text in self._numbers:
            return self._numbers[text]
        self._numbers[text] = len(self._numbers)
        return thing


def _differing(section: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    told = {
        part: value
        for part, value in section.items()
        if part not in ("columns", "fields") and value != other[part]
    }
    at = [other["fields"].index(rest) for rest in section["fields"]]
    if section["fields"] != other["fields"]:
        told["at"] = at
    columns = {}
    for column, things in section["columns"].items():
        met = _Met()
        theirs = [other["columns"][column][place] for place in at]
        cells = [
            AS_THERE if thing == there else met.cell(_beside(thing, there, column))
            for thing, there in zip(things, theirs, strict=True)
        ]
        while cells and cells[-1] == AS_THERE:
            cells.pop()
        if cells:
            columns[column] = cells
    return told | ({"columns": columns} if columns else {})


def _beside(thing: Any, there: Any, column: str) -> Any:
    """What differs from what stands there: of choices that lack its last one only that they do."""
    shorter = column == "choices" and thing and there and there.rpartition("|")[0] == thing
    return ONE_LESS if shorter else thing


def _loose(
    section: dict[str, Any], fields: dict[str, dict[str, Any]], private: set[str]
) -> dict[str, Any]:
    """A section of the bundle freed of what would make two alike ones look different: ids without what they all begin with
    (`prefix`), names likewise (`called`, and `{who}` for it in labels and hints), questions by their place in the section.
    """
    ids = [id_ for id_, field in fields.items() if field["section"] == section["code"]]
    prefix, rests = _parted(ids)
    called, names = _parted([fields[id_]["name"] for id_ in ids])
    who = f"{called[:1].lower()}{called[1:-2]}" if called.endswith(": ") else ""

    def places(named: Iterable[str]) -> list[int]:
        return [ids.index(id_) for id_ in named]

    def by_place(named: dict[str, Any]) -> list[tuple[int, Any]]:
        return [(ids.index(id_), thing) for id_, thing in named.items()]

    def question(id_: str, name: str) -> dict[str, Any]:
        field = fields[id_]
        told = field | {
            "name": name,
            "show_if": condition_id(field["show_if"]) if field["show_if"] else None,
            "opener": field["opener"] and field["opener"].removeprefix(prefix),
            "messages": {
                code: _open(sentence, field) for code, sentence in field["messages"].items()
            },
            "choices": "|".join(_choice(*choice) for choice in field.get("choices", ())) or None,
        }
        if who:
            told |= {part: field[part].replace(who, "{who}") for part in ("label", "hint")}
        return told

    questions = [question(id_, name) for id_, name in zip(ids, names, strict=True)]
    aids: dict[str, Callable[[Any], Any]] = {
        "carries": places,
        "afterwards": places,
        "topics": lambda topics: [(title, places(named)) for title, named in topics],
        "claims": by_place,
        "at_once": by_place,
        "not_met": by_place,
    }
    return {
        **{part: value for part, value in section.items() if part not in (*AIDS_TOLD, "fields")},
        "prefix": prefix,
        "called": called,
        "fields": rests,
        "worked_out": places(id_ for id_ in ids if id_ not in section["fields"]),
        "private": places(id_ for id_ in ids if id_ in private),
        "aids": {
            part: aids[part](section[part]) if part in aids else section[part]
            for part in AIDS_TOLD
            if part in section
        },
        "columns": {column: [question.get(column) for question in questions] for column in COLUMNS},
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


def _choice(code: str, label: str) -> str:
    """The label alone where its words are the code, else both (`label=code`). In such a code the number of a word of the
    label stands for the word; a code that has numbers of its own is told as it is (`label==code`).
    """
    words = re.sub(r"[^a-z0-9]+", " ", label.lower()).split()
    if code == "_".join(words):
        return label
    parts = code.split("_")
    short = "_".join(str(words.index(part)) if part in words else part for part in parts)
    own_numbers = any(part.isdigit() and part not in words for part in parts)
    return f"{label}=={code}" if own_numbers else f"{label}={short}"


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
        "not_met": {
            asked.id: aids.not_met[asked.id] for asked in section.asked if asked.id in aids.not_met
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
        "type": field.type.name,
        "control": field.type.control,
        "kind": field.kind.value,
        "kinds": sorted(field.allowed_kinds),
        "requirement": field.requirement.value,
        "core": field.core,
        "prefilled": field.prefilled,
        "contacts": contact_codes(field.contacts),
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
            [band.lowest, band.highest, contact_codes(band.contacts)] for band in field.bands
        ]
    return told
