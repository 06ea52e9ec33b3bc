/**
 * Judges histories as the tablet does, for the test that compares both languages: JSON on standard input
 * `{definition, histories: [{child, visits: [{answers, on, online}], today}]}`, one list of results a history on standard
 * output.
 */

import { readFileSync } from "node:fs";
import { javascript } from "../../static/cel.mjs";
import { know } from "../../static/js/forms/conditions.js";
import { fold, step } from "../../static/js/rules/judging.js";
import { EMPTY } from "../../static/js/rules/past.js";
import { CONDITIONS, STORED } from "../../static/js/rules/rulebook.js";
import { said } from "../../static/js/rules/said.js";

const { definition, histories } = JSON.parse(readFileSync(0, "utf8"));
const built = (text) => new Function("c", `return ${javascript(text)}`);
const conditions = CONDITIONS.map(built);
const asked = Object.values(definition.fields).flatMap(({ show_if }) => show_if ?? []);
know(Object.fromEntries(asked.map((text) => [text, built(text)])));
const book = { ...STORED, conditions };

for (const { child, visits, today } of histories) {
  let past = EMPTY;
  const told = visits.map(({ answers, on, online }) => said(definition, answers, on, { online }));
  const results = told.map((visit, at) => {
    const after = step(book, past, visit, child, { asOf: at === told.length - 1 ? today : null });
    past = after.past;
    const { facts: _, ...result } = after.result;
    return result;
  });
  // Folding reads no text, and comes to the same but for what the texts alone say.
  const folded = fold(book, told, child);
  console.log(JSON.stringify({ results, past, folded }));
}
