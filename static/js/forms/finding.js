/** Finding a question by a word, among what may be on the screen now. Pure. */

import { plain } from "../shell/words.js";
import { idOf } from "./context.js";

/** @typedef {import("../shell/definitions.js").Definition} Definition */

/** More are not read. */
const MOST = 12;

/**
 * @param {Definition} definition
 * @param {string[]} asked  the keys that apply now; hidden questions are not among them while somebody may overhear
 * @param {string} typed
 * @returns {{key: string, section: string, name: string, label: string, title: string}[]} names first, choices last
 */
export function findQuestions(definition, asked, typed) {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  /** @type {Map<string, {rank: number, found: any}>} */
  const found = new Map();
  for (const key of asked) {
    const id = idOf(key);
    if (found.has(id)) continue;
    const field = definition.fields[id];
    const { title = "" } = definition.sections.find(({ code }) => code === field.section) ?? {};
    const choices = (field.choices ?? []).map(([, label]) => label).join(" ");
    const places = [field.name, field.label, `${title} ${choices}`].map(plain);
    const rank = words.map((word) => places.findIndex((place) => place.includes(word)));
    if (rank.includes(-1)) continue;
    found.set(id, {
      rank: Math.max(...rank),
      found: { key, section: field.section, name: field.name, label: field.label, title },
    });
  }
  return [...found.values()]
    .sort((one, other) => one.rank - other.rank)
    .slice(0, MOST)
    .map((one) => one.found);
}
