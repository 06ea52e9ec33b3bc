"""JSON as the wire has it: one complete document, no duplicate keys, no NaN, nothing nested out of
reason.

Python's own reader keeps the last of two equal keys and turns `1e400` into infinity. Either would
let a body mean one thing to whoever checked it and another to whoever stores it.
"""

from __future__ import annotations

import json
import math
import zlib
from typing import Any, NoReturn

import orjson
from flask import Request, current_app

from app.problems import MEDIA_TYPE, NOT_JSON, TOO_LARGE, Problem

# A change needs five levels. What is deeper would only meet the next recursive reader unprepared.
DEPTH = 32
_UNREAD = object()
_NO_BRACKETS = bytes(set(range(256)) - set(b"{}[]"))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return read


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is out of range")
    return number


def _check_depth(read: Any) -> None:
    level = [read] if isinstance(read, dict | list) else []
    for _ in range(DEPTH):
        level = [
            part
            for outer in level
            for part in (outer.values() if type(outer) is dict else outer)
            if type(part) is dict or type(part) is list
        ]
    if level:
        raise ValueError("nested too deeply")


def _is_shallow(raw: bytes) -> bool:
    """Whether the brackets close within `DEPTH` rounds. Brackets in texts can make it look deeper,
    which only costs the exact count; a text made for it can hide some of the 254 levels the fast
    reader allows itself, which harms nobody."""
    brackets = raw.translate(None, _NO_BRACKETS)
    for _ in range(DEPTH):
        if not brackets:
            return True
        brackets = brackets.replace(b"{}", b"").replace(b"[]", b"")
    return not brackets


def _quickly(raw: bytes) -> Any:
    """The document, if it comes out of a fast reader and writer byte for byte as it went in, which
    nothing ambiguous does: a key that stands twice would be gone, a number out of range changed.
    Compact documents, as JSON.stringify writes them, all take this way."""
    try:
        read = orjson.loads(raw)
        return read if orjson.dumps(read) == raw else _UNREAD
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return _UNREAD


def loads(raw: bytes) -> Any:
    """The document in `raw` (UTF-8). `Problem(NOT_JSON)` unless it is exactly one, whole and
    unambiguous."""
    try:
        read = _quickly(raw)
        if read is not _UNREAD and _is_shallow(raw):
            return read
        if read is _UNREAD:
            read = json.loads(
                raw.decode("utf-8"),
                object_pairs_hook=_object,
                parse_constant=_no_constant,
                parse_float=_finite,
            )
        _check_depth(read)
    except (ValueError, RecursionError) as error:
        raise Problem(NOT_JSON) from error
    return read


def unpacked(raw: bytes, longest: int) -> bytes:
    """A body that travelled with gzip. `Problem(NOT_JSON)` when it is not one whole packed body, `Problem(TOO_LARGE)`
    when it would be longer than `longest` bytes: no more than that is ever unpacked."""
    reader = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        text = reader.decompress(raw, longest + 1)
    except zlib.error as error:
        raise Problem(NOT_JSON) from error
    if len(text) > longest:
        raise Problem(TOO_LARGE)
    if not reader.eof or reader.unused_data:
        raise Problem(NOT_JSON)
    return text


class StrictRequest(Request):
    """A request whose `get_json` is `loads`, read once however often it is asked for."""

    _document: Any = _UNREAD

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """The body. `Problem(MEDIA_TYPE)` when it does not claim to be JSON, `Problem(NOT_JSON)`
        when it is not, `Problem(TOO_LARGE)` when it is longer than the limit without saying so."""
        if self._document is _UNREAD:
            if not self.is_json:
                raise Problem(MEDIA_TYPE)
            raw = self.get_data()
            # A chunked body says no length, and the framework cuts it off at the limit without a word.
            if self.content_length is None and len(raw) >= (self.max_content_length or math.inf):
                raise Problem(TOO_LARGE)
            packing = self.headers.get("Content-Encoding", "identity")
            if packing == "gzip":
                raw = unpacked(raw, current_app.config["MAX_UNPACKED_LENGTH"])
            elif packing != "identity":
                raise Problem(MEDIA_TYPE)
            self._document = loads(raw)
        return self._document
