/** Where the focus goes when what was pressed goes from the page. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { goOnAt } from "../../static/js/shell/go_on.js";

/** A press whose button is on the page or not, the focus in a box or on nothing. @param {{stays?: boolean, elsewhere?: boolean}} how */
function presses({ stays = false, elsewhere = false }) {
  const body = {};
  /** @type {(_: unknown, watch: unknown) => void} */
  let changes = () => {};
  const watch = { observe() {}, watching: true, disconnect: () => Object.assign(watch, { watching: false }) };
  Object.assign(globalThis, {
    document: { body, activeElement: elsewhere ? {} : body },
    MutationObserver: function Watch(/** @type {typeof changes} */ told) {
      changes = told;
      return watch;
    },
  });
  const place = { tabIndex: 0, focused: false, focus: () => Object.assign(place, { focused: true }) };
  goOnAt(/** @type {any} */ ({ currentTarget: { isConnected: stays } }), /** @type {any} */ (place));
  changes([], watch);
  return { focused: place.focused, watching: watch.watching };
}

test("the button is gone and the focus on nothing: she goes on at its place", () => {
  assert.deepEqual(presses({}), { focused: true, watching: false });
});

test("she has gone on by herself, or the button is still there: she is left where she is", () => {
  assert.deepEqual(presses({ elsewhere: true }), { focused: false, watching: false });
  assert.deepEqual(presses({ stays: true }), { focused: false, watching: true });
});
