/** The child and the people around it, as the rules know them. Pure. Twin of forms/safety/child.py. */

import { FURTHER } from "../forms/blocks.js";

/**
 * @typedef {object} ChildKnown  what is known beside the visits; days are ISO texts
 * @property {string | null} dob
 * @property {string | null} sex
 * @property {string | null} gestation
 * @property {number | null} birth_weight_g
 * @property {{id: string, relation: string}[]} people
 * @property {{id: string, council?: string}[]} addresses
 */

const FIRST_PARENT = ["mother", "birth_mother", "birth_parent"];
const SECOND_PARENT = ["father", "second_mother", "second_parent"];
const PARTNERS = [
  "mothers_partner",
  "fathers_partner",
  "parents_partner",
  "mother_s_partner",
  "father_s_partner",
  "partner",
];
const MEN = /(^|_)(father|dad|stepfather|step_father|grandfather|great_grandfather|uncle|brother|stepbrother)(_|$)/;
/** @type {[string[], string[]][]} */
const RELATIONS = [
  [["mother"], FIRST_PARENT],
  [["father"], SECOND_PARENT],
  [FURTHER, PARTNERS],
];

/** A relation as a code: "Mother's partner" and "mothers_partner" are the same. @param {string} words */
export const relationCode = (words) =>
  words
    .toLowerCase()
    .replace(/[’']/g, "")
    .replace(/[^a-z]+/g, "_")
    .replace(/^_+|_+$/g, "");

/** Worked out once for the people of a child. @type {WeakMap<object, Record<string, string>>} */
const parents = new WeakMap();

/**
 * Which person a parent block is about: prefix to reference (`P:<id>`). The first person of each relation counts, of the
 * partners of parents as many as there are blocks of further carers.
 * @param {ChildKnown} child
 * @returns {Record<string, string>}
 */
export function parentsOf(child) {
  const known = parents.get(child.people);
  if (known) return known;
  /** @type {Record<string, string>} */
  const found = {};
  for (const [prefixes, relations] of RELATIONS) {
    const people = child.people.filter(({ relation }) => relations.includes(relationCode(relation)));
    for (const [at, { id }] of people.slice(0, prefixes.length).entries()) found[prefixes[at]] = `P:${id}`;
  }
  parents.set(child.people, found);
  return found;
}

/**
 * Whether a carer is a man by the relation on record. What is not known is not guessed.
 * @param {ChildKnown} child
 * @param {string} who  a prefix or a reference
 * @param {string} [relation]
 */
export function isMan(child, who, relation = "") {
  const reference = parentsOf(child)[who] ?? who;
  const person = child.people.find(({ id }) => `P:${id}` === reference);
  return MEN.test(relationCode(person?.relation ?? (relation || who)));
}

/**
 * The council of an address on the record; empty for one typed in, or unknown.
 * @param {ChildKnown} child
 * @param {string} address
 */
export const councilOf = (child, address) => child.addresses.find(({ id }) => address === `A:${id}`)?.council ?? "";
