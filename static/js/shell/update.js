/** The service worker, and the news that a newer Wholeview lies ready. A page is never reloaded under anyone's hands. */

import { html, render } from "lit-html";

/**
 * @param {HTMLElement} strip
 * @param {() => Promise<boolean> | undefined} flush  what must be stored before the page may go
 */
export async function keepShell(strip, flush) {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register("/sw.js");
  let wanted = false;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (wanted) location.reload();
  });

  /** @param {ServiceWorker} waiting */
  const offer = (waiting) =>
    render(
      html`<div class="wv-strip">
        A newer Wholeview is ready. What you wrote is saved; you will be asked for your passphrase.
        <button type="button" class="wv-plain-button" @click=${async () => {
          if ((await flush()) === false) return;
          wanted = true;
          waiting.postMessage("take over");
        }}>Use it now</button>
      </div>`,
      strip,
    );

  /** @param {ServiceWorker | null} coming */
  const follow = (coming) =>
    coming?.addEventListener("statechange", () => {
      if (coming.state === "installed" && navigator.serviceWorker.controller) offer(coming);
    });

  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
  follow(registration.installing);
  registration.addEventListener("updatefound", () => follow(registration.installing));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") registration.update().catch(() => {});
  });
}
