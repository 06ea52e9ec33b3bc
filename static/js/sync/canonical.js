/**
 * One way to write a change down, so that tablet and server hash the same bytes: keys sorted by code point, no white
 * space, strings as `JSON.stringify` writes them, whole numbers only.
 */

const encoder = new TextEncoder();

/**
 * JavaScript sorts by UTF-16 units, which puts an emoji before U+FFFD; the server sorts by code point.
 * @param {string} a
 * @param {string} b
 */
function byCodePoint(a, b) {
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = /** @type {number} */ (left[i].codePointAt(0)) - /** @type {number} */ (right[i].codePointAt(0));
    if (difference) return difference;
  }
  return left.length - right.length;
}

/**
 * TypeError for what has no one way to be written: a fraction, a number too large to be exact, anything JSON lacks.
 * @param {unknown} value
 * @returns {string}
 */
export function canonical(value) {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new TypeError("Only whole numbers travel");
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object") {
    const members = Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => byCodePoint(a, b))
      .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`);
    return `{${members.join(",")}}`;
  }
  throw new TypeError(`A ${typeof value} cannot travel`);
}

/**
 * SHA-256 of the text in UTF-8, in hexadecimal.
 * @param {string} text
 */
export async function sha256(text) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text)));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The change as it is handed to the network, for good.
 * @param {import("../local/types.js").Change} change  without `body_sha256`
 * @returns {Promise<import("../local/types.js").Change>}
 */
export async function sealedForTravel({ body_sha256: _, ...change }) {
  return { ...change, body_sha256: await sha256(canonical(change)) };
}
