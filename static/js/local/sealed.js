/**
 * A sealed file: what a vault holds and has not sent, as it lies on the disk, with the ways in which its key is sealed. It is
 * what a withdrawn tablet hands in and what a rescue file is; nobody needs the key to make one. Pure.
 */

import { base64 } from "./bytes.js";

/** @typedef {import("./store.js").SealedRecord} SealedRecord */

export const FORMAT = "wholeview-sealed";

/** The stores in which work lies that the service does not have. */
export const UNSENT_STORES = /** @type {const} */ (["outbox", "quarantine"]);

/** The passkey is bound to the tablet: it opens nothing elsewhere. */
const TRAVELS = new Set(["passphrase", "recovery"]);

/** Bytes as Base64, the rest as it is. @param {Record<string, any>} wrap */
const written = (wrap) =>
  Object.fromEntries(
    Object.entries(wrap).map(([name, part]) => [name, part instanceof Uint8Array ? base64(part) : part]),
  );

/**
 * The file in parts of at most `largest` characters, each complete in itself. Only a file in one piece says when it was made: a
 * part that is sent again is the same, and the service keeps it once.
 * @param {object} vault
 * @param {string} vault.user
 * @param {string} vault.deviceId
 * @param {any[]} vault.wraps
 * @param {SealedRecord[]} vault.records
 * @param {string} at  now, on the tablet
 * @param {number} [largest]
 * @returns {{text: string, records: number}[]}  at least one
 */
export function sealedParts({ user, deviceId, wraps, records }, at, largest = Infinity) {
  const head = {
    format: FORMAT,
    version: 1,
    user,
    device_id: deviceId,
    ...(largest === Infinity ? { made_at: at } : {}),
    wraps: wraps.filter(({ by }) => TRAVELS.has(by)).map(written),
  };
  const room = largest - JSON.stringify(head).length - 32;
  /** @type {string[][]} */
  const parts = [[]];
  let length = 0;
  for (const { store, name, iv, sealed } of records) {
    const line = JSON.stringify({ store, name, iv: base64(iv), sealed: base64(sealed) });
    if (length && length + line.length + 1 > room) {
      parts.push([]);
      length = 0;
    }
    parts[parts.length - 1].push(line);
    length += line.length + 1;
  }
  return parts.map((lines) => ({
    text: `${JSON.stringify(head).slice(0, -1)},"records":[${lines.join(",")}]}`,
    records: lines.length,
  }));
}
