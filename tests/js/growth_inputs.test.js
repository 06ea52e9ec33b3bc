import assert from "node:assert/strict";
import { test } from "node:test";
import { amount, bandWords, changeWords, growthOf, told, weeks } from "../../static/js/forms/growth_inputs.js";

const CHILD = { sex: "female", dob: "2026-09-01" };
const visit = (id, start, answers) => ({
  visit_id: id,
  answers: Object.fromEntries(
    Object.entries({ contact_start: start, ...answers }).map(([key, value]) => [
      key,
      { value, from: id === "new" ? "own" : "server" },
    ]),
  ),
});
const FIRST = visit("first", "2026-09-12T09:30:00Z", { weight_g: 3300, gestation_birth: "36+4", birth_weight_g: 3100 });
const SECOND = visit("new", "2026-10-13T09:30:00Z", { weight_g: 4120, head_cm: "37.2", length_cm: null });

test("everything that was measured, oldest first, with the weight at birth in front", () => {
  const { baby, measurements, gestation } = growthOf(CHILD, [SECOND, FIRST]);
  assert.deepEqual(baby, { sex: "female", born: "2026-09-01", gestation_days: 256, birth_weight_g: 3100 });
  assert.equal(gestation, true);
  assert.deepEqual(
    measurements.map(({ measure, value, on, visit, unsent }) => [measure, value, on, visit, unsent]),
    [
      ["weight", 3100, "2026-09-01", "birth", false],
      ["weight", 3300, "2026-09-12", "first", false],
      ["weight", 4120, "2026-10-13", "new", true],
      ["head", 37.2, "2026-10-13", "new", true],
    ],
  );
});

for (const [name, child, visits, wanted] of [
  ["nobody knows when", { dob: null }, [], null],
  [
    "only the visit knows when",
    { dob: null },
    [visit("a", "2026-10-01T09:00:00Z", { baby_dob: "2026-09-02" })],
    "not_known",
  ],
  ["the record's sex", CHILD, [], "female"],
  [
    "what a visit found goes before the record",
    CHILD,
    [visit("a", "2026-10-01T09:00:00Z", { baby_sex: "male" })],
    "male",
  ],
  [
    "an uncertain answer changes nothing",
    CHILD,
    [visit("a", "2026-10-01T09:00:00Z", { baby_sex: "not_known" })],
    "female",
  ],
])
  test(`with whom a baby is compared: ${name}`, () => assert.equal(growthOf(child, visits).baby?.sex ?? null, wanted));

test("a visit just after midnight in summer belongs to the British day", () => {
  const [one] = growthOf(CHILD, [visit("a", "2026-09-30T23:30:00Z", { weight_g: 3500 })]).measurements;
  assert.equal(one.on, "2026-10-01");
});

test("while its day is half typed, a visit stands on the day it was begun", () => {
  const half = { ...visit("a", " 9 2026 14:30", { weight_g: 3500 }), created_at: "2026-09-14T08:00:00.000Z" };
  assert.deepEqual(
    growthOf(CHILD, [half, visit("b", "2026-09-15 1430", { weight_g: 3600 })]).measurements.map(({ on }) => on),
    ["2026-09-14", "2026-09-15"],
  );
  assert.deepEqual(growthOf(CHILD, [visit("a", " 9 2026 14:30", { weight_g: 3500 })]).measurements, []);
  assert.equal(growthOf({ dob: null }, [visit("a", "2026-10-01T09:00:00Z", { baby_dob: "2026-09-31" })]).baby, null);
});

test("one measurement: its place, the change since the last of its kind and since birth, what to check", () => {
  const known = growthOf(CHILD, [FIRST]);
  const said = told(known, { measure: "weight", value: 4120, on: "2026-10-13" });
  assert.equal(said?.place.corrected, true);
  assert.equal(said?.earlier?.visit, "first");
  assert.equal(said?.change?.days, 31);
  assert.equal(said?.sinceBirth?.days, 42);
  assert.deepEqual(said?.doubts, []);
  const slip = told(known, { measure: "weight", value: 412, on: "2026-10-13" });
  assert.equal(slip?.doubts[0].text, "412 g? Did you mean 4,120 g? Check the number and the unit.");
  assert.equal(told({ ...known, baby: null }, { measure: "weight", value: 412, on: "2026-10-13" }), null);
});

for (const [code, words] of [
  ["9th_to_25th", "9th to 25th"],
  ["below_0_4th", "below the 0.4th"],
  ["0_4th_to_2nd", "0.4th to 2nd"],
  ["98th_to_99_6th", "98th to 99.6th"],
  ["above_99_6th", "above the 99.6th"],
  ["could_not_plot", "could not be plotted"],
])
  test(`${code} is read out as ${words}`, () => assert.equal(bandWords(code), words));

test("amounts, ages and changes in words", () => {
  assert.equal(amount(4120, "weight"), "4,120 g");
  assert.equal(amount(37.25, "head"), "37.3 cm");
  assert.equal(weeks(8), "1 week 1 day");
  assert.equal(weeks(-10), "2 weeks before the due date");
  const lost = { days: 1, percent: -3.24, spaces: -0.46 };
  assert.equal(changeWords(lost, -100, "weight"), "−100 g in 1 day, −3.2%, 0.5 centile spaces down");
  assert.equal(changeWords({ days: 7, percent: null, spaces: null }, 0, "head"), "0 cm in 7 days");
});
