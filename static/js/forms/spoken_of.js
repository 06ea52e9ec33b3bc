/**
 * The block of a parent in words that fit this family: where the child's record holds one person for it, the questions speak
 * of her by name. “The father or second parent” of a child with two mothers is somebody with a name. A further carer has one
 * as soon as it was said in the visit, and the heading of the block says whose it is. Pure.
 */

import { FURTHER, PARENTS, parentsAmong, UNNAMED } from "./blocks.js";
import { furtherNames } from "./people.js";

/** @typedef {import("../shell/definitions.js").Definition} Definition */

/** What is left for the next visit: whom to see, and whom alone. */
const NEXT_TIME = "must_see_next";

/**
 * @param {Definition} definition  is not altered
 * @param {import("../local/types.js").Child | null} child
 * @param {Record<string, {value?: any}>} [answers]  of the visit; none where several are spoken of
 * @param {string} [own]  what the name itself is called under the heading of its block; "" where it stands among others
 * @returns {Definition}
 */
export function spokenOf(definition, child, answers = {}, own = "Name") {
  /** @type {Definition["fields"]} */
  const named = {};
  /** @type {Record<string, string>} */
  const titles = {};
  for (const { prefix, name, words } of called(definition, child, answers)) {
    const section = definition.sections.find(({ code }) => code === `PA_${prefix}`);
    if (!section) continue;
    if (FURTHER.includes(prefix)) titles[section.code] = `${section.title}: ${name}`;
    const form = new RegExp(`\\bthe ${words}\\b`, "gi");
    // Short lines leave the article out: “See mother alone”.
    const short = new RegExp(`(?<=\\b(?:see|with) )(?:the )?${words}\\b`, "i");
    /** @param {string} text */
    const spoken = (text) => text.replace(form, () => name);
    /** @param {string} text */
    const shortly = (text) => text.replace(short, () => name);
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
  return {
    ...definition,
    sections: definition.sections.map((section) => ({ ...section, title: titles[section.code] ?? section.title })),
    fields: { ...definition.fields, ...named },
  };
}

/** The blocks whose person has a name. @param {Definition} definition @param {Parameters<typeof spokenOf>[1]} child @param {Parameters<typeof furtherNames>[1]} answers */
function called({ sections }, child, answers) {
  const among = parentsAmong(child?.people ?? []);
  const parents = PARENTS.flatMap((prefix) => {
    const [person, another] = among[prefix];
    return person && !another ? [{ prefix, words: UNNAMED[prefix], name: person.name }] : [];
  });
  const further = Object.entries(furtherNames(child, answers)).map(([prefix, name]) => {
    const words = sections.find(({ code }) => code === `PA_${prefix}`)?.title ?? "";
    return { prefix, words, name };
  });
  return [...parents, ...further];
}
