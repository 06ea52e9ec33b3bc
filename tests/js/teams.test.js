/** Taken out of a team: what the tablet kept of it goes at the next contact, and nothing unsent with it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { keepNewcomers } from "../../static/js/local/newcomers.js";
import { referenceServer } from "./reference_server.js";
import { ANN, directTransport, failing, makeRunner, openSession } from "./tablets.js";

const WREN = {
  team_id: "south",
  given_name: "Wren",
  family_name: "Teasel",
  dob: null,
  nhs_number: null,
  sex: "female",
};

/** A tablet of two teams, with a visit to a child of each that was sent. */
async function tablet() {
  const server = referenceServer({ teams: ["north", "south"], children: { anna: "north", ben: "south" } });
  const user = { ...ANN, teams: ["north", "south"] };
  const transport = directTransport(server, user);
  const session = await openSession();
  const runner = makeRunner({ session, transport });
  const start = (childId, value = "a") =>
    session.startVisit({ childId, form: "f", formVersion: 1, answers: { f1: { value, kind: "F" } } });
  const sync = async () => {
    runner.kick("button");
    await session.time.pass(0);
  };
  const kept = async () => {
    const { children, visits } = await session.caseload();
    return [children.map(({ child_id }) => child_id), visits.map(({ visit_id }) => visit_id).sort()];
  };
  const local = (team) => session.transact((tx) => tx.put("desk", `local:${team}`, { seq: 1, state: { team } }));
  await local("north");
  await local("south");
  const visits = { anna: await start("anna"), ben: await start("ben") };
  await sync();
  return { server, user, transport, session, start, sync, kept, visits };
}

test("out of a team, its children, visits and numbers leave the tablet; back in it they return", async () => {
  const { user, session, sync, kept, visits } = await tablet();
  assert.deepEqual(await kept(), [["anna", "ben"], [visits.anna, visits.ben].sort()]);
  user.teams = ["north"];
  await sync();
  assert.deepEqual(await kept(), [["anna"], [visits.anna]]);
  for (const [store, id] of [
    ["child", "ben"],
    ["visit", visits.ben],
    ["desk", "local:south"],
  ])
    assert.equal(await session.store.read(store, id), null, `${store} ${id}`);
  assert.deepEqual(await session.local("north"), { team: "north" });
  assert.deepEqual(Object.keys((await session.desk()).cursors), ["north"]);
  user.teams = ["north", "south"];
  await sync();
  assert.deepEqual(await kept(), [["anna", "ben"], [visits.anna, visits.ben].sort()]);
  user.teams = [];
  await sync();
  assert.deepEqual(await kept(), [[], []]);
});

test("what is written on the page of a visit that has left is kept, sent, and held", async () => {
  const { server, user, session, sync, kept, visits } = await tablet();
  const page = await session.visit(visits.ben);
  user.teams = ["north"];
  await sync();
  assert.equal(await session.visit(visits.ben), null);
  const { base } = page.answers.f1;
  const { answers } = await session.record(visits.ben, { f1: { value: "later", kind: "F", base } }, page);
  assert.equal(answers.f1.value, "later");
  assert.deepEqual(await kept(), [["anna"], [visits.anna, visits.ben].sort()]);
  await sync();
  await session.moveTo(visits.ben, 2, page);
  await sync();
  await session.submit(visits.ben, page);
  await sync();
  const { items } = await session.waiting();
  assert.deepEqual(
    items.map(({ visit_id, state, submit }) => [visit_id, state, submit]),
    [
      [visits.ben, "held", false],
      [visits.ben, "held", false],
      [visits.ben, "held", true],
    ],
  );
  const [word, moved, signed] = items.map(({ change_id }) => server.changes[change_id].change);
  assert.deepEqual([word.child_id, word.form_version, word.answers.f1.base], ["ben", 1, base]);
  assert.deepEqual([moved.moved_from, moved.form_version, signed.form_version], [1, 2, 2]);
});

test("what was not sent is kept, and sent", async () => {
  const { server, user, transport, session, start, sync, kept, visits } = await tablet();
  transport.trouble.push = failing("network");
  await session.record(visits.ben, { f1: { value: "mine", kind: "F" } });
  const fresh = await start("ben", "fresh");
  user.teams = ["north"];
  await sync();
  assert.deepEqual(await kept(), [["anna"], [visits.anna, visits.ben, fresh].sort()]);
  assert.equal((await session.visit(visits.ben)).answers.f1.value, "mine");
  transport.trouble.push = null;
  await sync();
  assert.deepEqual(
    Object.values(server.changes).map(({ change, receipt }) => [change.answers.f1.value, receipt.outcome]),
    [
      ["a", "stored"],
      ["a", "stored"],
      ["mine", "held"],
      ["fresh", "held"],
    ],
  );
});

test("a child she met there stays until a manager has decided about what she wrote", async () => {
  const { server, user, session, sync, kept } = await tablet();
  await session.startVisit({ newcomer: WREN, keep: keepNewcomers, form: "f", formVersion: 1, answers: {} });
  user.teams = ["north"];
  await sync();
  assert.equal((await kept())[0].length, 2);
  const [{ change_id, child_id }] = (await session.desk()).held;
  assert.equal((await session.child(child_id)).child.family_name, "Teasel");
  server.decisions[change_id] = { decision: "accepted", by: "Mo", at: "2026-05-09T14:00:00Z", reason: "" };
  await sync();
  assert.deepEqual((await kept())[0], ["anna"]);
});

test("a visit whose child was not fetched yet goes too, and what is hers of such is fetched again", async () => {
  const { user, session, sync, kept, visits } = await tablet();
  await session.transact(async (tx) => {
    const index = await tx.read("index", "only");
    await tx.put("index", "only", { ...index, children: {} });
  });
  user.teams = ["north"];
  await sync();
  assert.deepEqual(await kept(), [["anna"], [visits.anna]]);
});

for (const left of [["north"], []])
  test(`what was receipted before she was taken out, to ${left.length} teams, and is receipted again, brings no visit back`, async () => {
    const { server, user, transport, session, sync, kept, visits } = await tablet();
    await session.record(visits.ben, { f1: { value: "later", kind: "F" } });
    transport.trouble.push = async (work) => {
      await work();
      throw failing("network"); // taken, and the receipt is lost
    };
    await sync();
    transport.trouble.push = null;
    user.teams = left;
    await sync();
    assert.equal(server.visits[visits.ben].answers.f1.value, "later");
    assert.deepEqual(await kept(), left.length ? [["anna"], [visits.anna]] : [[], []]);
    assert.equal(await session.visit(visits.ben), null);
    assert.deepEqual((await session.desk()).outbox, []);
  });

test("a visit that came back without its child goes at the next contact, once everything was fetched", async () => {
  const { user, transport, session, sync, kept, visits } = await tablet();
  const index = await session.store.read("index", "only");
  const record = await session.store.read("visit", visits.ben);
  user.teams = ["north"];
  await sync();
  const comesBack = () =>
    session.transact(async (tx) => {
      const now = await tx.read("index", "only");
      const line = index.value.visits[visits.ben];
      await tx.put("index", "only", { ...now, visits: { ...now.visits, [visits.ben]: line } });
      await tx.put("visit", visits.ben, record.value);
    });
  await comesBack();
  await session.transact(async (tx) => {
    const desk = await tx.read("desk", "only");
    await tx.put("desk", "only", { ...desk, cursors: { north: 0 } });
  });
  transport.trouble.pull = failing("network");
  await sync();
  assert.equal((await kept())[1].length, 2, "its child may be still to come");
  transport.trouble.pull = null;
  await sync();
  const asked = transport.asked.length;
  await sync();
  assert.deepEqual(await kept(), [["anna"], [visits.anna]]);
  assert.equal(await session.store.read("visit", visits.ben), null);
  assert.equal((await session.desk()).cursors.north > 0, true);
  assert.deepEqual(transport.asked.slice(asked), ["me", "csrf", "contact", "pull"]);
});

test("a service that does not say which teams are hers takes nothing away", async () => {
  const { user, transport, sync, kept } = await tablet();
  user.teams = ["north"];
  for (const failure of ["refused", "not_a_receipt"]) {
    transport.trouble.contact = failing(failure);
    await sync();
    assert.equal((await kept())[0].length, 2);
  }
});
