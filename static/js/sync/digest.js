/**
 * Whether this tablet holds of a scope what the service holds: the same sum over both (docs/protocol.md). It finds errors, not
 * attacks.
 */

import { canonical, sha256 } from "./canonical.js";

/** @typedef {import("../local/session.js").Session} Session */

const MODULUS = 2n ** 256n;

/**
 * What each visit came to, by its id, for as long as it was not heard of anew. @type {WeakMap<object, string>}
 */
const known = new WeakMap();

/** @typedef {{head: {status: string, round: number}, answers: Record<string, any>}} Heard  what the service says of a visit */

/** @param {string} id @param {Heard} record */
async function visitDigest(id, record) {
  const before = known.get(record);
  if (before) return before;
  const digest = await sha256(canonical([id, record.head.status, record.head.round, record.answers]));
  known.set(record, digest);
  return digest;
}

/**
 * The sum over every visit of the scope that is kept here, in hexadecimal.
 * @param {Session} session
 * @param {string} scope
 */
export const digestOf = async (session, scope) => sumOf(await session.heardOf(scope));

/** @param {{id: string, record: Heard | null}[]} visits */
export async function sumOf(visits) {
  let sum = 0n;
  for (const { id, record } of visits) {
    // A record that does not open says nothing; the sums will differ, and it is fetched again.
    if (record) sum += BigInt(`0x${await visitDigest(id, record)}`);
  }
  return (sum % MODULUS).toString(16).padStart(64, "0");
}
