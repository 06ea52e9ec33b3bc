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

const DRAFTS = 1200;

/** @param {string} expression */
const built = (expression) =>
  /** @type {(c: any) => unknown} */ (new Function("c", `return ${javascript(expression)}`));

/**
 * What the library says, an error counting as "does not hold". It tells whole numbers from others, as the service does.
 * @param {string} expression
 * @param {any} context
 */
function oracle(expression, context) {
  const whole = Object.entries(context).map(([id, value]) => [id, Number.isInteger(value) ? BigInt(value) : value]);
  try {
    return parse(expression)(Object.fromEntries(whole)) === true;
  } catch {
    return false;
  }
}

for (const form of published) {
  const fields = form.sections.flatMap((/** @type {any} */ section) => section.fields);
  const expressions = [...new Set(fields.map((/** @type {any} */ field) => field.show_if).filter(Boolean))];

  const groups = /** @type {any[]} */ (form.sections.filter((/** @type {any} */ section) => section.group));

  test(`version ${form.version}: ${expressions.length} conditions agree with the library on ${DRAFTS} drafts each`, () => {
    const { pick, yes } = chance(20261123);
    /** @param {any} type */
    const drawn = ({ name, choices, gives }) => {
      const codes = choices?.map((/** @type {any} */ choice) => choice[0]) ?? ["x"];
      if (gives === "flag") return yes(0.5);
      if (name === "multi" || gives === "multi") return yes(0.1) ? [] : [pick(codes), pick(codes)];
      return name === "int" ? pick([12, 4120]) : pick(codes);
    };
    for (const expression of expressions) {
      const named = new Set(expression.match(/\w+/g));
      // What a condition does not speak of is there all the same, as null; a row has all its fields.
      /** @param {any[]} some */
      const drafts = (some) => {
        const blank = Object.fromEntries(some.map(({ id }) => [id, null]));
        const spoken = some.filter(({ id }) => named.has(id));
        return () => ({
          ...blank,
          ...Object.fromEntries(spoken.map(({ id, type }) => [id, yes(0.75) ? drawn(type) : null])),
        });
      };
      const visit = drafts(fields);
      const rows = groups
        .filter(({ group }) => named.has(group))
        .map((/** @type {any} */ { group, fields: ofRow }) => ({ group, row: drafts(ofRow) }));
      let held = 0;
      for (let round = 0; round < DRAFTS; round++) {
        /** @type {Record<string, any>} */
        const context = visit();
        for (const { group, row } of rows) context[group] = Array.from({ length: pick([0, 1, 2]) }, row);
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

test("of a list that is blank nothing holds, and its opposite does", () => {
  const said = 'ticked != null && ticked.exists(each, !(each in ["none"]))';
  for (const [ticked, expected] of /** @type {[string[] | null, boolean][]} */ ([
    [null, false],
    [[], false],
    [["none"], false],
    [["none", "fall"], true],
  ])) {
    assert.equal(built(said)({ ticked }) === true, expected);
    assert.equal(built(`!(${said})`)({ ticked }) === true, !expected);
    assert.equal(built(`(${said}) || false`)({ ticked }) === true, expected);
  }
});
