/**
 * What she presses may go with what it does, now or when the service has answered. Then she goes on at what stands there: a
 * focus on nothing begins again at the top of the page.
 * @param {Event} event  of the press
 * @param {HTMLElement | null} place  stays when the button goes
 */
export function goOnAt({ currentTarget }, place) {
  new MutationObserver((_, watch) => {
    if (/** @type {Node} */ (currentTarget).isConnected) return;
    watch.disconnect();
    if (!place || document.activeElement !== document.body) return;
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
  }).observe(document, { childList: true, subtree: true });
}
