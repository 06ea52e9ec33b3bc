/** What stands beside an answer: who said so, whether another source agrees, and why it could not be recorded. */

import { controlsOf, readOne, writeOne } from "./controls.js";

/** @typedef {{source?: Record<string, string>, verif?: string}} Beside */

/** The one box beside a source names a person where somebody said it, else a document. @param {string} type */
const namedPart = (type) => (type.endsWith("_said") || type === "source_not_recorded" ? "person" : "document");

/** @param {Element} place @returns {Beside} */
export function readBeside(place) {
  const type = readOne(place, "source-type");
  const words = controlsOf(place, "source-person")[0]?.value.trim();
  const verif = readOne(place, "verification");
  // The wire knows no name without a sort of source.
  const named = words ? (type ?? "source_not_recorded") : type;
  return {
    ...(named ? { source: { type: named, ...(words ? { [namedPart(named)]: words } : {}) } } : {}),
    ...(verif ? { verif } : {}),
  };
}

/** @param {Element} place @param {{source?: any, verif?: any} | null} answer */
export function writeBeside(place, answer) {
  writeOne(place, "source-type", answer?.source?.type);
  writeOne(place, "verification", answer?.verif);
  const [words] = controlsOf(place, "source-person");
  const text = answer?.source?.person ?? answer?.source?.document ?? "";
  if (words && words.value !== text) words.value = text;
}

/** @param {Element} place */
export const readMissing = (place) => readOne(place, "missing");

/** @param {Element} place @param {string | undefined} reason */
export const writeMissing = (place, reason) => writeOne(place, "missing", reason);
