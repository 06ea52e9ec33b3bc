"""Every letter she has typed is there again, wherever she has gone meanwhile and whatever became of the page."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.journeys import browsers
from tests.journeys.accessible import is_accessible
from tests.journeys.service import Service
from tests.journeys.tablet import Tablet, Unknown
from tests.journeys.test_frame import BREAK, NOT_SHOWN
from tests.journeys.town import BABY, TODAY, move_to_elm

SHOTS = os.environ.get("WHOLEVIEW_SHOTS", "")
PHONE: ViewportSize = {"width": 390, "height": 844}
OBSERVED = "What did baby do? How did baby look and sound?"
FULL = """() => {
    window.full = true;
    for (const way of ["put", "add"]) {
        const real = IDBObjectStore.prototype[way];
        IDBObjectStore.prototype[way] = function (...all) {
            if (window.full) throw new DOMException("", "QuotaExceededError");
            return real.apply(this, all);
        };
    }
}"""
# Every write from now on takes until it is let go; what is sealed for the memory of the page alone does not.
HOLD = """() => {
    const seal = crypto.subtle.encrypt.bind(crypto.subtle);
    const held = new Promise((go) => { window.letGo = go; });
    crypto.subtle.encrypt = async (...all) => {
        if (new TextDecoder().decode(all[0].additionalData).includes("aside")) window.isSetAside = true;
        else {
            window.isHeld = true;
            await held;
        }
        return seal(...all);
    };
}"""
HELD = "() => window.isHeld"
SET_ASIDE = "() => window.isSetAside"


def looked_at(page: Page, name: str) -> None:
    """Pictures of the screen at the three sizes, where somebody asked for them."""
    if not SHOTS:
        return
    for size in (browsers.TABLET, PHONE, browsers.DESK):
        page.set_viewport_size(size)
        page.screenshot(path=Path(SHOTS) / f"{name}-{size['width']}.png", full_page=True)
    page.set_viewport_size(browsers.TABLET)


def half_a_reply(tablet: Tablet) -> Locator:
    """The box under a finding of the visit, with a few words in it."""
    tablet.opens_section("Baby seen today")
    tablet.answers("Did you see baby?", "Only asleep")
    tablet.goes_back_to_the_visit()
    finding = tablet.page.locator("[data-rule=R09]")
    finding.get_by_text("Answer this").click()
    box = finding.get_by_label("What did you do about it, or why is nothing needed?")
    box.press_sequentially("I come again on")
    return box


def test_by_way_of_a_page_that_cannot_be_shown(tablet: Tablet) -> None:
    """The tablet is full, she hides, and the page cannot be drawn again: Today is open to her, and her words wait."""
    page = tablet.page
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Baby seen today")
    tablet.answers("Did you see baby?", "Yes, awake")
    tablet.leaves_and_comes_back("Baby seen today")
    page.evaluate(FULL)
    box = tablet.question(OBSERVED).get_by_label(OBSERVED, exact=True)
    box.fill("Pink and warm")
    box.blur()
    expect(tablet.header.get_by_role("alert")).to_contain_text("NOT saved")

    page.evaluate(BREAK, "no date")
    tablet.hides()
    page.get_by_role("button", name="Close").click()
    tablet.unlocks()
    tablet.sees_heading(NOT_SHOWN)
    page.evaluate("window.broken = false")
    page.get_by_role("link", name="Go to Today").click()
    tablet.sees_heading("Today")
    begun = page.locator("[data-test=unfinished]")
    expect(begun).to_contain_text("Begun and not finished.")
    is_accessible(page, "Today with something unfinished")
    looked_at(page, "unfinished")
    # Another screen, the lock and Back lie between.
    tablet.opens_the_child()
    tablet.hides()
    page.get_by_role("button", name="Close").click()
    page.go_back()
    tablet.unlocks()
    begun.get_by_role("link", name=BABY.name).click()
    tablet.sees_heading("Baby seen today")
    expect(box).to_have_value("Pink and warm")
    expect(tablet.header.get_by_role("alert")).to_contain_text("NOT saved")
    page.evaluate("window.full = false")
    box.press("End")
    box.press_sequentially(".")
    tablet.sees_saved()
    tablet.goes_to_today()
    expect(begun).to_have_count(0)


def test_the_child_moves_away_while_she_writes(tablet: Tablet, service: Service) -> None:
    """All is sent and nothing of hers waits when the visit leaves the tablet. Its page is open, and she goes on."""
    page = tablet.page
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Baby seen today")
    tablet.answers("Did you see baby?", "Yes, awake")
    tablet.types(OBSERVED, "Pink and warm")
    tablet.sees_saved(sent=True)
    move_to_elm(service.database_url, BABY)
    tablet.is_taken_out_again()
    left = "This child is no longer on this tablet. What you write is kept for a manager."
    expect(tablet.header.get_by_text(left)).to_be_visible()
    expect(page.locator("#said")).to_have_text(left)
    tablet.sees_whose_visit_it_is()
    tablet.types(OBSERVED, ", smiled at Petra")
    tablet.sees_saved()
    tablet.sees_answer("Did you see baby?", "Yes, awake")
    is_accessible(page, "a visit that has left")
    looked_at(page, "left")

    tablet.hides()
    page.get_by_role("button", name="Close").click()
    tablet.unlocks()
    tablet.sees_heading("Baby seen today")
    looked_at(page, "left-unlocked")
    tablet.goes_to_waiting()
    tablet.sees("Kept for a manager")
    tablet.sees("No longer yours: the child is not on your caseload now.")
    page.get_by_role("main").get_by_role("link", name="A child no longer on this tablet").click()
    page.get_by_role("main").get_by_role("link", name="Check and submit").click()
    written = page.locator("[data-test=left-out]")
    expect(written).to_contain_text("Pink and warm, smiled at Petra")
    expect(written).not_to_contain_text("Yes, awake")
    looked_at(page, "left-read")

    database = sqlite3.connect(service.database_url.removeprefix("sqlite:///"))
    ((held,),) = database.execute("select body from changes where outcome = 'held'").fetchall()
    database.close()
    answers = json.loads(zlib.decompress(held))["answers"]
    assert answers["baby_observed"]["value"] == "Pink and warm, smiled at Petra"


@pytest.mark.own_browser
def test_half_a_reply_outlives_the_page(tablet: Tablet) -> None:
    """The browser is taken away in mid-sentence; Today says where the words are, and she may drop them."""
    tablet.opens_the_child()
    tablet.starts_a_visit()
    half_a_reply(tablet)
    tablet.goes_to_today()  # by then it is on the disk
    tablet.is_killed()

    tablet.opens()
    tablet.unlocks()
    begun = tablet.page.locator("[data-test=unfinished]")
    begun.get_by_role("link", name=BABY.name).click()
    tablet.sees_whose_visit_it_is()
    box = tablet.page.locator("[data-rule=R09] textarea")
    expect(box).to_have_value("I come again on")
    tablet.goes_to_today()
    begun.get_by_role("button", name="Drop it").click()
    expect(begun).to_have_count(0)
    expect(tablet.page.get_by_role("heading", level=1)).to_be_focused()
    tablet.goes_to_waiting()  # by then that is on the disk, too
    tablet.page.reload()
    tablet.unlocks()
    tablet.goes_to_today()
    expect(begun).to_have_count(0)
    tablet.opens_the_visit()
    expect(box).to_have_value("")


@pytest.mark.own_browser
def test_the_start_of_a_visit_outlives_the_page(tablet: Tablet) -> None:
    """A child met on a doorstep, half typed: she looks something up, and the browser is taken away."""
    tablet.page.get_by_role("link", name="A child who is not on your list").click()
    tablet.page.get_by_label("Family name").fill("Whittaker")
    tablet.answers("Where did it take place?", "Baby’s usual home")
    tablet.page.go_back()
    expect(tablet.page.locator("[data-test=unfinished]")).to_contain_text(
        re.compile("A child who is not on your list.*Start of a visit", re.DOTALL)
    )
    tablet.is_killed()

    tablet.opens()
    tablet.unlocks()
    begun = tablet.page.locator("[data-test=unfinished]")
    begun.get_by_role("link").click()
    expect(tablet.page.get_by_label("Family name")).to_have_value("Whittaker")
    place = tablet.page.get_by_label("Where did it take place?")
    expect(place.locator("option:checked")).to_have_text("Baby’s usual home")
    tablet.answers("Could anyone else hear you or see this screen now?", "No")
    tablet.answers("What type of contact is this?", "6 to 8 weeks")
    tablet.page.get_by_role("button", name="Start", exact=True).click()
    expect(tablet.header).to_contain_text("Whittaker")
    tablet.goes_to_today()
    expect(begun).to_have_count(0)


def test_what_must_not_be_overheard_and_could_not_be_stored(tablet: Tablet) -> None:
    """A partner comes in while the tablet is full: the words leave the screen and the document, and come back."""
    page = tablet.page
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Mother or birth parent")
    page.evaluate(
        "for (const folded of document.querySelectorAll('main details')) folded.open = true"
    )
    box = page.locator("#q-mother_rel_words textarea").first
    page.evaluate(FULL)
    box.fill("He counts my money")
    tablet.header.get_by_role("button", name="Whole form").click()
    tablet.header.get_by_role("button", name="Yes, a partner", exact=True).click()
    expect(box).to_have_count(0)
    expect(tablet.header.get_by_role("alert")).to_contain_text("NOT saved")
    assert "counts my money" not in page.content()
    tablet.hides()
    page.get_by_role("button", name="Close").click()
    tablet.unlocks()
    tablet.sees_heading("Mother or birth parent")
    expect(box).to_have_count(0)
    page.evaluate("window.full = false")
    tablet.says_who_is_in_earshot("No")
    expect(box).to_have_value("He counts my money")
    tablet.leaves_and_comes_back("Mother or birth parent")
    page.reload()
    tablet.unlocks()
    tablet.says_again_that_nobody_hears()
    expect(box).to_have_value("He counts my money")


def test_the_time_of_a_call_outlives_hide(tablet: Tablet) -> None:
    """She puts down when she rang, the day after, and somebody comes in: it is not the time at which she opens the tablet
    again, nor a day she never named.
    """
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Visit context")
    yesterday = TODAY - timedelta(days=1)
    began = tablet.question("When did the contact begin?")
    tablet.unfolds(began)
    for part, number in (
        ("Day", yesterday.day),
        ("Month", yesterday.month),
        ("Year", yesterday.year),
    ):
        began.get_by_label(part, exact=True).fill(str(number))
    began.get_by_label("Time").fill("00:00")
    tablet.page.keyboard.press("Tab")
    tablet.sees_saved()
    tablet.opens_section("Mother or birth parent")
    tablet.answers("Did you see the mother at this contact?", "Yes, in person")
    tablet.answers("Is there anything that needs advice today?", ["Thoughts of harming baby"])
    stop = tablet.page.locator(".wv-stop")
    at = stop.get_by_label("At what time did you speak to a person?")
    expect(at).to_have_value("")
    at.fill("00:00")
    stop.get_by_label("Whom did you speak to?").fill("Perinatal crisis team")
    stop.get_by_role("button", name="I have rung. Go on").click()
    expect(stop.get_by_role("alert")).to_have_text("Error: Say on which day you spoke to a person")
    days = stop.get_by_role("group", name="On which day was that?").get_by_role("radio")
    expect(days).to_have_count(2)
    expect(days.first).to_be_focused()
    expect(days.first).not_to_be_checked()
    stop.get_by_label(re.compile("^Yesterday")).check()
    expect(stop.get_by_text("That is yesterday, ")).to_contain_text("00:00")
    tablet.hides()
    tablet.page.get_by_role("button", name="Close").click()
    tablet.unlocks()
    tablet.says_again_that_nobody_hears()
    expect(at).to_have_value("00:00")
    expect(stop.get_by_label(re.compile("^Yesterday"))).to_be_checked()
    expect(stop.get_by_text("That is yesterday, ")).to_contain_text("00:00")
    stop.get_by_role("button", name="I have rung. Go on").click()
    expect(stop).to_have_count(0)
    rung = tablet.question("When did you ring for advice?")
    expect(rung.get_by_label("Day", exact=True)).to_have_value(str(yesterday.day))
    expect(rung.get_by_label("Time")).to_have_value("00:00")


def test_one_thing_of_a_list_that_was_taken_out_comes_back(tablet: Tablet) -> None:
    """What we do not know: one slip of the thumb on "Remove this" took all three boxes of it away for good."""
    asked = "What do we not know, and how will we find out?"
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("My view")
    tablet.answers(asked, Unknown("Who lives upstairs", "Nina Vale", TODAY + timedelta(days=7)))
    tablet.sees_saved()
    question = tablet.question(asked)
    what = question.get_by_label("What we do not know").first
    question.get_by_role("button", name="Remove this").first.click()
    question.get_by_role("button", name="Put it back").click()
    expect(what).to_have_value("Who lives upstairs")
    looked_at(tablet.page, "put-back")
    tablet.leaves_and_comes_back("My view")
    expect(what).to_have_value("Who lives upstairs")
    tablet.page.reload()
    tablet.unlocks()
    expect(what).to_have_value("Who lives upstairs")


# Between a last letter and a press on "Remove" there may be less time than any machine can be trusted to take.
IN_ONE_BREATH = """(row) => {
    const box = row.querySelector("textarea, input[type=text]:not([data-part])");
    box.focus();
    box.value += " tomorrow";
    box.dispatchEvent(new Event("input", { bubbles: true }));
    const remove = row.querySelector("[data-remove-row]");
    remove.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
    remove.focus();
    remove.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
    remove.click();
}"""


def test_an_action_removed_in_one_breath_comes_back_to_the_last_letter(tablet: Tablet) -> None:
    """Letters she had only just typed, a day that is half written in an entry she never stored; and where nothing can be
    stored, nothing is taken away.
    """
    page = tablet.page
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Actions")
    row = tablet.has_a_row()
    done = row.get_by_label("What will be done?", exact=True)
    done.fill("Ring the clinic")
    done.blur()
    tablet.sees_saved()
    undo = page.get_by_role("button", name="Undo")
    row.evaluate(IN_ONE_BREATH)
    undo.click()
    expect(done).to_have_value("Ring the clinic tomorrow")

    page.locator("[data-add-row]").click()
    second = page.locator("[data-row-id]").nth(1)
    day = second.get_by_label("Day", exact=True)
    day.fill("31")
    second.get_by_role("button", name="Remove this action").click()
    expect(second).to_have_count(0)
    undo.click()
    expect(day).to_have_value("31")

    tablet.leaves_and_comes_back("Actions")
    expect(done).to_have_value("Ring the clinic tomorrow")
    page.evaluate(FULL)
    row.evaluate(IN_ONE_BREATH)
    expect(tablet.header).to_contain_text("NOT saved")
    expect(done).to_have_value("Ring the clinic tomorrow tomorrow")
    expect(undo).to_have_count(0)


def test_this_tablet_says_what_is_true_of_everybody(tablet: Tablet) -> None:
    """Somebody else's work on it is told of, not whose or how much; what she has begun keeps her from being taken off."""
    page = tablet.page
    go = page.get_by_role("link", name="This tablet: passphrase, PIN, signing out")
    go.click()
    expect(page.locator("[data-test=sent]")).to_have_text("Everything of yours is sent.")
    expect(page.locator("[data-test=others]")).to_have_count(0)
    off = page.get_by_text("I will not use this tablet any more")
    expect(off).to_be_visible()
    # A colleague's store was here with three entries, and is gone.
    page.evaluate(
        """() => localStorage.setItem("wholeview-tablet", JSON.stringify(
             [{user: "another", initials: "QZ", unsent: 3, at: new Date().toISOString()}]))"""
    )
    tablet.goes_to_today()
    page.get_by_role("link", name="A child who is not on your list").click()
    page.get_by_label("Family name").fill("Whittaker")
    tablet.goes_to_today()
    go.click()
    others = page.locator("[data-test=others]")
    expect(others).to_contain_text("Work of somebody else on this tablet is not sent yet")
    expect(others).not_to_contain_text(re.compile("QZ|3"))
    expect(off).to_have_count(0)
    is_accessible(page, "this tablet")
    looked_at(page, "this-tablet")


def test_who_will_do_it_is_there_again(tablet: Tablet) -> None:
    """She has named somebody and not yet said by when."""
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Feeding and growth")
    question = tablet.question("What does baby weigh?")

    def who() -> Locator:
        question.get_by_role("button", name="Couldn’t record this").click()
        question.get_by_role("button", name="Someone else will do this").click()
        return question.get_by_label("Who will do it?")

    who().fill("Weighing clinic")
    tablet.hides()
    tablet.page.get_by_role("button", name="Close").click()
    tablet.unlocks()
    expect(who()).to_have_value("Weighing clinic")
    question.get_by_role("group", name="By when?").get_by_role("button").first.click()
    expect(question).to_contain_text("Weighing clinic, by")
    tablet.goes_to_today()
    expect(tablet.page.locator("[data-test=unfinished]")).to_have_count(0)


def is_at_what_she_saw(tablet: Tablet, seen: str = "Yes, awake") -> Locator:
    """The box for it in a visit that was just begun: asked once the answer before it is stored."""
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Baby seen today")
    tablet.answers("Did you see baby?", seen)
    box = tablet.question(OBSERVED).get_by_label(OBSERVED, exact=True)
    box.wait_for()
    return box


def test_a_save_that_outlasts_the_screen_and_then_fails(tablet: Tablet) -> None:
    """The disk takes its time, she hides, and in the end there is no room: the words are there at the next unlocking."""
    page = tablet.page
    box = is_at_what_she_saw(tablet)
    tablet.sees_saved(sent=True)
    page.evaluate(HOLD)
    box.fill("Pink and warm")
    page.wait_for_function(HELD)
    tablet.hides()
    page.wait_for_function(SET_ASIDE)
    page.evaluate(FULL)
    page.evaluate("window.letGo()")
    page.get_by_role("button", name="Close").click()
    tablet.unlocks()
    expect(box).to_have_value("Pink and warm")
    expect(tablet.header.get_by_role("alert")).to_contain_text("NOT saved")


def test_two_saves_on_their_way_when_she_hides_twice(tablet: Tablet) -> None:
    """The second has not begun when the key is asked for: it waits for it. What came through is not written again."""
    page = tablet.page
    box = is_at_what_she_saw(tablet)
    tablet.sees_saved(sent=True)
    page.evaluate(HOLD)
    box.fill("Pink")
    page.wait_for_function(HELD)
    box.press("End")
    box.press_sequentially(" and warm")
    page.evaluate("for (const time of [1, 2]) document.querySelector('[data-test=hide]').click()")
    page.wait_for_function(SET_ASIDE)
    page.evaluate("window.letGo()")
    page.get_by_role("button", name="Close").click()
    tablet.unlocks()
    expect(box).to_have_value("Pink and warm")
    tablet.sees_saved()
    tablet.goes_to_today()
    expect(page.locator("[data-test=unfinished]")).to_have_count(0)
    tablet.opens_the_visit()
    tablet.opens_section("Baby seen today")
    expect(box).to_have_value("Pink and warm")


def test_typed_back_while_it_is_being_saved(tablet: Tablet) -> None:
    """What stands in the box in the end is what is kept, also where it is what stood there before."""
    page = tablet.page
    box = is_at_what_she_saw(tablet)
    box.fill("Pink")
    tablet.leaves_and_comes_back("Baby seen today")
    tablet.sees_sent()
    page.evaluate(HOLD)
    box.press("End")
    box.press_sequentially("ish")
    page.wait_for_function(HELD)
    for _ in "ish":
        box.press("Backspace")
    box.blur()
    page.evaluate("window.letGo()")
    tablet.goes_back_to_the_visit()
    tablet.opens_section("Baby seen today")
    expect(box).to_have_value("Pink")


@pytest.mark.own_browser
def test_what_failed_is_tried_again_when_something_else_is_stored(tablet: Tablet) -> None:
    """There is room again, and she answers a finding: "Saved" is true of her words, too."""
    page = tablet.page
    box = is_at_what_she_saw(tablet, "Only asleep")
    expect(page.locator("[data-rule=R09]")).to_be_visible()
    tablet.sees_saved()
    page.evaluate(FULL)
    box.fill("Pink and warm")
    box.blur()
    expect(tablet.header.get_by_role("alert")).to_contain_text("NOT saved")
    page.evaluate("window.full = false")
    tablet.replies("R09", "I come again on Friday")
    tablet.sees_saved()
    tablet.is_killed()

    tablet.opens()
    tablet.unlocks()
    tablet.opens_the_visit()
    tablet.opens_section("Baby seen today")
    expect(tablet.question(OBSERVED).get_by_label(OBSERVED, exact=True)).to_have_value(
        "Pink and warm"
    )
