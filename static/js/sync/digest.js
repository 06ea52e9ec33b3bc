/**
 * Whether this tablet holds of a scope what the service holds: the same sum over both (docs/protocol.md). It finds errors, not
 * attacks.
 */

import { canonical, sha256 } from "./canonical.js";

/** @typedef {import("../local/session.js").Session} Session */

/**
 * @typedef {{head: {visit_id: string, status: string, round: number}, answers: Record<string, any>}
 *   | {state: any, seq: number} | undefined} Heard  what the service says of a visit; of a child or the team, with the number it
 *   was heard at, 0 for a child it has not told of
 */

const MODULUS = 2n ** 256n;

/** What each record came to, for as long as nothing was heard anew. @type {WeakMap<object, string>} */
const known = new WeakMap();

/** @param {Exclude<Heard, undefined>} record */
async function digest(record) {
  const before = known.get(record);
  if (before) return before;
  const said =
    "head" in record ? [record.head.visit_id, record.head.status, record.head.round, record.answers] : record.state;
  const made = await sha256(canonical(said));
  known.set(record, made);
  return made;
}

/**
 * The sum over everything of the scope that is kept here, in hexadecimal.
 * @param {Session} session
 * @param {string} scope
 */
export const digestOf = async (session, scope) => sumOf(await session.heardOf(scope));

/** @param {Heard[]} heard */
export async function sumOf(heard) {
  let sum = 0n;
  for (const record of heard) {
    // A record that does not open says nothing; the sums will differ, and it is fetched again.
    if (record && ("head" in record || record.seq)) sum += BigInt(`0x${await digest(record)}`);
  }
  return (sum % MODULUS).toString(16).padStart(64, "0");
}
