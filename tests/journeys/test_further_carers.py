"""Whoever else is like a parent to baby is asked about like a parent, by name: from the household, and before birth."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.accessible import is_accessible
from tests.journeys.tablet import Tablet, Written

PARTNER = "Partner of a parent"
ANYBODY_ELSE = "Is anybody else like a parent to baby, such as a partner of a parent?"
FURTHER = re.compile("further carer", re.IGNORECASE)
ABUSE = "Did you ask about domestic abuse?"


def sections(tablet: Tablet) -> list[str]:
    return tablet.page.locator('[data-test="sections"]').get_by_role("link").all_inner_texts()


def joins_the_household(tablet: Tablet, name: str) -> None:
    rows = tablet.page.get_by_role("main").locator("[data-row-id]")
    add = tablet.page.get_by_role("main").locator("[data-add-row]")
    expect(add).to_be_visible()  # drawn with the rows: from now on they can be counted
    before = rows.count()
    add.click()
    expect(rows).to_have_count(before + 1)
    tablet.answers("Who is it?", Written(name), rows.last)
    tablet.answers("What is their relationship to baby?", PARTNER, rows.last)
    tablet.sees_saved()


def test_two_partners_in_the_household(tablet: Tablet) -> None:
    tablet.opens_the_child()
    tablet.starts_a_visit()
    listed = sections(tablet)
    assert listed
    assert not [title for title in listed if FURTHER.search(title)]

    tablet.opens_section("Household and regular visitors")
    joins_the_household(tablet, "Dean Marsh")
    tablet.goes_back_to_the_visit()
    expect(tablet.page.get_by_role("link", name="Further carer: Dean Marsh")).to_be_visible()
    assert len([title for title in sections(tablet) if FURTHER.search(title)]) == 1

    tablet.opens_section("Household and regular visitors")
    joins_the_household(tablet, "Ray Holt")
    tablet.goes_back_to_the_visit()
    tablet.opens_section("Second further carer: Ray Holt")
    tablet.answers("What part does Ray Holt play in baby’s life?", "Lives with baby")
    tablet.answers("Did you see Ray Holt at this contact?", "Yes, in person")
    tablet.answers(ABUSE, "Yes, alone")
    is_accessible(tablet.page, "the block of a further carer")

    # The partner comes in: nothing hints at what was asked.
    tablet.says_who_is_in_earshot("Yes, a partner")
    tablet.sees_the_form_is("Short")
    tablet.sees_nowhere(re.compile("abuse|coercion", re.IGNORECASE))
    assert "da_asked" not in tablet.page.content()

    # What is open of each is listed under the name, the other block's apart.
    tablet.goes_back_to_the_visit()
    tablet.goes_to_check()
    tablet.sees("Further carer: Dean Marsh")
    tablet.sees("Second further carer: Ray Holt")


def test_a_further_carer_before_birth(tablet: Tablet) -> None:
    tablet.opens_the_child()
    tablet.starts_a_visit(contact="Antenatal")
    listed = sections(tablet)
    assert "Household and regular visitors" not in listed
    assert not [title for title in listed if FURTHER.search(title)]

    tablet.opens_section("Wider family")
    tablet.answers(ANYBODY_ELSE, "One person")
    tablet.sees_saved()
    tablet.opens_section("Further carer")
    tablet.answers("What is the name of the further carer?", "Dean Marsh")
    tablet.sees_saved()
    tablet.opens_section("Further carer: Dean Marsh")
    tablet.sees_answer("What is the name of the further carer?", "Dean Marsh")
    tablet.answers("What part does Dean Marsh play in baby’s life?", "Sees baby regularly")
    tablet.sees_saved()

    # It was a slip: nothing of the block is open any more, and what was said of it is kept.
    tablet.opens_section("Wider family")
    tablet.answers(ANYBODY_ELSE, "Nobody else")
    tablet.sees_saved()
    tablet.goes_back_to_the_visit()
    expect(tablet.page.get_by_role("link", name=FURTHER)).to_have_count(0)
    tablet.goes_to_check()
    expect(tablet.page.locator("[data-test=left-out]")).to_contain_text("2 answers")
