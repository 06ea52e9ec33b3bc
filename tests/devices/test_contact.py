"""What a tablet says of itself, what it hears, and what managers see of it before its visitor does."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, select

from app import clock
from app.accounts.models import Device
from app.accounts.queries import stand_in
from app.audit.models import AuditEvent
from app.database import commit, session
from app.devices import rules
from app.devices.queries import tablets
from app.devices.views import WHY_KEPT
from app.feed.operations import raise_epoch
from app.visits.models import Change
from app.visits.moving import move_to_team
from tests.support.world import World
from tests.sync.tablet import Tablet, mint, observed

WEIGHT = {"weight_g": observed(4120)}


def seen_by(world: World, user: Any) -> str:
    page = re.sub(r"<[^>]+>", " ", world.as_(user).get("/devices/").text)
    return re.sub(r"\s+", " ", page)


class TestWhatHasNotArrived:
    def test_is_named_by_number_and_seen_by_the_manager(self, world: World, vera: Tablet) -> None:
        visit_id = mint()
        changes = [vera.change(visit_id, world.child, WEIGHT) for _ in range(4)]
        vera.push(changes[0], changes[2])

        told = vera.contact(unsent=2, oldest_unsent_at="2026-05-09T14:31:07Z").get_json()

        assert told["missing"] == {"count": 2, "seqs": [2, 4]}
        page = seen_by(world, world.manager)
        assert "Vera Visitor" in page
        assert "2 entries have not arrived, the oldest from 9 May" in page
        assert "Vera Visitor" not in seen_by(world, world.other_manager)
        assert "Vera Visitor" in seen_by(world, world.administrator)

    def test_says_why_where_the_tablet_cannot_send_it(self, world: World, vera: Tablet) -> None:
        change, large = (vera.change(mint(), world.child, WEIGHT) for _ in range(2))
        vera.push(change)
        stuck = {"seq": large["device_seq"], "code": "change_too_large", "written_anew": False}
        told = vera.contact(quarantined=[stuck], needs_you=1).get_json()
        assert told["missing"] == {"count": 1, "seqs": [stuck["seq"]]}
        page = world.as_(world.manager).get(f"/devices/{vera.device_id}").text
        assert "Entry 2 cannot come as it is:" in page
        assert "longer than can be sent in one piece" in page

        # What it said was written anew: nobody waits for that number any more.
        anew = vera.change(mint(), world.child, WEIGHT)
        vera.push(anew)
        told = vera.contact(quarantined=[{**stuck, "written_anew": True}]).get_json()
        assert told["missing"] == {"count": 0, "seqs": []}
        assert "not arrived" not in seen_by(world, world.manager)
        # It comes all the same, by a rescue file: then it must not be taken off twice.
        vera.change(mint(), world.child, WEIGHT)
        vera.push(large)
        told = vera.contact(quarantined=[{**stuck, "written_anew": True}]).get_json()
        assert told["missing"] == {"count": 1, "seqs": [4]}

    def test_says_why_where_the_service_breaks_down_over_it(
        self, world: World, vera: Tablet
    ) -> None:
        stuck = {"seq": 1, "code": "untaken", "written_anew": False}
        vera.change(mint(), world.child, WEIGHT)
        told = vera.contact(quarantined=[stuck], needs_you=1).get_json()
        assert told["missing"] == {"count": 1, "seqs": [1]}
        page = world.as_(world.manager).get(f"/devices/{vera.device_id}").text
        assert "Entry 1 cannot come as it is:" in page
        assert "the service breaks down over it each time" in page

    @pytest.mark.parametrize("code", rules.Unsendable)
    def test_there_are_words_for_every_reason_a_tablet_can_give(
        self, code: rules.Unsendable
    ) -> None:
        assert WHY_KEPT[code]

    def test_is_right_even_when_the_tablet_has_not_called_since(
        self, world: World, vera: Tablet
    ) -> None:
        change = vera.change(mint(), world.child, WEIGHT)
        assert vera.contact(unsent=1).get_json()["missing"]["count"] == 1
        vera.push(change)
        assert "not arrived" not in seen_by(world, world.manager)

    def test_counts_what_was_held_and_refused_as_arrived(self, world: World, vera: Tablet) -> None:
        vera.push(
            vera.change(mint(), world.other_child, WEIGHT),
            vera.change(mint(), world.child, WEIGHT, form="nonsense form"),
        )
        assert vera.contact().get_json()["missing"] == {"count": 0, "seqs": []}

    def test_what_has_come_without_a_gap_is_not_counted_again(
        self, world: World, vera: Tablet
    ) -> None:
        """After years a contact costs what it cost on the first day."""
        visit_id = mint()
        changes = [vera.change(visit_id, world.child, WEIGHT) for _ in range(4)]
        vera.push(changes[0], changes[1], changes[3])
        assert vera.contact().get_json()["missing"] == {"count": 1, "seqs": [3]}
        assert self.settled(world, vera) == 2

        vera.push(changes[2])
        assert vera.contact().get_json()["missing"] == {"count": 0, "seqs": []}
        assert self.settled(world, vera) == 4

        vera.push(changes[1])  # again: its receipt was lost
        assert self.settled(world, vera) == 1
        vera.change(visit_id, world.child, WEIGHT)
        assert vera.contact().get_json()["missing"] == {"count": 1, "seqs": [5]}
        assert self.settled(world, vera) == 4

    @staticmethod
    def settled(world: World, tablet: Tablet) -> int:
        with world.app.app_context():
            device = session().get_one(Device, UUID(tablet.device_id))
            return device.settled_seq


def test_the_list_asks_the_same_of_the_database_however_many_tablets_there_are(
    world: World, vera: Tablet
) -> None:
    def one_that_wrote_anew(tablet: Tablet) -> None:
        unsent, large = (tablet.change(mint(), world.child, WEIGHT) for _ in range(2))
        assert unsent["device_seq"] == 1
        stuck = {"seq": large["device_seq"], "code": "change_too_large", "written_anew": True}
        tablet.contact(quarantined=[stuck])

    def asked() -> int:
        told: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            told.append(statement)

        engine = world.app.extensions["database"].engine
        with world.app.app_context():
            manager = stand_in(world.manager.id)
            event.listen(engine, "before_cursor_execute", note)
            listed = tablets(manager)
            event.remove(engine, "before_cursor_execute", note)
        assert {one.missing for one in listed} == {1}
        return len(told)

    one_that_wrote_anew(vera)
    with_one = asked()
    for _ in range(3):
        one_that_wrote_anew(Tablet(world, world.colleague))
    assert asked() == with_one


def test_a_tablet_that_needs_somebody_waits_for_the_manager(world: World, vera: Tablet) -> None:
    """Nothing else waits; entries that have not arrived are not nothing."""
    change = vera.change(mint(), world.child, WEIGHT)
    vera.contact(unsent=1)
    page = world.as_(world.manager).get("/review/").text
    assert re.search(r'href="/devices/">\s*<span[^>]*>1</span> Tablet that needs somebody', page)
    assert "Nothing waits for you" not in page
    assert "needs somebody" not in world.as_(world.other_manager).get("/review/").text

    vera.push(change)
    page = world.as_(world.manager).get("/review/").text
    assert "needs somebody" not in page
    assert "Nothing waits for you" in page


def test_all_sent_is_said_with_its_time_and_long_silence_is_raised(
    world: World, vera: Tablet
) -> None:
    """What is written without a network is not known here: an old word that all was sent is no word of today."""
    now = clock.now()
    with clock.stopped_at(now - timedelta(days=3)):
        vera.push(vera.change(mint(), world.child, WEIGHT))
        vera.contact()
    with clock.stopped_at(now):
        page = seen_by(world, world.manager)
    assert "All sent when last heard of, 3 days ago" in page
    assert "Not heard of" not in page

    with clock.stopped_at(now + timedelta(days=5)):
        page = seen_by(world, world.manager)
    assert "Not heard of" in page
    assert "Everything was sent when it was last heard of, 8 days ago" in page
    assert "All sent" not in page


@pytest.mark.faults(15)
def test_a_browser_that_may_clear_its_storage_is_pointed_out(world: World, vera: Tablet) -> None:
    vera.contact(persisted=False)
    assert "its browser may clear it when space runs out" in seen_by(world, world.manager)
    vera.contact(persisted=True)
    assert "may clear" not in seen_by(world, world.manager)


@pytest.mark.faults(16)
@pytest.mark.parametrize("settled", [False, True])
def test_a_copied_profile_is_noticed_and_nothing_collides(
    world: World, vera: Tablet, settled: bool
) -> None:
    """Two browsers go on from the same store: the numbers of their changes are the same, their ids never."""

    def sent_by(tablet: Tablet, change: Any) -> Any:
        receipts = tablet.push(change)
        if settled:
            tablet.contact()
        return receipts

    visit_id = mint()
    vera.push(vera.change(visit_id, world.child, WEIGHT))
    copied = Tablet(world, world.visitor)
    copied.device_id, copied.seq = vera.device_id, vera.seq
    assert "Two tablets send" not in seen_by(world, world.manager)

    first, second = (
        sent_by(one, one.change(visit_id, world.child, {"weight_g": observed(value, base=None)}))
        for one, value in ((vera, 4130), (copied, 4140))
    )

    assert [receipt["outcome"] for receipt in (*first, *second)] == ["stored", "stored"]
    page = seen_by(world, world.manager)
    assert "In use in two places" in page
    assert "Two tablets send as this one" in page
    with world.app.app_context():
        rows = session().scalars(select(Change.body).where(Change.device_seq == 2)).all()
    assert {"4130" in body for body in rows} == {True, False}


def test_a_vault_begun_anew_hears_what_the_older_one_had_not_sent(
    app: Flask, world: World, vera: Tablet
) -> None:
    vera.change(mint(), world.child, WEIGHT)
    with clock.stopped_at(clock.now() - timedelta(days=2)):
        vera.contact(unsent=1, oldest_unsent_at="2026-05-07T10:00:00Z")
    anew = Tablet(world, world.visitor)

    (left,) = anew.contact().get_json()["left_behind"]

    assert (left["device_id"], left["missing"]) == (vera.device_id, 1)
    assert left["oldest_unsent_at"] == "2026-05-07T10:00:00Z"
    page = seen_by(world, world.manager)
    assert "May be lost: begun anew since" in page
    assert vera.contact().get_json()["left_behind"] == []


def test_a_report_is_kept_as_the_last_heartbeat(app: Flask, world: World, vera: Tablet) -> None:
    vera.contact(shell_version="abc", needs_you=1, persisted=False, storage_full=True)
    with app.app_context():
        device = session().scalars(select(Device)).one()
    assert device.heartbeat == {
        "shell_version": "abc",
        "unsent": 0,
        "oldest_unsent_at": None,
        "needs_you": 1,
        "held": 0,
        "persisted": False,
        "storage_full": True,
        "quarantined": [],
    }


def test_an_older_number_never_lowers_what_a_tablet_has_made(world: World, vera: Tablet) -> None:
    vera.contact(issued=7)
    assert vera.contact(issued=2).get_json()["missing"]["count"] == 7


def test_somebody_elses_tablet_is_refused(world: World, vera: Tablet) -> None:
    vera.contact()
    cora = Tablet(world, world.colleague)
    assert cora.contact(device_id=vera.device_id).status_code == 403


def test_an_app_that_is_too_old_is_asked_to_update_and_may_still_send(
    world: World, vera: Tablet
) -> None:
    reply = vera.contact(protocol=0)
    assert (reply.status_code, reply.get_json()["code"]) == (426, "update_needed")
    (receipt,) = vera.push(vera.change(mint(), world.child, WEIGHT))
    assert receipt["outcome"] == "stored"


def alarm_in(app: Flask) -> AuditEvent:
    """That the service went back, said once."""
    with app.app_context():
        behind = select(AuditEvent).where(AuditEvent.event == "server_behind")
        return session().scalars(behind).one()


class TestAServiceThatWentBack:
    """was restored from a backup, and nobody raised the epoch."""

    @pytest.mark.parametrize("how", ["cursor", "receipt"])
    def test_is_found_out_by_what_a_tablet_knows(
        self, app: Flask, world: World, vera: Tablet, how: str
    ) -> None:
        said = {"have": {str(world.oak.id): 99}} if how == "cursor" else {"newest": mint()}

        reply = vera.contact(**said)

        assert (reply.status_code, reply.get_json()["code"]) == (409, "epoch_required")
        assert alarm_in(app).details["device_id"] == vera.device_id

    def test_is_found_out_where_the_backup_is_from_before_the_epoch_was_raised(
        self, app: Flask, world: World, vera: Tablet
    ) -> None:
        """Nothing the service says would be believed. Raised beyond what the tablet knows, it is in order."""
        reply = vera.contact(epoch=1)

        assert (reply.status_code, reply.get_json()["code"]) == (409, "epoch_required")
        told = alarm_in(app).details
        assert (told["epoch"], told["tablet_epoch"]) == (0, 1)
        with app.app_context():
            raise_epoch(None)
            raise_epoch(None)
            commit()
        reply = vera.contact(epoch=1)
        assert (reply.status_code, reply.get_json()["epoch"]) == (200, 2)

    def test_is_in_order_once_the_epoch_is_raised(
        self, app: Flask, world: World, vera: Tablet
    ) -> None:
        with app.app_context():
            raise_epoch(None)
            commit()
        reply = vera.contact(have={str(world.oak.id): 99}, newest=mint())
        assert (reply.status_code, reply.get_json()["epoch"]) == (200, 1)

    def test_a_receipt_the_service_knows_is_no_alarm(self, world: World, vera: Tablet) -> None:
        change = vera.change(mint(), world.child, WEIGHT)
        vera.push(change)
        assert vera.contact(newest=change["change_id"]).status_code == 200


def test_what_became_of_held_entries_is_told_at_contact(
    app: Flask, world: World, vera: Tablet
) -> None:
    visit_id = mint()
    change = vera.change(visit_id, world.other_child, WEIGHT)
    vera.push(change)
    with app.app_context():
        move_to_team(world.administrator.id, world.other_child.id, world.oak.id)
        commit()
    world.as_(world.manager).post(
        f"/review/held/{visit_id}/release",
        data={"decision": "declined", "reason": "Not hers.", "change": [change["change_id"]]},
    )

    (told,) = vera.contact(held=[change["change_id"]]).get_json()["released"]

    assert (told["decision"], told["by"], told["reason"]) == (
        "declined",
        "Mona Manager",
        "Not hers.",
    )
    # A colleague who guesses the number hears nothing of it.
    cora = Tablet(world, world.colleague)
    assert cora.contact(held=[change["change_id"]]).get_json()["released"] == []


@pytest.mark.parametrize(
    "said",
    [
        {"unsent": 2**70},
        {"needs_you": 2**64},
        {"oldest_unsent_at": "\ud83d"},
        {"shell_version": "a\x00b"},
        {"have": {str(UUID(int=7)): -(2**70)}},
    ],
)
def test_a_report_that_nothing_can_keep_is_refused(vera: Tablet, said: dict[str, Any]) -> None:
    assert vera.contact(**said).status_code == 422


def test_a_time_beyond_reckoning_is_no_time(world: World, vera: Tablet) -> None:
    assert vera.contact(oldest_unsent_at="0001-01-01T00:00:00+14:00").status_code == 200
    assert world.as_(world.manager).get("/devices/").status_code == 200


@pytest.mark.parametrize("label", ["a\x00b", "\ud83d"])
def test_a_label_that_nothing_can_keep_is_refused(vera: Tablet, label: str) -> None:
    sent = {"device_id": vera.device_id, "label": label}
    assert vera.client.post("/api/v1/devices", json=sent).status_code == 422


def test_a_tablet_that_says_it_has_made_very_many_is_answered(vera: Tablet) -> None:
    missing = vera.contact(issued=2**31 - 1).get_json()["missing"]
    assert missing == {"count": 2**31 - 1, "seqs": [*range(1, 51)]}
