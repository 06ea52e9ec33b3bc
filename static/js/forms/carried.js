/**
 * Facts of an earlier visit, or of the child's record, offered again: with who last confirmed them, when and from whom, and
 * one tap to confirm. What may be offered is said by the form (`carries`, forms/aids.py); nothing is filled in by itself. Pure.
 */

import { FURTHER } from "./blocks.js";
import { rowsOf } from "./context.js";
import { furtherNames, PARENTS } from "./people.js";
import { saidOf, sourceWords } from "./said.js";

/** @typedef {import("../shell/definitions.js").Definition} Definition */
/** @typedef {import("../local/types.js").Child} Child */
/** @typedef {import("../local/types.js").Answer} Answer */
/** @typedef {Record<string, any>} Answers  by answer key, as shown */
/** @typedef {{on: string, answers: Answers}} Earlier  a visit before this one; `on` is the day of the contact */
/**
 * @typedef {object} Offer
 * @property {string} name  of the question
 * @property {string} words  the answer
 * @property {string | null} on  the day it was last confirmed; null for what the child's record says
 * @property {string | null} by
 * @property {string} from  the source, "" for none
 * @property {string} key
 * @property {Answer} answer  what is recorded when it is confirmed
 */

/** What the child's record on the tablet says. @type {Record<string, (child: Child) => string | null | undefined>} */
const ON_RECORD = {
  baby_name: (child) => [child.given_name, child.family_name].filter(Boolean).join(" "),
  baby_dob: (child) => child.dob,
  edd: (child) => child.edd,
  baby_nhs_number: (child) => child.nhs_number?.replaceAll(" ", ""),
  baby_sex: (child) => child.sex,
  ...Object.fromEntries(
    PARENTS.map(({ prefix, is }) => [`${prefix}_name`, (/** @type {Child} */ child) => related(child, is)]),
  ),
  ...Object.fromEntries(
    FURTHER.map((block) => [`${block}_name`, (/** @type {Child} */ child) => furtherNames(child, {})[block]]),
  ),
};

/** @param {Child} child @param {RegExp} relation */
const related = ({ people }, relation) => people.find((one) => relation.test(one.relation))?.name;

/** Answered or closed already. @param {any} answer */
const dealtWith = (answer) => answer && !answer.cleared && (answer.value !== undefined || answer.missing);

/**
 * @param {object} given
 * @param {Definition} given.definition
 * @param {import("./context.js").FormSection} given.section
 * @param {string[]} given.asked  the keys that apply now
 * @param {Answers} given.answers  of this visit
 * @param {Earlier[]} given.earlier  newest first
 * @param {Child | null} given.child
 * @returns {Offer[]}
 */
export function carriedFacts({ definition, section, asked, answers, earlier, child }) {
  if (section.group) return [];
  const applies = new Set(asked);
  return (section.carries ?? []).flatMap((id) => {
    if (!applies.has(id) || dealtWith(answers[id])) return [];
    return offerOf(definition, id, id, earlier, child) ?? [];
  });
}

/**
 * The rows of the last visit that had some, each with what may be carried of it. A row that was taken away here, or is here
 * already, is not offered. It keeps its id: confirmed on two tablets it is one row.
 * @param {Omit<Parameters<typeof carriedFacts>[0], "asked">} given
 * @returns {{row: string, offers: Offer[]}[]}
 */
export function carriedRows({ definition, section, answers, earlier, child }) {
  const { group, carries = [] } = section;
  if (!group || !carries.length) return [];
  const last = earlier.find((visit) => rowsOf(group, visit.answers).length);
  if (!last) return [];
  const here = new Set(rowsOf(group, answers));
  return rowsOf(group, last.answers)
    .filter((row) => !here.has(row) && answers[`${group}/${row}/removed`]?.value !== true)
    .map((row) => ({
      row,
      offers: carries.flatMap((id) => offerOf(definition, id, `${group}/${row}/${id}`, [last], child) ?? []),
    }))
    .filter(({ offers }) => offers.length);
}

/**
 * @param {Definition} definition
 * @param {string} id
 * @param {string} key
 * @param {Earlier[]} earlier
 * @param {Child | null} child
 * @returns {Offer | null}
 */
function offerOf(definition, id, key, earlier, child) {
  const field = definition.fields[id];
  const visit = earlier.find(({ answers }) => answers[key]?.value !== undefined);
  if (visit) {
    const before = visit.answers[key];
    // Two values side by side are no fact to be confirmed.
    if (before.cands?.length) return null;
    const answer = withSource(before, field.kind, visit.on);
    return {
      key,
      name: field.name,
      words: saidOf(definition, id, before, child).join("; "),
      on: visit.on,
      by: before.by?.name ?? null,
      from: sourceWords(definition, before, child),
      answer,
    };
  }
  const value = child && ON_RECORD[key]?.(child);
  if (!value) return null;
  const answer = { value, kind: field.kind };
  return {
    key,
    name: field.name,
    words: saidOf(definition, id, answer, child).join("; "),
    on: null,
    by: null,
    from: "",
    answer,
  };
}

/** The source stays whoever said it first, with the day it was said. @param {any} before @param {string} kind @param {string} on @returns {Answer} */
function withSource({ value, source, verif }, kind, on) {
  return {
    value,
    kind,
    ...(source ? { source: { ...source, date: source.date ?? on } } : {}),
    ...(verif ? { verif } : {}),
  };
}
