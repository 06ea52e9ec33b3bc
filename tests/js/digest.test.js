/** Tablet and service prove that they hold the same; where they do not, everything is fetched once more, and it is said. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { keepNewcomers } from "../../static/js/local/newcomers.js";
import { digestOf, sumOf } from "../../static/js/sync/digest.js";
import { contract } from "./contracts.js";
import { memoryStore } from "./memory_store.js";
import { referenceServer } from "./reference_server.js";
import { ANN, directTransport, makeRunner, openSession } from "./tablets.js";

async function tablet() {
  const server = referenceServer({ teams: ["north"], children: { anna: "north" } });
  const transport = directTransport(server, { ...ANN, teams: ["north"] });
  const session = await openSession();
  const runner = makeRunner({ session, transport });
  const visit = await session.startVisit({
    childId: "anna",
    form: "f",
    formVersion: 1,
    answers: { f1: { value: "a", kind: "F" } },
  });
  const sync = async () => {
    runner.kick("button");
    await session.time.pass(60_000);
  };
  /** The reference server tells the digest it is given. */
  const tells = (digest) => {
    transport.trouble.pull = async (work, _scope, _after, _limit, asked) => ({
      ...(await work()),
      ...(asked ? { scope_digest: digest } : {}),
    });
  };
  /** … or the sum of what it has; whether it was asked for is noted for each pull. */
  const sums = [];
  const honest = () => {
    transport.trouble.pull = async (work, scope, _after, _limit, asked) => {
      sums.push(asked);
      const { rows } = server.pull(scope, 0, 1_000, { ...ANN, teams: ["north"] });
      const heard = rows.map(({ key, seq, state }) =>
        key.startsWith("visit:") ? { head: state, answers: state.answers } : { seq, state },
      );
      return { ...(await work()), ...(asked ? { scope_digest: await sumOf(heard) } : {}) };
    };
  };
  return { server, transport, session, visit, sync, tells, honest, sums };
}

test("the sum changes with an answer and with where a visit stands, and with nothing else of it", async () => {
  const { session, visit, sync } = await tablet();
  await sync();
  const before = await digestOf(session, "north");
  assert.match(before, /^[0-9a-f]{64}$/);
  assert.equal(await digestOf(session, "south"), "0".repeat(64));
  await session.record(visit, { f1: { value: "b", kind: "F" } });
  assert.equal(await digestOf(session, "north"), before, "unsent answers do not count");
  await sync();
  assert.notEqual(await digestOf(session, "north"), before);
});

test("the sum changes with what is known of a child and with the team's numbers", async () => {
  const { session, sync } = await tablet();
  await sync();
  const sums = new Set([await digestOf(session, "north")]);
  const [store, seq] = ["child", 1];
  const { state } = await session.transact((tx) => tx.read(store, "anna"));
  await session.transact((tx) => tx.put(store, "anna", { seq, state: { ...state, family_name: "Larch" } }));
  sums.add(await digestOf(session, "north"));
  await session.transact((tx) => tx.put("desk", "local:north", { seq, state: { pathways: {}, thresholds: {} } }));
  sums.add(await digestOf(session, "north"));
  assert.equal(sums.size, 3);
});

test("a child who was met and of whom the service has not told does not count", async () => {
  const { session, sync } = await tablet();
  await sync();
  const before = await digestOf(session, "north");
  const newcomer = { team_id: "north", given_name: "Wren", family_name: "Teasel", dob: null, nhs_number: null };
  await session.startVisit({ newcomer, keep: keepNewcomers, form: "f", formVersion: 1, answers: {} });
  assert.equal((await session.caseload()).children.length, 2);
  assert.equal(await digestOf(session, "north"), before);
});

test("a scope is proved once after unlocking, however much is sent, and again after half an hour", async () => {
  const { session, visit, sync, honest, sums } = await tablet();
  honest();
  for (let times = 0; times < 10; times++) {
    await session.record(visit, { f1: { value: `again ${times}`, kind: "F" } });
    await sync();
  }
  assert.deepEqual(sums, [true, ...Array(sums.length - 1).fill(false)]);
  assert.ok(sums.length >= 10);
  await session.time.pass(30 * 60_000);
  await spoil(session, visit, "a visit");
  sums.length = 0;
  await sync();
  assert.deepEqual(sums, [true, true], "asked again, and everything fetched since it differs");
  assert.deepEqual(await seen(session, visit), [1, 1, "again 9", []]);
  await sync();
  assert.equal(sums.at(-1), false);
});

test("however many visits a scope has, a few are open at once, and what is remembered stays so", async () => {
  const names = [];
  let [open, most] = [0, 0];
  const kept = memoryStore();
  const store = {
    ...kept,
    async read(name, id) {
      names.push(name);
      most = Math.max(most, ++open);
      await new Promise((done) => setImmediate(done));
      open--;
      return kept.read(name, id);
    },
  };
  const session = await openSession({ store });
  const visits = Array.from({ length: 300 }, (_, at) => ({
    head: { visit_id: `v${at}`, status: "open", round: 0 },
    answers: { f1: { value: at } },
  }));
  await session.transact(async (tx) => {
    for (const visit of visits) await tx.put("visit", visit.head.visit_id, visit);
    await tx.put("index", "only", {
      children: { anna: { team: { id: "north" } } },
      visits: Object.fromEntries(visits.map(({ head }) => [head.visit_id, { child_id: "anna" }])),
    });
  });
  await session.desk();
  most = 0;
  assert.equal(await digestOf(session, "north"), await sumOf(visits));
  assert.ok(most > 1 && most <= 20, `${most} at once`);
  names.length = 0;
  await session.desk();
  assert.deepEqual(names, []);
});

test("a scope that differs is fetched from its beginning, once, and the service is told", async () => {
  const { session, transport, sync, tells } = await tablet();
  await sync();
  tells("f".repeat(64));
  const reports = [];
  transport.trouble.contact = async (work, report) => {
    reports.push(report.differs);
    return work();
  };
  await sync();
  await sync();
  assert.deepEqual(reports.flat(), ["north"]);
  const pulls = transport.asked.filter((one) => one === "pull").length;
  assert.ok(pulls <= 5, `${pulls} pulls: it must not go round in circles`);
  assert.equal((await session.caseload()).visits.length, 1);
});

/** Copies that nothing but the sum gives away, and a visit and a child that the service does not have. */
const SPOIL = {
  "a visit": async (tx, index, visit) => {
    const record = await tx.read("visit", visit);
    await tx.put("visit", visit, { ...record, answers: { f1: { ...record.answers.f1, value: "never said" } } });
    await tx.put("visit", "stray", { ...record, head: { ...record.head, visit_id: "stray" } });
    const stray = { ...index.visits[visit], visit_id: "stray" };
    await tx.put("index", "only", { ...index, visits: { ...index.visits, stray } });
  },
  "a child": async (tx, index) => {
    const { seq, state } = await tx.read("child", "anna");
    await tx.put("child", "anna", { seq, state: { ...state, addresses: ["an old one"] } });
    await tx.put("child", "stray", { seq, state: { ...state, child_id: "stray" } });
    const stray = { ...index.children.anna, child_id: "stray" };
    await tx.put("index", "only", { ...index, children: { ...index.children, stray } });
  },
};
const spoil = (session, visit, what) =>
  session.transact(async (tx) => SPOIL[what](tx, await tx.read("index", "only"), visit));
const seen = async (session, visit) => {
  const { children, visits } = await session.caseload();
  const { child } = await session.child("anna");
  return [children.length, visits.length, (await session.visit(visit)).answers.f1.value, child.addresses];
};

for (const what of Object.keys(SPOIL)) {
  test(`what was fetched beside it and proved takes the place of what differs: ${what}`, async () => {
    const { session, visit, sync, tells } = await tablet();
    await sync();
    tells(await digestOf(session, "north"));
    await spoil(session, visit, what);
    assert.notDeepEqual(await seen(session, visit), [1, 1, "a", []]);
    await sync();
    assert.deepEqual(await seen(session, visit), [1, 1, "a", []]);
  });
}

test("the team's numbers are fetched anew too", async () => {
  const { session, transport, sync } = await tablet();
  const row = { seq: 9, key: "local:north", kind: "state", state: { pathways: {}, thresholds: { injury_weeks: 26 } } };
  let digest = null;
  transport.trouble.pull = async (work) => {
    const page = await work();
    return { ...page, scope_digest: digest, rows: [...page.rows, row] };
  };
  await sync();
  digest = await digestOf(session, "north");
  await session.transact((tx) => tx.put("desk", "local:north", { seq: 99, state: { pathways: {}, thresholds: {} } }));
  assert.notEqual(await digestOf(session, "north"), digest);
  await sync();
  assert.deepEqual(await session.local("north"), row.state);
});

test("a service that tells the sum of visits alone is not asked to prove anything", async () => {
  const { session, transport, visit, sync } = await tablet();
  await sync();
  transport.trouble.pull = async (work) => ({ ...(await work()), digest: "f".repeat(64) });
  await spoil(session, visit, "a visit");
  transport.asked.length = 0;
  await sync();
  assert.equal(transport.asked.filter((one) => one === "pull").length, 1);
});

test("what does not come to the service's sum itself takes nothing's place", async () => {
  const { session, visit, sync, tells } = await tablet();
  await sync();
  tells("f".repeat(64));
  await spoil(session, visit, "a visit");
  await sync();
  assert.deepEqual(await seen(session, visit), [1, 2, "never said", []]);
});

const { visit_id, cases, states } = contract("digest");
for (const { name, status, round, answers, digest } of cases) {
  test(`what a visit comes to: ${name}`, async () => {
    assert.equal(await sumOf([{ head: { visit_id, status, round }, answers }]), digest);
  });
}
for (const { name, state, digest } of states) {
  test(`what a state comes to: ${name}`, async () => {
    assert.equal(await sumOf([{ seq: 1, state }]), digest);
  });
}
