"""A visit with the keyboard alone: every kind of answer, what holds the signature back, a list, the signature."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import expect

from tests.journeys.keyboard import Keyboard
from tests.journeys.service import Service
from tests.journeys.tablet import Tablet
from tests.journeys.town import BABY, OTHER_BABY, TODAY, remember_a_visit_to_sign

EARSHOT = "Could anyone else hear you or see this screen now?"


def test_a_visit_by_keyboard_alone(tablet: Tablet) -> None:
    page = tablet.page
    hands = Keyboard(page)
    main = page.get_by_role("main")
    asked = tablet.question

    def goes_on_to(title: str) -> None:
        hands.presses(page.get_by_role("link", name=f"Next {title}", exact=True))
        tablet.sees_heading(title)

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
    hands.writes(page.get_by_role("textbox", name="Who will find out"), "Nerys")
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
    assert said["What we do not know"] == "Who has baby at weekends, to find out: Nerys"
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
