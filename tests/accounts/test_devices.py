"""Tablets introduce themselves; one person's vault is never another's."""

from __future__ import annotations

from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from app.accounts.models import Device
from app.audit.models import AuditEvent
from app.database import session
from tests.support.world import World


def test_registering_twice_is_one_tablet_with_the_newer_label(world: World, app: Flask) -> None:
    client, device_id = world.as_(world.visitor), str(uuid4())
    for label in ("iPad", "iPad of team Oak"):
        reply = client.post("/api/v1/devices", json={"device_id": device_id, "label": label})
        assert reply.get_json() == {"device_id": device_id, "label": label}
    with app.app_context():
        [device] = session().scalars(select(Device)).all()
        assert (str(device.id), device.user_id, device.label) == (
            device_id,
            world.visitor.id,
            "iPad of team Oak",
        )
        assert device.last_seen_at >= device.registered_at
        rows = session().scalars(select(AuditEvent).where(AuditEvent.event == "device_registered"))
        assert [row.details for row in rows] == [{"device_id": device_id}]


def test_a_number_that_is_somebody_elses_is_refused(world: World, app: Flask) -> None:
    device_id = str(uuid4())
    world.as_(world.visitor).post("/api/v1/devices", json={"device_id": device_id, "label": "hers"})
    reply = world.as_(world.colleague).post(
        "/api/v1/devices", json={"device_id": device_id, "label": "mine"}
    )
    assert (reply.status_code, list(reply.get_json()["fields"])) == (422, ["device_id"])
    with app.app_context():
        [device] = session().scalars(select(Device)).all()
        assert (device.user_id, device.label) == (world.visitor.id, "hers")
