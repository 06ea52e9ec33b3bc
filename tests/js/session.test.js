import assert from "node:assert/strict";
import { test } from "node:test";
import { Cleared, Locked, NotEmpty, StorageFull } from "../../static/js/local/errors.js";
import { applyPage, applyReply, takeBatch } from "../../static/js/sync/core.js";
import { memoryStore } from "./memory_store.js";
import { openSession } from "./tablets.js";

const weight = (value, more = {}) => ({ weight_g: { value, kind: "O", ...more } });

async function withVisit() {
  const session = await openSession();
  const visit = await session.startVisit({
    childId: "child",
    form: "holistic_visit",
    formVersion: 1,
    answers: { contact_type: { value: "new_birth", kind: "A" } },
  });
  return { session, visit };
}

const outbox = async (session) => (await session.store.list("outbox")).map(({ value }) => value);
const send = (session) => session.transact((tx) => takeBatch(tx));

const BEA = { by: { id: "bea", name: "Bea Bold" }, at: "2026-05-01T09:00:00Z", received_at: "2026-05-01T09:00:01Z" };

/** A pulled row that says what a colleague recorded. */
const row = (visit, answers, seq = 1, head = {}) => ({
  seq,
  key: `visit:${visit}`,
  kind: "state",
  state: {
    visit_id: visit,
    child_id: "child",
    form: "holistic_visit",
    form_version: 1,
    status: "open",
    round: 0,
    author: { id: "bea", name: "Bea Bold" },
    created_at: "2026-05-01T09:00:00Z",
    submitted_at: null,
    signed_off: null,
    comments: [],
    answers,
    writers: Object.fromEntries(Object.values(answers).map(({ mids }) => [mids[0], BEA])),
    ...head,
  },
});
const said = (value, mid) => ({
  value,
  kind: "O",
  mids: [mid],
  cands: [],
});
const pull = (session, rows, from = 0) =>
  session.transact((tx) => applyPage(tx, { epoch: 0, scope: "north", from, to: rows.at(-1).seq, rows }));

test("a visit begins with its first answers, and is on the lists", async () => {
  const { session, visit } = await withVisit();
  const { visits } = await session.caseload();
  assert.equal(visits.length, 1);
  const [line] = visits;
  assert.equal(line.visit_id, visit);
  assert.equal(line.contact_type, "new_birth");
  assert.equal(line.status, "open");
  assert.deepEqual(line.mine, {
    unsent: 1,
    saved_at: "2026-05-09T14:00:00.000Z",
    submitting: false,
    needs_you: 0,
    unsigned: false,
  });
});

test("answers of one visit go into one change, as long as it was not handed over", async () => {
  const { session, visit } = await withVisit();
  await session.record(visit, weight(4120));
  await session.time.pass(60_000);
  const { savedAt, answers } = await session.record(visit, weight(4130));
  assert.equal(savedAt, "2026-05-09T14:01:00.000Z");
  const [change, ...others] = await outbox(session);
  assert.equal(others.length, 0);
  assert.equal(change.answers.weight_g.value, 4130);
  assert.equal(change.answers.weight_g.base, null);
  assert.equal(change.recorded_at, savedAt);
  assert.equal(answers.weight_g.base, change.change_id);
  const { items } = await session.waiting();
  assert.equal(items[0].since, "2026-05-09T14:00:00.000Z");
  assert.equal(items[0].saved_at, savedAt);
  assert.equal(items[0].answers, 2);
});

test("a change that was handed over is never altered; the next answer stands on it", async () => {
  const { session, visit } = await withVisit();
  await session.record(visit, weight(4120));
  const { changes } = await send(session);
  const sent = structuredClone(changes[0]);
  await session.record(visit, weight(4130));
  const [first, second] = await outbox(session);
  assert.deepEqual(first, sent);
  assert.match(first.body_sha256, /^[0-9a-f]{64}$/);
  assert.equal(second.answers.weight_g.base, first.change_id);
  assert.equal(second.device_seq, first.device_seq + 1);
  assert.equal((await session.visit(visit)).answers.weight_g.value, 4130);
});

test("what is sent again is the same, byte for byte", async () => {
  const { session } = await withVisit();
  const first = await send(session);
  assert.equal(JSON.stringify((await send(session)).changes), JSON.stringify(first.changes));
});

test("after a signature a new change begins", async () => {
  const { session, visit } = await withVisit();
  await session.submit(visit);
  assert.equal((await session.visit(visit)).mine.submitting, true);
  await session.submit(visit);
  await session.record(visit, weight(4120));
  const [signed, after] = await outbox(session);
  assert.equal(signed.submit, true);
  assert.equal(after.submit, false);
  assert.equal((await outbox(session)).length, 2);
});

test("a visit that is known from the service is edited on the base that was drawn", async () => {
  const session = await openSession();
  await pull(session, [row("v1", { weight_g: said(4000, "m1") })]);
  const drawn = (await session.visit("v1")).answers.weight_g;
  assert.equal(drawn.by.name, "Bea Bold");
  await pull(session, [row("v1", { weight_g: said(4050, "m2") }, 2)], 1);
  await session.record("v1", weight(4120, { base: drawn.base }));
  const [change] = await outbox(session);
  assert.equal(change.answers.weight_g.base, "m1");
  const shown = (await session.visit("v1")).answers.weight_g;
  assert.equal(shown.value, 4120);
  assert.equal(shown.from, "own");
  assert.equal(shown.server.value, 4050);
});

test("a pull does not touch an unsent answer, nor its base", async () => {
  const session = await openSession();
  await pull(session, [row("v1", { weight_g: said(4000, "m1") })]);
  await session.record("v1", weight(4120));
  await pull(session, [row("v1", { weight_g: said(4050, "m2") }, 2)], 1);
  const [change] = await outbox(session);
  assert.equal(change.answers.weight_g.base, "m1");
  assert.equal((await session.visit("v1")).answers.weight_g.value, 4120);
});

test("a page that does not continue what was pulled is not applied", async () => {
  const session = await openSession();
  await pull(session, [row("v1", { weight_g: said(4000, "m1") }, 3)]);
  const { applied } = await pull(session, [row("v1", { weight_g: said(3900, "m0") }, 2)], 0);
  assert.equal(applied, false);
  assert.equal((await session.visit("v1")).answers.weight_g.value, 4000);
});

test("a visit that left the team is gone here; what was not sent stays, and is listed", async () => {
  const session = await openSession();
  await pull(session, [row("v1", { weight_g: said(4000, "m1") })]);
  await session.record("v1", weight(4120));
  await pull(session, [{ seq: 2, key: "visit:v1", kind: "left", state: null }], 1);
  const shown = await session.visit("v1");
  assert.equal(shown.answers.weight_g.value, 4120);
  assert.equal(shown.answers.weight_g.server, null);
  assert.equal((await session.waiting()).waiting, 1);
  await pull(session, [row("v1", { weight_g: said(4000, "m1") }, 2)], 2);
  assert.equal((await session.visit("v1")).answers.weight_g.server, null, "an old row brings nothing back");
});

async function answered(session, receipt) {
  const { changes } = await send(session);
  const receipts = changes.map((change) => ({
    change_id: change.change_id,
    body_sha256: change.body_sha256,
    scope: "north",
    seq: 5,
    epoch: 0,
    ...receipt(change),
  }));
  return session.transact((tx) => applyReply(tx, { epoch: 0, receipts }, session.now()));
}

test("a refused answer stays where it was typed, with the sentence, until it is written anew", async () => {
  const { session, visit } = await withVisit();
  await session.record(visit, weight(4));
  await answered(session, () => ({
    outcome: "stored",
    status: 200,
    answers: {
      contact_type: { outcome: "applied" },
      weight_g: { outcome: "rejected", code: "out_of_range", message: "Weight must be between 400 and 25,000 g" },
    },
    states: { contact_type: said("new_birth", "id2") },
    visit: { status: "open", round: 0 },
  }));
  const refused = (await session.visit(visit)).answers.weight_g;
  assert.equal(refused.value, 4);
  assert.equal(refused.from, "refused");
  assert.equal(refused.message, "Weight must be between 400 and 25,000 g");
  const { needsYou, items } = await session.waiting();
  assert.equal(needsYou, 1);
  assert.deepEqual(items[0].keys, ["weight_g"]);

  await session.record(visit, weight(4000));
  await answered(session, ({ change_id }) => ({
    outcome: "stored",
    status: 200,
    answers: { weight_g: { outcome: "applied" } },
    states: { weight_g: said(4000, change_id) },
    visit: { status: "open", round: 0 },
  }));
  assert.equal((await session.waiting()).needsYou, 0);
  assert.equal((await session.visit(visit)).answers.weight_g.from, "server");
});

test("held work leaves the outbox, is listed as held, and goes from the list when it is released", async () => {
  const { session, visit } = await withVisit();
  await answered(session, () => ({ outcome: "held", status: 202, code: "not_on_caseload", message: "Kept whole." }));
  const { items, waiting, held } = await session.waiting();
  assert.deepEqual([waiting, held, items[0].state, items[0].message], [0, 1, "held", "Kept whole."]);
  assert.equal((await session.visit(visit)).answers.contact_type.from, "held");
  await pull(session, [row(visit, { contact_type: said("new_birth", items[0].change_id) })]);
  assert.equal((await session.waiting()).held, 0);
});

for (const [name, receipt] of [
  ["corrupt", () => ({ outcome: "corrupt", status: 400 })],
  ["an outcome nobody knows", () => ({ outcome: "filed", status: 200 })],
  ["for other bytes", () => ({ outcome: "stored", status: 200, body_sha256: "0".repeat(64) })],
  ["for another change", () => ({ outcome: "stored", status: 200, change_id: "somebody else's" })],
  ["null", () => null],
]) {
  test(`a receipt that is none (${name}): the change stays in the outbox`, async () => {
    const { session } = await withVisit();
    const { changes } = await send(session);
    const [told] = changes.map((change) => receipt(change) && { change_id: change.change_id, ...receipt(change) });
    const { moved } = await session.transact((tx) => applyReply(tx, { epoch: 0, receipts: [told] }, session.now()));
    assert.equal(moved, 0);
    assert.equal((await outbox(session)).length, 1);
  });
}

test("a submission that was kept back says which answers are open, until it is signed again", async () => {
  const { session, visit } = await withVisit();
  await session.submit(visit);
  await answered(session, ({ change_id }) => ({
    outcome: "stored",
    status: 200,
    answers: { contact_type: { outcome: "applied" } },
    states: { contact_type: said("new_birth", change_id) },
    submit: { outcome: "not_complete", fields: ["earshot"] },
    visit: { status: "open", round: 0 },
  }));
  const view = await session.visit(visit);
  assert.deepEqual(view.not_complete, ["earshot"]);
  assert.equal(view.mine.submitting, false);
  await session.submit(visit);
  assert.equal((await session.visit(visit)).not_complete, null);
});

test("no room: the save fails by name, nothing is changed, and the next one works", async () => {
  const { session, visit } = await withVisit();
  session.store.fill(true);
  await assert.rejects(session.record(visit, weight(4120)), StorageFull);
  session.store.fill(false);
  assert.equal((await session.visit(visit)).answers.weight_g, undefined);
  await session.record(visit, weight(4120));
  assert.equal((await session.visit(visit)).answers.weight_g.value, 4120);
});

test("one damaged change does not take the others with it", async () => {
  const session = await openSession();
  const start = () =>
    session.startVisit({ childId: "child", form: "f", formVersion: 1, answers: { note: { value: "n", kind: "O" } } });
  const first = await start();
  const second = await start();
  session.store.damage("outbox", 1);
  const again = await openSession({ store: session.store.anotherTab(), prefix: "new" });
  again.store = session.store;
  assert.deepEqual((await again.visit(first)).answers, {});
  // Before anything was tried to be sent, too: nobody is told that it waits.
  const before = await again.waiting();
  assert.deepEqual(
    before.items.map(({ visit_id, state }) => [visit_id, state]),
    [
      [first, "damaged"],
      [second, "waiting"],
    ],
  );
  assert.deepEqual([before.needsYou, before.waiting], [1, 1]);
  const { changes } = await send(again);
  assert.deepEqual(
    changes.map(({ visit_id }) => visit_id),
    [second],
  );
  const { needsYou, waiting } = await again.waiting();
  assert.deepEqual([needsYou, waiting], [1, 1]);
});

test("a damaged desk is made anew from the changes: nothing unsent is lost or altered", async () => {
  const { session, visit } = await withVisit();
  await session.record(visit, weight(4));
  await answered(session, () => ({
    outcome: "rejected",
    status: 422,
    code: "bad_change",
    message: "Cannot be stored.",
  }));
  await session.record(visit, weight(4100));
  await send(session);
  await session.record(visit, weight(4200));
  const before = { ...(await session.waiting()), shown: (await session.visit(visit)).answers };
  session.store.damage("desk", "only");
  const again = await openSession({ store: session.store.anotherTab(), prefix: "new" });
  const after = { ...(await again.waiting()), shown: (await again.visit(visit)).answers };
  assert.deepEqual(after.shown, before.shown);
  assert.deepEqual(
    after.items.map(({ state, device_seq, code }) => [state, device_seq, code]),
    before.items.map(({ state, device_seq, code }) => [state, device_seq, code]),
  );
  assert.equal(again.deviceId, session.deviceId);
  await again.submit(visit);
  assert.equal((await again.desk()).next_seq, (await session.store.list("outbox")).at(-1).id + 1);
});

test("a damaged index or copy of a visit is fetched again", async () => {
  const session = await openSession();
  await pull(session, [row("v1", { weight_g: said(4000, "m1") })]);
  for (const place of [
    ["index", "only"],
    ["visit", "v1"],
  ]) {
    session.store.damage(...place);
    const again = await openSession({ store: session.store.anotherTab(), prefix: place[0] });
    await again.caseload();
    await again.visit("v1");
    assert.deepEqual((await again.desk()).cursors, {});
    await pull(again, [row("v1", { weight_g: said(4000, "m1") })]);
    assert.equal((await again.visit("v1")).answers.weight_g.value, 4000);
    assert.equal((await again.caseload()).visits.length, 1);
  }
});

test("two tabs that save at once lose nothing", async () => {
  const kept = memoryStore();
  const one = await openSession({ store: kept.anotherTab(), prefix: "a" });
  const visit = await one.startVisit({
    childId: "c",
    form: "f",
    formVersion: 1,
    answers: { q0: { value: 0, kind: "O" } },
  });
  const two = await openSession({ store: kept.anotherTab(), prefix: "b" });
  const save = (tab, n) => tab.record(visit, { [`q${n}`]: { value: n, kind: "O" } });
  await Promise.all(Array.from({ length: 20 }, (_, n) => save(n % 2 ? one : two, n)));
  const fresh = await openSession({ store: kept.anotherTab(), prefix: "c" });
  assert.equal(Object.keys((await fresh.visit(visit)).answers).length, 20);
});

test("a tab that slept through a sync never alters what was sent meanwhile", async () => {
  const kept = memoryStore();
  const sleepy = await openSession({ store: kept.anotherTab(), prefix: "a" });
  const visit = await sleepy.startVisit({
    childId: "c",
    form: "f",
    formVersion: 1,
    answers: { q: { value: 0, kind: "O" } },
  });
  const other = await openSession({ store: kept.anotherTab(), prefix: "b" });
  const { changes } = await send(other);
  await sleepy.record(visit, { q: { value: 1, kind: "O" } });
  const rows = (await kept.list("outbox")).map(({ value }) => value);
  assert.deepEqual(rows[0], changes[0]);
  assert.equal(rows[1].answers.q.base, changes[0].change_id);
});

test("other tabs are told, and locking locks them", async () => {
  const kept = memoryStore();
  const tabs = [];
  const channel = () => {
    const tab = {
      listeners: [],
      addEventListener: (_type, listener) => tab.listeners.push(listener),
      postMessage: (message) => {
        for (const other of tabs)
          if (other !== tab) for (const listener of other.listeners) listener({ data: message });
      },
      close: () => {},
    };
    tabs.push(tab);
    return tab;
  };
  const one = await openSession({ store: kept.anotherTab(), channel: channel(), prefix: "a" });
  const two = await openSession({ store: kept.anotherTab(), channel: channel(), prefix: "b" });
  const heard = [];
  two.on("change", ({ visits }) => heard.push(visits));
  two.on("lock", () => heard.push("lock"));
  const visit = await one.startVisit({
    childId: "c",
    form: "f",
    formVersion: 1,
    answers: { q: { value: 0, kind: "O" } },
  });
  assert.deepEqual(heard, [[visit]]);
  assert.equal((await two.visit(visit)).answers.q.value, 0);
  await one.lock();
  assert.deepEqual(heard, [[visit], "lock"]);
  await assert.rejects(two.caseload(), Locked);
  await assert.rejects(one.caseload(), Locked);
});

test("a save that is under way is written before the key is forgotten", async () => {
  const { session, visit } = await withVisit();
  const saving = session.record(visit, weight(4120));
  await session.lock();
  await saving;
  assert.equal((await session.store.anotherTab().list("outbox"))[0].value.answers.weight_g.value, 4120);
});

test("locked twice: the second is told as late as the first, when the key is forgotten", async () => {
  const { session, visit } = await withVisit();
  let forgotten = false;
  session.on("lock", () => (forgotten = true));
  void session.record(visit, weight(4120));
  void session.lock();
  await session.lock();
  assert.ok(forgotten);
});

test("leaving is refused while something was not sent", async () => {
  const { session } = await withVisit();
  await assert.rejects(session.leave(), NotEmpty);
});

test("leaving is refused while something is half typed, which another tab may have written down", async () => {
  const session = await openSession();
  await session.setSetting("half", { "v/reply/R09": { href: "/app/visit#v", value: "I come again" } });
  await assert.rejects(session.leave(), NotEmpty);
  assert.ok(!session.locked);
  await session.setSetting("half", { "v/reply/R09": undefined });
  await session.leave();
  assert.ok(session.locked);
});

test("a child's history is every visit with what is shown of it, unsent answers too", async () => {
  const { session, visit } = await withVisit();
  const record = { child_id: "child", given_name: "Ada", family_name: "Brook", people: [], addresses: [] };
  await pull(session, [
    { seq: 1, key: "child:child", kind: "state", state: record },
    row("older", { weight_g: said(3400, "first"), contact_start: said("2026-04-01T09:00:00Z", "first") }, 2),
    row("elsewhere", { weight_g: said(9000, "other") }, 3, { child_id: "another" }),
  ]);
  await session.record("older", weight(3500));
  const { child, visits } = await session.history("child");
  assert.equal(child.given_name, "Ada");
  assert.deepEqual(
    visits.map(({ visit_id }) => visit_id),
    [visit, "older"],
  );
  assert.deepEqual(visits[1], await session.visit("older"));
  assert.equal(visits[1].answers.weight_g.value, 3500);
  assert.equal(visits[1].answers.weight_g.from, "own");
  assert.equal(await session.history("another"), null);
});

test("a list knows who hears and how baby was seen from what is not sent yet, too", async () => {
  const { session, visit } = await withVisit();
  const born = { baby_dob: said("2026-04-03", "first") };
  const alone = { earshot: said("no", "first"), baby_seen: said("asleep_only", "first"), ...born };
  await pull(session, [row(visit, alone)]);
  const line = async () => (await session.caseload()).visits[0];
  assert.deepEqual([(await line()).short, (await line()).baby_seen], [false, "asleep_only"]);
  assert.equal((await line()).baby_dob, "2026-04-03");
  await session.record(visit, {
    earshot: { value: "yes", kind: "O" },
    baby_seen: { value: "awake", kind: "O" },
  });
  assert.deepEqual([(await line()).short, (await line()).baby_seen], [true, "awake"]);
});

test("where the store was cleared under an open session everything says so, and nothing is written for nobody", async () => {
  const { session, visit } = await withVisit();
  let told = 0;
  session.on("change", () => told++);
  session.store.clear();
  await assert.rejects(session.setSetting("half", { place: "words" }), Cleared);
  for (const work of [
    () => session.setSetting("half", { place: "words" }),
    () => session.record(visit, weight(4120)),
    () => session.startVisit({ childId: "child", form: "holistic_visit", formVersion: 1, answers: {} }),
    () => session.waiting(),
    () => session.caseload(),
    () => session.visit(visit),
    () => session.desk(),
  ]) {
    await assert.rejects(work(), { name: "Cleared" });
  }
  assert.ok(told > 0, "the screens are told");
  for (const store of ["settings", "desk"]) assert.equal(await session.store.read(store, "only"), null);
});

test("what is remembered of a store that was closed underneath is let go", async () => {
  const { session } = await withVisit();
  session.store.clear();
  session.lookAgain();
  await assert.rejects(session.caseload(), Cleared);
});
