"""A family with many around it: in a long list only the entry she is at stands open, and nothing of the others is lost."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.journeys.accessible import is_accessible
from tests.journeys.tablet import Tablet

SHOTS = os.environ.get("WHOLEVIEW_SHOTS", "")


def entries(tablet: Tablet) -> Locator:
    return tablet.page.get_by_role("main").locator("[data-row-id]")


def adds(tablet: Tablet, worker: str) -> Locator:
    """One more agency, with its worker's name; the page stands at its heading."""
    page = tablet.page
    count = entries(tablet).count()
    page.get_by_role("button", name="Add an agency").click()
    expect(entries(tablet)).to_have_count(count + 1)
    added = entries(tablet).last
    expect(added.get_by_role("heading")).to_be_focused()
    tablet.answers("Who is the worker, and how do you reach them?", worker, added)
    page.keyboard.press("Tab")
    tablet.sees_saved()
    return added


def test_in_a_long_list_the_entry_she_is_at_stands_open(tablets: Callable[[], Tablet]) -> None:
    tablet = tablets()
    tablet.is_set_up()
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Agencies involved")
    page = tablet.page
    expect(page.get_by_role("button", name="Add an agency")).to_be_visible()
    for number in range(entries(tablet).count() + 1, 7):
        adds(tablet, f"Worker {number}")
    close = page.get_by_role("button", name="Close", exact=True)
    expect(close).to_have_count(0)  # six can be looked over
    expect(page.get_by_role("button", name="Open", exact=True)).to_have_count(0)

    last = adds(tablet, "Worker 7")
    folded = page.get_by_role("button", name="Open", exact=True)
    expect(folded).to_have_count(6)
    expect(last.get_by_role("button", name="Close", exact=True)).to_be_visible()
    second = entries(tablet).nth(1)
    expect(second.get_by_role("heading")).to_have_text(re.compile("Agency 2: Worker 2"))
    expect(second.get_by_text("4 open")).to_be_visible()
    expect(second.get_by_role("button", name=re.compile("Remove"))).to_be_hidden()
    is_accessible(page, "a long list")
    for width, height in ((820, 1180), (390, 844), (1440, 900)) if SHOTS else ():
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=Path(SHOTS) / f"long-list-{width}.png", full_page=True)

    # Opened by hand it is as she left it, and is closed again by hand.
    second.get_by_role("button", name="Open", exact=True).press("Enter")
    expect(second.get_by_role("button", name="Close", exact=True)).to_be_focused()
    worker = second.get_by_role("textbox", name=re.compile("Who is the worker"))
    expect(worker).to_have_value("Worker 2")
    worker.fill("Worker 2, at the desk")
    page.keyboard.press("Tab")
    expect(second.get_by_role("heading")).to_have_text(re.compile("Worker 2, at the desk"))
    second.get_by_role("button", name="Close", exact=True).click()
    expect(worker).to_have_count(0)

    # What is removed by mistake comes back as it was, in its place.
    second.get_by_role("button", name="Open", exact=True).click()
    second.get_by_role("button", name=re.compile("^Remove")).click()
    expect(entries(tablet)).to_have_count(6)
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    for width, height in ((820, 1180), (390, 844)) if SHOTS else ():
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=Path(SHOTS) / f"removed-{width}.png")
    undo.click()
    back = entries(tablet).nth(1)
    expect(back.get_by_role("heading")).to_have_text(re.compile("Worker 2, at the desk"))
    expect(back.get_by_role("heading")).to_be_focused()
    expect(undo).to_have_count(0)
    expect(back.get_by_role("textbox", name=re.compile("Who is the worker"))).to_have_value(
        "Worker 2, at the desk"
    )

    # Whoever comes back finds a line for each, and what she looks for opens its entry.
    tablet.goes_back_to_the_visit()
    tablet.opens_section("Agencies involved")
    expect(folded).to_have_count(7)
    page.get_by_role("button", name="Find a question").click()
    page.get_by_role("searchbox").fill("Where does it stand")
    page.locator("[data-test=found]").get_by_role("link").first.click()
    expect(folded).to_have_count(6)

    tablet.goes_back_to_the_visit()
    tablet.goes_to_check()
    said = " ".join(tablet.reads_everything().values())
    assert "Worker 2, at the desk" in said
    assert "Worker 7" in said
