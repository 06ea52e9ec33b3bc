/** The marks of a visit, as a body map shows them. Pure. */

import { rowsOf } from "./context.js";

/**
 * Numbered as the visit's rows are.
 * @param {Record<string, {value?: any, cleared?: boolean | null}>} answers
 * @returns {(import("../components/body_map.js").Mark & {row: string})[]}
 */
export const marksOf = (answers) =>
  rowsOf("mark", answers).map((row, at) => ({
    row,
    number: at + 1,
    site: answers[`mark/${row}/mark_site`]?.value ?? null,
    spot: answers[`mark/${row}/mark_xy`]?.value ?? null,
  }));
