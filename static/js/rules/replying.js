/** How a finding is answered, and what still holds the signature. Pure. Twin of forms/safety/replying.py. */

/** @typedef {{reply?: string, words?: string, clinician?: string, at?: string}} Reply */

const LEAST_WORDS = 3;
const REASON_LENGTH = 40;
export const HOLDING = ["STOP-ACT", "STOP-SIGN", "URGENT", "WARN"];
/** Which replies settle which severity. @type {Record<string, string[]>} */
export const SETTLES = {
  "STOP-ACT": ["called", "excepted"],
  URGENT: ["acted", "explained"],
  WARN: ["acted", "explained", "confirmed"],
  PROMPT: ["acted", "kept", "explained"],
};

/** Whether a reply says what it has to. @param {Reply} reply */
export function complete({ reply, words = "", clinician = "", at = "" }) {
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

/** @param {string} severity @param {string | null} how */
export const holds = (severity, how) => HOLDING.includes(severity) && how === null;

/** Whether the injury pathway was not started for a reason that was written down. @param {import("./said.js").Said} told */
export const exceptedInForm = ({ values }) =>
  values.bni_pathway === "not_started" && [...(values.bni_not_started_why ?? "")].length >= REASON_LENGTH;
