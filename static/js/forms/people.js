/** Whom a question can point at: everybody already on the record or named in this visit, once each. Pure. */

import { BLOCKS, FURTHER } from "./blocks.js";
import { idOf, rowsOf } from "./context.js";
import { personWords } from "./said.js";

/** @typedef {import("../shell/definitions.js").Definition} Definition */
/** @typedef {import("../local/types.js").Child} Child */
/** @typedef {Record<string, {value?: any}>} Answers */
/** @typedef {{code: string, words: string}} Known  `code` as on the wire: `P:<id>` or `T:<name>` */

const NAMED = "T:";

/** @param {string} text */
const plain = (text) => text.trim().toLowerCase();

/**
 * @param {Definition} definition
 * @param {Child | null} child
 * @param {Answers} answers
 * @returns {Known[]} the record first, then who was named in the visit, in the order of their names' first mention
 */
export function knownPeople(definition, child, answers) {
  const people = child?.people ?? [];
  // Two on the record can have one name; who is only named in the visit is taken for either.
  const found = people.map((person) => ({ code: `P:${person.id}`, words: personWords(person) }));
  const names = new Set(people.map(({ name }) => plain(name)));
  /** @param {unknown} name @param {string} [relation] */
  const add = (name, relation) => {
    if (typeof name !== "string" || !name.trim() || names.has(plain(name))) return;
    names.add(plain(name));
    found.push({ code: NAMED + name.trim(), words: relation ? `${name.trim()}, ${relation}` : name.trim() });
  };
  // Who does something for the family need not belong to it.
  const owned = new Set(definition.sections.flatMap((section) => section.owned ?? []));
  // Whose name stands in its own question.
  for (const block of BLOCKS) add(answers[`${block}_name`]?.value, FURTHER.includes(block) ? "further carer" : block);
  for (const [key, { value }] of Object.entries(answers)) {
    const id = idOf(key);
    const type = definition.fields[id]?.type;
    if (answers[`${key.slice(0, key.lastIndexOf("/"))}/removed`]?.value === true) continue;
    if (id === "hh_name") add(value);
    if ((type !== "person" && type !== "people") || owned.has(id)) continue;
    for (const one of [value].flat())
      if (typeof one === "string" && one.startsWith(NAMED)) add(one.slice(NAMED.length));
  }
  return found;
}

/** Who looks after baby on their own or with others, according to the household's rows. */
const CARES = new Set(["with_others_only", "alone_sometimes", "alone_regularly"]);
/** Nobody to speak with. */
const NOT_THERE = new Set(["no_contact", "identity_not_known", "deceased", "no_second_parent"]);
/** The two blocks of parents, and who on the record they are about; nobody who is a parent's partner, mother or in-law. */
export const PARENTS = [
  { prefix: "mother", is: /^(mother|birth parent|mum)\b(?!['’]|[ _-]in[ _-]law)/i, words: "Mother" },
  {
    prefix: "father",
    is: /^(father|second parent|(?:other|second)[ _]mother|co-?mother|co-?parent|dad)\b(?!['’]|[ _-]in[ _-]law)/i,
    words: "Father or second parent",
  },
];

/** Who on the record a block of a further carer can be about. */
const PARTNER = /^(?:(?:mother|father|parent)[’']?s?[’']?[ _])?partner\b|^step[ _-]?(?:mother|father|parent)\b/i;

/**
 * What the further carers are called, by block: as its own question says; else the partner of a parent who has its place in
 * the household of this visit, or on the record. Twin of `further_names` in app/wording.py.
 * @param {{people: {id: string, name: string, relation: string}[]} | null} child
 * @param {Answers} answers
 * @returns {Record<string, string>}
 */
export function furtherNames(child, answers) {
  const people = child?.people ?? [];
  /** @param {string} row */
  const inRow = (row) => {
    const said = (/** @type {string} */ id) => answers[`household/${row}/${id}`]?.value;
    if (said("hh_relation") !== "parents_partner") return [];
    const person = said("hh_person") ?? "";
    const known = people.find(({ id }) => person === `P:${id}`)?.name;
    return [known || (person.startsWith(NAMED) ? person.slice(NAMED.length) : said("hh_name"))];
  };
  const household = rowsOf("household", answers).flatMap(inRow);
  const record = people.filter(({ relation }) => PARTNER.test(relation)).map(({ name }) => name);
  /** @type {Record<string, string>} */
  const names = {};
  for (const [at, block] of FURTHER.entries()) {
    const name = [answers[`${block}_name`]?.value, household[at], record[at]].find((one) => one?.trim());
    if (name) names[block] = name.trim();
  }
  return names;
}

/**
 * Everybody who looks after baby: each parent and further carer who is there, and whoever does so in the household.
 * @param {Child | null} child
 * @param {Answers} answers
 * @returns {string[]} codes as on the wire
 */
export function carersOf(child, answers) {
  /** @type {string[]} */
  const found = [];
  for (const { prefix, is, words } of PARENTS) {
    if (NOT_THERE.has(answers[`${prefix}_involvement`]?.value)) continue;
    const person = child?.people.find(({ relation }) => is.test(relation));
    found.push(person ? `P:${person.id}` : NAMED + (answers[`${prefix}_name`]?.value ?? words));
  }
  for (const block of FURTHER) {
    const [part, name] = ["involvement", "name"].map((end) => answers[`${block}_${end}`]?.value);
    if (!part || NOT_THERE.has(part) || !name) continue;
    const person = child?.people.find((one) => plain(one.name) === plain(name));
    found.push(person ? `P:${person.id}` : NAMED + name);
  }
  for (const row of rowsOf("household", answers)) {
    const said = (/** @type {string} */ id) => answers[`household/${row}/${id}`]?.value;
    if (!CARES.has(said("hh_cares")) || said("hh_relation") === "parent") continue;
    const code = said("hh_person") ?? (said("hh_name") ? NAMED + said("hh_name") : null);
    if (code) found.push(code);
  }
  return [...new Set(found)];
}

/**
 * Of those, the ones a section with a row for each carer has no row for yet.
 * @param {{group: string | null, carers?: string}} section
 * @param {Child | null} child
 * @param {Answers} answers
 */
export function carersWithoutRow({ group, carers }, child, answers) {
  if (!group || !carers) return [];
  const there = rowsOf(group, answers).map((row) => answers[`${group}/${row}/${carers}`]?.value);
  // Somebody who was taken off the list stays off it.
  const taken = Object.keys(answers)
    .filter((key) => key.startsWith(`${group}/`) && key.endsWith("/removed"))
    .map((key) => answers[key.replace(/removed$/, carers)]?.value);
  return carersOf(child, answers).filter((code) => !there.includes(code) && !taken.includes(code));
}
