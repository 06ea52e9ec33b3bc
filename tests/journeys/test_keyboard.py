"""With the keyboard alone: an ordinary visit from signing in to the signature; every kind of answer, and what holds the
signature back; an entry of a list.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Locator, expect

from bench import taps
from tests.journeys.keyboard import Keyboard, Typist
from tests.journeys.service import Service
from tests.journeys.tablet import Tablet
from tests.journeys.town import (
    BABY,
    OTHER_BABY,
    PASSPHRASE,
    PASSWORD,
    TODAY,
    remember_a_visit_to_sign,
)

TOUCHED = """() => {
  window.touched = 0;
  addEventListener("pointerdown", (event) => { window.touched += event.isTrusted; }, true);
}"""
EARSHOT = "Could anyone else hear you or see this screen now?"


def test_an_ordinary_visit_from_sign_in_to_signature_by_keyboard_alone(
    tablets: Callable[..., Tablet], service: Service
) -> None:
    taps.before(service.database_url)
    tablet = tablets()
    tablet.opens()
    page = tablet.page
    hands = Keyboard(page)
    page.evaluate(TOUCHED)
    hands.writes(page.get_by_label("Username"), tablet.visitor.username)
    hands.writes(page.get_by_label("Password", exact=True), PASSWORD)
    hands.presses(page.get_by_role("button", name="Sign in"))
    tablet.sees_heading("Choose your passphrase")
    hands.writes(page.get_by_label("Passphrase", exact=True), PASSPHRASE)
    hands.writes(page.get_by_label("The same passphrase again"), PASSPHRASE)
    hands.presses(page.get_by_role("button", name="Set up this tablet"))
    tablet.is_ready_for_a_day_offline()

    count = taps.record(tablet, Typist(page))

    assert count.unanswered == set()
    assert page.evaluate("window.touched") == 0


def test_what_is_asked_of_a_keyboard_in_a_visit(tablet: Tablet) -> None:
    page = tablet.page
    hands = Keyboard(page)
    main = page.get_by_role("main")
    asked = tablet.question

    def goes_on_to(title: str) -> None:
        hands.presses(page.get_by_role("link", name=f"Next {title}", exact=True))
        tablet.sees_heading(title)

    # Past the header, and no further: not into the search.
    hands.goes_back_to(page.get_by_role("link", name="Skip to main content"))
    page.keyboard.press("Enter")
    expect(main).to_be_focused()

    # From Today to a visit that has begun.
    hands.presses(main.get_by_role("link", name=BABY.name))
    tablet.sees_heading(BABY.name)
    hands.presses(main.get_by_role("link", name="Start visit"))
    tablet.sees_heading("Start a visit")
    tablet.sees(re.compile("^6 to 8 weeks · .* · Face to face$"))
    hands.chooses(asked(EARSHOT), "No")
    hands.picks(page.get_by_label("Where did it take place?"), "Clinic or family hub")
    hands.presses(page.get_by_role("button", name="Start", exact=True))
    tablet.sees_heading(re.compile("^6 to 8 weeks, "))

    # Choices, ticks, references to the record, words, a number.
    hands.presses(main.get_by_role("link", name="Where baby lives and sleeps"))
    tablet.sees_heading("Where baby lives and sleeps")
    hands.chooses(asked("Who does baby live with?"), "Both parents")
    hands.chooses(asked("Where will baby sleep tonight?"), f"Mother’s home: {BABY.home}, ZZ99 3WZ")
    carers = asked("Who will look after baby tonight?")
    hands.ticks(carers.get_by_role("checkbox", name=BABY.mother))
    hands.presses(carers.get_by_role("button", name="Add a person…"))
    hands.writes(carers.get_by_label("Anyone else, one name a line"), "Bryony Tansley")
    goes_on_to("Residence claims")
    goes_on_to("Baby seen today")
    hands.chooses(asked("Did you see baby?"), "Yes, awake")
    seen = "What did baby do? How did baby look and sound?"
    hands.writes(page.get_by_label(seen), "Awake, pink.")
    goes_on_to("Skin, marks and injury")
    goes_on_to("Feeding and growth")
    hands.writes(page.get_by_label("What does baby weigh?"), "4120")
    weight = asked("What does baby weigh?")
    hands.presses(weight.get_by_role("button", name=re.compile("^Clear")))
    hands.presses(weight.get_by_role("button", name=re.compile("^Put it back")))
    expect(page.get_by_label("What does baby weigh?")).to_be_focused()
    expect(page.get_by_label("What does baby weigh?")).to_have_value("4120")
    # A reason instead of an answer.
    fed = asked("How was baby fed in the last 24 hours?")
    hands.goes_back_to(fed.get_by_role("button", name="Couldn’t record this"))
    page.keyboard.press("Enter")
    hands.presses(fed.get_by_role("button", name="Not asked today"))
    expect(fed.get_by_role("button", name="Undo")).to_be_focused()
    goes_on_to("Health and development")
    goes_on_to("Crying and safer sleep")

    # Each parent has a row already. One more caregiver, and the way out of a list that grows.
    goes_on_to("ICON: coping with crying")
    hands.presses(page.get_by_role("button", name="Add a caregiver"))
    expect(page.get_by_role("heading", name="Caregiver 3")).to_be_focused()
    hands.presses(
        page.get_by_role("region", name="Caregiver 3").get_by_role("button", name="Remove")
    )
    expect(page.get_by_role("heading", name="Caregiver 3")).to_have_count(0)
    expect(page.get_by_role("button", name="Add a caregiver")).to_be_focused()

    # A view is written afterwards, and rests on an entry picked beside it.
    hands.presses(page.get_by_role("link", name="All sections"))
    hands.presses(main.get_by_role("link", name="My view", exact=True))
    tablet.sees_heading("My view")
    working = asked("What is working for baby, and what shows it?")
    hands.presses(working.get_by_role("button", name=re.compile("^Write it now")))
    hands.writes(working.get_by_role("textbox", name="What is working"), "She is awake and pink.")
    hands.ticks(working.get_by_role("checkbox", name="Seen What you saw of baby"))
    expect(working.get_by_role("group", name="What does this rest on?")).to_contain_text(
        "Rests on: 1 of this visit’s entries"
    )

    # A list of what is not known, dates, and the confirmation.
    hands.writes(page.get_by_label("What we do not know", exact=True), "Who has baby at weekends")
    # The names to tap go with the tap.
    names = page.get_by_role("group", name="Tap a name").filter(visible=True)
    hands.presses(names.get_by_role("button", name=re.compile(r"\(me\)$")))
    expect(names).to_have_count(0)
    owner = page.locator(".nhsuk-form-group").filter(has=page.get_by_label("Who will find out"))
    expect(owner.last).to_be_focused()
    hands.presses(page.get_by_role("link", name="Next Plan", exact=True))
    tablet.sees_heading("Plan")
    following = asked("When is the next contact?")
    in_a_month = TODAY + timedelta(days=30)
    for box, number in (
        ("Day", in_a_month.day),
        ("Month", in_a_month.month),
        ("Year", in_a_month.year),
    ):
        hands.writes(following.get_by_label(box, exact=True), str(number))
    hands.ticks(page.get_by_role("checkbox", name=re.compile("^I have kept apart")))
    goes_on_to("Actions")
    goes_on_to("Check and submit")

    # Signing too early moves the focus to what is missing; each line leads to its question.
    hands.presses(page.get_by_role("button", name="Submit"))
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("hold back your signature")
    links = summary.get_by_role("link")
    assert links.count() > 20
    hands.presses(links.filter(has_text="What worries me is still open"))
    tablet.sees_heading("My view")
    expect(page.get_by_label("What worries you, and what shows it?")).to_be_focused()

    # What was typed on the way is there.
    goes_on_to("Plan")
    goes_on_to("Actions")
    goes_on_to("Check and submit")
    said = tablet.reads_everything()
    assert said["Carers tonight"] == f"{BABY.mother}, mother\nBryony Tansley"
    assert said["What you saw of baby"] == "Awake, pink."
    assert said["Weight"] == "4,120 g"
    assert said["Feeding, last 24 hours"] == "Not recorded: Not asked today"
    # Her initials, as long as no visit of hers has come back from the service with her name.
    by = re.escape(tablet.visitor.name), tablet.visitor.initials
    assert re.fullmatch(
        f"Who has baby at weekends, to find out: ({'|'.join(by)})", said["What we do not know"]
    )
    assert said["Next contact"] == f"{in_a_month.day} {in_a_month:%B %Y}"
    assert said["Your confirmation"] == "Confirmed"


def test_an_entry_of_a_list_and_the_signature_by_keyboard_alone(
    tablets: Callable[..., Tablet], service: Service
) -> None:
    remember_a_visit_to_sign(service.database_url, OTHER_BABY)
    tablet = tablets()
    tablet.is_set_up()
    tablet.baby = OTHER_BABY
    page = tablet.page
    hands = Keyboard(page)
    main = page.get_by_role("main")
    hands.presses(page.locator("[data-test=open-visits]").get_by_role("link", name=OTHER_BABY.name))
    tablet.sees_whose_visit_it_is()
    hands.presses(main.get_by_role("link", name="Actions", exact=True))
    tablet.sees_heading("Actions")
    actions = main.locator("[data-row-id]")
    add = page.get_by_role("button", name="Add an action")
    expect(add).to_be_visible()
    before = actions.count()

    # One more: the focus goes to its heading, and on through its questions.
    hands.presses(add)
    expect(actions).to_have_count(before + 1)
    added = actions.last
    expect(added.get_by_role("heading")).to_be_focused()
    hands.writes(added.get_by_label("What will be done?"), "Ring the GP practice")
    hands.chooses(tablet.question("How does it stand?", added), "Open")
    tablet.sees_saved()
    hands.goes_back_to(added.get_by_label("What will be done?"))
    expect(added.get_by_label("What will be done?")).to_have_value("Ring the GP practice")

    # What was recorded is taken away with one press, and comes back with the next.
    remove = added.get_by_role("button", name=re.compile("^Remove"))
    hands.presses(remove)
    expect(actions).to_have_count(before)
    expect(page.get_by_text("Ring the GP practice is removed.")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(actions).to_have_count(before + 1)
    expect(added.get_by_role("heading")).to_be_focused()
    expect(added.get_by_label("What will be done?")).to_have_value("Ring the GP practice")
    tablet.sees_saved()
    hands.presses(remove)
    expect(actions).to_have_count(before)
    expect(page.get_by_role("button", name="Undo")).to_be_focused()

    hands.presses(page.get_by_role("link", name="Next Check and submit", exact=True))
    tablet.sees_heading("Check and submit")
    tablet.sees("Nothing is open")
    hands.presses(page.get_by_role("button", name="Submit"))
    tablet.sees("With your manager")


def comes_to_more_questions(tablet: Tablet) -> Locator:
    """What is folded at the end of a section."""
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Feeding and growth")
    return tablet.page.locator("summary").filter(has_text="More questions")


def test_questions_that_come_above_do_not_push_the_focus_out_of_sight(tablet: Tablet) -> None:
    page, further = tablet.page, comes_to_more_questions(tablet)
    # All of it fits: at its very top no browser holds a page still.
    page.set_viewport_size({"width": 820, "height": 1400})
    page.get_by_label("What does baby weigh?").press_sequentially("4120")
    further.focus()
    expect(tablet.question("How was baby weighed?")).to_be_visible()
    expect(further).to_be_focused()
    expect(further).to_be_in_viewport()


# What an earlier visit offers, for one, is drawn above the questions when it has been read.
GROWS = """() => {
  const grown = document.createElement("div");
  grown.style.height = "900px";
  document.querySelector("main").prepend(grown);
}"""
DRAWN = """() => new Promise((drawn) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn))))"""


def test_whatever_grows_above_the_focus_leaves_it_in_sight(tablet: Tablet) -> None:
    page, further = tablet.page, comes_to_more_questions(tablet)
    further.focus()
    page.evaluate("scrollTo(0, 0)")
    page.set_viewport_size({"width": 820, "height": 1400})
    expect(further).to_be_in_viewport()
    page.evaluate(GROWS)
    expect(further).to_be_in_viewport()


def test_who_scrolled_away_from_the_focus_is_not_taken_back(tablet: Tablet) -> None:
    page, further = tablet.page, comes_to_more_questions(tablet)
    page.set_viewport_size({"width": 820, "height": 600})
    further.focus()
    expect(further).to_be_in_viewport()
    page.evaluate("scrollTo(0, 0)")
    expect(further).not_to_be_in_viewport()
    page.evaluate(DRAWN)
    page.evaluate(GROWS)
    page.evaluate(DRAWN)
    assert page.evaluate("scrollY") == 0


def test_who_comes_back_to_a_page_is_where_she_was(tablet: Tablet) -> None:
    """By the browser's own way back, and by unlocking after Hide: the heading's focus does not take her to itself."""
    page = tablet.page
    tablet.opens_the_child()
    tablet.starts_a_visit()
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("scrollTo(0, 500)")
    tablet.opens_section("Feeding and growth")
    page.go_back()
    to_check = page.get_by_role("link", name="Check and submit")
    expect(to_check).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.evaluate(DRAWN)
    there = page.evaluate("scrollY")
    assert there > 300
    # Pressed by the driver, the page would be scrolled first; a finger does not.
    page.get_by_role("button", name="Hide").dispatch_event("click")
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    tablet.unlocks()
    expect(to_check).to_be_visible()
    page.evaluate(DRAWN)
    assert page.evaluate("scrollY") == there
