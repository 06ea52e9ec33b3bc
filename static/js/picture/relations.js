/** How somebody is related to the baby: twin of `app/picture/relations.py`. */

import { FURTHER } from "../forms/blocks.js";

/** Code to [sex, side of the family, generation, kin]. @type {Record<string, [string, string, number, boolean]>} */
export const RELATIONS = {
  mother: ["female", "mother", 0, true],
  birth_mother: ["female", "mother", 0, true],
  father: ["male", "father", 0, true],
  second_mother: ["female", "father", 0, true],
  second_parent: ["", "father", 0, true],
  mothers_partner: ["", "mother", 0, false],
  fathers_partner: ["", "father", 0, false],
  stepfather: ["male", "mother", 0, false],
  stepmother: ["female", "father", 0, false],
  parent: ["", "", 0, true],
  parents_partner: ["", "", 0, false],
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
/** @type {[string, string, number, boolean]} */
const UNKNOWN = ["", "", 0, false];
const MOTHER = ["mother", "birth_mother"];
const SECOND_PARENT = ["father", "second_mother", "second_parent"];
const FURTHER_CARER = ["mothers_partner", "fathers_partner", "stepfather", "stepmother"];

/** `Paternal grandmother` as the code `paternal_grandmother`. @param {unknown} words */
export const code = (words) =>
  String(words ?? "")
    .trim()
    .toLowerCase()
    .replace(/[’']/g, "")
    .split(/[\s_-]+/)
    .filter(Boolean)
    .join("_");

/** @param {unknown} words */
export function relation(words) {
  const [sex, side, generation, kin] = RELATIONS[code(words)] ?? UNKNOWN;
  return { sex, side, generation, kin };
}

/** Whom the blocks of the form speak of: block to reference. @param {{id: string, relation: string}[]} people */
export function parents(people) {
  /** @type {Record<string, string>} */
  const found = {};
  const further = FURTHER.values();
  for (const person of people) {
    const says = code(person.relation);
    const block = MOTHER.includes(says)
      ? "mother"
      : SECOND_PARENT.includes(says)
        ? "father"
        : FURTHER_CARER.includes(says)
          ? further.next().value
          : "";
    if (block) found[block] ??= `P:${person.id}`;
  }
  return found;
}
