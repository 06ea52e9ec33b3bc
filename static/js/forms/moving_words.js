/**
 * Words that go from one box to another, and back: what both boxes and the reply about it say afterwards. Each is one change.
 */

import { shown } from "./applicable.js";
import { isNarrative } from "./narrative.js";
import { addTo, cutOut } from "./nudges.js";

/** @typedef {import("../local/types.js").Shown} Shown */
/** @typedef {import("./narrative.js").Row} Row */
/** @typedef {import("./nudges.js").Reply} Reply */
/** @typedef {import("../shell/definitions.js").Definition} Definition */
/** @typedef {{from: string, to: string, left: string, made: string}} Moved  both boxes before the move, and after it */

/** Which kinds a later view may rest on. */
const GROUNDS = new Set(["O", "R", "D", "F"]);

/** @param {string} key */
const rowOf = (key) => key.slice(0, key.lastIndexOf("/") + 1);

/** @param {Definition} definition @param {string} key */
export const fieldOf = (definition, key) => definition.fields[key.slice(key.lastIndexOf("/") + 1)];

/**
 * Where part of a box may go: boxes of another kind that are asked now, those of its own section first.
 * @param {Definition} definition @param {Record<string, Shown>} answers @param {string} from
 * @param {string} [only]  a kind; then the nearest four
 */
export function targets(definition, answers, from, only) {
  const { kind, section } = fieldOf(definition, from);
  const all = shown(definition, answers)
    .filter((key) => key !== from && rowOf(key) === (key.includes("/") ? rowOf(from) : ""))
    .map((key) => ({ key, field: fieldOf(definition, key) }))
    .filter(({ field }) => isNarrative(field) && field.kind !== kind && (!only || field.kind === only));
  const near = all.filter(({ field }) => field.section === section);
  const views = all.filter(({ field }) => field.kind === "J" && field.section !== section);
  return only ? [...near, ...views].slice(0, 4) : [...near, ...views];
}

/** @param {Record<string, Shown>} answers @param {string} key */
export const textOf = (answers, key) => (typeof answers[key]?.value === "string" ? answers[key].value : "");

/** Whether a part still fits behind what stands in a box. @param {Definition} definition @param {string} to @param {string} text @param {string} part */
export const fits = (definition, to, text, part) =>
  [...addTo(text, part)].length <= (fieldOf(definition, to).limits.longest ?? Number.POSITIVE_INFINITY);

/**
 * Moves part of a box behind what stands in another. A view keeps where its words came from as what it rests on.
 * @param {Definition} definition
 * @param {Record<string, Shown>} answers
 * @param {{from: string, to: string, part: string, at: number}} move  `at`: where the part began when she chose it
 * @returns {{answers: Record<string, any>, moved: Moved}}
 */
export function moving(definition, answers, { from, to, part, at }) {
  const whole = textOf(answers, from);
  const begins = whole.startsWith(part, at) ? at : whole.indexOf(part);
  const { rest } = cutOut(whole, begins < 0 ? [0, 0] : [begins, begins + part.length]);
  const text = textOf(answers, to);
  const made = addTo(text, part);
  const rests = fieldOf(definition, to).kind === "J" && rest && GROUNDS.has(fieldOf(definition, from).kind);
  const basis = [...new Set([...(answers[to]?.basis ?? []), ...(rests ? [from] : [])])];
  return {
    answers: { [from]: saying(definition, answers, from, rest), [to]: saying(definition, answers, to, made, basis) },
    moved: { from: whole, to: text, left: rest, made },
  };
}

/**
 * Puts moved words back: exactly where they stood while nothing was changed since, else behind what stands there.
 * @param {Definition} definition
 * @param {Record<string, Shown>} answers
 * @param {Row} reply
 * @param {Moved | undefined} moved  known to the page on which they were moved
 * @returns {Record<string, any>}
 */
export function movingBack(definition, answers, { row, on, to, phrase }, moved) {
  const there = textOf(answers, to);
  const here = textOf(answers, on);
  const untouched = moved && there === moved.made && here === moved.left;
  const at = there.indexOf(phrase);
  const left = untouched ? moved.to : at < 0 ? there : cutOut(there, [at, at + phrase.length]).rest;
  const back = untouched ? moved.from : addTo(here, phrase);
  const basis = (answers[to]?.basis ?? []).filter((one) => one !== on);
  return {
    [to]: saying(definition, answers, to, left, basis),
    [on]: saying(definition, answers, on, back),
    [row]: { cleared: true, kind: "A", base: answers[row]?.base ?? null },
  };
}

/**
 * An answer with other words, and else as it stood: its kind, who said it, how sure it is.
 * @param {Definition} definition @param {Record<string, Shown>} answers @param {string} key @param {string} value
 * @param {string[]} [basis]
 */
function saying(definition, answers, key, value, basis = answers[key]?.basis ?? []) {
  const stood = answers[key];
  const stands = stood && !stood.cleared && stood.value !== undefined;
  const kind = stands ? stood.kind : fieldOf(definition, key).kind;
  const base = stood?.base ?? null;
  if (!value) return { cleared: true, kind, base };
  const earshot = answers.earshot?.value;
  return {
    value,
    kind,
    ...(stands && stood.source ? { source: stood.source } : {}),
    ...(stands && stood.verif ? { verif: stood.verif } : {}),
    ...(basis.length ? { basis } : {}),
    ...(typeof earshot === "string" ? { earshot } : {}),
    base,
  };
}
