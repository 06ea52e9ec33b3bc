import assert from "node:assert/strict";
import { test } from "node:test";
import { Damaged } from "../../static/js/local/errors.js";
import { inMemoryOnly, isHalf, keep, readHalves, takeUp, written } from "../../static/js/shell/half.js";

const HREF = "/app/visit#v";

/** Of one visitor, with the key `key`, over `settings`. */
const sessionWith = (key, settings = {}) => ({
  user: { id: "ann", initials: "AA" },
  settings,
  setAside: async (value) => ({ key, value }),
  takeUp: async (sealed) => {
    if (sealed.key !== key) throw new Damaged("another key");
    return sealed.value;
  },
  setting: async (name) => settings[name],
  setSetting: async (name, value) => {
    if (settings.cleared) throw new Error("nothing is written");
    settings[name] = value(settings[name]);
  },
});

test("what was sealed by a key that went with a cleared store keeps nothing else from being written down", async () => {
  const before = sessionWith("first", { cleared: true });
  keep(before, "a", "typed before", HREF);
  assert.equal(await written(before), false);
  assert.equal(inMemoryOnly("ann"), HREF);

  const after = sessionWith("second");
  await readHalves(after);
  assert.equal(isHalf(after, "a"), false);
  keep(after, "b", "typed after", HREF);
  assert.equal(await written(after), true);
  assert.equal(inMemoryOnly("ann"), null);
  assert.equal(after.settings.half.b.value, "typed after");
});

test("what was typed before the lock is kept through it", async () => {
  const session = sessionWith("same");
  keep(session, "a", "typed", HREF);
  await readHalves(session);
  assert.equal(await takeUp(session, "a"), "typed");
  await written(session);
});
