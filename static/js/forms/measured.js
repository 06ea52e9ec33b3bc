/** Which question measures what, and which says between which centiles it lies. */

/** @type {Record<string, import("./growth.js").Measure>} */
export const MEASURED_BY = { weight_g: "weight", length_cm: "length", head_cm: "head" };

/** @type {Partial<Record<string, string>>} */
export const BAND_OF = { weight_g: "weight_centile", head_cm: "head_centile" };
