"""What was written on a tablet that is never to send it itself: a rescue file, and a tablet that was withdrawn. And the
child nobody had on a list.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest
from playwright.sync_api import Route, expect

from app.recovery import keys
from tests.journeys.accessible import is_accessible
from tests.journeys.desk import Desk
from tests.journeys.service import Service
from tests.journeys.tablet import Tablet
from tests.journeys.test_nothing_typed_is_lost import HELD, HOLD
from tests.journeys.town import (
    ADMINISTRATOR,
    BABY,
    COLLEAGUE,
    MANAGER,
    OTHER_BABY,
    PASSPHRASE,
    TODAY,
    VISITOR,
    Baby,
    move_to_elm,
)

SEEN = "What did baby do? How did baby look and sound?"
MET = replace(OTHER_BABY, id=uuid4(), given_name="Cas")
"""Caspian as his grandmother calls him; he is on the list of another team."""
STANDING = "**/api/v1/devices/*/standing"
SHOTS = os.environ.get("WHOLEVIEW_SHOTS", "")


def shot(place: Tablet | Desk, name: str) -> None:
    """For whoever wants to look at the screens."""
    if SHOTS:
        place.page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.fixture
def private_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The private half of the organisation's recovery key, on a stick; the service knows the other. Ask for it before
    the service."""
    private_pem, public_pem = keys.make_pair()
    monkeypatch.setenv("WHOLEVIEW_RECOVERY_PUBLIC_KEY", public_pem)
    stick = tmp_path / "private.pem"
    stick.write_text(private_pem, encoding="ascii")
    return stick


def test_a_child_met_at_a_door_in_a_rescue_file(
    service: Service, tablets: Callable[..., Tablet], desks: Callable[..., Desk], tmp_path: Path
) -> None:
    move_to_elm(service.database_url, OTHER_BABY)
    hers = tablets()
    hers.is_set_up()
    hers.loses_the_network()
    hers.meets(MET)
    hers.opens_section("Baby seen today")
    hers.answers("Did you see baby?", "Yes, awake")
    hers.answers(SEEN, "In his grandmother’s arms, looked at me")
    hers.sees_saved(sent=False)
    hers.goes_to_waiting()
    hers.sees("Waiting: 1")
    hers.sees(MET.name)
    shot(hers, "waiting")
    rescued = saves_a_rescue_file(hers, tmp_path)
    sealed = rescued.read_text()
    for words in (MET.name, MET.family_name, MET.nhs_number, "grandmother", VISITOR.name):
        assert words not in sealed + rescued.name

    # The tablet stays where there is no network; the file travels. She types the passphrase at the administrator's desk.
    service.start()
    desk = desks(ADMINISTRATOR)
    for _ in range(2):  # the second time changes nothing
        desk.brings_in(rescued, passphrase=PASSPHRASE)
        desk.sees("1 entry opened: 1 stored")
    shot(desk, "rescue")
    assert stored(service) == {"visits": 1, "changes": 1, "children": 3}

    # At last the tablet sends the same itself.
    hers.finds_the_network()
    hers.sees_everything_sent()
    assert stored(service) == {"visits": 1, "changes": 1, "children": 3}

    # Nothing was joined. The manager is shown who it may be and why, and says so herself.
    maud = desks(MANAGER)
    maud.looks_at_what_waits()
    maud.follows(maud.page.get_by_role("link", name="Children met on a visit (1)"))
    met = maud.page.get_by_role("region", name=MET.name)
    expect(met).to_contain_text(f"{OTHER_BABY.name} · the same NHS number")
    shot(maud, "met")
    is_accessible(maud.page, "the children who were met")
    maud.follows(met.get_by_role("button", name="This is the same child: join the records"))
    maud.sees(f"{MET.name} was joined to {OTHER_BABY.name}")
    expect(maud.page.get_by_role("region", name=MET.name)).to_have_count(0)


def test_a_child_met_before_it_is_born_has_its_due_date(
    service: Service, tablets: Callable[..., Tablet], desks: Callable[..., Desk]
) -> None:
    due = TODAY + timedelta(days=60)
    hers = tablets()
    hers.is_set_up()
    hers.meets_before_birth("Rushmere", due)
    expect(hers.header).to_contain_text("Rushmere")
    hers.goes_to_today()
    expect(hers.page.locator("[data-test=caseload]")).to_contain_text(f"due {due.day} ")
    hers.sees_everything_sent()

    maud = desks(MANAGER)
    maud.looks_at_what_waits()
    maud.follows(maud.page.get_by_role("link", name="Children met on a visit (1)"))
    met = maud.page.get_by_role("region", name="Rushmere")
    expect(met).to_contain_text(f"not yet when told of; due {due.day} ")


def saves_a_rescue_file(tablet: Tablet, folder: Path) -> Path:
    """From the screen that says what waits."""
    tablet.page.get_by_text("If this tablet cannot send for a long time").click()
    with tablet.page.expect_download() as coming:
        tablet.page.get_by_role("button", name="Save a rescue file").click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


def stored(service: Service) -> dict[str, int]:
    """How many rows of each the database has."""
    database = sqlite3.connect(service.database_url.removeprefix("sqlite:///"))
    try:
        return {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("visits", "changes", "children")
        }
    finally:
        database.close()


@pytest.mark.own_browser
def test_a_withdrawn_tablet_hands_in_before_it_forgets(
    private_key: Path,
    service: Service,
    tablets: Callable[..., Tablet],
    desks: Callable[..., Desk],
) -> None:
    """Once in her hands, open; once while it lies locked in a bag."""
    hers = tablets()
    hers.is_set_up()
    writes_without_network(hers, BABY, "Slept through, pink, breathing quietly")
    service.start()
    maud = desks(MANAGER)
    maud.withdraws_the_tablet_of(VISITOR)
    shot(maud, "withdrawn-desk")

    # The connection is there and breaks as she hands in: nothing is forgotten, and she can try again.
    hers.page.route("**/hand-in", lambda route: route.abort(), times=1)
    hers.finds_the_network()
    hers.sees_heading("This tablet was withdrawn")
    hers.sees("If you did not expect it, ask your manager")
    hers.sees("could not be handed in yet. Nothing is lost")
    shot(hers, "not-yet")
    hers.sees_nowhere(BABY.name)
    # Where trying again does not help, it says what does.
    again = hers.page.get_by_role("button", name="Try again")
    hers.page.route("**/hand-in", lambda route: route.fulfill(status=413), times=1)
    again.click()
    hers.sees("1 entry is too long to be handed in")
    hers.sees("Tell your administrator")
    hers.page.route(
        STANDING, lambda route: route.fulfill(json={"revoked": True, "hand_in": None}), times=1
    )
    again.click()
    hers.sees("cannot be handed in before the service has been brought up to date")
    hers.page.get_by_role("button", name="Try again").click()
    hers.sees("1 entry you had not sent was handed in, sealed.")
    shot(hers, "withdrawn")
    is_accessible(hers.page, "a withdrawn tablet")
    nothing_is_left_on(hers, BABY)

    # Who holds it now need not be her: beginning anew takes the password. It is withdrawn again, signed out. This time
    # nobody unlocks it.
    hers.page.get_by_role("button", name="Use Wholeview on this tablet again").click()
    hers.sees_heading("Sign in")
    hers.sees_nowhere(VISITOR.name)
    shot(hers, "withdrawn-again")
    hers.signs_in()
    hers.sees_heading("Choose your passphrase")
    # Handed in is not lost: nothing tells her that her store was cleared.
    expect(hers.page.locator("[data-test=cleared]")).to_have_count(0)
    hers.chooses_a_passphrase()
    writes_without_network(hers, OTHER_BABY, "Crying, soothed by her father’s voice")
    hers.goes_to_today()  # what was typed last is stored when this returns
    hers.sign_in_ends()
    hers.closes_the_browser()
    service.start()
    maud.withdraws_the_tablet_of(VISITOR)
    hers.comes_near_a_network()
    hers.opens()
    hers.sees_heading("This tablet was withdrawn")
    hers.sees("1 entry you had not sent was handed in, sealed.")
    nothing_is_left_on(hers, OTHER_BABY)

    # The organisation opens both with the key from the safe; they are before her manager, as hers.
    ada = desks(ADMINISTRATOR)
    for _ in range(2):
        ada.brings_in_what_was_handed_in(private_key)
        ada.sees("1 entry opened: 1 kept for a manager")
    shot(ada, "handed-in")
    maud.looks_at_what_waits()
    for baby, words in ((BABY, "Slept through"), (OTHER_BABY, "soothed by her father")):
        maud.looks_at_what_waits()
        maud.opens_the_visit(baby)
        maud.sees(VISITOR.name)
        expect(maud.page.get_by_role("main")).to_contain_text(words)


@pytest.mark.faults(67)
def test_closing_an_account_is_enough(
    private_key: Path,
    service: Service,
    tablets: Callable[..., Tablet],
    desks: Callable[..., Desk],
) -> None:
    """Nobody thinks of the tablet: at its next contact it hands in and forgets its key."""
    hers = tablets()
    hers.is_set_up()
    code = hers.reads_its_code()
    writes_without_network(hers, BABY, "Slept through, pink, breathing quietly")
    service.start()
    ada = desks(ADMINISTRATOR)
    ada.closes_the_account_of(VISITOR, code)
    shot(ada, "closed-account")

    hers.finds_the_network()
    hers.sees_heading("This tablet was withdrawn")
    hers.sees("1 entry you had not sent was handed in, sealed.")
    nothing_is_left_on(hers, BABY)

    ada.brings_in_what_was_handed_in(private_key)
    ada.sees("1 entry opened: 1 kept for a manager")
    maud = desks(MANAGER)
    maud.looks_at_what_waits()
    maud.opens_the_visit(BABY)
    expect(maud.page.get_by_role("main")).to_contain_text("Slept through")


# Her slow disk answers a moment after her other tab has said that it leaves: the time for it is short.
WRITES_ONCE_TOLD_TO_LEAVE = """async () => {
  for (const {name} of await indexedDB.databases())
    new BroadcastChannel(name).addEventListener("message", ({data}) => {
      if (data?.type === "lock") setTimeout(window.letGo, 300);
    });
}"""
NOTES_WHAT_IT_SAYS = """() => {
  const words = "is being handed in, sealed. Leave Wholeview open for a moment.";
  new MutationObserver(() => {
    window.saidMeanwhile ||= document.body.textContent.includes(words);
  }).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


def test_what_another_tab_still_writes_down_is_handed_in_with_the_rest(
    private_key: Path, tablets: Callable[..., Tablet], desks: Callable[..., Desk]
) -> None:
    """All is sent. In one tab she has just typed, and its disk is slow; the other hears that the tablet was withdrawn."""
    hers = tablets()
    hers.is_set_up()
    hers.opens_the_child()
    hers.starts_a_visit()
    hers.sees_sent()
    other = hers.in_another_tab()
    other.is_let_in()
    other.opens_the_visit()
    other.opens_section("Baby seen today")
    other.answers("Did you see baby?", "Yes, awake")
    other.sees_saved(sent=True)
    # Sending is the first tab's business: a slow disk would keep this one at it.
    other.page.route("**/api/v1/**", lambda route: route.abort())
    other.page.evaluate(HOLD)
    other.types(SEEN, "Slept through, pink")
    other.page.wait_for_function(HELD)
    maud = desks(MANAGER)
    maud.withdraws_the_tablet_of(VISITOR)
    hers.page.evaluate(NOTES_WHAT_IT_SAYS)
    other.page.evaluate(WRITES_ONCE_TOLD_TO_LEAVE)
    hers.is_taken_out_again()
    hers.sees("1 entry you had not sent was handed in, sealed.")
    assert hers.page.evaluate("window.saidMeanwhile")
    hers.sees("If you had begun something and not finished it, such as half a reply, it is gone")

    ada = desks(ADMINISTRATOR)
    ada.brings_in_what_was_handed_in(private_key)
    ada.sees("1 entry opened: 1 kept for a manager")
    maud.looks_at_what_waits()
    maud.opens_the_visit(BABY)
    expect(maud.page.get_by_role("main")).to_contain_text("Slept through, pink")


def test_a_withdrawal_leaves_alone_whoever_is_at_work(
    tablets: Callable[..., Tablet], desks: Callable[..., Desk]
) -> None:
    """Two visitors share a tablet; what one of them has on it is withdrawn while the other is at work."""
    tablet = tablets()
    tablet.is_set_up()
    page = tablet.page
    tablet.hides()
    tablet.is_handed_to(COLLEAGUE)
    tablet.chooses_a_passphrase()
    desks(MANAGER).withdraws_the_tablet_of(VISITOR)

    # Nobody has unlocked it when it asks, and the answers come late.
    asked: list[Route] = []
    come = Event()
    page.route(STANDING, lambda one: one.continue_() if come.is_set() else asked.append(one))
    with page.expect_request(STANDING):
        page.reload()
    page.get_by_role("radio", name=COLLEAGUE.initials).check()
    tablet.unlocks()
    tablet.opens_the_child()
    answers: list[str] = []
    page.on("requestfinished", lambda one: answers.extend([one.url] * ("/standing" in one.url)))
    come.set()
    for one in asked:
        one.continue_()
    while len(answers) < 2:  # one for each of them
        page.wait_for_event("requestfinished")
    tablet.sees_nowhere("This tablet was withdrawn")
    tablet.sees_heading(BABY.name)

    page.reload()
    tablet.sees_heading("This tablet was withdrawn")


def writes_without_network(tablet: Tablet, baby: Baby, words: str) -> None:
    """A visit of which nothing can be sent."""
    tablet.loses_the_network()
    tablet.opens_the_child(baby)
    tablet.starts_a_visit()
    tablet.opens_section("Baby seen today")
    tablet.answers("Did you see baby?", "Yes, awake")
    tablet.answers(SEEN, words)
    tablet.sees_saved(sent=False)


def nothing_is_left_on(tablet: Tablet, baby: Baby) -> None:
    """Nobody's name on the screen, and no vault to unlock."""
    tablet.sees_nowhere(baby.name)
    tablet.sees_nowhere(baby.nhs_words)
    expect(tablet.header).to_have_count(0)
    names = tablet.page.evaluate("indexedDB.databases().then((all) => all.map(({name}) => name))")
    assert {*names} <= {"wholeview-tablet"}, (
        names
    )  # it is made when somebody looks who has a vault here: nobody
