/** How somebody is related to the baby: twin of `app/picture/relations.py`. */

import { BLOCKS, FURTHER, parentSaid, plainly } from "../forms/blocks.js";

/** Beside the parents: code to [sex, side of the family, generation, kin]. @type {Record<string, [string, string, number, boolean]>} */
const RELATIONS = {
  mothers_partner: ["", "mother", 0, false],
  fathers_partner: ["", "father", 0, false],
  stepfather: ["male", "mother", 0, false],
  stepmother: ["female", "father", 0, false],
  parent: ["", "", 0, true],
  parents_partner: ["", "", 0, false],
  partner: ["", "", 0, false],
  maternal_grandmother: ["female", "mother", -1, true],
  maternal_grandfather: ["male", "mother", -1, true],
  grandparent_maternal: ["", "mother", -1, true],
  paternal_grandmother: ["female", "father", -1, true],
  paternal_grandfather: ["male", "father", -1, true],
  grandparent_paternal: ["", "father", -1, true],
  grandmother: ["female", "", -1, true],
  grandfather: ["male", "", -1, true],
  maternal_aunt: ["female", "mother", 0, true],
  maternal_uncle: ["male", "mother", 0, true],
  paternal_aunt: ["female", "father", 0, true],
  paternal_uncle: ["male", "father", 0, true],
  aunt: ["female", "", 0, true],
  uncle: ["male", "", 0, true],
  aunt_uncle: ["", "", 0, true],
  sister: ["female", "both", 1, true],
  brother: ["male", "both", 1, true],
  half_sister: ["female", "", 1, true],
  half_brother: ["male", "", 1, true],
  sibling: ["", "both", 1, true],
  half_or_step_sibling: ["", "", 1, true],
  other_relative: ["", "", 0, true],
  lodger: ["", "", 0, false],
  friend: ["", "", 0, false],
  foster_carer: ["", "", 0, false],
  other: ["", "", 0, false],
};
/** What is not in the list. */
export const UNKNOWN = { sex: "", side: "", generation: 0, kin: false };

/** `Paternal grandmother` as the code `paternal_grandmother`. @param {unknown} words */
export const code = (words) =>
  String(words ?? "")
    .trim()
    .toLowerCase()
    .replace(/[’']/g, "")
    .split(/[\s_-]+/)
    .filter(Boolean)
    .join("_");

/** The relation recorded in words or as a code; null for what is not in the list. @param {unknown} words */
export function relation(words) {
  const [block, said] = parentSaid(String(words ?? ""));
  const parent = /(mother|mum)$/.test(said) ? "female" : /(father|dad)$/.test(said) ? "male" : "";
  const known = block ? /** @type {const} */ ([parent, block, 0, true]) : RELATIONS[code(words)];
  if (!known) return null;
  const [sex, side, generation, kin] = known;
  return { sex, side, generation, kin };
}

/**
 * The one reference of the person an entry of a contact speaks of, by a block or a reference. Whoever is typed in by a name
 * that a block is about, at whichever contact, is that person.
 * @param {Record<string, string[]>[]} contacts  whom each block is about by the rules
 * @param {string[]} written  who was typed in
 * @returns {(about: string, place: number) => string}
 */
export function whom(contacts, written) {
  /** @type {Record<string, string>} */
  const known = {};
  /** @param {string} reference @param {string} person */
  const first = (reference, person) => {
    known[plainly(reference)] ??= person;
    return known[plainly(reference)];
  };
  const persons = contacts.map((about) => {
    /** @type {Record<string, string>} */
    const found = {};
    for (const [block, references] of Object.entries(about)) {
      if (!references.length) continue;
      const further = FURTHER.includes(block);
      let person = !further && references[0].startsWith("T:") ? `B:${block}` : references[0];
      for (const reference of references) first(reference, person);
      if (further) person = first(references[0], person);
      // Two blocks of one contact are two people, though they have one name.
      found[block] = Object.values(found).includes(person) ? `B:${block}` : person;
    }
    return found;
  });
  for (const reference of written) first(reference, reference);
  return (about, place) =>
    BLOCKS.includes(about)
      ? (persons.slice(place).find((one) => one[about])?.[about] ?? `B:${about}`)
      : (known[plainly(about)] ?? about);
}
