"""What a tablet asks when its visitor has forgotten her passphrase."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from flask_login import current_user
from marshmallow import Schema, fields, validate

from app.api import PREFIX, ApiBlueprint
from app.database import commit
from app.permissions import Role, allow
from app.recovery import operations, queries

blueprint = ApiBlueprint(
    "recovery_api", __name__, url_prefix=PREFIX, description="Getting back into a tablet"
)


class KeySchema(Schema):
    """The organisation's public recovery key; both null where there is none."""

    fingerprint = fields.String(required=True, allow_none=True)
    spki = fields.String(required=True, allow_none=True)


class RequestSchema(Schema):
    """The data key sealed for the recovery key, which of them, and the public key of this request."""

    sealed = fields.String(required=True, validate=validate.Length(1, 4000))
    key = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{32}\Z"))
    tablet = fields.String(required=True, validate=validate.Length(1, 4000))
    replaces = fields.UUID(
        load_default=None,
        allow_none=True,
        metadata={"description": "Her earlier request from this tablet, which is closed."},
    )


class AskedSchema(Schema):
    """Where to look for the answer."""

    id = fields.UUID(required=True)


class StateSchema(Schema):
    """How a request stands, and the answer once it is approved."""

    state = fields.String(required=True)
    resealed = fields.String(required=True, allow_none=True)


@blueprint.route("/recovery-key")
@allow()
@blueprint.response(200, KeySchema)
def recovery_key() -> dict[str, str | None]:
    """The key a tablet seals its data key for, so that a forgotten passphrase loses nothing."""
    key = queries.recovery_key()
    if key is None:
        return {"fingerprint": None, "spki": None}
    return {"fingerprint": key.fingerprint, "spki": base64.b64encode(key.spki).decode()}


@blueprint.route("/recoveries", methods=["POST"])
@allow(Role.VISITOR)
@blueprint.arguments(RequestSchema)
@blueprint.response(200, AskedSchema)
def ask(sent: dict[str, Any]) -> dict[str, UUID]:
    """Ask for somebody's approval to get back in."""
    asked = operations.ask(current_user, **sent)
    commit()
    return {"id": asked.id}


@blueprint.route("/recoveries/<uuid:recovery_id>")
@allow(Role.VISITOR)
@blueprint.response(200, StateSchema)
def state(recovery_id: UUID) -> dict[str, Any]:
    """How one's own request stands."""
    found = queries.own_recovery(current_user, recovery_id)
    return {"state": found.state, "resealed": found.resealed}


@blueprint.route("/recoveries/<uuid:recovery_id>/done", methods=["POST"])
@allow(Role.VISITOR)
@blueprint.response(204)
def done(recovery_id: UUID) -> None:
    """The tablet is open again."""
    operations.finish(current_user, queries.own_recovery(current_user, recovery_id))
    commit()
