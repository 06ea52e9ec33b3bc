import assert from "node:assert/strict";
import { test } from "node:test";
import { moved, standsOn } from "../../static/js/local/moves.js";
import { applyPage, applyReply, takeBatch } from "../../static/js/sync/core.js";
import { contract } from "./contracts.js";
import { openSession } from "./tablets.js";

const { moves, stands } = contract("moves");

for (const { name, status, version, began_on, saw, to, expect } of moves)
  test(`a move: ${name}`, () => {
    const found = moved(status, { version, begun: began_on }, saw, to);
    assert.deepEqual([found.version, found.begun], expect.slice(1));
  });

for (const { name, word, own, expect } of stands)
  test(`where it stands: ${name}`, () => assert.deepEqual(standsOn(word, own), expect));

const OLD = { weight_g: { value: 4120, kind: "O" } };
const NEW = { temperature: { value: "37.1", kind: "O" } };

async function onTheEarlierForm() {
  const session = await openSession();
  const visit = await session.startVisit({ childId: "child", form: "f", formVersion: 1, answers: OLD });
  return { session, visit };
}
const changes = async (session) => (await session.store.list("outbox")).map(({ value }) => value);
const stand = async (session, visit) => {
  const { form_version, began_on } = await session.visit(visit);
  return [form_version, began_on];
};

test("what is written after a move names the new version; what was written before stays as it is", async () => {
  const { session, visit } = await onTheEarlierForm();
  await session.moveTo(visit, 2);
  await session.moveTo(visit, 2);
  await session.record(visit, NEW);
  assert.deepEqual(
    (await changes(session)).map(({ form_version, moved_from, answers }) => [
      form_version,
      moved_from,
      Object.keys(answers),
    ]),
    [
      [1, undefined, ["weight_g"]],
      [2, 1, ["temperature"]],
    ],
  );
  assert.deepEqual(await stand(session, visit), [2, 1]);
  assert.equal((await session.caseload()).visits[0].form_version, 2);
});

test("going back is a change of its own; nothing that was written is touched", async () => {
  const { session, visit } = await onTheEarlierForm();
  await session.moveTo(visit, 2);
  await session.record(visit, NEW);
  await session.moveTo(visit, 1);
  assert.deepEqual(
    (await changes(session)).map(({ form_version, moved_from }) => [form_version, moved_from]),
    [
      [1, undefined],
      [2, 1],
      [1, 2],
    ],
  );
  const { answers } = await session.visit(visit);
  assert.deepEqual([answers.weight_g.value, answers.temperature.value], [4120, "37.1"]);
  assert.deepEqual(await stand(session, visit), [1, null]);
});

/** The service takes everything, and says of each move what `outcome` makes of it. */
async function answer(session, seq, outcome) {
  const { changes: sent } = await session.transact((tx) => takeBatch(tx));
  const receipts = sent.map((change) => ({
    change_id: change.change_id,
    outcome: "stored",
    body_sha256: change.body_sha256,
    answers: Object.fromEntries(Object.keys(change.answers).map((key) => [key, { outcome: "applied" }])),
    moved: change.moved_from ? outcome : null,
    seq,
    states: {},
    writers: {},
    visit: { status: outcome.outcome === "too_late" ? "submitted" : "open", round: 0 },
  }));
  await session.transact((tx) => applyReply(tx, { epoch: 0, receipts }, "2026-05-02T10:00:00Z"));
  return sent;
}

test("the receipt says where the visit stands, before anything is pulled", async () => {
  const { session, visit } = await onTheEarlierForm();
  await session.moveTo(visit, 2);
  const sent = await answer(session, 3, { outcome: "moved", form_version: 2, began_on: 1 });
  assert.equal(sent.length, 2);
  assert.deepEqual(await stand(session, visit), [2, 1]);
});

test("a move that came too late is not shown any longer", async () => {
  const { session, visit } = await onTheEarlierForm();
  await session.moveTo(visit, 2);
  await answer(session, 3, { outcome: "too_late", form_version: 1, began_on: null });
  assert.deepEqual(await stand(session, visit), [1, null]);
});

test("a colleague’s move arrives; what is written from then on names the new version", async () => {
  const { session, visit } = await onTheEarlierForm();
  const head = {
    visit_id: visit,
    child_id: "child",
    form: "f",
    form_version: 2,
    began_on: 1,
    status: "open",
    round: 0,
  };
  const state = { ...head, author: null, created_at: null, comments: [], answers: {}, writers: {} };
  const rows = [{ seq: 4, key: `visit:${visit}`, kind: "state", state }];
  await session.transact((tx) => applyPage(tx, { epoch: 0, scope: "north", from: 0, to: 4, rows }));
  await session.record(visit, NEW);
  assert.deepEqual(
    (await changes(session)).map(({ form_version, moved_from }) => [form_version, moved_from]),
    [
      [1, undefined],
      [2, undefined],
    ],
  );
  assert.deepEqual(await stand(session, visit), [2, 1]);
});
