/** The functions the build makes of conditions, held to the CEL library's own evaluator. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "@marcbachmann/cel-js";
import { javascript } from "../../static/cel.mjs";
import { chance } from "./chance.js";

const folder = new URL("../../forms/published/", import.meta.url);
const published = readdirSync(folder)
  .filter((name) => /-\d+\.json$/.test(name))
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), "utf8")));

/** @param {string} expression */
const built = (expression) =>
  /** @type {(c: any) => unknown} */ (new Function("c", `return ${javascript(expression)}`));

/** What the library says, an error counting as "does not hold". @param {string} expression @param {any} context */
function oracle(expression, context) {
  try {
    return parse(expression)(context) === true;
  } catch {
    return false;
  }
}

for (const form of published) {
  const fields = form.sections.flatMap((/** @type {any} */ section) => section.fields);
  const expressions = [...new Set(fields.map((/** @type {any} */ field) => field.show_if).filter(Boolean))];

  test(`version ${form.version}: ${expressions.length} conditions agree with the library on 300 drafts each`, () => {
    const { pick, yes } = chance(20261123);
    for (const expression of expressions) {
      let held = 0;
      for (let round = 0; round < 300; round++) {
        /** @type {Record<string, any>} */
        const context = {};
        for (const { id, type } of fields) {
          const codes = type.choices?.map((/** @type {any} */ choice) => choice[0]) ?? ["x"];
          const value = type.name === "multi" ? [pick(codes), pick(codes)] : type.name === "int" ? 4120 : pick(codes);
          context[id] = yes(0.25) ? null : value;
        }
        const expected = oracle(expression, context);
        assert.equal(built(expression)(context) === true, expected, `${expression} of ${JSON.stringify(context)}`);
        held += expected ? 1 : 0;
      }
      assert.ok(held > 0, `the drafts never met: ${expression}`);
    }
  });
}

test("what is not translated stops the build and names the expression", () => {
  assert.throws(() => javascript('name.matches("^a+$")'), /matches.*name\.matches/);
});

test("numbers, choices, rows and a ternary", () => {
  const context = { weight_g: 412, rows: [{ hh_cares: "never" }, { hh_cares: "alone_regularly" }], none: null };
  for (const [expression, expected] of /** @type {[string, boolean][]} */ ([
    ["weight_g != null && weight_g - 2 < 411", true],
    ['rows.exists(row, row.hh_cares == "alone_regularly")', true],
    ['rows.all(row, row.hh_cares == "never")', false],
    ['size(rows.filter(row, row.hh_cares == "never")) == 1', true],
    ["none == null ? weight_g > -1 : false", true],
  ])) {
    assert.equal(built(expression)(context), expected, expression);
  }
});
