/** The visits of a child before one, as far as this tablet has them. */

import { submittedOnly } from "../forms/submitted.js";
import { dayOf } from "../forms/uk_time.js";
import { definitionOf } from "./definitions.js";

/** Facts and measurements older than so many visits are not offered. */
const MOST = 6;

/**
 * @param {import("../local/session.js").Session} session
 * @param {{visit_id: string, child_id: string, contact_start: string | null}} visit
 * @returns {Promise<import("../forms/carried.js").Earlier[]>} newest first
 */
export async function visitsBefore(session, { visit_id, child_id, contact_start }) {
  const known = await session.history(child_id);
  const before = (known?.visits ?? [])
    .filter(
      (one) =>
        one.visit_id !== visit_id &&
        dayOf(one.contact_start) &&
        (!dayOf(contact_start) || String(one.contact_start) < String(contact_start)),
    )
    .sort((one, other) => ((one.contact_start ?? "") < (other.contact_start ?? "") ? 1 : -1))
    .slice(0, MOST);
  const versions = [...new Set(before.map(({ form_version }) => form_version))];
  const forms = await Promise.all(versions.map((one) => definitionOf(one).catch(() => null)));
  return submittedOnly(before, (version) => forms[versions.indexOf(version)]).map((one) => ({
    on: dayOf(one.contact_start) ?? "",
    answers: one.answers,
  }));
}

/**
 * The visitor's name, as it stands on a visit of hers; her initials while there is none.
 * @param {import("../local/session.js").Session} session
 */
export async function ownName(session) {
  const { visits } = await session.caseload();
  return visits.find(({ author }) => author?.id === session.user.id)?.author?.name ?? session.user.initials;
}
