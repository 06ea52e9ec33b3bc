/**
 * Whether this tablet holds of a scope what the service holds: the same sum over both (docs/protocol.md). It finds errors, not
 * attacks.
 */

import { ONLY } from "../local/desk.js";
import { canonical, sha256 } from "./canonical.js";

/** @typedef {import("../local/session.js").Session} Session */

/**
 * @typedef {{head: {visit_id: string, status: string, round: number}, answers: Record<string, any>}
 *   | {state: any, seq: number} | undefined} Heard  what the service says of a visit; of a child or the team, with the number it
 *   was heard at, 0 for a child it has not told of
 */

const MODULUS = 2n ** 256n;
/** So many records are opened at once: a scope of thousands takes no more memory than one of a few. */
const TOGETHER = 20;

/** @param {Exclude<Heard, undefined>} record */
const digest = (record) =>
  sha256(
    canonical(
      "head" in record ? [record.head.visit_id, record.head.status, record.head.round, record.answers] : record.state,
    ),
  );

/**
 * Everything of a scope that the service has told, as it is kept here; undefined for what does not open.
 * @param {Session} session
 * @param {string} scope
 * @returns {AsyncGenerator<Heard>}
 */
async function* heardOf(session, scope) {
  const { children, visits } = (await session.glance("index", ONLY)) ?? { children: {}, visits: {} };
  /** @param {string} id */
  const isHere = (id) => children[id]?.team.id === scope;
  /** @type {["desk" | "child" | "visit", string][]} */
  const places = [["desk", `local:${scope}`]];
  for (const id of Object.keys(children)) if (isHere(id)) places.push(["child", id]);
  for (const id of Object.keys(visits)) if (isHere(visits[id].child_id)) places.push(["visit", id]);
  for (let at = 0; at < places.length; at += TOGETHER)
    yield* await Promise.all(places.slice(at, at + TOGETHER).map(([store, id]) => session.glance(store, id)));
}

/**
 * The sum over everything of the scope that is kept here, in hexadecimal.
 * @param {Session} session
 * @param {string} scope
 */
export const digestOf = (session, scope) => sumOf(heardOf(session, scope));

/** @param {Iterable<Heard> | AsyncIterable<Heard>} heard */
export async function sumOf(heard) {
  let sum = 0n;
  for await (const record of heard) {
    // A record that does not open says nothing; the sums will differ, and it is fetched again.
    if (record && ("head" in record || record.seq)) sum += BigInt(`0x${await digest(record)}`);
  }
  return (sum % MODULUS).toString(16).padStart(64, "0");
}
