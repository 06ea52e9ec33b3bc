/** What follows from an answer comes after the picture of it, surely and once; and what stayed the same is the same object. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { keptWhereAlike } from "../../static/js/components/visit_frame.js";
import { afterwards } from "../../static/js/shell/afterwards.js";

/** What the browser was asked to do later, by when. @type {{frames: Function[], timers: {work: Function, ms: number}[]}} */
let asked;

beforeEach(() => {
  asked = { frames: [], timers: [] };
  Object.assign(globalThis, {
    requestAnimationFrame: (/** @type {Function} */ work) => asked.frames.push(work),
    cancelAnimationFrame: (/** @type {number} */ at) => asked.frames.splice(at - 1, 1),
    setTimeout: (/** @type {Function} */ work, /** @type {number} */ ms) => asked.timers.push({ work, ms }),
    clearTimeout: (/** @type {number} */ at) => asked.timers.splice(at - 1, 1),
  });
});

/** The page is painted, and the tasks after it run. */
function paint() {
  for (const work of asked.frames.splice(0)) work();
  for (const { work } of asked.timers.splice(0)) work();
}

test("several answers before a picture are followed up once, after it", () => {
  let times = 0;
  const following = afterwards(() => times++);
  following.soon();
  following.soon();
  assert.equal(times, 0);
  paint();
  assert.equal(times, 1);
  following.soon();
  paint();
  assert.equal(times, 2);
});

test("whoever leaves has it done at once, and not again", () => {
  let times = 0;
  const following = afterwards(() => times++);
  following.now();
  assert.equal(times, 0);
  following.soon();
  following.now();
  assert.equal(times, 1);
  paint();
  assert.equal(times, 1);
});

test("a page out of sight is not painted, and is not waited for", () => {
  let times = 0;
  afterwards(() => times++).soon();
  for (const { work } of asked.timers.splice(0)) work();
  for (const { work } of asked.timers.splice(0)) work();
  assert.equal(times, 1);
  assert.equal(asked.frames.length, 0);
});

test("one picture is asked for, and each thing comes in a task of its own", () => {
  /** @type {string[]} */
  const done = [];
  afterwards(() => done.push("offers")).soon();
  afterwards(() => done.push("rules")).soon();
  assert.equal(asked.frames.length, 1);
  for (const work of asked.frames.splice(0)) work();
  assert.deepEqual(done, []);
  assert.equal(asked.timers.length, 2);
  paint();
  assert.deepEqual(done, ["offers", "rules"]);
});

/** @param {any} value @param {string} base @returns {any} */
const answer = (value, base) => ({ value, base, from: "own", cands: [] });

test("what was read again and says the same is the same", () => {
  const before = { fed: answer("breast", "a"), slept: answer("cot", "a") };
  assert.equal(keptWhereAlike(before, structuredClone(before)), before);
});

test("what was read again and says something else is new, and nothing beside it", () => {
  const before = { fed: answer("breast", "a"), slept: answer("cot", "a") };
  const now = keptWhereAlike(before, { ...structuredClone(before), slept: answer("cot", "b") });
  assert.equal(now.fed, before.fed);
  assert.equal(now.slept.base, "b");
});

test("what is gone is gone", () => {
  const before = { fed: answer("breast", "a"), slept: answer("cot", "a") };
  assert.deepEqual(keptWhereAlike(before, { fed: structuredClone(before.fed) }), { fed: before.fed });
});
