/**
 * Centile bands: what the app worked out names the measurement as what it rests on; what she chose herself does not, and carries
 * her reason as its source, with what was worked out at the time. Pure. Twin of forms/derived/by_hand.py.
 */

/** @typedef {Partial<import("../local/types.js").Answer>} Answer */

/** Which question says between which centiles a measurement lies. @type {Partial<Record<string, string>>} */
export const BAND_OF = { weight_g: "weight_centile", head_cm: "head_centile" };

/**
 * Whether the app put this band in.
 * @param {Answer | null} standing
 * @param {string} measured  the question of the measurement
 */
export const isFilledIn = (standing, measured) => standing?.basis?.length === 1 && standing.basis[0] === measured;

/**
 * What stands under a band in place of its source; "" where it was worked out, and for every other answer.
 * @param {string} id
 * @param {Answer | undefined} answer
 */
export function saidByHand(id, answer) {
  const measured = Object.keys(BAND_OF).find((one) => BAND_OF[one] === id);
  if (!measured || !answer || answer.value === undefined || isFilledIn(answer, measured)) return "";
  return ["Chosen by hand", answer.source?.document].filter(Boolean).join(": ");
}

/**
 * A reason as a source. Kept with it is what it was chosen against: the measurement may be put right later.
 * @param {string} why
 * @param {string} found  what is worked out
 */
export const reasonOf = (why, found) =>
  why.trim() ? { type: "seen_or_measured_by_me", document: `${why.trim()} (${found})` } : undefined;

/** The reverse. @param {Answer["source"]} source @returns {{why: string, against: string}} */
export function readReason(source) {
  const written = source?.document ?? "";
  const [, why, against] = /^(.*) \((worked out .*)\)$/.exec(written) ?? ["", written, ""];
  return { why, against };
}
