/** What is asked of a new passphrase, on each screen where one is chosen. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { DIFFER, refusedOf, TOO_SHORT } from "../../static/js/screens/new_passphrase.js";

test("a new passphrase is long enough, counted as it is read, and typed alike twice", () => {
  assert.deepEqual(refusedOf("twelve chars", "twelve chars"), {});
  assert.deepEqual(refusedOf("elevenchars", "another"), { passphrase: TOO_SHORT });
  assert.deepEqual(refusedOf("😀".repeat(11), "😀".repeat(11)), { passphrase: TOO_SHORT });
  assert.deepEqual(refusedOf("twelve chars", "twelve charm"), { again: DIFFER });
});
