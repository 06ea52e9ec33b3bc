"""One JSON line a request: which endpoint, what status, how long. Never a path, a query, a body or a name.

Paths carry ids of children and visits, so the line names the endpoint instead. An unexpected error is logged by its type
and the places it went through; its message is left out, because databases quote the values they refuse.
"""

from __future__ import annotations

import sys
import time
import traceback
from typing import Any

import orjson
from flask import Flask, Response, g, request

from app import clock
from app.database import new_id


def _write(event: str, level: str, **said: Any) -> None:
    at = clock.iso(clock.now())
    line = orjson.dumps({**said, "event": event, "level": level, "timestamp": at}).decode()
    sys.stderr.write(line + "\n")  # at once, so that lines of two threads do not mix


def _begin() -> None:
    g.started = time.perf_counter()
    g.request_id = str(new_id())


def _end(reply: Response) -> Response:
    _write(
        "request",
        "info",
        id=g.get("request_id"),
        method=request.method,
        endpoint=request.endpoint or "unknown",
        status=reply.status_code,
        ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
    )
    return reply


def unexpected(error: Exception) -> None:
    """Log where an error came from, without what it says."""
    places = [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    _write(
        "unexpected",
        "error",
        id=g.get("request_id"),
        error=type(error).__qualname__,
        places=places,
    )


def gap(event: str, **said: str | int) -> None:
    """Log that something stood otherwise than it ever should: counts and ids of teams, nothing of a child."""
    _write(event, "warning", id=g.get("request_id"), **said)


def init_request_log(app: Flask) -> None:
    """Time and log every request of the app."""
    app.before_request(_begin)
    app.after_request(_end)
