"""A tablet without room: whatever she presses then, she sees what came of it and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.accessible import is_accessible
from tests.journeys.service import Service
from tests.journeys.tablet import Tablet
from tests.journeys.test_nothing_typed_is_lost import FULL
from tests.journeys.town import (
    OTHER_BABY,
    remember_a_visit,
    remember_a_visit_to_sign,
)


def test_a_visit_that_could_not_be_signed(tablets: Callable[[], Tablet], service: Service) -> None:
    remember_a_visit_to_sign(service.database_url, OTHER_BABY, "one_year")
    tablet = tablets()
    tablet.is_set_up()
    page = tablet.page
    tablet.baby = OTHER_BABY
    tablet.opens_the_visit()
    tablet.goes_to_check()
    page.evaluate(FULL)
    tablet.submits()
    why = page.get_by_role("main").get_by_role("alert")
    expect(why).to_contain_text("NOT signed: this tablet is full.")
    expect(why).to_be_in_viewport()
    is_accessible(page, "a visit that could not be signed")
    page.evaluate("window.full = false")
    tablet.submits()
    tablet.sees_heading(re.compile("^1 year, "))


def test_a_visit_that_could_not_be_moved_to_the_newer_form(
    tablets: Callable[[], Tablet], service: Service
) -> None:
    """What came of it is said where she pressed, far below the heading."""
    begun = {"contact_type": {"value": "new_birth", "kind": "A"}}
    remember_a_visit(service.database_url, OTHER_BABY, begun, days_ago=2, version=1)
    tablet = tablets()
    tablet.is_set_up()
    page = tablet.page
    tablet.baby = OTHER_BABY
    tablet.opens_the_visit()
    page.get_by_role("link", name="See what would change").click()
    tablet.sees_heading("What the newer form would change")
    page.evaluate(FULL)
    newer = page.get_by_role("button", name="Use the newer form")
    newer.click()
    why = page.get_by_role("main").get_by_role("alert")
    expect(why).to_contain_text("NOT saved.")
    expect(why).to_be_in_viewport()
    expect(newer).to_be_in_viewport()
    is_accessible(page, "a visit that could not be moved")
    page.evaluate("window.full = false")
    newer.click()
    tablet.sees("This visit uses the newer form (version 4).")


def test_the_rescue_file_is_handed_out_all_the_same(tablet: Tablet) -> None:
    page = tablet.page
    tablet.loses_the_network()
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.goes_to_waiting()
    page.get_by_text("If this tablet cannot send for a long time").click()
    save = page.get_by_role("button", name="Save a rescue file")
    page.evaluate(FULL)
    with page.expect_download() as handed_out:
        save.click()
    assert handed_out.value.suggested_filename.endswith(".wholeview")
    told = page.get_by_role("main").get_by_role("alert")
    expect(told).to_contain_text("A rescue file with 1 entry was saved.")
    expect(told).to_contain_text("save the file once more before you write on")
    is_accessible(page, "a rescue file from a full tablet")
    page.evaluate("window.full = false")
    with page.expect_download():
        save.click()
    expect(told).to_have_count(0)


def test_a_pin_that_could_not_be_removed(tablet: Tablet) -> None:
    page = tablet.page
    form = tablet.sets_a_pin()
    page.get_by_text("Your PIN is set: change or remove it").click()
    page.evaluate(FULL)
    form.get_by_role("button", name="Remove PIN").click()
    why = page.get_by_role("main").get_by_role("alert")
    expect(why).to_be_focused()
    expect(why).to_contain_text("This tablet is full. Nothing was changed.")
    page.evaluate("window.full = false")
    form.get_by_role("button", name="Remove PIN").click()
    tablet.sees("Your PIN is removed.")
    expect(why).to_have_count(0)
    # What she pressed is gone: she goes on at the name of the part.
    expect(page.locator("summary", has_text="Set a short PIN")).to_be_focused()


def test_a_tablet_that_stores_nothing_says_so_before_she_goes(tablet: Tablet) -> None:
    page = tablet.page
    page.evaluate(FULL)
    page.get_by_role("link", name="Before you go").click()
    tablet.sees("Nothing can be stored on this tablet now.")
    page.evaluate("window.full = false")
    page.get_by_role("button", name="Try again").click()
    fine = page.get_by_role("listitem").filter(has_text="An entry was stored and read back")
    expect(fine).to_be_focused()
