"""The start of the contact is half typed: it is kept as it stands, and no page is closed to her for it."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.tablet import Tablet
from tests.journeys.town import TODAY

BEGAN = "When did the contact begin?"
REFUSED = "Start of the contact must be a real date and time, such as 3 5 2026 and 14:30"
# With numbers, measurements and days, beside the one on which she can put it right.
SECTIONS = ("Feeding and growth", "Baby or pregnancy", "Household and regular visitors", "Actions")


def test_every_page_opens_while_the_start_of_the_contact_is_half_typed(
    tablets: Callable[[], Tablet],
) -> None:
    tablet = tablets()
    tablet.is_set_up()
    tablet.opens_the_child()
    tablet.starts_a_visit()
    page = tablet.page
    broken: list[str] = []
    page.on("pageerror", lambda problem: broken.append(str(problem)))
    tablet.opens_section("Visit context")
    asked = tablet.question(BEGAN)
    tablet.unfolds(asked)
    day, time = asked.get_by_label("Day", exact=True), asked.get_by_label("Time")
    day.fill("")
    time.fill("soon after")
    time.press("Tab")
    tablet.sees_under(BEGAN, REFUSED)
    tablet.sees_saved()

    for section in SECTIONS:
        tablet.opens_section(section)
        expect(page.get_by_role("navigation", name="Sections")).to_be_visible()
    tablet.opens_section("Feeding and growth")
    tablet.answers("What does baby weigh?", "4120")
    page.keyboard.press("Tab")
    tablet.sees_saved()
    tablet.goes_back_to_the_visit()
    tablet.goes_to_check()
    tablet.sees(f"Not right yet: {REFUSED}")
    tablet.goes_back_to_the_visit()
    page.get_by_role("link", name="Print this visit").click()
    tablet.sees_heading("Print this visit")
    page.get_by_role("link", name="All sections").click()
    tablet.goes_to_waiting()
    tablet.goes_to_today()
    page.get_by_role("link", name="Before you go").click()
    tablet.sees_heading("Before you go")
    tablet.goes_to_today()
    tablet.opens_the_child()
    page.get_by_role("link", name="Growth charts").click()
    expect(page.get_by_role("img").first).to_be_visible()
    tablet.goes_to_today()

    # Where she can put it right, each box still holds what she typed; and a time needs no colon.
    tablet.opens_the_visit()
    tablet.opens_section("Visit context")
    tablet.unfolds(asked)
    expect(day).to_have_value("")
    expect(time).to_have_value("soon after")
    day.fill(str(TODAY.day))
    time.fill("0005")
    time.press("Tab")
    expect(asked).not_to_have_text(re.compile(re.escape(REFUSED)))
    # No page is left before what was typed on it is stored; the header may still speak of what was saved before.
    tablet.goes_back_to_the_visit()
    tablet.opens_section("Visit context")
    page.reload()
    tablet.unlocks()
    tablet.sees_heading("Visit context")
    expect(time).to_have_value("00:05")
    assert not broken, broken
