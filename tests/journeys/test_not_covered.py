"""What is left of a section, be it one question, is closed in one go with a reason and a day, and opened as easily."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.tablet import Tablet

SECTION = "Housing and moves"
LEFT = re.compile(r"Not covered today: \d+ still open…")


def closes_what_is_left(tablet: Tablet) -> None:
    page = tablet.page
    page.get_by_role("button", name=LEFT).click()
    tablet.sees(re.compile("The core questions stay open"))
    why = page.get_by_role("group", name="Why were they not covered?")
    why.get_by_role("button", name="Not asked today").click()
    page.get_by_role("group", name="When will they be asked?").get_by_role("button").first.click()


def test_a_section_that_was_not_covered(tablet: Tablet) -> None:
    left = tablet.page.get_by_role("button", name=LEFT)
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section(SECTION)
    closes_what_is_left(tablet)
    closed = tablet.page.get_by_role("status").filter(has_text="closed as not covered")
    undo = closed.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    expect(left).to_have_count(0)

    undo.click()
    expect(left).to_be_focused()

    # For somebody else, and nobody named: she is taken to the box that is wanted, and told why.
    left.click()
    page = tablet.page
    why = page.get_by_role("group", name="Why were they not covered?")
    why.get_by_role("button", name="Someone else will do this").click()
    page.get_by_role("group", name="By when?").get_by_role("button").first.click()
    owner = page.get_by_role("textbox", name="Who will do it?")
    expect(owner).to_be_focused()
    expect(owner).to_have_attribute("aria-invalid", "true")
    expect(owner).to_have_accessible_description("Name somebody, or a service")
    left.click()

    closes_what_is_left(tablet)
    expect(undo).to_be_focused()
    tablet.sees_saved()
    tablet.goes_back_to_the_visit()
    tablet.sees(re.compile(r"\d+ not covered"))
    tablet.opens_section("Actions")
    expect(tablet.page.get_by_role("textbox").filter(visible=True).first).to_have_value(
        f"Ask what was not covered: {SECTION}"
    )


def test_a_single_question_of_a_caregiver_that_was_not_asked_has_a_day_too(tablet: Tablet) -> None:
    page = tablet.page
    icon = "ICON: coping with crying"
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section(icon)
    tablet.answers("How did the messages reach them?", ["In person"], tablet.has_a_row())
    expect(page.get_by_role("button", name=LEFT)).to_have_text(re.compile(": 1 still open"))
    closes_what_is_left(tablet)
    tablet.sees(re.compile("1 question closed as not covered, to be asked by"))
    tablet.opens_section("Actions")
    expect(page.get_by_role("textbox").filter(visible=True).first).to_have_value(
        f"Ask what was not covered: {icon}"
    )
