import assert from "node:assert/strict";
import { test } from "node:test";
import { dialled, pathwayOf } from "../../static/js/forms/pathways.js";
import { applyPage } from "../../static/js/sync/core.js";
import { openSession } from "./tablets.js";

const NORTH = {
  pathways: {
    injury: {
      owner: "Nell Ash",
      confirmed_on: "2026-11-02",
      review_by: "2026-11-26",
      from: "area",
      steps: ["Ring the duty desk."],
      numbers: [{ who: "Duty desk", number: "01632 960 001", when: "" }],
      photos: "",
    },
  },
  thresholds: { injury_weeks: 30 },
};

test("what the area configured stands in the place of what is shipped, kind by kind", () => {
  const injury = pathwayOf("injury", NORTH, "2026-11-26");
  assert.deepEqual(injury.numbers, NORTH.pathways.injury.numbers);
  assert.deepEqual(injury.steps, ["Ring the duty desk."]);
  assert.equal(injury.overdue, false, "on the day itself it is not overdue");
  assert.equal(pathwayOf("injury", NORTH, "2026-11-27").overdue, true);
  const emergency = pathwayOf("emergency", NORTH, "2026-11-26");
  assert.equal(emergency.configured, null);
  assert.equal(emergency.numbers[0].number, "999");
});

test("before anything has reached the tablet it says where to look instead", () => {
  for (const kind of /** @type {const} */ (["injury", "emergency", "crisis", "safeguarding", "domestic_abuse"])) {
    const path = pathwayOf(kind, null, "2026-11-26");
    assert.equal(path.configured, null);
    assert.equal(path.overdue, false);
    assert.ok(path.instead && path.steps.length && path.numbers.some(({ number }) => number === "999"), kind);
  }
});

for (const [number, wanted] of [
  ["999", "999"],
  ["0808 2000 247", "08082000247"],
  ["+44 (0)1632 960-001", "+441632960001"],
])
  test(`${number} is dialled as ${wanted}`, () => assert.equal(dialled(number), wanted));

test("it comes with the sync, the newest counts, and a new timeline does not take it away", async () => {
  const session = await openSession();
  const row = (seq, state) => ({ seq, key: "local:north", kind: "state", state });
  const pull = (rows, from, epoch = 0) =>
    session.transact((tx) => applyPage(tx, { epoch, scope: "north", from, to: rows.at(-1).seq, rows }));
  assert.equal(await session.local("north"), null);
  await pull([row(1, { pathways: {}, thresholds: {} }), row(2, NORTH)], 0);
  assert.deepEqual(await session.local("north"), NORTH);
  await pull([row(2, { pathways: {}, thresholds: {} })], 2);
  assert.deepEqual(await session.local("north"), NORTH, "the same row again changes nothing");
  await pull([{ seq: 1, key: "child:anna", kind: "left", state: null }], 0, 1);
  assert.deepEqual(await session.local("north"), NORTH, "kept while the rest is fetched again");
  assert.equal(await session.local("south"), null);
  assert.equal(await session.local(undefined), null);
});
