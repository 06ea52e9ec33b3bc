"""Runs a whole invented story, contact by contact: what fired after each, and whether the story's expectations hold.

Pure: no browser, no database, no clock. The shape of a story stands in docs/rules.md. It is read against the form as it
is declared, whichever version is published.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from forms.definition import REASONS, Field, Form
from forms.field_types.ages import in_days
from forms.field_types.times import EARLIEST_YEAR, LATEST_YEAR, as_day
from forms.keys import id_of
from forms.safety.child import ChildKnown
from forms.safety.dates import day_of
from forms.safety.declared import Book
from forms.safety.judging import Finding, Result, step
from forms.safety.past import EMPTY
from forms.safety.said import said

FURTHER = re.compile(r"(carer[0-9]+)_(.+)")
# A file may say more about itself; these keys are read by people only.
SPOKEN = ("name", "today", "child", "people", "addresses", "contacts", "expect")
CONTACT = ("at", "contact_type", "online", "answers")
PARTS = frozenset({"value", "missing", "source", "verif", "basis", "kind"})


class StoryError(ValueError):
    """A story that cannot be read. Says which contact (None: the file as a whole), which key, and what is wrong."""

    def __init__(self, what: str, contact: int | None = None, key: str = "") -> None:
        place = [] if contact is None else [f"contact {contact}"]
        super().__init__(": ".join([*place, *([key] if key else []), what]))
        self.contact, self.key = contact, key


class After(NamedTuple):
    """What stands after one contact."""

    contact: int
    on: str
    contact_type: str
    result: Result


class Broken(NamedTuple):
    """An expectation that did not hold."""

    contact: int
    rule: str
    expected: str  # "fires" or "silent"

    def __str__(self) -> str:
        return (
            f"contact {self.contact}: {self.rule} should have fired and did not"
            if self.expected == "fires"
            else f"contact {self.contact}: {self.rule} should have been silent and fired"
        )


class Ran(NamedTuple):
    """A story that was run."""

    name: str
    after: list[After]
    broken: list[Broken]
    ignored: list[str]


def as_line(after: After) -> str:
    """One line of the command's output."""
    found = after.result
    return json.dumps(
        {
            "contact": after.contact,
            "findings": [_plain(one) for one in found.findings],
            "indicators": [one["id"] for one in found.indicators],
            "must_see_next": found.must_see_next,
        },
        ensure_ascii=False,
    )


def _plain(one: Finding) -> dict[str, Any]:
    return {"rule": one["rule"], "severity": one["severity"], "because": one["because"]}


def run(text: str, form: Form, book: Book) -> Ran:
    """Read a story and run it; StoryError when it cannot be read."""
    story = _story(text)
    child = _child(story)
    today = story.get("today")
    contacts = _list(story, "contacts")
    after: list[After] = []
    past = EMPTY
    visits = [_recorded(at, contact, form, child) for at, contact in enumerate(contacts)]
    for at, visit in enumerate(visits):
        told = said(visit.form, visit.answers, visit.on, online=visit.online)
        last = at == len(visits) - 1
        result, past = step(book, past, told, child, today if last else None)
        kind = str(told["values"].get("contact_type", ""))
        after.append(After(at, told["on"], kind, result))
    return Ran(
        name=str(story.get("name") or ""),
        after=after,
        broken=_broken(story, after, book),
        ignored=sorted(
            {key for key in story if key not in SPOKEN}
            | {key for contact in contacts for key in contact if key not in CONTACT}
        ),
    )


class Recorded(NamedTuple):
    """One contact of a story as it would be recorded: answers by answer key, the day, with or without a connection."""

    answers: dict[str, dict[str, Any]]
    on: str
    online: bool
    form: Form


def recorded(text: str, form: Form) -> tuple[ChildKnown, list[Recorded], str | None]:
    """The child of a story, its contacts as they would be recorded, and its "today". StoryError."""
    story = _story(text)
    child = _child(story)
    found = [
        _recorded(at, contact, form, child) for at, contact in enumerate(_list(story, "contacts"))
    ]
    return child, found, story.get("today")


# -- reading ------------------------------------------------------------------------------------------------------------


def _story(text: str) -> dict[str, Any]:
    try:
        story = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise StoryError(f"not JSON: {wrong}") from wrong
    if not isinstance(story, dict):
        raise StoryError("a story is a JSON object with “contacts”")
    if "today" in story and not _is_day(story["today"]):
        raise StoryError("is no date such as 2026-05-20", None, "today")
    return story


def _is_day(value: Any) -> bool:
    return as_day(value) is not None


def _list(story: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    found = story.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise StoryError("must be a list of objects", None, key)
    return found


def _child(story: Mapping[str, Any]) -> ChildKnown:
    told = story.get("child") or {}
    if not isinstance(told, dict):
        raise StoryError("must be an object", None, "child")
    if told.get("dob") and not _is_day(told["dob"]):
        raise StoryError("is no date such as 2026-04-01", None, "child.dob")
    gestation = told.get("gestation")
    if gestation and in_days(gestation) is None:
        raise StoryError("must be weeks and days such as 39+2", None, "child.gestation")
    if not isinstance(told.get("sex"), str | None):
        raise StoryError("must be text", None, "child.sex")
    weight = told.get("birth_weight_g")
    if weight is not None and not re.fullmatch(r"[0-9]{1,5}", str(weight)):
        raise StoryError("must be a whole number", None, "child.birth_weight_g")
    return {
        "dob": told.get("dob"),
        "sex": told.get("sex"),
        "gestation": gestation or None,
        "birth_weight_g": int(weight) if weight else None,
        "people": [
            {
                "id": str(one.get("id")),
                "name": str(one.get("name") or ""),
                "relation": str(one.get("relation") or ""),
            }
            for one in _list(story, "people")
        ],
        "addresses": [
            {"id": str(one.get("id")), "council": str(one.get("council") or "")}
            for one in _list(story, "addresses")
        ],
    }


def _recorded(at: int, contact: Mapping[str, Any], form: Form, child: ChildKnown) -> Recorded:
    moment = contact.get("at")
    on = day_of(moment) if _is_moment(str(moment)) else None
    if on is None:
        raise StoryError("is no date and time such as 2026-04-13T10:00", at, "at")
    answers = contact.get("answers", {})
    if not isinstance(answers, dict):
        raise StoryError("must be an object", at, "answers")
    reader = _Reader(at, form, child)
    if contact.get("contact_type") is not None:
        reader.read("contact_type", contact["contact_type"])
    for key, value in answers.items():
        reader.read(key, value)
    reader.link_rows()
    return Recorded(reader.answers, on, contact.get("online") is not False, reader.form)


def _is_moment(text: str) -> bool:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return EARLIEST_YEAR <= moment.year <= LATEST_YEAR


def _is_one_of(told: Any, codes: Collection[str]) -> bool:
    return isinstance(told, str) and told in codes


class _Reader:
    """Turns the answers of one contact into answers as they travel."""

    def __init__(self, at: int, form: Form, child: ChildKnown) -> None:
        self.at, self.form, self.child = at, form, child
        self.people = {one["id"] for one in child["people"]}
        self.addresses = {one["id"] for one in child["addresses"]}
        self.answers: dict[str, dict[str, Any]] = {}

    def read(self, key: str, told: Any) -> None:
        if key in self.form.groups:
            return self._rows(key, told)
        declared = self.form.field_of(key) or self._further(key)
        if declared is None:
            inside = self.form.fields.get(key)
            where = (
                f"belongs into a row of “{inside.group}”" if inside else "is no field of the form"
            )
            raise StoryError(where, self.at, key)
        self.answers[key] = self._answer(key, declared, told)
        return None

    def _further(self, key: str) -> Field | None:
        """The block of a fourth carer and on has the questions of the third."""
        found = FURTHER.fullmatch(key)
        like = self.form.fields.get(f"carer3_{found[2]}") if found else None
        if like is None or found is None:
            return None
        self.form = _with_block(self.form, found[1])
        return self.form.fields[key]

    def _rows(self, group: str, told: Any) -> None:
        if not isinstance(told, list) or not all(isinstance(row, dict) for row in told):
            raise StoryError("must be a list of rows", self.at, group)
        for place, row in enumerate(told):
            for name, value in row.items():
                if name == "removed" and value is True:
                    self.answers[f"{group}/{place:04}/removed"] = {"value": True}
                    continue
                declared = self.form.fields.get(name)
                if declared is None or declared.group != group:
                    raise StoryError(
                        f"is no field of “{group}”", self.at, f"{group}[{place}].{name}"
                    )
                key = f"{group}/{place:04}/{name}"
                self.answers[key] = self._answer(f"{group}[{place}].{name}", declared, value)
            if not row:
                self.answers[f"{group}/{place:04}/row"] = {"value": True}

    def _answer(self, key: str, declared: Field, told: Any) -> dict[str, Any]:
        if not declared.asked:
            raise StoryError("is worked out, not answered", self.at, key)
        whole = isinstance(told, dict) and bool(PARTS & told.keys())
        if not whole:
            return {} if told is None else {"value": self._value(key, declared, told)}
        stray = told.keys() - PARTS
        if stray:
            raise StoryError(f"has the unknown part “{min(stray)}”", self.at, key)
        if "missing" in told:
            if not _is_one_of(told["missing"], REASONS):
                raise StoryError(f"unknown reason “{told['missing']}”", self.at, key)
            return {"missing": told["missing"]}
        answer: dict[str, Any] = {}
        if told.get("value") is not None:
            answer["value"] = self._value(key, declared, told["value"])
        if told.get("source"):
            answer["source"] = self._source(key, told["source"])
        if told.get("verif"):
            if not _is_one_of(told["verif"], {one.code for one in self.form.verifications}):
                raise StoryError(f"unknown verification “{told['verif']}”", self.at, key)
            answer["verif"] = told["verif"]
        answer["basis"] = [self._linked(key, one) for one in _many(told.get("basis"))]
        if told.get("kind"):
            answer["kind"] = told["kind"]
        return answer

    def _source(self, key: str, told: Any) -> dict[str, str]:
        source = told if isinstance(told, dict) else {"type": told}
        if not _is_one_of(source.get("type"), {one.code for one in self.form.sources}):
            raise StoryError(f"unknown source “{source.get('type')}”", self.at, key)
        return dict(source)

    def _linked(self, key: str, name: Any) -> str:
        plain = re.split(r"[/.\[]", str(name))[0]
        last = re.split(r"[/.]", str(name))[-1]
        for one in (str(name), last, plain):
            if one in self.form.fields or one in self.form.groups:
                return one
            if self._further_field(one):
                return one
        raise StoryError(f"rests on “{name}”, which is no field of the form", self.at, key)

    def link_rows(self) -> None:
        """A story rests on a group, or on a question in its rows; an answer rests on what was recorded there."""
        for answer in self.answers.values():
            if "basis" in answer:
                answer["basis"] = [key for name in answer["basis"] for key in self._recorded(name)]

    def _recorded(self, name: str) -> list[str]:
        inside = self.form.fields.get(name)
        if name not in self.form.groups and (inside is None or inside.group is None):
            return [name]
        return [key for key in self.answers if name in (key.partition("/")[0], id_of(key))]

    def _further_field(self, name: str) -> bool:
        found = FURTHER.fullmatch(name)
        return found is not None and f"carer3_{found[2]}" in self.form.fields

    def _value(self, key: str, declared: Field, told: Any) -> Any:
        kind = declared.type.name
        if kind == "enum":
            return self._choice(key, declared, told)
        if kind == "multi":
            return [self._choice(key, declared, one) for one in _many(told)]
        if kind in ("int", "age") and isinstance(told, str) and re.fullmatch(r"[0-9]+", told):
            return int(told)
        if kind == "int" and (isinstance(told, bool) or not isinstance(told, int)):
            raise StoryError("must be a whole number", self.at, key)
        if kind == "decimal":
            if isinstance(told, bool) or not re.fullmatch(r"[0-9]+(\.[0-9]+)?", str(told)):
                raise StoryError("must be a number", self.at, key)
            return str(told)
        if kind == "date" and not _is_day(told):
            raise StoryError("is no date such as 2026-05-20", self.at, key)
        if kind == "datetime" and not _is_moment(str(told)):
            raise StoryError("is no date and time such as 2026-05-20T10:00", self.at, key)
        if kind == "gestation" and in_days(told) is None:
            raise StoryError("must be weeks and days such as 39+2", self.at, key)
        if kind == "address":
            return self._reference("A", self.addresses, told)
        if kind == "person":
            return self._reference("P", self.people, told)
        if kind == "people":
            return [self._reference("P", self.people, one) for one in _many(told)]
        if kind == "unknowns":
            return [self._unknown(key, one) for one in _many(told)]
        if kind == "replies":
            return [self._reply(key, declared, one) for one in _many(told)]
        if kind in ("text", "line") and not str(told).strip():
            return None
        return told if kind not in ("text", "line") else str(told)

    def _choice(self, key: str, declared: Field, told: Any) -> str:
        code = str(told)
        if isinstance(told, bool) or code not in declared.type.codes:
            raise StoryError(f"unknown choice “{told}”", self.at, key)
        return code

    def _reference(self, letter: str, known: set[str], told: Any) -> str:
        bare = str(told).removeprefix(f"{letter}:")
        return f"{letter}:{bare}" if bare in known else f"T:{str(told).removeprefix('T:')}"

    def _unknown(self, key: str, told: Any) -> dict[str, str]:
        if not isinstance(told, dict) or not told.keys() <= {"what", "owner", "due"}:
            raise StoryError("must be a list of {what, owner, due}", self.at, key)
        return {part: str(told.get(part) or "") for part in ("what", "owner", "due")}

    def _reply(self, key: str, declared: Field, told: Any) -> dict[str, str]:
        if not isinstance(told, dict) or not told.keys() <= {"indicator", "to", "reply", "why"}:
            raise StoryError("must be a list of {indicator, reply}", self.at, key)
        codes = {choice.code for choice in getattr(declared.type, "choices", ())}
        if not _is_one_of(told.get("reply"), codes):
            raise StoryError(f"unknown reply “{told.get('reply')}”", self.at, key)
        to = str(told.get("indicator") or told.get("to") or "")
        if not re.fullmatch(r"IND-[0-9]{2}", to):
            raise StoryError(f"unknown indicator “{to}”", self.at, key)
        return {"to": to, "reply": str(told["reply"]), "why": str(told.get("why") or "")}


def _many(told: Any) -> Sequence[Any]:
    if told is None:
        return []
    return told if isinstance(told, list) else [told]


def _with_block(form: Form, prefix: str) -> Form:
    """The form with the block of one further carer, like the third's."""
    import dataclasses

    if f"{prefix}_involvement" in form.fields:
        return form
    like = next(one for one in form.sections if one.code == "PA_carer3")
    further = dataclasses.replace(
        like,
        code=f"PA_{prefix}",
        fields=tuple(
            dataclasses.replace(one, id=f"{prefix}_{one.id.removeprefix('carer3_')}")
            for one in like.fields
        ),
    )
    return dataclasses.replace(form, sections=(*form.sections, further))


# -- expectations -------------------------------------------------------------------------------------------------------


def _broken(story: Mapping[str, Any], after: Sequence[After], book: Book) -> list[Broken]:
    known = set(book.by_id) | {one.id for one in book.indicators}
    broken = []
    for place, expected in enumerate(_list(story, "expect")):
        at = expected.get("contact")
        if not isinstance(at, int) or isinstance(at, bool) or not -len(after) <= at < len(after):
            raise StoryError(f"there is no contact {at}", None, f"expect[{place}]")
        at %= len(after)
        found = {one["rule"] for one in after[at].result.findings}
        found |= {one["id"] for one in after[at].result.indicators}
        for want in ("fires", "silent"):
            for rule in _many(expected.get(want)):
                if not _is_one_of(rule, known):
                    raise StoryError(f"there is no rule {rule}", None, f"expect[{place}].{want}")
                if (rule in found) is (want == "silent"):
                    broken.append(Broken(at, rule, want))
    return broken
