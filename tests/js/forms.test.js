/** The form's rules in the browser, by the same cases as in Python. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { javascript } from "../../static/cel.mjs";
import { openQuestions, sectionsShown, shown } from "../../static/js/forms/applicable.js";
import { holds, know } from "../../static/js/forms/conditions.js";
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
  if (!bundles.has(form_version)) {
    const form = bundleOf(form_version);
    for (const { show_if } of Object.values(form.fields)) if (show_if) build(show_if);
    bundles.set(form_version, form);
  }
  return bundles.get(form_version);
};

/** As `npm run build` does for the published forms. */
const build = (expression) => know({ [expression]: new Function("c", `return ${javascript(expression)}`) });

const conditions = contract("conditions");
for (const { name, expr, answers, expect } of conditions.cases) {
  test(`condition: ${name}`, () => {
    build(expr);
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
