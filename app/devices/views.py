"""The tablets page of managers and administrators, and where an administrator brings rescued work in."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.accounts import operations as accounts
from app.accounts.queries import people, tablets_of
from app.audit import catalogue, writer
from app.database import commit
from app.devices import queries
from app.devices.rules import Unsendable, Worry
from app.permissions import Role, allow
from app.wording import wire_moment

blueprint = Blueprint("devices", __name__, url_prefix="/devices")

WORDS = {
    Worry.COPIED: "In use in two places",
    Worry.LEFT_BEHIND: "May be lost: begun anew since",
    Worry.QUIET: "Not heard of",
    Worry.STORAGE: "Storage is full",
    Worry.REFUSED: "Needs its visitor",
    Worry.UNSENT: "Not everything sent",
}

WHY_KEPT = {
    Unsendable.TOO_LARGE: "it is longer than can be sent in one piece. It can be read on the tablet, where its visitor "
    "is asked to write it anew and shorter.",
    Unsendable.ID_REUSE: "its number in the service stands for something else. It can be read on the tablet, where its "
    "visitor is asked to write it anew.",
    Unsendable.DAMAGED: "its place in the tablet’s memory is damaged. Nothing else is held up by it. Ask its visitor "
    "what she recorded then, before the tablet is cleared.",
    Unsendable.UNTAKEN: "the service breaks down over it each time. The tablet tries again every quarter of an hour, and "
    "what concerns the same child waits behind it. Tell whoever runs the service: nothing its visitor does can help.",
}


@blueprint.get("/")
@allow(Role.MANAGER, Role.ADMINISTRATOR)
def devices() -> ResponseReturnValue:
    """The tablets one looks after, those that need somebody first."""
    found = queries.tablets(current_user)
    writer.record(catalogue.DEVICES_LISTED, actor=current_user.id, count=len(found))
    commit()
    return render_template(
        "devices/devices.jinja",
        tablets=found,
        words=WORDS,
        now=clock.now(),
        wire_moment=wire_moment,
    )


@blueprint.get("/<uuid:device_id>")
@allow(Role.MANAGER, Role.ADMINISTRATOR)
def device(device_id: UUID) -> ResponseReturnValue:
    """One tablet: what it said of itself, what has not arrived, and withdrawing it."""
    found, owner = queries.tablet_of(current_user, device_id)
    return render_template(
        "devices/device.jinja",
        device=found,
        owner=owner,
        missing=queries.missing_of(found),
        why_kept=WHY_KEPT,
        now=clock.now(),
        wire_moment=wire_moment,
    )


@blueprint.post("/<uuid:device_id>/revoke")
@allow(Role.MANAGER, Role.ADMINISTRATOR)
def revoke(device_id: UUID) -> ResponseReturnValue:
    """Withdraw a tablet: asks once more, for it is final."""
    found, owner = queries.tablet_of(current_user, device_id)
    if "sure" not in request.form:
        others = [
            one
            for one in tablets_of(found.user_id)
            if one.id != found.id and one.revoked_at is None
        ]
        return render_template("devices/revoke.jinja", device=found, owner=owner, others=others)
    accounts.revoke(current_user.id, found)
    commit()
    flash("The tablet is withdrawn. It gets nothing any more, and hands in at its next contact.")
    return redirect(url_for("devices.device", device_id=device_id), 303)


@blueprint.get("/rescue")
@allow(Role.ADMINISTRATOR)
def rescue() -> ResponseReturnValue:
    """Open what tablets handed in sealed, or a rescue file, and bring it into the service."""
    visitors = [one for one in people() if one.role == Role.VISITOR]
    return render_template("devices/rescue.jinja", hand_ins=queries.hand_ins(), visitors=visitors)


@blueprint.get("/hand-ins/<uuid:hand_in_id>.json")
@allow(Role.ADMINISTRATOR)
def sealed(hand_in_id: UUID) -> ResponseReturnValue:
    """One hand-in, sealed as it came: the administrator's browser opens it with the recovery key."""
    found = queries.hand_in(hand_in_id)
    writer.record(
        catalogue.HAND_IN_READ,
        actor=current_user.id,
        hand_in_id=str(found.id),
        device_id=str(found.device_id),
    )
    commit()
    return Response(found.sealed, content_type="application/json")
