/** Which question measures what, and how a gestation is counted. */

/** @type {Record<string, import("./growth.js").Measure>} */
export const MEASURED_BY = { weight_g: "weight", length_cm: "length", head_cm: "head" };

/** A gestation such as `36+4` in days; null when it is none. @param {unknown} value */
export function inDays(value) {
  const parts = typeof value === "string" && /^([0-9]{1,2})\+([0-6])$/.exec(value);
  return parts ? Number(parts[1]) * 7 + Number(parts[2]) : null;
}
