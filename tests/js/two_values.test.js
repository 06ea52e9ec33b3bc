/** Which of two answers stands: what is on the screen, and what is written down. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { know } from "../../static/js/forms/conditions.js";
import { note } from "../../static/js/forms/notes.js";
import { aboutReply, replyLines } from "../../static/js/forms/reply_words.js";
import { questionsWithTwoValues, standingAnswer } from "../../static/js/forms/two_values.js";

know({});

const writer = (name) => ({ by: { id: name, name }, at: "2026-05-09T14:00:00Z", received_at: null });
const definition = {
  sections: [],
  private: ["hidden"],
  fields: { weight_g: {}, hidden: { sensitivity: "H" }, earshot: {} },
};
const cora = { value: 3900, kind: "O", mids: ["c"], ...writer("Cora") };
const drawn = {
  value: 4000,
  kind: "O",
  source: { type: "seen_or_measured_by_me" },
  ...writer("Vera"),
  from: "server",
  base: "v",
  cands: [cora],
  server: null,
  code: null,
  message: null,
};
const saw = { v: { weight_g: null }, c: { weight_g: { value: 3000, kind: "O", ...writer("Vera") } } };

test("each side says who wrote it and what was on her screen", () => {
  const [{ key, sides }] = questionsWithTwoValues(definition, { answers: { weight_g: drawn }, saw });
  assert.equal(key, "weight_g");
  assert.deepEqual(
    sides.map(({ said, saw }) => [said.by.name, said.value, saw?.value]),
    [
      ["Vera", 4000, undefined],
      ["Cora", 3900, 3000],
    ],
  );
});

test("what was on a screen and is not known is not taken for nothing", () => {
  const [{ sides }] = questionsWithTwoValues(definition, { answers: { weight_g: drawn }, saw: {} });
  assert.deepEqual(
    sides.map(({ saw }) => saw),
    [undefined, undefined],
  );
});

test("an unsent answer of her own stands beside both", () => {
  const own = { ...drawn, value: 4100, from: "own", base: "mine", by: null, server: { ...drawn, mids: ["v"] } };
  const [{ sides }] = questionsWithTwoValues(definition, { answers: { weight_g: own }, saw });
  assert.deepEqual(
    sides.map(({ own, said }) => [own, said.value]),
    [
      [true, 4100],
      [false, 4000],
      [false, 3900],
    ],
  );
});

test("a hidden question leaves no trace while somebody may overhear", () => {
  const answers = (earshot) => ({ hidden: drawn, earshot: { value: earshot, kind: "A", cands: [] } });
  assert.equal(questionsWithTwoValues(definition, { answers: answers("yes"), saw }).length, 0);
  assert.equal(questionsWithTwoValues(definition, { answers: answers("no"), saw }).length, 1);
});

test("the choice closes what was on the screen, and nothing that came later", () => {
  const [{ sides }] = questionsWithTwoValues(definition, { answers: { weight_g: drawn }, saw });
  assert.deepEqual(standingAnswer(drawn, sides[1]), { value: 3900, kind: "O", closes: ["c"], base: "v" });
  assert.deepEqual(standingAnswer(drawn, sides[0]), {
    value: 4000,
    kind: "O",
    source: { type: "seen_or_measured_by_me" },
    closes: ["c"],
    base: "v",
  });
});

const said = (reply, parts = {}) => ({
  value: [{ reply, words: "", clinician: "", at: "", ...parts }],
  kind: "A",
  mids: [reply],
});
const twice = (one, other) => ({
  ...one,
  ...writer("Vera"),
  from: "server",
  base: one.mids[0],
  cands: [{ ...other, ...writer("Cora") }],
});
const nobody = { earshot: { value: "no", kind: "A", cands: [] } };

test("two replies to a rule are shown in words, and one of them is made to stand", () => {
  const key = "rule/R09/reply";
  const drawn = twice(
    said("called", { at: "2026-01-09T14:00:00Z", words: "Duty desk" }),
    said("excepted", { words: "Seen already today", clinician: "Dr Bello" }),
  );
  const [{ sides, ...found }] = questionsWithTwoValues(definition, { answers: { [key]: drawn, ...nobody }, saw: {} });
  assert.equal(found.key, key);
  const rules = [{ id: "R09", name: "Baby not seen awake" }];
  assert.deepEqual(
    aboutReply(
      definition,
      key,
      sides.map((one) => one.said),
      rules,
    ),
    {
      section: "Reply to a safety rule",
      name: "Baby not seen awake",
    },
  );
  assert.deepEqual(
    sides.map((side) => replyLines(key, side.said)),
    [
      ["Rung", "at 9 January 2026, 14:00", "Duty desk"],
      ["Not done, agreed with a second clinician", "Seen already today", "Second clinician: Dr Bello"],
    ],
  );
  assert.deepEqual(standingAnswer(drawn, sides[1]), {
    value: drawn.cands[0].value,
    kind: "A",
    closes: ["excepted"],
    base: "called",
  });
});

test("a reply leaves no trace while somebody may overhear: it may speak of a hidden answer", () => {
  const answers = { "rule/R03/reply": twice(said("explained"), said("kept")), earshot: { value: "yes", cands: [] } };
  assert.deepEqual(questionsWithTwoValues(definition, { answers, saw: {} }), []);
});

test("what is left out of next time, kept as worded, taken out or taken back has words of its own", () => {
  const next = { fields: { must_see_next: { choices: [["father", "See father"]] } }, sections: [] };
  assert.deepEqual(aboutReply(next, "next/father/reply", [], []), {
    section: "Left out of next time",
    name: "See father",
  });
  assert.deepEqual(replyLines("next/father/reply", { value: [{ reply: "left_out", words: "Works away" }] }), [
    "Left out",
    "Works away",
  ]);
  assert.deepEqual(replyLines("wording/r/reply", { value: [{ reply: "kept", phrase: "lovely", why: "Her word" }] }), [
    "Kept: “lovely”",
    "Her word",
  ]);
  assert.deepEqual(replyLines("mark/r/removed", { value: true }), ["Taken out"]);
  assert.deepEqual(replyLines("mark/r/removed", { cleared: true }), ["Kept"]);
  assert.deepEqual(replyLines("rule/R09/reply", { cleared: true }), ["Taken back: no reply"]);
  assert.equal(aboutReply(definition, "weight_g", [], []), null);
});

/** All that a template says. @param {any} part @returns {string} */
const wordsOf = (part) =>
  Array.isArray(part)
    ? part.map(wordsOf).join(" ")
    : part?.strings
      ? wordsOf([...part.strings, ...part.values])
      : String(part);

test("under the question, a choice that says what only a hidden question asks is not named while somebody reads along", () => {
  globalThis.location = /** @type {any} */ ({ pathname: "/app/section", hash: "" });
  const choices = [
    ["father", "See father"],
    ["enquiry_domestic_abuse", "Ask about domestic abuse"],
  ];
  const form = { ...definition, sources: [], fields: { must_see_next: { type: "multi", choices } } };
  const one = (/** @type {string[]} */ value) => ({ ...drawn, source: undefined, value });
  const both = { ...one(["father"]), cands: [{ ...one(["enquiry_domestic_abuse"]), mids: ["c"] }] };
  /** @type {any} */
  const noted = {
    field: "must_see_next",
    drawn: both,
    definition: form,
    child: null,
    me: "v",
    comments: [],
    claims: [],
  };
  assert.match(wordsOf(note({ ...noted, nobodyHears: true })), /See father.*Ask about domestic abuse/s);
  const short = wordsOf(note({ ...noted, nobodyHears: false }));
  assert.match(short, /See father.*a private entry/s);
  assert.doesNotMatch(short, /abuse/);
});
