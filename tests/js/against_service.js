/**
 * Two tablets against the real service: a story with its own assertions, run by tests/local/test_tablets_against_service.py.
 * Reads {base, password, child, visitors: [{id, username, initials}]} from its first argument.
 */

import assert from "node:assert/strict";
import { Session } from "../../static/js/local/session.js";
import { uuidv7 } from "../../static/js/local/uuid.js";
import { createRunner, createTransport } from "../../static/js/sync/index.js";
import { browser } from "./browser.js";
import { memoryStore } from "./memory_store.js";

const { base, password, child, visitors } = JSON.parse(process.argv[2]);

async function tablet(visitor) {
  const fetch = browser(base);
  const post = async (path, body) => {
    const { csrf_token } = await (await fetch(`${base}/api/v1/csrf`)).json();
    const headers = { "content-type": "application/json", "X-CSRFToken": csrf_token };
    const response = await fetch(`${base}/api/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    assert.ok(response.ok, `${path}: ${response.status} ${await response.clone().text()}`);
  };
  const signIn = () => post("sign-in", { username: visitor.username, password });
  await signIn();
  const session = await Session.open({
    store: memoryStore(),
    user: visitor,
    clock: Date.now,
    newId: uuidv7,
    channel: null,
    forgetKey: () => {},
    destroy: async () => {},
  });
  const transport = createTransport({ fetch, base: `${base}/api/v1`, shellVersion: "test" });
  // Runs begin when asked, never by a timer.
  let start = null;
  const runner = createRunner({
    session,
    transport,
    locks: null,
    later: (work) => {
      start = work;
      return work;
    },
    never: () => {
      start = null;
    },
  });
  const sync = async () => {
    runner.kick("button");
    await start();
    return runner.status();
  };
  return { session, sync, signIn, signOut: () => post("sign-out", {}) };
}

const weight = (value) => ({ weight_g: { value, kind: "O", source: { type: "seen_or_measured_by_me" } } });
const shownOn = async ({ session }, visit, key = "weight_g") => (await session.visit(visit)).answers[key];
const sent = (status) => assert.deepEqual([status.state, status.message, status.waiting], ["idle", null, 0]);

const [vera, cora] = [await tablet(visitors[0]), await tablet(visitors[1])];

// The caseload comes to the tablet.
sent(await vera.sync());
assert.deepEqual(
  (await vera.session.caseload()).children.map(({ child_id, given_name }) => [child_id, given_name]),
  [[child, "Ivy"]],
);

// A visit is written, sent, and is on the colleague's tablet as it was typed.
const words = 'Awake, looked at me; "cooed". 👶🏽\u2028Mum: “he won’t settle”\n\tŁ \\ / é e\u0301';
const visit = await vera.session.startVisit({
  childId: child,
  form: "holistic_visit",
  formVersion: 1,
  answers: {
    contact_type: { value: "new_birth", kind: "A" },
    contact_start: { value: "2026-05-09T14:00:00Z", kind: "A" },
    baby_observed: { value: words, kind: "O" },
    records_read: { value: ["own_service", "gp"], kind: "A" },
    access_outcome: { value: "seen_as_planned", kind: "A" },
    ...weight(4000),
  },
});
sent(await vera.sync());
assert.equal((await shownOn(vera, visit)).from, "server");
assert.equal((await shownOn(vera, visit)).by.name, "Vera Visitor");
sent(await cora.sync());
assert.equal((await shownOn(cora, visit, "baby_observed")).value, words);
const [line] = (await cora.session.caseload()).visits;
assert.deepEqual([line.contact_type, line.contact_start], ["new_birth", "2026-05-09T14:00:00Z"]);

// The next edit after a receipt does not conflict with itself.
await vera.session.record(visit, weight(4010));
sent(await vera.sync());
assert.deepEqual((await shownOn(vera, visit)).cands, []);

// Two tablets, one answer: both values stay, with their authors.
sent(await cora.sync());
await vera.session.record(visit, weight(4100));
await cora.session.record(visit, weight(4200));
sent(await vera.sync());
sent(await cora.sync());
sent(await vera.sync());
for (const one of [vera, cora]) {
  const { value, by, cands } = await shownOn(one, visit);
  assert.deepEqual([value, by.name], [4100, "Vera Visitor"]);
  assert.deepEqual(
    cands.map((other) => [other.value, other.by.name]),
    [[4200, "Cora Colleague"]],
  );
}
assert.equal((await vera.session.caseload()).visits[0].contested.length, 1);

// A value that can never be right stays where it was typed, and its correction does not conflict with it.
const door = (value) => ({ access_outcome: { value, kind: "A" } });
await vera.session.record(visit, door("nowhere"));
const refusal = await vera.sync();
assert.equal(refusal.needs_you, 1);
const refused = await shownOn(vera, visit, "access_outcome");
assert.deepEqual([refused.from, refused.value, refused.server.value], ["refused", "nowhere", "seen_as_planned"]);
assert.match(refused.message, /choose one of the answers in the list$/);
await vera.session.record(visit, door("seen_arrived_late"));
const corrected = await vera.sync();
assert.equal(corrected.needs_you, 0);
const right = await shownOn(vera, visit, "access_outcome");
assert.deepEqual([right.from, right.value, right.cands], ["server", "seen_arrived_late", []]);

// Signed too early: the service names what is open, and the visit stays open.
await vera.session.submit(visit);
sent(await vera.sync());
const early = await vera.session.visit(visit);
assert.equal(early.status, "open");
assert.ok(early.not_complete.includes("earshot"), JSON.stringify(early.not_complete));

// Signed out between filling and sending: it waits, and goes after signing in in place.
await vera.session.record(visit, weight(4150));
await vera.signOut();
const asked = await vera.sync();
assert.deepEqual([asked.state, asked.waiting], ["sign_in", 1]);
await vera.signIn();
sent(await vera.sync());

// Somebody else's child: kept whole for a manager.
await vera.session.startVisit({ childId: uuidv7(), form: "holistic_visit", formVersion: 1, answers: weight(3900) });
const held = await vera.sync();
assert.deepEqual([held.waiting, held.held], [0, 1]);

console.log(JSON.stringify({ visit }));
