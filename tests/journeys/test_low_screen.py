"""A phone on its side, a tablet at twice the size: still whose visit it is, whether it is saved, and Hide."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.accessible import is_accessible
from tests.journeys.browsers import LAID_OUT
from tests.journeys.tablet import Tablet
from tests.journeys.town import BABY

SHOTS = os.environ.get("WHOLEVIEW_SHOTS", "")
SIZES = ((590, 410), (844, 390), (820, 1180), (390, 844), (1440, 900))
# What of the page has the focus and lies, in part, under the bar.
UNDER = """async () => {
  const look = () => {
    const here = document.activeElement;
    const bar = document.getElementById("bar").getBoundingClientRect();
    const {top, bottom} = here.getBoundingClientRect();
    const under = top < bar.bottom && here.closest("main") !== null;
    return under ? `${here.outerHTML.slice(0, 120)} from ${top} to ${bottom}` : "";
  };
  if (!look()) return "";
  // The bar may just have grown by a line: the page follows as it is drawn.
  await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
  return look();
}"""
# A store that takes nothing any more.
FULL = """() => {
  IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""


def begins(tablet: Tablet) -> None:
    """At a section that is longer than every one of these screens."""
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Feeding and growth")


def scrolls(tablet: Tablet, width: int, height: int) -> None:
    """Down to the middle of the page."""
    tablet.page.set_viewport_size({"width": width, "height": height})
    tablet.page.evaluate("window.scrollTo(0, document.body.scrollHeight / 2)")
    tablet.page.evaluate(LAID_OUT)


def test_hide_and_whose_visit_it_is_never_scroll_away(tablet: Tablet) -> None:
    page = tablet.page
    hide = page.get_by_role("button", name="Hide")
    begins(tablet)
    for width, height in SIZES:
        scrolls(tablet, width, height)
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"scrolled-{width}.png")
        expect(hide).to_be_in_viewport(ratio=1)
        box = hide.bounding_box()
        assert box is not None
        beside = (width - min(width, 1024)) / 2
        assert box["y"] < 10, f"Hide is not at the top of {width} by {height}"
        assert width - beside - box["x"] - box["width"] < 30, f"Hide is not in its corner, {width}"
        # On a low screen the bar says it; the header, which comes behind it, has scrolled away.
        whose = page.get_by_text(BABY.name, exact=True).filter(visible=True)
        expect(whose.first).to_be_in_viewport(ratio=1)


def test_nothing_is_focused_under_the_bar_of_a_low_screen(tablet: Tablet) -> None:
    """Every stop of the keyboard, up the page, is below it."""
    page = tablet.page
    begins(tablet)
    for width, height in SIZES[:2]:
        scrolls(tablet, width, height)
        page.get_by_role("main").get_by_role("link").last.focus()
        for _ in range(20):
            page.keyboard.press("Shift+Tab")
            assert page.evaluate(UNDER) == "", f"{width} by {height}"
        is_accessible(page, f"a section, {width} by {height}")


def test_not_saved_is_said_on_a_low_screen(tablet: Tablet) -> None:
    page = tablet.page
    begins(tablet)
    page.evaluate(FULL)
    weight = tablet.question("What does baby weigh?").get_by_role("textbox")
    weight.fill("4120")
    page.keyboard.press("Tab")
    scrolls(tablet, 590, 410)
    said = page.get_by_text(f"NOT saved: {BABY.name}")
    expect(said).to_be_in_viewport(ratio=1)
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / "not-saved-590.png")
