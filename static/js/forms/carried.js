/**
 * Facts of an earlier visit, or of the child's record, offered again: with who last confirmed them, when and from whom, and
 * one tap to confirm. What may be offered is said by the form (`carries`, forms/aids.py); nothing is filled in by itself. Pure.
 */

import { FURTHER, PARENTS, parentsAmong } from "./blocks.js";
import { idOf, partsOf, rowsOf } from "./context.js";
import { isSourced } from "./offers.js";
import { furtherNames } from "./people.js";
import { saidOf, sourceWords } from "./said.js";
import { sourceQuestion } from "./without_source.js";

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
    PARENTS.map((block) => [
      `${block}_name`,
      (/** @type {Child} */ child) => parentsAmong(child.people)[block][0]?.name,
    ]),
  ),
  ...Object.fromEntries(
    FURTHER.map((block) => [`${block}_name`, (/** @type {Child} */ child) => furtherNames(child, {})[block]]),
  ),
};

const THE_RECORD = { type: "own_service_record" };

/** Answered or closed already. @param {any} answer */
const dealtWith = (answer) => answer && !answer.cleared && (answer.value !== undefined || answer.missing);

/** @param {Definition} definition @param {string} id */
const isSensitive = ({ fields }, id) => fields[id].sensitivity === "S";

/**
 * The facts outside rows. Of the rows that are here what is sensitive and was not confirmed with them, since somebody could hear,
 * at this visit or before.
 * @param {object} given
 * @param {Definition} given.definition
 * @param {import("./context.js").FormSection} given.section
 * @param {string[]} given.asked  the keys that apply now
 * @param {Answers} given.answers  of this visit
 * @param {Earlier[]} given.earlier  newest first
 * @param {Child | null} given.child
 * @param {boolean} given.alone  nobody overhears: else nothing sensitive is offered, for nobody can confirm what she may not read
 * @returns {Offer[]}
 */
export function carriedFacts({ definition, section, asked, answers, earlier, child, alone }) {
  const { group, carries = [], row_name } = section;
  const applies = new Set(asked);
  /** @param {string} before  what stands before the fields of a row @param {string} who  it is about */
  const offered = (before, who) =>
    carries.flatMap((id) => {
      const key = before + id;
      const sensitive = isSensitive(definition, id);
      if (!applies.has(key) || dealtWith(answers[key]) || (sensitive ? !alone : before)) return [];
      const offer = offerOf(definition, id, key, before ? newest(earlier, key) : earlier, child);
      return offer ? { ...offer, name: who + offer.name } : [];
    });
  if (!group) return offered("", "");
  return rowsOf(group, answers).flatMap((row) => {
    const before = `${group}/${row}/`;
    const [who = row_name] = carries
      .slice(0, IDENTIFYING)
      .flatMap((id) => saidOf(definition, id, { value: answers[before + id]?.value }, child));
    return offered(before, `${who}: `);
  });
}

/** The newest visit that says anything of it: what was taken out since is not offered. @param {Earlier[]} earlier @param {string} key */
const newest = (earlier, key) => earlier.filter(({ answers }) => answers[key]).slice(0, 1);

/** So many of what is carried say who or what a row is about: person, name and relation; agency, worker and for whom. */
const IDENTIFYING = 3;

/**
 * The rows of the visits before, each as the newest that has it says, with what may be carried of it. One that is here already, or
 * ended since, is not offered, nor one that somebody began anew about the same. A row keeps its id: confirmed on two tablets it is
 * one row. Where somebody could hear, nothing sensitive is offered of a row, and not that something is left out; and no row, where
 * what it is about is.
 * @param {Omit<Parameters<typeof carriedFacts>[0], "asked">} given
 * @returns {{row: string, ids: string[], offers: Offer[]}[]}  `ids`: of every row about the same, which end together
 */
export function carriedRows({ definition, section, answers, earlier, child, alone }) {
  const { group, carries = [] } = section;
  const offered = carries.filter((id) => alone || !isSensitive(definition, id));
  if (!group || !carries.slice(0, IDENTIFYING).every((id) => offered.includes(id))) return [];
  const met = new Set();
  /** @type {Map<string, Set<string>>} */
  const together = new Map();
  return [{ on: "", answers }, ...earlier]
    .flatMap((visit, at) => {
      /** @param {string} row */
      const about = (row) => {
        const said = carries.slice(0, IDENTIFYING).map((id) => visit.answers[`${group}/${row}/${id}`]?.value ?? null);
        return said.some((value) => value !== null) ? JSON.stringify(said).toLowerCase() : row;
      };
      const all = rowsOf(group, visit.answers);
      const rows = all.filter((row) => !met.has(row) && !met.has(about(row)));
      for (const row of all) {
        met.add(row).add(about(row));
        together.set(about(row), (together.get(about(row)) ?? new Set()).add(row));
      }
      for (const row of endedIn(group, visit.answers)) met.add(row);
      return at
        ? rows.map((row) => ({
            row,
            who: about(row),
            offers: offered.flatMap((id) => offerOf(definition, id, `${group}/${row}/${id}`, [visit], child) ?? []),
          }))
        : [];
    })
    .filter(({ offers }) => offers.length)
    .map(({ row, who, offers }) => ({ row, ids: [...(together.get(who) ?? [])], offers }));
}

/** Says that rows of earlier visits are no more; what those visits say stays as it is. @param {string | null} group @param {string[]} rows */
export const ending = (group, ...rows) =>
  Object.fromEntries(rows.map((row) => [`${group}/${row}/removed`, { value: true, kind: "A" }]));

/** @param {string} group @param {Answers} answers */
const endedIn = (group, answers) =>
  Object.keys(answers)
    .filter((key) => key.startsWith(`${group}/`) && key.endsWith("/removed") && answers[key].value === true)
    .map((key) => partsOf(key).row);

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
    const said = { ...before, source: before.source ?? sourceAround(definition, key, visit.answers) };
    const answer = withSource(said, field.kind, visit.on);
    return {
      key,
      name: field.name,
      words: saidOf(definition, id, before, child).join("; "),
      on: visit.on,
      by: before.by?.name ?? null,
      from: sourceWords(definition, said, child),
      answer,
    };
  }
  const value = child && ON_RECORD[key]?.(child);
  if (!value) return null;
  const answer = { value, kind: field.kind, ...(isSourced(field.kind) ? { source: THE_RECORD } : {}) };
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

/**
 * What a block or a row said once of where its answers come from. It goes along with each: the block and the row of this visit
 * may be told by somebody else.
 * @param {Definition} definition @param {string} key @param {Answers} answers  of the visit it is from
 */
function sourceAround(definition, key, answers) {
  const asked = isSourced(definition.fields[idOf(key)].kind) ? sourceQuestion(definition, key) : null;
  const type = asked && answers[asked]?.value;
  return definition.sources.some(({ code }) => code === type) ? { type } : undefined;
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
