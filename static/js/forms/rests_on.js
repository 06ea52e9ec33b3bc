/** What a view rests on, in a line: a judgement is shown nowhere without it. Pure. */

import { calledAt } from "./context.js";
import { A_PRIVATE_ENTRY } from "./said.js";

/** Lists of what is not known or replied to say themselves what they rest on. */
const LISTS = new Set(["unknowns", "replies"]);

/** Whether the view in this question rests on entries that are picked beside it. @param {import("./context.js").FormField} field */
export const restsOnEntries = ({ kind, type }) => kind === "J" && !LISTS.has(type);

/**
 * @param {import("../shell/definitions.js").Definition} definition
 * @param {import("./context.js").FormField} field
 * @param {Partial<import("../local/types.js").Answer> | null | undefined} answer
 * @param {(key: string) => boolean} mayName  whether an entry may be named here
 * @returns {string}  "" for what is no view, says it itself, or was given no value
 */
export function restsOnWords(definition, field, answer, mayName) {
  if (LISTS.has(field.type) || answer?.kind !== "J" || answer.value === undefined) return "";
  const basis = answer.basis ?? [];
  const named = basis.filter(mayName).map((key) => calledAt(definition, key));
  const others = named.length < basis.length ? [A_PRIVATE_ENTRY] : [];
  const words = [...new Set(named.filter(Boolean)), ...others].join("; ");
  return words ? `Rests on: ${words}` : "Rests on nothing recorded";
}
