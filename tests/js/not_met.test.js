/** What is said of who was met, where nobody is missed: it names only who really was. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { seenWords } from "../../static/js/picture/drawn/before.js";
import { speaking } from "../../static/js/picture/drawn/words.js";
import { recordOf } from "../../static/js/picture/entries.js";
import { people } from "../../static/js/picture/people.js";

/** The questions this rests on. */
const FIELDS = {
  contact_type: ["choice", "CT"],
  access_outcome: ["choice", "CT"],
  baby_seen: ["choice", "BS"],
  mother_seen: ["choice", "MO"],
  father_seen: ["choice", "FA"],
  father_involvement: ["choice", "FA"],
};
const form = /** @type {any} */ ({
  version: 1,
  private: [],
  sections: [{ code: "all", fields: Object.keys(FIELDS) }],
  fields: Object.fromEntries(
    Object.entries(FIELDS).map(([id, [type, section]]) => [
      id,
      { id, name: id, kind: "O", type, sensitivity: "N", core: false, section },
    ]),
  ),
});
const child = {
  people: [
    { id: "m", name: "Anna Vale", relation: "mother" },
    { id: "f", name: "Ben Vale", relation: "father" },
  ],
  addresses: [],
};

/** @param {Record<string, string>[]} visits @param {any} [of] */
function words(visits, of = child) {
  const told = visits.map((answers, at) => ({
    visit_id: `v${at}`,
    form_version: 1,
    status: "signed_off",
    author: { name: "Amina Okoro" },
    created_at: `2026-04-1${at}T09:00:00Z`,
    answers: Object.fromEntries(Object.entries(answers).map(([key, value]) => [key, { value, cands: [] }])),
  }));
  const record = recordOf(of, told, () => form);
  const picture = /** @type {any} */ ({ visits: record.contacts, ...people(record) });
  return seenWords(picture, speaking({ picture, child: of, definition: form, now: new Date() }));
}

const BEFORE = { contact_type: "antenatal" };
const AFTER = { contact_type: "new_birth", baby_seen: "awake" };
const BOTH = { mother_seen: "in_person", father_seen: "in_person" };
const NOBODY_IN = { access_outcome: "no_reply" };

const CASES = [
  ["no visit", [], "Nobody has been met yet."],
  ["before birth, nobody in", [{ ...BEFORE, ...NOBODY_IN }], "Nobody has been met yet."],
  ["after birth, nobody in", [{ contact_type: "new_birth", ...NOBODY_IN }], "Nobody has been met yet."],
  ["before birth, both met", [{ ...BEFORE, ...BOTH }], "Both parents were seen at the last contact."],
  [
    "both met, then nobody in",
    [
      { ...BEFORE, ...BOTH },
      { ...BEFORE, ...NOBODY_IN },
    ],
    "Both parents were seen when somebody was last met.",
  ],
  [
    "no second parent",
    [{ ...AFTER, mother_seen: "in_person", father_involvement: "no_second_parent" }],
    "Baby and Anna Vale were seen at the last contact.",
  ],
  [
    "before birth, the father has died",
    [{ ...BEFORE, mother_seen: "in_person", father_involvement: "deceased" }],
    "Anna Vale was seen at the last contact.",
  ],
  ["all met", [{ ...AFTER, ...BOTH }], "Baby and both parents were seen at the last contact."],
  ["nobody answered who was seen", [BEFORE], ""],
];

for (const [called, visits, said] of /** @type {[string, Record<string, string>[], string][]} */ (CASES))
  test(called, () => assert.equal(words(visits), said));

test("a parent nobody has named is called by what she is", () => {
  const visits = [{ ...AFTER, mother_seen: "in_person", father_involvement: "no_second_parent" }];
  assert.equal(words(visits, { ...child, people: [] }), "Baby and mother were seen at the last contact.");
});
