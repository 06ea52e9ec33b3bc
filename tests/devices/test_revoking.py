"""A tablet is withdrawn: it gets nothing any more, and hands in what it holds before it forgets its key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.accounts.models import Device, User
from app.accounts.operations import register_device
from app.accounts.queries import stand_in
from app.audit.models import AuditEvent
from app.database import commit, session
from app.devices.models import HandIn
from tests.support.clients import CsrfClient
from tests.support.world import World
from tests.sync.tablet import Tablet, mint, observed

pytestmark = pytest.mark.faults(67)

WEIGHT = {"weight_g": observed(4120)}


@pytest.fixture
def vera(vera: Tablet) -> Tablet:
    """A tablet that has been in touch."""
    vera.contact()
    return vera


def revoke(world: World, tablet: Tablet, who: User) -> Any:
    return world.as_(who).post(f"/devices/{tablet.device_id}/revoke", data={"sure": "yes"})


def code_of(tablet: Tablet) -> str:
    """As it stands on the tablet."""
    return Device(id=UUID(tablet.device_id)).code


def close(world: World) -> None:
    """Vera's account, by the administrator."""
    closed = world.as_(world.administrator).post(
        f"/people/{world.visitor.id}/disable", data={"sure": "yes"}
    )
    assert closed.status_code == 302


def standing(world: World, device_id: str) -> dict[str, Any]:
    """What a tablet hears that nobody has unlocked."""
    return dict(world.app.test_client().post(f"/api/v1/devices/{device_id}/standing").get_json())


def hand_in(world: World, device_id: str, token: str | None, **said: Any) -> Any:
    sent = {"token": token, "sealed": '{"sealed":1}', "records": 2, "last": True, **said}
    return world.app.test_client().post(f"/api/v1/devices/{device_id}/hand-in", json=sent)


@pytest.mark.parametrize("who", ["manager", "administrator"])
def test_it_gets_no_data_and_may_still_send(world: World, vera: Tablet, who: str) -> None:
    assert revoke(world, vera, getattr(world, who)).status_code == 303

    pulled = vera.client.get(f"/api/v1/sync/pull?scope={world.oak.id}&after=0")
    assert (pulled.status_code, pulled.get_json()["code"]) == (403, "withdrawn")
    told = vera.contact().get_json()
    assert told["standing"] == "revoked"
    assert told["hand_in"]
    assert (told["scopes"], told["released"], told["left_behind"]) == ([], [], [])
    (receipt,) = vera.push(vera.change(mint(), world.child, WEIGHT))
    assert (receipt["outcome"], receipt["code"]) == ("held", "device_revoked")
    assert receipt["states"] == {}


def test_it_is_asked_first_whether_it_is_meant(world: World, vera: Tablet) -> None:
    manager = world.as_(world.manager)

    asked = manager.post(f"/devices/{vera.device_id}/revoke")

    assert asked.status_code == 200
    assert f"Withdraw Vera Visitor’s tablet {code_of(vera)}?" in asked.text
    assert vera.contact().get_json()["standing"] == "known"


class TestWhichOfTwo:
    """One is lost, and to withdraw is final."""

    @pytest.mark.parametrize(
        "case",
        json.loads((Path(__file__).parents[1] / "contracts/tablet_code.json").read_text())["cases"],
        ids=lambda case: case["code"],
    )
    def test_its_code_is_the_one_on_the_tablet(self, case: dict[str, str]) -> None:
        assert Device(id=UUID(case["device_id"])).code == case["code"]

    def test_each_has_its_code_wherever_one_is_chosen(self, world: World, vera: Tablet) -> None:
        other = Tablet(world, world.visitor)
        other.contact()
        manager, ada = world.as_(world.manager), world.as_(world.administrator)
        for page in (
            manager.get("/devices/").text,
            ada.get(f"/people/{world.visitor.id}").text,
            ada.post(f"/people/{world.visitor.id}/disable").text,
            manager.post(f"/devices/{vera.device_id}/revoke").text,
        ):
            assert code_of(vera) in page
            assert code_of(other) in page
        assert code_of(vera) in manager.get(f"/devices/{vera.device_id}").text

        revoke(world, other, world.manager)
        page = manager.post(f"/devices/{vera.device_id}/revoke").text
        assert code_of(other) not in page


def test_her_other_tablet_goes_on(world: World, vera: Tablet) -> None:
    other = Tablet(world, world.visitor)
    other.contact()
    revoke(world, vera, world.manager)
    assert other.pull(world.oak.id)["rows"]
    assert other.contact().get_json()["standing"] == "known"


class TestASignInAtIt:
    """It was made with a password, once; who holds the tablet now may not know one."""

    @pytest.fixture
    def withdrawn(self, world: World, vera: Tablet) -> Tablet:
        revoke(world, vera, world.manager)
        return vera

    def test_ends_when_it_would_begin_anew_as_another_tablet(
        self, world: World, withdrawn: Tablet, app: Flask
    ) -> None:
        reply = withdrawn.contact(device_id=mint())
        assert (reply.status_code, reply.get_json()["code"]) == (401, "sign_in")
        assert withdrawn.client.get("/api/v1/me").status_code == 401
        pulled = withdrawn.client.get(f"/api/v1/sync/pull?scope={world.oak.id}&after=0")
        assert pulled.status_code == 401
        with app.app_context():
            assert [str(one) for one in session().scalars(select(Device.id))] == [
                withdrawn.device_id
            ]
            ended = session().scalars(select(AuditEvent).where(AuditEvent.event == "sign_in_ended"))
            assert ended.one().subject == f"user:{world.visitor.id}"

    def test_ends_too_when_it_would_be_one_at_another_tablet_of_hers(
        self, world: World, withdrawn: Tablet
    ) -> None:
        other = Tablet(world, world.visitor)
        other.contact()
        assert withdrawn.contact(device_id=other.device_id).status_code == 401
        assert withdrawn.contact().status_code == 401
        assert other.pull(world.oak.id)["rows"]

    def test_sends_as_no_other_tablet(self, world: World, withdrawn: Tablet, app: Flask) -> None:
        for device_id in (mint(), self.another_of_hers(world)):
            body = {"device_id": device_id, "epoch": 0, "changes": []}
            assert withdrawn.client.post("/api/v1/sync/push", json=body).status_code == 401
        sent = {"device_id": mint(), "label": "anew"}
        assert withdrawn.client.post("/api/v1/devices", json=sent).status_code == 403
        with app.app_context():
            assert len(session().scalars(select(Device)).all()) == 2

    @staticmethod
    def another_of_hers(world: World) -> str:
        other = Tablet(world, world.visitor)
        other.contact()
        return other.device_id

    def test_goes_on_sending_what_was_written_there(self, world: World, withdrawn: Tablet) -> None:
        assert withdrawn.contact().status_code == 200
        (receipt,) = withdrawn.push(withdrawn.change(mint(), world.child, WEIGHT))
        assert receipt["code"] == "device_revoked"

    def test_is_over_once_everything_is_handed_in(self, world: World, withdrawn: Tablet) -> None:
        """Whoever begins anew on it is asked for the password first."""
        token = withdrawn.contact().get_json()["hand_in"]
        hand_in(world, withdrawn.device_id, token, last=False)
        assert withdrawn.client.get("/api/v1/me").status_code == 200
        hand_in(world, withdrawn.device_id, token, sealed="{}")
        assert withdrawn.client.get("/api/v1/me").status_code == 401

    def test_is_known_by_the_locked_tablet_though_it_never_called(
        self, world: World, withdrawn: Tablet
    ) -> None:
        """She had signed in and not unlocked yet."""
        fresh = world.as_(world.visitor)
        fresh.post(f"/api/v1/devices/{withdrawn.device_id}/standing")
        pulled = fresh.get(f"/api/v1/sync/pull?scope={world.oak.id}&after=0")
        assert (pulled.status_code, pulled.get_json()["code"]) == (403, "withdrawn")

    def test_of_somebody_else_is_left_alone(self, world: World, withdrawn: Tablet) -> None:
        cora = Tablet(world, world.colleague)
        cora.client.post(f"/api/v1/devices/{withdrawn.device_id}/standing")
        assert cora.pull(world.oak.id)["rows"]

    def test_made_anew_opens_a_new_tablet(self, world: World, withdrawn: Tablet) -> None:
        hand_in(world, withdrawn.device_id, withdrawn.contact().get_json()["hand_in"])
        anew = Tablet(world, world.visitor)
        assert anew.contact().get_json()["standing"] == "known"
        assert anew.pull(world.oak.id)["rows"]


def test_a_manager_of_another_team_cannot(world: World, vera: Tablet, app: Flask) -> None:
    assert revoke(world, vera, world.other_manager).status_code == 404
    with app.app_context():
        assert session().get_one(Device, UUID(vera.device_id)).revoked_at is None


def test_who_withdrew_it_is_in_the_trail_once(world: World, vera: Tablet, app: Flask) -> None:
    for _ in range(2):
        revoke(world, vera, world.manager)
    with app.app_context():
        row = (
            session().scalars(select(AuditEvent).where(AuditEvent.event == "device_revoked")).one()
        )
    assert (row.actor_id, row.details) == (world.manager.id, {"device_id": vera.device_id})


class TestATabletNobodyHasUnlocked:
    def test_hears_that_it_was_withdrawn(self, world: World, vera: Tablet) -> None:
        assert standing(world, vera.device_id) == {"revoked": False, "hand_in": None}
        revoke(world, vera, world.manager)
        assert standing(world, vera.device_id)["revoked"] is True

    def test_hears_the_same_as_one_that_does_not_exist_while_in_use(
        self, world: World, vera: Tablet
    ) -> None:
        assert standing(world, vera.device_id) == standing(world, str(uuid4()))


class TestAnAccountIsClosed:
    """Nobody has withdrawn her tablets first."""

    def test_is_asked_first_and_told_how_many_tablets_go_with_it(
        self, world: World, vera: Tablet
    ) -> None:
        ada = world.as_(world.administrator)
        asked = ada.post(f"/people/{world.visitor.id}/disable").text
        assert "1 tablet is withdrawn with it" in asked
        assert standing(world, vera.device_id)["revoked"] is False
        Tablet(world, world.visitor).contact()
        asked = ada.post(f"/people/{world.visitor.id}/disable").text
        assert "2 tablets are withdrawn with it" in asked
        asked = ada.post(f"/people/{world.colleague.id}/disable").text
        assert "No tablet of Cora Colleague is in use." in asked

    def test_its_tablets_hand_in(self, world: World, vera: Tablet, app: Flask) -> None:
        second = Tablet(world, world.visitor)
        second.contact()
        close(world)
        for tablet in (vera, second):
            assert tablet.contact().status_code == 401
            token = standing(world, tablet.device_id)["hand_in"]
            assert hand_in(world, tablet.device_id, token).status_code == 200
        with app.app_context():
            rows = session().scalars(select(AuditEvent).where(AuditEvent.event == "device_revoked"))
            assert {(row.actor_id, row.details["device_id"]) for row in rows} == {
                (world.administrator.id, tablet.device_id) for tablet in (vera, second)
            }

    def test_the_tablets_of_others_go_on(self, world: World, vera: Tablet, cora: Tablet) -> None:
        cora.contact()
        close(world)
        assert cora.contact().get_json()["standing"] == "known"

    def test_one_that_called_at_that_moment_hands_in_too(
        self, world: World, vera: Tablet, app: Flask
    ) -> None:
        """It was not yet known when the others were withdrawn."""
        close(world)
        late = uuid4()
        with app.app_context():
            register_device(stand_in(world.visitor.id), late, "")
            commit()
        token = standing(world, str(late))["hand_in"]
        assert hand_in(world, str(late), token).status_code == 200

    def test_opened_again_each_has_to_be_set_up_anew(self, world: World, vera: Tablet) -> None:
        close(world)
        page = world.as_(world.administrator).post(
            f"/people/{world.visitor.id}/enable", follow_redirects=True
        )
        assert "A tablet that was withdrawn has to be set up anew." in page.text
        assert standing(world, vera.device_id)["revoked"] is True
        anew = Tablet(world, world.visitor)
        assert anew.contact().get_json()["standing"] == "known"


class TestHandingIn:
    def test_waits_for_the_manager_until_it_is_brought_in(
        self, world: World, vera: Tablet, app: Flask
    ) -> None:
        revoke(world, vera, world.manager)
        hand_in(world, vera.device_id, vera.contact().get_json()["hand_in"])
        assert "Tablet that needs somebody" in world.as_(world.manager).get("/review/").text

        with app.app_context():
            session().scalars(select(HandIn)).one().imported_at = clock.now()
            commit()
        assert "Nothing waits for you" in world.as_(world.manager).get("/review/").text

    def test_is_kept_sealed_and_receipted(self, world: World, vera: Tablet, app: Flask) -> None:
        revoke(world, vera, world.manager)
        token = vera.contact().get_json()["hand_in"]

        receipt = hand_in(world, vera.device_id, token).get_json()

        with app.app_context():
            kept = session().scalars(select(HandIn)).one()
            device = session().get_one(Device, UUID(vera.device_id))
        assert (kept.sealed, kept.records, kept.sha256) == ('{"sealed":1}', 2, receipt["sha256"])
        assert device.emptied_at is not None

    def test_takes_the_token_once(self, world: World, vera: Tablet) -> None:
        revoke(world, vera, world.manager)
        token = vera.contact().get_json()["hand_in"]
        assert hand_in(world, vera.device_id, token, last=False).status_code == 200
        assert hand_in(world, vera.device_id, token, sealed="{}").status_code == 200
        again = hand_in(world, vera.device_id, token)
        assert (again.status_code, again.get_json()["code"]) == (403, "no_hand_in")

    @pytest.mark.faults(16)
    def test_a_copy_of_it_hands_in_too(self, world: World, vera: Tablet, app: Flask) -> None:
        """It lies elsewhere with work of its own, and would forget its key if nobody wanted that."""
        revoke(world, vera, world.manager)
        for sealed in ('{"sealed":1}', '{"copy":1}'):
            token = standing(world, vera.device_id)["hand_in"]
            assert hand_in(world, vera.device_id, token, sealed=sealed).status_code == 200
        with app.app_context():
            kept = {one.sealed for one in session().scalars(select(HandIn))}
        assert kept == {'{"sealed":1}', '{"copy":1}'}

    def test_the_same_part_again_is_kept_once(self, world: World, vera: Tablet, app: Flask) -> None:
        revoke(world, vera, world.manager)
        token = vera.contact().get_json()["hand_in"]
        for _ in range(2):
            hand_in(world, vera.device_id, token, last=False)
        with app.app_context():
            assert len(session().scalars(select(HandIn)).all()) == 1

    def test_an_entry_of_three_megabytes_is_handed_in_whole(
        self, world: World, vera: Tablet, app: Flask
    ) -> None:
        """The tablet has not the key to split it."""
        revoke(world, vera, world.manager)
        token = vera.contact().get_json()["hand_in"]
        sealed = "x" * 4_000_000
        longer = hand_in(world, vera.device_id, token, sealed=sealed + "x", last=False)
        assert longer.status_code == 422
        far_longer = hand_in(world, vera.device_id, token, sealed=sealed + "x" * 100_000)
        assert far_longer.status_code == 413
        assert hand_in(world, vera.device_id, token, sealed=sealed).status_code == 200
        with app.app_context():
            assert session().scalars(select(HandIn)).one().sealed == sealed

    @pytest.mark.parametrize("token", ["", "guessed"])
    def test_without_the_token_is_refused(self, world: World, vera: Tablet, token: str) -> None:
        revoke(world, vera, world.manager)
        vera.contact()
        assert hand_in(world, vera.device_id, token).status_code in (403, 422)

    def test_of_a_tablet_in_use_is_refused(self, world: World, vera: Tablet) -> None:
        assert hand_in(world, vera.device_id, "anything").status_code == 403


class TestBringingItIn:
    def bring(self, client: CsrfClient, vera: Tablet, *changes: Any, **said: Any) -> Any:
        owner = str(vera.owner.id)
        sent = {"user_id": owner, "device_id": vera.device_id, "changes": changes, **said}
        return client.post("/api/v1/rescued", json=sent)

    def test_what_was_handed_in_can_be_brought_in_however_long_it_is(
        self, world: World, vera: Tablet
    ) -> None:
        revoke(world, vera, world.manager)
        long = vera.change(mint(), world.child, {"seen_baby_behaviour": observed("x" * 3_000_000)})
        ada = world.as_(world.administrator)
        assert self.bring(ada, vera, long).get_json() == {"outcomes": {"rejected": 1}}

    def test_puts_it_before_a_manager_as_its_authors(
        self, world: World, vera: Tablet, app: Flask
    ) -> None:
        revoke(world, vera, world.manager)
        token = vera.contact().get_json()["hand_in"]
        hand_in(world, vera.device_id, token)
        with app.app_context():
            kept = session().scalars(select(HandIn)).one()
        change = vera.change(mint(), world.child, WEIGHT)
        ada = world.as_(world.administrator)
        assert ada.get(f"/devices/hand-ins/{kept.id}.json").text == '{"sealed":1}'

        reply = self.bring(ada, vera, change, hand_in_id=str(kept.id))

        assert reply.get_json() == {"outcomes": {"held": 1}}
        listed = world.as_(world.manager).get("/review/").text
        assert f"/review/held/{change['visit_id']}" in listed
        assert "A child on another caseload" not in listed
        assert "brought in" in ada.get("/devices/rescue").text
        with app.app_context():
            event = session().scalars(
                select(AuditEvent).where(AuditEvent.event == "rescue_imported")
            )
            noted = event.one()
        assert noted.actor_id == world.administrator.id
        assert noted.details["change_ids"] == [change["change_id"]]

    def handed_in(self, world: World, vera: Tablet, app: Flask) -> str:
        """The tablet is withdrawn and hands in what it holds. The id of that."""
        revoke(world, vera, world.manager)
        hand_in(world, vera.device_id, vera.contact().get_json()["hand_in"])
        with app.app_context():
            return str(session().scalars(select(HandIn)).one().id)

    def test_says_how_many_of_how_many_until_all_are_in(
        self, world: World, vera: Tablet, app: Flask
    ) -> None:
        """The browser sends it in parts, and may be closed after the first."""
        kept = self.handed_in(world, vera, app)
        ada = world.as_(world.administrator)
        one, other = (vera.change(mint(), world.child, WEIGHT) for _ in range(2))

        self.bring(ada, vera, one, hand_in_id=kept, last=False)
        assert "(1 of 2 brought in so far" in ada.get("/devices/rescue").text
        assert "Handed in, to be brought in" in ada.get("/devices/").text
        # From the beginning, once more.
        self.bring(ada, vera, one, hand_in_id=kept, last=False)
        assert "(1 of 2 brought in so far" in ada.get("/devices/rescue").text
        self.bring(ada, vera, other, hand_in_id=kept, first=False)
        page = ada.get("/devices/rescue").text
        assert "(brought in " in page
        assert "of 2" not in page
        assert "Handed in, to be brought in" not in ada.get("/devices/").text

    def test_what_was_damaged_on_the_way_is_not_in(
        self, world: World, vera: Tablet, app: Flask
    ) -> None:
        kept = self.handed_in(world, vera, app)
        ada = world.as_(world.administrator)
        good, bad = (vera.change(mint(), world.child, WEIGHT) for _ in range(2))
        self.bring(ada, vera, good, {**bad, "body_sha256": "0" * 64}, hand_in_id=kept)
        assert "(1 of 2 brought in so far" in ada.get("/devices/rescue").text
        self.bring(ada, vera, good, bad, hand_in_id=kept)
        assert "(brought in " in ada.get("/devices/rescue").text

    def test_twice_changes_nothing(self, world: World, vera: Tablet) -> None:
        change = vera.change(mint(), world.child, WEIGHT)
        ada = world.as_(world.administrator)
        assert self.bring(ada, vera, change).get_json() == {"outcomes": {"stored": 1}}
        assert self.bring(ada, vera, change).get_json() == {"outcomes": {"stored": 1}}
        (receipt,) = vera.push(change)
        assert receipt["outcome"] == "stored"

    def test_does_not_count_as_a_call_of_the_tablet(
        self, world: World, vera: Tablet, app: Flask
    ) -> None:
        with app.app_context():
            before = session().get_one(Device, UUID(vera.device_id)).last_seen_at
        change = vera.change(mint(), world.child, WEIGHT)
        self.bring(world.as_(world.administrator), vera, change)
        with app.app_context():
            assert session().get_one(Device, UUID(vera.device_id)).last_seen_at == before

    def test_of_a_tablet_that_is_not_this_persons_is_refused(
        self, world: World, vera: Tablet
    ) -> None:
        change = vera.change(mint(), world.child, WEIGHT)
        sent = {
            "user_id": str(world.colleague.id),
            "device_id": vera.device_id,
            "changes": [change],
        }
        reply = world.as_(world.administrator).post("/api/v1/rescued", json=sent)
        assert (reply.status_code, reply.get_json()["code"]) == (422, "not_a_rescue_file")

    def test_as_the_hand_in_of_another_tablet_is_refused(
        self, world: World, vera: Tablet, cora: Tablet, app: Flask
    ) -> None:
        """It would be taken for brought in, and nobody would look at it again."""
        cora.contact()
        revoke(world, cora, world.manager)
        hand_in(world, cora.device_id, cora.contact().get_json()["hand_in"])
        with app.app_context():
            kept = session().scalars(select(HandIn)).one()

        reply = self.bring(world.as_(world.administrator), vera, hand_in_id=str(kept.id))

        assert (reply.status_code, reply.get_json()["code"]) == (422, "not_a_rescue_file")
        with app.app_context():
            assert session().scalars(select(HandIn)).one().imported_at is None


class TestATabletNeverInTouch:
    """Set up and then without a connection, or set up after the backup that was put back."""

    def bring(self, world: World, change: Any, user: User | None = None) -> Any:
        sent = {
            "user_id": str((user or world.visitor).id),
            "device_id": change["device_id"],
            "changes": [change],
        }
        return world.as_(world.administrator).post("/api/v1/rescued", json=sent)

    def vouch(self, world: World, device_id: str, user: User | None = None) -> Any:
        return world.as_(world.administrator).post(
            f"/api/v1/devices/{device_id}/vouched",
            json={"user_id": str((user or world.visitor).id)},
        )

    @pytest.fixture
    def change(self, world: World) -> dict[str, Any]:
        """Made on it."""
        return Tablet(world, world.visitor).change(mint(), world.child, WEIGHT)

    def test_is_not_taken_on_the_word_of_its_file(
        self, world: World, change: dict[str, Any]
    ) -> None:
        reply = self.bring(world, change)
        assert (reply.status_code, reply.get_json()["code"]) == (422, "tablet_unknown")
        assert "keep the file" in reply.get_json()["title"]
        page = world.as_(world.administrator).get("/devices/rescue").text
        assert f'<option value="{world.visitor.id}">Vera Visitor</option>' in page
        assert "Mona Manager" not in page

    def test_comes_before_the_manager_when_somebody_vouches_for_it(
        self, world: World, app: Flask, change: dict[str, Any]
    ) -> None:
        for _ in range(2):
            assert self.vouch(world, change["device_id"]).status_code == 204
            assert self.bring(world, change).get_json() == {"outcomes": {"held": 1}}
        listed = world.as_(world.manager).get("/review/").text
        assert f"/review/held/{change['visit_id']}" in listed
        with app.app_context():
            rows = session().scalars(select(AuditEvent).where(AuditEvent.event.like("device_%")))
            assert [(row.event, row.actor_id, row.subject) for row in rows] == [
                (event, world.administrator.id, f"user:{world.visitor.id}")
                for event in ("device_registered", "device_revoked")
            ]

    def test_hands_in_the_rest_when_it_calls(self, world: World, change: dict[str, Any]) -> None:
        self.vouch(world, change["device_id"])
        token = standing(world, change["device_id"])["hand_in"]
        assert hand_in(world, change["device_id"], token).status_code == 200

    def test_one_in_use_is_neither_withdrawn_nor_given_to_somebody_else(
        self, world: World, vera: Tablet
    ) -> None:
        self.vouch(world, vera.device_id, world.colleague)
        assert vera.contact().get_json()["standing"] == "known"
        change = vera.change(mint(), world.child, WEIGHT)
        reply = self.bring(world, change, world.colleague)
        assert (reply.status_code, reply.get_json()["code"]) == (422, "not_a_rescue_file")
