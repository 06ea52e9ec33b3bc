/**
 * What an ordinary unlock needs of the ways in which a vault's data key is sealed; the rest stands in wraps.js. Needs only
 * WebCrypto.
 */

import { WrongPassphrase } from "./errors.js";

/** @typedef {import("./wraps.js").Bytes} Bytes */

/** Bound into every wrap, beside the owner and the way. */
const VERSION = 1;

const encoder = new TextEncoder();

/**
 * @param {string} user
 * @param {string} way
 */
export const contextOf = (user, way) => encoder.encode(`${user}|data key|${way}|${VERSION}`);

/**
 * @param {string} secret  in any Unicode form: keyboards differ in how they write "é"
 * @param {Bytes} salt
 * @param {number} iterations
 */
export async function stretched(secret, salt, iterations) {
  const raw = await crypto.subtle.importKey("raw", encoder.encode(secret.normalize("NFKC")), "PBKDF2", false, [
    "deriveKey",
  ]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations },
    raw,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

/**
 * WrongPassphrase.
 * @param {{iterations: number, salt: Bytes, iv: Bytes, sealed: Bytes}} wrap
 * @param {string} secret
 * @param {Bytes} context
 * @returns {Promise<Bytes>}
 */
export async function openBySecret({ iterations, salt, iv, sealed }, secret, context) {
  const key = await stretched(secret, salt, iterations);
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: context }, key, sealed));
  } catch {
    throw new WrongPassphrase();
  }
}

/**
 * Opening the wrap *is* the check of the passphrase; no hash of it is kept. WrongPassphrase.
 * @param {string} user
 * @param {string} passphrase
 * @param {import("./wraps.js").PassphraseWrap} wrap
 */
export const openByPassphrase = (user, passphrase, wrap) =>
  openBySecret(wrap, passphrase, contextOf(user, "passphrase"));

/** WrongPassphrase. @param {string} user @param {string} pin @param {import("./wraps.js").PinWrap} wrap */
export const openByPin = (user, pin, wrap) => openBySecret(wrap, pin, contextOf(user, "pin"));
