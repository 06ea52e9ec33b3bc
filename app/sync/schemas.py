"""What push and pull look like, for their checks and for the OpenAPI document."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.visits.merge import Outcome
from app.visits.wire import AsSent
from forms.derived.wire_schema import ChangeSchema

MOST_ROWS = 500
"""Rows in one pulled page."""


class Push(Schema):
    """The oldest unreceipted changes of a device, in `device_seq` order."""

    device_id = fields.UUID(required=True)
    epoch = fields.Integer(required=True, strict=True, validate=validate.Range(0, 2**31 - 1))
    shell_version = fields.String(load_default="", validate=validate.Length(max=60))
    # Apps from before the heartbeat send their cursors here. They are not read, and must not stand in the way of work.
    have = fields.Raw(load_default=None)
    changes = fields.List(AsSent(ChangeSchema, allow_none=True), required=True)


class AnswerOutcome(Schema):
    """What became of one answer."""

    outcome = fields.String(required=True, validate=validate.OneOf([*map(str, Outcome)]))
    code = fields.String()
    message = fields.String()


class SubmitOutcome(Schema):
    """What became of the author's signature."""

    outcome = fields.String(
        required=True, validate=validate.OneOf(["submitted", "already", "not_complete"])
    )
    fields_ = fields.List(fields.String(), data_key="fields", attribute="fields")


class MoveOutcome(Schema):
    """What became of the visit's move to another version of its form, and where it stands."""

    outcome = fields.String(
        required=True, validate=validate.OneOf(["moved", "already", "too_late", "not_from_there"])
    )
    form_version = fields.Integer(required=True)
    began_on = fields.Integer(required=True, allow_none=True)


class VisitNow(Schema):
    """Where the visit stands after the request."""

    status = fields.String(
        required=True, validate=validate.OneOf(["open", "submitted", "returned", "signed_off"])
    )
    round = fields.Integer(required=True)


class Receipt(Schema):
    """The server's explicit word about a change. Nothing else counts as sent."""

    change_id = fields.UUID(required=True, allow_none=True)
    outcome = fields.String(
        required=True,
        validate=validate.OneOf(["stored", "held", "rejected", "id_reuse", "corrupt"]),
    )
    status = fields.Integer(required=True)
    code = fields.String(required=True, allow_none=True)
    message = fields.String(required=True, allow_none=True)
    answers = fields.Dict(keys=fields.String(), values=fields.Nested(AnswerOutcome), required=True)
    submit = fields.Nested(SubmitOutcome, required=True, allow_none=True)
    moved = fields.Nested(MoveOutcome, required=True, allow_none=True)
    visit_id = fields.UUID(required=True, allow_none=True)
    scope = fields.UUID(required=True, allow_none=True)
    seq = fields.Integer(required=True, allow_none=True)
    epoch = fields.Integer(required=True)
    body_sha256 = fields.String(required=True)
    received_at = fields.AwareDateTime(required=True)
    states = fields.Dict(keys=fields.String(), values=fields.Dict(), required=True)
    writers = fields.Dict(keys=fields.UUID(), values=fields.Dict(), required=True)
    visit = fields.Nested(VisitNow, required=True, allow_none=True)


class Receipts(Schema):
    """One receipt for each change, in the order of the changes; none when the epoch has risen."""

    epoch = fields.Integer(required=True)
    receipts = fields.List(fields.Nested(Receipt), required=True)


class PullQuery(Schema):
    """Which scope, and the cursor the device has stored."""

    scope = fields.UUID(required=True)
    after = fields.Integer(required=True, validate=validate.Range(0, 2**31 - 1))
    limit = fields.Integer(load_default=100, validate=validate.Range(1, MOST_ROWS))
    digest = fields.Boolean(
        load_default=False,
        metadata={"description": "Whether the last page should bring the digests."},
    )


class FeedEntry(Schema):
    """An entity as it is now, or that it left this scope."""

    seq = fields.Integer(required=True)
    key = fields.String(required=True, metadata={"example": "visit:<uuid>"})
    kind = fields.String(required=True, validate=validate.OneOf(["state", "left"]))
    state = fields.Dict(required=True, allow_none=True)


class Page(Schema):
    """What changed in a scope behind a cursor, oldest first."""

    epoch = fields.Integer(required=True)
    scope = fields.UUID(required=True)
    from_ = fields.Integer(required=True, data_key="from", attribute="from")
    to = fields.Integer(required=True)
    more = fields.Boolean(required=True)
    head = fields.Integer(required=True)
    digest = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "What the visits come to, for apps that know no other digest."},
    )
    scope_digest = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "What everything in the scope comes to."},
    )
    rows = fields.List(fields.Nested(FeedEntry), required=True)
