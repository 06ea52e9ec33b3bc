/** The published forms, as the service hands them out and with their conditions built. */

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { javascript } from "../../static/cel.mjs";
import { know } from "../../static/js/forms/conditions.js";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const python =
  process.env.PYTHON ?? (existsSync(`${root}.venv/bin/python`) ? `${root}.venv/bin/python` : "python3");

/** @param {number} [version]  the latest where none is said */
export function bundleOf(version) {
  const script = `import json, forms
from forms.derived.browser_bundle import bundle
print(json.dumps(bundle(${version === undefined ? "forms.latest()" : `forms.published(${Number(version)})`})))`;
  return JSON.parse(execFileSync(python, ["-c", script], { cwd: root, encoding: "utf8", maxBuffer: 2 ** 24 }));
}

const bundles = new Map();
/** @param {{form_version?: number}} [wanted] */
export const formOf = ({ form_version } = {}) => {
  if (!bundles.has(form_version)) {
    const form = bundleOf(form_version);
    for (const { show_if } of Object.values(form.fields)) if (show_if) build(show_if);
    bundles.set(form_version, form);
  }
  return bundles.get(form_version);
};

/** As `npm run build` does for the published forms. @param {string} expression */
export const build = (expression) => know({ [expression]: new Function("c", `return ${javascript(expression)}`) });
