/**
 * Tells the style sheet how tall the part is that never scrolls away, so that a focused question is never under it.
 * @param {HTMLElement} top
 */
export function trackStuck(top) {
  const bar = /** @type {HTMLElement} */ (top.firstElementChild);
  const watcher = new ResizeObserver(() => {
    // On a low screen the bar alone stays, and `top` is no box.
    document.documentElement.style.setProperty("--wv-stuck", `${(top.offsetHeight || bar.offsetHeight) + 8}px`);
  });
  watcher.observe(top);
  watcher.observe(bar);
}
