"""What one visit says, as the rules read it: recorded values, missing reasons, sources, links and texts. Pure.

The result is plain JSON, so that it can be kept and sent. Twin: `static/js/rules/said.js`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypedDict

from forms.conditions import rows_of
from forms.definition import Field, Form, Sensitivity
from forms.keys import id_of, is_further

Answers = Mapping[str, Mapping[str, Any]]

EVIDENCE = frozenset("ORDF")
"""The kinds a judgement may rest on."""
READ_FOR_WORDING = frozenset("ORDFJ")
# These two carry their own links: an unknown to its owner, a reply to its indicator.
LINKED_OTHERWISE = frozenset({"unknowns", "indicators_reply"})
ONE_SPEAKER = "mother_said"
"""The source that is one person, named or not. Every other may be somebody else the next time."""
BLOCK = re.compile(r"(mother|father|carer[0-9]+)_")


class Text(TypedDict):
    """A narrative: the field, the kind it was given, the words."""

    field: str
    kind: str
    text: str


class InRows(TypedDict):
    """What a visit says in rows, and the day of the contact."""

    on: str
    rows: dict[str, list[dict[str, Any]]]


class Said(InRows):
    """One visit. `on` is the day of the contact; `sources` say who told (`gp_said`, with a person behind a colon
    where one is named); `heard` is what further sources say on a question, whatever its answer is; `basis` maps a field
    to the fields it rests on; a row holds what is recorded in it. `unlinked` are the answered judgements that rest on no
    evidence; `level_evidence`: the level rests on something seen or read at this visit; `leaks` are the fields whose
    hidden words stand in the summary for parents; `left_out`: what was proposed for the next visit and is not to be done
    then, with the reason.
    """

    online: bool
    values: dict[str, Any]
    heard: dict[str, list[Any]]
    missing: dict[str, str]
    sources: dict[str, str]
    verified: dict[str, str]
    basis: dict[str, list[str]]
    texts: list[Text]
    unlinked: list[str]
    level_evidence: bool
    leaks: list[str]
    replies: dict[str, dict[str, str]]
    left_out: dict[str, str]


def said(form: Form, answers: Answers, on: str, *, online: bool = True) -> Said:
    """What a visit says. `answers` maps answer keys to answers or their states (docs/protocol.md); `on` is the UK day
    of the contact, `online` whether it was recorded with a connection.
    """
    told: Said = {
        "on": on,
        "online": online,
        "values": {},
        "heard": {},
        "missing": {},
        "sources": {},
        "verified": {},
        "basis": {},
        "rows": {
            group: [_row(form, group, row, answers) for row in rows_of(group, answers)]
            for group in form.groups
        },
        "texts": [],
        "unlinked": [],
        "level_evidence": _level_evidence(form, answers),
        "leaks": [],
        "replies": {},
        "left_out": {},
    }
    for key in sorted(answers):
        answer = answers[key]
        if key.startswith(("rule/", "next/")):
            _reply(told, key, answer)
            continue
        declared = form.field_of(key)
        if declared is not None and declared.asked:
            _tell(told, form, key, declared, answer)
    told["leaks"] = leaks(form, answers)
    return told


def _row(form: Form, group: str, row: str, answers: Answers) -> dict[str, Any]:
    found = {
        declared.id: answers.get(f"{group}/{row}/{declared.id}", {}).get("value")
        for declared in form.groups[group].fields
    }
    return {name: value for name, value in found.items() if value is not None}


def _reply(told: Said, key: str, answer: Mapping[str, Any]) -> None:
    value, (about, name, _) = answer.get("value"), key.split("/")
    if not isinstance(value, list) or not value:
        return
    if about == "rule":
        told["replies"][name] = dict(value[0])
    else:
        told["left_out"][name] = str(value[0]["words"])


def _tell(told: Said, form: Form, key: str, declared: Field, answer: Mapping[str, Any]) -> None:
    value, name = answer.get("value"), declared.id
    kind = str(answer.get("kind") or declared.kind.value)
    if value is not None and declared.type.narrative and kind in READ_FOR_WORDING:
        told["texts"].append({"field": name, "kind": kind, "text": str(value)})
    if declared.group is not None:
        return
    if is_further(key):
        if value is not None:
            told["heard"].setdefault(name, []).append(value)
        return
    if value is None:
        if answer.get("missing"):
            told["missing"][name] = str(answer["missing"])
        return
    told["values"][name] = value
    source = answer.get("source") or {}
    if source.get("type"):
        person = source.get("person") if source["type"] != ONE_SPEAKER else None
        told["sources"][name] = f"{source['type']}:{person}" if person else str(source["type"])
    if answer.get("verif"):
        told["verified"][name] = str(answer["verif"])
    basis = [id_of(one) for one in answer.get("basis") or ()]
    if basis:
        told["basis"][name] = basis
    if kind == "J" and _judged(declared) and not _rests(form, answer.get("basis") or ()):
        told["unlinked"].append(name)


def _judged(declared: Field) -> bool:
    """Whether a judgement here needs a basis: those of the analysis and of the parent blocks."""
    in_block = BLOCK.match(declared.id) is not None
    return (declared.section == "PJ" or in_block) and declared.id not in LINKED_OTHERWISE


def _rests(form: Form, basis: Any) -> bool:
    for key in basis:
        if key in form.groups:
            kinds = {declared.kind.value for declared in form.groups[key].fields}
        else:
            declared = form.fields.get(id_of(key))
            kinds = {declared.kind.value} if declared else set()
        if kinds & EVIDENCE:
            return True
    return False


def _level_evidence(form: Form, answers: Answers) -> bool:
    """Whether something seen or read at this visit is linked under the level or its reason (R12)."""
    for name in ("level_need", "level_reason"):
        for key in answers.get(name, {}).get("basis") or ():
            if key in form.groups:
                kinds = {declared.kind.value for declared in form.groups[key].fields}
                recorded = bool(rows_of(key, answers))
            else:
                declared = form.fields.get(id_of(key))
                kinds = {declared.kind.value} if declared else set()
                recorded = any(
                    answers[one].get("value") is not None
                    for one in answers
                    if one == key or id_of(one) == key
                )
            if recorded and kinds & {"O", "D"}:
                return True
    return False


# Words about somebody who is not asked, from somebody else: never for parents' eyes (R29).
THIRD_PARTY = frozenset({"hh_concerns", "hh_services"})
COPIED_WORDS = 5
"""So many words in a row that stand in both texts are a quotation."""
LEAST_WORDS = 3


def kept_from_parents(declared: Field) -> bool:
    """Whether an answer must never stand in what parents read: hidden, or a third party's."""
    return declared.sensitivity is Sensitivity.HIDDEN or declared.id in THIRD_PARTY


def leaks(form: Form, answers: Answers) -> list[str]:
    """The fields kept from parents whose words stand in the summary for parents, or which it is linked to (R29)."""
    summary = answers.get("safe_summary", {})
    found = set()
    for key in summary.get("basis") or ():
        declared = form.fields.get(id_of(key))
        if declared is not None and kept_from_parents(declared):
            found.add(declared.id)
    words = _words(summary.get("value"))
    for key, answer in answers.items():
        declared = form.field_of(key)
        if declared is not None and kept_from_parents(declared) and _quotes(words, answer):
            found.add(declared.id)
    return sorted(found)


def _words(text: Any) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower()) if isinstance(text, str) else []


def _quotes(words: list[str], answer: Mapping[str, Any]) -> bool:
    """Whether five words in a row of the answer, or a shorter answer of three or four words, stand among `words`."""
    told = _words(answer.get("value"))
    size = min(len(told), COPIED_WORDS)
    if size < LEAST_WORDS:
        return False
    return bool(_runs(words, size) & _runs(told, size))


def _runs(words: list[str], size: int) -> set[str]:
    return {" ".join(words[at : at + size]) for at in range(len(words) - size + 1)}
