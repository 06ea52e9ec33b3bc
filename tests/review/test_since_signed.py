"""What a colleague's tablet sends after the author has signed: kept like everything, shown as what the signature does not
cover, and not signed off unseen where it opens again what must be complete.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app import clock
from app.audit.models import AuditEvent
from app.database import commit, session
from app.review import operations
from app.visits.models import Change, VisitStatus
from app.visits.moving import move_to_team
from tests.review.visits import WHEN, Tablet, viewer, whole_visit
from tests.support.world import World

LATER = WHEN + timedelta(hours=6)
SIGNS = {"acute_signs": {"value": ["floppy_or_stiff"], "kind": "O"}}


@pytest.fixture
def tablet(world: World) -> Tablet:
    """The author's, with a complete visit submitted."""
    tablet = Tablet(world, world.visitor, world.child.id)
    tablet.send_whole_visit()
    return tablet


@pytest.fixture
def late(world: World, tablet: Tablet) -> Tablet:
    """A colleague's, which has had the visit on screen and was offline since."""
    return Tablet(
        world, world.colleague, world.child.id, tablet.visit_id, written=dict(tablet.written)
    )


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def line(html: str, name: str) -> str:
    """A line of what is to be looked at first; empty where it is not there."""
    return text_of(html.partition(f'data-test="{name}">')[2].partition("</li>")[0]).strip()


def read(tablet: Tablet) -> str:
    manager = tablet.world.as_(tablet.world.manager)
    return str(manager.get(f"/review/visits/{tablet.visit_id}").text)


def sign_off(tablet: Tablet, **sent: Any) -> Any:
    manager = tablet.world.as_(tablet.world.manager)
    sent = {"seen_seq": str(tablet.visit.seq), "comment": "Thank you", **sent}
    return manager.post(f"/review/visits/{tablet.visit_id}/sign-off", data=sent)


def signed_off(world: World) -> list[dict[str, Any]]:
    with world.app.app_context():
        asked = select(AuditEvent.details).where(AuditEvent.event == "visit_signed_off")
        return [*session().scalars(asked)]


def test_nothing_came_and_nothing_is_said(tablet: Tablet) -> None:
    page = read(tablet)

    assert line(page, "since-signed") == ""
    assert line(page, "still-open") == ""
    assert "Changed since" not in page


EARLIER = WHEN + timedelta(hours=1)
"""What the clock of another server says, after the signature."""
WEIGHED = {"weight_g": {"value": 3999, "kind": "O"}}


@pytest.fixture
def signed_later(tablet: Tablet) -> Tablet:
    """Submitted once more, two hours after its answers were sent."""
    seen = tablet.visit.seq
    with tablet.world.app.app_context():
        manager = viewer(tablet.world.manager)
        operations.return_visit(manager, tablet.visit_id, seen, {None: "Look again"})
        commit()
    assert tablet.send({}, submit=True, at=WHEN + timedelta(hours=2))["outcome"] == "stored"
    assert tablet.visit.status == VisitStatus.SUBMITTED
    return tablet


def test_what_comes_after_the_signature_stands_after_it_though_a_clock_is_behind(
    signed_later: Tablet, late: Tablet
) -> None:
    late.send(WEIGHED, at=EARLIER)

    assert line(read(signed_later), "since-signed").startswith(
        "1 answer changed since Vera Visitor"
    )


def test_what_is_accepted_after_the_signature_stands_after_it_though_a_clock_is_behind(
    world: World, signed_later: Tablet, late: Tablet
) -> None:
    late.is_withdrawn()
    late.send({}, at=EARLIER)  # its first call, at which it is not known yet
    late.is_withdrawn()
    assert late.send(WEIGHED, at=EARLIER)["outcome"] == "held"
    with world.app.app_context(), clock.stopped_at(EARLIER):
        held = session().scalars(select(Change.id).where(Change.outcome == "held")).all()
        operations.release(viewer(world.manager), signed_later.visit_id, held, "accepted", "")
        commit()

    assert line(read(signed_later), "since-signed").startswith(
        "1 answer changed since Vera Visitor"
    )


@pytest.fixture
def accepted(world: World) -> Tablet:
    """The author's, from which a complete visit with its signature was held and then accepted."""
    tablet = Tablet(world, world.visitor, world.child.id)
    with world.app.app_context():
        move_to_team(world.administrator.id, world.child.id, world.fir.id)
        commit()
    assert tablet.send(whole_visit(), submit=True)["outcome"] == "held"
    with world.app.app_context():
        move_to_team(world.administrator.id, world.child.id, world.oak.id)
        held = session().scalars(select(Change.id).where(Change.visit_id == tablet.visit_id)).all()
        operations.release(viewer(world.manager), tablet.visit_id, held, "accepted", "")
        commit()
    assert tablet.visit.status == VisitStatus.SUBMITTED
    return tablet


def test_what_came_after_a_signature_that_was_accepted_is_shown_alike(
    world: World, accepted: Tablet
) -> None:
    assert line(read(accepted), "since-signed") == ""
    late = Tablet(
        world, world.colleague, world.child.id, accepted.visit_id, written=dict(accepted.written)
    )
    with clock.stopped_at(clock.now() + timedelta(hours=1)):
        late.send({"weight_g": {"value": 3999, "kind": "O"}}, at=clock.now())

    assert line(read(accepted), "since-signed").startswith("1 answer changed since Vera Visitor")


def test_returned_and_signed_again_says_what_changed_since_the_one_that_was_accepted(
    world: World, accepted: Tablet
) -> None:
    seen_seq = accepted.visit.seq
    with world.app.app_context():
        manager = viewer(world.manager)
        operations.return_visit(manager, accepted.visit_id, seen_seq, {None: "Weight?"})
        commit()
    now = clock.now() + timedelta(hours=1)
    accepted.send({"weight_g": {"value": 3999, "kind": "O"}}, submit=True, at=now)

    page = read(accepted)

    assert accepted.visit.round == 2
    entry = page[page.index('id="answer-weight_g"') :]
    entry = text_of(entry[: entry.index("wv-comment-box")])
    assert "Before: 3,480 g" in entry


def test_who_signed_is_named_not_who_began_it(world: World) -> None:
    begun = Tablet(world, world.visitor, world.child.id)
    begun.send(whole_visit())
    colleague = Tablet(
        world, world.colleague, world.child.id, begun.visit_id, written=dict(begun.written)
    )
    assert "signed by" not in read(begun)
    colleague.send({}, submit=True)
    begun.send({"weight_g": {"value": 3999, "kind": "O"}}, at=LATER)

    page = read(begun)

    name = world.colleague.name
    assert f"Vera Visitor; signed by {name}" in text_of(page)
    assert line(page, "since-signed").startswith(f"1 answer changed since {name} signed")
    assert f"came after {name} signed" in text_of(sign_off(begun).text)
    printed = world.as_(world.manager).post(f"/review/visits/{begun.visit_id}/print")
    assert f" old. Signed by {name}. " in text_of(printed.text)


def test_an_answer_that_came_later_is_shown_with_what_she_signed(
    tablet: Tablet, late: Tablet
) -> None:
    late.send({"weight_g": {"value": 3999, "kind": "O"}}, at=LATER)

    page = read(tablet)

    assert line(page, "since-signed").startswith(
        "1 answer changed since Vera Visitor signed: Weight"
    )
    entry = page[page.index('id="answer-weight_g"') :]
    entry = text_of(entry[: entry.index("wv-comment-box")])
    assert "Changed since it was signed" in entry
    assert "Before: 3,480 g" in entry
    assert "came after Vera Visitor signed" in text_of(sign_off(tablet).text)
    assert sign_off(tablet, confirmed="yes").status_code == 303, "nothing that must be is open"
    assert "Changed since it was signed" in read(tablet)


def as_read(page: str) -> dict[str, Any]:
    """What she says she has read, when she confirms."""
    [many] = re.findall(r'name="acknowledged"[^>]*value="(\d+)"', page)
    return {"acknowledged": many, "held": re.findall(r'name="held" value="([^"]+)"', page)}


def test_a_core_answer_that_was_cleared_is_open_again(
    world: World, tablet: Tablet, late: Tablet
) -> None:
    receipt = late.send({"baby_seen": {"cleared": True, "kind": "O"}}, at=LATER)

    assert receipt["outcome"] == "stored", "saving is never held"
    assert line(read(tablet), "still-open")
    asked = sign_off(tablet)
    assert "I have read what is open" in asked.text
    assert 'href="#answer-' not in asked.text, "the answers stand on the page before"
    for sent in ({}, {"acknowledged": "0"}, {"acknowledged": "x"}):
        refused = sign_off(tablet, confirmed="yes", **sent)
        assert refused.status_code == 409
        assert "must be complete is open again" in refused.text
        assert "<title>Error: Sign off a visit" in refused.text
        assert 'value="Thank you"' in refused.text, "no word is lost"
    assert tablet.visit.status == VisitStatus.SUBMITTED

    read_of = as_read(asked.text)
    assert sign_off(tablet, confirmed="yes", **read_of).status_code == 303
    many = int(read_of["acknowledged"])
    assert signed_off(world) == [{"round": 1, "still_open": many, "held": 0}]


def test_signs_nobody_acted_on_are_not_signed_off_unseen(
    world: World, tablet: Tablet, late: Tablet
) -> None:
    late.send(SIGNS, at=LATER)

    assert "Signs of serious illness or head injury" in line(read(tablet), "still-open")
    assert sign_off(tablet, confirmed="yes").status_code == 409
    call: dict[str, Any] = {
        "emergency_call_at": {"value": "2026-04-14T15:10:00Z", "kind": "A"},
        "emergency_call_who": {"value": "Ambulance control", "kind": "A"},
    }
    assert late.send(call, at=LATER)["outcome"] == "stored"
    assert line(read(tablet), "still-open") == ""
    assert sign_off(tablet, confirmed="yes").status_code == 303
    assert signed_off(world) == [{"round": 1, "still_open": 0, "held": 0}]


class TestWhatIsHeldOfIt:
    """A withdrawn tablet brings in more of a visit that waits: once it is signed off, that can be no part of it."""

    @pytest.fixture
    def withdrawn(self, world: World, tablet: Tablet) -> Tablet:
        """The author's tablet, which sent one more change after it was withdrawn."""
        tablet.is_withdrawn()
        assert tablet.send(SIGNS, at=LATER)["outcome"] == "held"
        return tablet

    def declines(self, world: World, withdrawn: Tablet) -> None:
        """The manager, what is held by now."""
        with world.app.app_context():
            asked = select(Change.id).where(Change.outcome == "held")
            held = session().scalars(asked).all()
            manager = viewer(world.manager)
            operations.release(manager, withdrawn.visit_id, held, "declined", "Seen since.")
            commit()

    def test_is_not_signed_off_unseen(self, world: World, withdrawn: Tablet) -> None:
        assert line(read(withdrawn), "held").startswith("1 entry of this visit is held")
        assert f'href="/review/held/{withdrawn.visit_id}"' in read(withdrawn)
        asked = sign_off(withdrawn)
        assert f'href="/review/held/{withdrawn.visit_id}"' in asked.text
        for sent in ({}, {"acknowledged": "1"}, {"held": as_read(asked.text)["held"]}):
            refused = sign_off(withdrawn, confirmed="yes", **sent)
            assert refused.status_code == 409
            assert "Decide about them first" in refused.text
            assert "<title>Error: Sign off a visit" in refused.text
            assert 'value="Thank you"' in refused.text, "no word is lost"
        assert withdrawn.visit.status == VisitStatus.SUBMITTED

        withdrawn.send({"weight_g": {"value": 3999, "kind": "O"}}, at=LATER)
        come_since = sign_off(withdrawn, confirmed="yes", **as_read(asked.text))
        assert come_since.status_code == 409, "she has not seen the second one"
        again = sign_off(withdrawn, confirmed="yes", **as_read(come_since.text))
        assert again.status_code == 303
        assert signed_off(world) == [{"round": 1, "still_open": 0, "held": 2}]

    def test_that_came_while_another_was_declined_is_not_signed_over(
        self, world: World, withdrawn: Tablet
    ) -> None:
        asked = as_read(sign_off(withdrawn).text)
        self.declines(world, withdrawn)
        withdrawn.send({"weight_g": {"value": 3999, "kind": "O"}}, at=LATER)

        refused = sign_off(withdrawn, confirmed="yes", **asked)
        assert refused.status_code == 409
        assert "Decide about them first" in refused.text

    def test_is_asked_about_no_more_once_it_is_decided(
        self, world: World, withdrawn: Tablet
    ) -> None:
        self.declines(world, withdrawn)
        assert line(read(withdrawn), "held") == ""
        assert sign_off(withdrawn, confirmed="yes").status_code == 303

    def test_of_another_teams_is_not_hers_to_decide(self, world: World, withdrawn: Tablet) -> None:
        with world.app.app_context():
            held = update(Change).where(Change.outcome == "held")
            session().execute(held.values(team_id=world.fir.id))
            commit()
        assert line(read(withdrawn), "held") == ""


def test_a_sensitive_one_is_counted_and_named_only_when_they_are_opened(
    tablet: Tablet, late: Tablet
) -> None:
    late.send({"mother_da_asked": {"cleared": True, "kind": "A"}}, at=LATER)

    page = read(tablet)
    assert "1 sensitive answer" in line(page, "since-signed")
    assert "abuse" not in text_of(page).lower()
    assert "abuse" not in text_of(sign_off(tablet).text).lower()
    manager = tablet.world.as_(tablet.world.manager)
    opened = manager.post(f"/review/visits/{tablet.visit_id}/show", data={"show": "sensitive"})
    assert "abuse" in line(opened.text, "since-signed").lower()


def test_an_entry_that_was_taken_out_is_named(tablet: Tablet, late: Tablet) -> None:
    row = next(key for key in tablet.visit.answers if key.startswith("icon/")).rpartition("/")[0]
    late.send({f"{row}/removed": {"value": True, "kind": "A"}}, at=LATER)

    assert "Whether this entry was taken out" in line(read(tablet), "since-signed")


def test_a_second_signature_covers_what_came_before_it(
    world: World, tablet: Tablet, late: Tablet
) -> None:
    late.send({"weight_g": {"value": 3999, "kind": "O"}}, at=LATER)
    with world.app.app_context():
        seen = tablet.visit.seq
        operations.return_visit(viewer(world.manager), tablet.visit_id, seen, {None: "Look again"})
        commit()
    assert line(read(tablet), "since-signed") == "", "it is its author's to write"
    tablet.send({}, submit=True, at=LATER + timedelta(hours=1))

    page = read(tablet)
    assert line(page, "since-signed") == ""
    assert "Changed since last time" in page

    late.send({"weight_g": {"value": 4001, "kind": "O"}}, at=LATER + timedelta(hours=2))
    assert line(read(tablet), "since-signed").startswith("1 answer changed since")
