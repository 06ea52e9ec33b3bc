/**
 * Opens the app without a network. It keeps blank pages and what they are made of, and nothing else: it holds no data,
 * caches no reply of the API, touches nothing but GET, and sends nothing.
 *
 * `self.precached` is put in front of this file by the server (app/shell.py): every address with a hash of its content.
 * A new version waits until the visitor says so; it never takes a page away from under her hands.
 */

import { PrecacheController, PrecacheRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

const worker = /** @type {ServiceWorkerGlobalScope & {precached: {url: string, revision: string}[]}} */ (
  /** @type {unknown} */ (self)
);

const shell = new PrecacheController({ cacheName: "wholeview-shell", fallbackToNetwork: true });
shell.addToCacheList(worker.precached);

worker.addEventListener("install", (event) => void shell.install(event));
worker.addEventListener("activate", (event) => void shell.activate(event));
worker.addEventListener("message", ({ data }) => {
  if (data === "take over") worker.skipWaiting();
});

// Addresses are matched as they are: no added index.html, no ignored parameters.
registerRoute(new PrecacheRoute(shell, { cleanURLs: false, directoryIndex: "", ignoreURLParametersMatching: [] }));

/** Under which of the kept addresses a screen's page is found: one for all screens, one for all sections of a version. */
const keptAs = (/** @type {string} */ path) => path.match(/^\/app\/form\/\d+(?=\/)/)?.[0] ?? "/app/today";

registerRoute(
  new NavigationRoute(async ({ request, url }) => (await shell.matchPrecache(keptAs(url.pathname))) ?? fetch(request), {
    allowlist: [/^\/app\//],
  }),
);
