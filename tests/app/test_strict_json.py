"""What counts as JSON here, tried on raw bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.problems import NOT_JSON, Problem
from app.strict_json import DEPTH, loads

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)

REFUSED = {
    "empty": b"",
    "truncated": b'{"changes": [{"change_id": "0190',
    "doubled": b'{"a": 1}{"a": 1}',
    "trailing words": b'{"a": 1} and more',
    "the same key twice": b'{"role": "visitor", "role": "administrator"}',
    "the same key twice, deep down": b'[{"a": {"b": 1, "b": 1}}]',
    "the same key twice, once escaped": b'{"a": 1, "\\u0061": 2}',
    "not a number": b'{"weight": NaN}',
    "infinity": b"[-Infinity]",
    "a number without end": b"[1e400]",
    "a number too long to read": b"[" + b"9" * 5_000 + b"]",
    "single quotes": b"{'a': 1}",
    "byte order mark": b"\xef\xbb\xbf{}",
    "not UTF-8": b'"\xff\xfe"',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "control character in a string": b'"a\x00b"',
    "one level too deep": b"[" * (DEPTH + 1) + b"]" * (DEPTH + 1),
    "ten thousand levels": b"[" * 10_000 + b"]" * 10_000,
    "ten thousand objects deep": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "a hundred thousand open brackets": b"[" * 100_000,
}


@pytest.mark.parametrize("raw", REFUSED.values(), ids=REFUSED.keys())
def test_anything_but_one_whole_document_is_refused_by_name(raw: bytes) -> None:
    with pytest.raises(Problem) as refused:
        loads(raw)
    assert refused.value.kind is NOT_JSON


def test_the_deepest_allowed_document_is_read() -> None:
    raw = b"[" * DEPTH + b"]" * DEPTH
    assert loads(raw) == json.loads(raw)


def test_brackets_in_strings_are_not_depth() -> None:
    assert loads(json.dumps({"words": "[{" * 500}).encode()) == {"words": "[{" * 500}


def test_prototype_names_are_plain_keys() -> None:
    assert loads(b'{"__proto__": {"role": "administrator"}}') == {
        "__proto__": {"role": "administrator"}
    }


@given(VALUES)
def test_every_ordinary_document_is_read_as_python_reads_it(value: object) -> None:
    raw = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    try:
        expected = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return
    assert loads(raw) == expected


@given(st.binary(max_size=60))
def test_raw_bytes_are_read_or_refused_and_nothing_else(raw: bytes) -> None:
    try:
        loads(raw)
    except Problem as problem:
        kind = problem.kind
    else:
        kind = NOT_JSON
    assert kind is NOT_JSON
