/**
 * Which answers name nobody as their source, though their kind asks for one. Pure. Twin of forms/derived/without_source.py; the
 * contract cases hold the two together.
 */

import { blockOf } from "./blocks.js";
import { beforeField, fieldAt, idOf, isFurther, isPrivate, rowsOf, withFurther } from "./context.js";
import { counting } from "./counting.js";
import { isSourced } from "./offers.js";

/** @typedef {import("../shell/definitions.js").Definition} Definition */
/** @typedef {import("./context.js").Answers} Answers */

/** By group, the question that says of a whole row where it comes from. @type {Record<string, string>} */
const OF_THE_ROW = { household: "hh_source", agency: "ag_source", residence_claim: "rc_source" };
/** By question, the one of the same row that says who told it. @type {Record<string, string>} */
const OF_THE_ANSWER = { day_in_life: "day_told_by", icon_said_back: "icon_person", mark_account: "mark_account_by" };
/** Their answer is itself who or what says so. */
const SAY_WHO = ["mark_account_by", "mark_in_records"];

/**
 * The key of the question that says for this answer where it comes from: of a parent's block its main source, of some rows the
 * source of the row. Null where there is none, and for a further claim: that is another source's word.
 * @param {Definition} form
 * @param {string} key
 */
export function sourceQuestion(form, key) {
  const field = fieldAt(form, key);
  if (!field || isFurther(key)) return null;
  const id = idOf(key);
  const asked = OF_THE_ANSWER[id] ?? OF_THE_ROW[field.group ?? ""] ?? `${blockOf(id)}_info_source`;
  return Object.hasOwn(form.fields, asked) ? beforeField(key) + asked : null;
}

/**
 * The keys of facts, accounts and record entries that count (counting.js) and for which nobody said where they come from, in
 * the order of the form. "Not recorded where" says so; a reason among the choices ("not asked") is told by nobody.
 * @param {Definition} form
 * @param {Answers} answers
 * @returns {string[]}
 */
export function withoutSource(form, answers) {
  const counts = counting(form, answers);
  /** @param {string | null} key */
  const said = (key) => key !== null && (answers[key]?.value ?? null) !== null && counts(key);
  return form.sections
    .flatMap(({ group, fields }) => {
      const rows = group ? rowsOf(group, answers).map((row) => `${group}/${row}/`) : [""];
      return rows.flatMap((row) =>
        withFurther(
          form,
          answers,
          fields.map((id) => row + id),
        ),
      );
    })
    .filter((key) => lacks(form, key, answers[key]) && !said(sourceQuestion(form, key)) && counts(key));
}

/**
 * Where they are mended, in that order, with how many answers each place is for: the main source of a block or a row where that
 * is asked and not said, else the answer itself. Where somebody could hear, nothing sensitive is among them or counted.
 * @param {Definition} form
 * @param {string[]} keys  as above
 * @param {string[]} asked  the keys that are asked now
 * @param {boolean} alone  nobody overhears
 * @returns {{keys: string[], places: Map<string, number>}}
 */
export function placesToSay(form, keys, asked, alone) {
  const open = keys.filter((key) => alone || (!isPrivate(form, key) && form.fields[idOf(key)].sensitivity === "N"));
  /** @type {Map<string, number>} */
  const places = new Map();
  for (const key of open) {
    const once = sourceQuestion(form, key);
    const place = once && asked.includes(once) ? once : key;
    places.set(place, (places.get(place) ?? 0) + 1);
  }
  return { keys: open, places };
}

/** @param {Definition} form @param {string} key @param {any} answer */
function lacks({ fields, missing_reasons }, key, answer) {
  const { kind, choices = [] } = fields[idOf(key)];
  const value = answer?.value ?? null;
  if (value === null || SAY_WHO.includes(idOf(key)) || answer.source?.type) return false;
  if (!isSourced(answer.kind ?? kind)) return false;
  /** @param {any} said */
  const isReason = (said) =>
    choices.some(([code]) => code === said) && missing_reasons.some(({ code }) => code === said);
  return !(Array.isArray(value) ? value.every(isReason) : isReason(value));
}
