"""Hands that use nothing but the keyboard, and see where they are."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from bench.taps import Hand

ENOUGH = 250
"""Presses of Tab after which something cannot be reached."""
# Whether the focus is where it is wanted (radios of a group are one stop); and if not, whether that is above, and what is
# wrong with where it is: it must be in the window, and not wholly under what never scrolls away. What has just grown above
# it is put right as the page is drawn: only what is out of sight then was seen so.
LOOK = """async (wanted) => {
  if (!wanted.isConnected) return {gone: true}; // drawn anew
  const look = () => {
    const here = document.activeElement;
    const group = wanted.type === "radio" && here.type === "radio" && here.name === wanted.name;
    if (here === wanted || group) return {there: true};
    if (here === document.body) return {}; // between the last and the first stop
    const {left, top, bottom, width} = here.getBoundingClientRect();
    const seen = [top + 4, (top + bottom) / 2, bottom - 4].some((height) => {
      const drawn = document.elementFromPoint(left + width / 2, height);
      return drawn !== null && drawn.closest(".wv-top") === here.closest(".wv-top");
    });
    const above = wanted.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING;
    return seen ? {above} : {hidden: `${here.outerHTML.slice(0, 120)} from ${top} to ${bottom} of ${innerHeight}`};
  };
  const found = look();
  if (!("hidden" in found)) return found;
  await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
  return look();
}"""
# How many arrows down it is from the radio that has the focus to another of its group.
STEPS = """(wanted) => {
  const group = [...document.getElementsByName(wanted.name)];
  return group.indexOf(wanted) - group.indexOf(document.activeElement);
}"""

STEPS_DOWN = """(list, choice) => {
  const texts = [...list.options].map(({text}) => text);
  return texts.indexOf(choice) - list.selectedIndex;
}"""


class Keyboard:
    """Tab, Enter, Space and the arrows. Every stop on the way must be in sight."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def goes_to(self, wanted: Locator, key: str = "Tab") -> None:
        """Presses Tab until the focus is there."""
        expect(wanted).to_have_count(1)
        element = wanted.element_handle()
        for _ in range(ENOUGH):
            look = element.evaluate(LOOK)
            if "gone" in look:
                element = wanted.element_handle()
                continue
            assert "hidden" not in look, f"out of sight: {look['hidden']}"
            if "there" in look:
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"not reached by {key}: {wanted}")

    def goes_back_to(self, wanted: Locator) -> None:
        """The other way round."""
        self.goes_to(wanted, "Shift+Tab")

    def goes_straight_to(self, wanted: Locator) -> None:
        """By the shorter way, as eyes see that it stands above or below."""
        self.goes_to(wanted, "Shift+Tab" if wanted.evaluate(LOOK).get("above") else "Tab")

    def selects(self, wanted: Locator) -> None:
        """A radio: to its group by Tab, inside it by the arrows."""
        self.goes_straight_to(wanted)
        steps = wanted.evaluate(STEPS)
        if not steps:
            self.page.keyboard.press("Space")
        for _ in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
        expect(wanted).to_be_checked()

    def presses(self, wanted: Locator) -> None:
        """Follows a link or presses a button."""
        self.goes_to(wanted)
        self.page.keyboard.press("Enter")

    def chooses(self, question: Locator, choice: str) -> None:
        """One of several radios, by its words."""
        self.selects(question.get_by_role("radio", name=choice, exact=True))

    def picks(self, select: Locator, choice: str) -> None:
        """From a list that opens."""
        self.goes_to(select)
        # By the arrows: letters that come slowly begin anew.
        steps = select.evaluate(STEPS_DOWN, choice)
        for _ in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
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


class Typist(Hand):
    """The same visit as by touch, by hands that have a keyboard only."""

    def tap(self, wanted: Locator) -> None:
        one = wanted.first
        expect(one).to_be_visible()
        hands = Keyboard(self.page)
        named = self.page.locator(f'[id="{one.get_attribute("for")}"]')
        match one.evaluate("one => (one.control ?? one).type || one.localName"):
            case "radio":
                hands.selects(named)
            case "checkbox":
                hands.ticks(named)
            case "button" | "submit" | "a":
                hands.goes_straight_to(one)
                self.page.keyboard.press("Enter")
            case _:
                hands.goes_straight_to(one)

    def choose(self, asked: Locator, code: str) -> None:
        """By its code, from a list or among those in sight."""
        select = asked.locator("select[data-key]")
        if select.count():
            words = select.locator(f'option[value="{code}"]').inner_text()
            Keyboard(self.page).picks(select, words)
        else:
            super().choose(asked, code)

    def dictate(self, box: Locator, words: str) -> None:
        """Letter by letter."""
        self.tap(box)
        self.page.keyboard.type(words)
