/** Where the weights of a name lie. The twin of `forms/wording/weighing.py`. */

import { unfronted } from "./phrases.js";

/**
 * 32-bit FNV-1a over UTF-16 units; a name may be hashed piece by piece.
 *
 * @param {string} name
 * @param {number} code where the piece before left off, or START
 */
export function hash(name, code) {
  let known = code;
  for (let place = 0; place < name.length; place++) known = mixed(known, name.charCodeAt(place));
  return known;
}

/** @param {number} code @param {number} unit */
export const mixed = (code, unit) => Math.imul(code ^ unit, 0x01000193) >>> 0;

export const START = 0x811c9dc5;
export const PATTERN = hash("k ", START);
export const FIRST_PAIR = hash("p ^ ", START);
export const RUN = hash("c ", START);

/** The character that stands for 0. Twin of `ZERO` in forms/wording/browser.py. */
const ZERO = 93;

/** @param {string} packed  a weight for each character */
export const unpack = (packed) => Int8Array.from(packed, (letter) => letter.charCodeAt(0) - ZERO);

/** The weights of each name: its own, then those for the classes. @param {string} packed  see `weighed` in forms/wording/browser.py */
export const weightsOf = (packed) =>
  new Map(
    unfronted(packed).map((row) => {
      const [name, weights] = row.split(":");
      return [name, weights.split(",").map(Number)];
    }),
  );
