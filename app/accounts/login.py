"""How a session cookie becomes a viewer, and how often sign-in may be tried."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Flask, Response, g, request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user
from flask_wtf.csrf import generate_csrf

from app.accounts.queries import viewer_of
from app.accounts.viewer import Nobody, Viewer
from app.problems import WRONG_PASSWORD

TOKEN = "_user_id"  # noqa: S105 -- a key, where Flask-Login looks


class _QuietLogin(LoginManager):
    def _update_remember_cookie(self, response: Response) -> Response:
        """No remember-me cookie here. Flask-Login's own version reads the session at every reply, which would make
        even blank pages vary by cookie."""
        return response


login_manager = _QuietLogin()
login_manager.anonymous_user = Nobody
# The row in the database can be ended; a fingerprint of the browser's address would sign people out between Wi-Fi and 4G.
login_manager.session_protection = None


@login_manager.user_loader
def _viewer(token: str) -> Viewer | None:
    return viewer_of(token)


def begin_session(token: str) -> str:
    """Put a new session in the cookie, with nothing left of the one before; returns its CSRF token."""
    session.clear()
    session[TOKEN] = token
    session.permanent = True
    g.pop(
        "csrf_token", None
    )  # Flask-WTF keeps the token of the old session for the rest of the request
    return str(generate_csrf())


def forget_session() -> None:
    """Empty the cookie. What the tablet holds is not touched: unsent work outlives a sign-out."""
    session.clear()


# -- throttle ------------------------------------------------------------------------------------------------------------

limiter = Limiter(key_func=get_remote_address, headers_enabled=False)


def _sent() -> dict[str, Any]:
    sent = request.get_json() if request.is_json else request.form
    return sent if isinstance(sent, dict) else {}


def _account_and_address() -> str:
    """Account and address together: nobody can lock a colleague out from elsewhere, and no lock is for ever."""
    username = str(_sent().get("username", "")).strip().casefold()
    return hashlib.sha256(
        f"{username}\n{get_remote_address()}".encode("utf-8", "replace")
    ).hexdigest()


def _account() -> str:
    """Whoever is signed in, from wherever: only she, or who took her session, tries here."""
    return str(current_user.id)


def _failed(reply: Response) -> bool:
    return reply.status_code >= 400


def _wrong(reply: Response) -> bool:
    return reply.status_code == WRONG_PASSWORD.status


throttle_account = limiter.shared_limit(
    "5 per minute; 30 per hour",
    "sign-in",
    key_func=_account_and_address,
    methods=["POST"],
    deduct_when=_failed,
)
throttle_password = limiter.shared_limit(
    "5 per minute; 30 per hour",
    "password",
    key_func=_account,
    methods=["POST"],
    deduct_when=_wrong,
)
# A clinic is one address: many people, few of whom mistype at once.
throttle_address = limiter.shared_limit(
    "60 per 10 minutes", "sign-in-address", methods=["POST"], deduct_when=_failed
)


def init_login(app: Flask) -> None:
    """Teach the app who is signed in and hold back guessing."""
    login_manager.init_app(app)
    limiter.init_app(app)
