"""Signing in without leaving the page, and telling the server about a tablet."""

from __future__ import annotations

from typing import Any

from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from marshmallow import Schema, fields, validate

from app import clock
from app.accounts import operations, queries
from app.accounts.login import begin_session, forget_session, throttle_account, throttle_address
from app.api import PREFIX, ApiBlueprint, Storable
from app.database import commit, settled
from app.permissions import allow, public
from app.problems import Problem

blueprint = ApiBlueprint(
    "accounts_api", __name__, url_prefix=PREFIX, description="Signing in; who I am; tablets"
)


class Token(Schema):
    """What a request that changes anything sends back as `X-CSRFToken`."""

    csrf_token = fields.String(required=True)


class Credentials(Schema):
    """A username and a password."""

    username = fields.String(required=True, validate=validate.Length(1, 80))
    password = fields.String(required=True, validate=validate.Length(1, 1024))


class TeamSchema(Schema):
    """A team the viewer is in."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)


class Me(Schema):
    """The person this session belongs to."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    initials = fields.String(required=True)
    role = fields.String(required=True)
    teams = fields.List(fields.Nested(TeamSchema), required=True)
    one_time = fields.Boolean(
        required=True,
        metadata={
            "description": "Signed in with a one-time password: gets nothing before she has chosen her own."
        },
    )
    server_time = fields.String(required=True)


class DeviceSchema(Schema):
    """A tablet's vault: the id is made at random on the tablet."""

    device_id = fields.UUID(required=True)
    label = Storable(load_default="", validate=validate.Length(max=120))


@blueprint.route("/csrf")
@public
@blueprint.response(200, Token)
def csrf() -> dict[str, str]:
    """A CSRF token for this session; fetch it fresh before sending."""
    return {"csrf_token": generate_csrf()}


@blueprint.route("/sign-in", methods=["POST"])
@public
@throttle_address
@throttle_account
@blueprint.arguments(Credentials)
@blueprint.response(200, Token)
def sign_in(credentials: dict[str, str]) -> dict[str, str]:
    """Sign in in place. The session and its CSRF token are new; everything on the tablet stays."""
    try:
        token = operations.sign_in(credentials["username"], credentials["password"])
    except Problem:
        commit()  # the refusal's audit row
        raise
    commit()
    return {"csrf_token": begin_session(token)}


@blueprint.route("/sign-out", methods=["POST"])
@allow(withdrawn=True, one_time=True)
@blueprint.response(204)
def sign_out() -> None:
    """End this session on the server."""
    operations.end_sign_in(current_user)
    commit()
    forget_session()


@blueprint.route("/me")
@allow(withdrawn=True, one_time=True)
@blueprint.response(200, Me)
def me() -> dict[str, Any]:
    """Who is signed in, their teams, and what the server thinks the time is."""
    return {
        "id": current_user.id,
        "name": current_user.name,
        "initials": current_user.initials,
        "role": current_user.role,
        "teams": queries.teams_of(current_user),
        "one_time": current_user.one_time,
        "server_time": clock.iso(clock.now()),
    }


@blueprint.route("/devices", methods=["POST"])
@allow()
@blueprint.arguments(DeviceSchema)
@blueprint.response(200, DeviceSchema)
def register_device(sent: dict[str, Any]) -> dict[str, Any]:
    """Register the viewer's vault on this tablet. Safe to repeat."""
    # Another tab of hers may register the same tablet at the same moment.
    settled(lambda: operations.register_device(current_user, sent["device_id"], sent["label"]))
    commit()
    return sent
