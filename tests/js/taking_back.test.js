/** Undo of what was written down in one go leaves alone what was written since. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { takingBack } from "../../static/js/forms/taking_back.js";

const GIVEN = {
  words: { missing: "not_asked", kind: "O" },
  weight: { missing: "not_asked", kind: "O" },
  "action/1/act_what": { value: "Ask again", kind: "P" },
  "action/1/act_due": { value: "2026-12-01", kind: "P" },
};
const CLEARED = { cleared: true };

test("all of it, while nobody wrote anything else", () => {
  assert.deepEqual(Object.keys(takingBack(GIVEN, { ...GIVEN })), Object.keys(GIVEN));
  assert.deepEqual(takingBack(GIVEN, GIVEN).words, { ...CLEARED, kind: "O" });
});

test("an answer given since stays", () => {
  const standing = { ...GIVEN, words: { value: "She slept in her cot", kind: "O" } };
  assert.equal(takingBack(GIVEN, standing).words, undefined);
  assert.deepEqual(takingBack(GIVEN, standing).weight, { ...CLEARED, kind: "O" });
});

test("a row in which something was written since stays whole", () => {
  const standing = { ...GIVEN, "action/1/act_due": { value: "2026-12-08", kind: "P" } };
  assert.deepEqual(Object.keys(takingBack(GIVEN, standing)), ["words", "weight"]);
});
