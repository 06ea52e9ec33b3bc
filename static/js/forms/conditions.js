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
 * The context with what one further source says in place of the answer, for each there is: what somebody saw opens a question
 * or a warning, whatever the first who was asked had said. With the prefix of a parent block, in `parent` too.
 * @param {Context} context
 * @param {Record<string, any[]>} [heard]  their words by the field
 * @param {string} [prefix]
 * @returns {Context[]}
 */
export const otherWays = (context, heard = {}, prefix = "") =>
  Object.entries(heard).flatMap(([name, values]) =>
    values.map((value) => {
      const way = Object.assign(Object.create(context), { [name]: value });
      if (prefix && name.startsWith(`${prefix}_`))
        way.parent = { ...context.parent, [name.slice(prefix.length + 1)]: value };
      return way;
    }),
  );

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
