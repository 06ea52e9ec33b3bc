/** A template as the page is written, without a page: lit's own strings with what stands between them. Directives are left out. */

/** @param {any} part @returns {string} */
export function written(part) {
  if (Array.isArray(part)) return part.map(written).join("");
  if (typeof part === "string" || typeof part === "number" || typeof part === "boolean") return String(part);
  if (!part?.strings) return "";
  return part.strings
    .map((/** @type {string} */ text, /** @type {number} */ at) => text + written(part.values[at]))
    .join("");
}

/** Presses the button whose words follow it. @param {any} part @param {string} words @returns {boolean} whether it was found */
export function pressed(part, words) {
  if (Array.isArray(part)) return part.some((one) => pressed(one, words));
  if (!part?.strings) return false;
  const at = part.strings.findIndex((/** @type {string} */ text) => text.includes(words));
  if (at > 0 && part.strings[at - 1].endsWith("@click=")) {
    part.values[at - 1]();
    return true;
  }
  return part.values.some((/** @type {any} */ one) => pressed(one, words));
}
