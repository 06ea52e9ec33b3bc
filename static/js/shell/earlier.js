/** The visits of a child, as far as this tablet has them. */

import { submittedOnly } from "../forms/submitted.js";
import { dayOf } from "../forms/uk_time.js";
import { definitionOf } from "./definitions.js";

/** @typedef {import("../forms/growth_inputs.js").Seen} Seen */

/** Facts and measurements older than so many visits are not offered. */
const MOST = 6;

/**
 * All of them, as they count: without what is no part of what was submitted.
 * @param {import("../local/session.js").Session} session
 * @param {string} childId
 */
export async function visitsOf(session, childId) {
  const visits = (await session.history(childId))?.visits ?? [];
  const versions = [...new Set(visits.map(({ form_version }) => form_version))];
  const forms = await Promise.all(versions.map((one) => definitionOf(one).catch(() => null)));
  return submittedOnly(visits, (version) => forms[versions.indexOf(version)]);
}

/**
 * Those before one.
 * @param {import("../local/session.js").Session} session
 * @param {{visit_id: string, child_id: string, contact_start: string | null}} visit
 * @returns {Promise<import("../forms/carried.js").Earlier[]>} newest first
 */
export async function visitsBefore(session, visit) {
  return before(await visitsOf(session, visit.child_id), visit)
    .slice(0, MOST)
    .map((one) => ({ on: dayOf(one.contact_start) ?? "", answers: one.answers }));
}

/**
 * What the newest of them that has anything under a key has there: the last may have been by telephone, and say nothing.
 * @param {Seen[]} visits
 * @param {{visit_id: string, contact_start: any}} visit
 * @param {string} key
 */
export const saidBefore = (visits, visit, key) =>
  before(visits, visit)
    .map(({ answers }) => answers[key]?.value)
    .find((value) => value !== undefined);

/**
 * @template {Omit<Seen, "answers">} V
 * @param {V[]} visits
 * @param {{visit_id: string, contact_start: any}} visit
 * @returns {V[]} newest first
 */
const before = (visits, { visit_id, contact_start }) =>
  visits
    .filter(
      (one) =>
        one.visit_id !== visit_id &&
        dayOf(one.contact_start) &&
        (!dayOf(contact_start) || String(one.contact_start) < String(contact_start)),
    )
    .sort((one, other) => ((one.contact_start ?? "") < (other.contact_start ?? "") ? 1 : -1));

/**
 * The visitor's name, as it stands on a visit of hers; her initials while there is none.
 * @param {import("../local/session.js").Session} session
 */
export async function ownName(session) {
  const { visits } = await session.caseload();
  return visits.find(({ author }) => author?.id === session.user.id)?.author?.name ?? session.user.initials;
}
