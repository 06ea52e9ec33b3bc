/** Children met on a doorstep: what travels of them, and how they stand on this tablet until the service knows them. Pure. */

import { ONLY } from "./desk.js";
import { indexOf } from "./lines.js";
import { childLine } from "./summaries.js";

/** @typedef {import("./types.js").Newcomer} Newcomer */
/** @typedef {import("./transaction.js").Transaction} Transaction */

/**
 * As the service would tell of the child.
 * @param {string} childId
 * @param {Newcomer} newcomer
 * @param {string} teamName
 * @returns {import("./types.js").Child}
 */
export const asChild = (childId, { team_id, ...told }, teamName) => ({
  child_id: childId,
  edd: null,
  ...told,
  also_known_as: null,
  nhs_number_status: "08",
  provisional: true,
  team: { id: team_id, name: teamName },
  addresses: [],
  people: [],
  next_contact: null,
});

/**
 * Puts children on this tablet's caseload of whom the service has not told yet. One it has told of stays as it is.
 * @param {Transaction} tx
 * @param {{childId: string, newcomer: Newcomer, teamName: string}[]} met
 */
export async function keepNewcomers(tx, met) {
  let index = await indexOf(tx);
  for (const { childId, newcomer, teamName } of met) {
    if (index.children[childId]) continue;
    const state = asChild(childId, newcomer, teamName);
    await tx.put("child", childId, { state, seq: 0 });
    index = { ...index, children: { ...index.children, [childId]: childLine(state) } };
  }
  if (met.length) await tx.put("index", ONLY, index);
}
