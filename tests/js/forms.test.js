/** The form's rules in the browser, by the same cases as in Python. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { idOf } from "../../static/cel.mjs";
import { openQuestions, sectionsShown, shown } from "../../static/js/forms/applicable.js";
import { basisPicker } from "../../static/js/forms/basis.js";
import { holds } from "../../static/js/forms/conditions.js";
import { contextOf } from "../../static/js/forms/context.js";
import { readValue } from "../../static/js/forms/controls.js";
import { refuseValue, said } from "../../static/js/forms/refuse.js";
import { refuseAnswer } from "../../static/js/forms/refuse_answer.js";
import { leftOut, withoutPlace } from "../../static/js/forms/submitted.js";
import { surroundings } from "../../static/js/forms/surroundings.js";
import { unpacked } from "../../static/js/forms/unpack.js";
import { placesToSay, withoutSource } from "../../static/js/forms/without_source.js";
import { said as toldOf } from "../../static/js/rules/said.js";
import { answeredWords, openJudge, stillOpen } from "../../static/js/shell/rules_at_work.js";
import { watchVisit } from "../../static/js/shell/watching.js";
import { contract } from "./contracts.js";
import { build, bundleOf, formOf, python, root } from "./published.js";
import { pressed } from "./written.js";

/** Every published version as a tablet gets it, the latest first. */
const packed = JSON.parse(
  execFileSync(
    python,
    [
      "-c",
      `import json, forms
from forms.derived.browser_bundle import packed, packed_after
latest = forms.latest()
older = [packed_after(latest, forms.published(number)) for number in forms.versions() if number != latest.version]
print(json.dumps([packed(latest), *older]))`,
    ],
    { cwd: root, encoding: "utf8", maxBuffer: 2 ** 24 },
  ),
);

const [latest, ...older] = packed;
for (const more of [null, ...older]) {
  const { version } = more ?? latest;
  test(`version ${version} of the form arrives whole`, () => {
    const sent = bundleOf(version);
    const { fields, ...told } = unpacked(latest, more);
    const { fields: wanted, ...rest } = sent;
    assert.deepEqual({ ...told, private: [...told.private].sort() }, rest);
    assert.deepEqual(Object.keys(fields).sort(), Object.keys(wanted).sort());
    for (const [id, field] of Object.entries(fields)) {
      const { show_if, messages } = wanted[id];
      assert.equal(field.show_if, show_if && idOf(show_if), id);
      assert.deepEqual({ ...field, show_if, messages }, wanted[id]);
      for (const [code, message] of Object.entries(messages)) assert.deepEqual(said(field, code), { code, message });
    }
  });
}

const conditions = contract("conditions");
for (const { name, expr, answers, expect } of conditions.cases) {
  test(`condition: ${name}`, () => {
    build(expr);
    assert.equal(holds(expr, contextOf(formOf(conditions), answers)), expect);
  });
}

for (const { expr, version, cases } of contract("every_condition").conditions) {
  test(`in ${cases.length} drafts: ${expr}`, () => {
    const form = formOf({ form_version: version });
    build(expr);
    const blank = Object.fromEntries(Object.keys(form.fields).map((id) => [id, null]));
    for (const { draft, expect } of cases) {
      const rows = form.sections
        .filter(({ group }) => group)
        .map(({ group, fields }) => [
          group,
          (draft[group] ?? []).map((row) => ({ ...Object.fromEntries(fields.map((id) => [id, null])), ...row })),
        ]);
      assert.equal(holds(expr, { ...blank, ...draft, ...Object.fromEntries(rows) }), expect, JSON.stringify(draft));
    }
  });
}

const applicable = contract("applicable");
for (const { name, answers, expect } of applicable.cases) {
  test(`what is asked: ${name}`, () => {
    const form = formOf(applicable);
    assert.deepEqual(sectionsShown(form, answers), expect.sections);
    assert.deepEqual(shown(form, answers), expect.shown);
    assert.deepEqual(openQuestions(form, answers), expect.open);
  });
}

for (const { name, form_version, answers, expect } of contract("left_out").cases) {
  test(`left out: ${name}`, () => {
    const form = formOf({ form_version });
    assert.deepEqual({ left_out: leftOut(form, answers), without_place: withoutPlace(form, answers) }, expect);
  });
}

for (const { name, form_version, answers, expect } of contract("without_source").cases) {
  test(`without a source: ${name}`, () => assert.deepEqual(withoutSource(formOf({ form_version }), answers), expect));
}

const UNSAID = {
  contact_type: { value: "six_to_eight_week" },
  access_outcome: { value: "seen_as_planned" },
  earshot: { value: "no" },
  feeding_type: { value: "breast_milk_only" },
  health_facts: { value: "Reflux clinic in May" },
  mother_involvement: { value: "lives_with_baby" },
  mother_smoking: { value: "never" },
  mother_money: { value: "managing" },
  mother_control_signs: { value: ["money_controlled"] },
  father_involvement: { value: "no_second_parent" },
  "household/1/hh_age": { value: 40 },
  "household/1/hh_concerns": { value: "Police called" },
};
for (const [name, alone, many, expected] of /** @type {[string, boolean, number, [string, number][]][]} */ ([
  [
    "a block and a row in one go, where nobody overhears",
    true,
    9,
    [
      ["feeding_type", 1],
      ["health_facts", 1],
      ["mother_info_source", 4],
      ["father_involvement", 1],
      ["household/1/hh_source", 2],
    ],
  ],
  [
    "nothing sensitive is listed or counted where somebody could hear",
    false,
    5,
    [
      ["feeding_type", 1],
      ["mother_info_source", 2],
      ["father_involvement", 1],
      ["household/1/hh_source", 1],
    ],
  ],
]))
  test(`where a source is said: ${name}`, () => {
    const form = formOf({ form_version: 4 });
    const answers = alone ? UNSAID : { ...UNSAID, earshot: { value: "yes_partner" } };
    const { keys, places } = placesToSay(form, withoutSource(form, answers), shown(form, answers), alone);
    assert.deepEqual([...places], expected);
    assert.equal(keys.length, many);
  });

test("a main source that nobody asks for is no place to say it", () => {
  const form = formOf({ form_version: 4 });
  const answers = { ...UNSAID, mother_involvement: { value: "deceased" }, mother_name: { value: "Ivy" } };
  const { places } = placesToSay(form, withoutSource(form, answers), shown(form, answers), true);
  assert.deepEqual(
    [...places.keys()].filter((key) => key.startsWith("mother_")),
    ["mother_involvement", "mother_name"],
  );
});

for (const { name, form_version, answers, expect, offered } of contract("resting").cases) {
  test(`what a view rests on: ${name}`, () => {
    const definition = formOf({ form_version });
    const { unlinked, level_evidence } = toldOf(definition, answers, "2026-05-06");
    assert.deepEqual({ unlinked, level_evidence }, expect);
    const around = surroundings(/** @type {any} */ ({ definition, child: null, answers: () => answers }));
    const named = around.grounds(definition.fields.worries).map(({ key }) => key);
    assert.deepEqual(
      (answers.worries?.basis ?? []).filter((key) => named.includes(key)),
      offered,
    );
  });
}

test("a view that is to rest on what the one before rests on keeps what she cannot see while somebody may hear", () => {
  const entry = { key: "baby_observed", kind: "O", words: "Pink" };
  let kept = null;
  const picking = { id: "worries", name: "Worries", definition: formOf({ form_version: 3 }), entries: [entry] };
  const drawn = basisPicker(
    /** @type {any} */ ({
      ...picking,
      chosen: ["mother_control_signs"],
      before: [entry.key],
      open: false,
      onChosen: (keys) => (kept = keys),
    }),
  );
  pressed(drawn, "Same as the view before");
  assert.deepEqual(kept, ["mother_control_signs", "baby_observed"]);
});

test("what a view may rest on stands in the order of the form, however the service gives the answers back", () => {
  const definition = formOf({ form_version: 3 });
  const written = Object.entries({
    baby_observed: { kind: "O", value: "Pink" },
    "present/b/present_person": { kind: "F", value: "T:Bea" },
    "present/a/present_person": { kind: "F", value: "T:Anna" },
    lives_with: { kind: "F", value: "both_parents" },
    contact_type: { kind: "A", value: "six_to_eight_week" },
    baby_seen: { kind: "O", value: "awake" },
  });
  const offered = (entries) => {
    const given = { definition, child: null, answers: () => Object.fromEntries(entries) };
    return surroundings(/** @type {any} */ (given))
      .grounds(definition.fields.worries)
      .map(({ key }) => key);
  };
  const [a, b] = ["a", "b"].map((row) => `present/${row}/present_person`);
  const inOrder = [a, b, "lives_with", "baby_seen", "baby_observed"];
  assert.deepEqual(offered(written), inOrder);
  assert.deepEqual(offered(written.reverse()), inOrder);
});

test("a weight is judged by what is usual at the contact until the date of birth is known, wherever that stands", () => {
  const definition = formOf({ form_version: 3 });
  const said = { contact_type: { value: "new_birth" }, contact_start: { value: "2026-11-26T10:00:00Z" } };
  const born = { baby_dob: { value: "2026-11-14" } };
  for (const [child, answers, earlier, doubts] of [
    [null, said, [], 1],
    [{ dob: null }, said, [{ on: "2026-11-20", answers: {} }], 1],
    [{ dob: "2026-11-14" }, said, [], 0],
    [null, { ...said, ...born }, [], 0],
    [null, said, [{ on: "2026-11-20", answers: born }], 0],
  ]) {
    const found = surroundings(/** @type {any} */ ({ definition, section: {}, child, answers: () => answers }));
    found.learn(/** @type {any} */ (earlier), "");
    assert.equal(found.around.remarks("weight_g", 412)?.doubts.length, doubts);
  }
});

const answers = contract("answers");
for (const { name, key, answer, at, expect } of answers.cases) {
  test(`an answer refused or not: ${name}`, () => {
    assert.deepEqual(refuseAnswer(formOf(answers), key, answer, at ? new Date(at) : null), expect);
  });
}

for (const [typed, value, refused] of [
  ["4,120", 4120, false],
  ["123456789", 123456789, true],
  ["1234567890", "1234567890", true],
  ["12345678901234567", "12345678901234567", true],
])
  test(`a number that was typed: ${typed}`, () => {
    const place = /** @type {any} */ ({ querySelectorAll: () => [{ value: typed }] });
    const weight = formOf(answers).fields.weight_g;
    assert.equal(readValue(place, weight), value);
    assert.equal(Boolean(refuseValue(weight, value)?.message), refused);
  });

/** The questions that are asked at the last of these contacts because of the rules that fire, and not without. */
async function askedByRules({ child, addresses, people }, contacts) {
  const definition = formOf({ form_version: 3 });
  const record = { ...child, addresses, people };
  const visits = contacts.map(({ at, contact_type, answers }, n) => ({
    visit_id: `V${n}`,
    child_id: "C",
    form_version: 3,
    answers: Object.fromEntries(
      Object.entries({ ...answers, contact_type, contact_start: `${at}:00Z` }).map(([key, value]) => [
        key,
        { value: key === "visit_address" ? `A:${value}` : value }, // a story names the address alone
      ]),
    ),
  }));
  const [view] = visits.slice(-1);
  const session = { on() {}, history: async () => ({ child: record, visits }), local: async () => null };
  const frame = { view, definition, child: { ...record, team: { id: "T" } } };
  const judge = await openJudge({ session, runner: null }, frame);
  const found = judge.workedOut(judge.judge(view.answers), view.answers);
  const told = Object.fromEntries(Object.entries(found).map(([id, value]) => [id, { value }]));
  const before = shown(definition, view.answers);
  return shown(definition, { ...view.answers, ...told }).filter(
    (id) => !before.includes(id) && id !== "indicators_reply",
  );
}

test("a rule that fires opens the questions that settle it, and they stay while they are answered", async () => {
  const early = contract("stories/R01-crawls-early");
  assert.deepEqual(await askedByRules(early, early.contacts), ["bni_pathway"]);
  const old = early.contacts.map((one) => ({ ...one, at: "2026-10-20T10:00" }));
  assert.deepEqual(await askedByRules(early, old), []);
  const away = contract("stories/R14-other-council");
  const settle = ["no_handover_why", "transfer_start"];
  assert.deepEqual(await askedByRules(away, away.contacts), settle);
  assert.deepEqual(await askedByRules(away, away.contacts.slice(0, 1)), []);
  const open = contract("stories/R14-stays-open");
  assert.deepEqual(await askedByRules(open, open.contacts.slice(0, 2)), settle);
  assert.deepEqual(await askedByRules(open, open.contacts.slice(0, 3)), settle, "she has just begun to answer");
  assert.deepEqual(await askedByRules(open, open.contacts), []);
});

test("an urgent call nobody made is called not sent while what is written does not get through, whatever stops it", async () => {
  const definition = formOf({ form_version: 3 });
  const own = (value) => ({ value, from: "own" });
  const answers = {
    contact_type: own("six_to_eight_week"),
    contact_start: own("2026-05-06T10:00:00Z"),
    mark_seen: own("unsure"),
  };
  const child = { dob: "2026-04-01", sex: "female", addresses: [], people: [], team: { id: "T" } };
  const frame = { definition, child, view: { visit_id: "V", child_id: "C", form_version: 3, answers } };
  const session = { on() {}, history: async () => ({ child, visits: [frame.view] }), local: async () => null };
  let state = "idle";
  const judge = await openJudge({ session, runner: { status: () => ({ state }) } }, frame);
  const isNotSent = (of) => judge.judge(of).findings.some(({ rule }) => rule === "R30");
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  try {
    for (const [onLine, states, expected] of [
      [true, ["idle", "sending", "update_needed"], false],
      [
        true,
        ["offline", "sign_in", "other_user", "later", "busy", "storage_full", "service_behind", "withdrawn"],
        true,
      ],
      [false, ["idle"], true],
    ]) {
      Object.defineProperty(globalThis, "navigator", { value: { onLine }, configurable: true });
      for (state of states) assert.equal(isNotSent(answers), expected, state);
    }
    const sent = Object.fromEntries(Object.entries(answers).map(([key, one]) => [key, { ...one, from: "server" }]));
    assert.equal(isNotSent(sent), false, "all of it was sent before");
  } finally {
    if (before) Object.defineProperty(globalThis, "navigator", before);
    else delete globalThis.navigator;
  }
});

test("what she replied about hidden signs is read by nobody who comes in, and stays read where none is among them", async () => {
  const reply = { reply: "explained", words: "He holds her money", clinician: "", at: "" };
  const open = { address_matches_record: { value: "different" }, level_need: { value: "universal" } };
  const control = { mother_control_signs: { value: ["money_controlled"] } };
  const child = { dob: "2026-04-01", sex: "female", addresses: [], people: [], team: { id: "T" } };
  const of = async (more, given_for, earshot) => {
    const answers = {
      contact_type: { value: "six_to_eight_week" },
      contact_start: { value: "2026-05-06T10:00:00Z" },
      "rule/R11/reply": { value: [{ ...reply, given_for }] },
      "rule/R03/now": { value: earshot },
      ...more,
    };
    const view = { visit_id: "V", child_id: "C", form_version: 3, answers };
    const frame = { definition: formOf(view), child, view };
    const session = { on() {}, history: async () => ({ child, visits: [view] }), local: async () => null };
    const judge = await openJudge({ session, runner: { status: () => ({ state: "idle" }) } }, frame);
    const finding = judge.shown(judge.judge(answers), answers).find(({ rule }) => rule === "R11");
    return finding.answered ? answeredWords(frame, finding) : stillOpen(frame, finding, judge.rule("R11")).values[0];
  };
  const seen = "address_matches_record level_need";
  const both = `${seen} mother_control_signs`;
  for (const [words, more, given_for] of [
    ["Explained", { ...open, ...control }, both],
    ["Answered before", { ...open, ...control }, seen],
    ["Explained", open, both],
  ]) {
    assert.match(await of(more, given_for, "no"), /He holds her money/);
    const overheard = await of(more, given_for, "yes");
    assert.match(overheard, new RegExp(words));
    assert.doesNotMatch(overheard, /He holds her money/);
  }
  assert.match(await of(open, seen, "yes"), /Explained: He holds her money/);
});

test("a visit whose call was noted elsewhere, and that was signed off since, lets go of its strip when it is opened", async () => {
  const answers = { contact_type: { value: "six_to_eight_week" }, contact_start: { value: "2026-05-06T10:00:00Z" } };
  const view = { visit_id: "V", child_id: "C", form_version: 3, answers, status: "signed_off", editable: false };
  const child = { dob: "2026-04-01", sex: "female", addresses: [], people: [], team: { id: "T" } };
  const frame = { definition: formOf(view), child, view, workOut() {} };
  let noted = [{ visit_id: "V", private: false }];
  const session = {
    on() {},
    history: async () => ({ child, visits: [view] }),
    local: async () => null,
    setting: async () => noted,
    setSetting: async (_, how) => {
      noted = how(noted);
    },
  };
  const shown = [];
  globalThis.document = { querySelector: () => true };
  try {
    const watching = watchVisit(
      { session, runner: null, main: { querySelector() {} }, alarm: (list) => shown.push(list) },
      frame,
      () => {},
    );
    await watching.ready;
    watching.look();
    await watching.noted();
    assert.deepEqual([noted, shown], [[], [[]]]);
  } finally {
    delete globalThis.document;
  }
});
