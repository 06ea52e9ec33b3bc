/** What several rows are called, where they were confirmed in one go. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { confirmedCount } from "../../static/js/components/carried.js";

for (const [name, one, two] of [
  ["Person", "1 person", "2 people"],
  ["Agency", "1 agency", "2 agencies"],
  ["Entry", "1 entry", "2 entries"],
  ["Caregiver", "1 caregiver", "2 caregivers"],
])
  test(`${name}: ${two}`, () => {
    assert.equal(confirmedCount(0, 1, name), one);
    assert.equal(confirmedCount(3, 2, name), `3 answers and ${two}`);
  });
