/**
 * Tells the style sheet how tall the part is that never scrolls away, so that a focused question is never under it.
 * @param {HTMLElement} top
 */
export function trackStuck(top) {
  new ResizeObserver(() => {
    const sticks = getComputedStyle(top).position === "sticky";
    document.documentElement.style.setProperty("--wv-stuck", sticks ? `${top.offsetHeight + 8}px` : "0");
  }).observe(top);
}
