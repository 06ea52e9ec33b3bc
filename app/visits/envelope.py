"""Reads the envelope of one change as it came over the wire: ids, form, times, the sum over its
body.

The answers inside are judged one by one later; here only what belongs to the change as a whole.
Pure.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from app import clock
from app.children.rules import SEXES, is_name
from app.problems import BAD_CHANGE, CHANGE_TOO_LARGE, ProblemType
from forms.field_types.times import as_day

LARGEST = 256 * 1024
"""Bytes one change may have."""

MOST_ANSWERS = 2000
LONGEST_KEY = 160
# Canonical spelling only: a change is known by the text of its id.
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SUM = re.compile(r"[0-9a-f]{64}")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Envelope(NamedTuple):
    """A change whose envelope is in order. `body` is the change as sent, as JSON text."""

    change_id: UUID
    device_id: UUID
    device_seq: int
    visit_id: UUID
    child_id: UUID
    form: str
    form_version: int
    recorded_at: str
    clock_offset_ms: int | None
    answers: dict[str, Any]
    submit: bool
    body_sha256: str
    child: dict[str, Any] | None  # who was met on a doorstep; else None
    moved_from: int | None  # the version the visit is moved from, to `form_version`; else None
    body: str
    intact: bool  # whether `body_sha256` fits the body


class Unreadable(NamedTuple):
    """A change that can never be accepted. `change_id` is None when not even that can be read; then
    it is not kept.

    The other fields are what could be read of the envelope.
    """

    change_id: UUID | None
    kind: ProblemType
    message: str
    visit_id: UUID | None
    child_id: UUID | None
    device_seq: int | None
    bases: dict[str, str | None]
    body_sha256: str
    body: str
    intact: bool  # False when it was damaged on its way, and may well have been in order before


# -- canonical JSON -------------------------------------------------------------------------------


def body_sum(change: dict[str, Any]) -> str:
    """SHA-256, in hex, over the canonical JSON of a change without its `body_sha256`
    (docs/protocol.md)."""
    bare = {key: part for key, part in change.items() if key != "body_sha256"}
    return hashlib.sha256(_canonical(bare)).hexdigest()


def visit_sum(visit_id: UUID, status: str, round_: int, answers_text: bytes) -> str:
    """SHA-256, in hex, over the canonical JSON of `[id, status, round, answers]`: what tablet and
    server must agree on of a visit. `answers_text` is canonical already."""
    before = f'["{visit_id}","{status}",{round_},'.encode()
    return hashlib.sha256(before + answers_text + b"]").hexdigest()


def canonical_answers(answers: dict[str, Any]) -> bytes:
    """The answers of a visit as canonical JSON, as they are stored and summed."""
    return _canonical(answers)


def _canonical(bare: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(bare, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # half a surrogate pair, or a number beyond 64 bits
        return _canonical_slowly(bare)


def _canonical_slowly(bare: dict[str, Any]) -> bytes:
    """The same for what orjson will not write: `JSON.stringify` escapes halves of surrogate
    pairs."""
    text = json.dumps(_in_order(bare), ensure_ascii=False, separators=(",", ":"))
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text).encode()


def _in_order(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _in_order(part[key]) for key in sorted(part)}
    return [_in_order(item) for item in part] if isinstance(part, list) else part


def as_sent(raw: object) -> str:
    """The change as JSON text any database can hold: pure ASCII where it has characters that UTF-8
    cannot carry."""
    try:
        return orjson.dumps(raw).decode()
    except TypeError:
        return json.dumps(raw, separators=(",", ":"))


def as_read(body: str) -> Any:
    """What `as_sent` wrote, for readers: half of a character, which no page or reply can carry, becomes a question mark."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        whole = json.dumps(json.loads(body), ensure_ascii=False)
        return json.loads(whole.encode("utf-8", "replace"))


# -- the envelope ---------------------------------------------------------------------------------


def _is_id(part: object) -> bool:
    return isinstance(part, str) and _ID.fullmatch(part) is not None


def _is_whole(low: int, high: int) -> Callable[[object], bool]:
    return lambda part: type(part) is int and low <= part <= high


def _is_moment(part: object) -> bool:
    if not isinstance(part, str) or len(part) > 40:
        return False
    try:
        clock.parse(part)
    except ValueError:
        return False
    return True


def _is_offset(part: object) -> bool:
    return part is None or _is_whole(-(2**53), 2**53)(part)


def _is_version_or_none(part: object) -> bool:
    return part is None or _is_whole(1, 2**15 - 1)(part)


def _is_form(part: object) -> bool:
    return isinstance(part, str) and re.fullmatch(r"[a-z0-9_]{1,40}", part) is not None


def _is_answers(part: object) -> bool:
    if not isinstance(part, dict) or len(part) > MOST_ANSWERS:
        return False
    keys = "".join(part)  # all at once: this is read for every answer that is ever sent
    return keys.isascii() and keys.isprintable() and max(map(len, part), default=0) <= LONGEST_KEY


_MET = {"team_id", "given_name", "family_name", "dob", "nhs_number", "sex"}


def _is_met(part: object) -> bool:
    """Somebody met on a doorstep: a team and a family name; the rest as far as it was told."""
    if part is None:
        return True
    if not isinstance(part, dict) or part.keys() - {"edd"} != _MET:
        return False
    names = (part["given_name"], part["family_name"])
    return (
        _is_id(part["team_id"])
        and all(isinstance(name, str) and is_name(name) for name in names)
        and bool(part["family_name"].strip())
        and all(day is None or as_day(day) is not None for day in (part["dob"], part.get("edd")))
        and (
            part["nhs_number"] is None
            or re.fullmatch(r"[0-9]{10}", str(part["nhs_number"])) is not None
        )
        and part["sex"] in SEXES
    )


def _is_sum(part: object) -> bool:
    return isinstance(part, str) and _SUM.fullmatch(part) is not None


_PARTS: dict[str, tuple[Callable[[object], bool], str]] = {
    "change_id": (_is_id, "is not an id"),
    "device_id": (_is_id, "is not an id"),
    "device_seq": (_is_whole(1, 2**31 - 1), "is not a whole number from 1"),
    "visit_id": (_is_id, "is not an id"),
    "child_id": (_is_id, "is not an id"),
    "form": (_is_form, "is not the name of a form"),
    "form_version": (_is_whole(1, 2**15 - 1), "is not a whole number from 1"),
    "recorded_at": (_is_moment, "is not a time with its offset from UTC"),
    "clock_offset_ms": (_is_offset, "is neither null nor a whole number"),
    "answers": (_is_answers, "are not answers by their keys"),
    "submit": (lambda part: isinstance(part, bool), "is neither true nor false"),
    "child": (_is_met, "is not somebody who was met"),
    "moved_from": (_is_version_or_none, "is neither null nor a whole number from 1"),
    "body_sha256": (_is_sum, "is not a SHA-256 sum in hex"),
}
_MAY_BE_ABSENT = {"clock_offset_ms": None, "submit": False, "child": None, "moved_from": None}


def read(raw: object) -> Envelope | Unreadable:
    """The change in `raw` (one element of `changes`), or why it can never be accepted."""
    body = as_sent(raw)
    if not isinstance(raw, dict):
        return _unreadable({}, body, BAD_CHANGE, "It is not a JSON object.")
    if len(body) > LARGEST:
        return _unreadable(raw, body, CHANGE_TOO_LARGE, "")
    parts = {**_MAY_BE_ABSENT, **raw}
    for name, (fits, words) in _PARTS.items():
        if name not in parts:
            return _unreadable(raw, body, BAD_CHANGE, f"“{name}” is missing.")
        if not fits(parts[name]):
            return _unreadable(raw, body, BAD_CHANGE, f"“{name}” {words}.")
    if len(parts) > len(_PARTS):
        return _unreadable(raw, body, BAD_CHANGE, "It has parts that a change does not have.")
    return Envelope(
        change_id=UUID(parts["change_id"]),
        device_id=UUID(parts["device_id"]),
        device_seq=parts["device_seq"],
        visit_id=UUID(parts["visit_id"]),
        child_id=UUID(parts["child_id"]),
        form=parts["form"],
        form_version=parts["form_version"],
        recorded_at=parts["recorded_at"],
        clock_offset_ms=parts["clock_offset_ms"],
        answers=parts["answers"],
        submit=parts["submit"],
        body_sha256=parts["body_sha256"],
        child=parts["child"],
        moved_from=parts["moved_from"],
        body=body,
        intact=body_sum(raw) == parts["body_sha256"],
    )


def _unreadable(raw: dict[str, Any], body: str, kind: ProblemType, words: str) -> Unreadable:
    def id_of(name: str) -> UUID | None:
        return UUID(raw[name]) if _is_id(raw.get(name)) else None

    seq = raw.get("device_seq")
    answers = raw.get("answers")
    return Unreadable(
        change_id=id_of("change_id"),
        kind=kind,
        message=f"{kind.sentence} {words}".strip(),
        visit_id=id_of("visit_id"),
        child_id=id_of("child_id"),
        device_seq=seq if _PARTS["device_seq"][0](seq) else None,
        bases=bases_of(answers) if isinstance(answers, dict) and _is_answers(answers) else {},
        # What the sender says of it may be missing or wrong, so the sum is taken over what came.
        body_sha256=hashlib.sha256(body.encode()).hexdigest(),
        body=body,
        intact=not _is_sum(raw.get("body_sha256")) or body_sum(raw) == raw["body_sha256"],
    )


def bases_of(answers: dict[str, Any]) -> dict[str, str | None]:
    """What each answer was based on, as far as it says so properly."""
    bases = {key: answer.get("base") for key, answer in answers.items() if isinstance(answer, dict)}
    return {key: base for key, base in bases.items() if base is None or _is_id(base)}
