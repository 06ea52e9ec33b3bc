/** What belongs into the first picture of a screen is waited for, but not for ever. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { together } from "../../static/js/shell/together.js";

const settled = () => new Promise((done) => setImmediate(done));

function deferred() {
  /** @type {(value?: unknown) => void} */ let resolve = () => {};
  /** @type {(problem: Error) => void} */ let reject = () => {};
  const promise = new Promise((...both) => {
    [resolve, reject] = both;
  });
  return { promise, resolve, reject };
}

/** @param {Promise<unknown>[]} parts @returns {() => boolean} whether it goes on */
function going(...parts) {
  let on = false;
  void together(...parts).then(() => {
    on = true;
  });
  return () => on;
}

test("all parts are there: at once; one that failed is not waited for", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const parts = [deferred(), deferred()];
  const on = going(...parts.map(({ promise }) => promise));
  parts[0].resolve(undefined);
  await settled();
  assert.equal(on(), false);
  parts[1].reject(new Error("no room"));
  await settled();
  assert.equal(on(), true);
  mock.timers.reset();
});

test("a part that does not come: the screen is drawn without it", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const on = going(new Promise(() => {}));
  mock.timers.tick(299);
  await settled();
  assert.equal(on(), false);
  mock.timers.tick(1);
  await settled();
  assert.equal(on(), true);
  mock.timers.reset();
});
