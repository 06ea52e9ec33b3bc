/** The UK day and time, whatever zone the tablet is set to. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { readValue, writeValue } from "../../static/js/forms/controls.js";
import { refuseValue } from "../../static/js/forms/refuse.js";
import { dayFrom, dayOf, daysBetween, inLondon } from "../../static/js/forms/uk_time.js";
import { visitsBefore } from "../../static/js/shell/earlier.js";
import { contract } from "./contracts.js";

const cases = contract("uk_time");
const ZONES = ["UTC", "America/New_York", "Asia/Tokyo", "Europe/London"];

/** The words as a tablet of that zone says them. @param {string} zone */
async function wordsIn(zone) {
  process.env.TZ = zone;
  return import(`../../static/js/shell/words.js?${zone}`);
}

for (const zone of ZONES)
  test(`near midnight in summer, on a tablet set to ${zone}`, async () => {
    const { age, date, day, moment, time } = await wordsIn(zone);
    const now = new Date("2026-06-10T23:20:00Z"); // 00:20 on the 11th
    assert.equal(date("2026-06-10T23:10:00Z"), "11 June 2026");
    assert.equal(date("2026-06-11"), "11 June 2026");
    assert.equal(time("2026-06-10T23:10:00Z"), "00:10");
    assert.equal(moment("2026-06-10T23:10:00Z", now), "00:10");
    assert.equal(moment("2026-06-10T22:50:00Z", now), "yesterday 23:50");
    assert.equal(moment("2025-12-31T23:59:00Z", now), "31 December 2025, 23:59");
    assert.equal(moment("2026-01-01T00:10:00Z", now), "1 January, 00:10");
    assert.equal(day("2026-06-11", now), "today");
    assert.equal(day("2026-06-10", now), "yesterday");
    assert.equal(day("2026-06-10T23:10:00Z", now), "today");
    assert.equal(age("2026-06-09", now), "2 days");
    assert.deepEqual(inLondon(now), { day: "2026-06-11", time: "00:20" });
  });

for (const { answer, day } of cases.days)
  test(`the UK day of ${JSON.stringify(answer)}`, () => assert.equal(dayOf(answer), day));

test("days are reckoned by the calendar", () => {
  assert.equal(dayFrom("2026-03-28", 2), "2026-03-30");
  assert.equal(daysBetween("2026-10-24", "2026-10-26"), 2);
  assert.equal(daysBetween(null, "2026-10-26"), null);
});

/** The four boxes of a date and time. @param {string[]} typed */
function boxes(...typed) {
  const held = Object.fromEntries(
    ["day", "month", "year", "time"].map((part, at) => [part, { value: typed[at] ?? "" }]),
  );
  const place = /** @type {any} */ ({
    querySelectorAll: (/** @type {string} */ asked) =>
      [held[/data-part="(\w+)"/.exec(asked)?.[1] ?? ""]].filter(Boolean),
  });
  return { place, held: () => Object.values(held).map(({ value }) => value) };
}

const FIELD = /** @type {any} */ ({ type: "datetime", limits: {}, messages: { wrong_type: "must be real" } });

for (const { boxes: typed, moment } of cases.typed)
  test(`typed as ${typed.join("|")}`, () => {
    const value = readValue(boxes(...typed).place, FIELD);
    assert.equal(refuseValue(FIELD, value)?.message ?? value, moment ?? "must be real");
    if (moment) return;
    // It stands again as it was typed, each part in its box.
    const again = boxes();
    writeValue(again.place, FIELD, value);
    assert.deepEqual(again.held(), typed);
  });

test("four empty boxes are no answer", () => assert.equal(readValue(boxes().place, FIELD), undefined));

test("visits whose day is half typed are not offered as earlier ones, and hide no other", async () => {
  const seen = (/** @type {string} */ visit_id, /** @type {string | null} */ contact_start) => ({
    ...{ visit_id, contact_start, status: "open", form_version: 1, answers: {} },
  });
  const visits = [
    ...[seen("half", " 5 2026 14:30"), seen("first", "2026-05-02T23:30:00Z")],
    ...[seen("never", null), seen("time", "2026-05-04 1430"), seen("now", "2026-06-01T09:00:00Z")],
  ];
  const session = /** @type {any} */ ({ history: async () => ({ visits }) });
  for (const contact_start of ["2026-06-01T09:00:00Z", " 6 2026 10:00", null]) {
    const before = await visitsBefore(session, { visit_id: "now", child_id: "child", contact_start });
    assert.deepEqual(
      before.map(({ on }) => on),
      ["2026-05-04", "2026-05-03"],
    );
  }
});
