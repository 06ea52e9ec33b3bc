/**
 * Reads `{form, conditions: {field: CEL}, cases: [{child, visits, private, today, submitted}]}` from standard input and prints the pictures, one line each: asked by
 * tests/picture/test_twin.py, which compares them with Python's. `submitted`: as a child's page has it, of what counts and
 * what was written.
 */

import { readFileSync } from "node:fs";
import { javascript } from "../../static/cel.mjs";
import { know } from "../../static/js/forms/conditions.js";
import { pictureOf, pictureOnce, recordOf, timeline } from "../../static/js/picture/index.js";
import { lateShares } from "../../static/js/picture/next.js";

const { form, conditions, cases } = JSON.parse(readFileSync(0, "utf8"));
for (const [field, expression] of Object.entries(conditions)) {
  form.fields[field].show_if = expression;
  know({ [expression]: new Function("c", `return ${javascript(expression)}`) });
}
/** @param {any} child @param {any[]} visits @param {boolean} hidden */
function whole(child, visits, hidden) {
  const record = recordOf(child, visits, () => form, hidden);
  return { record, picture: pictureOf(record) };
}
for (const { child, visits, private: hidden, today, submitted } of cases) {
  const { record, picture } = submitted ? pictureOnce(child, visits, () => form, hidden) : whole(child, visits, hidden);
  const late = lateShares(record, picture.shares, today);
  process.stdout.write(`${JSON.stringify({ ...picture, timeline: timeline(record), late })}\n`);
}
