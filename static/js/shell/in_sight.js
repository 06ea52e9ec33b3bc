/**
 * Keeps what has the focus in sight when something above it grows: questions that open, what an earlier visit offers. At
 * the very top of a page no browser holds it still, and an iPad does so nowhere. Who scrolled away from it is left alone.
 */
export function keepFocusInSight() {
  const root = document.documentElement;
  const focused = () => document.querySelector("main :focus");
  const outOfSight = () => {
    const at = focused();
    if (!at) return false;
    const { top, bottom } = at.getBoundingClientRect();
    const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(root);
    // "auto", on a low screen, is no number.
    const room = root.clientHeight - (parseFloat(scrollPaddingBottom) || 0);
    return bottom < parseFloat(scrollPaddingTop) || top > room;
  };
  let left = false;
  const look = () => (left = outOfSight());
  // A browser scrolls to what gets the focus, by now; a page that came back to where she was must not be moved to its heading.
  document.addEventListener("focusin", () => queueMicrotask(look));
  // Asked once the frame is laid out and drawn: what grew in it has been put right by then.
  document.addEventListener("scroll", () => requestAnimationFrame(() => setTimeout(look)));
  new ResizeObserver(() => {
    if (!left && outOfSight()) focused()?.scrollIntoView({ block: "nearest" });
  }).observe(document.body);
}
