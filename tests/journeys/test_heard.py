"""A visit as a screen reader tells it: what is there by name and state, where the focus goes, what is read out."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.journeys.accessible import is_accessible
from tests.journeys.ear import Ear
from tests.journeys.service import Service
from tests.journeys.tablet import Tablet
from tests.journeys.town import (
    BABY,
    DUTY_DESK,
    OTHER_BABY,
    PASSPHRASE,
    configure_the_injury_pathway,
    remember_a_visit_to_sign,
)

FED = "How was baby fed in the last 24 hours?"
WEIGHT = "What does baby weigh?"
CONTROL = "Did you see or were you told of signs of coercion or control?"
HIDDEN = re.compile("abuse|coercion|control", re.IGNORECASE)
NO_ROOM = """() => {
  window.room = {};
  for (const way of ["put", "add"]) {
    window.room[way] = IDBObjectStore.prototype[way];
    IDBObjectStore.prototype[way] = () => { throw new DOMException("", "QuotaExceededError"); };
  }
}"""
ROOM = "() => Object.assign(IDBObjectStore.prototype, window.room)"


def reads(place: Page | Locator, tree: str) -> None:
    """These lines, in this order, among what is there for a screen reader."""
    place = place.locator("body") if isinstance(place, Page) else place
    expect(place).to_match_aria_snapshot(tree)


def stands_at(heading: str, page: Page) -> None:
    """The screen reader reads the heading of the screen first."""
    expect(page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_focused()


def test_a_visit_as_a_screen_reader_tells_it(
    tablets: Callable[[], Tablet], service: Service
) -> None:
    configure_the_injury_pathway(service.database_url)
    remember_a_visit_to_sign(service.database_url, OTHER_BABY)
    tablet = tablets()
    tablet.opens()
    ear = Ear(tablet)
    she_signs_in(tablet, ear)
    she_unlocks(tablet, ear)
    from_today_to_a_visit(tablet, ear)
    somebody_comes_and_goes(tablet, ear)
    questions(tablet, ear)
    a_finding(tablet, ear)
    a_list(tablet, ear)
    nothing_can_be_saved(tablet, ear)
    it_cannot_wait(tablet, ear)
    hidden_and_back(tablet, ear)
    what_holds_back_the_signature(tablet, ear)
    sent(tablet, ear)
    signed(tablet, ear)


def she_signs_in(tablet: Tablet, ear: Ear) -> None:
    """Once on each tablet; then she chooses a passphrase."""
    page = tablet.page
    tablet.sees_heading("Sign in")
    reads(
        page,
        """
        - link "Skip to main content"
        - banner:
          - button "Hide"
        - main:
          - heading "Sign in" [level=1]
          - textbox "Username"
          - textbox "Password"
          - button "Sign in"
        """,
    )
    page.get_by_role("button", name="Sign in").click()
    ear.hears("There is a problem Enter your username Enter your password", at_once=True)
    expect(page.get_by_label("Password", exact=True)).to_have_accessible_description(
        "Error: Enter your password"
    )
    tablet.signs_in()
    ear.hears("Signing in…")
    stands_at("Choose your passphrase", page)
    passphrase = page.get_by_label("Passphrase", exact=True)
    expect(passphrase).to_have_accessible_description(re.compile("^Four words you will remember"))
    page.get_by_role("button", name="Set up this tablet").click()
    ear.hears("There is a problem Your passphrase must be 12 characters or more", at_once=True)
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    reads(
        alert,
        """
        - alert:
          - heading "There is a problem" [level=2]
          - list:
            - listitem:
              - link /Your passphrase must be 12 characters or more/
        """,
    )
    expect(passphrase).to_have_accessible_description(
        re.compile(r"Error:\s+Your passphrase must be 12 characters or more")
    )
    expect(passphrase).to_have_attribute("aria-invalid", "true")
    tablet.chooses_a_passphrase()
    ear.hears("Making your key. This takes a moment…")
    ear.hears("Everything is sent")
    stands_at("Today", page)


def she_unlocks(tablet: Tablet, ear: Ear) -> None:
    """As on every other day."""
    page = tablet.page
    page.reload()
    tablet.sees_heading("Unlock")
    reads(
        page.get_by_role("main"),
        """
        - heading "Unlock" [level=1]
        - textbox "Passphrase of NF"
        - button "Unlock"
        - group: I forgot my passphrase
        - paragraph:
          - button "Someone else signs in"
        """,
    )
    box = page.get_by_label("Passphrase of NF")
    box.fill("nine dry geese")
    page.get_by_role("button", name="Unlock").click()
    ear.hears("Unlocking…")
    ear.hears("That is not the right passphrase", at_once=True)
    expect(page.get_by_role("alert")).to_be_focused()
    expect(box).to_have_accessible_description(re.compile(r"^Error:\s+That is not the right"))
    box.fill(PASSPHRASE)
    page.get_by_role("button", name="Unlock").click()
    stands_at("Today", page)


def from_today_to_a_visit(tablet: Tablet, ear: Ear) -> None:
    """The day, a child, the beginning of a visit, its sections."""
    page = tablet.page
    reads(
        page,
        f"""
        - banner:
          - navigation "Wholeview":
            - link "Today"
            - link "All sent"
          - button "Hide"
        - main:
          - heading "Today" [level=1]
          - status:
            - paragraph: Everything is sent
          - heading "Open visits" [level=2]
          - list:
            - listitem:
              - link "{OTHER_BABY.name}"
          - heading "Your caseload" [level=2]
          - search:
            - searchbox "Find a child by name or NHS number"
          - list:
            - listitem:
              - link "{BABY.name}"
        """,
    )
    page.get_by_role("searchbox").fill(BABY.given_name)
    ear.hears("1 child")
    page.get_by_role("searchbox").fill("")
    tablet.opens_the_child()
    stands_at(BABY.name, page)
    reads(
        page.get_by_role("main"),
        f"""
        - link "Today"
        - heading "{BABY.name}" [level=1]
        - region "Where baby lives and sleeps":
          - heading "Where baby lives and sleeps" [level=2]
        - region "To see and do this time":
          - heading "To see and do this time" [level=2]
        - tablist "The whole picture":
          - tab "Timeline" [selected]
          - tab "People"
        - tabpanel "Timeline":
          - heading "Timeline" [level=2]
        - link "Start visit"
        """,
    )
    page.get_by_role("link", name="Start visit").click()
    stands_at("Start a visit", page)
    page.get_by_role("button", name="Start", exact=True).click()
    ear.hears("There is a problem Say whether anyone could overhear", at_once=True)
    expect(page.get_by_role("alert")).to_be_focused()
    asked = page.get_by_role("group", name="Could anyone else hear you or see this screen now?")
    expect(asked).to_have_accessible_description(
        re.compile(r"^Error:\s+Say whether anyone could overhear You can change this at any moment")
    )
    page.get_by_role("link", name=BABY.name).click()
    tablet.starts_a_visit()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    reads(
        page,
        f"""
        - region "This visit":
          - paragraph: {BABY.name}
          - term: Age
          - term: Date of birth
          - term: NHS number
          - paragraph:
            - status: /Saved on this tablet \\d+:\\d+/
          - button "Whole form"
        - main:
          - link "{BABY.name}"
          - heading /6 to 8 weeks, / [level=1]
          - searchbox "Find a question"
          - list:
            - listitem:
              - link "Visit context"
          - link /Next open, \\d+ left/
          - link "Check and submit"
        """,
    )
    seen = page.get_by_role("link", name="Baby seen today")
    expect(seen).to_have_accessible_description("2 to answer")


def somebody_comes_and_goes(tablet: Tablet, ear: Ear) -> None:
    """While somebody can overhear nothing hidden is there to be read, and none is read out."""
    page = tablet.page
    tablet.opens_section("Mother or birth parent")
    stands_at("Mother or birth parent", page)
    tablet.answers("Did you ask about domestic abuse?", "Yes, alone")
    tablet.answers(CONTROL, ["Money controlled"])
    ear.hears("To look at: Control seen or told, not followed up")
    tablet.sees_saved(sent=True)
    ear.has_heard()

    page.get_by_role("button", name="Whole form").click()
    asked = page.get_by_role("heading", name="Could anyone else hear you or see this screen now?")
    expect(asked).to_be_focused()
    reads(
        tablet.header,
        """
        - button "Short form" [expanded]
        - heading "Could anyone else hear you or see this screen now?" [level=1]
        - list:
          - listitem:
            - button "No"
          - listitem:
            - button "Yes, a partner"
        - paragraph:
          - button "Leave it as it is"
        """,
    )
    page.get_by_role("button", name="Yes, a partner", exact=True).click()
    ear.hears("Short form")
    expect(page.get_by_role("button", name="Short form")).to_be_focused()
    assert not HIDDEN.search(page.locator("body").aria_snapshot())
    is_accessible(page, "a section in the short form")
    tablet.goes_back_to_the_visit()
    assert not HIDDEN.search(page.locator("body").aria_snapshot())
    tablet.sees_sent()
    assert not HIDDEN.search(ear.has_heard())

    page.get_by_role("button", name="Short form").click()
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.get_by_role("heading", name="Nobody else can hear you")).to_be_focused()
    page.get_by_role("button", name="Yes, I am sure").click()
    ear.hears("Whole form")
    expect(page.get_by_role("button", name="Whole form")).to_be_focused()


def questions(tablet: Tablet, ear: Ear) -> None:
    """Groups and boxes by their words and hints, who says so, why not, what is wrong."""
    page = tablet.page
    tablet.opens_section("Feeding and growth")
    stands_at("Feeding and growth", page)
    reads(
        page.get_by_role("main"),
        f"""
        - link "All sections"
        - button "Find a question"
        - heading "Feeding and growth" [level=1]
        - group "{FED}":
          - radio "Breast milk only"
          - radio "By tube, or another way"
        - 'button "Couldn’t record this : Feeding, last 24 hours"'
        - textbox "{WEIGHT}"
        - 'button "Couldn’t record this : Weight"'
        - group: More questions 3 more, 1 open
        - navigation "Sections":
          - link "Previous Skin, marks and injury"
          - button /Next open, \\d+ left Feeding, last 24 hours/
          - link "Next Health and development"
        """,
    )
    group = page.get_by_role("group", name=FED)
    expect(group).to_have_accessible_description(
        "At 6 to 8 weeks this answer goes into the national figures."
    )
    ear.has_heard()
    fed = tablet.question(FED)

    # What was answered can be told from what was not; who says so is a group of its own.
    group.get_by_role("radio", name="Breast milk only").check()
    fed.get_by_role("button", name="Mother said").click()
    reads(
        fed,
        f"""
        - group "{FED}":
          - radio "Breast milk only" [checked]
        - group "Who says so? Feeding, last 24 hours":
          - button "Mother said" [pressed]
          - button "More…"
          - button "Clear Feeding, last 24 hours"
        """,
    )
    fed.get_by_role("button", name="More…").click()
    expect(fed.get_by_role("combobox", name="Source")).to_be_focused()
    is_accessible(page, "who says so")

    # Saved is said once a minute at most, and not once more for being sent.
    tablet.sees_saved(sent=True)
    said = ear.has_heard()
    assert ", sent" not in said
    assert said.count("Saved on this tablet") <= 2, said  # the minute may have turned

    # Why there is no answer.
    fed.get_by_role("button", name=re.compile("^Clear")).click()
    expect(group.get_by_role("radio", name="Breast milk only")).to_be_focused()
    fed.get_by_role("button", name="Couldn’t record this").click()
    reads(
        fed,
        """
        - 'button "Couldn’t record this : Feeding, last 24 hours" [expanded]'
        - group "Why not? Feeding, last 24 hours":
          - button "Not asked today"
        """,
    )
    fed.get_by_role("button", name="Not asked today").click()
    undo = fed.get_by_role("button", name="Undo : Feeding, last 24 hours")
    expect(undo).to_be_focused()
    reads(
        fed,
        """
        - paragraph:
          - text: What stood here was taken out.
          - 'button "Put it back : Feeding, last 24 hours"'
        - paragraph:
          - text: /Feeding, last 24 hours/
          - strong: /Not recorded. Not asked today/
        """,
    )
    undo.press("Enter")
    expect(fed.get_by_role("button", name="Couldn’t record this")).to_be_focused()

    # What cannot be is said when she leaves the box, stands with it, and goes with it.
    weight = page.get_by_role("textbox", name=WEIGHT)
    hint = "In grams. If it surprises you, check the scales and that it is the right baby."
    expect(weight).to_have_accessible_description(hint)
    weight.fill("99999")
    weight.press("Tab")
    wrong = "Weight must be between 400 and 25,000 g"
    ear.hears(wrong)
    expect(weight).to_have_attribute("aria-invalid", "true")
    expect(weight).to_have_accessible_description(re.compile(rf"^Error:\s+{wrong} In grams"))
    is_accessible(page, "what cannot be")
    weight.fill("4120")
    weight.press("Tab")
    ear.hears("9th to 25th centile")
    expect(weight).to_have_attribute("aria-invalid", "false")
    expect(weight).to_have_accessible_description(hint)


def a_finding(tablet: Tablet, ear: Ear) -> None:
    """What the rules ask is read out when it comes, and has a heading to be found by."""
    page = tablet.page
    tablet.opens_section("Baby seen today")
    tablet.answers("Did you see baby?", "Only asleep")
    ear.hears("3 more questions on this page")
    ear.hears("To look at: Baby not seen awake and undressed")
    words = page.get_by_role("textbox", name="What did baby do?")
    expect(words).to_have_accessible_description(
        re.compile("^What I saw, heard or measured Colour")
    )
    asks = page.get_by_role("region", name="What the rules ask here")
    reads(
        asks,
        """
        - heading "What the rules ask here" [level=2]
        - article:
          - heading "Needs an answer Baby not seen awake and undressed" [level=3]
          - paragraph: Baby has not been seen awake and undressed. When will that be?
          - paragraph:
            - link "Baby seen"
          - group: /Answer this . Baby not seen awake and undressed/
        """,
    )
    asks.get_by_text("Answer this").click()
    box = asks.get_by_role("textbox")
    expect(box).to_be_focused()
    expect(box).to_have_accessible_description("")
    asks.get_by_role("button", name="Done", exact=True).click()
    expect(box).to_be_focused()
    expect(box).to_have_accessible_description(re.compile("^Say it in a few words"))
    box.fill("Mother brings baby to the clinic on Friday")
    asks.get_by_role("button", name="Done", exact=True).click()
    expect(asks.get_by_role("heading", level=2)).to_be_focused()
    reads(asks, "- group: 1 answered already")


def a_list(tablet: Tablet, ear: Ear) -> None:
    """Each entry is a region that says its number and what it is about; the focus is never lost."""
    page = tablet.page
    tablet.opens_section("Actions")
    add = page.get_by_role("button", name="Add an action")
    for number in range(1, 8):
        if number > 1:
            add.click()
        action = page.get_by_role("region", name=f"Action {number}", exact=True)
        if number > 1:
            expect(action.get_by_role("heading")).to_be_focused()
        action.get_by_role("textbox", name="What will be done?").fill(f"Ring {number}")
        expect(page.get_by_role("region", name=f"Action {number}: Ring {number}")).to_be_visible()
    reads(
        page.get_by_role("main"),
        """
        - heading "Actions" [level=1]
        - 'region "Action 1: Ring 1"':
          - 'heading "Action 1: Ring 1" [level=2]'
          - button "Open"
        - 'region "Action 7: Ring 7"':
          - 'heading "Action 7: Ring 7" [level=2]'
          - button "Close" [expanded]
          - textbox "What will be done?"
          - group "Who will do it?"
          - group "By when?":
            - textbox "Day"
            - textbox "Month"
            - textbox "Year"
          - button "Remove this action"
        - button "Add an action"
        """,
    )
    second = page.get_by_role("region", name="Action 2: Ring 2")
    turn = second.get_by_role("button", name="Open", exact=True)
    expect(turn).to_have_accessible_description("Action 2: Ring 2")
    turn.press("Enter")
    expect(second.get_by_role("button", name="Close", exact=True)).to_be_focused()
    remove = second.get_by_role("button", name="Remove this action")
    expect(remove).to_have_accessible_description("Action 2: Ring 2")
    ear.has_heard()
    remove.click()
    ear.hears("Action 2: Ring 2 is removed")
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    is_accessible(page, "a list with an entry removed")
    undo.press("Enter")
    expect(second.get_by_role("heading")).to_be_focused()


def nothing_can_be_saved(tablet: Tablet, ear: Ear) -> None:
    """That is read out into whatever is read."""
    page = tablet.page
    tablet.sees_saved(sent=True)
    ear.has_heard()
    page.evaluate(NO_ROOM)
    second = page.get_by_role("region", name=re.compile("^Action 2"))
    what = second.get_by_role("textbox", name="What will be done?")
    what.fill("Ring the second")
    what.press("Tab")
    ear.hears("NOT saved: this tablet is full", at_once=True)
    reads(tablet.header, "- alert: /NOT saved. this tablet is full/")
    page.evaluate(ROOM)
    what.fill("Ring the 2nd")
    what.press("Tab")
    expect(tablet.header.get_by_role("alert")).to_have_count(0)
    ear.hears("Saved on this tablet")


def it_cannot_wait(tablet: Tablet, ear: Ear) -> None:
    """It takes the screen: an alert that nothing was sent, and the focus at what has to be done."""
    page = tablet.page
    tablet.loses_the_network()
    tablet.opens_section("Skin, marks and injury")
    ear.has_heard()
    tablet.answers("Did you see any bruise, mark, swelling or injury?", "I am not sure")
    ear.hears("NOT SENT. This tablet cannot send now. Phone now", at_once=True)
    stands_at("Mark or injury in a baby who cannot move about", page)
    reads(
        page,
        f"""
        - banner:
          - navigation "Wholeview":
            - link "Today"
            - link "Waiting 1"
        - status:
          - paragraph:
            - strong: NOT SENT. Phone now.
            - link "Whom to ring, and note the call"
        - main:
          - region "Act now":
            - alert: /NOT SENT. This tablet cannot send now. Phone now/
            - heading "Mark or injury in a baby who cannot move about" [level=1]
            - paragraph: This app has not told anyone.
            - list:
              - listitem:
                - link /Duty desk {DUTY_DESK}/
            - list:
              - listitem: Ring the duty desk before you leave.
            - heading "I have rung" [level=2]
            - status: For example, 14:32
            - textbox "At what time did you speak to a person?"
            - button "Now"
            - textbox "Whom did you speak to?"
            - button "I have rung. Go on"
            - group: A second clinician agreed not to
            - paragraph:
              - 'button "That was a slip: change the answer"'
        """,
    )
    rung = page.get_by_role("button", name="I have rung. Go on")
    when, whom = (
        page.get_by_label(f"{asked} did you speak to") for asked in ("At what time", "Whom")
    )
    rung.click()
    is_wrong(when, "Enter the time you spoke to a person, such as 14:32", ear)
    page.get_by_role("button", name="Now").click()
    ear.hears("That is today")
    rung.click()
    is_wrong(whom, "Put down whom you spoke to", ear)
    expect(when).not_to_have_attribute("aria-invalid", "true")
    whom.press("Enter")
    is_wrong(whom, "Put down whom you spoke to", ear)

    page.get_by_text("A second clinician agreed not to").click()
    not_rung = page.get_by_role("button", name="Put this down. Your manager will see it")
    not_rung.click()
    agreed = page.get_by_label("Who agreed?")
    is_wrong(agreed, "Put down the name of the second clinician who agreed", ear)
    agreed.fill("Dr Bello")
    why = page.get_by_label("Why?")
    why.fill("Seen already")
    not_rung.click()
    is_wrong(why, "Say why in three words or more", ear)
    is_accessible(page, "a call that is refused")


def is_wrong(box: Locator, words: str, ear: Ear) -> None:
    """It is said at once, stands at the box, and there she goes on."""
    ear.hears(words, at_once=True)
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_accessible_description(re.compile(re.escape(words)))


def hidden_and_back(tablet: Tablet, ear: Ear) -> None:
    """Hide leaves nothing else to be read. Behind the passphrase it is as it was, until she has rung."""
    page = tablet.page
    tablet.hides()
    cover = page.get_by_role("dialog", name="Feeding and weighing")
    expect(cover).to_be_focused()
    expect(page).to_have_title("Feeding and weighing")
    reads(
        page,
        """
        - /children: equal
        - dialog "Feeding and weighing"
        """,
    )
    cover.get_by_role("button", name="Close").click()
    stands_at("Unlock", page)
    tablet.unlocks()
    stands_at("Mark or injury in a baby who cannot move about", page)
    page.get_by_label("Whom did you speak to?").fill("Dr Okoro, on call")
    page.get_by_role("button", name="I have rung. Go on").click()
    stands_at("Skin, marks and injury", page)
    expect(page.locator("[data-test=alarm]")).to_have_count(0)


def what_holds_back_the_signature(tablet: Tablet, ear: Ear) -> None:
    """A summary that has the focus and leads to each question."""
    page = tablet.page
    tablet.goes_back_to_the_visit()
    tablet.goes_to_check()
    stands_at("Check and submit", page)
    reads(
        page.get_by_role("main"),
        """
        - link "All sections"
        - heading "Check and submit" [level=1]
        - region "To look at":
          - heading "To look at" [level=2]
        - heading "Visit context" [level=2]
        - term: Type of contact
        - definition: 6 to 8 weeks
        - definition:
          - link "Change Type of contact"
        - heading "Actions" [level=2]
        - heading "Action 1" [level=3]
        - heading "Submit" [level=2]
        - button "Submit"
        """,
    )
    tablet.submits()
    ear.hears("questions hold back your signature", at_once=True)
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    reads(
        summary,
        """
        - alert:
          - heading /\\d+ questions hold back your signature/ [level=2]
          - term: Baby or pregnancy
          - definition:
            - link "Baby’s name is still open"
        """,
    )


def sent(tablet: Tablet, ear: Ear) -> None:
    """What waits, and why; that it is sent is read out where she waits for it."""
    page = tablet.page
    tablet.goes_to_waiting()
    stands_at("Waiting and sent", page)
    reads(
        page.get_by_role("main"),
        f"""
        - heading "Waiting and sent" [level=1]
        - status:
          - paragraph: /Waiting/
          - paragraph: /No connection/
        - button "Try now"
        - heading "Waiting to be sent" [level=2]
        - list:
          - listitem:
            - link "{BABY.name}"
        """,
    )
    ear.has_heard()
    tablet.finds_the_network()
    ear.hears("Everything is sent")


def signed(tablet: Tablet, ear: Ear) -> None:
    """The visit in which nothing is open."""
    page = tablet.page
    tablet.goes_to_today()
    tablet.baby = OTHER_BABY
    tablet.opens_the_visit()
    tablet.goes_to_check()
    tablet.sees("Nothing is open")
    tablet.submits()
    ear.hears("Signed on this tablet")
    expect(page.get_by_role("heading", level=1, name=re.compile("^Targeted, "))).to_be_focused()
    tablet.sees("With your manager")
    tablet.goes_to_waiting()
    reads(
        page.get_by_role("main"),
        """
        - heading "Waiting and sent" [level=1]
        - status:
          - paragraph: Everything is sent
        """,
    )
