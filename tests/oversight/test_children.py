"""A manager's list of what is open, and the picture of one child, on both databases."""

from __future__ import annotations

import csv
import io
import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, select, update

import forms
from app import clock
from app.audit.models import AuditEvent
from app.children.models import Child, Join
from app.children.operations import add_met_child, update_child
from app.database import commit, new_id, session
from app.exports import operations
from app.exports.selection import Purpose, ReviewState, Selection
from app.feed.operations import touch
from app.feed.queries import heads
from app.gathered import held
from app.gathered import operations as operations_of_facts
from app.gathered.models import ChildFacts
from app.gathered.operations import VERSION, fresh, refresh
from app.gathered.queries import behind, looked, stale
from app.pathways.operations import write_pathway
from app.pathways.rules import Number, Written
from app.review.operations import release
from app.visits.models import Change, Visit, VisitStatus
from app.visits.moving import join_children, move_to_team, part_children
from forms.field_types.times import uk_day
from tests.review.visits import WHEN, Tablet, viewer, whole_visit
from tests.support.world import World
from tests.sync.test_concurrency import waits_for_a_lock

UNSEEN = {
    "father_seen": {"value": "not_seen", "kind": "O"},
    "father_not_seen_why": {"value": "At work, said by the mother.", "kind": "O"},
}


@pytest.fixture
def here(world: World) -> World:
    """The world. No app context stays open: a request inside one would share its session and user."""
    return world


def sends_a_visit(here: World, weeks: int, **changed: Any) -> Tablet:
    tablet = Tablet(here, here.visitor, here.child.id)
    tablet.send_whole_visit(WHEN + timedelta(weeks=weeks), **changed)
    return tablet


def listed(here: World, address: str = "/children/") -> str:
    reply = here.as_(here.manager).get(address)
    assert reply.status_code == 200
    return words_of(reply.text)


def words_of(page: str) -> str:
    """Days have spaces that do not break."""
    return unescape(page).replace("\xa0", " ")


def count_of(page: str, words: str) -> int:
    found = re.search(rf"wv-kinds__count\">(\d+)</span> {re.escape(words)}", page)
    assert found, words
    return int(found[1])


def facts(here: World) -> ChildFacts:
    with here.app.app_context():
        return (
            session().scalars(select(ChildFacts).where(ChildFacts.child_id == here.child.id)).one()
        )


def events(here: World, event: str) -> list[AuditEvent]:
    with here.app.app_context():
        return [*session().scalars(select(AuditEvent).where(AuditEvent.event == event))]


def test_the_father_who_was_not_met_three_times_is_on_the_list(here: World) -> None:
    for week in range(3):
        sends_a_visit(here, week, **UNSEEN)
    page = listed(here)
    assert "Father or second parent never seen in 3 contacts" in page
    assert count_of(page, "Father not seen at two contacts or more") == 1
    assert "Ivy Larch" in listed(here, "/children/?kind=father")


@pytest.mark.parametrize(
    ("born", "awake", "said"),
    [
        # days ago; what stands on the list, if anything
        (70, None, "Baby never seen awake"),
        (1, None, None),
        (70, 40, "Baby last seen awake"),
        (70, 5, None),
    ],
)
def test_who_was_not_seen_awake_for_long_is_on_the_list_whoever_was_met(
    here: World, born: int, awake: int | None, said: str | None
) -> None:
    listed(here)
    today = uk_day(clock.now())
    with here.app.app_context():
        child = session().get_one(Child, here.child.id)
        child.dob = today - timedelta(days=born)
        kept = session().get_one(ChildFacts, here.child.id)
        kept.baby_awake = None if awake is None else today - timedelta(days=awake)
        commit()
    page = listed(here, "/children/?kind=sight")
    assert ("Ivy Larch" in page) is (said is not None)
    if said:
        assert said in page


def test_a_baby_expected_when_it_was_met_is_born_once_a_visit_says_when(
    here: World, tmp_path: Path
) -> None:
    """Its record keeps what was told on the doorstep: whoever asks how old it is must hear of the visits."""
    child_id = new_id()
    with here.app.app_context():
        told = {"given_name": "", "family_name": "Yew", "dob": None, "edd": "2026-04-20"}
        told |= {"nhs_number": None, "sex": "not_known"}
        add_met_child(here.visitor.id, here.oak.id, child_id, told)
        commit()
    assert "expected 20 April 2026" in listed(here)
    assert "Yew" not in listed(here, "/children/?kind=sight")

    met = Tablet(here, here.visitor, child_id)
    said = {"baby_seen": {"value": "awake", "kind": "O"}}
    said |= {"baby_dob": {"value": "2026-04-03", "kind": "A"}}
    met.send(whole_visit() | said, version=forms.latest().version)
    page = listed(here, "/children/?kind=sight")
    assert "born 3 April 2026, as recorded on a visit" in page
    assert "Baby last seen awake 14 April 2026" in page
    assert "expected" not in page

    shown = words_of(here.as_(here.manager).get(f"/children/{child_id}").text)
    assert "3 April 2026, as recorded on a visit" in shown
    assert "Age today" in shown
    assert r"\"born\":\"2026-04-03\"" in shown
    read = words_of(here.as_(here.manager).get(f"/review/visits/{met.visit_id}").text)
    assert "3 April 2026, as recorded on a visit" in read
    assert "Age at the contact" in read

    with here.app.app_context():
        handed_in = {"status": VisitStatus.SUBMITTED, "submitted_at": clock.now()}
        session().execute(update(Visit).where(Visit.id == met.visit_id).values(handed_in))
        commit()
    waiting = words_of(here.as_(here.manager).get("/review/").text)
    assert "born 3 April 2026, as recorded on a visit" in waiting

    with here.app.app_context():
        everything = Selection(state=ReviewState.ALL)
        operations.export_to_folder(tmp_path, everything, Purpose.DATA_QUALITY)
        assert session().get_one(Child, child_id).dob is None
    (row,) = csv.DictReader((tmp_path / "visits.csv").read_text("utf-8-sig").splitlines())
    assert row["age_days"] == "11"


def test_a_baby_nobody_knows_the_age_of_and_nobody_saw_awake_is_on_the_list(here: World) -> None:
    with here.app.app_context():
        session().get_one(Child, here.child.id).dob = None
        commit()
    tablet = Tablet(here, here.visitor, here.child.id)
    tablet.send({"contact_type": {"value": "antenatal", "kind": "A"}})
    assert "Ivy Larch" not in listed(here, "/children/?kind=sight")
    tablet.send({"contact_type": {"value": "new_birth", "kind": "A"}})
    page = listed(here, "/children/?kind=sight")
    assert "Baby never seen awake" in page
    assert "date of birth not recorded" in page

    with here.app.app_context():
        told = {"given_name": "", "dob": None, "nhs_number": None, "sex": "not_known"}
        unborn = told | {"family_name": "Aspen", "edd": "2026-12-24"}
        unseen = told | {"family_name": "Yew", "dob": "2026-02-03"}
        for one in (unborn, unseen):
            add_met_child(here.visitor.id, here.oak.id, new_id(), one)
        commit()
    in_order = words_of(listed(here, "/children/?order=sight"))
    assert in_order.index("Larch") < in_order.index("Yew") < in_order.index("Aspen")


@pytest.mark.parametrize(
    ("unknowns", "said"), [(1, "1 thing not known"), (3, "3 things not known")]
)
def test_what_is_not_known_is_counted_in_words(here: World, unknowns: int, said: str) -> None:
    assert "Nobody has been met yet" in listed(here)
    sends_a_visit(here, 0)
    listed(here)
    with here.app.app_context():
        session().get_one(ChildFacts, here.child.id).unknowns = unknowns
        commit()
    page = listed(here)
    assert said in page
    assert "1 contact, the last" in page


def test_a_list_of_nobody_says_so(here: World) -> None:
    page = listed(here, "/children/?kind=shares")
    assert "No child of your teams is on this list" in page
    assert "Ivy Larch" not in page


def test_figures_are_kept_until_the_visits_change(here: World) -> None:
    sends_a_visit(here, 0, **UNSEEN)
    listed(here)
    first = facts(here)
    listed(here)
    assert facts(here).seq == first.seq
    sends_a_visit(here, 1)
    listed(here)
    assert (facts(here).visits, facts(here).father_missed) == (2, 0)


def test_the_first_page_says_what_it_does_not_know_yet(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something urgent may be among it; and whose visits changed is looked at before who came earlier and never changed."""
    monkeypatch.setattr("app.review.views.refresh", partial(refresh, patience=0))
    with here.app.app_context():
        told = {"given_name": "", "family_name": "Yew", "dob": None, "nhs_number": None}
        for before in (1, 2):
            add_met_child(
                here.visitor.id, here.oak.id, UUID(int=before), told | {"sex": "not_known"}
            )
        commit()
    tablet = Tablet(here, here.visitor, here.child.id)
    tablet.send({"mark_seen": {"value": "unsure", "kind": "O"}})
    manager = here.as_(here.manager)

    page = unescape(manager.get("/review/").text)

    assert "2 children are still being gathered: something urgent about them may" in page
    assert "Nothing waits for you" not in page
    assert facts(here).visits == 1
    assert "still being gathered" in manager.get("/review/").text
    assert "still being gathered" not in manager.get("/review/").text


def test_what_is_left_is_said_and_made_at_the_next_look(here: World) -> None:
    with here.app.app_context():
        here_ids = [here.oak.id, here.elm.id, here.fir.id]
        assert refresh(here_ids, patience=0) == 2, "the first is made whatever it costs"
        assert refresh(here_ids) == 0
        commit()


def test_a_look_behind_the_last_one_misses_nothing_a_look_at_all_would_find(here: World) -> None:
    teams = [here.oak.id, here.elm.id]
    met = new_id()

    def a_visit() -> None:
        sends_a_visit(here, 0)

    def another_name() -> None:
        update_child(here.manager.id, session().get_one(Child, here.child.id), family_name="Yew")

    def somebody_is_met() -> None:
        told = {"given_name": "", "family_name": "Larch", "dob": None, "nhs_number": None}
        add_met_child(here.visitor.id, here.oak.id, met, told | {"sex": "not_known"})
        touch([(here.oak.id, f"child:{met}")])

    def her_visit() -> None:
        Tablet(here, here.visitor, met).send_whole_visit(WHEN + timedelta(weeks=1))

    def two_are_one() -> None:
        join_children(here.manager.id, met, here.child.id)

    def they_are_two() -> None:
        part_children(here.manager.id, session().scalars(select(Join)).one())

    def to_another_team() -> None:
        move_to_team(here.manager.id, here.child.id, here.elm.id)

    def kept_and_looked_at() -> set[UUID]:
        today = uk_day(clock.now())
        found = {row.child_id for row in stale(teams, VERSION, today)}
        asked = behind(heads(teams), looked(teams, VERSION), today)
        assert asked is None or found <= asked
        assert refresh(teams) == 0
        commit()
        assert behind(heads(teams), looked(teams, VERSION), today) == set()
        return found

    with here.app.app_context():
        assert kept_and_looked_at() == {here.child.id, here.other_child.id}
    for what, expected in (
        (a_visit, {here.child.id}),
        (another_name, {here.child.id}),
        (somebody_is_met, {met}),
        (her_visit, {met}),
        (two_are_one, {met, here.child.id}),
        (they_are_two, {met, here.child.id}),
        (to_another_team, {here.child.id}),
    ):
        if what in (a_visit, her_visit):  # over HTTP, with a session of its own
            what()
        else:
            with here.app.app_context():
                what()
                commit()
        with here.app.app_context():
            assert kept_and_looked_at() == expected, what.__name__


def test_another_teams_children_are_not_there(here: World) -> None:
    assert "Rowan Sedge" not in listed(here)
    assert here.as_(here.manager).get(f"/children/{here.other_child.id}").status_code == 404
    assert "Rowan Sedge" not in listed(here, f"/children/?team={here.elm.id}")


def test_a_child_that_moved_takes_its_history_along(here: World) -> None:
    sends_a_visit(here, 0, **UNSEEN)
    with here.app.app_context():
        move_to_team(here.manager.id, here.child.id, here.fir.id)
        commit()
    assert "Ivy Larch" not in listed(here)
    reply = here.as_(here.other_manager).get(f"/children/{here.child.id}")
    assert "never seen, 1 contact since" in unescape(reply.text)


@pytest.mark.parametrize(
    "asked", ["kind=nonsense", "team=nonsense", "order=score", "page=-1", "page=x"]
)
def test_what_an_address_names_wrongly_is_left_out(here: World, asked: str) -> None:
    assert "Ivy Larch" in listed(here, f"/children/?{asked}")


# -- the picture of one child ---------------------------------------------------------------------


def told(page: str) -> dict[str, Any]:
    """What the script is given."""
    found = re.search(r"data-picture-of>(.*?)</script>", page, re.DOTALL)
    assert found
    return dict(json.loads(json.loads(found[1])))


def test_the_page_says_it_in_words_and_gives_the_script_the_same(here: World) -> None:
    sends_a_visit(here, 0, **UNSEEN)
    page = here.as_(here.manager).get(f"/children/{here.child.id}").text
    given = told(page)
    assert given["child"]["given_name"] == "Ivy"
    assert given["picture"]["visits"][0]["author"] == "Vera Visitor"
    assert "Where baby lives and sleeps" in page
    assert "Age today" in page
    assert '<script type="application/json"' in page


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_mark_is_told_where_the_word_against_it_has_taken_it_out_of_what_counts(
    here: World, version: int
) -> None:
    """Up to version 3 "none seen" shuts the page of marks, with the mark on it."""
    tablet = Tablet(here, here.visitor, here.child.id)
    none = {
        "contact_type": {"value": "new_birth", "kind": "A"},
        "mark_seen": {"value": "none_seen", "kind": "O"},
    }
    tablet.send(MARK | none, version=version)
    with here.app.app_context():
        session().get_one(Visit, tablet.visit_id).status = VisitStatus.SUBMITTED
        commit()
    site = f"mark/{new_id()}/mark_site"
    tablet.send({site: {"value": "left_cheek", "kind": "O"}}, version=version)
    assert (tablet.visit.form_version, tablet.visit.left_out) == (version, [site])

    page = here.as_(here.manager).get(f"/children/{here.child.id}").text
    (found,) = [one for one in told(page)["picture"]["contradictions"] if one["what"] == "mark"]
    assert [one["field"] for one in found["claims"]] == ["mark_seen", "mark_site"]
    assert found["claims"][1]["key"] == site
    assert site not in [one["key"] for one in told(page)["timeline"]]


def test_text_of_a_visit_cannot_leave_the_json(here: World) -> None:
    sends_a_visit(here, 0, baby_observed={"value": "</script><b>Awake</b>", "kind": "O"})
    page = here.as_(here.manager).get(f"/children/{here.child.id}").text
    assert "</script><b>" not in page
    assert "</script><b>Awake</b>" in json.dumps(told(page))


def test_private_answers_are_opened_on_purpose_and_that_is_recorded(here: World) -> None:
    sends_a_visit(here, 0)
    client = here.as_(here.manager)
    address = f"/children/{here.child.id}"
    assert "mother_da_answer" not in client.get(address).text
    assert events(here, "sensitive_read") == []
    shown = client.post(f"{address}/show", data={"show": "sensitive"}).text
    assert "mother_da_answer" in shown
    (event,) = events(here, "sensitive_read")
    assert event.details["answers"] > 0
    assert "mother_da_answer" not in client.post(f"{address}/show", data={"show": "none"}).text


def test_the_picture_stands_beside_the_visit(here: World) -> None:
    tablet = sends_a_visit(here, 0)
    client = here.as_(here.manager)
    page = client.get(f"/review/visits/{tablet.visit_id}").text
    assert "data-picture-of" in page
    assert "mother_da_answer" not in json.dumps(told(page))


def test_what_a_visits_page_gathers_is_kept(here: World) -> None:
    tablet = sends_a_visit(here, 0)
    listed(here, f"/review/visits/{tablet.visit_id}")
    with here.app.app_context():
        assert session().get(ChildFacts, here.child.id)


def test_who_looked_is_recorded(here: World) -> None:
    listed(here)
    here.as_(here.manager).get(f"/children/{here.child.id}")
    assert [one.details["where"] for one in events(here, "children_listed")] == ["oversight"]
    assert [one.subject for one in events(here, "child_read")] == [f"child:{here.child.id}"]


MARK = {
    "contact_start": {"value": "2026-04-14T09:00:00Z", "kind": "A"},
    "mark_seen": {"value": "unsure", "kind": "O"},
    "mobility": {"value": "not_rolling", "kind": "O"},
}


@pytest.mark.parametrize("page", ["/review/", "/children/"])
def test_a_mark_nobody_rang_about_stands_first_with_its_delay(here: World, page: str) -> None:
    tablet = Tablet(here, here.visitor, here.child.id)
    tablet.send(MARK, late=timedelta(hours=3))
    alert = listed(here, page).partition('data-test="uncalled"')[2].partition("</section>")[0]
    assert "Mark or injury in a baby who cannot move about" in alert
    assert re.search(r"here\s+<strong>3\shours later</strong>", alert)

    said = {"reply": "called", "words": "Dr Bello", "clinician": "", "at": "2026-04-14T11:40:00Z"}
    tablet.send({"rule/R01/reply": {"value": [said], "kind": "A"}}, at=WHEN + timedelta(hours=4))
    assert 'data-test="uncalled"' not in listed(here, page)


def test_what_a_manager_has_signed_off_as_it_is_calls_her_no_more(here: World) -> None:
    """Nothing can be put down there any more, and she has said that she read what is open."""
    tablet = Tablet(here, here.visitor, here.child.id)
    tablet.send(MARK)
    assert uncalled_on(here, "/review/")
    with here.app.app_context():
        session().get_one(Visit, tablet.visit_id).status = VisitStatus.SIGNED_OFF
        commit()
    assert not uncalled_on(here, "/review/")

    # It is open all the same, until the rule is heard again at a later contact: nothing more can be answered here.
    later = {**MARK, "contact_start": {"value": "2026-04-16T09:00:00Z", "kind": "A"}}
    said = {"reply": "called", "words": "Dr Bello", "clinician": "", "at": "2026-04-16T09:40:00Z"}
    rung = {"rule/R01/reply": {"value": [said], "kind": "A"}}
    assert listed(here, "/children/?kind=urgent").count(f"/children/{here.child.id}") == 1
    Tablet(here, here.visitor, here.child.id).send({**later, **rung}, at=WHEN + timedelta(days=2))
    assert f"/children/{here.child.id}" not in listed(here, "/children/?kind=urgent")


def test_a_call_about_father_does_not_take_what_was_found_of_mother_off_the_page(
    here: World,
) -> None:
    signs = {"value": ["thoughts_of_harming_baby"], "kind": "R"}
    tablet = Tablet(here, here.visitor, here.child.id)
    tablet.send({"contact_start": MARK["contact_start"], "mother_mh_red_flags": signs}, version=3)
    later = {"value": "2026-04-16T09:00:00Z", "kind": "A"}
    rung = {"value": "2026-04-16T10:00:00Z", "kind": "R"}
    Tablet(here, here.visitor, here.child.id).send(
        {"contact_start": later, "father_mh_red_flags": signs, "father_mh_call_at": rung},
        at=WHEN + timedelta(days=2),
        version=3,
    )
    for page in ("/review/", "/children/"):
        alert = listed(here, page).partition('data-test="uncalled"')[2].partition("</section>")[0]
        assert f'href="/review/visits/{tablet.visit_id}">' in alert


def test_what_is_found_after_a_second_clinician_agreed_stands_among_them_again(here: World) -> None:
    words = "Not sure of a shadow, the GP saw it"
    said = {"reply": "excepted", "words": words, "clinician": "Dr Vane", "at": ""}
    reply = {"value": [{**said, "given_for": "mark_seen"}], "kind": "A"}
    tablet = Tablet(here, here.visitor, here.child.id)
    tablet.send({**MARK, "rule/R01/reply": reply}, version=2)
    assert not uncalled_on(here, "/review/")

    bruise = {f"mark/{new_id()}/mark_type": {"value": "bruise", "kind": "O"}}
    tablet.send(bruise, at=WHEN + timedelta(minutes=10), version=2)

    assert uncalled_on(here, "/review/")
    page = here.as_(here.manager).get(f"/review/visits/{tablet.visit_id}").text
    found = " ".join(page.partition('data-rule="R01"')[2].partition("</article>")[0].split())
    assert f"Answered before</strong>: {words}" in found
    assert "Something has come to it since. Not answered for that." in found


class TestUrgentInWhatIsHeld:
    """A lost tablet was withdrawn, and what was on it is brought in: no part of the record, and no less urgent."""

    @pytest.fixture
    def lost(self, here: World) -> Tablet:
        """The tablet, whose visit began before it was withdrawn and whose signs of illness came after."""
        tablet = Tablet(here, here.visitor, here.child.id)
        tablet.send({"baby_seen": {"value": "awake", "kind": "O"}})
        tablet.is_withdrawn()
        return tablet

    @pytest.mark.parametrize(
        ("of", "name"),
        [("a visit", "Ivy Larch"), ("no visit", "Ivy Larch"), ("somebody met", "Ash Reed")],
    )
    def test_stands_first_until_it_is_decided(
        self, here: World, lost: Tablet, of: str, name: str
    ) -> None:
        if of != "a visit":
            lost.visit_id, lost.written = new_id(), {}
        met = None
        if of == "somebody met":
            lost.child_id = new_id()
            met = met_for(here.oak.id)
        sign = {"acute_signs": {"value": ["floppy_or_stiff"], "kind": "O"}}
        begun = {"contact_start": {"value": "2026-04-14T09:00:00Z", "kind": "A"}}
        assert lost.send(begun, met=met)["outcome"] == "held"
        assert not uncalled_on(here, "/review/")
        assert (
            lost.send({"baby_seen": {"value": "awake", "kind": "O"}, **sign})["outcome"] == "held"
        )

        page = listed(here, "/review/")
        alert = page.partition('data-test="uncalled"')[2].partition("</section>")[0]
        assert f'href="/review/held/{lost.visit_id}">' in alert
        assert name in alert
        assert "Signs of serious illness or head injury" in alert
        assert "Written down" in alert

        decline(here, lost)
        assert not uncalled_on(here, "/review/")

    def test_was_met_for_a_team_that_is_gone(self, here: World, lost: Tablet) -> None:
        lost.visit_id, lost.written, lost.child_id = new_id(), {}, new_id()
        assert lost.send(MARK, met=met_for(new_id()))["outcome"] == "held"
        alert = listed(here, "/review/").partition('data-test="uncalled"')[2]
        assert "A child on another caseload" in alert.partition("</section>")[0]

    def test_is_nothing_any_more_once_a_call_is_held_too(self, here: World, lost: Tablet) -> None:
        lost.send(MARK)
        assert uncalled_on(here, "/children/")
        said = {"reply": "called", "words": "Dr B", "clinician": "", "at": "2026-04-14T11:40:00Z"}
        lost.send({"rule/R01/reply": {"value": [said], "kind": "A"}})
        assert not uncalled_on(here, "/children/")

    def test_is_said_once_where_the_record_says_it_too(self, here: World) -> None:
        tablet = Tablet(here, here.visitor, here.child.id)
        tablet.send(MARK)
        tablet.is_withdrawn()
        assert tablet.send({"weight_g": {"value": 4000, "kind": "O"}})["outcome"] == "held"
        assert listed(here, "/review/").count("Mark or injury in a baby who cannot move") == 1
        with here.app.app_context():
            assert not held.held_stops([here.oak.id]).found, "nothing of it is held"

    def test_is_said_beside_the_record_where_it_is_more(self, here: World) -> None:
        tablet = Tablet(here, here.visitor, here.child.id)
        tablet.send(MARK, version=2)
        tablet.is_withdrawn()
        bruise = {f"mark/{new_id()}/mark_type": {"value": "bruise", "kind": "O"}}
        assert tablet.send(bruise, version=2)["outcome"] == "held"
        page = listed(here, "/review/")
        assert page.count("Mark or injury in a baby who cannot move") == 2
        assert page.count("in entries that are held") == 1

    def test_nonsense_and_a_form_nobody_knows_end_no_page(self, here: World, lost: Tablet) -> None:
        lost.send({**MARK, "acute_signs": {"value": 7, "kind": "O"}, "nonsense": {"value": {}}})
        lost.send({"acute_signs": {"value": ["floppy_or_stiff"], "kind": "O"}}, version=99)
        assert uncalled_on(here, "/review/")

    def test_too_many_to_be_judged_are_counted(
        self, here: World, lost: Tablet, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(held, "MOST", 1)
        assert 'data-test="unread"' not in listed(here, "/review/")
        for _ in range(3):
            lost.visit_id, lost.written = new_id(), {}
            lost.send({"weight_g": {"value": 4000, "kind": "O"}})
        assert "2 visits of it have not been looked through" in listed(here, "/review/")

    def test_too_slow_to_be_judged_are_counted(
        self, here: World, lost: Tablet, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(held, "PATIENCE", 0)
        for _ in range(3):
            lost.visit_id, lost.child_id, lost.written = new_id(), new_id(), {}
            lost.send({"weight_g": {"value": 4000, "kind": "O"}})
        lost.send(MARK, at=WHEN + timedelta(hours=1))
        with here.app.app_context():
            found, unread = held.held_stops([here.oak.id])
        assert [one.visit.id for one in found] == [lost.visit_id], "the one that came last"
        assert unread == 2

    @pytest.mark.parametrize("page", ["/review/", "/children/"])
    def test_is_looked_for_before_the_commit(self, here: World, lost: Tablet, page: str) -> None:
        lost.send(MARK)
        said: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            said.append("held" if "FROM changes" in statement else "")

        engine = here.app.extensions["database"].engine
        event.listen(engine, "before_cursor_execute", note)
        event.listen(engine, "commit", lambda _connection: said.append("commit"))
        manager = here.as_(here.manager)
        said.clear()
        manager.get(page)
        event.remove(engine, "before_cursor_execute", note)
        assert said.index("held") < said.index("commit")

    def test_is_no_other_teams_business(self, here: World, lost: Tablet) -> None:
        lost.send(MARK)
        for page in ("/review/", "/children/"):
            assert uncalled_on(here, page)
            reply = here.as_(here.other_manager).get(page)
            assert reply.status_code == 200
            assert 'data-test="uncalled"' not in reply.text


def decline(here: World, tablet: Tablet) -> None:
    with here.app.app_context():
        asked = select(Change.id).where(Change.outcome == "held")
        ids = session().scalars(asked).all()
        release(viewer(here.manager), tablet.visit_id, ids, "declined", "Rung and seen.")
        commit()


def met_for(team_id: UUID) -> dict[str, Any]:
    """Who was met on a doorstep, as the first change tells it."""
    return {
        "given_name": "Ash",
        "family_name": "Reed",
        "dob": "2026-03-20",
        "sex": "male",
        "nhs_number": None,
        "team_id": str(team_id),
    }


def uncalled_on(here: World, page: str) -> bool:
    return 'data-test="uncalled"' in listed(here, page)


def set_injury_weeks(here: World, weeks: int) -> None:
    today = clock.now().date()
    with here.app.app_context():
        write_pathway(
            here.administrator.id,
            here.oak.area_id,
            None,
            "injury",
            Written(
                owner="Nell Ash, named nurse",
                confirmed_on=today,
                review_by=today + timedelta(days=180),
                steps=["Ring."],
                numbers=[Number(who="Duty desk", number="01632 960 001", when="Always")],
                thresholds={"injury_weeks": weeks},
            ),
        )
        commit()


@pytest.mark.parametrize("page", ["/review/", "/children/"])
def test_a_threshold_that_is_changed_counts_for_what_was_recorded_before(
    here: World, page: str
) -> None:
    """Thirty weeks old and on the move: urgent only where an area says that it is, up to a year."""
    at = "2026-09-27T09:00:00Z"
    on_the_move = {"mobility": {"value": "crawling_or_shuffling", "kind": "O"}}
    tablet = Tablet(here, here.visitor, here.child.id)
    tablet.send({**MARK, **on_the_move, "contact_start": {"value": at, "kind": "A"}})
    set_injury_weeks(here, 26)
    assert not uncalled_on(here, page)

    set_injury_weeks(here, 52)
    assert uncalled_on(here, page)

    set_injury_weeks(here, 26)
    assert not uncalled_on(here, page)


def test_it_counts_for_one_child_that_is_looked_at_before_any_list(here: World) -> None:
    sends_a_visit(here, 0)
    with here.app.app_context():
        child = session().get_one(Child, here.child.id)
        assert "injury_weeks=26" in fresh(child).thresholds
        commit()
    set_injury_weeks(here, 52)
    with here.app.app_context():
        assert "injury_weeks=52" in fresh(session().get_one(Child, here.child.id)).thresholds


def test_an_urgent_finding_does_not_vanish_because_a_question_above_was_changed(
    here: World, tmp_path: Path
) -> None:
    """Signs of illness, and then baby was not seen after all: the signs are no longer asked about, and still written."""
    tablet = sends_a_visit(here, 0)
    tablet.send(
        {
            "acute_signs": {"value": ["floppy_or_stiff"], "kind": "O"},
            "baby_seen": {"value": "not_seen", "kind": "O"},
        }
    )
    assert "acute_signs" in tablet.visit.left_out

    for page in ("/review/", "/children/"):
        alert = listed(here, page).partition('data-test="uncalled"')[2].partition("</section>")[0]
        assert "Signs of serious illness or head injury" in alert
    assert 'data-rule="R02"' in listed(here, f"/review/visits/{tablet.visit_id}")
    with here.app.app_context():
        selection = Selection(state=ReviewState.ALL)
        operations.export_to_folder(tmp_path, selection, Purpose.CLINICAL_AUDIT)
    text = (tmp_path / "safety_rules.csv").read_text("utf-8-sig")
    rows = [*csv.DictReader(io.StringIO(text, newline=""))]
    assert [row["because"] for row in rows if row["rule"] == "R02"] == ["acute_signs"]


@pytest.mark.one_database("postgresql")
def test_what_comes_while_a_page_is_made_is_gathered_and_not_put_under_the_page(
    here: World,
) -> None:
    tablet = sends_a_visit(here, 0)
    listed(here)
    assert facts(here).father_missed == 0
    with here.app.app_context():
        on_page = session().scalars(select(Visit)).one()
        seen = on_page.seq
        tablet.send(UNSEEN)

        assert fresh(session().get_one(Child, here.child.id)).father_missed == 1
        assert on_page.seq == seen, "she would sign what she was not shown"


@pytest.mark.one_database("postgresql")
def test_who_looks_at_the_same_moment_waits_and_never_in_a_circle(here: World) -> None:
    """Whatever changed last: rows are taken by the children's ids."""
    told = {"given_name": "", "family_name": "Yew", "dob": "2026-04-03"}
    told |= {"nhs_number": None, "sex": "not_known"}
    first, last = new_id(), new_id()
    with here.app.app_context():
        for child in (first, last):
            add_met_child(here.visitor.id, here.oak.id, child, told)
        commit()
    listed(here)
    for child in (first, last):  # the last one changed last
        Tablet(here, here.visitor, child).send_whole_visit(WHEN)
    holds = select(ChildFacts.child_id)
    with here.app.extensions["database"].sessions() as other, ThreadPoolExecutor() as threads:
        other.execute(holds.where(ChildFacts.child_id == first).with_for_update())
        looks = threads.submit(listed, here)
        with here.app.app_context():
            waits_for_a_lock()
        other.execute(holds.where(ChildFacts.child_id == last).with_for_update(nowait=True))
        other.rollback()
        looks.result(60)


@pytest.mark.one_database("postgresql")
def test_what_was_read_earlier_is_not_kept_over_what_was_read_later(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever looks goes on for seconds after reading a child, and keeps all of them at the end."""
    tablet = sends_a_visit(here, 0)
    listed(here)
    tablet.send({"vitamin_d": {"value": None, "kind": "K"}})
    keeps = operations_of_facts._write

    def comes_late(made: Any) -> int:
        monkeypatch.setattr(operations_of_facts, "_write", keeps)
        with ThreadPoolExecutor() as threads:
            threads.submit(tablet.send, UNSEEN).result(60)
            threads.submit(listed, here).result(60)
        assert facts(here).father_missed == 1
        return keeps(made)

    teams = [here.oak.id, here.elm.id]
    monkeypatch.setattr(operations_of_facts, "_write", comes_late)
    with here.app.app_context():
        left = refresh(teams)
        commit()
    assert facts(here).father_missed == 1
    assert left == 1, "another's facts may be behind too: the next look asks again"
    with here.app.app_context():
        assert refresh(teams) == 0
