/** A signature the service did not take says so wherever the visit is listed, until it is signed again or needs none. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { standing } from "../../static/js/shell/visits.js";
import { replaceScope } from "../../static/js/sync/anew.js";
import { applyPage } from "../../static/js/sync/core.js";
import { withReceipt } from "../../static/js/sync/merge.js";
import { referenceServer } from "./reference_server.js";
import { ANN, directTransport, failing, makeRunner, openSession } from "./tablets.js";

const said = (value) => ({ value, kind: "F" });

/** A visit she signed without a connection, and the service found something open. */
async function signedTooEarly() {
  const server = referenceServer({ teams: ["north"], children: { anna: "north" } });
  const user = { ...ANN, teams: ["north"] };
  const transport = directTransport(server, user);
  const session = await openSession();
  const runner = makeRunner({ session, transport });
  const sync = async () => {
    runner.kick("button");
    await session.time.pass(0);
  };
  const visit = await session.startVisit({ childId: "anna", form: "f", formVersion: 1, answers: { f2: said("b") } });
  await session.submit(visit);
  await sync();
  /** What the lists, the bar and the visit's page say. */
  const stands = async () => {
    const { visits } = await session.caseload();
    const words = visits.map((line) => standing(line, new Date(session.time.clock())));
    return [...words, (await session.waiting()).needsYou, (await session.visit(visit))?.not_complete ?? null];
  };
  return { server, user, transport, session, runner, sync, visit, stands };
}

const NOT_TAKEN = ["Signature not taken", 1, ["f1"]];

test("it needs her, on the lists and in the count", async () => {
  const { runner, session, transport, stands, sync } = await signedTooEarly();
  assert.deepEqual(await stands(), NOT_TAKEN);
  const { needs_you, unsigned, waiting } = runner.status();
  assert.deepEqual({ needs_you, unsigned, waiting }, { needs_you: 1, unsigned: 1, waiting: 0 });
  transport.trouble.contact = async (pass, { needs_you: told }) => {
    assert.equal(told, 0, "to managers these are entries that do not come");
    return pass();
  };
  const { mine } = (await session.caseload()).visits[0];
  assert.deepEqual([mine.unsigned, mine.submitting, mine.needs_you], [true, false, 0]);
  await sync();
  assert.deepEqual(await stands(), NOT_TAKEN);
  assert.equal(runner.status().state, "idle");
});

test("signed again, it waits; taken, it is with her manager", async () => {
  const { session, transport, visit, stands, sync } = await signedTooEarly();
  await session.record(visit, { f1: said("a") });
  assert.deepEqual(await stands(), ["Signature not taken", 1, ["f1"]]);
  transport.trouble.push = failing("network");
  await session.submit(visit);
  await sync();
  assert.deepEqual(await stands(), ["Signed; waiting to be sent", 0, null]);
  transport.trouble.push = null;
  await sync();
  assert.deepEqual(await stands(), ["With your manager", 0, null]);
});

/** The visit as another tablet of hers signed it. */
const elsewhere = ({ server, visit }) => ({ ...structuredClone(server.visits[visit]), status: "submitted", round: 1 });

test("signed elsewhere meanwhile, it wants no signature", async () => {
  const at = await signedTooEarly();
  const rows = [{ seq: 9, key: `visit:${at.visit}`, kind: "state", state: elsewhere(at) }];
  const from = (await at.session.desk()).cursors.north;
  await at.session.transact((tx) => applyPage(tx, { epoch: 0, scope: "north", from, to: 9, more: false, rows }));
  assert.deepEqual(await at.stands(), ["With your manager", 0, null]);
});

for (const [what, state, expect] of [
  ["signed elsewhere", elsewhere, ["With your manager", 0, null]],
  ["still open", ({ server, visit }) => server.visits[visit], NOT_TAKEN],
  ["nowhere", () => null, [0, null]],
])
  test(`fetched anew as a whole, ${what}`, async () => {
    const at = await signedTooEarly();
    const word = state(at);
    const rows = {
      child: new Map(),
      visit: new Map(word ? [[at.visit, { seq: 9, state: word }]] : []),
      local: new Map(),
    };
    rows.child.set("anna", { seq: 1, state: (await at.session.child("anna")).child });
    await at.session.transact((tx) => replaceScope(tx, { epoch: 0, scope: "north", to: 9, rows }));
    assert.deepEqual(await at.stands(), expect);
  });

test("gone to another team, or with a team of hers, it asks for nothing", async () => {
  const moved = await signedTooEarly();
  const rows = [{ seq: 9, key: `visit:${moved.visit}`, kind: "left", state: null }];
  const from = (await moved.session.desk()).cursors.north;
  await moved.session.transact((tx) => applyPage(tx, { epoch: 0, scope: "north", from, to: 9, more: false, rows }));
  assert.deepEqual(await moved.stands(), [0, null]);
  const out = await signedTooEarly();
  out.user.teams = [];
  await out.sync();
  assert.deepEqual(await out.stands(), [0, null]);
});

test("refused before the tablet kept a list of them, it is found at the next contact", async () => {
  const { session, visit, sync, stands } = await signedTooEarly();
  await session.transact(async (tx) => {
    const { unsigned: _, ...old } = await tx.read("desk", "only");
    await tx.put("desk", "only", old);
  });
  assert.equal((await session.waiting()).needsYou, 0);
  await sync();
  assert.deepEqual((await session.desk()).unsigned, [visit]);
  assert.deepEqual(await stands(), NOT_TAKEN);
});

const taken = ({ server, visit }, status, round) => ({ ...structuredClone(server.visits[visit]), status, round });

for (const [what, status, round, words, needs] of [
  ["as it was", "open", 0, "Signature not taken", 1],
  ["signed elsewhere and returned", "returned", 1, "Returned to you", 0],
]) {
  const lost = async () => {
    const at = await signedTooEarly();
    at.session.store.damage("visit", at.visit);
    at.session.lookAgain();
    return at;
  };
  const read = async ({ session }) => {
    const [line] = (await session.caseload()).visits;
    return [standing(line, new Date(session.time.clock())), (await session.waiting()).needsYou];
  };

  test(`where the copy of the visit was damaged, and comes ${what}, the list says what holds`, async () => {
    const at = await lost();
    await at.session.visit(at.visit);
    const rows = [{ seq: 9, key: `visit:${at.visit}`, kind: "state", state: taken(at, status, round) }];
    const page = { epoch: 0, scope: "north", from: 0, to: 9, more: false, rows };
    await at.session.transact((tx) => applyPage(tx, page));
    assert.deepEqual(await read(at), [words, needs]);
  });

  test(`where the copy of the visit was damaged, and all is fetched anew, ${what}, the list says what holds`, async () => {
    const at = await lost();
    const rows = {
      child: new Map([["anna", { seq: 1, state: (await at.session.child("anna")).child }]]),
      visit: new Map([[at.visit, { seq: 9, state: taken(at, status, round) }]]),
      local: new Map(),
    };
    await at.session.transact((tx) => replaceScope(tx, { epoch: 0, scope: "north", to: 9, rows }));
    assert.deepEqual(await read(at), [words, needs]);
  });

  test(`a page that brings it ${what} leaves no refusal of an earlier round`, async () => {
    const at = await signedTooEarly();
    const rows = [{ seq: 9, key: `visit:${at.visit}`, kind: "state", state: taken(at, status, round) }];
    const from = (await at.session.desk()).cursors.north;
    await at.session.transact((tx) => applyPage(tx, { epoch: 0, scope: "north", from, to: 9, more: false, rows }));
    assert.deepEqual(await at.stands(), [words, needs, needs ? ["f1"] : null]);
  });
}

test("a damaged copy, and a receipt for what she wrote next: it is still not taken", async () => {
  const { session, transport, visit, sync } = await signedTooEarly();
  await session.record(visit, { f2: said("c") });
  session.store.damage("visit", visit);
  session.lookAgain();
  transport.trouble.pull = failing("network");
  await sync();
  assert.deepEqual((await session.desk()).unsigned, [visit]);
});

test("fetched anew as a whole, returned in a later round, the list says that", async () => {
  const at = await signedTooEarly();
  const rows = {
    child: new Map([["anna", { seq: 1, state: (await at.session.child("anna")).child }]]),
    visit: new Map([[at.visit, { seq: 9, state: taken(at, "returned", 1) }]]),
    local: new Map(),
  };
  await at.session.transact((tx) => replaceScope(tx, { epoch: 0, scope: "north", to: 9, rows }));
  assert.deepEqual(await at.stands(), ["Returned to you", 0, null]);
});

test("refused in a later round, after it was returned, it says so", () => {
  const head = { status: "returned", round: 1, visit_id: "v" };
  const record = { head: { ...head, round: 0 }, head_seq: 0, seq: 0, ahead: {}, answers: {}, writers: {} };
  const submit = { outcome: "not_complete", fields: ["f1"] };
  const receipt = { seq: 5, visit: { status: "returned", round: 1 }, submit };
  assert.deepEqual(withReceipt(record, receipt).not_complete, ["f1"]);
  const later = { ...record, head: { ...head, round: 2 }, head_seq: 7 };
  assert.equal(withReceipt(later, receipt).not_complete, null, "receipted again, it is long past");
});
