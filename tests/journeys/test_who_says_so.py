"""Who says so: answers that name no source are counted before she signs, and hold nothing back."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.accessible import is_accessible
from tests.journeys.tablet import Tablet
from tests.journeys.town import BABY

FED = "How was baby fed in the last 24 hours?"
CONTROL = "Did you see or were you told of signs of coercion or control?"
PARENT = "Mother or birth parent"


def test_answers_that_name_no_source_before_she_signs(tablet: Tablet) -> None:
    page = tablet.page
    unsaid = page.locator("[data-test=no-source]")
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Feeding and growth")
    tablet.answers(FED, "Breast milk only")
    tablet.opens_section(PARENT)
    tablet.answers(CONTROL, ["Money controlled"])
    tablet.sees_saved()
    tablet.goes_back_to_the_visit()
    tablet.goes_to_check()
    expect(unsaid).to_contain_text("2 answers name no source.")
    expect(unsaid.get_by_role("link")).to_have_text(
        ["Feeding, last 24 hours", f"{BABY.mother}: main source"]
    )
    is_accessible(page, "answers without a source")

    # What was told in private is neither counted nor pointed at while somebody could hear.
    tablet.says_who_is_in_earshot("Yes, a partner")
    expect(unsaid).to_contain_text("1 answer names no source.")
    expect(unsaid.get_by_role("link")).to_have_text(["Feeding, last 24 hours"])
    expect(page.locator("[data-test=submit] + .wv-small")).not_to_contain_text("source")

    unsaid.get_by_role("link").click()
    tablet.sees_heading("Feeding and growth")
    tablet.says_who_told(FED, "Mother said")
    tablet.sees_saved()
    tablet.goes_back_to_the_visit()
    tablet.goes_to_check()
    tablet.sees("Submitting puts your name to this visit")
    expect(unsaid).to_have_count(0)

    tablet.says_who_is_in_earshot("No")
    expect(unsaid).to_contain_text("1 answer names no source.")
    expect(unsaid.get_by_role("link")).to_have_text([f"{BABY.mother}: main source"])
