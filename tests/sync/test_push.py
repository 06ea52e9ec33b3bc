"""The tables of docs/protocol.md, on both databases: what becomes of a change and of its answers."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock, problems
from app.accounts.models import Device
from app.audit.models import AuditEvent
from app.database import commit, new_id, session
from app.feed.operations import raise_epoch
from app.visits.models import Change, Visit, VisitStatus
from app.visits.moving import move_to_team
from tests.support.world import World
from tests.sync.tablet import RECORDED_AT, Tablet, complete_answers, mint, observed, summed


def count(app: Flask, table: type) -> int:
    with app.app_context():
        return session().scalar(select(func.count()).select_from(table)) or 0


def stored_visit(app: Flask, visit_id: str) -> Visit:
    with app.app_context():
        visit = session().get(Visit, UUID(visit_id))
        assert visit is not None
        return visit


class TestFurtherClaims:
    """What another source says beside an answer is an answer of its own."""

    def said(self, value: Any, base: str | None = None, **more: Any) -> dict[str, Any]:
        return {"value": value, "kind": "F", "base": base, **more}

    def test_two_tablets_each_add_one_and_nothing_is_overwritten(
        self, app: Flask, world: World, vera: Tablet, cora: Tablet
    ) -> None:
        visit_id, hers, other = mint(), f"mother_smoking@{mint()}", f"mother_smoking@{mint()}"
        first = {
            "mother_smoking": self.said("never", source={"type": "mother_said"}),
            hers: self.said("smokes", source={"type": "father_or_partner_said"}),
        }
        vera.push(vera.change(visit_id, world.child, first))
        second = {other: self.said("vapes_only", source={"type": "gp_said"})}
        (receipt,) = cora.push(cora.change(visit_id, world.child, second))

        assert receipt["answers"] == {other: {"outcome": "applied"}}
        answers = stored_visit(app, visit_id).answers
        said = {key: (state["value"], state["source"]["type"]) for key, state in answers.items()}
        assert said == {
            "mother_smoking": ("never", "mother_said"),
            hers: ("smokes", "father_or_partner_said"),
            other: ("vapes_only", "gp_said"),
        }
        assert stored_visit(app, visit_id).conflicts == 0

    def test_one_that_two_change_apart_has_two_values(
        self, app: Flask, world: World, vera: Tablet, cora: Tablet
    ) -> None:
        visit_id, key = mint(), f"mother_smoking@{mint()}"
        vera.push(vera.change(visit_id, world.child, {key: self.said("smokes")}))
        (receipt,) = cora.push(cora.change(visit_id, world.child, {key: self.said("never")}))

        assert receipt["answers"][key]["outcome"] == "conflict"
        assert stored_visit(app, visit_id).conflicts == 1

    def test_one_that_can_never_be_is_refused_and_the_answer_beside_it_stored(
        self, app: Flask, world: World, vera: Tablet
    ) -> None:
        visit_id = mint()
        bad = (f"weight_g@{mint()}", "mother_smoking@1", f"mother_smoking@{mint()}@{mint()}")
        answers = {key: self.said("smokes") for key in bad}
        change = vera.change(
            visit_id, world.child, {"mother_smoking": self.said("never"), **answers}
        )
        (receipt,) = vera.push(change)

        told = {key: one["outcome"] for key, one in receipt["answers"].items()}
        assert told == {"mother_smoking": "applied"} | dict.fromkeys(bad, "rejected")
        assert set(stored_visit(app, visit_id).answers) == {"mother_smoking"}

    def test_a_visit_is_signed_with_them_and_those_that_do_not_apply_are_left_out(
        self, app: Flask, world: World, vera: Tablet
    ) -> None:
        visit_id, beside, gone = mint(), f"tenure@{mint()}", f"move_date@{mint()}"
        answers = complete_answers() | {
            beside: self.said("owner"),
            "move_plan": self.said("none"),
            gone: self.said("2026-08-01"),
        }
        (receipt,) = vera.push(vera.change(visit_id, world.child, answers, submit=True))

        assert receipt["submit"]["outcome"] == "submitted", receipt["submit"]
        visit = stored_visit(app, visit_id)
        assert gone in visit.left_out
        assert beside not in visit.left_out


class TestTheAnswersOfAStoredChange:
    """Each row of the answer table: what comes after a first weight of 4120 g by Vera."""

    @pytest.fixture
    def visit_id(self) -> str:
        return mint()

    @pytest.fixture
    def first(self, world: World, vera: Tablet, visit_id: str) -> dict[str, Any]:
        change = vera.change(visit_id, world.child, {"weight_g": observed(4120)})
        (receipt,) = vera.push(change)
        assert receipt["answers"] == {"weight_g": {"outcome": "applied"}}
        return change

    def second(
        self, world: World, tablet: Tablet, visit_id: str, answer: dict[str, Any]
    ) -> tuple[str, dict[str, Any]]:
        """Pushes the answer; returns its outcome and the state that resulted."""
        (receipt,) = tablet.push(tablet.change(visit_id, world.child, {"weight_g": answer}))
        assert receipt["outcome"] == "stored"
        assert receipt["status"] == 200
        return receipt["answers"]["weight_g"]["outcome"], receipt["states"]["weight_g"]

    def test_base_is_the_current_value(
        self, app: Flask, world: World, cora: Tablet, visit_id: str, first: dict[str, Any]
    ) -> None:
        answer = observed(4200, first["change_id"])

        outcome, state = self.second(world, cora, visit_id, answer)

        assert outcome == "applied"
        assert (state["value"], state["cands"]) == (4200, [])
        assert count(app, Change) == 2, "history keeps the old one"

    def test_another_base_and_the_same_value(
        self, world: World, cora: Tablet, visit_id: str, first: dict[str, Any]
    ) -> None:
        outcome, state = self.second(world, cora, visit_id, observed(4120))

        assert outcome == "same"
        assert state["mids"][0] == first["change_id"]
        assert len(state["mids"]) == 2
        assert state["cands"] == []

    def test_another_base_and_another_value(
        self, app: Flask, world: World, cora: Tablet, visit_id: str, first: dict[str, Any]
    ) -> None:
        outcome, state = self.second(world, cora, visit_id, observed(4300))

        assert outcome == "conflict"
        assert state["value"] == 4120, "the current value is untouched"
        assert [cand["value"] for cand in state["cands"]] == [4300]
        assert stored_visit(app, visit_id).conflicts == 1

    def test_the_base_is_a_candidate(
        self, world: World, cora: Tablet, visit_id: str, first: dict[str, Any]
    ) -> None:
        _, state = self.second(world, cora, visit_id, observed(4300))
        hers = state["cands"][0]["mids"][0]

        outcome, state = self.second(world, cora, visit_id, observed(4310, hers))

        assert outcome == "conflict"
        assert [cand["value"] for cand in state["cands"]] == [4310]

    def test_a_resolution_closes_what_it_names(
        self, app: Flask, world: World, vera: Tablet, cora: Tablet, visit_id: str, first: Any
    ) -> None:
        _, state = self.second(world, cora, visit_id, observed(4300))
        hers = state["cands"][0]["mids"]
        answer = observed(4300, first["change_id"], closes=hers)

        outcome, state = self.second(world, vera, visit_id, answer)

        assert outcome == "applied"
        assert (state["value"], state["cands"]) == (4300, [])
        assert stored_visit(app, visit_id).conflicts == 0

    def test_a_value_that_can_never_be_valid(
        self, world: World, vera: Tablet, visit_id: str, first: dict[str, Any]
    ) -> None:
        change = vera.change(
            visit_id,
            world.child,
            {
                "weight_g": observed(41, first["change_id"]),
                "baby_seen": observed("awake"),
            },
        )

        (receipt,) = vera.push(change)

        refused = receipt["answers"]["weight_g"]
        assert refused["outcome"] == "rejected"
        assert refused["code"]
        assert "Weight" in refused["message"]
        assert receipt["answers"]["baby_seen"] == {"outcome": "applied"}
        assert receipt["states"]["weight_g"]["value"] == 4120

    def test_a_correction_does_not_conflict_with_the_mistake_it_corrects(
        self, world: World, vera: Tablet, visit_id: str, first: dict[str, Any]
    ) -> None:
        wrong = vera.change(visit_id, world.child, {"weight_g": observed(41, first["change_id"])})
        right = vera.change(visit_id, world.child, {"weight_g": observed(4100, wrong["change_id"])})

        together = vera.push(wrong, right)
        (later,) = vera.push(
            vera.change(visit_id, world.child, {"weight_g": observed(4110, wrong["change_id"])})
        )

        assert together[1]["answers"]["weight_g"] == {"outcome": "applied"}
        assert later["answers"]["weight_g"] == {"outcome": "conflict"}, "4100 came in between"

    def test_the_receipt_names_the_writers_of_what_it_shows(
        self, world: World, vera: Tablet, cora: Tablet, visit_id: str, first: dict[str, Any]
    ) -> None:
        change = cora.change(visit_id, world.child, {"weight_g": observed(4300)})

        (receipt,) = cora.push(change)

        assert {
            mid: (writer["by"]["name"], writer["at"]) for mid, writer in receipt["writers"].items()
        } == {
            first["change_id"]: ("Vera Visitor", RECORDED_AT),
            change["change_id"]: ("Cora Colleague", RECORDED_AT),
        }


class TestTheSameChangeAgain:
    """gets the first receipt, byte for byte, for ever."""

    @pytest.mark.parametrize("later", ["at once", "after others wrote", "after a transfer"])
    def test_whenever_it_comes(
        self, app: Flask, world: World, vera: Tablet, cora: Tablet, later: str
    ) -> None:
        visit_id = mint()
        change = vera.change(visit_id, world.child, {"weight_g": observed(4120)}, submit=True)
        first = vera.send(change)
        if later == "after others wrote":
            cora.push(cora.change(visit_id, world.child, {"weight_g": observed(4300)}))
        if later == "after a transfer":
            with app.app_context():
                move_to_team(world.administrator.id, world.child.id, world.elm.id)
                commit()
        rows, events = count(app, Change), count(app, AuditEvent)

        again = vera.send(change)

        assert again.get_data() == first.get_data()
        assert (count(app, Change), count(app, AuditEvent)) == (rows, events)

    def test_twice_in_one_request(self, app: Flask, world: World, vera: Tablet) -> None:
        change = vera.change(mint(), world.child, {"weight_g": observed(4120)})

        one, two = vera.push(change, change)

        assert one == two
        assert count(app, Change) == 1

    @pytest.mark.parametrize("outcome", ["held", "rejected"])
    def test_also_when_it_was_not_stored(self, world: World, vera: Tablet, outcome: str) -> None:
        child = world.far_child if outcome == "held" else world.child
        parts = {} if outcome == "held" else {"form_version": "one"}
        change = vera.change(mint(), child, {"weight_g": observed(4120)}, **parts)

        first, again = vera.send(change), vera.send(change)

        assert first.get_json()["receipts"][0]["outcome"] == outcome
        assert again.get_data() == first.get_data()


class TestAnIdThatWasUsedBefore:
    def test_with_other_content(self, app: Flask, world: World, vera: Tablet) -> None:
        change = vera.change(mint(), world.child, {"weight_g": observed(4120)})
        vera.push(change)
        other = summed({**change, "answers": {"weight_g": observed(4999)}})

        (receipt,) = vera.push(other)

        assert (receipt["outcome"], receipt["status"]) == ("id_reuse", 409)
        assert receipt["code"] == problems.ID_REUSE.code
        assert stored_visit(app, change["visit_id"]).answers["weight_g"]["value"] == 4120
        with app.app_context():
            refused = session().scalars(
                select(AuditEvent.details).where(AuditEvent.event == "change_refused")
            )
            assert [row["code"] for row in refused] == ["id_reuse"]

    def test_by_somebody_else_even_with_the_same_content(
        self, world: World, vera: Tablet, cora: Tablet
    ) -> None:
        change = vera.change(mint(), world.child, {"weight_g": observed(4120)})
        vera.push(change)

        (receipt,) = cora.push(change)

        assert receipt["outcome"] == "id_reuse"
        assert receipt["states"] == {}

    def test_within_one_request(self, app: Flask, world: World, vera: Tablet) -> None:
        change = vera.change(mint(), world.child, {"weight_g": observed(4120)})
        other = summed({**change, "answers": {"weight_g": observed(4999)}})

        outcomes = [receipt["outcome"] for receipt in vera.push(change, other)]

        assert outcomes == ["stored", "id_reuse"]
        assert count(app, Change) == 1


class TestADamagedChange:
    def test_is_not_recorded_and_can_be_sent_again(
        self, app: Flask, world: World, vera: Tablet
    ) -> None:
        change = vera.change(mint(), world.child, {"weight_g": observed(4120)})
        damaged = {**change, "answers": {"weight_g": observed(4128)}}

        (receipt,) = vera.push(damaged)

        assert (receipt["outcome"], receipt["status"]) == ("corrupt", 400)
        assert count(app, Change) == count(app, Visit) == 0
        assert vera.push(change)[0]["outcome"] == "stored"


class TestAHeldChange:
    """is kept whole for a manager, and its author learns nothing about what she may not see."""

    def held(self, app: Flask, tablet: Tablet, change: Any, code: str) -> Change:
        (receipt,) = tablet.push(change)
        assert (receipt["outcome"], receipt["status"], receipt["code"]) == ("held", 202, code)
        assert receipt["message"] == problems.ALL[code].sentence
        assert receipt["states"] == {}
        with app.app_context():
            kept = session().scalars(select(Change).where(Change.outcome == "held")).one()
        assert json.loads(kept.body) == change
        return kept

    def test_child_of_another_team(self, app: Flask, world: World, vera: Tablet) -> None:
        change = vera.change(mint(), world.far_child, {"weight_g": observed(4120)})

        kept = self.held(app, vera, change, "not_on_caseload")

        assert kept.team_id == world.fir.id, "the child's team looks after it"
        assert count(app, Visit) == 0

    def test_child_that_does_not_exist(self, app: Flask, world: World, vera: Tablet) -> None:
        change = vera.change(mint(), new_id(), {"weight_g": observed(4120)})

        kept = self.held(app, vera, change, "not_on_caseload")

        assert kept.team_id == world.oak.id, "the author's team looks after it"

    def test_the_two_look_alike(self, world: World, vera: Tablet) -> None:
        theirs = vera.change(mint(), world.far_child, {"weight_g": observed(4120)})
        nobodys = vera.change(mint(), new_id(), {"weight_g": observed(4120)})

        receipts = vera.push(theirs, nobodys)

        for receipt in receipts:
            for own in ("change_id", "visit_id", "body_sha256"):
                receipt.pop(own)
        assert receipts[0] == receipts[1]

    def test_visit_of_another_child(self, app: Flask, world: World, vera: Tablet) -> None:
        other = Tablet(world, world.other_visitor)
        visit_id = mint()
        other.push(other.change(visit_id, world.other_child, {"weight_g": observed(4120)}))

        change = vera.change(visit_id, world.child, {"weight_g": observed(1)})

        self.held(app, vera, change, "not_on_caseload")

    def test_form_version_unknown_here(self, app: Flask, world: World, vera: Tablet) -> None:
        change = vera.change(mint(), world.child, {"brand_new": observed(1)}, form_version=999)

        self.held(app, vera, change, "form_unknown")

    def test_another_form(self, app: Flask, world: World, vera: Tablet) -> None:
        change = vera.change(mint(), world.child, {}, form="ages_and_stages")

        self.held(app, vera, change, "form_unknown")

    @pytest.mark.faults(42)
    def test_visit_signed_off(self, app: Flask, world: World, vera: Tablet) -> None:
        visit_id = mint()
        vera.push(vera.change(visit_id, world.child, {"weight_g": observed(4120)}))
        with app.app_context():
            session().query(Visit).update({"status": VisitStatus.SIGNED_OFF})
            commit()

        change = vera.change(visit_id, world.child, {"weight_g": observed(4130)})

        self.held(app, vera, change, "signed_off")
        assert stored_visit(app, visit_id).answers["weight_g"]["value"] == 4120

    def test_device_revoked(self, app: Flask, world: World, vera: Tablet) -> None:
        vera.push()
        with app.app_context():
            session().query(Device).update({"revoked_at": clock.now()})
            commit()

        change = vera.change(mint(), world.child, {"weight_g": observed(4120)})

        self.held(app, vera, change, "device_revoked")

    @pytest.mark.faults(66)
    def test_author_who_is_no_visitor_any_more(self, app: Flask, world: World) -> None:
        mona = Tablet(world, world.manager)

        change = mona.change(mint(), world.child, {"weight_g": observed(4120)})

        self.held(app, mona, change, "not_on_caseload")

    def test_a_base_that_was_held_stands_for_its_own(
        self, app: Flask, world: World, vera: Tablet
    ) -> None:
        visit_id = mint()
        first = vera.change(visit_id, world.child, {"weight_g": observed(4120)})
        second = vera.change(
            visit_id, world.child, {"weight_g": observed(4130, first["change_id"])}
        )
        third = vera.change(
            visit_id, world.child, {"weight_g": observed(4140, second["change_id"])}
        )
        vera.push(first)
        with app.app_context():
            move_to_team(world.administrator.id, world.child.id, world.elm.id)
            commit()
        assert vera.push(second)[0]["outcome"] == "held"
        with app.app_context():
            move_to_team(world.administrator.id, world.child.id, world.oak.id)
            commit()

        (receipt,) = vera.push(third)

        assert receipt["answers"]["weight_g"] == {"outcome": "applied"}


class TestWhoseDevice:
    def test_an_unknown_device_registers_itself(
        self, app: Flask, world: World, vera: Tablet
    ) -> None:
        change = vera.change(mint(), world.child, {"weight_g": observed(4120)}, device_seq=41)

        vera.push(change)

        with app.app_context():
            device = session().scalars(select(Device)).one()
        assert (str(device.id), device.user_id) == (vera.device_id, world.visitor.id)
        assert device.highest_seq == 41

    def test_somebody_elses_device_is_refused(
        self, app: Flask, world: World, vera: Tablet, cora: Tablet
    ) -> None:
        vera.push()
        cora.device_id = vera.device_id

        reply = cora.send(cora.change(mint(), world.child, {"weight_g": observed(4120)}))

        assert reply.status_code == 403
        assert reply.get_json()["code"] == "not_allowed"
        assert count(app, Change) == 0

    def test_the_number_of_an_old_change_does_not_lower_the_highest(
        self, app: Flask, world: World, vera: Tablet
    ) -> None:
        vera.push(vera.change(mint(), world.child, device_seq=9))
        vera.push(vera.change(mint(), world.child, device_seq=3))

        with app.app_context():
            assert session().scalars(select(Device.highest_seq)).one() == 9


class TestAServerThatWasRestored:
    def test_takes_nothing_from_a_tablet_that_does_not_know_it_yet(
        self, app: Flask, world: World, vera: Tablet
    ) -> None:
        with app.app_context():
            raise_epoch(None)
            commit()
        change = vera.change(mint(), world.child, {"weight_g": observed(4120)})

        unaware = vera.send(change).get_json()
        aware = vera.send(change, epoch=1).get_json()

        assert unaware == {"epoch": 1, "receipts": []}
        assert [receipt["outcome"] for receipt in aware["receipts"]] == ["stored"]
        assert aware["receipts"][0]["epoch"] == 1


def test_one_sequence_number_means_one_state(world: World, vera: Tablet) -> None:
    visit_id = mint()
    one = vera.change(visit_id, world.child, {"weight_g": observed(4120)})
    two = vera.change(visit_id, world.child, {"weight_g": observed(4130, one["change_id"])})

    receipts = vera.push(one, two)

    assert receipts[0]["seq"] == receipts[1]["seq"]
    assert receipts[0]["states"] == receipts[1]["states"]
    rows = vera.pull(world.oak.id)["rows"]
    (row,) = [row for row in rows if row["key"] == f"visit:{visit_id}"]
    assert row["seq"] == receipts[0]["seq"]
    assert row["state"]["answers"] == receipts[0]["states"]


def test_an_author_is_whoever_is_signed_in(app: Flask, world: World, cora: Tablet) -> None:
    change = cora.change(mint(), world.child, {"weight_g": observed(4120)})

    cora.push(change)

    with app.app_context():
        assert session().scalars(select(Change.author_id)).one() == world.colleague.id


def test_each_change_is_one_audit_row_without_a_word_of_the_answers(
    app: Flask, world: World, vera: Tablet
) -> None:
    words = "The kitchen was warm and the cot was made up"
    stored = vera.change(mint(), world.child, {"baby_observed": observed(words)})
    held = vera.change(mint(), world.far_child, {"baby_observed": observed(words)})

    vera.push(stored, held)

    with app.app_context():
        events = session().scalars(select(AuditEvent)).all()
    rows = [event for event in events if event.event == "change_stored"]
    assert [(row.details["change_id"], row.details["outcome"]) for row in rows] == [
        (stored["change_id"], "stored"),
        (held["change_id"], "held"),
    ]
    assert not any("kitchen" in json.dumps(event.details) for event in events)
