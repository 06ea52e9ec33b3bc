import assert from "node:assert/strict";
import { test } from "node:test";
import { addTo, cutOut, editedAway, nudgesOf, sentenceAround } from "../../static/js/forms/nudges.js";
import { saidBefore } from "../../static/js/shell/earlier.js";
import { check } from "../../static/js/wording/index.js";

const TEXT = "Mum was hostile, flat chaotic. Baby fed 90 ml at 10.15. Probably teething.";

/** @param {Partial<Parameters<typeof nudgesOf>[0]>} more */
const of = (more = {}) => {
  const text = more.text ?? TEXT;
  return nudgesOf({ text, reading: check(text, "O"), whole: [], caret: null, replies: [], ...more });
};
const phrases = (/** @type {ReturnType<typeof of>} */ nudges) => nudges.map(({ phrase }) => phrase);

test("each phrase is asked about once, with its own class's question", () => {
  const nudges = of();
  assert.deepEqual(phrases(nudges), ["hostile", "chaotic", "Probably"]);
  assert.equal(new Set(nudges.map(({ question }) => question)).size, 3);
  assert.deepEqual(phrases(of({ text: "Mum hostile. Dad rude. Mum hostile again" })), ["hostile", "rude"]);
});

test("words she is still in are left alone, and asked about once she is past them", () => {
  const at = TEXT.indexOf("hostile");
  for (const place of [at, at + 3]) {
    assert.deepEqual(phrases(of({ caret: { start: place, end: place } })), ["chaotic", "Probably"]);
  }
  const typed = "Mum was hostile";
  const end = typed.length;
  assert.deepEqual(of({ text: typed, caret: { start: end, end } }), []);
  assert.deepEqual(phrases(of({ text: `${typed} `, caret: { start: end + 1, end: end + 1 } })), ["hostile"]);
  assert.deepEqual(phrases(of({ text: `${typed}. `, caret: { start: end + 2, end: end + 2 } })), ["hostile"]);
  assert.deepEqual(phrases(of({ text: typed, caret: null })), ["hostile"]);
});

test("what was kept is not asked about again, whatever its case; what was edited may be", () => {
  const reply = { on: "x", class: "label", phrase: "Hostile", why: "", to: "", book: "" };
  assert.deepEqual(phrases(of({ replies: [{ ...reply, reply: "kept" }] })), ["chaotic", "Probably"]);
  assert.deepEqual(phrases(of({ replies: [{ ...reply, reply: "edited" }] })), ["hostile", "chaotic", "Probably"]);
});

test("a prompt about the whole answer waits until she has left the box", () => {
  const text = "Baby slept";
  const reading = check(text, "O");
  assert.equal(nudgesOf({ text, reading, whole: ["no_evidence"], caret: null, replies: [] }).length, 1);
  assert.equal(nudgesOf({ text, reading, whole: ["no_evidence"], caret: { start: 2, end: 2 }, replies: [] }).length, 0);
});

test("words that are gone count as edited; words that still stand there do not", () => {
  const before = of();
  const text = TEXT.replace("Mum was hostile", "Mum said go away twice");
  assert.deepEqual(phrases(editedAway(before, of({ text }), text)), ["hostile"]);
  assert.deepEqual(editedAway(before, [], TEXT), []);
});

test("the sentence around a place", () => {
  /** @type {[string, string, string][]} */
  const cases = [
    [TEXT, "chaotic", "Mum was hostile, flat chaotic."],
    [TEXT, "Probably", "Probably teething."],
    [TEXT, "fed", "Baby fed 90 ml at 10.15."],
    ["One\nTwo lovely\nThree", "lovely", "Two lovely"],
    ["Lovely", "Lovely", "Lovely"],
    ["Why? Lovely! Yes", "Lovely", "Lovely!"],
  ];
  for (const [text, word, sentence] of cases) {
    const at = text.indexOf(word);
    assert.equal(text.slice(...sentenceAround(text, [at, at + word.length])), sentence);
  }
});

test("a part is cut out and the seam closed", () => {
  /** @type {[string, string, string][]} */
  const cases = [
    [TEXT, "Mum was hostile, flat chaotic.", "Baby fed 90 ml at 10.15. Probably teething."],
    [TEXT, "Baby fed 90 ml at 10.15.", "Mum was hostile, flat chaotic. Probably teething."],
    [TEXT, "Probably teething.", "Mum was hostile, flat chaotic. Baby fed 90 ml at 10.15."],
    [TEXT, TEXT, ""],
    ["Mum hostile, flat cold", ", flat cold", "Mum hostile"],
    ["Mum hostile, flat cold", "Mum hostile", "flat cold"],
    ["One\nTwo\nThree", "Two", "One\n\nThree"],
    ["👶🏽 seen. Lazy. Fed", "Lazy.", "👶🏽 seen. Fed"],
  ];
  for (const [text, part, rest] of cases) {
    const at = text.indexOf(part);
    assert.equal(cutOut(text, [at, at + part.length]), rest);
  }
  assert.equal(addTo("", "b"), "b");
  assert.equal(addTo("a \n", "b"), "a\nb");
});

test("words are held to the latest earlier visit that has any, not to the one before", () => {
  const visits = [
    { visit_id: "late", contact_start: "2026-04-20T09:00:00Z", answers: { baby_observed: { value: "Later." } } },
    { visit_id: "phone", contact_start: "2026-04-13T09:00:00Z", answers: { baby_observed: { missing: "not_seen" } } },
    { visit_id: "first", contact_start: "2026-04-06T09:00:00Z", answers: { baby_observed: { value: "First." } } },
    { visit_id: "door", contact_start: "2026-03-30T09:00:00Z", answers: { baby_observed: { value: "Before." } } },
  ];
  const now = { visit_id: "now", contact_start: "2026-04-16T09:00:00Z" };
  assert.equal(saidBefore(visits, now, "baby_observed"), "First.");
  assert.equal(saidBefore([...visits].reverse(), now, "baby_observed"), "First.");
  assert.equal(
    saidBefore(visits, { visit_id: "late", contact_start: visits[0].contact_start }, "baby_observed"),
    "First.",
  );
  assert.equal(saidBefore(visits, now, "worries"), undefined);
});
