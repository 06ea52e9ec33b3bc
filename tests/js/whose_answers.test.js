/** Whose the answers of a further carer's block are in the picture: the same cases as tests/picture/test_people.py. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { recordOf } from "../../static/js/picture/entries.js";
import { timeline } from "../../static/js/picture/parts.js";
import { people as around } from "../../static/js/picture/people.js";
import { contract } from "./contracts.js";

/** @param {any[]} visits @returns {any} */
const formFor = (visits) => {
  const ids = [...new Set(visits.flatMap(Object.keys).map((key) => key.split("/").at(-1)))];
  const field = (/** @type {string} */ id) => ({ id, kind: "F", type: "line", sensitivity: "N", section: "PA" });
  return {
    private: [],
    sections: [{ fields: ids }],
    fields: Object.fromEntries(ids.map((id) => [id, field(id)])),
  };
};

for (const { name, record: onRecord, visits, whose, people } of contract("whose_answers").cases)
  test(`whose the answers of a block are: ${name}`, () => {
    const form = formFor(visits);
    const told = visits.map((/** @type {Record<string, string>} */ answers, /** @type {number} */ at) => ({
      visit_id: `v${at}`,
      form_version: 1,
      status: "signed_off",
      author: null,
      created_at: `2026-04-1${at}T09:00:00Z`,
      answers: Object.fromEntries(Object.entries(answers).map(([key, value]) => [key, { value, cands: [] }])),
    }));
    const child = {
      people: onRecord.map((/** @type {string[]} */ [id, called, relation]) => ({ id, name: called, relation })),
    };
    const record = recordOf(child, told, () => form);
    const involved = timeline(record).filter(({ field }) => field === "carer3_involvement");
    assert.deepEqual(
      involved.map(({ about }) => about),
      whose,
    );
    const found = around(record).people.filter(({ block }) => block !== "mother" && block !== "father");
    assert.deepEqual(
      Object.fromEntries(
        found.map((one) => [
          one.ref,
          [one.name, one.block, one.seen.map((/** @type {{visit: number}} */ { visit }) => visit)],
        ]),
      ),
      people,
    );
  });
