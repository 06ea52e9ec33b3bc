/**
 * When a question is asked. Conditions are CEL; the build turns each into a function (static/cel.mjs), so that no parser
 * travels to the tablet. They were checked against the form's fields when the form was loaded on the server.
 */

/** @typedef {Record<string, any>} Context what `contextOf` makes of a visit's answers */

/** @type {Map<string, (context: Context) => unknown>} */
const known = new Map();

/**
 * Make conditions known by their id: those of the published forms at start-up.
 * @param {Record<string, (context: Context) => unknown>} functions
 */
export function know(functions) {
  for (const [id, holding] of Object.entries(functions)) known.set(id, holding);
}

/**
 * Whether the condition holds for these answers.
 * @param {string} id one of those made known; an Error otherwise
 * @param {Context} context
 * @returns {boolean}
 */
export function holds(id, context) {
  const holding = known.get(id);
  if (!holding) throw new Error(`Nobody built this condition: ${id}`);
  return holding(context) === true;
}
