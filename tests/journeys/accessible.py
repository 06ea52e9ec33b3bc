"""A page as a machine reads it that knows the rules of WCAG."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from tests.journeys.browsers import LAID_OUT

PHONE: ViewportSize = {"width": 390, "height": 844}

ALLOWED = {
    # The NHS design system puts it on radios that open a further question; it is read out and does no harm
    # (alphagov/govuk-frontend issue 979).
    "aria-allowed-attr": re.compile(r"aria-expanded"),
}


def is_accessible(page: Page, where: str) -> None:
    """No rule of axe is broken on the page as it stands."""
    found = Axe().run(page).response["violations"]
    broken = [
        f"{rule['id']}: {rule['help']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for rule in found
        for node in rule["nodes"]
        if not (rule["id"] in ALLOWED and ALLOWED[rule["id"]].search(node["html"]))
    ]
    assert not broken, f"{where}:\n" + "\n".join(broken)


THUMB = 44
"""CSS px: what one can hit with a baby on the other arm."""

SMALL_TARGETS = """thumb => {
  const shown = { visibilityProperty: true, contentVisibilityAuto: true };
  const found = [];
  for (const target of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
    if (!target.checkVisibility(shown) || target.matches("[type=hidden], .nhsuk-skip-link")) continue;
    const inside = target.parentElement;
    // A link in a sentence is as large as its words.
    const inline = target.matches("a") && getComputedStyle(target).display === "inline";
    if (inline && inside.textContent.trim() !== target.textContent.trim()) continue;
    // A row whose link covers all of it, a choice with its words.
    const covers = getComputedStyle(target, "::after").position === "absolute" && target.matches("a");
    const boxes = [target, ...(covers ? [target.offsetParent ?? inside] : []), ...(target.labels ?? [])];
    const sizes = boxes.map((box) => box.getBoundingClientRect());
    if (!sizes[0].width) continue;
    const [width, height] = ["width", "height"].map((side) => Math.max(...sizes.map((size) => size[side])));
    if (width < thumb - 0.5 || height < thumb - 0.5)
      found.push(`${target.textContent.trim() || target.id || target.name}: ${Math.round(width)} by ${Math.round(height)}`);
  }
  return found;
}"""


def fits_a_thumb(page: Page, where: str) -> None:
    """Everything to press, but for links within a sentence, is 44 px high and wide, on a tablet and on a phone."""
    before = page.viewport_size
    assert before is not None
    for size in (before, PHONE):
        page.set_viewport_size(size)
        page.evaluate(LAID_OUT)
        small = page.evaluate(SMALL_TARGETS, THUMB)
        assert not small, f"{where}, {size['width']} px wide:\n" + "\n".join(small)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{where} is {wide} px wider than a screen of {size['width']}"
    page.set_viewport_size(before)


ON_ITS_SIDE: tuple[ViewportSize, ...] = (
    {"width": 1180, "height": 820},
    {"width": 590, "height": 410},  # at 200 %
)


def fits_a_tablet_on_its_side(page: Page, where: str) -> None:
    """Nothing is wider than the tablet, in letters of usual and of double size; Hide stays where the thumb is."""
    before = page.viewport_size
    assert before is not None
    for size in ON_ITS_SIDE:
        page.set_viewport_size(size)
        page.evaluate(LAID_OUT)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{where} is {wide} px wider than a screen of {size['width']}"
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        expect(page.get_by_role("button", name="Hide", exact=True)).to_be_in_viewport()
    page.set_viewport_size(before)
