/**
 * Opens the app without a network. It keeps blank pages and what they are made of, and nothing else: it holds no data,
 * caches no reply of the API, touches nothing but GET, and sends nothing.
 *
 * `self.precached` is put in front of this file by the server (app/shell.py): every address with a hash of its content.
 * A new version waits until the visitor says so; it never takes a page away from under her hands.
 */

import { PrecacheController } from "workbox-precaching";

const worker = /** @type {ServiceWorkerGlobalScope & {precached: {url: string, revision: string}[]}} */ (
  /** @type {unknown} */ (self)
);

const shell = new PrecacheController({ cacheName: "wholeview-shell" });
shell.addToCacheList(worker.precached);

worker.addEventListener("install", (event) => void shell.install(event));
worker.addEventListener("activate", (event) => void shell.activate(event));
worker.addEventListener("message", ({ data }) => {
  if (data === "take over") worker.skipWaiting();
});

/**
 * Under which of the kept addresses a request is answered: its own, or for a screen the page that all screens (or all
 * sections of one version of the form) share.
 * @param {Request} request
 */
function keptAs({ method, mode, url }) {
  if (method !== "GET") return undefined;
  const { origin, pathname } = new URL(url);
  if (mode !== "navigate" || origin !== location.origin || !pathname.startsWith("/app/"))
    return shell.getCacheKeyForURL(url);
  return shell.getCacheKeyForURL(pathname.match(/^\/app\/form\/\d+/)?.[0] ?? "/app/today");
}

worker.addEventListener("fetch", (event) => {
  const key = keptAs(event.request);
  if (key) event.respondWith(caches.match(key).then((kept) => kept ?? fetch(event.request)));
});
