/** What one visit says, as the rules read it. Pure. Twin of forms/safety/said.py; the shape stands there. */

import { fieldAt, idOf, isFurther, partsOf, rowsOf, saidInRows } from "../forms/context.js";
import { counting } from "../forms/counting.js";

/** @typedef {import("../forms/context.js").Form} Form */
/** @typedef {Record<string, any>} Answers  by answer key */

/**
 * @typedef {object} Said
 * @property {string} on
 * @property {boolean} online
 * @property {Record<string, any>} values
 * @property {Record<string, any[]>} heard  what further sources say, whatever the answer is
 * @property {Record<string, string>} missing
 * @property {Record<string, string>} sources
 * @property {Record<string, string>} verified
 * @property {Record<string, string[]>} basis
 * @property {Record<string, Record<string, any>[]>} rows
 * @property {Record<string, string[]>} row_ids  in the same order
 * @property {{field: string, kind: string, text: string}[]} texts
 * @property {string[]} unlinked
 * @property {boolean} level_evidence
 * @property {string[]} leaks
 * @property {string[]} ended  the ids of the household's rows that were taken out, which an earlier visit may have
 * @property {Record<string, Record<string, string>>} replies
 * @property {Record<string, string>} left_out  what was proposed for the next visit and is not to be done then, and why
 */

const EVIDENCE = "ORDF";
const SEEN_OR_READ = "OD";
const LEVEL = ["level_need", "level_reason"];
const READ_FOR_WORDING = "ORDFJ";
const LINKED_OTHERWISE = ["unknowns", "indicators_reply"];
/** The source that is one person, named or not. */
const ONE_SPEAKER = "mother_said";
export const BLOCK = /^(mother|father|carer[0-9]+)_/;
const THIRD_PARTY = ["hh_concerns", "hh_services"];
const COPIED_WORDS = 5;
const LEAST_WORDS = 3;

/**
 * @param {Form} form
 * @param {Answers} answers
 * @param {string} on  the UK day of the contact
 * @param {{online?: boolean}} [how]
 * @returns {Said}
 */
export function said(form, answers, on, { online = true } = {}) {
  const below = entriesBelow(form, answers);
  /** @type {Said} */
  const told = {
    on,
    online,
    values: {},
    heard: {},
    missing: {},
    sources: {},
    verified: {},
    basis: {},
    rows: ofGroups(form, (group, fields) => saidInRows(group, fields, answers)),
    row_ids: ofGroups(form, (group) => rowsOf(group, answers)),
    texts: [],
    unlinked: [],
    level_evidence: restsOn(
      SEEN_OR_READ,
      below,
      LEVEL.flatMap((name) => basisOf(answers[name])),
    ),
    leaks: [],
    ended: [],
    replies: {},
    left_out: {},
  };
  /** What parents must not read. @type {[string, any][]} */
  const kept = [];
  for (const key of Object.keys(answers).sort()) {
    const answer = answers[key];
    const { name, group, row } = partsOf(key);
    if (group === "rule" || group === "next") {
      const reply = Array.isArray(answer.value) ? answer.value[0] : undefined;
      if (reply && group === "rule") told.replies[row] = reply;
      else if (reply) told.left_out[row] = reply.words;
      continue;
    }
    if (group === "household" && name === "removed" && answer.value === true) told.ended.push(row);
    const field = fieldAt(form, key);
    if (!field) continue;
    if (field.type !== "computed") tell(told, form, key, answer, below);
    if (keptFromParents(field, name)) kept.push([name, answer.value]);
  }
  told.leaks = leaks(form, answers.safe_summary ?? {}, kept);
  return told;
}

/**
 * @template Made
 * @param {Form} form
 * @param {(group: string, fields: string[]) => Made} make
 * @returns {Record<string, Made>}
 */
const ofGroups = ({ sections }, make) =>
  Object.fromEntries(sections.flatMap(({ group, fields }) => (group ? [[group, make(group, fields)]] : [])));

/** @param {Said} told @param {Form} form @param {string} key @param {any} answer @param {Map<string, string>} below */
function tell(told, form, key, answer, below) {
  const name = idOf(key);
  const field = form.fields[name];
  const value = answer.value ?? null;
  const kind = answer.kind || field.kind;
  if (value !== null && field.type === "text" && READ_FOR_WORDING.includes(kind))
    told.texts.push({ field: name, kind, text: String(value) });
  if (field.group) return;
  if (isFurther(key)) {
    if (value !== null) told.heard[name] = [...(told.heard[name] ?? []), value];
    return;
  }
  if (value === null) {
    if (answer.missing) told.missing[name] = answer.missing;
    return;
  }
  told.values[name] = value;
  const source = answer.source ?? {};
  if (source.type)
    told.sources[name] = source.person && source.type !== ONE_SPEAKER ? `${source.type}:${source.person}` : source.type;
  if (answer.verif) told.verified[name] = answer.verif;
  const basis = basisOf(answer);
  if (basis.length) told.basis[name] = basis.map(idOf);
  if (kind === "J" && judged(field.section, name) && !restsOn(EVIDENCE, below, basis)) told.unlinked.push(name);
}

/** Whether a judgement here needs a basis. @param {string} section @param {string} name */
const judged = (section, name) => (section === "PJ" || BLOCK.test(name)) && !LINKED_OTHERWISE.includes(name);

/** @param {any} answer @returns {string[]} */
const basisOf = (answer) => answer?.basis ?? [];

/**
 * Of the entries that something rests on: those that have a value and count, each with its kind.
 * @param {Form} form @param {Answers} answers
 */
function entriesBelow(form, answers) {
  const counts = counting(form, answers);
  /** @type {Map<string, string>} */
  const below = new Map();
  for (const key of Object.values(answers).flatMap(basisOf))
    if ((answers[key]?.value ?? null) !== null && counts(key))
      below.set(key, answers[key].kind || form.fields[idOf(key)].kind);
  return below;
}

/** @param {string} kinds @param {Map<string, string>} below @param {string[]} basis */
const restsOn = (kinds, below, basis) => basis.some((key) => kinds.includes(below.get(key) ?? "-"));

/** Whether an answer must never stand in what parents read. @param {{sensitivity: string}} field @param {string} name */
const keptFromParents = (field, name) => field.sensitivity === "H" || THIRD_PARTY.includes(name);

/** @param {Form} form @param {any} summary @param {[string, any][]} kept */
function leaks(form, summary, kept) {
  const found = new Set();
  for (const key of basisOf(summary)) {
    const name = idOf(key);
    const field = form.fields[name];
    if (field && keptFromParents(field, name)) found.add(name);
  }
  const words = wordsOf(summary.value);
  if (words.length) for (const [name, value] of kept) if (quotes(words, value)) found.add(name);
  return [...found].sort();
}

/** @param {unknown} text @returns {string[]} */
const wordsOf = (text) => (typeof text === "string" ? (text.toLowerCase().match(/[a-z0-9]+/g) ?? []) : []);

/** @param {string[]} words @param {unknown} value */
function quotes(words, value) {
  const told = wordsOf(value);
  const size = Math.min(told.length, COPIED_WORDS);
  if (size < LEAST_WORDS) return false;
  const known = runs(told, size);
  for (const run of runs(words, size)) if (known.has(run)) return true;
  return false;
}

/** @param {string[]} words @param {number} size */
function runs(words, size) {
  const found = new Set();
  for (let at = 0; at + size <= words.length; at += 1) found.add(words.slice(at, at + size).join(" "));
  return found;
}
