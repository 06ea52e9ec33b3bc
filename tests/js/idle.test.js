/** When a tablet that was left alone locks, by a clock that moves when told. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { IDLE, whenLeft } from "../../static/js/shell/idle.js";

const MINUTE = 60_000;
/** @type {any} */
let page;
/** @type {number} */
let locks;
/** @type {(() => void)[]} */
let stops;

beforeEach(() => {
  mock.timers.enable({ apis: ["Date", "setTimeout"], now: Date.parse("2026-05-09T14:00:00Z") });
  page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  globalThis.document = page;
  locks = 0;
  stops = [];
});

afterEach(() => {
  for (const stop of stops) stop();
  mock.timers.reset();
});

/** A tab that is open on a screen. @returns {{says: (until: number) => void}} what its other tab says */
function open() {
  const channel = Object.assign(new EventTarget(), { postMessage() {}, close() {} });
  const [cover, uncover] = [() => {}, () => {}];
  const stop = whenLeft({ channel, where: () => "elsewhere", lock: () => (locks += 1), cover, uncover });
  stops.push(stop);
  return { says: (until) => channel.dispatchEvent(new MessageEvent("message", { data: { tab: "other", until } })) };
}

const touch = () => page.dispatchEvent(new Event("pointerdown"));
/** The clock goes on, and no timer with it. @param {number} ms */
const sleep = (ms) => mock.timers.setTime(Date.now() + ms);

test("each touch counts anew", () => {
  open();
  for (let passed = 0; passed < 3 * IDLE.elsewhere; passed += MINUTE) {
    mock.timers.tick(MINUTE);
    touch();
  }
  assert.equal(locks, 0);
  mock.timers.tick(IDLE.elsewhere);
  assert.equal(locks, 1);
});

test("after a sleep the first touch finds it locked", () => {
  open();
  sleep(60 * MINUTE);
  touch();
  assert.equal(locks, 1);
});

test("after a sleep shorter than that, and while another tab is in use, it goes on", () => {
  const tab = open();
  sleep(MINUTE);
  touch();
  tab.says(Date.now() + 60 * MINUTE);
  sleep(10 * MINUTE);
  touch();
  assert.equal(locks, 0);
});
