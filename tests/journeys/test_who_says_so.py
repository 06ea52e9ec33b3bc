"""Who says so: answers that name no source are counted before she signs, and hold nothing back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import expect

from tests.journeys.accessible import is_accessible
from tests.journeys.service import Service
from tests.journeys.tablet import Tablet
from tests.journeys.town import BABY, TODAY, remember_a_visit

FED = "How was baby fed in the last 24 hours?"
CONTROL = "Did you see or were you told of signs of coercion or control?"
TOGETHER = f"{BABY.mother}: same home as baby"
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


def test_a_fact_from_before_keeps_whose_word_it_was(
    tablets: Callable[[], Tablet], service: Service
) -> None:
    """The block was the father's word then. Today it is somebody else's; what is only confirmed stays his."""
    known = {
        "mother_lives_with_baby": {"value": "yes", "kind": "F"},
        "mother_info_source": {"value": "father_or_partner_said", "kind": "A"},
    }
    remember_a_visit(service.database_url, BABY, known, days_ago=10)
    tablet = tablets()
    tablet.is_set_up()
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section(PARENT)
    offered = tablet.page.locator("[data-test=carried]").get_by_role("listitem")
    fact = offered.filter(has_text=TOGETHER)
    expect(fact).to_contain_text("from: Father or partner said")
    fact.get_by_role("button", name="Still right").click()
    tablet.answers("Who told you most of what follows?", "Mother said")
    tablet.sees_saved()
    tablet.goes_back_to_the_visit()
    tablet.goes_to_check()
    said = tablet.reads_everything()[TOGETHER]
    day = TODAY - timedelta(days=10)
    assert said == f"Yes\nFather or partner said, {day.day} {day:%B %Y}"
