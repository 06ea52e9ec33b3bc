"""Turns refusals into replies: problem+json under /api/, a page elsewhere, in both cases the sentence of `app.problems`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    g,
    json,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, UnprocessableEntity

from app import problems
from app.accounts.viewer import Nobody
from app.api import PREFIX
from app.audit import catalogue, writer
from app.database import commit, session
from app.problems import Problem, ProblemType
from app.request_log import unexpected

BY_STATUS = {
    400: problems.BAD_REQUEST,
    401: problems.SIGN_IN,
    403: problems.NOT_ALLOWED,
    404: problems.NOT_FOUND,
    405: problems.METHOD,
    413: problems.TOO_LARGE,
    415: problems.MEDIA_TYPE,
    422: problems.NOT_VALID,
    429: problems.TOO_MANY,
    500: problems.UNEXPECTED,
    503: problems.UNAVAILABLE,
}
TITLES = {
    401: "Please sign in",
    403: "You cannot open this page",
    404: "Page not found",
    429: "Please wait a moment",
    500: "Something went wrong",
    503: "The service is busy",
}
# Trying to reach what is not one's own is worth a row; a mistyped address or a missing field is not.
AUDITED = frozenset({problems.NOT_ALLOWED.code, problems.NOT_FOUND.code})
SIGN_OUT = "accounts.sign_out"


def _for_machines() -> bool:
    return request.path.startswith(f"{PREFIX}/")


def _ask_nobody() -> None:
    """Draw the page as for nobody where it is not known yet who asks: to ask now would fail once more, inside the handler,
    and the framework would log the path with the ids in it."""
    if "_login_user" not in g:
        g._login_user = Nobody()


def _reply(problem: Problem) -> Response:
    kind = problem.kind
    if _for_machines():
        body = json.dumps(problem.as_json()) + "\n"
        return Response(body, kind.status, content_type="application/problem+json")
    page = render_template(
        "errors/problem.jinja", problem=problem, title=TITLES.get(kind.status, "That did not work")
    )
    return Response(page, kind.status)


def _audit_refusal(kind: ProblemType) -> None:
    """One row for a signed-in person who reached for what is not theirs; nothing else of the request is kept."""
    if kind.code not in AUDITED or not current_user.is_authenticated:
        return
    named = [
        f"{name.removesuffix('_id')}:{value}"
        for name, value in (request.view_args or {}).items()
        if isinstance(value, UUID)
    ]
    writer.record(
        catalogue.REFUSED,
        actor=current_user.id,
        subject=named[0] if named else None,
        endpoint=request.endpoint,
        code=kind.code,
    )
    commit()


def on_problem(problem: Problem) -> ResponseReturnValue:
    """Undo what the request began, note the refusal where it matters, answer."""
    session().rollback()
    _audit_refusal(problem.kind)
    if problem.kind is problems.SIGN_IN and not _for_machines():
        if request.method == "POST" and request.endpoint != SIGN_OUT:
            flash(problems.CSRF.sentence, "not_taken")  # else nothing tells her that it was lost
        wanted = (
            request.full_path.removesuffix("?")
            if request.method == "GET" and request.path != "/"
            else None
        )
        return redirect(url_for("accounts.sign_in", next=wanted))
    if problem.kind is problems.CHOOSE_PASSWORD and not _for_machines():
        return redirect(url_for("accounts.change_password"))
    return _reply(problem)


def _sentences(messages: Any, path: str = "") -> dict[str, str]:
    """marshmallow's nested messages, flattened to `field.path` → first sentence."""
    if isinstance(messages, dict):
        flat: dict[str, str] = {}
        for name, inner in messages.items():
            location = path == "" and name in ("json", "query", "path", "view_args", "headers")
            flat |= _sentences(inner, "" if location else f"{path}.{name}".lstrip("."))
        return flat
    first = messages[0] if isinstance(messages, list) and messages else messages
    return {path or "body": str(first)}


def on_http_exception(error: HTTPException) -> ResponseReturnValue:
    """The framework's own refusals, in our words; redirects pass through."""
    status = error.code or 500
    if status < 400:
        return error.get_response()
    if isinstance(error, CSRFError) and request.endpoint == SIGN_OUT:
        session().rollback()
        if not current_user.is_authenticated:  # in another tab: there is nothing to send again
            return redirect(url_for("accounts.sign_in"))
    kind = (
        problems.CSRF
        if isinstance(error, CSRFError)
        else BY_STATUS.get(status, problems.BAD_REQUEST)
    )
    fields = (
        _sentences(getattr(error, "data", {}).get("messages", {}))
        if isinstance(error, UnprocessableEntity)
        else {}
    )
    session().rollback()
    reply = _reply(Problem(kind, fields=fields))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            reply.headers[name] = value
    return reply


def on_busy(error: Exception) -> ResponseReturnValue:
    """The database is locked, full or away: ask the caller to come again."""
    unexpected(error)
    _ask_nobody()
    session().rollback()
    reply = _reply(Problem(problems.UNAVAILABLE))
    reply.headers["Retry-After"] = "5"
    return reply


def on_unexpected(error: Exception) -> ResponseReturnValue:
    """A fault of ours. The caller gets a number to quote and no trace of what happened inside."""
    if current_app.config["PROPAGATE_EXCEPTIONS"]:
        raise error
    unexpected(error)
    _ask_nobody()
    session().rollback()
    return _reply(
        Problem(problems.UNEXPECTED, detail=f"If you report this, quote {g.get('request_id')}.")
    )


E = TypeVar("E", bound=Exception)


def _or_busy(answer: Callable[[E], ResponseReturnValue]) -> Callable[[E], ResponseReturnValue]:
    """A handler that asks the database itself: where that is locked or away, it answers as for any request. What fails
    inside a handler the framework would log with the path."""

    @wraps(answer)
    def answered(error: E) -> ResponseReturnValue:
        try:
            return answer(error)
        except (OperationalError, PoolTimeout) as busy:
            return on_busy(busy)

    return answered


def init_errors(app: Flask) -> None:
    """Answer every refusal and failure of the app."""
    app.register_error_handler(Problem, _or_busy(on_problem))
    app.register_error_handler(HTTPException, _or_busy(on_http_exception))
    app.register_error_handler(OperationalError, on_busy)
    app.register_error_handler(PoolTimeout, on_busy)
    app.register_error_handler(Exception, on_unexpected)
