"""What tablets ask about themselves: how they stand, and how to hand in what they hold."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_login import current_user
from marshmallow import Schema, fields, validate

from app import clock
from app.accounts import operations as accounts
from app.accounts.login import throttle_address
from app.accounts.queries import person, teams_of
from app.accounts.viewer import Viewer
from app.api import PREFIX, ApiBlueprint, Storable
from app.database import commit, settled
from app.devices import operations, queries, rules
from app.feed import queries as feed
from app.permissions import Role, allow, public
from app.problems import EPOCH_REQUIRED, SIGN_IN, UPDATE_NEEDED, Problem
from app.security import takes_up_to
from app.visits.models import ACCEPTED, DECLINED, NOTED
from app.visits.queries import releases_for
from app.visits.wire import MOST_CHANGES, AsSent
from forms.derived.wire_schema import ChangeSchema

blueprint = ApiBlueprint(
    "devices_api", __name__, url_prefix=PREFIX, description="How a tablet stands"
)

MOST_HELD = 500
LARGEST_NUMBER = 2**31 - 1


class Quarantined(Schema):
    """A change that cannot be sent under its number: it is kept on the tablet, readable, and blocks nothing."""

    seq = fields.Integer(required=True, strict=True, validate=validate.Range(1, LARGEST_NUMBER))
    code = fields.String(required=True, validate=validate.OneOf([*rules.Unsendable]))
    written_anew = fields.Boolean(
        required=True,
        metadata={"description": "What it said was written anew since, and is sent by itself."},
    )


class Contact(Schema):
    """What a tablet says of itself, first thing in each run."""

    device_id = fields.UUID(required=True)
    epoch = fields.Integer(required=True, strict=True, validate=validate.Range(0, LARGEST_NUMBER))
    protocol = fields.Integer(load_default=1, strict=True)
    shell_version = Storable(load_default="", validate=validate.Length(max=60))
    issued = fields.Integer(
        load_default=0,
        strict=True,
        validate=validate.Range(0, LARGEST_NUMBER),
        metadata={"description": "The highest number it has given a change."},
    )
    unsent = fields.Integer(load_default=0, strict=True, validate=validate.Range(0, LARGEST_NUMBER))
    oldest_unsent_at = Storable(
        load_default=None, allow_none=True, validate=validate.Length(max=40)
    )
    needs_you = fields.Integer(
        load_default=0, strict=True, validate=validate.Range(0, LARGEST_NUMBER)
    )
    held = fields.List(
        fields.UUID(),
        load_default=list,
        validate=validate.Length(max=MOST_HELD),
        metadata={"description": "Its changes that are with a manager, as far as it knows."},
    )
    persisted = fields.Boolean(load_default=None, allow_none=True)
    storage_full = fields.Boolean(load_default=False)
    have = fields.Dict(
        keys=fields.UUID(),
        values=fields.Integer(strict=True, validate=validate.Range(0, LARGEST_NUMBER)),
        load_default=dict,
        metadata={"description": "Its cursor in each scope."},
    )
    newest = fields.UUID(
        load_default=None,
        allow_none=True,
        metadata={"description": "The newest change it holds a receipt for."},
    )
    differs = fields.List(
        fields.UUID(),
        load_default=list,
        validate=validate.Length(max=100),
        metadata={"description": "Scopes in which it held something else than the service."},
    )
    quarantined = fields.List(
        fields.Nested(Quarantined),
        load_default=list,
        validate=validate.Length(max=100),
        metadata={"description": "Its changes the service waits for in vain, and why."},
    )


class ScopeSchema(Schema):
    """A team the viewer may pull."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    head = fields.Integer(required=True)


class ReleasedSchema(Schema):
    """What a manager decided about a held change."""

    change_id = fields.UUID(required=True)
    decision = fields.String(required=True, validate=validate.OneOf([ACCEPTED, NOTED, DECLINED]))
    at = fields.String(required=True)
    by = fields.String(required=True)
    reason = fields.String(required=True)


class MissingSchema(Schema):
    """What this tablet has made and the service does not have: how many, the first numbers."""

    count = fields.Integer(required=True)
    seqs = fields.List(fields.Integer(), required=True)


class LeftBehindSchema(Schema):
    """An older vault of the same person with work that never arrived."""

    device_id = fields.UUID(required=True)
    last_seen_at = fields.String(required=True)
    missing = fields.Integer(required=True)
    oldest_unsent_at = fields.String(required=True, allow_none=True)


class Standing(Schema):
    """How a tablet stands. One that was withdrawn hears nothing else, and how to hand in."""

    epoch = fields.Integer(required=True)
    server_time = fields.String(required=True)
    standing = fields.String(required=True, validate=validate.OneOf(["known", "revoked"]))
    hand_in = fields.String(required=True, allow_none=True)
    scopes = fields.List(fields.Nested(ScopeSchema), required=True)
    released = fields.List(fields.Nested(ReleasedSchema), required=True)
    missing = fields.Nested(MissingSchema, required=True)
    left_behind = fields.List(fields.Nested(LeftBehindSchema), required=True)


class Withdrawn(Schema):
    """Whether a tablet was withdrawn, and the token it may hand in with."""

    revoked = fields.Boolean(required=True)
    hand_in = fields.String(required=True, allow_none=True)


class SealedPart(Schema):
    """A part of what a withdrawn tablet held, sealed as it lay there."""

    token = fields.String(required=True, validate=validate.Length(1, 100))
    sealed = Storable(required=True, validate=validate.Length(1, operations.LARGEST_HAND_IN))
    records = fields.Integer(required=True, strict=True, validate=validate.Range(0, 100_000))
    last = fields.Boolean(required=True)


class HandInReceipt(Schema):
    """The service's word that it holds this part."""

    received_at = fields.String(required=True)
    sha256 = fields.String(required=True)


class Rescued(Schema):
    """Changes that were opened from a rescue file or a hand-in, in the order of their numbers."""

    user_id = fields.UUID(required=True)
    device_id = fields.UUID(required=True)
    hand_in_id = fields.UUID(load_default=None, allow_none=True)
    changes = fields.List(
        AsSent(ChangeSchema), required=True, validate=validate.Length(max=MOST_CHANGES)
    )
    first = fields.Boolean(load_default=True, metadata={"description": "a new bringing in begins"})
    last = fields.Boolean(load_default=True, metadata={"description": "no more parts follow"})


class Vouched(Schema):
    """Whose tablet it is, on an administrator's word."""

    user_id = fields.UUID(required=True)


class Counted(Schema):
    """How many changes came to which outcome."""

    outcomes = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


@blueprint.route("/rescued", methods=["POST"])
@takes_up_to(operations.LONGEST_BODY)
@allow(Role.ADMINISTRATOR)
@blueprint.arguments(Rescued)
@blueprint.response(200, Counted)
def rescued(sent: dict[str, Any]) -> dict[str, Any]:
    """Bring in what an administrator's browser has opened. Doing it twice changes nothing."""
    origin = queries.hand_in(sent["hand_in_id"]) if sent["hand_in_id"] else None
    counts = operations.bring_in(
        current_user.id, sent["user_id"], sent["device_id"], sent["changes"], origin
    )
    if origin is not None:
        operations.note_import(current_user.id, origin, counts, sent["first"], sent["last"])
    commit()
    return {"outcomes": counts}


@blueprint.route("/devices/<uuid:device_id>/vouched", methods=["POST"])
@allow(Role.ADMINISTRATOR)
@blueprint.arguments(Vouched)
@blueprint.response(204)
def vouched(sent: dict[str, Any], device_id: UUID) -> None:
    """Say whose a tablet is that was never in touch, before its rescue file is brought in. It counts as withdrawn."""
    settled(lambda: accounts.vouch(current_user.id, person(sent["user_id"]), device_id))
    commit()


@blueprint.route("/sync/contact", methods=["POST"])
@allow(withdrawn=True, one_time=True)
@blueprint.arguments(Contact)
@blueprint.response(200, Standing)
def contact(report: dict[str, Any]) -> dict[str, Any]:
    """Say how a tablet stands, and hear how it stands with the service.

    Open to everybody who is signed in, like handing in changes: whatever somebody is now, her
    tablet has to be heard.
    """
    viewer: Viewer = current_user._get_current_object()
    try:
        device = settled(lambda: operations.hear(viewer, report))
    except Problem as problem:
        if problem.kind in (EPOCH_REQUIRED, SIGN_IN):
            commit()  # the alarm; the end of the session
        raise
    withdrawn = device.revoked_at is not None
    token = operations.hand_in_token(device)
    missing = operations.settle(device)
    older = [] if withdrawn else queries.left_behind(viewer, device)
    released = [] if withdrawn else releases_for(viewer, report["held"])
    teams = teams_of(viewer) if viewer.role is Role.VISITOR and not withdrawn else []
    heads = feed.heads(team.id for team in teams)
    commit()
    if report["protocol"] < rules.PROTOCOL:
        raise Problem(UPDATE_NEEDED)
    return {
        "epoch": feed.epoch(),
        "server_time": clock.iso(clock.now()),
        "standing": "revoked" if withdrawn else "known",
        "hand_in": token,
        "scopes": [
            {"id": team.id, "name": team.name, "head": heads.get(team.id, 0)} for team in teams
        ],
        "released": released,
        "missing": {"count": missing.count, "seqs": missing.seqs},
        "left_behind": [
            {
                "device_id": device.id,
                "last_seen_at": clock.iso(device.last_seen_at),
                "missing": count,
                "oldest_unsent_at": device.heartbeat.get("oldest_unsent_at"),
            }
            for device, count in older
        ],
    }


@blueprint.route("/devices/<uuid:device_id>/standing", methods=["POST"])
@public
@throttle_address
@blueprint.response(200, Withdrawn)
def standing(device_id: UUID) -> dict[str, Any]:
    """Whether this tablet was withdrawn: asked before anybody has unlocked it.

    Its number is known only on the tablet. Whoever guesses learns nothing, for a number that is
    nobody's is answered like that of a tablet in use.
    """
    revoked, token = operations.standing(current_user._get_current_object(), device_id)
    commit()
    return {"revoked": revoked, "hand_in": token}


@blueprint.route("/devices/<uuid:device_id>/hand-in", methods=["POST"])
@takes_up_to(operations.LONGEST_BODY)
@public
@throttle_address
@blueprint.arguments(SealedPart)
@blueprint.response(200, HandInReceipt)
def hand_in(sent: dict[str, Any], device_id: UUID) -> dict[str, str]:
    """Hand in what a withdrawn tablet held. The token stands for the sign-in: the account may be
    closed by now."""
    kept = operations.take_in(
        device_id, sent["token"], sent["sealed"], sent["records"], sent["last"]
    )
    commit()
    return {"received_at": clock.iso(kept.received_at), "sha256": kept.sha256}
