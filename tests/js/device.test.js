import assert from "node:assert/strict";
import { test } from "node:test";
import { baseFor, shown, signed } from "../../static/js/local/answers.js";
import { extendable, extended } from "../../static/js/local/drafts.js";
import { nextBatch } from "../../static/js/sync/core.js";
import { withReceipt, withRow } from "../../static/js/sync/merge.js";
import { contract } from "./contracts.js";

const tables = contract("device");

/** Compares the parts that are named. */
function fits(found, expected) {
  if (expected === null) return assert.equal(found, null);
  for (const [part, value] of Object.entries(expected)) assert.deepEqual(found[part], value, part);
}

const trials = {
  shown: ({ sides, expect }) => fits(shown("q", sides), expect),
  signed: ({ state, writers, expect }) => assert.deepEqual(signed(state, writers), expect),
  bases: ({ drawn, now, expect }) => assert.equal(baseFor(drawn, now), expect),
  extendable: ({ newest, about = { form_version: 1 }, expect }) => {
    const change = { form_version: 1, note: "x".repeat(newest?.length ?? 0) };
    assert.equal(extendable(newest ? { entry: newest.entry, change } : undefined, about), expect);
  },
  extend: ({ change, answers, bases, expect }) => {
    const untouched = structuredClone(change);
    const found = extended(change, answers, bases, { at: "2026-05-02T10:00:00Z", clockOffset: -5 });
    assert.deepEqual(found, { ...change, answers: expect, recorded_at: "2026-05-02T10:00:00Z", clock_offset_ms: -5 });
    assert.deepEqual(change, untouched);
  },
  receipt: ({ record, receipt, expect }) => fits(withReceipt(record, receipt), expect),
  row: ({ record, row, expect }) => fits(withRow(record ?? undefined, row), expect),
  batch: ({ outbox, limits, expect }) =>
    assert.deepEqual(
      nextBatch(outbox, limits).map(({ seq }) => seq),
      expect,
    ),
};

for (const [table, trial] of Object.entries(trials)) {
  for (const row of tables[table]) test(`${table}: ${row.name}`, () => trial(row));
}

test("an answer is exactly one of a value, a reason and cleared", () => {
  const change = { answers: {} };
  const when = { at: "", clockOffset: null };
  for (const answer of [{ kind: "O" }, { kind: "O", value: 1, missing: "declined" }, { value: 1 }]) {
    assert.throws(() => extended(change, { q: answer }, {}, when), TypeError);
  }
  for (const value of [0, false, ""])
    assert.equal(extended(change, { q: { kind: "O", value } }, {}, when).answers.q.value, value);
});
