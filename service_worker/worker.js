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

// An address of the app that is not kept here (a section of a version that is gone): ask the server, else open Today.
registerRoute(
  new NavigationRoute(
    async ({ request }) => {
      try {
        return await fetch(request);
      } catch {
        return (await shell.matchPrecache("/app/today")) ?? Response.error();
      }
    },
    { allowlist: [/^\/app\//] },
  ),
);
