/** Moving from screen to screen by exchanging the content: a real navigation would lose the key. */

import { screenOf } from "./route.js";

/** What the page says of the form new visits are recorded with. @type {DOMStringMap} */
let facts = {};

/** Every screen begins with what the first `<main>` said. @param {HTMLElement} main */
export function keepFacts({ dataset: { form, version } }) {
  facts = { form, version };
}

/**
 * An empty `<main>` for the screen at an address.
 * @param {URL | Location} address
 * @returns {HTMLElement}
 */
export function freshMain(address) {
  const main = document.createElement("main");
  main.id = "maincontent";
  main.className = "wv-main";
  main.tabIndex = -1;
  const { screen, section } = screenOf(address.pathname);
  Object.assign(main.dataset, { screen, ...facts, ...(section ? { section } : {}) });
  return main;
}

/**
 * Takes over clicks on links to our own screens, and back and forward.
 * @param {{isOurs: (address: URL) => boolean, open: (address: URL) => void,
 *   back: (address: URL, state: {scroll?: number} | null) => void}} ways
 */
export function followLinks({ isOurs, open, back }) {
  history.scrollRestoration = "manual";
  document.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest("a");
    if (
      !link ||
      event.defaultPrevented ||
      event.button ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    const here = link.getAttribute("href") ?? "";
    if (here.startsWith("#")) {
      // Within the page. The fragment of the address says which visit is open, so it is not touched.
      event.preventDefault();
      goTo(document.getElementById(here.slice(1)));
      return;
    }
    const address = new URL(link.href, location.href);
    if (!isOurs(address) || link.target || link.hasAttribute("download")) return;
    event.preventDefault();
    open(address);
  });
  window.addEventListener("popstate", ({ state }) => back(new URL(location.href), state));
}

const CONTROLS = "input:not([type=hidden]), select, textarea, [data-open-view]";

/**
 * Focus on a question's first control that can be seen, or on the element itself; on the main part as a whole, whose first
 * control may be a search far down.
 * @param {HTMLElement | null} target
 */
export function goTo(target) {
  if (!target) return;
  const control = target.matches("main, input, select, textarea, button, a")
    ? target
    : [.../** @type {NodeListOf<HTMLElement>} */ (target.querySelectorAll(CONTROLS))].find(
        (one) => one.getClientRects().length,
      );
  if (!control && target.tabIndex < 0) target.tabIndex = -1;
  target.scrollIntoView({ block: "start" });
  (control ?? target).focus({ preventScroll: true });
}
