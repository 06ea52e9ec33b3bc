"""Accepts at once the answers that are certainly right, and says nothing about the others.

Every synced answer is judged, and nearly all are plain: a value of the right type, its kind, its base,
at most a source by code or a basis of top-level questions. For those this is three times as fast as
`wire_schema.refuse_answer`, which judges the rest. A test holds the two together: what is accepted
here is never refused there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from forms.definition import Form
from forms.derived.wire_schema import MOST_BASIS, ROW_KEY, UUID
from forms.field_types.choices import OneOf

Accepts = Callable[[str, object], bool]

_made: dict[int, tuple[Form, Accepts]] = {}  # by identity: hashing a form means hashing all of it


def quick_yes(form: Form) -> Accepts:
    """A function of an answer key and an answer: True only if the answer can be stored there."""
    known = _made.get(id(form))
    if known is None or known[0] is not form:
        known = _made[id(form)] = form, _accepter(form)
    return known[1]


def _accepter(form: Form) -> Accepts:
    by_id = {
        field.id: (
            field.type.problem,
            frozenset(map(str, field.allowed_kinds)),
            field.type.codes if isinstance(field.type, OneOf) else frozenset(),
            field.group,
        )
        for field in form
    }
    alone = {id_: field for id_, field in by_id.items() if field[3] is None}
    sources = frozenset(choice.code for choice in form.sources)

    def accepts(key: str, answer: Any) -> bool:
        field = alone.get(key)
        if field is None:
            row = ROW_KEY.fullmatch(key)
            field = by_id.get(row[3]) if row else None
            if row is None or field is None or field[3] != row[1]:
                return False
        problem, kinds, codes, _ = field
        # A plain answer has these three parts, and at most a source or a basis beside them. Whatever lacks one of them, or
        # has a list where a code should stand, is somebody else's to judge.
        try:
            value, base = answer["value"], answer["base"]
            if answer["kind"] not in kinds:
                return False
            if len(answer) == 4:
                source = answer.get("source")
                if source is None:
                    if not _of_questions(answer.get("basis"), alone):
                        return False
                elif len(source) != 1 or source["type"] not in sources:
                    return False
            elif len(answer) != 3:
                return False
            if base is not None and (type(base) is not str or UUID.fullmatch(base) is None):
                return False
            if codes and value in codes:
                return True
        except (KeyError, TypeError):
            return False
        return problem(value, None) is None

    return accepts


def _of_questions(basis: object, alone: Mapping[str, Any]) -> bool:
    return type(basis) is list and len(basis) <= MOST_BASIS and alone.keys() >= set(basis)
