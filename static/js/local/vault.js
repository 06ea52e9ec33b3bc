/**
 * Sealing. A random data key, never stored, wrapped by a key derived from the visitor's passphrase; from it one key that
 * seals records and one that makes their names. Needs only WebCrypto.
 */

import { Damaged, Locked, WeakPassphrase, WrongPassphrase } from "./errors.js";

/** OWASP's floor for PBKDF2-SHA-256; a wrap keeps its own number, so that this can rise. */
export const ITERATIONS = 600_000;
/** A short secret falls in minutes to a copied profile and a graphics card, whatever the iterations. */
export const MIN_PASSPHRASE = 12;
/** Version of what is inside a sealed record; bound into every seal. */
export const SCHEMA = 1;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * @typedef {object} Wrap  the data key, sealed by one way of proving who you are
 * @property {"passphrase"} by
 * @property {number} iterations
 * @property {Uint8Array<ArrayBuffer>} salt
 * @property {Uint8Array<ArrayBuffer>} iv
 * @property {Uint8Array<ArrayBuffer>} sealed
 *
 * @typedef {{user: string, records: CryptoKey, names: CryptoKey}} Keys  neither can be exported
 *
 * @typedef {{iv: Uint8Array<ArrayBuffer>, sealed: Uint8Array<ArrayBuffer>}} Sealed
 */

/** @param {number} length */
const random = (length) => crypto.getRandomValues(new Uint8Array(length));

/**
 * @param {string} passphrase  in any Unicode form: keyboards differ in how they write "é"
 * @param {Uint8Array<ArrayBuffer>} salt
 * @param {number} iterations
 */
async function wrappingKey(passphrase, salt, iterations) {
  const secret = await crypto.subtle.importKey("raw", encoder.encode(passphrase.normalize("NFKC")), "PBKDF2", false, [
    "deriveKey",
  ]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations },
    secret,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

/** @param {string} user */
const wrapContext = (user) => encoder.encode(`${user}|data key|passphrase|${SCHEMA}`);

/**
 * @param {string} user
 * @param {string} passphrase
 * @param {Uint8Array<ArrayBuffer>} dataKey
 * @returns {Promise<Wrap>}
 */
async function wrapKey(user, passphrase, dataKey) {
  if ([...passphrase].length < MIN_PASSPHRASE)
    throw new WeakPassphrase(`A passphrase has at least ${MIN_PASSPHRASE} characters`);
  const salt = random(16);
  const iv = random(12);
  const key = await wrappingKey(passphrase, salt, ITERATIONS);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: wrapContext(user) }, key, dataKey);
  return { by: "passphrase", iterations: ITERATIONS, salt, iv, sealed: new Uint8Array(sealed) };
}

/**
 * @param {string} user
 * @param {string} passphrase
 * @param {Wrap} wrap
 */
async function unwrapKey(user, passphrase, wrap) {
  const key = await wrappingKey(passphrase, wrap.salt, wrap.iterations);
  try {
    const context = { name: "AES-GCM", iv: wrap.iv, additionalData: wrapContext(user) };
    return new Uint8Array(await crypto.subtle.decrypt(context, key, wrap.sealed));
  } catch {
    throw new WrongPassphrase("This passphrase does not open the vault");
  }
}

/**
 * @param {string} user
 * @param {Uint8Array<ArrayBuffer>} dataKey  overwritten here
 * @returns {Promise<Keys>}
 */
async function keysFrom(user, dataKey) {
  const root = await crypto.subtle.importKey("raw", dataKey, "HKDF", false, ["deriveKey"]);
  dataKey.fill(0);
  /** @param {string} purpose */
  const derivation = (purpose) => ({
    name: "HKDF",
    hash: "SHA-256",
    salt: encoder.encode(user),
    info: encoder.encode(`wholeview ${purpose} ${SCHEMA}`),
  });
  const [records, names] = await Promise.all([
    crypto.subtle.deriveKey(derivation("records"), root, { name: "AES-GCM", length: 256 }, false, [
      "encrypt",
      "decrypt",
    ]),
    crypto.subtle.deriveKey(derivation("names"), root, { name: "HMAC", hash: "SHA-256", length: 256 }, false, ["sign"]),
  ]);
  return { user, records, names };
}

/**
 * A new data key, and its wrap. WeakPassphrase.
 * @param {string} user
 * @param {string} passphrase
 * @returns {Promise<{keys: Keys, wrap: Wrap}>}
 */
export async function createKeys(user, passphrase) {
  const dataKey = random(32);
  const wrap = await wrapKey(user, passphrase, dataKey);
  return { keys: await keysFrom(user, dataKey), wrap };
}

/**
 * Opening the wrap *is* the check of the passphrase; no hash of it is kept. WrongPassphrase.
 * @param {string} user
 * @param {string} passphrase
 * @param {Wrap} wrap
 */
export async function openKeys(user, passphrase, wrap) {
  return keysFrom(user, await unwrapKey(user, passphrase, wrap));
}

/**
 * The same data key under a new passphrase: no record is sealed anew. WrongPassphrase, WeakPassphrase.
 * @param {string} user
 * @param {string} old
 * @param {string} fresh
 * @param {Wrap} wrap
 */
export async function changeWrap(user, old, fresh, wrap) {
  const dataKey = await unwrapKey(user, old, wrap);
  try {
    return await wrapKey(user, fresh, dataKey);
  } finally {
    dataKey.fill(0);
  }
}

/**
 * Room for a plaintext of `length` bytes, so that a record's size says little about what is in it: powers of two to
 * 4 kB, then steps of 4 kB, from 64 kB on steps of 16 kB.
 * @param {number} length
 */
export function bucket(length) {
  if (length <= 4096) return Math.max(512, 2 ** Math.ceil(Math.log2(length)));
  const step = length <= 65_536 ? 4096 : 16_384;
  return Math.ceil(length / step) * step;
}

const LENGTH_BYTES = 4;

/** @param {unknown} value */
function pad(value) {
  const text = encoder.encode(JSON.stringify(value));
  const padded = new Uint8Array(bucket(text.length + LENGTH_BYTES));
  new DataView(padded.buffer).setUint32(0, text.length);
  padded.set(text, LENGTH_BYTES);
  return padded;
}

/** @param {ArrayBuffer} padded */
function unpad(padded) {
  const length = new DataView(padded).getUint32(0);
  return JSON.parse(decoder.decode(new Uint8Array(padded, LENGTH_BYTES, length)));
}

/** Stores whose records are named by their number, so that they can be read in order; it tells how many, no more. */
const NUMBERED = new Set(["outbox", "journal", "quarantine"]);
const NAME_BYTES = 16;
const NAMES_KEPT = 4096;

/** Seals and opens records, and gives them names that say nothing. Forgets everything when locked. */
export class Vault {
  /** @type {Keys | null} */
  #keys;
  /** @type {Map<string, string>} */
  #names = new Map();

  /** @param {Keys} keys */
  constructor(keys) {
    this.#keys = keys;
  }

  /** For another tab of the same visitor; still not exportable. */
  get keys() {
    if (!this.#keys) throw new Locked("The vault is locked");
    return this.#keys;
  }

  lock() {
    this.#keys = null;
    this.#names.clear();
  }

  /**
   * The record's key on disk.
   * @param {string} store
   * @param {string | number} id
   * @returns {Promise<string>}
   */
  async nameOf(store, id) {
    if (NUMBERED.has(store)) return String(id).padStart(12, "0");
    const said = `${store}|${id}`;
    const known = this.#names.get(said);
    if (known) return known;
    const mac = new Uint8Array(await crypto.subtle.sign("HMAC", this.keys.names, encoder.encode(said)));
    const name = [...mac.subarray(0, NAME_BYTES)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    if (this.#names.size >= NAMES_KEPT) this.#names.clear();
    this.#names.set(said, name);
    return name;
  }

  /**
   * Binds a record to its owner, store, name and schema: a sealed record moved elsewhere does not open.
   * @param {string} store
   * @param {string} name
   */
  #context(store, name) {
    return encoder.encode(`${this.keys.user}|${store}|${name}|${SCHEMA}`);
  }

  /**
   * @param {string} store
   * @param {string} name
   * @param {unknown} value  anything JSON can say
   * @returns {Promise<Sealed>}
   */
  async seal(store, name, value) {
    const iv = random(12);
    const context = { name: "AES-GCM", iv, additionalData: this.#context(store, name) };
    return { iv, sealed: new Uint8Array(await crypto.subtle.encrypt(context, this.keys.records, pad(value))) };
  }

  /**
   * Damaged when the record does not open.
   * @param {string} store
   * @param {string} name
   * @param {Sealed} record
   */
  async open(store, name, { iv, sealed }) {
    const key = this.keys.records;
    try {
      return unpad(
        await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: this.#context(store, name) }, key, sealed),
      );
    } catch (problem) {
      if (problem instanceof Locked) throw problem;
      throw new Damaged(`A record of "${store}" does not open`);
    }
  }
}
