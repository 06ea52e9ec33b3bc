/** What one visit says, as the rules read it. Pure. Twin of forms/safety/said.py; the shape stands there. */

import { fieldAt, isFurther, partsOf, rowsOf, saidInRows } from "../forms/context.js";

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
 * @property {{field: string, kind: string, text: string}[]} texts
 * @property {string[]} unlinked
 * @property {boolean} level_evidence
 * @property {string[]} leaks
 * @property {Record<string, Record<string, string>>} replies
 * @property {Record<string, string>} left_out  what was proposed for the next visit and is not to be done then, and why
 */

const EVIDENCE = "ORDF";
const READ_FOR_WORDING = "ORDFJ";
const LINKED_OTHERWISE = ["unknowns", "indicators_reply"];
/** The source that is one person, named or not. */
const ONE_SPEAKER = "mother_said";
export const BLOCK = /^(mother|father|carer[0-9]+)_/;
const THIRD_PARTY = ["hh_concerns", "hh_services"];
const COPIED_WORDS = 5;
const LEAST_WORDS = 3;

/** @param {string} key */
const last = (key) => partsOf(key).name;

/**
 * @param {Form} form
 * @param {Answers} answers
 * @param {string} on  the UK day of the contact
 * @param {{online?: boolean}} [how]
 * @returns {Said}
 */
export function said(form, answers, on, { online = true } = {}) {
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
    rows: rowsSaid(form, answers),
    texts: [],
    unlinked: [],
    level_evidence: levelEvidence(form, answers),
    leaks: [],
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
    const field = fieldAt(form, key);
    if (!field) continue;
    if (field.type !== "computed") tell(told, form, key, answer);
    if (keptFromParents(field, name)) kept.push([name, answer.value]);
  }
  told.leaks = leaks(form, answers.safe_summary ?? {}, kept);
  return told;
}

/** Every group's rows in the order of their ids. @param {Form} form @param {Answers} answers @returns {Said["rows"]} */
const rowsSaid = ({ sections }, answers) =>
  Object.fromEntries(
    sections.flatMap(({ group, fields }) => (group ? [[group, saidInRows(group, fields, answers)]] : [])),
  );

/** @param {Said} told @param {Form} form @param {string} key @param {any} answer */
function tell(told, form, key, answer) {
  const name = last(key);
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
  const basis = answer.basis ?? [];
  if (basis.length) told.basis[name] = basis.map(last);
  if (kind === "J" && judged(field.section, name) && !rests(form, basis)) told.unlinked.push(name);
}

/** Whether a judgement here needs a basis. @param {string} section @param {string} name */
const judged = (section, name) => (section === "PJ" || BLOCK.test(name)) && !LINKED_OTHERWISE.includes(name);

/** The kinds a link leads to. @param {Form} form @param {string} key @returns {string[]} */
function kindsOf(form, key) {
  const section = form.sections.find(({ group }) => group === key);
  if (section) return section.fields.map((id) => form.fields[id].kind);
  const field = form.fields[last(key)];
  return field ? [field.kind] : [];
}

/** @param {Form} form @param {string[]} basis */
const rests = (form, basis) => basis.some((key) => kindsOf(form, key).some((kind) => EVIDENCE.includes(kind)));

/** @param {Form} form @param {Answers} answers */
function levelEvidence(form, answers) {
  return ["level_need", "level_reason"].some((name) =>
    (answers[name]?.basis ?? []).some((/** @type {string} */ key) => {
      if (!kindsOf(form, key).some((kind) => kind === "O" || kind === "D")) return false;
      if (form.sections.some(({ group }) => group === key)) return rowsOf(key, answers).length > 0;
      return Object.keys(answers).some(
        (one) => (one === key || last(one) === key) && (answers[one].value ?? null) !== null,
      );
    }),
  );
}

/** Whether an answer must never stand in what parents read. @param {{sensitivity: string}} field @param {string} name */
export const keptFromParents = (field, name) => field.sensitivity === "H" || THIRD_PARTY.includes(name);

/** @param {Form} form @param {any} summary @param {[string, any][]} kept */
function leaks(form, summary, kept) {
  const found = new Set();
  for (const key of summary.basis ?? []) {
    const name = last(key);
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
