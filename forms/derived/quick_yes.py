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

Accepts = Callable[[str, object], bool]

PLAIN = (
    frozenset({"value", "kind", "base"}),
    frozenset({"value", "kind", "base", "source"}),
    frozenset({"value", "kind", "base", "basis"}),
)
"""The parts a plain answer has."""


_made: dict[int, tuple[Form, Accepts]] = {}  # by identity: hashing a form means hashing all of it


def quick_yes(form: Form) -> Accepts:
    """A function of an answer key and an answer: True only if the answer can be stored there."""
    known = _made.get(id(form))
    if known is None or known[0] is not form:
        known = _made[id(form)] = form, _accepter(form)
    return known[1]


def _accepter(form: Form) -> Accepts:
    by_id = {
        field.id: (field.type.problem, frozenset(map(str, field.allowed_kinds)), field.group)
        for field in form
    }
    alone = {id_: field for id_, field in by_id.items() if field[2] is None}
    sources = frozenset(choice.code for choice in form.sources)
    plain: set[tuple[str, ...]] = set()  # the same, in the orders they have been met in

    def accepts(key: str, answer: object) -> bool:
        field = alone.get(key)
        if field is None:
            row = ROW_KEY.fullmatch(key)
            field = by_id.get(row[3]) if row else None
            if row is None or field is None or field[2] != row[1]:
                return False
        if type(answer) is not dict:
            return False
        shape = tuple(answer)
        if shape not in plain:
            if frozenset(shape) not in PLAIN:
                return False
            plain.add(shape)
        problem, kinds, _ = field
        kind, base = answer["kind"], answer["base"]
        return (
            type(kind) is str
            and kind in kinds
            and (base is None or (type(base) is str and UUID.fullmatch(base) is not None))
            and ("source" not in answer or _by_code(answer["source"], sources))
            and ("basis" not in answer or _of_questions(answer["basis"], alone))
            and problem(answer["value"], None) is None
        )

    return accepts


def _by_code(source: object, codes: frozenset[str]) -> bool:
    if type(source) is not dict or len(source) != 1:
        return False
    code = source.get("type")
    return type(code) is str and code in codes


def _of_questions(basis: object, alone: Mapping[str, Any]) -> bool:
    return (
        type(basis) is list
        and len(basis) <= MOST_BASIS
        and all(type(key) is str and key in alone for key in basis)
    )
