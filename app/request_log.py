"""One JSON line a request: which endpoint, what status, how long. Never a path, a query, a body or a name.

Paths carry ids of children and visits, so the line names the endpoint instead. An unexpected error is logged by its type
and the places it went through; its message is left out, because databases quote the values they refuse.
"""

from __future__ import annotations

import sys
import time
import traceback

import structlog
from flask import Flask, Response, g, request

from app.database import new_id

log: structlog.stdlib.BoundLogger = structlog.get_logger()


def configure() -> None:
    """Write log lines to standard error as JSON."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def _begin() -> None:
    g.started = time.perf_counter()
    g.request_id = str(new_id())


def _end(reply: Response) -> Response:
    log.info(
        "request",
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
    log.error("unexpected", id=g.get("request_id"), error=type(error).__qualname__, places=places)


def init_request_log(app: Flask) -> None:
    """Time and log every request of the app."""
    configure()
    app.before_request(_begin)
    app.after_request(_end)
