/** What is asked of a new passphrase, wherever one is chosen, and what is said when it is not so. */

import { MIN_PASSPHRASE } from "../local/errors.js";

export const TOO_SHORT = `Your passphrase must be ${MIN_PASSPHRASE} characters or more. Four words will do`;
export const DIFFER = "The two do not match. Type the same passphrase in both boxes";

/**
 * What is wrong with it, by the box it is said at; empty when nothing is.
 * @param {string} passphrase
 * @param {string} again
 * @returns {Record<string, string>}
 */
export function refusedOf(passphrase, again) {
  if ([...passphrase].length < MIN_PASSPHRASE) return { passphrase: TOO_SHORT };
  return passphrase === again ? {} : { again: DIFFER };
}
