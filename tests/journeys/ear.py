"""What a screen reader says by itself: the words that come into live regions, in the order they come."""

from __future__ import annotations

from typing import Any

from tests.journeys.tablet import Tablet

# A region that is there and gets other words is read out whole, and so is an alert that comes with its words. A status
# that comes with its words is not; nor is what nobody can see.
LISTEN = """() => {
  const LIVE = "[role=status], [role=alert], [aria-live]";
  window.heard = [];
  const read = (region) => {
    const words = region.innerText.replace(/\\s+/g, " ").trim();
    if (words && region.checkVisibility() && !region.closest("[aria-hidden=true]"))
      window.heard.push({ at_once: region.getAttribute("role") === "alert", words });
  };
  new MutationObserver((records) => {
    const regions = new Set();
    for (const { target, addedNodes } of records) {
      const region = (target instanceof Element ? target : target.parentElement)?.closest(LIVE);
      if (region) regions.add(region);
      for (const node of addedNodes)
        if (node instanceof Element)
          for (const alert of [node, ...node.querySelectorAll("[role=alert]")])
            if (alert.matches("[role=alert]")) regions.add(alert);
    }
    regions.forEach(read);
  }).observe(document, { subtree: true, childList: true, characterData: true });
}"""
# Goes on listening after what it was asked for.
COMES = """(words) => {
  const at = window.heard.findIndex((one) => one.words.includes(words));
  return at >= 0 && window.heard.splice(0, at + 1).at(-1);
}"""


class Ear:
    """Somebody who listens to the first tab of a tablet, from the page on the screen onwards."""

    def __init__(self, tablet: Tablet) -> None:
        self._tablet = tablet
        tablet.page.context.add_init_script(f"({LISTEN})()")
        tablet.page.evaluate(LISTEN)

    def hears(self, words: str, *, at_once: bool = False) -> None:
        """These words come, or have come since what was heard last; `at_once`: into the middle of whatever is read."""
        heard: dict[str, Any] = self._tablet.page.wait_for_function(COMES, arg=words).json_value()
        assert heard["at_once"] == at_once, heard["words"]

    def has_heard(self) -> str:
        """All that came since what was heard last, a line each; it is over then."""
        lines = self._tablet.page.evaluate("window.heard.splice(0).map(({ words }) => words)")
        return "\n".join(lines)
