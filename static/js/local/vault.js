/**
 * Sealing. A random data key, never stored; from it one key that seals records and one that makes their names. How the data
 * key itself is sealed stands in wraps.js. Needs only WebCrypto.
 */

import { random } from "./bytes.js";
import { Damaged, Locked } from "./errors.js";

/** Version of what is inside a sealed record; bound into every seal. */
const SCHEMA = 1;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * @typedef {{user: string, records: CryptoKey, names: CryptoKey}} Keys  neither can be exported
 *
 * @typedef {{iv: Uint8Array<ArrayBuffer>, sealed: Uint8Array<ArrayBuffer>}} Sealed
 */

/** 256 random bits. */
export const newDataKey = () => random(32);

/**
 * @param {string} user
 * @param {Uint8Array<ArrayBuffer>} dataKey  left as it is; whoever made it overwrites it when it is done with
 * @returns {Promise<Keys>}
 */
export async function keysFrom(user, dataKey) {
  const root = await crypto.subtle.importKey("raw", dataKey, "HKDF", false, ["deriveKey"]);
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
 * What tells the right data key from another, where no seal of its own does: it says nothing about the key.
 * @param {Keys} keys
 */
export async function markOf({ names }) {
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", names, encoder.encode("wholeview|mark of the vault")));
  return [...mac.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
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
    if (!this.#keys) throw new Locked();
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
      throw new Damaged();
    }
  }
}
