/** Which answers count once a visit is handed in. Pure. Twin of the same in forms/derived/submitted.py. */

import { applies, inRow, mayShowHidden } from "./applicable.js";
import { contextOf, EARSHOT_NOW, fieldAt, partsOf, rowsOf } from "./context.js";

/** @typedef {import("./context.js").Answers} Answers */
/** @typedef {import("./context.js").Context} Context */
/** @typedef {import("./context.js").Form} Form */

/**
 * What the rules worked out when a question was answered is not kept: it counts as it was then, or nobody would have been asked.
 * Who could overhear counts as it is recorded.
 * @type {Record<string, {value: any}>}
 */
export const AS_IT_WAS = {
  residence_conflict: { value: true },
  indicators: { value: ["any"] },
  "rule/R01/fires": { value: true },
  "rule/R14/fires": { value: true },
  [EARSHOT_NOW]: { value: null },
};

/**
 * Whether what is answered under a key counts: it has a place in the form, its row is not taken away, and its question applies
 * as in `leftOut` (submitted.js).
 * @param {Form} form
 * @param {Answers} answers
 * @returns {(key: string) => boolean}
 */
export function counting(form, answers) {
  const contexts = contextsOf(form, answers);
  return (key) => {
    const { group, row } = partsOf(key);
    const at = group === null ? 0 : rowsOf(group, answers).indexOf(row);
    const field = at < 0 ? null : fieldAt(form, key);
    return field !== null && contexts.some((context) => applies(field, inRow(context, group && context[group][at])));
  };
}

/**
 * Those in which a question may apply: as it is heard, and as if nobody overheard.
 * @param {Form} form
 * @param {Answers} answers
 */
export function contextsOf(form, answers) {
  const heard = contextOf(form, { ...answers, ...AS_IT_WAS });
  return mayShowHidden(heard) ? [heard] : [heard, nobodyHears(heard)];
}

/** @param {Context} context */
const nobodyHears = (context) =>
  inRow(context, {
    earshot: "no",
    interpreter: context.interpreter === "relative_or_friend_used" ? null : context.interpreter,
  });
