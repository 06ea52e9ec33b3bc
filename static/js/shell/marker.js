/**
 * A note beside the sealed store, in another place of the browser: whose work was here and how much of it was not sent. Where
 * the store is gone and the note is not, the browser has cleared it, or somebody has. Initials and counts, nothing else.
 */

const PLACE = "wholeview-tablet";
/** A note this young is not written again for its time alone, in milliseconds: a write costs a millisecond and more. */
const FRESH = 60_000;

/**
 * `user`: whose; of a store in whose place another was begun, the store's own number.
 * @typedef {{user: string, initials: string, unsent: number, at: string}} Mark
 */

/** @returns {Mark[]} */
function marks() {
  try {
    return JSON.parse(localStorage.getItem(PLACE) ?? "[]");
  } catch {
    return [];
  }
}

/** @param {Mark[]} all */
function keep(all) {
  try {
    localStorage.setItem(PLACE, JSON.stringify(all));
  } catch {
    // A full or forbidden place: the note is a help, not a promise.
  }
}

/** @param {Mark} mark */
export function mark(mark) {
  const before = marks();
  const known = before.find(({ user }) => user === mark.user);
  if (known?.unsent === mark.unsent && (mark.unsent === 0 || Date.parse(mark.at) - Date.parse(known.at) < FRESH))
    return;
  keep([...before.filter(({ user }) => user !== mark.user), mark]);
}

/**
 * Another store begins in the place of hers. What is written of that one must not cover the note of this, until it is read.
 * @param {string} user
 * @param {string} store  its number
 */
export const lose = (user, store) => keep(marks().map((one) => (one.user === user ? { ...one, user: store } : one)));

/** Her vault was taken away on purpose, or she has read that it is gone. @param {string} user */
export const unmark = (user) => keep(marks().filter((one) => one.user !== user));

/** Those whose store should be here and is not. @param {{id: string}[]} users */
export const missing = (users) => marks().filter(({ user }) => !users.some(({ id }) => id === user));
