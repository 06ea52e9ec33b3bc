"""What one answer and one change look like on the wire (`docs/protocol.md`).

`refuse_answer` is the check that runs for every synced answer. `answer_schema` says the same in marshmallow, for tests
alone: they hold the two together on many generated answers. `ChangeSchema` is what the OpenAPI document says of a change.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, validate, validates_schema
from marshmallow import fields as wire

from forms.definition import Choice, Field, Form, Kind, Refusal
from forms.derived import next_replies, prompt_replies, rule_replies
from forms.derived.replies import BARE_PARTS
from forms.field_types.text import text_problem, text_wire
from forms.field_types.times import Day, as_day
from forms.keys import FURTHER

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ROW_KEY = re.compile(rf"([a-z][a-z0-9_]*)/({UUID.pattern})/([a-z0-9_]+)")
STATES = ("value", "missing", "cleared")
PARTS = frozenset({*STATES, "kind", "base", "source", "verif", "basis", "earshot", "closes"})
SOURCE_PARTS = {"person": 160, "document": 200, "words": 1000, "present": 200, "asked": 300}
"""The parts of a source that are text, with their longest length in characters."""
MOST_BASIS = 100
MOST_CLOSED = 2000
"""As many as may come to stand beside one answer: whoever settles closes them all, or it would stay open for ever."""

SENTENCES = {
    "unknown_field": "This form has no such question",
    "not_an_answer": "{name} is not written as an answer",
    "not_one_of": "{name} must be an answer, a reason why there is none, or cleared: one of the three",
    "needs_value": "{name} needs an answer. A reason cannot stand in for it",
    "reason_not_allowed": "{name}: choose one of the reasons in the list",
    "wrong_kind": "{name} cannot be kept as this kind of statement",
    "wrong_base": "{name} does not say properly which earlier answer it replaces",
    "wrong_source": "{name}: who or what said so is not written properly",
    "wrong_verification": "{name}: whether a second source says the same is not written properly",
    "wrong_basis": "{name}: what this view rests on is not written properly",
    "wrong_earshot": "{name}: who could overhear is not written properly",
    "wrong_closes": "{name} does not say properly which answers it settles",
    "removed_not_true": "{name} can only be taken away",
}
"""The sentences about an answer's envelope; those about its value belong to the field types."""


def refuse_answer(
    form: Form, key: str, answer: object, at: datetime | None = None
) -> Refusal | None:
    """Why this answer can never be stored under this key, or None when it can.

    `at` as in `Field.refuse`: leave it out for answers that have travelled.
    """
    for replies in (prompt_replies, rule_replies, next_replies):
        if replies.is_key(key):
            return replies.refuse_reply(answer) or _refuse_envelope(form, "The reply", answer)  # type: ignore[arg-type]
    match = ROW_KEY.fullmatch(key)
    if match and match[3] == "removed" and match[1] in form.groups:
        return _refuse_removal(form.groups[match[1]].row_name, answer)
    field = _field_at(form, key)
    if field is None:
        return Refusal("unknown_field", SENTENCES["unknown_field"])
    if not isinstance(answer, dict) or not answer.keys() <= PARTS:
        return _said("not_an_answer", field.name)
    if sum(state in answer for state in STATES) != 1:
        return _said("not_one_of", field.name)
    return (
        _refuse_state(field, answer, at)
        or _refuse_kind(field, answer)
        or _refuse_envelope(form, field.name, answer)
    )


def _field_at(form: Form, key: str) -> Field | None:
    """The field of a key that is spelt as it must be; None for every other."""
    main, further, claim = key.partition(FURTHER)
    if further and UUID.fullmatch(claim) is None:
        return None
    return form.field_of(key) if "/" not in main or ROW_KEY.fullmatch(main) else None


def _said(code: str, name: str) -> Refusal:
    return Refusal(code, SENTENCES[code].format(name=name))


def _refuse_state(field: Field, answer: Mapping[str, Any], at: datetime | None) -> Refusal | None:
    if not field.asked:
        return field.refuse(None)
    if "value" in answer:
        return field.refuse(answer["value"], at)
    if "missing" in answer:
        if not field.missing:
            return _said("needs_value", field.name)
        allowed = isinstance(answer["missing"], str) and answer["missing"] in field.missing
        return None if allowed else _said("reason_not_allowed", field.name)
    return None if answer["cleared"] is True else _said("not_one_of", field.name)


def _refuse_kind(field: Field, answer: Mapping[str, Any]) -> Refusal | None:
    kind = answer.get("kind")
    allowed = isinstance(kind, str) and kind in field.allowed_kinds
    return None if allowed else _said("wrong_kind", field.name)


def _refuse_envelope(form: Form, name: str, answer: Mapping[str, Any]) -> Refusal | None:
    base = answer.get("base")
    if base is not None and not _is_id(base):
        return _said("wrong_base", name)
    if "source" in answer and not _is_source(answer["source"], form.sources):
        return _said("wrong_source", name)
    if "verif" in answer and not _is_code(answer["verif"], form.verifications):
        return _said("wrong_verification", name)
    if "basis" in answer and not _is_basis(form, answer["basis"]):
        return _said("wrong_basis", name)
    if "earshot" in answer and not _is_earshot(form, answer["earshot"]):
        return _said("wrong_earshot", name)
    if "closes" in answer and not _are_ids(answer["closes"]):
        return _said("wrong_closes", name)
    return None


def _refuse_removal(row_name: str, answer: object) -> Refusal | None:
    """A row is taken away, or brought back: then the word that took it away is cleared."""
    if not isinstance(answer, dict) or (
        [answer[part] is True for part in ("value", "cleared") if part in answer] != [True]
    ):
        return _said("removed_not_true", row_name)
    if not answer.keys() <= BARE_PARTS:
        return _said("not_an_answer", row_name)
    if answer.get("kind") != Kind.ADMINISTRATIVE:
        return _said("wrong_kind", row_name)
    if answer.get("base") is not None and not _is_id(answer["base"]):
        return _said("wrong_base", row_name)
    return None if _are_ids(answer.get("closes", [])) else _said("wrong_closes", row_name)


def _is_id(value: object) -> bool:
    return isinstance(value, str) and UUID.fullmatch(value) is not None


def _are_ids(value: object) -> bool:
    return isinstance(value, list) and len(value) <= MOST_CLOSED and all(map(_is_id, value))


def _is_code(value: object, choices: tuple[Choice, ...]) -> bool:
    return isinstance(value, str) and any(choice.code == value for choice in choices)


def _is_source(value: object, sources: tuple[Choice, ...]) -> bool:
    if not isinstance(value, dict) or not value.keys() <= {"type", "date", *SOURCE_PARTS}:
        return False
    if not _is_code(value.get("type"), sources):
        return False
    if "date" in value and as_day(value["date"]) is None:
        return False
    return all(
        text_problem(value[part], longest) is None
        for part, longest in SOURCE_PARTS.items()
        if part in value
    )


def _is_basis(form: Form, value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= MOST_BASIS
        and all(isinstance(key, str) and _names_a_field(form, key) for key in value)
    )


def _names_a_field(form: Form, key: str) -> bool:
    return _field_at(form, key) is not None


def _is_earshot(form: Form, value: object) -> bool:
    declared = form.fields.get("earshot")
    return value is None or (declared is not None and declared.type.problem(value) is None)


# The same in marshmallow


class SourceSchema(Schema):
    """Who or what said so."""

    class Meta:
        unknown = RAISE

    type = wire.String(required=True)
    person = wire.String()
    document = wire.String()
    words = wire.String()
    date = wire.String()


class ChangeSchema(Schema):
    """One change: answers of one visit that were saved together on one device."""

    class Meta:
        unknown = RAISE

    change_id = wire.UUID(required=True)
    device_id = wire.UUID(required=True)
    device_seq = wire.Integer(required=True, strict=True, validate=validate.Range(min=1))
    visit_id = wire.UUID(required=True)
    child_id = wire.UUID(required=True)
    form = wire.String(required=True, validate=validate.Length(min=1, max=60))
    form_version = wire.Integer(required=True, strict=True, validate=validate.Range(min=1))
    recorded_at = wire.AwareDateTime(required=True, format="iso")
    clock_offset_ms = wire.Integer(required=True, strict=True, allow_none=True)
    answers = wire.Dict(
        keys=wire.String(validate=validate.Length(max=160)),
        values=wire.Dict(keys=wire.String()),
        required=True,
        validate=validate.Length(max=2000),
    )
    child = wire.Dict(
        load_default=None,
        allow_none=True,
        metadata={
            "description": "Who was met on a doorstep: only with the first change of that child."
        },
    )
    moved_from = wire.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=validate.Range(min=1),
        metadata={
            "description": "Moves the visit from this version of the form to `form_version`."
        },
    )
    submit = wire.Boolean(load_default=False, truthy={True}, falsy={False})
    body_sha256 = wire.String(required=True, validate=validate.Regexp(r"[0-9a-f]{64}\Z"))


def answer_schema(form: Form, field: Field) -> Schema:
    """The marshmallow schema of the answers to one question, its value included."""
    earshot = form.fields.get("earshot")
    parts: dict[str, wire.Field[Any]] = {
        "value": field.type.wire_field(field.name),
        "missing": wire.String(validate=validate.OneOf(field.missing)),
        "cleared": wire.Raw(validate=_is_true),
        "kind": wire.String(required=True, validate=validate.OneOf(sorted(field.allowed_kinds))),
        "base": wire.String(allow_none=True, validate=_IDS),
        "source": wire.Nested(_source_schema(form)),
        "verif": wire.String(validate=_one_of(form.verifications)),
        "basis": wire.List(
            wire.String(validate=_names_an_answer(form)), validate=validate.Length(max=MOST_BASIS)
        ),
        "closes": wire.List(wire.String(validate=_IDS), validate=validate.Length(max=MOST_CLOSED)),
    }
    if earshot is not None:
        parts["earshot"] = earshot.type.wire_field(earshot.name)
        parts["earshot"].allow_none = True

    class OneAnswer(Schema):
        class Meta:
            unknown = RAISE

        @validates_schema(pass_original=True)
        def one_of_three(self, loaded: object, original: Mapping[str, Any], **_: object) -> None:
            if sum(state in original for state in STATES) != 1:
                raise ValidationError(SENTENCES["not_one_of"].format(name=field.name))
            if not field.asked:
                raise ValidationError(field.type.sentences(field.name)["worked_out"])

    return OneAnswer.from_dict(parts, name=f"Answer_{field.id}")()


_IDS = validate.Regexp(rf"{UUID.pattern}\Z")


def _one_of(choices: tuple[Choice, ...]) -> validate.OneOf:
    return validate.OneOf([choice.code for choice in choices])


def _is_true(value: object) -> None:
    if value is not True:
        raise ValidationError("Only true clears an answer")


def _names_an_answer(form: Form) -> validate.Validator:
    class Named(validate.Validator):
        def __call__(self, key: str) -> str:
            if not _names_a_field(form, key):
                raise ValidationError(SENTENCES["unknown_field"])
            return key

    return Named()


def _source_schema(form: Form) -> Schema:
    words = {part: text_wire(part, longest) for part, longest in SOURCE_PARTS.items()}
    schema = SourceSchema.from_dict(
        {
            "type": wire.String(required=True, validate=_one_of(form.sources)),
            "date": Day().wire_field("date"),
            **words,
        }
    )
    return schema(unknown=RAISE)
