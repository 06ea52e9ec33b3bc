/** Tablet and service prove that they hold the same; where they do not, everything is fetched once more, and it is said. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { digestOf } from "../../static/js/sync/digest.js";
import { contract } from "./contracts.js";
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
    transport.trouble.pull = async (work) => ({ ...(await work()), digest });
  };
  return { server, transport, session, visit, sync, tells };
}

test("the sum changes with an answer and with where a visit stands, and with nothing else", async () => {
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

test("an equal scope is proved once, and asked for again when there is something new", async () => {
  const { session, transport, sync, tells } = await tablet();
  await sync();
  tells(await digestOf(session, "north"));
  transport.asked.length = 0;
  await sync();
  assert.deepEqual(transport.asked.filter((one) => one === "pull").length, 1);
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
  assert.ok(reports.some((differs) => differs.includes("north")));
  const pulls = transport.asked.filter((one) => one === "pull").length;
  assert.ok(pulls <= 5, `${pulls} pulls: it must not go round in circles`);
  assert.equal((await session.caseload()).visits.length, 1);
});

/** A copy that nothing but the sum gives away, and a visit that the service does not have. */
async function spoil(session, visit) {
  const [{ record }] = await session.heardOf("north");
  await session.transact(async (tx) => {
    const index = await tx.read("index", "only");
    await tx.put("visit", visit, { ...record, answers: { f1: { ...record.answers.f1, value: "never said" } } });
    await tx.put("visit", "stray", { ...record, head: { ...record.head, visit_id: "stray" } });
    const stray = { ...index.visits[visit], visit_id: "stray" };
    await tx.put("index", "only", { ...index, visits: { ...index.visits, stray } });
  });
}
const seen = async (session, visit) => [
  (await session.caseload()).visits.length,
  (await session.visit(visit)).answers.f1.value,
];

test("what was fetched beside it and proved takes the place of what differs", async () => {
  const { session, visit, sync, tells } = await tablet();
  await sync();
  tells(await digestOf(session, "north"));
  await spoil(session, visit);
  await sync();
  assert.deepEqual(await seen(session, visit), [1, "a"]);
});

test("what does not come to the service's sum itself takes nothing's place", async () => {
  const { session, visit, sync, tells } = await tablet();
  await sync();
  tells("f".repeat(64));
  await spoil(session, visit);
  await sync();
  assert.deepEqual(await seen(session, visit), [2, "never said"]);
});

const { visit_id, cases } = contract("digest");
for (const { name, status, round, answers, digest } of cases) {
  test(`what a visit comes to: ${name}`, async () => {
    const session = { heardOf: async () => [{ id: visit_id, record: { head: { status, round }, answers } }] };
    assert.equal(await digestOf(session, "north"), digest);
  });
}
