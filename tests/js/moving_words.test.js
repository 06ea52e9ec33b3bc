/** Words that go from one box to another, and back. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { mayBeTold, moving, movingBack } from "../../static/js/forms/moving_words.js";

const text = (/** @type {string} */ kind, sensitivity = "N") => ({ type: "text", kind, sensitivity, limits: {} });
const FORM = /** @type {any} */ ({
  fields: { seen: text("O"), told: text("R"), view: text("J"), unsafe: text("R", "H"), earshot: { kind: "A" } },
  sections: [],
  private: ["unsafe"],
});
const MOVE = { from: "told", to: "view", part: "He is lazy.", at: 0 };
const ROW = "wording/1/reply";
const REPLY = {
  row: ROW,
  on: "told",
  to: "view",
  phrase: "He is lazy.",
  class: "part",
  reply: "moved",
  why: "",
  book: "",
};

/** What is written down stands then, as the tablet shows it. @param {any} answers @param {any} fresh */
const written = (answers, fresh) =>
  Object.fromEntries(Object.entries({ ...answers, ...fresh }).map(([key, answer]) => [key, { ...answer, cands: [] }]));

/** There and back on the same page. @param {any} answers */
function andBack(answers) {
  const { answers: fresh, moved } = moving(FORM, answers, MOVE);
  const there = written(answers, fresh);
  return written(there, movingBack(FORM, there, /** @type {any} */ (REPLY), moved));
}

test("a box that was emptied gets back who said it, and how sure it was", () => {
  const source = { type: "mother" };
  const { told } = andBack({ told: { value: "He is lazy.", kind: "R", source, verif: "told", base: "1" } });
  assert.deepEqual([told.value, told.source, told.verif, told.base], ["He is lazy.", source, "told", "1"]);
});

test("so does one whose page was closed since, as long as nothing was written in it", () => {
  const source = { type: "mother" };
  const told = { value: "He is lazy.", kind: "R", source, verif: "told", base: "1" };
  const { answers } = moving(FORM, /** @type {any} */ ({ told }), MOVE);
  assert.equal(answers.told.cleared, true);
  const there = written({ told }, { ...answers, [ROW]: { value: [REPLY], kind: "A" } });
  const back = movingBack(FORM, there, /** @type {any} */ (REPLY), undefined);
  assert.deepEqual(back.told, { value: "He is lazy.", kind: "R", source, verif: "told", base: "1" });
  // Words that came into it since have a source of their own.
  const other = { value: "She laughed.", kind: "R", source: { type: "father" }, base: "2" };
  const behind = movingBack(FORM, written(there, { told: other }), /** @type {any} */ (REPLY), undefined);
  assert.deepEqual(behind.told, { ...other, value: "She laughed.\nHe is lazy." });
});

test("a view that rested on the same entry before still does", () => {
  const answers = {
    told: { value: "He is lazy. He sleeps.", kind: "R" },
    view: { value: "Tired.", kind: "J", basis: ["told"] },
  };
  const back = andBack(answers);
  assert.deepEqual(back.view.basis, ["told"]);
  assert.equal(back.view.value, "Tired.");
  assert.equal(back.told.value, "He is lazy. He sleeps.");
});

test("a view still rests on an entry from which other words came", () => {
  const other = { ...REPLY, row: "wording/2/reply", phrase: "He shouts." };
  const answers = {
    told: { value: "He sleeps.", kind: "R" },
    view: { value: "He is lazy.\nHe shouts.", kind: "J", basis: ["told"] },
    [ROW]: { value: [REPLY], kind: "A" },
    [other.row]: { value: [other], kind: "A" },
  };
  const back = movingBack(FORM, /** @type {any} */ (answers), /** @type {any} */ (REPLY), undefined);
  assert.deepEqual(back.view.basis, ["told"]);
});

test("a box that was closed with a reason is closed with it again", () => {
  const back = andBack({
    told: { value: "He is lazy.", kind: "R" },
    view: { missing: "not_asked", kind: "J", base: "2" },
  });
  assert.equal(back.view.missing, "not_asked");
  assert.equal(back.view.cleared, undefined);
});

test("of the same words said twice, those go that were chosen, with the space before them", () => {
  const value = "He is lazy. Mum laughed: He is lazy.";
  const at = value.indexOf(" He is lazy.");
  const { answers } = moving(FORM, /** @type {any} */ ({ told: { value, kind: "R" } }), { ...MOVE, at });
  assert.equal(answers.told.value, "He is lazy. Mum laughed:");
});

test("words that could not be written down are not moved: what stands on the screen would be lost", () => {
  const answers = /** @type {any} */ ({ told: { value: "She slept.", kind: "R" } });
  assert.throws(() => moving(FORM, answers, MOVE), RangeError);
});

test("while somebody could overhear no reply names a question nobody else may know of", () => {
  const hidden = [
    { on: "seen", to: "unsafe" },
    { on: "unsafe", to: "view" },
  ];
  const others = [
    { on: "seen", to: "view" },
    { on: "seen", to: "" },
  ];
  const told = (/** @type {string} */ earshot) =>
    mayBeTold(FORM, /** @type {any} */ ({ earshot: { value: earshot } }), [...hidden, ...others]);
  assert.deepEqual(told("no"), [...hidden, ...others]);
  assert.deepEqual(told("yes_partner"), others);
});
