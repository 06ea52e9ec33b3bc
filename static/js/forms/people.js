/** Whom a question can point at: everybody already on the record or named in this visit, once each. Pure. */

import { BLOCKS, FURTHER, furtherOf, PARENTS, parentsAmong, partnersIn, plain, UNNAMED } from "./blocks.js";
import { idOf, rowsOf } from "./context.js";
import { personWords } from "./said.js";

/** @typedef {import("../shell/definitions.js").Definition} Definition */
/** @typedef {import("../local/types.js").Child} Child */
/** @typedef {Record<string, {value?: any}>} Answers */
/** @typedef {{code: string, words: string}} Known  `code` as on the wire: `P:<id>` or `T:<name>` */

const NAMED = "T:";

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
  const parents = parentsAmong(people);
  // Whose name stands in its own question; the row a parent had before there was a name is hers or his.
  for (const block of BLOCKS) {
    const name = answers[`${block}_name`]?.value;
    add(name, UNNAMED[block] ? block : "further carer");
    if (name || parents[block]?.length) names.add(plain(UNNAMED[block] ?? name));
  }
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

const HOUSEHOLD = ["hh_relation", "hh_person", "hh_name"];

/**
 * What the further carers are called, by block. Twin of `further_names` in app/wording.py.
 * @param {{people: {id: string, name: string, relation: string}[]} | null} child
 * @param {Answers} answers
 * @returns {Record<string, string>}
 */
export function furtherNames(child, answers) {
  const people = child?.people ?? [];
  const household = rowsOf("household", answers).map((row) =>
    Object.fromEntries(HOUSEHOLD.map((id) => [id, answers[`household/${row}/${id}`]?.value])),
  );
  const about = furtherOf((question) => answers[question]?.value, partnersIn(household), people);
  /** @type {Record<string, string>} */
  const names = {};
  for (const [block, reference] of Object.entries(about)) {
    const known = people.find(({ id }) => reference === `P:${id}`)?.name;
    const name = (known ?? reference.replace(/^P:.*|^T:/, "")).trim();
    if (name) names[block] = name;
  }
  return names;
}

/**
 * Everybody who looks after baby: each parent and further carer who is there, and whoever does so in the household.
 * @param {Child | null} child
 * @param {Answers} answers
 * @param {string[]} rows  codes that have a row already
 * @returns {string[]} codes as on the wire
 */
function carersOf(child, answers, rows) {
  /** @type {string[]} */
  const found = [];
  const parents = parentsAmong(child?.people ?? []);
  for (const block of PARENTS) {
    const unnamed = NAMED + UNNAMED[block];
    // The row from before there was a name stays the parent's.
    if (NOT_THERE.has(answers[`${block}_involvement`]?.value) || rows.includes(unnamed)) continue;
    const [person] = parents[block];
    const name = answers[`${block}_name`]?.value;
    found.push(person ? `P:${person.id}` : name ? NAMED + name : unnamed);
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
  // Somebody who was taken off the list stays off it.
  const rows = Object.keys(answers)
    .filter((key) => key.startsWith(`${group}/`) && key.endsWith(`/${carers}`))
    .map((key) => answers[key].value);
  return carersOf(child, answers, rows).filter((code) => !rows.includes(code));
}
