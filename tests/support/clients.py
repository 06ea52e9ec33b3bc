"""Test clients that behave as the pages do."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.login import TOKEN
from app.accounts.models import User
from app.accounts.operations import open_sign_in
from app.database import commit, session

SAFE = ("GET", "HEAD", "OPTIONS")


class CsrfClient(FlaskClient):
    """Fetches a CSRF token before each request that changes something. `csrf=False` leaves it out."""

    def open(self, *args: Any, csrf: bool = True, **kwargs: Any) -> TestResponse:
        """As FlaskClient.open, with the reply read to its end, so that no file stays open."""
        kwargs.setdefault("buffered", True)
        if csrf and kwargs.get("method", "GET").upper() not in SAFE:
            token = super().open("/api/v1/csrf").get_json()["csrf_token"]
            kwargs["headers"] = {**dict(kwargs.get("headers") or {}), "X-CSRFToken": token}
        return super().open(*args, **kwargs)


def signed_in(app: Flask, user: User) -> CsrfClient:
    """A client with an open session of this person, without the cost of a password."""
    with app.app_context():
        token = open_sign_in(session().merge(user))
        commit()
    client = app.test_client()
    assert isinstance(client, CsrfClient)
    with client.session_transaction() as cookie:
        cookie[TOKEN] = token
        cookie.permanent = True
    return client
