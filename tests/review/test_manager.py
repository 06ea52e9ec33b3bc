"""A manager's work, through her pages, on both databases."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, select

import forms
from app import clock
from app.accounts import operations as accounts
from app.accounts.models import User
from app.accounts.viewer import Viewer
from app.audit.models import AuditEvent
from app.children.models import Address, Child
from app.database import commit, new_id, session
from app.feed.models import FeedRow
from app.review import operations, waiting_list
from app.review.waiting_list import Filters, Waiting
from app.visits.models import Change, Comment, Visit, VisitStatus
from app.visits.moving import move_to_team
from forms.derived.private import private_fields
from tests.review.visits import WHEN, Tablet, viewer
from tests.support.clients import CsrfClient
from tests.support.world import World


@pytest.fixture
def here(world: World) -> World:
    """The world. No app context stays open: a request inside one would share its session and user."""
    return world


@pytest.fixture
def tablet(here: World) -> Tablet:
    """The visitor's tablet, with a complete visit submitted."""
    tablet = Tablet(here, here.visitor, here.child.id)
    tablet.send_whole_visit()
    return tablet


def colleagues_tablet(here: World, tablet: Tablet) -> Tablet:
    """Another visitor's tablet with the same visit, which has not seen what the first one wrote."""
    return Tablet(here, here.colleague, here.child.id, visit_id=tablet.visit_id)


def decide(
    here: World,
    decision: Callable[[Viewer, UUID, int, Mapping[str | None, str]], object],
    tablet: Tablet,
    comments: Mapping[str | None, str],
) -> None:
    """A decision of Oak's manager, made in a request of its own."""
    seq = tablet.visit.seq
    with here.app.app_context():
        decision(viewer(here.manager), tablet.visit_id, seq, comments)
        commit()


def move_to_fir(here: World) -> None:
    with here.app.app_context():
        move_to_team(here.administrator.id, here.child.id, here.fir.id)
        commit()


def address(tablet: Tablet, decision: str = "") -> str:
    return f"/review/visits/{tablet.visit_id}{decision}"


def text_of(html: str) -> str:
    """What a reader sees, in one line."""
    bare = re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(bare)).replace("\u00a0", " ")


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"no hidden field {name}"
    return unescape(found[1])


def events(here: World, name: str, subject: str | None = None) -> list[AuditEvent]:
    asked = select(AuditEvent).where(AuditEvent.event == name).order_by(AuditEvent.id)
    if subject:
        asked = asked.where(AuditEvent.subject == subject)
    with here.app.app_context():
        return list(session().scalars(asked))


def comments(here: World) -> list[tuple[str | None, str, int]]:
    with here.app.app_context():
        rows = session().scalars(select(Comment).order_by(Comment.id))
        return [(row.key, row.text, row.round) for row in rows]


class TestTheList:
    def test_shows_what_waits_oldest_first(self, here: World) -> None:
        younger = Tablet(here, here.visitor, here.child.id)
        older = Tablet(here, here.colleague, here.child.id)
        younger.send_whole_visit(WHEN + timedelta(days=2))
        older.send_whole_visit(WHEN)
        Tablet(here, here.visitor, here.child.id).send({"weight_g": {"value": 4000, "kind": "O"}})

        page = here.as_(here.manager).get("/review/").text

        links = re.findall(r'wv-waiting__name" href="([^"]+)"', page)
        assert links == [address(older), address(younger)]
        assert "NHS 999 000 0018" in text_of(page)
        assert events(here, "waiting_listed")[-1].details == {"count": 2}

    def test_is_empty_for_another_team_and_says_what_will_be_here(
        self, here: World, tablet: Tablet
    ) -> None:
        page = here.as_(here.other_manager).get("/review/").text
        assert "Nothing waits for you" in page
        assert "Larch" not in page

    def test_is_narrowed_by_codes_and_ids_in_the_address(self, here: World, tablet: Tablet) -> None:
        counted = {
            "kind=submitted": 1,
            "kind=resubmitted": 0,
            f"visitor={here.visitor.id}": 1,
            f"visitor={here.colleague.id}": 0,
            "contact=new_birth": 1,
            "contact=one_year": 0,
            f"team={here.oak.id}": 1,
            f"team={here.fir.id}": 0,
            "kind=nonsense&team=nonsense&contact=nonsense": 1,
        }
        client = here.as_(here.manager)
        for asked, rows in counted.items():
            page = client.get(f"/review/?{asked}").text
            assert page.count("wv-waiting__name") == rows, asked
        with here.app.app_context():
            counts = waiting_list.counts(viewer(here.manager), Filters())
        assert counts == {**dict.fromkeys(Waiting, 0), Waiting.SUBMITTED: 1}

    def test_keeps_the_other_filters_in_its_links(self, here: World, tablet: Tablet) -> None:
        page = here.as_(here.manager).get("/review/?kind=submitted&contact=new_birth").text
        assert 'href="/review/?kind=held&amp;contact=new_birth"' in page

    def test_has_pages_that_lose_nothing_and_repeat_nothing(
        self, here: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(waiting_list, "PAGE", 3)
        for number in range(7):
            # Two at each moment, and the moments in one millisecond: pages end between equals and between neighbours.
            Tablet(here, here.visitor, here.child.id).send_whole_visit(
                WHEN + timedelta(microseconds=1 + number // 2)
            )
        client = here.as_(here.manager)
        met: list[str] = []
        following = "/review/"
        while following:
            page = client.get(following).text
            met += re.findall(r'wv-waiting__name" href="([^"]+)"', page)
            found = re.search(r'href="([^"]+)"[^>]*rel="next"', page)
            following = unescape(found[1]) if found else ""
        assert len(met) == len(set(met)) == 7

    def test_is_one_question_to_the_database_however_many_rows(
        self, here: World, tablet: Tablet
    ) -> None:
        asked: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            asked.append(statement)

        for _ in range(3):
            Tablet(here, here.visitor, here.child.id).send_whole_visit()
        engine = here.app.extensions["database"].engine
        with here.app.app_context():
            manager = viewer(here.manager)
            event.listen(engine, "before_cursor_execute", note)
            page = waiting_list.page(manager, Filters())
            shown = [
                (row.child.family_name, row.visit.contact_type, row.author)
                for row in page.rows
                if row.child and row.visit
            ]
        event.remove(engine, "before_cursor_execute", note)

        assert shown == [("Larch", "new_birth", "Vera Visitor")] * 4
        assert len(asked) == 1

    @pytest.mark.parametrize("how", ["left the team", "account closed", "child moved"])
    def test_shows_what_its_author_can_no_longer_finish(
        self, here: World, tablet: Tablet, how: str
    ) -> None:
        decide(here, operations.return_visit, tablet, {None: "Look again"})
        open_ = Tablet(here, here.visitor, here.child.id)
        open_.send({"weight_g": {"value": 4000, "kind": "O"}})
        manager = here.as_(here.manager)
        assert "wv-waiting__name" not in manager.get("/review/").text
        assert "is with Vera Visitor again" in text_of(manager.get(address(tablet)).text)
        with here.app.app_context():
            vera = session().get_one(User, here.visitor.id)
            match how:
                case "left the team":
                    accounts.set_teams(here.administrator.id, vera, [here.elm.id])
                case "account closed":
                    accounts.disable(here.administrator.id, vera)
                case _:
                    move_to_team(here.administrator.id, here.child.id, here.fir.id)
            commit()
        if how == "child moved":
            manager = here.as_(here.other_manager)

        page = manager.get("/review/?kind=unfinished").text
        assert set(re.findall(r'wv-waiting__name" href="([^"]+)"', page)) == {
            address(tablet),
            address(open_),
        }
        assert page.count("Nobody to finish it") == 3, "the two, and the kind itself"
        assert ">2</span> Nobody to finish it" in page
        # They are no part of what she can decide, and would stand before it for good.
        first = manager.get("/review/").text
        assert "wv-waiting__name" not in first
        assert "Nothing waits for you" not in first
        assert "2 visits have nobody to finish them" in text_of(first)
        for one in (tablet, open_):
            said = text_of(manager.get(address(one)).text)
            assert "Vera Visitor can no longer send this visit" in said
            assert "is with Vera Visitor again" not in said
            assert "is still writing" not in said

        # A colleague of the team goes on with it and signs it.
        if how != "child moved":
            colleagues_tablet(here, tablet).send({}, submit=True)
            left = manager.get("/review/?kind=unfinished").text
            assert left.count("wv-waiting__name") == 1
            assert manager.get("/review/?kind=resubmitted").text.count("wv-waiting__name") == 1

    def test_says_to_whom_a_visit_goes_back_whose_author_has_left(
        self, here: World, tablet: Tablet
    ) -> None:
        with here.app.app_context():
            vera = session().get_one(User, here.visitor.id)
            accounts.set_teams(here.administrator.id, vera, [])
            commit()
        manager = here.as_(here.manager)
        opened = manager.get(address(tablet)).text
        assert "a colleague of the team has to go on with it" in text_of(opened)
        sent = {"comment": "Look again", "seen_seq": hidden(opened, "seen_seq")}
        assert manager.post(address(tablet, "/return"), data=sent).status_code == 303
        assert "Its author can no longer send it" in manager.get("/review/").text

    def test_shows_two_values_even_while_the_visit_is_being_written(self, here: World) -> None:
        tablet = Tablet(here, here.visitor, here.child.id)
        tablet.send({"lives_with": {"value": "mother_only", "kind": "F"}})
        other = colleagues_tablet(here, tablet)
        other.send({"lives_with": {"value": "father_only", "kind": "F"}})

        client = here.as_(here.manager)

        assert "Two values" in text_of(client.get("/review/?kind=conflict").text)
        page = text_of(client.get(address(tablet)).text)
        assert "Both are kept" in page
        assert "Mother only" in page
        assert "Father only" in page
        assert "Vera Visitor" in page
        assert "Cora Colleague" in page


@pytest.mark.one_database
class TestReading:
    def test_another_teams_visit_is_answered_like_one_that_does_not_exist(
        self, here: World, tablet: Tablet
    ) -> None:
        client = here.as_(here.other_manager)
        foreign = client.get(address(tablet))
        nothing = client.get(f"/review/visits/{new_id()}")
        assert foreign.status_code == nothing.status_code == 404
        assert text_of(foreign.text) == text_of(nothing.text)
        assert events(here, "visit_read") == []

    def test_shows_identity_times_and_kinds_and_is_never_stored(
        self, here: World, tablet: Tablet
    ) -> None:
        reply = here.as_(here.manager).get(address(tablet))
        page = text_of(reply.text)
        assert reply.headers["Cache-Control"] == "no-store"
        for shown in (
            "Ivy Larch",
            "999 000 0018",
            "1 March 2026",
            "6 weeks and 2 days",
            "Vera Visitor",
        ):
            assert shown in page
        for word in ("Seen", "Told", "Fact", "My view", "Plan"):
            assert word in page
        assert "Rests on" in page
        assert "<title>A visit – Wholeview</title>" in reply.text
        (event,) = events(here, "visit_read", f"visit:{tablet.visit_id}")
        assert event.actor_id == here.manager.id
        assert event.details == {"where": "review", "status": "submitted"}

    def test_collects_what_was_not_asked_and_why(self, here: World) -> None:
        tablet = Tablet(here, here.visitor, here.child.id)
        tablet.send_whole_visit(mother_whooley_2={"missing": "not_safe_to_ask", "kind": "R"})
        page = here.as_(here.manager).get(address(tablet)).text
        collected = page[page.index('class="wv-not-asked"') : page.index('class="wv-jump"')]
        assert "Not safe to ask" in collected
        assert 'href="#answer-mother_whooley_2"' in collected

    def test_sensitive_answers_wait_for_a_deliberate_step(
        self, here: World, tablet: Tablet
    ) -> None:
        client = here.as_(here.manager)
        before = client.get(address(tablet)).text
        assert "abuse" not in text_of(before).lower()
        assert events(here, "sensitive_read") == []

        after = client.post(
            address(tablet, "/show"), data={"show": "sensitive", "comment": "not lost"}
        ).text

        assert "abuse" in text_of(after).lower()
        assert "not lost" in after
        assert (
            after.count("wv-entry--sensitive")
            == events(here, "sensitive_read")[0].details["answers"]
            > 0
        )

    def test_what_was_typed_about_them_outlives_hiding_them_and_names_none(
        self, here: World, tablet: Tablet
    ) -> None:
        client = here.as_(here.manager)
        opened = client.post(address(tablet, "/show"), data={"show": "sensitive"}).text
        asked = next(
            one
            for one in forms.published(1)
            if one.sensitivity == "H" and f'name="comment:{one.id}"' in opened
        )
        box = f"comment:{asked.id}"
        hides = {"show": "none", "sensitive": "shown", box: "Ask her alone"}
        shut = client.post(address(tablet, "/show"), data=hides).text
        assert 'name="sensitive"' not in shut
        assert "1 comment you wrote on sensitive answers is kept" in text_of(shut)

        sent = {name: hidden(shut, name) for name in (box, "seen_seq")}
        confirm = client.post(address(tablet, "/sign-off"), data=sent).text
        assert hidden(confirm, box) == "Ask her alone"
        assert "1 comment you wrote on sensitive answers is kept" in text_of(confirm)
        for page in (shut, confirm):
            assert "Ask her alone" not in text_of(page)
            assert asked.name not in unescape(page)

        assert client.post(address(tablet, "/return"), data=sent).status_code == 303
        assert comments(here) == [(asked.id, "Ask her alone", 1)]
        # Somebody who was late may still take her words along.
        late = client.post(address(tablet, "/return"), data=sent).text
        assert hidden(late, box) == "Ask her alone"
        assert "Ask her alone" not in text_of(late)
        again = client.post(address(tablet, "/show"), data={"show": "sensitive", **sent}).text
        assert "Ask her alone" in text_of(again)

    def test_says_what_was_chosen_by_hand_and_what_to_look_at_again(self, here: World) -> None:
        tablet = Tablet(here, here.visitor, here.child.id)
        tablet.send(
            {
                "contact_type": {"value": "six_to_eight_week", "kind": "A"},
                "contact_mode": {"value": "face_to_face", "kind": "A"},
                "contact_start": {"value": "2026-04-14T08:30:00Z", "kind": "A"},
                "mark_seen": {"value": "unsure", "kind": "O"},
                "mobility": {"value": "not_rolling", "kind": "O"},
                "bni_pathway": {"value": "started_now", "kind": "P"},
                "bni_when": {"value": "2026-04-14T08:10:00Z", "kind": "P"},
                "weight_g": {"value": 4120, "kind": "O"},
                "weight_centile": {
                    "value": "2nd_to_9th",
                    "kind": "X",
                    "source": {"type": "seen_or_measured_by_me", "document": "Red book’s chart"},
                },
            },
            version=4,
        )
        page = text_of(here.as_(here.manager).get(address(tablet)).text)
        assert page.count("Before the contact began") == 1
        assert "Chosen by hand: Red book’s chart" in page

    def test_hostile_words_are_only_words(self, here: World) -> None:
        evil = '"><script>alert(1)</script>{{ 7 * 7 }}'
        tablet = Tablet(here, here.visitor, here.child.id)
        tablet.send_whole_visit(
            baby_observed={"value": evil, "kind": "O"},
            lives_with={
                "value": "both_parents",
                "kind": "F",
                "source": {"type": "mother_said", "person": evil, "words": evil},
            },
        )
        client = here.as_(here.manager)
        seen = client.get(address(tablet)).text
        typed = client.post(
            address(tablet, "/sign-off"), data={"seen_seq": "1", "comment": evil}
        ).text
        for page in (seen, typed):
            assert "<script>alert" not in page
            assert text_of(page).count("alert(1)") >= 1


class TestReturning:
    def test_takes_comments_to_the_author(self, here: World, tablet: Tablet) -> None:
        seq = tablet.visit.seq
        client = here.as_(here.manager)
        reply = client.post(
            address(tablet, "/return"),
            data={
                "seen_seq": str(seq),
                "comment": " Two things. ",
                "comment:worries": "Which?",
                "comment:weight_g": "  ",
            },
        )
        assert reply.status_code == 303
        visit = tablet.visit
        assert visit.status == VisitStatus.RETURNED
        assert visit.seq > seq
        with here.app.app_context():
            feed = session().scalar(select(FeedRow.seq).where(FeedRow.key == f"visit:{visit.id}"))
        assert feed == visit.seq, "the tablet's next pull brings it"
        assert comments(here) == [(None, "Two things.", 1), ("worries", "Which?", 1)]
        (event,) = events(here, "visit_returned", f"visit:{visit.id}")
        assert (event.actor_id, event.details) == (here.manager.id, {"round": 1, "comments": 2})
        assert "Visit returned" in client.get("/review/").text

    @pytest.mark.one_database
    def test_needs_a_comment(self, here: World, tablet: Tablet) -> None:
        reply = here.as_(here.manager).post(
            address(tablet, "/return"), data={"seen_seq": str(tablet.visit.seq), "comment": " "}
        )
        assert reply.status_code == 422
        assert "Say what you would like the visitor to look at again." in reply.text
        assert tablet.visit.status == VisitStatus.SUBMITTED

    def test_of_a_visit_that_changed_meanwhile_decides_nothing_and_loses_no_word(
        self, here: World, tablet: Tablet
    ) -> None:
        client = here.as_(here.manager)
        page = client.get(address(tablet)).text
        late = colleagues_tablet(here, tablet)
        late.send(
            {"contact_minutes": {"value": 1, "kind": "A"}, "weight_g": {"value": 3999, "kind": "O"}}
        )

        reply = client.post(
            address(tablet, "/return"),
            data={"seen_seq": hidden(page, "seen_seq"), "comment:worries": "My long thought"},
        )

        assert reply.status_code == 409
        assert "has changed since you opened it" in reply.text
        assert "My long thought" in reply.text
        assert "3,999" in text_of(reply.text), "the page shows what is new"
        assert comments(here) == []
        assert tablet.visit.status == VisitStatus.SUBMITTED
        again = client.post(
            address(tablet, "/return"),
            data={"seen_seq": hidden(reply.text, "seen_seq"), "comment:worries": "My long thought"},
        )
        assert again.status_code == 303

    @pytest.mark.one_database
    @pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40, "١"])
    def test_without_a_number_that_fits_decides_nothing(
        self, here: World, tablet: Tablet, seen: str
    ) -> None:
        reply = here.as_(here.manager).post(
            address(tablet, "/return"), data={"seen_seq": seen, "comment": "Look"}
        )
        assert reply.status_code == 409

    def test_twice_is_once(self, here: World, tablet: Tablet) -> None:
        client = here.as_(here.manager)
        sent = {"seen_seq": str(tablet.visit.seq), "comment": "Look again"}
        assert client.post(address(tablet, "/return"), data=sent).status_code == 303
        second = client.post(address(tablet, "/return"), data=sent)
        assert second.status_code == 409
        assert "What you had written" in second.text
        assert "Look again" in second.text
        assert len(comments(here)) == 1

    def test_of_another_teams_visit_is_not_found(self, here: World, tablet: Tablet) -> None:
        client = here.as_(here.other_manager)
        sent = {"seen_seq": str(tablet.visit.seq), "comment": "Mine?"}
        foreign = client.post(address(tablet, "/return"), data=sent)
        nothing = client.post(f"/review/visits/{new_id()}/return", data=sent)
        assert foreign.status_code == nothing.status_code == 404
        assert text_of(foreign.text) == text_of(nothing.text)

    @pytest.mark.one_database
    @pytest.mark.parametrize(
        ("sent", "why"),
        [
            ({"comment:shoe_size": "Why?"}, "This question is not part of the visit."),
            ({"comment": "x" * 2001}, "A comment must be 2,000 characters or fewer."),
            ({"comment:worries": "x" * 2001}, "A comment must be 2,000 characters or fewer."),
        ],
    )
    def test_with_a_comment_that_cannot_be_kept_says_which(
        self, here: World, tablet: Tablet, sent: dict[str, str], why: str
    ) -> None:
        reply = here.as_(here.manager).post(
            address(tablet, "/return"), data={"seen_seq": str(tablet.visit.seq), **sent}
        )
        assert reply.status_code == 422
        assert "Nothing was decided" in reply.text
        assert why in reply.text
        assert comments(here) == []


@pytest.mark.one_database
class TestTheNextRound:
    def test_shows_what_the_author_changed_and_what_stood_before(
        self, here: World, tablet: Tablet
    ) -> None:
        decide(here, operations.return_visit, tablet, {"weight_g": "Check the scales"})
        tablet.send(
            {
                "weight_g": {"value": 3500, "kind": "O"},
                "mobility": {"value": "not_rolling", "kind": "O"},
            },
            submit=True,
            at=WHEN + timedelta(days=1),
        )
        client = here.as_(here.manager)

        assert "Submitted again" in text_of(client.get("/review/?kind=resubmitted").text)
        page = client.get(address(tablet)).text
        entry = page[page.index('id="answer-weight_g"') :]
        entry = text_of(entry[: entry.index("wv-comment-box")])
        assert "Changed since last time" in entry
        assert "3,500 g" in entry
        assert "Before: 3,480 g" in entry
        assert "Check the scales" in entry
        # Its source was left out this time, so that one changed too; nothing else did.
        assert page.count("Changed since last time") == 2


class TestSigningOff:
    def test_asks_first_and_then_does_it(self, here: World, tablet: Tablet) -> None:
        client = here.as_(here.manager)
        sent = {"seen_seq": str(tablet.visit.seq), "comment:strengths": "Well seen"}

        asked = client.post(address(tablet, "/sign-off"), data=sent)

        assert asked.status_code == 200
        assert "Sign off this visit?" in asked.text
        assert hidden(asked.text, "comment:strengths") == "Well seen"
        assert tablet.visit.status == VisitStatus.SUBMITTED

        done = client.post(address(tablet, "/sign-off"), data={**sent, "confirmed": "yes"})

        assert done.status_code == 303
        visit = tablet.visit
        assert (visit.status, visit.signed_off_by) == (VisitStatus.SIGNED_OFF, here.manager.id)
        assert comments(here) == [("strengths", "Well seen", 1)]
        (event,) = events(here, "visit_signed_off", f"visit:{visit.id}")
        assert event.details == {"round": 1, "still_open": 0, "held": 0}
        page = client.get(address(tablet)).text
        assert "Mona Manager" in page
        assert "/sign-off" not in page
        assert "Return with comments" not in page

    def test_of_a_visit_that_changed_since_the_question_does_nothing(
        self, here: World, tablet: Tablet
    ) -> None:
        seq = tablet.visit.seq
        late = colleagues_tablet(here, tablet)
        late.send({"weight_g": {"value": 3999, "kind": "O"}})
        reply = here.as_(here.manager).post(
            address(tablet, "/sign-off"),
            data={"seen_seq": str(seq), "confirmed": "yes", "comment": "Kept"},
        )
        assert reply.status_code == 409
        assert "Kept" in reply.text
        assert tablet.visit.status == VisitStatus.SUBMITTED

    def test_of_a_visit_somebody_else_has_returned_is_refused_at_once(
        self, here: World, tablet: Tablet
    ) -> None:
        decide(here, operations.return_visit, tablet, {None: "Look again"})
        reply = here.as_(here.manager).post(address(tablet, "/sign-off"), data={"comment": "Mine"})
        assert reply.status_code == 409
        assert "not waiting for review" in reply.text
        assert "Mine" in reply.text


@pytest.mark.one_database
class TestHeldEntries:
    def test_of_a_signed_off_visit_are_shown_with_their_reason(
        self, here: World, tablet: Tablet
    ) -> None:
        decide(here, operations.sign_off, tablet, {})
        receipt = tablet.send({"worries": {"value": "An afterthought", "kind": "J", "basis": []}})
        assert receipt["outcome"] == "held"
        client = here.as_(here.manager)

        listed = client.get("/review/?kind=held").text
        assert f"/review/held/{tablet.visit_id}" in listed
        page = text_of(client.get(f"/review/held/{tablet.visit_id}").text)
        assert "An afterthought" in page
        assert "signed off before this arrived" in page
        assert "not part of the record" in page
        assert events(here, "held_read", f"visit:{tablet.visit_id}")[0].details == {"changes": 1}
        assert "An afterthought" not in client.get(address(tablet)).text

    def test_about_a_child_of_another_team_name_no_child(self, here: World) -> None:
        """The author's own team looks after what she wrote about a child nobody here knows."""
        stray = Tablet(here, here.visitor, new_id())
        assert stray.send({"weight_g": {"value": 4000, "kind": "O"}})["outcome"] == "held"
        page = here.as_(here.manager).get(f"/review/held/{stray.visit_id}").text
        assert "not on your teams’ caseload" in page
        assert "Larch" not in page

    def test_go_to_the_manager_of_the_team_the_child_is_on_now(self, here: World) -> None:
        tablet = Tablet(here, here.visitor, here.child.id)
        move_to_fir(here)
        tablet.send({"baby_observed": {"value": "Seen before the move", "kind": "O"}})
        held = f"/review/held/{tablet.visit_id}"
        assert "Seen before the move" in here.as_(here.other_manager).get(held).text
        assert here.as_(here.manager).get(held).status_code == 404

    def test_on_an_unknown_form_are_shown_as_they_were_sent(self, here: World) -> None:
        tablet = Tablet(here, here.visitor, here.child.id)
        tablet.send({"baby_observed": {"value": "<i>Pink</i>", "kind": "O"}}, version=9)
        page = here.as_(here.manager).get(f"/review/held/{tablet.visit_id}").text
        assert "baby_observed" in page
        assert "Pink" in page
        assert "<i>Pink" not in page

    @pytest.mark.parametrize("key", ["new_question", "mother_da_words", "carer3_da_answer"])
    def test_on_an_unknown_form_keep_what_may_be_sensitive_to_themselves(
        self, here: World, key: str
    ) -> None:
        """Nobody here knows whether a question that no version has was one to be asked in private."""
        tablet = Tablet(here, here.visitor, here.child.id)
        tablet.send({key: {"value": "He reads my messages", "kind": "R"}}, version=9)
        held = f"/review/held/{tablet.visit_id}"
        client = here.as_(here.manager)
        page = client.get(held).text
        assert "He reads" not in page
        assert key not in page
        assert "1 answer was given where nobody could overhear, or may have been" in text_of(page)
        assert events(here, "sensitive_read") == []

        # The button is one of the form with the decision: what was typed there stays, shown or hidden.
        assert re.search(r'<button[^>]* name="show"[^>]* form="form-1"', page)
        assert 'id="form-1"' in page
        typed = {
            "decision": "noted",
            "reason": "Her sister rang",
            "change": hidden(page, "change"),
        }
        opened = client.post(held, data={"show": "sensitive", **typed}).text
        assert "He reads" in opened
        assert len(events(here, "sensitive_read")) == 1
        again = client.post(
            held, data={"show": "none", "sensitive": hidden(opened, "sensitive"), **typed}
        ).text
        assert "He reads" not in again
        for kept in (opened, again):
            assert "Her sister rang</textarea>" in kept
            assert re.search(r'value="noted"[^>]* checked', kept)

    def test_noted_beside_a_visit_are_read_by_the_form_they_were_written_on(
        self, here: World, tablet: Tablet
    ) -> None:
        """A visit on version 1; version 3 asks of further carers what must not be read over a shoulder."""
        decide(here, operations.sign_off, tablet, {})
        answers = {
            "carer3_da_answer": {"value": "yes_now", "kind": "R"},
            "baby_observed": {"value": "Pink and warm", "kind": "O"},
            "unheard_of": {"value": "Of nobody's form", "kind": "R"},
        }
        assert tablet.send(answers, version=3)["outcome"] == "held"
        client = here.as_(here.manager)
        with here.app.app_context():
            (held,) = session().scalars(select(Change.id).where(Change.outcome == "held"))
        client.post(
            f"/review/held/{tablet.visit_id}/release",
            data={"decision": "noted", "reason": "The same day.", "change": [str(held)]},
        )
        (beside, _) = client.get(address(tablet)).text.split('id="sensitive"')
        assert "Pink and warm" in beside
        for words in ("carer3_da_answer", "yes_now", "unheard_of", "Of nobody"):
            assert words not in beside
        shown = client.post(address(tablet, "/show"), data={"show": "sensitive"}).text
        assert "Of nobody" in shown
        (asked,) = [one for one in forms.published(3) if one.id == "carer3_da_answer"]
        assert asked.name in unescape(shown)

    def test_keep_sensitive_answers_to_themselves(self, here: World) -> None:
        tablet = Tablet(here, here.visitor, here.child.id)
        move_to_fir(here)
        tablet.send({"mother_da_words": {"value": "He reads my messages", "kind": "R"}})
        page = here.as_(here.other_manager).get(f"/review/held/{tablet.visit_id}").text
        assert "He reads" not in page
        assert "1 sensitive answer" in text_of(page)


@pytest.mark.one_database
@pytest.mark.parametrize("role", ["visitor", "analyst", "administrator"])
def test_nobody_else_reads_these_pages(here: World, tablet: Tablet, role: str) -> None:
    client: CsrfClient = here.as_(getattr(here, role))
    for page in ("/review/", address(tablet), f"/review/held/{tablet.visit_id}"):
        assert client.get(page).status_code == 403


def test_a_copy_for_paper_is_recorded_and_leaves_out_what_must_not_be_read_over_a_shoulder(
    here: World, tablet: Tablet
) -> None:
    with here.app.app_context():
        secret = Address(
            child_id=here.child.id, label="Refuge", line="1 Hidden Way", restricted=True
        )
        session().add(secret)
        commit()
        address_id = secret.id
    tablet.send(
        {
            "sleeps_tonight": {"value": f"A:{address_id}", "kind": "F"},
            "mother_whooley_2": {"missing": "not_safe_to_ask", "kind": "R"},
        }
    )
    mona = here.as_(here.manager)
    shown = mona.post(address(tablet, "/show"), data={"show": "sensitive"}).text
    hidden = [
        field.name for field in forms.latest() if field.sensitivity == "H" and field.name in shown
    ]
    assert hidden, "the visit has something that must not be printed"

    reply = mona.post(address(tablet, "/print"))

    page = text_of(reply.text)
    assert reply.status_code == 200
    assert reply.headers["Cache-Control"] == "no-store"
    for words in ("Ivy Larch", "NHS 999 000 0018", "Printed by Mona Manager", "Seen", "Told"):
        assert words in page
    assert "On record, not printed" in page
    assert "Not recorded: " in page
    for words in ("Refuge", "Hidden Way", "Not safe to ask", *hidden):
        assert words not in page
    with here.app.app_context():
        event = session().scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert event is not None
        assert (event.event, event.subject) == ("visit_printed", f"visit:{tablet.visit_id}")
        assert event.details["status"] == "submitted"
        assert event.details["answers"] > 20
        assert event.details["kept_back"] == 0


def test_a_copy_for_paper_has_what_is_kept_beside_the_visit(here: World, tablet: Tablet) -> None:
    with here.app.app_context():
        secret = Address(child_id=here.child.id, label="Refuge", line="1 Hidden", restricted=True)
        session().add(secret)
        session().get_one(Visit, tablet.visit_id).status = VisitStatus.SIGNED_OFF
        commit()
        address_id = secret.id
    corrected = {
        "weight_g": {"value": 3999, "kind": "O"},
        "sleeps_tonight": {"value": f"A:{address_id}", "kind": "F"},
        "mother_da_words": {"value": "He reads my messages", "kind": "R"},
        "safe_summary": {"value": "He reads her messages", "kind": "P"},
        "length_cm": {"value": "nonsense", "kind": "O"},
    }
    assert tablet.send(corrected, version=3)["outcome"] == "held"
    mona = here.as_(here.manager)
    waits = text_of(mona.post(address(tablet, "/print")).text)
    assert "1 entry of this visit is held, not part of it yet and not on this copy" in waits
    with here.app.app_context():
        held = session().scalars(select(Change.id).where(Change.outcome == "held")).all()
        operations.release(
            viewer(here.manager), tablet.visit_id, held, "noted", "Weighed on other scales."
        )
        commit()

    page = text_of(mona.post(address(tablet, "/print")).text)

    beside = page.partition("Kept beside this visit")[2]
    for words in ("Vera Visitor", "put here by Mona Manager", "Weighed on other scales."):
        assert words in beside
    for words in ("3,999 g", "On record, not printed", "Summary for parents: Not available"):
        assert words in beside
    assert "1 entry is kept beside this visit and not on this copy" in beside
    for words in ("Refuge", "my messages", "her messages", "nonsense", "is held"):
        assert words not in page


def test_a_copy_for_paper_tells_an_unborn_child_from_another_and_names_only_what_it_shows(
    here: World,
) -> None:
    with here.app.app_context():
        child = session().get_one(Child, here.child.id)
        child.dob, child.edd = None, date(2026, 6, 1)
        commit()
    tablet = Tablet(here, here.visitor, here.child.id)
    view = {"value": "She is wary", "kind": "J", "basis": ["mother_da_asked"]}
    tablet.send({"mother_da_asked": {"value": "asked_alone", "kind": "A"}, "worries": view})

    page = text_of(here.as_(here.manager).post(address(tablet, "/print")).text)

    assert "Expected 1 June 2026" in page
    assert "She is wary" in page
    assert "Rests on" not in page


@pytest.mark.parametrize("version", [2, 3])
def test_nothing_that_gives_a_hidden_answer_away_is_named_before_it_was_opened(
    here: World, version: int
) -> None:
    """Neither on the page nor on paper: no question that only such an answer opens, nor what points at one."""
    form = forms.published(version)
    private = sorted(private_fields(form))
    tablet, action = Tablet(here, here.visitor, here.child.id), f"action/{new_id()}"
    telling = [*private, "enquiry_domestic_abuse"]
    tablet.send(
        {
            **{
                key: {
                    **({"missing": "declined"} if field.missing else {"value": "asked_alone"}),
                    "kind": field.kind.value,
                }
                for key in private
                if (field := form.fields[key])
            },
            "must_see_next": {"value": ["sleep_space", "enquiry_domestic_abuse"], "kind": "P"},
            f"{action}/act_what": {"value": "Ring again", "kind": "P"},
            f"{action}/act_why": {"value": "mother_mh_call_who", "kind": "P"},
        },
        version=version,
    )
    mona = here.as_(here.manager)
    names = {form.fields[key].name for key in private} | {"Ask about domestic abuse"}

    def named_on(page: str) -> set[str]:
        text = text_of(page)
        return {name for name in names if name in text} | {key for key in telling if key in page}

    shut, copy = mona.get(address(tablet)).text, mona.post(address(tablet, "/print")).text
    opened = mona.post(address(tablet, "/show"), data={"show": "sensitive"}).text

    assert named_on(shut) == named_on(copy) == set()
    assert "a sensitive answer, shown on request" in text_of(shut)
    assert names <= named_on(opened)
    with here.app.app_context():
        events = session().scalars(select(AuditEvent).where(AuditEvent.event == "sensitive_read"))
        assert events.one().details["answers"] == len(private)


def test_answers_that_name_no_source_are_counted_and_marked(here: World) -> None:
    """As the tablet counted them before she signed; the sensitive one by its number until it is opened."""
    tablet = Tablet(here, here.visitor, here.child.id)
    told = {"type": "mother_said"}
    tablet.send(
        {
            "contact_type": {"value": "six_to_eight_week", "kind": "A"},
            "earshot": {"value": "no", "kind": "O"},
            "baby_seen": {"value": "awake", "kind": "O"},
            "feeding_type": {"value": "breast_milk_only", "kind": "F"},
            "crying_words": {"value": "Evenings are long", "kind": "R", "source": told},
            "day_in_life": {"value": "Up at six", "kind": "R"},
            "day_told_by": {"value": ["T:Her aunt"], "kind": "A"},
            "mother_control_signs": {"value": ["money_controlled"], "kind": "F"},
            "father_info_source": {"value": "father_or_partner_said", "kind": "A"},
            "father_smoking": {"value": "never", "kind": "F"},
        },
        version=4,
    )
    mona = here.as_(here.manager)
    none, mark = "2 answers name no source: ", "No source: who or what says so is not recorded"

    shut = text_of(mona.get(address(tablet)).text)
    opened = text_of(mona.post(address(tablet, "/show"), data={"show": "sensitive"}).text)

    assert f"{none}Feeding, last 24 hours , and 1 sensitive answer" in shut
    assert f"{none}Feeding, last 24 hours , The mother: signs of control" in opened
    assert (shut.count(mark), opened.count(mark)) == (1, 2)

    tablet.send(
        {
            "feeding_type": {"value": "breast_milk_only", "kind": "F", "source": told},
            "mother_info_source": {"value": "mother_said", "kind": "A"},
        },
        version=4,
    )
    said = text_of(mona.get(address(tablet)).text)
    assert "no source" not in said.lower()


def test_what_a_rule_rests_on_names_no_hidden_question_before_it_was_opened(here: World) -> None:
    tablet = Tablet(here, here.visitor, here.child.id)
    tablet.send(
        {
            "contact_start": {"value": clock.iso(WHEN), "kind": "A"},
            "mother_control_signs": {"value": ["money_controlled"], "kind": "F"},
            "level_need": {"value": "universal", "kind": "J", "basis": []},
        },
        version=2,
    )
    mona = here.as_(here.manager)
    name = forms.latest().fields["mother_control_signs"].name

    shut = text_of(mona.get(address(tablet)).text)
    assert name not in shut
    assert "Universal, with several things side by side" not in shut, (
        "it would say that there is more"
    )

    opened = text_of(mona.post(address(tablet, "/show"), data={"show": "sensitive"}).text)
    assert "Universal, with several things side by side" in opened
    assert "The visit cannot be signed before it is." in opened
    assert f"Abuse told, or control seen or told: {name}" in opened


def test_a_reply_that_tells_of_a_hidden_answer_is_read_with_it(here: World) -> None:
    """A strong indicator that hides nothing lets the rule be named; her words are about both."""
    tablet, words = Tablet(here, here.visitor, here.child.id), "He holds her money"
    said = {"reply": "explained", "words": words, "clinician": "", "at": ""}
    given_for = "address_matches_record level_need mother_control_signs"
    tablet.send(
        {
            "contact_start": {"value": clock.iso(WHEN), "kind": "A"},
            "address_matches_record": {"value": "different", "kind": "O"},
            "mother_control_signs": {"value": ["money_controlled"], "kind": "F"},
            "level_need": {"value": "universal", "kind": "J", "basis": []},
            "rule/R11/reply": {"value": [{**said, "given_for": given_for}], "kind": "A"},
        },
        version=2,
    )
    mona = here.as_(here.manager)

    shut = text_of(mona.get(address(tablet)).text)
    assert "Explained : shown with the sensitive answers" in shut
    assert words not in shut

    opened = text_of(mona.post(address(tablet, "/show"), data={"show": "sensitive"}).text)
    assert f"Explained : {words}" in opened


def test_what_was_asked_at_the_box_is_not_called_unanswered(here: World) -> None:
    """Its reply is about the words, not about the rule: "not answered" was said of what she had answered."""
    tablet = Tablet(here, here.visitor, here.child.id)
    kept = {"on": "baby_observed", "class": "no_evidence", "phrase": "", "reply": "kept"}
    said = {**kept, "why": "Asleep throughout", "to": "", "book": "1"}
    tablet.send(
        {
            "contact_start": {"value": clock.iso(WHEN), "kind": "A"},
            "baby_observed": {"value": "Baby is lovely.", "kind": "O"},
            f"wording/{new_id()}/reply": {"value": [said], "kind": "A"},
        },
        version=2,
    )

    page = here.as_(here.manager).get(address(tablet)).text

    found = text_of(page.partition('data-rule="R10"')[2].partition("</article>")[0])
    assert "a reply, if there is one, stands beside the answer" in found
    assert "Not answered" not in found
    assert "was asked about and kept: Asleep throughout" in text_of(page)


def test_what_became_late_since_the_contact_is_shown_and_holds_nothing(here: World) -> None:
    tablet, row = Tablet(here, here.visitor, here.child.id), f"share/{new_id()}"
    tablet.send(
        {
            "contact_start": {"value": clock.iso(WHEN), "kind": "A"},
            f"{row}/sh_direction": {"value": "we_shared", "kind": "A"},
            f"{row}/sh_with": {"value": "Family doctor", "kind": "A"},
            f"{row}/sh_ack": {"value": "awaiting", "kind": "A"},
        },
        version=2,
    )

    page = text_of(here.as_(here.manager).get(address(tablet)).text)

    assert "Shared, and not confirmed" in page
    assert "Twice the time has passed." in page
    assert "The visit cannot be signed before it is." not in page


def test_a_summary_that_repeats_what_is_kept_from_parents_stands_on_no_copy(here: World) -> None:
    told = "He shouts when she cries at night"
    tablet = Tablet(here, here.visitor, here.child.id)
    tablet.send(
        {
            "mother_rel_words": {"value": told, "kind": "R"},
            "safe_summary": {"value": f"We spoke about sleep. {told}.", "kind": "P"},
        },
        version=2,
    )
    mona = here.as_(here.manager)

    page = text_of(mona.post(address(tablet, "/print")).text)

    assert "Summary for parents: Not available in this output." in page
    assert "shouts" not in page
    with here.app.app_context():
        event = session().scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert event is not None
        assert event.details["kept_back"] == 1


def test_the_page_itself_does_not_print(here: World, tablet: Tablet) -> None:
    page = here.as_(here.manager).get(address(tablet)).text
    assert "This page does not print." in page
    assert "wv-print-frame--sensitive" in page
