/** A withdrawn tablet hands in before it forgets; a manager's decision is heard; what the service lost goes out again. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { acknowledge } from "../../static/js/local/acknowledge.js";
import { bytesOf } from "../../static/js/local/bytes.js";
import { counts } from "../../static/js/local/lines.js";
import { sealedParts } from "../../static/js/local/sealed.js";
import { sha256 } from "../../static/js/sync/canonical.js";
import { closeUnsent } from "../../static/js/sync/core.js";
import { createRunner } from "../../static/js/sync/runner.js";
import { TransportProblem } from "../../static/js/sync/transport.js";
import { withdraw } from "../../static/js/sync/withdraw.js";
import { referenceServer } from "./reference_server.js";
import { ANN, directTransport, makeRunner, openSession } from "./tablets.js";

const record = (name, length) => ({
  store: "outbox",
  name,
  iv: new Uint8Array(12),
  sealed: new Uint8Array(length).fill(7),
});
const vault = {
  user: "ann",
  deviceId: "d",
  wraps: [
    {
      by: "passphrase",
      iterations: 600_000,
      salt: new Uint8Array([1, 2]),
      iv: new Uint8Array(12),
      sealed: new Uint8Array(48),
    },
    { by: "passkey", credential: new Uint8Array(3), sealed: new Uint8Array(48) },
  ],
};

test("a sealed file holds the records as they lie there and the ways in that travel", () => {
  const [{ text, records }] = sealedParts({ ...vault, records: [record("000000000001", 512)] }, "now");
  const file = JSON.parse(text);
  assert.equal(records, 1);
  assert.equal(file.made_at, "now");
  assert.deepEqual([file.format, file.user, file.device_id], ["wholeview-sealed", "ann", "d"]);
  assert.deepEqual(
    file.wraps.map(({ by }) => by),
    ["passphrase"],
  );
  assert.deepEqual([...bytesOf(file.wraps[0].salt)], [1, 2]);
  assert.equal(bytesOf(file.records[0].sealed).length, 512);
});

test("parts are whole files within the limit, and none is left out", () => {
  const records = Array.from({ length: 40 }, (_, at) => record(String(at), 4096));
  const parts = sealedParts({ ...vault, records }, "now", 30_000);
  assert.ok(parts.length > 1);
  assert.deepEqual(parts, sealedParts({ ...vault, records }, "later", 30_000), "tried again, they are the same");
  assert.ok(parts.every(({ text }) => text.length <= 30_000));
  const names = parts.flatMap(({ text }) => JSON.parse(text).records.map(({ name }) => name));
  assert.deepEqual(
    names,
    records.map(({ name }) => name),
  );
});

function withdrawing({
  answer,
  parts = [
    { text: "one", records: 2 },
    { text: "two", records: 1 },
  ],
}) {
  const log = [];
  const tablet = {
    closedEverywhere: async () => log.push("closed everywhere"),
    sealedWork: async (_, largest) => {
      assert.ok(largest / 120 < 2_000, "120 seconds are enough for a part where the network is slow");
      log.push("read");
      return parts;
    },
    shred: async () => log.push("shredded"),
  };
  const transport = {
    handIn: async (_, { sealed, last }) => {
      log.push(`${sealed}${last ? ", the last" : ""}`);
      return answer(sealed);
    },
  };
  return { log, run: (token = "t") => withdraw({ tablet, transport, user: "ann", deviceId: "d", token }) };
}
const receipted = async (sealed) => ({ received_at: "now", sha256: await sha256(sealed) });

test("no tab is open when the work is read, and the key is destroyed after the last part is receipted", async () => {
  const { log, run } = withdrawing({ answer: receipted });
  assert.equal(await run(), 3);
  assert.deepEqual(log, ["closed everywhere", "read", "one", "two, the last", "shredded"]);
});

test("without a receipt for every part nothing is destroyed", async () => {
  for (const answer of [
    async (sealed) => (sealed === "two" ? { received_at: "now", sha256: "another" } : receipted(sealed)),
    async () => {
      throw new Error("no connection");
    },
  ]) {
    const { log, run } = withdrawing({ answer });
    await assert.rejects(run());
    assert.ok(!log.includes("shredded"));
  }
});

test("without a token only a vault that holds no work is destroyed: an earlier service gives none to a second copy", async () => {
  const full = withdrawing({ answer: receipted });
  await assert.rejects(full.run(null), { why: "untaken" });
  assert.deepEqual(full.log, ["closed everywhere", "read"]);
  const empty = withdrawing({ answer: receipted, parts: [{ text: "none", records: 0 }] });
  assert.equal(await empty.run(null), 0);
  assert.deepEqual(empty.log, ["closed everywhere", "read", "shredded"]);
});

for (const [failure, status] of /** @type {const} */ ([
  ["too_large", 413],
  ["refused", 422],
])) {
  test(`a part that is longer than the service takes keeps back no other, and the key stays: ${status}`, async () => {
    const { log, run } = withdrawing({
      answer: async (sealed) => {
        if (sealed === "one") throw new TransportProblem(failure, { status });
        return receipted(sealed);
      },
    });
    await assert.rejects(run(), { why: "long", entries: 2 });
    assert.deepEqual(log, ["closed everywhere", "read", "one", "two"], "none is the last");
  });
}

test("where not even an empty part is taken, the key stays", async () => {
  const { log, run } = withdrawing({
    answer: async () => {
      throw new TransportProblem("refused", { status: 422 });
    },
    parts: [{ text: "none", records: 0 }],
  });
  await assert.rejects(run(), { failure: "refused" });
  assert.ok(!log.includes("shredded"));
});

const USER = { ...ANN, teams: ["north"] };
async function tabletOf(children = { anna: "north" }) {
  const server = referenceServer({ teams: ["north", "south"], children });
  const transport = directTransport(server, USER);
  const session = await openSession();
  const runner = makeRunner({ session, transport });
  const sync = async () => {
    runner.kick("button");
    await session.time.pass(0);
  };
  const visit = await session.startVisit({
    childId: "anna",
    form: "f",
    formVersion: 1,
    answers: { f1: { value: "a", kind: "F" } },
  });
  return { server, transport, session, runner, sync, visit };
}

test("a withdrawn tablet hears nothing else, and says so", async () => {
  const { server, transport, session, runner } = await tabletOf();
  runner.stop();
  const tokens = [];
  const contact = server.contact.bind(server);
  transport.trouble.contact = async (_, report) => ({ ...contact(report, USER), standing: "revoked", hand_in: "t" });
  const withdrawn = makeRunnerWith(session, transport, (token) => tokens.push(token));
  withdrawn.kick("button");
  await session.time.pass(60_000);
  assert.deepEqual(tokens, ["t"]);
  assert.equal(withdrawn.status().state, "withdrawn");
  assert.ok(!transport.asked.includes("push") && !transport.asked.includes("pull"));
});

function makeRunnerWith(session, transport, onWithdrawn) {
  const { clock, steady, later, never } = session.time;
  return createRunner({ session, transport, clock, steady, random: () => 0.5, locks: null, later, never, onWithdrawn });
}

test("what a manager decided about a held entry is told until it is read", async () => {
  const { server, session, sync } = await tabletOf({ anna: "south" });
  await sync();
  const [held] = (await session.waiting()).items;
  assert.equal(held.state, "held");
  server.decisions[held.change_id] = { decision: "declined", by: "Mona", at: "2026-05-09T15:00:00Z", reason: "" };
  await sync();
  const { items, told } = await session.waiting();
  assert.deepEqual(items, []);
  assert.deepEqual(
    told.map(({ decision, by }) => [decision, by]),
    [["declined", "Mona"]],
  );
  const { value: kept } = await session.store.read("journal", held.device_seq);
  assert.equal(kept.change.answers.f1.value, "a", "her own words stay");
  await acknowledge(session, held.change_id);
  assert.deepEqual((await session.waiting()).told, []);
});

test("what an older vault never delivered is in the count until it is read", async () => {
  const { server, session, transport, sync } = await tabletOf();
  const contact = server.contact.bind(server);
  const left = {
    device_id: "old",
    label: "",
    last_seen_at: "2026-05-05T10:00:00Z",
    missing: 3,
    oldest_unsent_at: null,
  };
  transport.trouble.contact = async (_, report) => ({ ...contact(report, USER), left_behind: [left] });
  const behind = async () => counts(await session.desk()).behind;
  await sync();
  assert.equal(await behind(), 3);
  await acknowledge(session, "old");
  assert.equal(await behind(), 0);
  await sync();
  assert.equal(await behind(), 0, "told again, it stays read");
  assert.equal((await session.waiting()).leftBehind.length, 1);
});

test("what is neither here nor with the service stands on Today until she has read of it, and again when it is more", async () => {
  const { server, session, transport, sync } = await tabletOf();
  const contact = server.contact.bind(server);
  let seqs = [40, 41];
  transport.trouble.contact = async (_, report) => ({
    ...contact(report, USER),
    missing: { count: seqs.length, seqs },
  });
  const behind = async () => counts(await session.desk()).behind;
  await sync();
  assert.equal(await behind(), 2);
  await acknowledge(session, session.deviceId);
  await sync();
  assert.equal(await behind(), 0);
  assert.deepEqual((await session.waiting()).lost, [40, 41], "it can be read again");
  seqs = [40, 41, 42];
  await sync();
  assert.equal(await behind(), 1);
});

test("a change with a receipt that the service does not have goes out again", async () => {
  const { server, session, sync } = await tabletOf();
  await sync();
  for (const id of Object.keys(server.changes)) delete server.changes[id];
  await sync();
  assert.equal(Object.keys(server.changes).length, 1);
  assert.equal((await session.waiting()).waiting, 0);
});

test("a number that is nowhere is named", async () => {
  const { session, sync } = await tabletOf();
  await session.transact(async (tx) => {
    const desk = await tx.read("desk", "only");
    await tx.put("desk", "only", { ...desk, next_seq: 5 });
  });
  await sync();
  assert.deepEqual((await session.waiting()).lost, [2, 3, 4]);
});

test("what went into a rescue file is never altered again", async () => {
  const { session, visit } = await tabletOf();
  await session.transact(closeUnsent);
  const { device_seq } = (await session.waiting()).items[0];
  const { value: before } = await session.store.read("outbox", device_seq);
  assert.ok(before.body_sha256);
  await session.record(visit, { f1: { value: "b", kind: "F" } });
  const { items } = await session.waiting();
  assert.equal(items.length, 2);
  assert.deepEqual((await session.store.read("outbox", device_seq)).value, before);
});

test("one that cannot be written down keeps no other out of a rescue file", async () => {
  const { session, visit } = await tabletOf();
  await session.transact(closeUnsent);
  await session.record(visit, { f1: { value: Number("12345678901234567"), kind: "F" } });
  const other = await session.startVisit({
    childId: "anna",
    form: "f",
    formVersion: 1,
    answers: { f1: { value: "c", kind: "F" } },
  });
  assert.deepEqual(await session.transact(closeUnsent), [visit, other]);
  const { items } = await session.waiting();
  assert.deepEqual(
    items.map(({ visit_id, state }) => [visit_id, state]).sort(([, one], [, two]) => (one < two ? -1 : 1)),
    [
      [visit, "refused"],
      [visit, "sending"],
      [other, "sending"],
    ],
  );
});
