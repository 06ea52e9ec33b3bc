/** When a question is asked: CEL expressions, compiled once. They were checked when the form was loaded on the server. */

import { parse } from "@marcbachmann/cel-js";

/** @type {Map<string, (context: Record<string, any>) => any>} */
const compiled = new Map();

/**
 * Whether the condition holds for these answers (`contextOf`).
 * @param {string} expression
 * @param {Record<string, any>} context
 * @returns {boolean}
 */
export function holds(expression, context) {
  let evaluate = compiled.get(expression);
  if (!evaluate) {
    evaluate = parse(expression);
    compiled.set(expression, evaluate);
  }
  return evaluate(context) === true;
}
