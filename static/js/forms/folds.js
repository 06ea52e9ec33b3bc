/**
 * What of a section stands first and what is folded away by topic: the core first, the rest with what is open in it. Pure,
 * but for `layOut`, which makes the folds.
 */

/** @typedef {import("./context.js").Form} Form */
/** @typedef {import("./context.js").FormSection} FormSection */

/** Fewer than this are not worth a tap to open. */
const LEAST = 3;
const REST = "More questions";
/** Asked before there was a visit: the page of that section need not ask again, only show it and let it be changed. */
const ASKED_AT_START = new Set(["contact_type", "contact_start", "contact_mode", "contact_place", "earshot"]);
const START = "Said at the start";

/**
 * @param {Form} form
 * @param {FormSection} section
 * @returns {{first: string[], folds: {title: string, fields: string[]}[]}} in the order of the form
 */
export function layoutOf(form, section) {
  const { fields } = section;
  const leading = fields.filter((id) => form.fields[id].core || form.fields[id].requirement === "MX");
  // Nothing is core in it: what signing would like an answer to comes first, and only what is optional waits.
  const first = new Set(leading.length ? leading : fields.filter((id) => form.fields[id].requirement !== "O"));
  for (const id of ASKED_AT_START) first.delete(id);
  // Whom a row is about is never folded away.
  if (section.group && form.fields[fields[0]]?.type === "person") first.add(fields[0]);
  /** @type {Map<string, string>} */
  const topicOf = new Map();
  for (const [title, ids] of section.topics ?? []) for (const id of ids) topicOf.set(id, title);
  for (const id of ASKED_AT_START) topicOf.set(id, START);
  for (const id of fields) {
    // What an answer opens stands where the answer was given.
    if (first.has(id) || topicOf.has(id)) continue;
    const { requirement, opener } = form.fields[id];
    if (requirement === "C" && (!opener || first.has(opener) || ASKED_AT_START.has(opener))) first.add(id);
    else topicOf.set(id, (requirement === "C" && opener && topicOf.get(opener)) || REST);
  }
  const titles = [...new Set([START, ...(section.topics ?? []).map(([title]) => title), REST])];
  const folds = titles
    .map((title) => ({ title, fields: fields.filter((id) => !first.has(id) && topicOf.get(id) === title) }))
    .filter(({ fields }) => fields.length);
  if (folds.reduce((sum, { fields }) => sum + fields.length, 0) < LEAST) return { first: [...fields], folds: [] };
  return { first: fields.filter((id) => first.has(id)), folds };
}

/**
 * What the summary of a fold says.
 * @param {{open: boolean, given: boolean, said?: string}[]} questions  those that stand in it now, hidden ones not; `said`
 *   where the fold says the answers themselves
 */
export function foldWords(questions) {
  const said = questions.map((one) => one.said).filter(Boolean);
  if (said.length && questions.every((one) => one.given)) return said.join(" · ");
  const open = questions.filter((one) => one.open).length;
  const given = questions.filter((one) => one.given).length;
  if (open) return `${questions.length} more, ${open} open`;
  return given
    ? `${questions.length} more, ${given === questions.length ? "all recorded" : `${given} recorded`}`
    : `${questions.length} more`;
}

/**
 * Makes room for the questions of a layout: those that stand first at the beginning of `place`, the others in folds.
 * @param {Element} place
 * @param {ReturnType<typeof layoutOf>} layout
 * @returns {Room[]}
 */
export function layOut(place, { first, folds }) {
  const rooms = folds.map(({ title, fields }) => {
    const fold = foldCalled(title);
    place.append(fold);
    return { place: /** @type {Element} */ (fold.lastElementChild), fields, fold };
  });
  const below = folds[0]?.title === START ? document.createElement("div") : place;
  if (below !== place) rooms[0].fold.after(below);
  return [{ place: below, fields: first, fold: null }, ...rooms];
}

/** @typedef {{place: Element, fields: string[], fold: HTMLDetailsElement | null}} Room  where questions go; `fold` when they are folded away */

/** Whether its answer is said on the fold. Who could overhear stands in the header. @param {string} id */
export const saidOnFold = (id) => ASKED_AT_START.has(id) && id !== "earshot";

/** @param {string} title */
function foldCalled(title) {
  const fold = document.createElement("details");
  fold.className = "wv-fold";
  fold.dataset.fold = "";
  const summary = document.createElement("summary");
  summary.className = "wv-fold__summary";
  const words = document.createElement("span");
  words.className = "wv-fold__title";
  words.textContent = title;
  const says = document.createElement("span");
  says.className = "wv-fold__says";
  says.dataset.foldSays = "";
  summary.append(words, " ", says);
  fold.append(summary, document.createElement("div"));
  return fold;
}
