/** Boxes for sentences: which are asked about, and what was replied. Light; the engine itself is read only where one is. */

/** @typedef {import("./nudges.js").Reply & {row: string}} Row  a reply with the key of its own answer */

const ASKED_ABOUT = new Set(["O", "R", "D", "F", "J"]);

/** Whether the wording of a question's answer is asked about. @param {import("./context.js").FormField | undefined} field */
export const isNarrative = (field) => field?.type === "text" && ASKED_ABOUT.has(field.kind);

/** Every box of a page looks for its own among the same answers. @type {WeakMap<Record<string, unknown>, Row[]>} */
const known = new WeakMap();

/**
 * The replies to language prompts among a visit's answers, oldest first.
 *
 * @param {Record<string, {value?: any}>} answers
 * @returns {Row[]}
 */
export function repliesIn(answers) {
  let replies = known.get(answers);
  if (!replies) {
    replies = Object.keys(answers)
      .filter((key) => key.startsWith("wording/"))
      .sort()
      .flatMap((row) => (answers[row].value ?? []).map((/** @type {any} */ said) => ({ ...said, row })));
    known.set(answers, replies);
  }
  return replies;
}
