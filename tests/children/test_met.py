"""A child met on a doorstep: on the caseload at once, joined to a known one only by a person, and apart
again if that was wrong."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.models import Device, Membership, User
from app.audit.models import AuditEvent
from app.children.models import Child, Join
from app.children.rules import Seen, may_be_one
from app.database import commit, session
from app.feed.models import FeedRow
from app.feed.operations import touch
from app.permissions import Role
from app.visits.models import Change, Release, Visit
from app.visits.moving import join_children, part_children
from tests.forms.contracts import cases
from tests.support.world import World
from tests.sync.tablet import Tablet, mint, observed

WEIGHT = {"weight_g": observed(4120)}
BORN = date(2026, 3, 1)
IVY = Seen("Ivy", "Larch", "", BORN)


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (Seen("Ivy", "Larch", "", BORN), True),
        (Seen("Ivy", "Larch-Vale", "", BORN), True),
        (Seen("", "Larch", "", BORN), True),
        (Seen("Ívy", "LARCH", "", None), True),
        (Seen("Posy", "Vale", "Ivy", BORN), True),
        (Seen("Posy", "Larch", "", None), False),
        (Seen("Ivy", "Larch", "", date(2025, 3, 1)), False),
        (Seen("Posy", "Vale", "", BORN), False),
        (Seen("", "Larch", "", None, date(2026, 3, 20)), True),
        (Seen("", "Vale", "", None, date(2026, 3, 20)), False),
        (Seen("", "Larch", "", None, date(2026, 8, 20)), False),
    ],
)
def test_who_a_person_should_look_at(other: Seen, alike: bool) -> None:
    assert may_be_one(IVY, other) is alike
    assert may_be_one(other, IVY) is alike


def test_two_who_are_due_about_the_same_day_may_be_one() -> None:
    first, again = (Seen("", "Larch", "", None, date(2026, 3, day)) for day in (1, 12))
    assert may_be_one(first, again)
    assert not may_be_one(first, Seen("", "Larch", "", None, date(2027, 3, 1)))


def told(world: World, **said: Any) -> dict[str, Any]:
    return {
        "team_id": str(world.oak.id),
        "given_name": "Ivy",
        "family_name": "Larch",
        "dob": "2026-03-01",
        "nhs_number": None,
        "sex": "female",
        **said,
    }


def meet(vera: Tablet, **said: Any) -> dict[str, Any]:
    """She records a visit to a child who is not on her list; returns the change."""
    child = told(vera.world, **said)
    return vera.change(mint(), UUID(mint()), WEIGHT, child=child)


def child_of(world: World, change: dict[str, Any]) -> Child:
    with world.app.app_context():
        return session().get_one(Child, UUID(change["child_id"]))


def join(world: World, change: dict[str, Any], kept: UUID) -> Any:
    address = f"/review/met/{change['child_id']}/join"
    return world.as_(world.manager).post(address, data={"kept": str(kept)})


def confirm(world: World, change: dict[str, Any], **sent: str) -> Any:
    address = f"/review/met/{change['child_id']}/confirm"
    return world.as_(world.manager).post(address, data=sent)


def visit_of(world: World, change: dict[str, Any]) -> Visit:
    with world.app.app_context():
        return session().get_one(Visit, UUID(change["visit_id"]))


class TestMeeting:
    def test_puts_the_child_on_the_caseload_with_the_visit(
        self, world: World, vera: Tablet
    ) -> None:
        change = meet(vera, nhs_number="9990000018")
        (receipt,) = vera.push(change)

        assert receipt["outcome"] == "stored"
        child = child_of(world, change)
        assert (child.provisional, child.nhs_number, child.claimed_nhs_number) == (
            True,
            None,
            "9990000018",
        )
        rows = {row["key"]: row["state"] for row in vera.pull(world.oak.id)["rows"]}
        state = rows[f"child:{child.id}"]
        assert (state["provisional"], state["nhs_number"]) == (True, "9990000018")
        assert f"visit:{change['visit_id']}" in rows

    @pytest.mark.one_database
    @pytest.mark.parametrize("case", cases("names"))
    def test_every_name_a_tablet_takes_is_taken(
        self, world: World, vera: Tablet, case: dict[str, str]
    ) -> None:
        change = meet(vera, given_name=case["sent"], family_name=case["sent"])
        (receipt,) = vera.push(change)

        assert receipt["outcome"] == "stored"
        child = child_of(world, change)
        assert (child.given_name, child.family_name) == (case["sent"], case["sent"])

    def test_a_child_not_born_yet_has_the_day_it_is_due(self, world: World, vera: Tablet) -> None:
        change = meet(vera, given_name="", dob=None, edd="2026-09-01")
        (receipt,) = vera.push(change)

        assert receipt["outcome"] == "stored"
        assert child_of(world, change).edd == date(2026, 9, 1)
        rows = {row["key"]: row["state"] for row in vera.pull(world.oak.id)["rows"]}
        assert rows[f"child:{change['child_id']}"]["edd"] == "2026-09-01"

    def test_who_it_may_be_is_proposed_by_the_day_it_is_due(
        self, world: World, vera: Tablet
    ) -> None:
        due = world.child.dob + timedelta(days=6)
        vera.push(meet(vera, given_name="", family_name="Larch", dob=None, edd=due.isoformat()))
        page = world.as_(world.manager).get("/review/met/").text
        assert "not yet when told of; due" in page
        assert "May be the same child" in page

    @pytest.mark.parametrize(
        ("known", "heard"),
        [("O'Brien", "O’Brien"), ("Åberg", "ÅBERG"), ("Smith-Jones", "Smith Jones")],
    )
    def test_who_it_may_be_is_proposed_however_the_name_is_spelt(
        self, world: World, vera: Tablet, known: str, heard: str
    ) -> None:
        with world.app.app_context():
            child = session().get_one(Child, world.child.id)
            child.family_name, given = known, child.given_name
            commit()
        change = meet(vera, given_name=given.upper(), family_name=heard, dob=None)
        vera.push(change)
        assert "May be the same child" in world.as_(world.manager).get("/review/met/").text
        # And nobody is made final by one press.
        assert confirm(world, change).status_code == 200
        assert child_of(world, change).provisional

    def test_twice_is_one_child(self, world: World, vera: Tablet) -> None:
        change = meet(vera)
        assert vera.push(change) == vera.push(change)
        with world.app.app_context():
            rows = session().scalars(select(AuditEvent).where(AuditEvent.event == "child_met"))
            assert len(rows.all()) == 1

    def test_on_another_teams_caseload_is_held(self, world: World, vera: Tablet) -> None:
        (receipt,) = vera.push(meet(vera, team_id=str(world.elm.id)))
        assert (receipt["outcome"], receipt["code"]) == ("held", "not_on_caseload")

    @pytest.mark.parametrize(
        "wrong",
        [
            {"family_name": " "},
            {"dob": "1 March"},
            {"edd": "soon"},
            {"nhs_number": "12"},
            {"sex": "f"},
        ],
    )
    def test_what_cannot_be_a_child_is_refused_readably(
        self, world: World, vera: Tablet, wrong: dict[str, str]
    ) -> None:
        (receipt,) = vera.push(meet(vera, **wrong))
        assert (receipt["outcome"], receipt["code"]) == ("rejected", "bad_change")

    def test_never_changes_a_child_who_is_known(self, world: World, vera: Tablet) -> None:
        child = told(world, given_name="Mallory")
        vera.push(vera.change(mint(), world.child, WEIGHT, child=child))
        with world.app.app_context():
            assert session().get_one(Child, world.child.id).given_name == "Ivy"


class TestMetAndHeld:
    """What told of the child was held, so that there is none yet; a manager can take both in."""

    @pytest.fixture(params=["tablet withdrawn", "left the team", "no visitor any more"])
    def change(self, world: World, vera: Tablet, request: pytest.FixtureRequest) -> dict[str, Any]:
        """The first change of her visit; a second one was sent apart from it."""
        vera.contact()
        with world.app.app_context():
            match request.param:
                case "tablet withdrawn":
                    session().scalars(select(Device)).one().revoked_at = clock.now()
                case "left the team":
                    own = session().scalars(
                        select(Membership).where(Membership.user_id == world.visitor.id)
                    )
                    own.one().team_id = world.fir.id
                case _:
                    session().get_one(User, world.visitor.id).role = Role.MANAGER
            commit()
        change = meet(vera, given_name="Wren", family_name="Teasel")
        child_id = UUID(change["child_id"])
        later = vera.change(change["visit_id"], child_id, {"head_cm": observed("38.5")})
        for one in (change, later):
            assert vera.push(one)[0]["outcome"] == "held"
        return change

    def accept(self, world: World, change: dict[str, Any]) -> Any:
        with world.app.app_context():
            decided = select(Release.change_id)
            held = select(Change.id).where(
                Change.team_id == world.oak.id, Change.id.not_in(decided)
            )
            ids = [str(one) for one in session().scalars(held)]
        address = f"/review/held/{change['visit_id']}/release"
        body = {"decision": "accepted", "change": ids}
        return world.as_(world.manager).post(address, data=body)

    def test_is_named_to_the_manager_it_was_met_for(
        self, world: World, change: dict[str, Any]
    ) -> None:
        manager = world.as_(world.manager)
        assert "Wren Teasel" in manager.get("/review/").text
        assert "Wren Teasel" in manager.get(f"/review/held/{change['visit_id']}").text
        assert "Teasel" not in world.as_(world.other_manager).get("/review/").text

    def test_all_of_it_is_for_one_manager(self, world: World, change: dict[str, Any]) -> None:
        """Only the first change says who was met, and for which team."""
        with world.app.app_context():
            teams = set(session().scalars(select(Change.team_id)))
        assert teams == {world.oak.id}

    def test_accepted_the_child_is_on_the_caseload_with_the_visit(
        self, world: World, change: dict[str, Any]
    ) -> None:
        assert self.accept(world, change).status_code == 303

        child = child_of(world, change)
        assert (child.provisional, child.team_id) == (True, world.oak.id)
        assert set(visit_of(world, change).answers) == {"weight_g", "head_cm"}
        rows = Tablet(world, world.colleague).pull(world.oak.id)["rows"]
        keys = {row["key"] for row in rows if row["kind"] == "state"}
        assert {f"child:{child.id}", f"visit:{change['visit_id']}"} <= keys
        assert "Wren Teasel" in world.as_(world.manager).get("/review/met/").text

    def test_declined_there_is_no_child(self, world: World, change: dict[str, Any]) -> None:
        address = f"/review/held/{change['visit_id']}/release"
        body = {"decision": "declined", "reason": "Another team’s.", "change": change["change_id"]}
        assert world.as_(world.manager).post(address, data=body).status_code == 303
        with world.app.app_context():
            assert session().get(Child, UUID(change["child_id"])) is None


class TestWhoItMayBe:
    def test_is_proposed_to_the_manager_and_nothing_is_joined_by_itself(
        self, world: World, vera: Tablet
    ) -> None:
        change = meet(vera, given_name="Ivy Rose", nhs_number="9990000018")
        vera.push(change)
        page = world.as_(world.manager).get("/review/met/").text
        assert "the same NHS number" in page
        assert "This is the same child" in page
        assert child_of(world, change).merged_into is None
        assert "Ivy Rose" not in world.as_(world.other_manager).get("/review/met/").text

    def test_outside_the_teams_is_said_without_saying_who(self, world: World, vera: Tablet) -> None:
        vera.push(meet(vera, family_name="Sedge", nhs_number="9990000026", dob=None))
        page = world.as_(world.manager).get("/review/met/").text
        assert "stands on a record outside your teams" in page
        assert "Rowan" not in page


class TestJoining:
    def test_gives_the_visits_to_the_known_child_with_their_history(
        self, world: World, vera: Tablet
    ) -> None:
        change = meet(vera)
        vera.push(change)
        cursor = vera.pull(world.oak.id)["to"]

        assert join(world, change, world.child.id).status_code == 303

        assert visit_of(world, change).child_id == world.child.id
        assert child_of(world, change).merged_into == world.child.id
        rows = {row["key"]: row for row in vera.pull(world.oak.id, cursor)["rows"]}
        assert rows[f"child:{change['child_id']}"]["kind"] == "left"
        state = rows[f"visit:{change['visit_id']}"]["state"]
        assert (state["child_id"], state["answers"]["weight_g"]["value"]) == (
            str(world.child.id),
            4120,
        )
        with world.app.app_context():
            assert change["change_id"] in {str(one.id) for one in session().scalars(select(Change))}

    def test_takes_what_the_tablet_still_sends_of_the_first_name(
        self, world: World, vera: Tablet
    ) -> None:
        change = meet(vera)
        vera.push(change)
        later = vera.change(
            change["visit_id"], UUID(change["child_id"]), {"head_cm": observed("38.5")}
        )
        another = vera.change(mint(), UUID(change["child_id"]), WEIGHT)
        join(world, change, world.child.id)

        receipts = vera.push(later, another)

        assert [receipt["outcome"] for receipt in receipts] == ["stored", "stored"]
        assert visit_of(world, another).child_id == world.child.id

    def test_can_be_taken_apart_again(self, world: World, vera: Tablet) -> None:
        change = meet(vera)
        vera.push(change)
        join(world, change, world.child.id)
        manager = world.as_(world.manager)
        page = manager.get("/review/met/").text
        address = page.partition('action="/review/met/joins/')[2].partition('"')[0]

        assert manager.post(f"/review/met/joins/{address}").status_code == 303

        assert str(visit_of(world, change).child_id) == change["child_id"]
        child = child_of(world, change)
        assert (child.merged_into, child.provisional) == (None, True)
        rows = {row["key"]: row["kind"] for row in vera.pull(world.oak.id)["rows"]}
        assert rows[f"child:{change['child_id']}"] == "state"
        with world.app.app_context():
            names = session().scalars(select(AuditEvent.event)).all()
        assert {"children_joined", "children_parted"} <= set(names)

    def test_a_known_child_is_never_joined_to_another(self, world: World, vera: Tablet) -> None:
        change = meet(vera)
        vera.push(change)
        address = f"/review/met/{world.child.id}/join"
        reply = world.as_(world.manager).post(address, data={"kept": change["child_id"]})
        assert reply.status_code == 409

    def test_across_teams_is_not_hers_to_do(self, world: World, vera: Tablet) -> None:
        change = meet(vera)
        vera.push(change)
        assert join(world, change, world.other_child.id).status_code == 404


def met_in_elm(world: World) -> tuple[Tablet, dict[str, Any]]:
    """A visitor of Elm met a child whom Oak knew."""
    oona = Tablet(world, world.other_visitor)
    change = meet(oona, team_id=str(world.elm.id))
    oona.push(change)
    return oona, change


def join_across(world: World, change: dict[str, Any], kept: UUID) -> UUID:
    """As somebody does who is a manager of both teams; returns the join's id."""
    with world.app.app_context():
        join_children(world.manager.id, UUID(change["child_id"]), kept)
        commit()
        return session().scalars(select(Join.id).where(Join.undone_at.is_(None))).one()


def part(world: World, join_id: UUID) -> None:
    with world.app.app_context():
        part_children(world.manager.id, session().get_one(Join, join_id))
        commit()


class TestAcrossTeams:
    def test_parted_again_it_left_the_team_it_was_met_in(self, world: World) -> None:
        oona, change = met_in_elm(world)
        key = f"child:{change['child_id']}"
        joined = join_across(world, change, world.child.id)
        with world.app.app_context():
            touch([(world.elm.id, key)])  # as confirming one that was joined already once did
            commit()

        part(world, joined)

        of_elm, of_oak = (
            {row["key"]: row for row in tablet.pull(team.id)["rows"]}
            for tablet, team in ((oona, world.elm), (Tablet(world, world.visitor), world.oak))
        )
        assert (of_elm[key]["kind"], of_oak[key]["kind"]) == ("left", "state")
        assert of_oak[key]["seq"] > of_elm[key]["seq"], "a tablet of both teams keeps it"

    def test_a_feed_that_names_what_is_not_there_says_that_it_left(
        self, world: World, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """What an earlier release may have left behind keeps nobody from the rest, and is mended when it is met."""
        oona, change = met_in_elm(world)
        key = f"child:{change['child_id']}"
        before = oona.pull(world.elm.id)["to"]
        join_across(world, change, world.child.id)
        with world.app.app_context():
            touch([(world.elm.id, key), (world.elm.id, f"child:{world.other_child.id}")])
            commit()
        capsys.readouterr()

        gone, there = oona.pull(world.elm.id, before + 1)["rows"][-2:]

        assert (gone["key"], gone["kind"], gone["state"]) == (key, "left", None)
        assert there["kind"] == "state"
        logged = capsys.readouterr().err
        assert "feed_without_state" in logged
        assert change["child_id"] not in logged
        with world.app.app_context():
            kinds = session().scalars(select(FeedRow.kind).where(FeedRow.key == key))
            assert set(kinds) == {"left"}


class TestANewChild:
    def test_that_somebody_joined_meanwhile_is_none(self, world: World, vera: Tablet) -> None:
        """Her page was made before."""
        change = meet(vera)
        vera.push(change)
        join(world, change, world.child.id)

        reply = world.as_(world.manager).post(f"/review/met/{change['child_id']}/confirm")

        assert reply.status_code == 409
        assert "joined or confirmed meanwhile" in reply.text
        child = child_of(world, change)
        assert (child.merged_into, child.provisional) == (world.child.id, True)
        rows = {row["key"]: row["kind"] for row in vera.pull(world.oak.id)["rows"]}
        assert rows[f"child:{child.id}"] == "left"

    def test_is_an_ordinary_one_once_confirmed(self, world: World, vera: Tablet) -> None:
        change = meet(vera, given_name="Wren", family_name="Teasel", nhs_number="9990000042")
        vera.push(change)
        address = f"/review/met/{change['child_id']}/confirm"
        assert world.as_(world.manager).post(address).status_code == 303
        child = child_of(world, change)
        assert (child.provisional, child.nhs_number) == (False, "9990000042")

    def test_who_may_be_known_is_asked_about_once_more(self, world: World, vera: Tablet) -> None:
        """It is final: a confirmed child is joined with nobody."""
        change = meet(vera, given_name="Ivy Rose")
        vera.push(change)

        asked = confirm(world, change)

        assert asked.status_code == 200
        assert "Is this a new child?" in asked.text
        assert "Ivy Larch" in asked.text
        assert child_of(world, change).provisional is True
        assert confirm(world, change, sure="yes").status_code == 303
        assert child_of(world, change).provisional is False

    @pytest.mark.parametrize(
        "number",
        ["9990000018", "9990000026", "9990000019"],
        ids=["of a child of hers", "of a child elsewhere", "none at all"],
    )
    def test_is_confirmed_without_a_number_that_is_not_hers(
        self, world: World, vera: Tablet, number: str
    ) -> None:
        change = meet(vera, given_name="Wren", family_name="Teasel", nhs_number=number)
        vera.push(change)
        page = world.as_(world.manager).get("/review/met/").text
        assert "A new child: without this NHS number" in page
        assert "A new child: nobody we knew" not in page

        reply = confirm(world, change, number="left_out", sure="yes")

        assert reply.status_code == 303
        child = child_of(world, change)
        assert (child.provisional, child.nhs_number, child.claimed_nhs_number) == (
            False,
            None,
            None,
        )
        with world.app.app_context():
            sent = session().get_one(Change, UUID(change["change_id"])).body
        assert number in sent, "what she was told stays as she sent it"

    def test_with_the_number_of_another_is_refused(self, world: World, vera: Tablet) -> None:
        change = meet(vera, nhs_number="9990000018")
        vera.push(change)
        assert confirm(world, change, sure="yes").status_code == 422
        assert child_of(world, change).provisional is True

    @pytest.mark.parametrize("number", ["0000000000", "1111111111", "9990000019"])
    def test_with_what_is_no_nhs_number_is_refused(
        self, world: World, vera: Tablet, number: str
    ) -> None:
        change = meet(vera, nhs_number=number)
        vera.push(change)  # what was told on a doorstep is kept all the same
        assert confirm(world, change, sure="yes").status_code == 422
        assert child_of(world, change).provisional is True


def test_a_record_joined_by_way_of_a_third_gets_what_still_comes(
    world: World, vera: Tablet
) -> None:
    """Two tablets met one child, and the list knew it already."""
    first, second = meet(vera), meet(vera)
    vera.push(first, second)
    manager = world.as_(world.manager)
    for joined, kept in ((first, second["child_id"]), (second, str(world.child.id))):
        page = f"/review/met/{joined['child_id']}/join"
        assert manager.post(page, data={"kept": kept}).status_code == 303

    late = vera.change(mint(), UUID(first["child_id"]), WEIGHT)
    (receipt,) = vera.push(late)

    assert receipt["outcome"] == "stored"
    with world.app.app_context():
        assert set(session().scalars(select(Visit.child_id))) == {world.child.id}
        joins = {join.child_id: join.id for join in session().scalars(select(Join))}
    # The later join is taken apart first, or the visits of the earlier one could not be found.
    for change, status in ((first, 409), (second, 303), (first, 303)):
        page = f"/review/met/joins/{joins[UUID(change['child_id'])]}/part"
        assert manager.post(page).status_code == status
    with world.app.app_context():
        owners = dict(session().execute(select(Visit.id, Visit.child_id)).all())
    assert owners[UUID(first["visit_id"])] == UUID(first["child_id"])
    assert owners[UUID(second["visit_id"])] == UUID(second["child_id"])
    assert owners[UUID(late["visit_id"])] == world.child.id


def test_a_joined_record_is_no_child_of_its_own_on_a_list(world: World, vera: Tablet) -> None:
    change = meet(vera, family_name="Larchtree")
    vera.push(change)
    manager = world.as_(world.manager)
    assert "Larchtree" in manager.get("/children/").text

    manager.post(f"/review/met/{change['child_id']}/join", data={"kept": str(world.child.id)})

    assert "Larchtree" not in manager.get("/children/").text
