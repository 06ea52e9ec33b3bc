/** The administrator's page opens what tablets seal, and nothing else. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { keyBytes } from "../../static/js/office/approve.js";
import { batches, bindRescue, NotOpened, openSealedFile } from "../../static/js/office/rescue.js";
import { contract } from "./contracts.js";

const { passphrase, private_key, file, numbers, sums, damaged } = contract("sealed");
const text = JSON.stringify(file);

for (const [how, secret] of [
  ["the visitor's passphrase", { passphrase }],
  ["the organisation's recovery key", { pkcs8: keyBytes(private_key) }],
]) {
  test(`opens with ${how}`, async () => {
    const opened = await openSealedFile(text, secret);
    assert.equal(opened.user, file.user);
    assert.equal(opened.deviceId, file.device_id);
    assert.deepEqual(
      opened.changes.map(({ device_seq }) => device_seq),
      numbers,
    );
    assert.deepEqual(
      opened.changes.map(({ body_sha256 }) => body_sha256),
      sums,
    );
    assert.equal(opened.damaged, damaged);
  });
}

test("does not open with anything else", async () => {
  await assert.rejects(openSealedFile(text, { passphrase: "four quiet otters" }), NotOpened);
  await assert.rejects(openSealedFile(text, {}), NotOpened);
  await assert.rejects(
    openSealedFile(JSON.stringify({ ...file, user: "0190c0de-0000-7000-8000-000000000002" }), { passphrase }),
    NotOpened,
  );
  await assert.rejects(openSealedFile("no file at all", { passphrase }), NotOpened);
});

test("is sent in parts the service takes", () => {
  const change = { answers: "x".repeat(20_000) };
  const parts = batches(Array(60).fill(change));
  assert.equal(parts.flatMap(({ changes }) => changes).length, 60);
  assert.ok(parts.every(({ changes }) => changes.length <= 50 && JSON.stringify(changes).length < 600_000));
  assert.deepEqual(
    parts.map(({ last }) => last),
    [...parts.slice(1).map(() => false), true],
  );
  assert.deepEqual(batches([change]), [{ changes: [change], last: true }]);
});

/**
 * The page, as far as it matters: what is chosen, the boxes, and what it says.
 * @param {typeof fetch} fetch
 * @param {string} [whose]  who is named
 */
async function bringsIn(fetch, whose = "") {
  const boxes = {
    "#passphrase": { value: passphrase },
    "#recovery-key": {},
    "#rescue-file": {},
    "#whose": { value: whose },
  };
  const said = { words: "", replaceChildren: ({ textContent }) => (said.words = textContent) };
  let submit;
  const form = {
    dataset: {},
    querySelector: (what) =>
      what === "#rescue-said" ? said : (boxes[what] ?? { value: "/devices/hand-ins/1", dataset: { handIn: "1" } }),
    addEventListener: (_, listener) => {
      submit = listener;
    },
  };
  Object.assign(globalThis, { fetch, document: { createElement: () => ({}) } });
  bindRescue(/** @type {any} */ (form));
  await submit({ preventDefault() {} });
  return said.words;
}
const ENDED = "Your sign-in has ended or changed. Load this page again and sign in; nothing is lost.";
const refused = (status, told) => Response.json(told, { status });

test("where the session has ended, the file is not blamed for it", async () => {
  const asked = [];
  const words = await bringsIn(async (_, { redirect }) => {
    asked.push(redirect);
    return /** @type {any} */ ({ type: "opaqueredirect", ok: false, status: 0, text: async () => "" });
  });
  assert.deepEqual([words, asked], [ENDED, ["manual"]]);
  assert.equal(
    await bringsIn(async () => new Response("<h1>Not found</h1>", { status: 404 })),
    "That did not work. Nothing is lost; try again.",
  );
});

for (const [why, reply, words] of [
  ["signed out", () => refused(401, { code: "sign_in", title: "Please sign in." }), ENDED],
  ["signed in anew", () => refused(400, { code: "csrf", title: "Try again; nothing is lost." }), ENDED],
  ["refused", () => refused(422, { code: "not_valid", title: "Not taken." }), "Not taken."],
  ["busy", () => new Response("busy", { status: 503 }), "Nothing is lost; try again."],
]) {
  test(`broken off half way, it says how far it came and what to do: ${why}`, async () => {
    let parts = 0;
    const many = { ...file, records: Array(60).fill(file.records).flat() };
    const said = await bringsIn(async (address) => {
      if (address !== "/api/v1/rescued") return new Response(JSON.stringify(many));
      return ++parts === 1 ? Response.json({ outcomes: { stored: 50 } }) : reply();
    });
    assert.match(said, /50 of \d+ entries brought in\. /);
    assert.ok(said.endsWith(` ${words}`), said);
  });
}

test("what the file says of itself is not taken for its visitor's word", async () => {
  const asked = [];
  const answer = async (address) => {
    asked.push(address);
    if (address.endsWith("/vouched")) return new Response(null, { status: 204 });
    return address === "/api/v1/rescued" ? Response.json({ outcomes: { held: 3 } }) : new Response(text);
  };
  assert.match(
    await bringsIn(answer, "0190c0de-0000-7000-8000-000000000002"),
    /somebody else’s account\. Nothing was sent/,
  );
  assert.deepEqual(asked, ["/devices/hand-ins/1"]);
  assert.match(await bringsIn(answer, file.user), /3 kept for a manager/);
  assert.deepEqual(asked.slice(2), [`/api/v1/devices/${file.device_id}/vouched`, "/api/v1/rescued"]);
});

for (const [why, refused, words, taken] of /** @type {const} */ ([
  ["alone", [2], "100 stored, 1 too long", ["50 first", "50"]],
  ["among others", [0, 1], "100 stored, 1 too long", ["1 first", ...Array(48).fill("1"), "50", "1"]],
  ["for a proxy", [0], "101 stored", ["1 first", ...Array(49).fill("1"), "50", "1 last"]],
])) {
  test(`one that is too long for the service keeps back no other: ${why}`, async () => {
    const many = { ...file, records: Array(101).fill(file.records[0]) };
    const came = [];
    let parts = 0;
    const said = await bringsIn(async (address, init) => {
      if (address !== "/api/v1/rescued") return new Response(JSON.stringify(many));
      const { changes, first, last } = JSON.parse(init.body);
      if (refused.includes(parts++)) return new Response("<h1>Too large</h1>", { status: 413 });
      came.push(`${changes.length}${first ? " first" : ""}${last ? " last" : ""}`);
      return Response.json({ outcomes: { stored: changes.length } });
    });
    assert.deepEqual(came, taken);
    assert.ok(said.startsWith(`101 entries opened: ${words}`), said);
  });
}
