/** How a finding is answered, and what still holds the signature. Pure. Twin of forms/safety/replying.py. */

/** @typedef {{reply?: string, words?: string, clinician?: string, at?: string, given_for?: string}} Reply */

export const LEAST_WORDS = 3;
const REASON_LENGTH = 40;
const HOLDING = ["STOP-ACT", "STOP-SIGN", "URGENT", "WARN"];
/** Which replies settle which severity. @type {Record<string, string[]>} */
const SETTLES = {
  "STOP-ACT": ["called", "excepted"],
  URGENT: ["acted", "explained"],
  WARN: ["acted", "explained", "confirmed"],
  PROMPT: ["acted", "kept", "explained"],
};

/** Whether a reply says what it has to. @param {Reply} reply */
function complete({ reply, words = "", clinician = "", at = "" }) {
  const said = words.split(/\s+/).filter(Boolean).length;
  if (reply === "excepted") return said >= LEAST_WORDS && clinician.trim() !== "";
  if (reply === "called") return at !== "";
  if (reply === "acted" || reply === "explained") return said >= LEAST_WORDS;
  return reply === "confirmed" || reply === "kept";
}

/**
 * How a finding was settled: "form" by the form's own answers, else the reply; null while it is open.
 * @param {string} severity
 * @param {boolean} settled
 * @param {Reply} reply
 * @returns {string | null}
 */
export function answered(severity, settled, reply) {
  if (settled) return "form";
  return reply.reply && (SETTLES[severity] ?? []).includes(reply.reply) && complete(reply) ? reply.reply : null;
}

/**
 * Whether a reply was given for all the finding rests on now. One that does not say what it was given for (an older app wrote
 * it) was given for everything.
 * @param {Reply} reply
 * @param {string[]} grounds
 */
export const covers = ({ given_for }, grounds) =>
  given_for === undefined || grounds.every((one) => given_for.split(" ").includes(one));

/** A few digits that tell words apart and do not say them: FNV-1a over their code points. @param {string} words */
export function stamp(words) {
  let found = 0x811c9dc5;
  for (const each of words) found = Math.imul(found ^ /** @type {number} */ (each.codePointAt(0)), 0x01000193);
  return (found >>> 0).toString(16);
}

/** @param {string} severity @param {string | null} how */
export const holds = (severity, how) => HOLDING.includes(severity) && how === null;

/** Whether the injury pathway was not started for a reason that was written down. @param {import("./said.js").Said} told */
export const exceptedInForm = ({ values }) =>
  values.bni_pathway === "not_started" && [...(values.bni_not_started_why ?? "")].length >= REASON_LENGTH;
