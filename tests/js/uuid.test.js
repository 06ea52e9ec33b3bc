/** Ids of rows, visits and changes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { uuidv7 } from "../../static/js/local/uuid.js";

const VERSION_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("ids are of version 7, all different, and rise in the order they are made in", () => {
  const made = Array.from({ length: 20_000 }, uuidv7);
  for (const id of made) assert.match(id, VERSION_7);
  assert.equal(new Set(made).size, made.length);
  assert.deepEqual([...made].sort(), made);
});

test("an id says when it was made", () => {
  const before = Date.now();
  const at = Number.parseInt(uuidv7().replaceAll("-", "").slice(0, 12), 16);
  // Many ids within a millisecond may run a little ahead.
  assert.ok(at >= before - 1 && at <= Date.now() + 50);
});

test("ids rise when the clock is set back", (t) => {
  const first = uuidv7();
  t.mock.timers.enable({ apis: ["Date"], now: 1_000 });
  assert.ok(uuidv7() > first);
});
