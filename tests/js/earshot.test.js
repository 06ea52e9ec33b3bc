/** Rule R03: what is recorded by itself while somebody could overhear, and what is left alone. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { openQuestions } from "../../static/js/forms/applicable.js";
import { know } from "../../static/js/forms/conditions.js";
import { EARSHOT_NOW } from "../../static/js/forms/context.js";
import { isLeftUnasked, isShort, leftUnasked } from "../../static/js/forms/earshot.js";
import { leftOut } from "../../static/js/forms/submitted.js";

const CODES = [
  "asked_alone",
  "not_asked_partner_present",
  "not_asked_other_present",
  "not_asked_child_2_plus_present",
  "not_asked_no_professional_interpreter",
  "not_asked_other",
];
/** @param {Partial<any>} about */
const field = (about) => ({ kind: "A", contacts: Array(10).fill("any"), group: null, missing: [], ...about });
const asked = (/** @type {string | null} */ show_if) =>
  field({ sensitivity: "H", requirement: "MX", show_if, choices: CODES.map((code) => [code, code]) });
know({ "a father": (context) => context.father_involvement !== "no_second_parent" });

/** @type {any} */
const FORM = {
  sections: [],
  fields: {
    earshot: field({ sensitivity: "N" }),
    interpreter: field({ sensitivity: "N" }),
    father_involvement: field({ sensitivity: "N" }),
    mother_da_asked: asked(null),
    father_da_asked: asked("a father"),
  },
};
/** @param {Record<string, string>} values */
const answers = (values) => Object.fromEntries(Object.entries(values).map(([id, value]) => [id, { value }]));

/** @type {[string, Record<string, string>, string | null, string | null][]} */
const CASES = [
  ["nobody overhears", { earshot: "no" }, null, null],
  ["a partner", { earshot: "yes_partner" }, "not_asked_partner_present", "earshot"],
  ["another adult", { earshot: "yes_other_adult" }, "not_asked_other_present", "earshot"],
  ["a child of two", { earshot: "yes_child_2_or_over" }, "not_asked_child_2_plus_present", "earshot"],
  ["not sure", { earshot: "unsure" }, "not_asked_other", "earshot"],
  [
    "an aunt interprets",
    { earshot: "no", interpreter: "relative_or_friend_used" },
    "not_asked_no_professional_interpreter",
    "interpreter",
  ],
  [
    "a partner, and an aunt interprets",
    { earshot: "yes_partner", interpreter: "relative_or_friend_used" },
    "not_asked_partner_present",
    "earshot",
  ],
  ["a professional interprets", { earshot: "no", interpreter: "professional_in_person" }, null, null],
];
for (const [name, values, code, because] of CASES) {
  test(`${name}: ${code ?? "nothing is filled in"}`, () => {
    const found = leftUnasked(FORM, answers(values));
    assert.equal(isShort(answers(values)), code !== null);
    if (!code) return assert.deepEqual(found, {});
    const wanted = { value: code, kind: "A", earshot: values.earshot, basis: [because], base: null };
    assert.deepEqual(found, { mother_da_asked: wanted, father_da_asked: wanted });
    assert.ok(isLeftUnasked(found.mother_da_asked));
  });
}

test("nobody has said who overhears: the form is short, and nothing is filled in", () => {
  assert.ok(isShort({}));
  assert.deepEqual(leftUnasked(FORM, {}), {});
});

test("what was answered at this contact is left alone; what was cleared is not", () => {
  const heard = answers({ earshot: "yes_partner", mother_da_asked: "asked_alone" });
  assert.deepEqual(Object.keys(leftUnasked(FORM, heard)), ["father_da_asked"]);
  const cleared = { ...heard, mother_da_asked: { cleared: true } };
  assert.deepEqual(Object.keys(leftUnasked(FORM, cleared)).sort(), ["father_da_asked", "mother_da_asked"]);
});

test("what was cleared is what she saw: the reason is no second value beside it", () => {
  const cleared = { ...answers({ earshot: "yes_partner" }), mother_da_asked: { cleared: true, base: "7" } };
  const { mother_da_asked, father_da_asked } = leftUnasked(FORM, cleared);
  assert.deepEqual([mother_da_asked.base, father_da_asked.base], ["7", null]);
});

test("a parent who would not be asked is not recorded as not asked", () => {
  const alone = answers({ earshot: "unsure", father_involvement: "no_second_parent" });
  assert.deepEqual(Object.keys(leftUnasked(FORM, alone)), ["mother_da_asked"]);
});

test("an answer of hers is hers, whatever it says", () => {
  assert.ok(!isLeftUnasked({ value: "not_asked_partner_present" }));
  assert.ok(!isLeftUnasked({ value: "x", basis: ["earshot", "weight_g"] }));
  assert.ok(!isLeftUnasked(null));
});

test("who hears now decides what is on the screen, and the record what is left unasked and what counts", () => {
  const form = { ...FORM, sections: [{ code: "PA", group: null, fields: ["mother_da_asked"], minimum_rows: 0 }] };
  for (const [now, recorded] of [
    ["unsure", "no"],
    ["no", "yes_partner"],
  ]) {
    const said = { ...answers({ earshot: recorded, mother_da_asked: "asked_alone" }), [EARSHOT_NOW]: { value: now } };
    assert.equal(isShort(said), now !== "no");
    assert.deepEqual(leftOut(form, said), []);
    const { mother_da_asked: _, ...open } = said;
    assert.deepEqual(openQuestions(form, open), now === "no" ? ["mother_da_asked"] : []);
    assert.equal(Object.keys(leftUnasked(form, open)).length > 0, recorded !== "no");
  }
});
