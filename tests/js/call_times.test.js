/** On which day a call was made of which the time of day is put down, perhaps the morning after. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { callTimes } from "../../static/js/forms/call_times.js";

/** The moments it can have been, and which it must have been. @param {string} now @param {string | null} contact @param {string} typed */
function told(now, contact, typed) {
  const { times, sure } = callTimes(typed, contact, new Date(now));
  return [times.map(({ at }) => at), sure?.at];
}

const TODAY = "2026-05-03";
const NOW = `${TODAY}T13:30:40Z`; // 14:30

test("a call of today's contact was today, to the minute", () => {
  for (const [typed, at] of [
    ["14:12", "13:12"],
    ["1430", "13:30"],
    ["14:31", "13:30"], // her clock goes before the tablet's
    ["14:45", "13:30"],
  ])
    assert.deepEqual(told(NOW, TODAY, typed), [[`${TODAY}T${at}:00Z`], `${TODAY}T${at}:00Z`]);
});

test("a time that is still to come was yesterday only if she says so", () => {
  for (const [typed, at] of [
    ["14:46", "13:46"],
    ["23:50", "22:50"],
  ])
    assert.deepEqual(told(NOW, TODAY, typed), [[`2026-05-02T${at}:00Z`], undefined]);
});

test("noted the morning after", () => {
  const now = "2026-05-03T08:00:00Z"; // 09:00
  const yesterdays = "2026-05-02T13:10:00Z";
  assert.deepEqual(told(now, "2026-05-02", "14:10"), [[yesterdays], yesterdays], "it can only have been then");
  const both = ["2026-05-03T07:40:00Z", "2026-05-02T07:40:00Z"];
  for (const contact of ["2026-05-02", null]) assert.deepEqual(told(now, contact, "8:40"), [both, undefined]);
});

test("noted after the weekend, and weeks after", () => {
  const days = (/** @type {string} */ contact) =>
    callTimes("09.00", contact, new Date(NOW)).times.map(({ day }) => day.slice(5));
  assert.deepEqual(days("2026-04-30"), ["05-03", "05-02", "05-01", "04-30"]);
  const week = ["05-03", "05-02", "05-01", "04-30", "04-29", "04-28", "04-27"];
  assert.deepEqual(days("2026-04-26"), [...week, "04-26"]);
  assert.deepEqual(days("2026-03-01"), [...week, "03-01"]);
});

test("around midnight", () => {
  const now = "2026-05-03T22:58:00Z"; // 23:58
  const at = "2026-05-03T22:58:00Z";
  assert.deepEqual(told(now, TODAY, "00:03"), [[at], at], "midnight lies between the clocks");
  const yesterdays = "2026-05-03T22:55:00Z";
  assert.deepEqual(told("2026-05-03T23:02:00Z", TODAY, "23:55"), [[yesterdays], yesterdays]);
});

test("a contact that seems still to come holds back no call", () =>
  assert.deepEqual(told(NOW, "2026-06-01", "14:12"), [["2026-05-03T13:12:00Z"], "2026-05-03T13:12:00Z"]));

test("what is no time of day", () => {
  for (const none of ["", "soon", "25:00", "9:5"]) assert.deepEqual(told(NOW, TODAY, none), [[], undefined]);
});
