/**
 * The service worker, and the news that a newer Wholeview lies ready. A page is never reloaded under anyone's hands: the newer
 * one is taken at the next unlocking, or when she says so and everything on the screen is stored.
 */

import { html, nothing, render } from "lit-html";

/**
 * @param {HTMLElement} strip
 * @param {{unstored: () => Promise<string | null>, lock: () => Promise<void>}} app  `unstored`: the screen on which something
 *   would be lost with the page
 */
export function createShell(strip, app) {
  /** @type {ServiceWorker | null} */
  let waiting = null;
  /** This tab has asked for the newer one, or has nothing to lose by it. */
  let ready = false;
  let taken = false;

  /** @param {unknown} content */
  const say = (content) =>
    render(content ? html`<div class="wv-strip" data-test="update">${content}</div>` : nothing, strip);
  /** @param {() => void} press @param {string} words */
  const button = (press, words) =>
    html`<button type="button" class="wv-plain-button" @click=${press}>${words}</button>`;

  function take() {
    ready = true;
    if (taken) return location.reload();
    // Ended by the browser while it takes over, it never claims this page, and no `controllerchange` comes.
    const next = waiting;
    next?.addEventListener("statechange", () => next.state === "activated" && location.reload());
    next?.postMessage("take over");
  }

  /** At once, when everything is stored; the other tabs are locked, so that none goes on with the older one. */
  async function now() {
    const where = await app.unstored();
    if (where) {
      say(
        html`<a href=${where}>Something you typed</a> is not stored yet. Finish it first. ${button(now, "Try again")}`,
      );
      return;
    }
    await app.lock();
    take();
  }

  const offer = () =>
    say(html`A newer Wholeview is ready. It is used the next time you unlock. ${button(now, "Use it now")}`);

  /** @param {ServiceWorkerRegistration} registration */
  function follow(registration) {
    const coming = registration.installing;
    coming?.addEventListener("statechange", () => {
      if (coming.state === "installed" && navigator.serviceWorker.controller) {
        waiting = coming;
        offer();
      }
    });
  }

  return {
    async keep() {
      if (!("serviceWorker" in navigator)) return;
      const controlled = navigator.serviceWorker.controller !== null;
      navigator.serviceWorker.addEventListener("controllerchange", () => {
        if (!controlled && !taken && !waiting) return; // the first worker of a fresh tablet is this page's own
        taken = true;
        if (ready) location.reload();
        else offer();
      });
      const registration = await navigator.serviceWorker.register("/sw.js");
      waiting = registration.waiting;
      if (waiting && controlled) offer();
      follow(registration);
      registration.addEventListener("updatefound", () => follow(registration));
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "visible") registration.update().catch(() => {});
      });
    },

    /** The lock is on the screen and nothing would be lost with this page, not even a PIN. @param {{reopenable: boolean}} how */
    atLock({ reopenable }) {
      if ((waiting || taken) && !reopenable) take();
    },

    /** A newer Wholeview in another tab has taken the store over. */
    async outdated() {
      const where = await app.unstored().catch(() => location.href);
      const words = where
        ? html`<a href=${where}>Something you typed</a> could not be stored: note it down before you go on.`
        : "What you wrote is saved.";
      say(
        html`Wholeview was updated in another tab. ${words} ${button(() => location.reload(), "Load this page again")}`,
      );
    },
  };
}
