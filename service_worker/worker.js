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

const listed = new Map(worker.precached.map((kept) => [kept.url, kept]));

/** What the server has under an address, if it is what was listed. @param {Kept} kept */
async function fetched({ url, integrity }) {
  const reply = await fetch(url, { integrity, cache: "no-cache", credentials: "omit" });
  if (!reply.ok) throw new Error(`${url}: ${reply.status}`);
  return reply;
}

async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all(
    worker.precached.map(async (kept) => {
      const key = keyOf(kept);
      if (await cache.match(key)) return;
      await cache.put(key, await fetched(kept));
    }),
  );
}

/** Lets go of what only older versions kept, and answers the open page from now on: a tablet that was just set up can be
 * taken out of the network at once. */
async function activate() {
  const cache = await caches.open(CACHE);
  const wanted = new Set(worker.precached.map((kept) => new URL(keyOf(kept), location.href).href));
  for (const { url } of await cache.keys()) {
    // A newer version is on its way: what this one does not know may be that one's, which lets go of the rest itself.
    if (worker.registration.installing || worker.registration.waiting) break;
    if (!wanted.has(url)) await cache.delete(url);
  }
  await worker.clients.claim();
}

/**
 * Under which of the kept addresses a request is answered: its own, or for a screen the page that all screens share. Undefined for everything else, which goes its way untouched.
 * @param {Request} request
 */
function keptAs({ method, mode, url }) {
  const { origin, pathname, search } = new URL(url);
  if (method !== "GET" || origin !== location.origin || search) return undefined;
  return listed.get(mode === "navigate" && pathname.startsWith("/app/") ? "/app/today" : pathname);
}

/** What is kept; what the browser has let go of is kept again, and never anything else in its place. @param {Kept} kept @param {FetchEvent} event */
async function answer(kept, event) {
  const key = keyOf(kept);
  const found = await caches.match(key);
  if (found) return found;
  try {
    const reply = await fetched(kept);
    const copy = reply.clone();
    event.waitUntil(
      caches
        .open(CACHE)
        .then((cache) => cache.put(key, copy))
        .catch(() => {}),
    );
    return reply;
  } catch {
    return fetch(event.request);
  }
}

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("message", ({ data }) => {
  if (data === "take over") worker.skipWaiting();
});
worker.addEventListener("fetch", (event) => {
  const kept = keptAs(event.request);
  if (kept) event.respondWith(answer(kept, event));
});
