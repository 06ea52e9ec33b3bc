/**
 * The block of a parent in words that fit this family: where the child's record holds one person for it, the questions speak
 * of her by name. “The father or second parent” of a child with two mothers is somebody with a name. Pure.
 */

import { PARENTS } from "./people.js";

/** @typedef {import("../shell/definitions.js").Definition} Definition */

/** What is left for the next visit: whom to see, and whom alone. */
const NEXT_TIME = "must_see_next";

/**
 * @param {Definition} definition  is not altered
 * @param {import("../local/types.js").Child | null} child
 * @param {string} own  what the name itself is called under the heading of its block; "" where it stands among others
 * @returns {Definition}
 */
export function spokenOf(definition, child, own = "Name") {
  /** @type {Definition["fields"]} */
  const named = {};
  for (const { prefix, is, words } of PARENTS) {
    const people = (child?.people ?? []).filter(({ relation }) => is.test(relation));
    const section = definition.sections.find(({ code }) => code === `PA_${prefix}`);
    if (people.length !== 1 || !section) continue;
    const form = new RegExp(`\\bthe ${words}\\b`, "gi");
    // Short lines leave the article out: “See mother alone”.
    const short = new RegExp(`(?<=\\b(?:see|with) )(?:the )?${words}\\b`, "i");
    /** @param {string} text */
    const spoken = (text) => text.replace(form, () => people[0].name);
    /** @param {string} text */
    const shortly = (text) => text.replace(short, () => people[0].name);
    const alone = definition.fields[`${prefix}_alone`];
    if (alone) named[`${prefix}_alone`] = { ...alone, label: shortly(alone.label) };
    const next = named[NEXT_TIME] ?? definition.fields[NEXT_TIME];
    if (next?.choices)
      named[NEXT_TIME] = { ...next, choices: next.choices.map(([code, label]) => [code, shortly(label)]) };
    for (const id of section.fields) {
      const field = definition.fields[id];
      // The name itself may be another than the one on the record.
      named[id] =
        own && id === `${prefix}_name`
          ? { ...field, name: own }
          : { ...field, label: spoken(field.label), name: spoken(field.name), hint: spoken(field.hint) };
    }
  }
  return { ...definition, fields: { ...definition.fields, ...named } };
}
