"""What one visit says, as the rules read it: recorded values, missing reasons, sources, links and texts. Pure.

The result is plain JSON, so that it can be kept and sent. Twin: `static/js/rules/said.js`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from forms.conditions import rows_of
from forms.definition import Field, Form, Sensitivity
from forms.derived.submitted import counting
from forms.keys import id_of, is_further

Answers = Mapping[str, Mapping[str, Any]]

EVIDENCE = frozenset("ORDF")
"""The kinds a judgement may rest on."""
SEEN_OR_READ = frozenset("OD")
LEVEL = ("level_need", "level_reason")
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
    """One visit. `on` is the day of the contact; `sources` say who told (`gp_said`, with a person behind a colon where
    one is named); `heard` is what further sources say on a question, whatever its answer is; `basis` maps a field to
    the fields it rests on; a row holds what is recorded in it, `row_ids` has their ids in the same order. `unlinked`
    are the answered judgements that rest on no evidence that counts; `level_evidence`: the level rests on something
    seen or read at this visit; `leaks` are the fields whose hidden words stand in the summary for parents; `ended`:
    the ids of the household's rows that were taken out, which an earlier visit may have; `left_out`: what was proposed
    for the next visit and is not to be done then, with the reason.
    """

    online: bool
    values: dict[str, Any]
    heard: dict[str, list[Any]]
    missing: dict[str, str]
    sources: dict[str, str]
    verified: dict[str, str]
    basis: dict[str, list[str]]
    row_ids: dict[str, list[str]]
    texts: list[Text]
    unlinked: list[str]
    level_evidence: bool
    leaks: list[str]
    ended: list[str]
    replies: dict[str, dict[str, str]]
    left_out: dict[str, str]


def said(form: Form, answers: Answers, on: str, *, online: bool = True) -> Said:
    """What a visit says. `answers` maps answer keys to answers or their states (docs/protocol.md); `on` is the UK day
    of the contact, `online` whether it was recorded with a connection.
    """
    below = _below(form, answers)
    row_ids = {group: rows_of(group, answers) for group in form.groups}
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
            group: [_row(form, group, row, answers) for row in rows]
            for group, rows in row_ids.items()
        },
        "row_ids": row_ids,
        "texts": [],
        "unlinked": [],
        "level_evidence": _rests_on(
            SEEN_OR_READ, below, [key for name in LEVEL for key in _basis(answers.get(name, {}))]
        ),
        "leaks": [],
        "ended": [],
        "replies": {},
        "left_out": {},
    }
    for key in sorted(answers):
        answer = answers[key]
        if key.startswith(("rule/", "next/")):
            _reply(told, key, answer)
            continue
        if key.startswith("household/") and key.endswith("/removed"):
            told["ended"] += [key.split("/")[1]] if answer.get("value") is True else []
        declared = form.field_of(key)
        if declared is not None and declared.asked:
            _tell(told, key, declared, answer, below)
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


def _tell(
    told: Said, key: str, declared: Field, answer: Mapping[str, Any], below: Mapping[str, str]
) -> None:
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
    basis = _basis(answer)
    if basis:
        told["basis"][name] = [id_of(one) for one in basis]
    if kind == "J" and _judged(declared) and not _rests_on(EVIDENCE, below, basis):
        told["unlinked"].append(name)


def _judged(declared: Field) -> bool:
    """Whether a judgement here needs a basis: those of the analysis and of the parent blocks."""
    in_block = BLOCK.match(declared.id) is not None
    return (declared.section == "PJ" or in_block) and declared.id not in LINKED_OTHERWISE


def _basis(answer: Mapping[str, Any]) -> Sequence[str]:
    return answer.get("basis") or ()


def _below(form: Form, answers: Answers) -> dict[str, str]:
    """Of the entries that something rests on: those that have a value and count, each with its kind."""
    counts = counting(form, answers)
    return {
        key: str(answers[key].get("kind") or form.fields[id_of(key)].kind.value)
        for key in {key for answer in answers.values() for key in _basis(answer)}
        if answers.get(key, {}).get("value") is not None and counts(key)
    }


def _rests_on(kinds: frozenset[str], below: Mapping[str, str], basis: Sequence[str]) -> bool:
    return any(below.get(key) in kinds for key in basis)


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
