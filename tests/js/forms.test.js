/** The form's rules in the browser, by the same cases as in Python. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { idOf, javascript } from "../../static/cel.mjs";
import { openQuestions, sectionsShown, shown } from "../../static/js/forms/applicable.js";
import { holds, know } from "../../static/js/forms/conditions.js";
import { contextOf } from "../../static/js/forms/context.js";
import { readValue } from "../../static/js/forms/controls.js";
import { refuseAnswer, refuseValue, said } from "../../static/js/forms/refuse.js";
import { leftOut, withoutPlace } from "../../static/js/forms/submitted.js";
import { unpacked } from "../../static/js/forms/unpack.js";
import { openJudge } from "../../static/js/shell/judge.js";
import { contract } from "./contracts.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const python = process.env.PYTHON ?? (existsSync(`${root}.venv/bin/python`) ? `${root}.venv/bin/python` : "python3");

/** The bundle of a published version, as the server hands it out. */
function bundleOf(version) {
  const script = `import json, forms
from forms.derived.browser_bundle import bundle
print(json.dumps(bundle(forms.published(${Number(version)}))))`;
  return JSON.parse(execFileSync(python, ["-c", script], { cwd: root, encoding: "utf8", maxBuffer: 2 ** 24 }));
}

const bundles = new Map();
const formOf = ({ form_version }) => {
  if (!bundles.has(form_version)) {
    const form = bundleOf(form_version);
    for (const { show_if } of Object.values(form.fields)) if (show_if) build(show_if);
    bundles.set(form_version, form);
  }
  return bundles.get(form_version);
};

/** As `npm run build` does for the published forms. */
const build = (expression) => know({ [expression]: new Function("c", `return ${javascript(expression)}`) });

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
