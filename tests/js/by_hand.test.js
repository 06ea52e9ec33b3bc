/** A centile band that she chose herself, and a call before the contact: by the same cases as in Python. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { isBeforeContact } from "../../static/js/forms/before_contact.js";
import { readReason, reasonOf, saidByHand } from "../../static/js/forms/by_hand.js";
import { contract } from "./contracts.js";

for (const { name, id, answer, said } of contract("by_hand").cases)
  test(`under a band: ${name}`, () => assert.equal(saidByHand(id, answer), said));

test("a reason keeps what was worked out, and is read without it", () => {
  const found = "worked out for 4,120 g: 9th to 25th";
  for (const why of ["Plotted on the UK preterm chart", "Her own chart (Down syndrome)", "1 (worked out by me)"]) {
    const source = reasonOf(` ${why} `, found);
    assert.equal(source?.document, `${why} (${found})`);
    assert.deepEqual(readReason(source), { why, against: found });
  }
  assert.equal(reasonOf("  ", found), undefined);
  assert.deepEqual(readReason(undefined), { why: "", against: "" });
  assert.deepEqual(readReason({ type: "red_book", document: "Page 12" }), { why: "Page 12", against: "" });
});

for (const { name, key, answers, before } of contract("before_contact").cases)
  test(`a call before the contact: ${name}`, () =>
    assert.equal(
      isBeforeContact(key, Object.fromEntries(Object.entries(answers).map(([id, value]) => [id, { value }]))),
      before,
    ));
