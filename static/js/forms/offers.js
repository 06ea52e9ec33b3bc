/** What is offered beside a question in one tap: usual sources, reasons, people, days. Offered, never filled in. Pure. */

import { labelIn } from "../shell/definitions.js";
import { sourceWords } from "./said.js";

/** @typedef {import("../shell/definitions.js").Definition} Definition */
/** @typedef {import("../local/types.js").Child} Child */
/** @typedef {Record<string, string>} Source */

const SOURCED = new Set(["R", "D", "F"]);
/** What can be told is said by somebody; what a record says was not seen by the visitor. @type {Record<string, (type: string) => boolean>} */
const FITS = {
  R: (type) => type.endsWith("_said"),
  D: (type) => type !== "seen_or_measured_by_me",
  F: () => true,
};
/** More in a row are no longer read, only searched. */
const MOST = 4;

/** Whether an answer of this kind names who or what says so. @param {string} kind */
export const isSourced = (kind) => SOURCED.has(kind);

/** @param {string} kind */
export const sourceQuestion = (kind) =>
  kind === "R" ? "Who told you?" : kind === "D" ? "Which record says so?" : "Who says so?";

/**
 * The sources offered as large chips: the one used last first, marked as such, then those usual in this section.
 * @param {Definition} definition
 * @param {import("./context.js").FormField} field
 * @param {Source | undefined} chosen
 * @param {Source | null} last  the source of the answer before, in this visit
 * @param {Child | null} child
 * @returns {{source: Source, words: string, last: boolean, chosen: boolean}[]}
 */
export function offeredSources(definition, field, chosen, last, child) {
  const { kind } = field;
  if (!isSourced(kind)) return [];
  const usual = definition.sections.find(({ code }) => code === field.section)?.sources?.[kind] ?? [];
  const wanted = [...(last && FITS[kind](last.type) ? [unasked(last)] : []), ...usual.map((type) => ({ type }))];
  const found = wanted.filter((one, at) => at === wanted.findIndex((other) => same(one, other))).slice(0, MOST);
  if (chosen && !found.some((one) => same(one, chosen))) found.push(chosen);
  return found.map((source) => ({
    source,
    words: sourceWords(definition, { source: chosen && same(source, chosen) ? chosen : source }, child),
    last: Boolean(last && same(source, last)),
    chosen: Boolean(chosen && same(source, chosen)),
  }));
}

/** A question was asked for one answer only. @param {Source} source @returns {Source} */
function unasked({ asked: _, ...source }) {
  return /** @type {Source} */ (source);
}

/** Whether it is the same speaker or record, whatever else is known of how it was said. @param {Source} one @param {Source} other */
export const same = (one, other) =>
  one.type === other.type && one.person === other.person && one.document === other.document;

/**
 * The reasons a question can be closed with, in the words of the form.
 * @param {Definition} definition
 * @param {import("./context.js").FormField} field
 */
export const offeredReasons = ({ missing_reasons }, { missing }) =>
  missing.map((code) => ({ code, words: labelIn(missing_reasons, code) }));
