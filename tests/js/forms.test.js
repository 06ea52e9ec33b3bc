/** The form's rules in the browser, by the same cases as in Python. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { openQuestions, sectionsShown, shown } from "../../static/js/forms/applicable.js";
import { holds } from "../../static/js/forms/conditions.js";
import { contextOf } from "../../static/js/forms/context.js";
import { refuseAnswer } from "../../static/js/forms/refuse.js";
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
  if (!bundles.has(form_version)) bundles.set(form_version, bundleOf(form_version));
  return bundles.get(form_version);
};

const conditions = contract("conditions");
for (const { name, expr, answers, expect } of conditions.cases) {
  test(`condition: ${name}`, () => {
    assert.equal(holds(expr, contextOf(formOf(conditions), answers)), expect);
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

const answers = contract("answers");
for (const { name, key, answer, at, expect } of answers.cases) {
  test(`an answer refused or not: ${name}`, () => {
    assert.deepEqual(refuseAnswer(formOf(answers), key, answer, at ? new Date(at) : null), expect);
  });
}
