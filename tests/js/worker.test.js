/** What the service worker keeps, and what it lets go of. */

import assert from "node:assert/strict";
import { test } from "node:test";

const ORIGIN = "https://wholeview.example";
/** @type {Map<string, string>} what is kept, by address */
const kept = new Map();
const cache = {
  match: async (/** @type {string} */ key) => kept.get(new URL(key, ORIGIN).href),
  put: async (/** @type {string} */ key, /** @type {any} */ reply) => kept.set(new URL(key, ORIGIN).href, reply),
  keys: async () => [...kept.keys()].map((url) => ({ url })),
  delete: async (/** @type {string} */ url) => kept.delete(url),
};
/** What the server has, by address; its content stands for the hash. @type {Record<string, string>} */
let served = {};
/** @type {Record<string, (event: any) => void>} */
const on = {};
/** @type {any} */
const registration = { installing: null, waiting: null };
Object.assign(globalThis, {
  location: { href: `${ORIGIN}/sw.js`, origin: ORIGIN },
  caches: { open: async () => cache, match: cache.match },
  self: {
    precached: [
      { url: "/app/today", integrity: "page" },
      { url: "/static/dist/app.js", integrity: "ours" },
    ],
    registration,
    clients: { claim: async () => {} },
    addEventListener: (/** @type {string} */ type, /** @type {any} */ listener) => (on[type] = listener),
  },
  async fetch(/** @type {any} */ asked, /** @type {any} */ { integrity } = {}) {
    const content = served[new URL(asked.url ?? asked, ORIGIN).pathname];
    if (content === undefined || (integrity && integrity !== content)) throw new TypeError("Failed to fetch");
    return { ok: true, content, clone: () => ({ content }) };
  },
});
await import("../../service_worker/worker.js");

/** Until all that the worker asked to be waited for is done. @param {string} type @param {object} [event] */
async function happens(type, event = {}) {
  const waited = [];
  let reply;
  on[type]({
    ...event,
    waitUntil: (/** @type {any} */ work) => waited.push(work),
    respondWith: (/** @type {any} */ promise) => (reply = promise),
  });
  const given = await reply;
  await Promise.all(waited);
  return given;
}
const asks = (/** @type {string} */ path) =>
  happens("fetch", { request: { method: "GET", mode: "cors", url: ORIGIN + path } });
const ours = `${ORIGIN}/static/dist/app.js?ours`;
const older = `${ORIGIN}/static/dist/app.js?older`;
const newer = `${ORIGIN}/static/dist/app.js?newer`;

test("what only an older version kept goes, unless a newer one is on its way: that may be its own", async () => {
  served = { "/app/today": "page", "/static/dist/app.js": "ours" };
  kept.set(older, "");
  await happens("install");
  for (const stage of ["installing", "waiting"]) {
    kept.set(newer, "");
    registration[stage] = {};
    await happens("activate");
    registration[stage] = null;
    assert.ok(kept.has(newer), stage);
  }
  await happens("activate");
  assert.deepEqual([...kept.keys()].sort(), [`${ORIGIN}/app/today?page`, ours]);
});

test("what the browser has let go of is kept again, but only as it was listed", async () => {
  kept.delete(ours);
  served = { "/static/dist/app.js": "newer" };
  assert.equal((await asks("/static/dist/app.js")).content, "newer");
  assert.ok(!kept.has(ours));
  served = { "/static/dist/app.js": "ours" };
  assert.equal((await asks("/static/dist/app.js")).content, "ours");
  served = {};
  assert.equal((await asks("/static/dist/app.js")).content, "ours");
});
