"""The prompts about her own words, for a visitor who uses the keyboard or listens to the page.

What is edited, kept and moved, and what her manager reads of it, is part of the whole story.
"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.journeys.keyboard import Keyboard
from tests.journeys.opinions import SECTION, WITH_CARERS, prompt
from tests.journeys.tablet import Tablet


def begins_to_write(tablet: Tablet) -> Locator:
    """In the box for what happened between baby and carers; returns the box."""
    tablet.is_set_up()
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section(SECTION)
    tablet.answers("Did you see baby?", "Yes, awake")
    box = tablet.question(WITH_CARERS).get_by_role("textbox").first
    box.click()
    return box


def test_the_same_prompts_by_keyboard_and_in_the_accessibility_tree(
    tablets: Callable[[], Tablet],
) -> None:
    tablet = tablets()
    box = begins_to_write(tablet)
    box.press_sequentially("Mum was hostile. ")
    asked = prompt(tablet, WITH_CARERS, "hostile")
    expect(asked).to_be_visible()
    tree = tablet.question(WITH_CARERS).aria_snapshot()
    assert "One question about the wording" in tree
    assert 'button "Edit hostile"' in tree
    assert 'button "Keep hostile"' in tree
    hands = Keyboard(tablet.page)
    hands.presses(asked.get_by_role("button", name="Keep hostile"))
    kept = tablet.question(WITH_CARERS).locator("[data-test='kept']")
    expect(kept.get_by_role("button", name="Say why")).to_be_focused()
    hands.presses(kept.get_by_role("button", name="Undo"))
    expect(asked).to_be_visible()
