/**
 * When a question is asked. Conditions are CEL; the build turns each into a function (static/cel.mjs), so that no parser
 * travels to the tablet. They were checked against the form's fields when the form was loaded on the server.
 */

/** @typedef {Record<string, any>} Context what `contextOf` makes of a visit's answers */

/** @type {Map<string, (context: Context) => unknown>} */
const known = new Map();

/**
 * Make conditions known by their expression: those of the published forms at start-up.
 * @param {Record<string, (context: Context) => unknown>} functions
 */
export function know(functions) {
  for (const [expression, holding] of Object.entries(functions)) known.set(expression, holding);
}

/**
 * Whether the condition holds for these answers.
 * @param {string} expression one of the expressions made known; an Error otherwise
 * @param {Context} context
 * @returns {boolean}
 */
export function holds(expression, context) {
  const holding = known.get(expression);
  if (!holding) throw new Error(`Nobody built this condition: ${expression}`);
  return holding(context) === true;
}
