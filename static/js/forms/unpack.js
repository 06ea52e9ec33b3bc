/**
 * The published versions of the form as they arrive: what several questions have in common stands there once, and what an
 * older version has in common with the latest only there. The reverse of `packed` in forms/derived/browser_bundle.py. Parts that are shared stay shared: nobody may alter them.
 */

/** @typedef {import("../shell/definitions.js").Definition} Definition */

const WORDS = ["label", "hint", "show_if"];
const SHARED = ["kinds", "contacts", "missing", "messages"];
const OF_THE_FORM = ["missing_reasons", "sources", "verifications", "kinds", "sentences"];

/**
 * @param {any} latest  as the server packed it
 * @param {any} [older]  what an older version has beside it; null for the latest itself
 * @returns {Definition}
 */
export function unpacked(latest, older = null) {
  /** @param {string} part */
  const both = (part) => (older ? [...latest[part], ...older[part]] : latest[part]);
  const [answers, asked, words, values] = ["answers", "asked", "words", "values"].map(both);
  const { columns, ...told } = (older ?? latest).form;
  /** @type {string[]} */
  const ids = told.sections.flatMap((/** @type {any} */ { prefix, fields }) =>
    values[fields].map((/** @type {string} */ rest) => prefix + rest),
  );
  /** @param {number} at @param {any} section */
  function fieldAt(at, { code, group, called }) {
    /** @type {Record<string, any>} */
    const field = { ...answers[columns.answers[at]], ...asked[columns.asked[at]], section: code, group };
    for (const part of SHARED) field[part] = values[field[part]];
    for (const part of WORDS) field[part] = words[columns[part][at]];
    field.name = called + words[columns.name[at]];
    if (field.choices) field.choices = choicesOf(field.choices);
    field.opener = columns.opener[at] ? ids[at - columns.opener[at]] : null;
    return field;
  }

  for (const part of OF_THE_FORM) told[part] = values[told[part]];
  /** @type {Record<string, any>} */
  const fields = {};
  let start = 0;
  const sections = told.sections.map((/** @type {any} */ packed) => {
    const { fields: rests, worked_out, prefix: _, called: __, ...section } = packed;
    const mine = ids.slice(start, start + values[rests].length);
    for (const [place, id] of mine.entries()) fields[id] = fieldAt(start + place, packed);
    start += mine.length;
    const notAsked = new Set(values[worked_out]);
    return { ...section, ...aidsOf(section, mine, values), fields: mine.filter((_, place) => !notAsked.has(place)) };
  });
  return { ...told, sections, fields, private: told.private.map((/** @type {number} */ at) => ids[at]) };
}

/** A label alone has the code that is its words in small letters. @param {(string | [string, string])[]} packed */
const choicesOf = (packed) =>
  packed.map((choice) =>
    typeof choice === "string"
      ? [
          choice
            .toLowerCase()
            .replace(/[^a-z0-9]+/g, "_")
            .replace(/^_|_$/g, ""),
          choice,
        ]
      : choice,
  );

/**
 * What makes a section quick in the hand, by ids again.
 * @param {any} section
 * @param {string[]} ids
 * @param {any[]} values
 */
function aidsOf({ carries, afterwards, topics, claims, at_once, sources }, ids, values) {
  /** @param {number[]} places */
  const named = (places) => places.map((place) => ids[place]);
  return {
    ...(carries === undefined ? {} : { carries: named(values[carries]) }),
    ...(afterwards === undefined ? {} : { afterwards: named(values[afterwards]) }),
    ...(topics === undefined
      ? {}
      : { topics: values[topics].map((/** @type {any} */ [title, places]) => [title, named(places)]) }),
    ...(at_once === undefined
      ? {}
      : { at_once: Object.fromEntries(at_once.map((/** @type {any} */ [place, words]) => [ids[place], words])) }),
    ...(claims === undefined
      ? {}
      : { claims: Object.fromEntries(claims.map((/** @type {any} */ [place, told]) => [ids[place], values[told]])) }),
    ...(sources === undefined ? {} : { sources: values[sources] }),
  };
}
