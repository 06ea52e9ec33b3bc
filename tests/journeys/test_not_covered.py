"""What is left of a section is closed in one go, with a reason and a day, and opened again as easily."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.tablet import Tablet

SECTION = "Housing and moves"
LEFT = re.compile(r"Not covered today: the \d+ still open…")


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

    closes_what_is_left(tablet)
    expect(undo).to_be_focused()
    tablet.sees_saved()
    tablet.goes_back_to_the_visit()
    tablet.sees(re.compile(r"\d+ not covered"))
    tablet.opens_section("Actions")
    expect(tablet.page.get_by_role("textbox").filter(visible=True).first).to_have_value(
        f"Ask what was not covered: {SECTION}"
    )
