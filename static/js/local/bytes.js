/** Bytes: at random, and as Base64. */

/** @param {number} length @returns {Uint8Array<ArrayBuffer>} */
export const random = (length) => crypto.getRandomValues(new Uint8Array(length));

/** @param {Uint8Array} bytes */
export function base64(bytes) {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

/** @param {string} text @returns {Uint8Array<ArrayBuffer>} */
export const bytesOf = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
