/**
 * Opens the app without a network. It keeps blank pages and what they are made of, and nothing else: it holds no data,
 * touches no reply of the API, nothing but GET, and sends nothing.
 *
 * `self.precached` is put in front of this file by the server (app/shell.py): every address with the hash of its content.
 * The browser checks each reply against the hash, so that the page of a hotel's Wi-Fi or half an answer is never kept: then
 * nothing of the new version is, and the old one stays. A new version waits until the visitor says so; it never takes a page
 * away from under her hands.
 */

/** @typedef {{url: string, integrity: string}} Kept */

const worker = /** @type {ServiceWorkerGlobalScope & {precached: Kept[]}} */ (/** @type {unknown} */ (self));
const CACHE = "wholeview-shell";

/** One entry for each content, so that two versions can lie side by side. @param {Kept} kept */
const keyOf = ({ url, integrity }) => `${url}?${encodeURIComponent(integrity)}`;

const keys = new Map(worker.precached.map((kept) => [kept.url, keyOf(kept)]));

async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all(
    worker.precached.map(async (kept) => {
      const key = keyOf(kept);
      if (await cache.match(key)) return;
      const reply = await fetch(kept.url, { integrity: kept.integrity, cache: "no-cache", credentials: "omit" });
      if (!reply.ok) throw new Error(`${kept.url}: ${reply.status}`);
      await cache.put(key, reply);
    }),
  );
}

/** Lets go of what only older versions kept, and answers the open page from now on: a tablet that was just set up can be
 * taken out of the network at once. */
async function activate() {
  const cache = await caches.open(CACHE);
  const wanted = new Set([...keys.values()].map((key) => new URL(key, location.href).href));
  for (const { url } of await cache.keys()) if (!wanted.has(url)) await cache.delete(url);
  await worker.clients.claim();
}

/**
 * Under which of the kept addresses a request is answered: its own, or for a screen the page that all screens share. Undefined for everything else, which goes its way untouched.
 * @param {Request} request
 */
function keptAs({ method, mode, url }) {
  const { origin, pathname, search } = new URL(url);
  if (method !== "GET" || origin !== location.origin || search) return undefined;
  return keys.get(mode === "navigate" && pathname.startsWith("/app/") ? "/app/today" : pathname);
}

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("message", ({ data }) => {
  if (data === "take over") worker.skipWaiting();
});
worker.addEventListener("fetch", (event) => {
  const key = keptAs(event.request);
  if (key) event.respondWith(caches.match(key).then((kept) => kept ?? fetch(event.request)));
});
