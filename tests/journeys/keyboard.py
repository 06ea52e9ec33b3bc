"""Hands that use nothing but the keyboard, and see where they are."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

ENOUGH = 250
"""Presses of Tab after which something cannot be reached."""
# Whether the focus is where it is wanted; and if not, what is wrong with where it is: it must be in the window, and not
# wholly under what never scrolls away.
LOOK = """(wanted) => {
  const here = document.activeElement;
  if (here === wanted) return {there: true};
  if (here === document.body) return {}; // between the last and the first stop
  const {left, top, bottom, width} = here.getBoundingClientRect();
  const seen = [top + 4, (top + bottom) / 2, bottom - 4].some((height) => {
    const drawn = document.elementFromPoint(left + width / 2, height);
    return drawn !== null && drawn.closest(".wv-top") === here.closest(".wv-top");
  });
  return seen ? {} : {hidden: `${here.outerHTML.slice(0, 120)} from ${top} to ${bottom} of ${innerHeight}`};
}"""


class Keyboard:
    """Tab, Enter, Space and the arrows. Every stop on the way must be in sight."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def goes_to(self, wanted: Locator, key: str = "Tab") -> None:
        """Presses Tab until the focus is there."""
        expect(wanted).to_have_count(1)
        for _ in range(ENOUGH):
            look = wanted.evaluate(LOOK)
            assert "hidden" not in look, f"out of sight: {look['hidden']}"
            if "there" in look:
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"not reached by {key}: {wanted}")

    def goes_back_to(self, wanted: Locator) -> None:
        """The other way round."""
        self.goes_to(wanted, "Shift+Tab")

    def presses(self, wanted: Locator) -> None:
        """Follows a link or presses a button."""
        self.goes_to(wanted)
        self.page.keyboard.press("Enter")

    def chooses(self, question: Locator, choice: str) -> None:
        """One of several radios: to the group by Tab, inside it by the arrows."""
        radios = question.get_by_role("radio")
        wanted = question.get_by_role("radio", name=choice, exact=True)
        chosen = question.locator("[type=radio]:checked")
        self.goes_to(chosen if chosen.count() else radios.first)
        if wanted.evaluate("radio => radio === document.activeElement"):
            self.page.keyboard.press("Space")
        for _ in range(radios.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"not reached by the arrows: {choice}")

    def picks(self, select: Locator, choice: str) -> None:
        """From a list that opens, by its first letters."""
        self.goes_to(select)
        self.page.keyboard.type(choice)
        assert select.evaluate("list => list.selectedOptions[0].text") == choice

    def ticks(self, box: Locator) -> None:
        """A box that is not ticked yet."""
        self.goes_to(box)
        self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def writes(self, box: Locator, text: str) -> None:
        """Letter by letter."""
        self.goes_to(box)
        self.page.keyboard.type(text)
