"""What a manager decides about entries that were held back, and what its author hears of it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app import clock
from app.accounts.models import Device
from app.audit.models import AuditEvent
from app.children.models import Child
from app.children.operations import add_met_child
from app.database import commit, new_id, session
from app.review import queries
from app.visits.models import Change, Release, Visit
from app.visits.moving import join_children, move_to_team
from app.visits.queries import releases_for
from tests.review.visits import Tablet, viewer
from tests.support.clients import CsrfClient
from tests.support.world import World

WEIGHT = {"weight_g": {"value": 4000, "kind": "O"}}


@pytest.fixture
def tablet(world: World) -> Tablet:
    """The visitor's tablet, with a visit of which something has arrived."""
    tablet = Tablet(world, world.visitor, world.child.id)
    tablet.send({"baby_seen": {"value": "awake", "kind": "O"}})
    return tablet


@pytest.fixture
def moved(world: World, tablet: Tablet) -> Tablet:
    """The child has moved to Fir; what its visitor still sends is held there."""
    with world.app.app_context():
        move_to_team(world.administrator.id, world.child.id, world.fir.id)
        commit()
    assert tablet.send(WEIGHT)["outcome"] == "held"
    return tablet


def held_ids(world: World, visit_id: UUID) -> list[str]:
    with world.app.app_context():
        rows = session().scalars(
            select(Change.id)
            .where(Change.visit_id == visit_id, Change.outcome == "held")
            .order_by(Change.device_seq)
        )
        return [str(row) for row in rows]


def decide(
    client: CsrfClient,
    tablet: Tablet,
    decision: str,
    reason: str = "",
    ids: list[str] | None = None,
) -> Any:
    wanted = held_ids(tablet.world, tablet.visit_id) if ids is None else ids
    return client.post(
        f"/review/held/{tablet.visit_id}/release",
        data={"decision": decision, "reason": reason, "change": wanted},
    )


def releases(world: World) -> list[tuple[str, str]]:
    with world.app.app_context():
        rows = session().execute(select(Release.decision, Release.reason))
        return [(row.decision, row.reason) for row in rows]


def told(tablet: Tablet) -> list[dict[str, Any]]:
    """What the author's tablet hears."""
    ids = held_ids(tablet.world, tablet.visit_id)
    with tablet.world.app.app_context():
        found = releases_for(viewer(tablet.user), map(UUID, ids))
        return [{part: one[part] for part in ("decision", "by", "reason")} for one in found]


class TestAccepting:
    def test_puts_the_entry_into_the_record_as_its_authors(
        self, world: World, moved: Tablet
    ) -> None:
        manager = world.as_(world.other_manager)
        assert decide(manager, moved, "accepted").status_code == 303

        weight = moved.visit.answers["weight_g"]
        assert weight["value"] == 4000
        by = moved.visit.writers[weight["mids"][0]]["by"]["name"]
        assert by == "Vera Visitor"
        assert told(moved) == [{"decision": "accepted", "by": "Fay Far", "reason": ""}]
        assert manager.get(f"/review/held/{moved.visit_id}").status_code == 404

    def test_makes_two_values_of_what_somebody_else_wrote_meanwhile(
        self, world: World, moved: Tablet
    ) -> None:
        with world.app.app_context():
            move_to_team(world.administrator.id, world.child.id, world.oak.id)
            commit()
        colleague = Tablet(world, world.colleague, world.child.id, visit_id=moved.visit_id)
        colleague.send({"weight_g": {"value": 3900, "kind": "O"}})

        decide(world.as_(world.manager), moved, "accepted")

        weight = moved.visit.answers["weight_g"]
        assert (weight["value"], [one["value"] for one in weight["cands"]]) == (3900, [4000])
        assert moved.visit.conflicts == 1

    def test_later_entries_build_on_it_without_a_conflict(
        self, world: World, moved: Tablet
    ) -> None:
        decide(world.as_(world.other_manager), moved, "accepted")
        with world.app.app_context():
            move_to_team(world.administrator.id, world.child.id, world.oak.id)
            commit()
        corrected = moved.send({"weight_g": {"value": 4010, "kind": "O"}})
        assert corrected["answers"]["weight_g"]["outcome"] == "applied"

    def test_begins_a_visit_that_was_held_from_its_first_entry_on(self, world: World) -> None:
        stray = Tablet(world, world.visitor, world.other_child.id)
        stray.send({"baby_seen": {"value": "awake", "kind": "O"}})
        stray.send(WEIGHT)
        with world.app.app_context():
            move_to_team(world.administrator.id, world.other_child.id, world.oak.id)
            commit()

        assert decide(world.as_(world.manager), stray, "accepted").status_code == 303

        assert stray.visit.author_id == world.visitor.id
        assert set(stray.visit.answers) == {"baby_seen", "weight_g"}

    def test_says_which_answers_could_not_be_and_that_it_is_not_handed_in(
        self, world: World, moved: Tablet
    ) -> None:
        nonsense = {"weight_g": {"value": 3, "kind": "O"}}
        note = {"baby_observed": {"value": "Awake, pink", "kind": "O"}}
        assert moved.send(nonsense | note, submit=True)["outcome"] == "held"
        manager = world.as_(world.other_manager)

        decide(manager, moved, "accepted")

        page = manager.get("/review/").text
        assert "One answer could not be accepted" in page
        assert "The visit is not handed in" in page
        assert moved.visit.answers["weight_g"]["value"] == 4000
        assert "One answer of this entry could not be" in manager.get("/review/refused").text
        (row,) = manager.get("/review/refused.json").get_json()
        assert row["code"] == "answers_refused"
        assert row["as_sent"]["answers"]["weight_g"]["value"] == 3
        with world.app.app_context():
            move_to_team(world.administrator.id, world.child.id, world.oak.id)
            commit()
        first, second = (one["reason"] for one in told(moved))
        assert first == ""
        assert "your manager sees which. The visit is not handed in" in second

    def test_of_a_signed_off_visit_is_refused_and_nothing_is_half_done(
        self, world: World, tablet: Tablet
    ) -> None:
        with world.app.app_context():
            session().get_one(Visit, tablet.visit_id).status = "signed_off"  # type: ignore[assignment]
            commit()
        assert tablet.send(WEIGHT)["code"] == "signed_off"
        manager = world.as_(world.manager)

        refused = decide(manager, tablet, "accepted")

        assert refused.status_code == 409
        assert "Keep it beside the visit as a note" in refused.text
        assert "weight_g" not in tablet.visit.answers
        assert releases(world) == []

    def test_of_a_child_on_another_teams_caseload_is_refused(self, world: World) -> None:
        stray = Tablet(world, world.visitor, world.other_child.id)
        stray.send(WEIGHT)
        with world.app.app_context():
            session().scalars(select(Change)).one().team_id = world.oak.id
            commit()
        assert decide(world.as_(world.manager), stray, "accepted").status_code == 409


class TestANote:
    def test_stands_beside_a_signed_off_visit_and_changes_nothing_of_it(
        self, world: World, tablet: Tablet
    ) -> None:
        with world.app.app_context():
            session().get_one(Visit, tablet.visit_id).status = "signed_off"  # type: ignore[assignment]
            commit()
        tablet.send(WEIGHT)
        manager = world.as_(world.manager)

        assert decide(manager, tablet, "noted", "Written the same day.").status_code == 303

        assert "weight_g" not in tablet.visit.answers
        page = manager.get(f"/review/visits/{tablet.visit_id}").text
        assert "Kept beside this visit" in page
        assert "Written the same day." in page
        pulled = world.as_(world.colleague).get(f"/api/v1/sync/pull?scope={world.oak.id}&after=0")
        states = {row["key"]: row["state"] for row in pulled.get_json()["rows"]}
        (note,) = states[f"visit:{tablet.visit_id}"]["notes"]
        assert note["answers"]["weight_g"]["value"] == 4000
        assert note["noted"]["by"] == "Mona Manager"

    @pytest.mark.parametrize("decision", ["noted", "declined"])
    def test_needs_a_reason(self, world: World, moved: Tablet, decision: str) -> None:
        refused = decide(world.as_(world.other_manager), moved, decision)
        assert refused.status_code == 422
        assert "Say why" in refused.text
        assert 'href="#reason-1"' in refused.text
        assert 'id="reason-1-error"' in refused.text

    def test_says_in_the_form_of_its_author_what_is_missing(
        self, world: World, moved: Tablet
    ) -> None:
        ids = held_ids(world, moved.visit_id)
        colleague = Tablet(world, world.colleague, world.child.id, visit_id=moved.visit_id)
        colleague.send(WEIGHT)
        page = world.as_(world.other_manager).get(f"/review/held/{moved.visit_id}").text
        colleagues = [one for one in held_ids(world, moved.visit_id) if one not in ids]
        forms = page.split('class="wv-decision"')[1:]
        second = ids if ids[0] in forms[1] else colleagues

        for decision, box in (("", "decide"), ("declined", "reason")):
            refused = decide(world.as_(world.other_manager), moved, decision, ids=second).text
            assert f'href="#{box}-2"' in refused
            assert f'id="{box}-2-error"' in refused
            assert refused.count('nhsuk-error-message"') == 1


class TestDeclining:
    def test_tells_the_author_without_words_about_a_child_she_may_no_longer_see(
        self, world: World, moved: Tablet
    ) -> None:
        reason = "Weighed again by the new visitor."
        decide(world.as_(world.other_manager), moved, "declined", reason)
        assert told(moved) == [{"decision": "declined", "by": "Fay Far", "reason": ""}]

        with world.app.app_context():
            move_to_team(world.administrator.id, world.child.id, world.oak.id)
            commit()
        assert told(moved) == [{"decision": "declined", "by": "Fay Far", "reason": reason}]

    def test_says_that_it_is_not_shown_again(self, world: World, moved: Tablet) -> None:
        manager = world.as_(world.other_manager)
        decide(manager, moved, "declined", "Weighed again by the new visitor.")
        assert "Declined. It is not part of the record" in manager.get("/review/").text

    def test_leaves_change_and_receipt_as_they_were(self, world: World, moved: Tablet) -> None:
        with world.app.app_context():
            before = session().scalars(select(Change).where(Change.outcome == "held")).one()
        decide(world.as_(world.other_manager), moved, "declined", "Not this child.")
        with world.app.app_context():
            after = session().get_one(Change, before.id)
            assert (after.body, after.receipt, after.outcome) == (
                before.body,
                before.receipt,
                "held",
            )


class TestDecidingTwice:
    def test_is_told_and_changes_nothing(self, world: World, moved: Tablet) -> None:
        manager = world.as_(world.other_manager)
        ids = held_ids(world, moved.visit_id)
        moved.send({"baby_observed": {"value": "Asleep in the cot", "kind": "O"}})
        decide(manager, moved, "declined", "Not this child.", ids)

        again = decide(manager, moved, "accepted", ids=ids)

        assert again.status_code == 409
        assert "already decided" in again.text
        assert releases(world) == [("declined", "Not this child.")]

    def test_of_the_last_there_was_is_told_beside_what_still_waits(
        self, world: World, moved: Tablet
    ) -> None:
        manager = world.as_(world.other_manager)
        ids = held_ids(world, moved.visit_id)
        decide(manager, moved, "declined", "Not this child.", ids)
        manager.get("/review/")  # which says what became of that

        again = decide(manager, moved, "accepted", ids=ids)

        assert (again.status_code, again.location) == (303, "/review/")
        assert "already decided" in manager.get("/review/").text

    def test_only_what_was_read_is_decided(self, world: World, moved: Tablet) -> None:
        manager = world.as_(world.other_manager)
        ids = held_ids(world, moved.visit_id)
        moved.send({"baby_observed": {"value": "Asleep in the cot", "kind": "O"}})
        decide(manager, moved, "declined", "Not this child.", ids)
        assert "Asleep in the cot" in manager.get(f"/review/held/{moved.visit_id}").text


def test_the_child_takes_what_is_held_of_it_along(world: World, moved: Tablet) -> None:
    with world.app.app_context():
        move_to_team(world.administrator.id, world.child.id, world.oak.id)
        commit()
    assert world.as_(world.manager).get(f"/review/held/{moved.visit_id}").status_code == 200
    assert world.as_(world.other_manager).get(f"/review/held/{moved.visit_id}").status_code == 404


def test_each_decision_is_in_the_trail(world: World, moved: Tablet) -> None:
    decide(world.as_(world.other_manager), moved, "declined", "Not this child.")
    (change_id,) = held_ids(world, moved.visit_id)
    with world.app.app_context():
        row = session().scalars(select(AuditEvent).where(AuditEvent.event == "held_released")).one()
    assert row.actor_id == world.other_manager.id
    assert row.subject == f"visit:{moved.visit_id}"
    assert row.details == {"change_id": change_id, "decision": "declined"}


class TestRefusedEntries:
    def test_are_read_and_taken_out_by_the_manager_of_the_author(self, world: World) -> None:
        Tablet(world, world.visitor, world.child.id).send(WEIGHT)
        other_form = Tablet(world, world.visitor, world.child.id)
        other_form.send(WEIGHT)
        with world.app.app_context():
            session().get_one(Visit, other_form.visit_id).form = "another"
            commit()
        assert other_form.send(WEIGHT)["outcome"] == "rejected"
        manager = world.as_(world.manager)

        page = manager.get("/review/refused").text
        assert "Vera Visitor" in page
        assert "another version of the form" in page
        (row,) = manager.get("/review/refused.json").get_json()
        assert row["as_sent"]["answers"]["weight_g"]["value"] == 4000
        assert world.as_(world.other_manager).get("/review/refused.json").get_json() == []
        # The file holds what the page leaves out: to take it is to read that.
        with world.app.app_context():
            read = session().scalars(select(AuditEvent).where(AuditEvent.event == "sensitive_read"))
            assert [one.actor_id for one in read] == [world.manager.id]

    def test_single_answers_are_read_with_what_else_is_in_the_record(self, world: World) -> None:
        tablet = Tablet(world, world.visitor, world.child.id)
        receipt = tablet.send(
            {
                "weight_g": {"value": 3, "kind": "O"},
                "baby_observed": {"value": "Awake, pink", "kind": "O"},
            }
        )
        assert receipt["outcome"] == "stored"
        manager = world.as_(world.manager)

        page = manager.get("/review/refused").text
        assert (
            "One answer of this entry could not be accepted. The rest of it is in the record."
            in page
        )
        assert "Awake, pink" not in page
        assert world.as_(world.other_manager).get("/review/refused.json").get_json() == []
        assert manager.get("/review/refused.json").get_json()[0]["code"] == "answers_refused"

    def test_have_pages_that_lose_nothing_and_repeat_nothing(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Each page is taken out with a file of its own."""
        monkeypatch.setattr(queries, "REFUSED_SHOWN", 3)
        for number in range(7):
            # Two at each moment, and the moments in one millisecond: pages end between equals and between neighbours.
            Tablet(world, world.visitor, world.child.id).send(
                {"weight_g": {"value": 3, "kind": "O"}},
                late=timedelta(minutes=1, microseconds=1 + number // 2),
            )
        manager = world.as_(world.manager)
        following, sizes, taken_out = "/review/refused", [], []
        while following and len(sizes) < 7:
            page = manager.get(following).text
            sizes.append(page.count("Vera Visitor, received"))
            (file,) = re.findall(r'href="(/review/refused\.json[^"]*)"', page)
            taken_out += [row["change_id"] for row in manager.get(unescape(file)).get_json()]
            found = re.search(r'href="([^"]+)"[^>]*rel="next"', page)
            following = unescape(found[1]) if found else ""
        assert sizes == [3, 3, 1]
        assert len(taken_out) == len(set(taken_out)) == 7


def test_what_was_refused_goes_with_the_child(world: World, tablet: Tablet) -> None:
    """Whoever no longer looks after a child reads nothing of it, and whoever does reads all."""
    tablet.send({"weight_g": {"value": "four kilos", "kind": "O"}})
    with world.app.app_context():
        move_to_team(world.administrator.id, world.child.id, world.fir.id)
        commit()

    def files() -> list[str]:
        managers = (world.manager, world.other_manager)
        return [world.as_(one).get("/review/refused.json").text for one in managers]

    before, now = files()
    assert "four kilos" not in before
    assert "four kilos" in now


class TestOfAJoinedRecord:
    """A child was met and joined; what is held under the first name belongs to whoever has the record now."""

    @pytest.fixture
    def stray(self, world: World) -> Tablet:
        """Of a child that was joined into Ivy's record, from a tablet that was withdrawn."""
        met = new_id()
        with world.app.app_context():
            told = {"given_name": "", "family_name": "Larch", "dob": None, "nhs_number": None}
            add_met_child(world.visitor.id, world.oak.id, met, told | {"sex": "not_known"})
            commit()
        tablet = Tablet(world, world.visitor, met)
        tablet.send({"baby_seen": {"value": "awake", "kind": "O"}})
        with world.app.app_context():
            session().scalars(select(Device)).one().revoked_at = clock.now()
            commit()
        assert tablet.send(WEIGHT)["outcome"] == "held"
        with world.app.app_context():
            join_children(world.manager.id, met, world.child.id)
            commit()
        return tablet

    def test_it_moves_along_with_the_child(self, world: World, stray: Tablet) -> None:
        with world.app.app_context():
            move_to_team(world.administrator.id, world.child.id, world.fir.id)
            commit()
            teams = session().scalars(select(Child.team_id).where(Child.id == stray.child_id))
            assert teams.one() == world.fir.id

        address = f"/review/held/{stray.visit_id}"
        assert world.as_(world.manager).get(address).status_code == 404
        manager = world.as_(world.other_manager)
        assert "Ivy Larch" in manager.get(address).text
        assert decide(manager, stray, "accepted").status_code == 303
        assert stray.visit.child_id == world.child.id
        assert stray.visit.answers["weight_g"]["value"] == 4000

    def test_who_no_longer_has_the_child_accepts_nothing_into_its_record(
        self, world: World, stray: Tablet
    ) -> None:
        """As when the record moved on between her page and her decision."""
        with world.app.app_context():
            move_to_team(world.administrator.id, world.child.id, world.fir.id)
            update_held = update(Change).where(Change.outcome == "held")
            session().execute(update_held.values(team_id=world.oak.id))
            commit()

        assert decide(world.as_(world.manager), stray, "accepted").status_code == 409
        assert "weight_g" not in stray.visit.answers
