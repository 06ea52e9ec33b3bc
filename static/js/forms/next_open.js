/** Where she goes on: the next question that is open among what may be on the screen now, and whose section it is. Pure. */

import { idOf } from "./context.js";

/** @typedef {import("./context.js").FormSection} FormSection */

/** Whether an answer key, or a group by its bare id, is asked in this section. @param {FormSection} section @param {string} key */
export const isIn = ({ group, fields }, key) =>
  group ? key === group || key.startsWith(`${group}/`) : fields.includes(idOf(key));

/**
 * The next key that is open after this one, going round; the first one when nothing is said.
 * @param {string[]} open  in the order of the form
 * @param {string[]} order  every key she can be at, in the order of the form, groups by their bare id among them
 * @param {string | null} after
 * @returns {string | null}
 */
export function nextOpen(open, order, after) {
  if (!open.length) return null;
  const waiting = new Set(open);
  for (let at = order.indexOf(after ?? "") + 1; at < order.length; at++) if (waiting.has(order[at])) return order[at];
  return open[0];
}
