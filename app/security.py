"""What every reply says to the browser, and what is refused before anything reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask, Request, Response, current_app, request
from flask_wtf.csrf import CSRFProtect

from app.permissions import View
from app.problems import CSRF, TOO_LARGE, Problem

csrf = CSRFProtect()

# No inline script or style anywhere, so that text which slips through escaping still cannot run.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
# Clear-Site-Data is deliberately not here, nor on sign-out: it would wipe visits that no server holds yet.
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TWO_YEARS = 63_072_000
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# `name-1A2B3C4D.js`: the hash is in the name, so the bytes behind the name never change.
_HASHED_NAME = re.compile(r"-[0-9A-Za-z]{8,}\.[a-z0-9]+$")


def takes_up_to(longest: int) -> Callable[[View], View]:
    """This endpoint takes longer bodies than any other, up to so many bytes."""

    def declare(view: View) -> View:
        view.longest_body = longest  # type: ignore[attr-defined]
        return view

    return declare


def _refuse_early() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    longest = getattr(view, "longest_body", current_app.config["MAX_CONTENT_LENGTH"])
    request.max_content_length = longest
    if (request.content_length or 0) > longest:
        raise Problem(TOO_LARGE)
    if request.method not in SAFE_METHODS and not _same_origin(request):
        raise Problem(CSRF)


def _read_whole() -> None:
    """Have the body here before anything asks the database: on a line that stalls half-way, whoever has a transaction open
    would hold up everybody else's for as long as that lasts."""
    if request.method not in SAFE_METHODS:
        request.get_data()


def _same_origin(sent: Request) -> bool:
    """Whether the browser says the request comes from one of our own pages; true if it says nothing.

    The CSRF token is the lock; this is the second one, for the day a token leaks. Our own pages send `Origin: null`
    with a form, because their referrer policy is `no-referrer`; browsers that do also send Sec-Fetch-Site.
    """
    if sent.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = sent.headers.get("Origin", "null")
    try:
        return origin == "null" or urlsplit(origin).netloc == sent.host
    except ValueError:
        return False


def _cache_control(reply: Response) -> str:
    """`no-store`, unless the endpoint shows nobody's data and said otherwise itself."""
    if request.endpoint == "static" and reply.status_code in (200, 206, 304):
        versioned = "v" in request.args or _HASHED_NAME.search(request.path)
        return "public, max-age=31536000, immutable" if versioned else "no-cache"
    view = current_app.view_functions.get(request.endpoint or "")
    chosen = reply.headers.get("Cache-Control")
    if (
        chosen
        and reply.status_code in (200, 304)
        and getattr(view, "allowed_roles", None) == frozenset()
    ):
        return chosen
    return "no-store"


def _finish(reply: Response) -> Response:
    for name, value in HEADERS.items():
        reply.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        reply.headers.setdefault("Strict-Transport-Security", f"max-age={TWO_YEARS}")
    reply.headers["Cache-Control"] = _cache_control(reply)
    return reply


def init_security(app: Flask) -> None:
    """Refuse what is too large or from elsewhere, then ask for the CSRF token and read what was sent; put the headers on
    every reply."""
    app.before_request(_refuse_early)
    csrf.init_app(app)
    app.before_request(_read_whole)
    app.after_request(_finish)
