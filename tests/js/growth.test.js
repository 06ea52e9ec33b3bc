import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import * as growth from "../../static/js/forms/growth.js";
import { contract } from "./contracts.js";

/** Half of the fourth decimal. */
const TOLERANCE = 5e-5;

/** Everything alike, numbers to four decimals. @param {any} said @param {any} expected @param {string} where */
function alike(said, expected, where) {
  if (typeof expected === "number" && typeof said === "number") {
    assert.ok(Math.abs(said - expected) < TOLERANCE, `${where}: ${said} is not ${expected}`);
  } else if (expected !== null && typeof expected === "object") {
    assert.deepEqual(Object.keys(said).sort(), Object.keys(expected).sort(), where);
    for (const key of Object.keys(expected)) alike(said[key], expected[key], `${where}.${key}`);
  } else {
    assert.equal(said, expected, where);
  }
}

/** @param {any} one a contract case */
function answer(one) {
  switch (one.function) {
    case "place":
      return growth.place(one.baby, one.measurement);
    case "change":
      return growth.change(one.baby, one.earlier, one.later);
    case "since_birth":
      return growth.sinceBirth(one.baby, one.weight);
    case "doubts":
      return growth.doubts(one.baby, one.measurement, one.others);
    case "chart":
      return growth.chart(one.baby, one.measure, one.measurements, one.until, one.width, one.height);
    default:
      throw new Error(one.function);
  }
}

test("answers as Python does, on every contract case", () => {
  const { cases } = contract("growth");
  assert.ok(cases.length >= 200);
  for (const { expected, ...one } of cases) alike(answer(one), expected, JSON.stringify(one));
});

test("the comparison notices a difference in the fourth decimal, a missing key and another word", () => {
  assert.throws(() => alike({ z: 1.0001 }, { z: 1 }, ""));
  assert.throws(() => alike({}, { z: 1 }, ""));
  assert.throws(() => alike({ band: "a" }, { band: "b" }, ""));
  assert.throws(() => alike(null, 0, ""));
});

test("two kinds of measurement are not compared, and no day outside the standards is answered", () => {
  const baby = { sex: "male", born: "2026-01-31" };
  const weight = /** @type {const} */ ({ measure: "weight", value: 3500, on: "2026-01-31" });
  const head = /** @type {const} */ ({ measure: "head", value: 35, on: "2026-02-10" });
  assert.throws(() => growth.change(baby, weight, head), TypeError);
  assert.throws(() => growth.lms("weight", "male", 1857), RangeError);
  assert.throws(() => growth.lms("weight", "male", Number.NaN), RangeError);
});

test("costs a tablet at most 8 kB, figures and sentences included", async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("../../static/js/forms/growth.js", import.meta.url))],
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
  });
  const size = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  assert.ok(size <= 8000, `${size} bytes`);
});
