/** Words about visits. Pure. */

import { isPrivate, isReply } from "../forms/context.js";
import { choiceLabel } from "./definitions.js";
import { counted, moment } from "./words.js";

/** @typedef {import("../local/types.js").VisitLine} VisitLine */

/**
 * Where a visit stands, for its author.
 * @param {Pick<VisitLine, "status" | "round" | "mine">} visit
 * @param {Date} now
 */
export function standing({ status, mine }, now) {
  if (mine.needs_you) return "Needs you";
  if (mine.submitting) return "Signed; waiting to be sent";
  if (status === "signed_off") return "Signed off";
  if (status === "submitted") return mine.unsent ? "With your manager; later entries waiting" : "With your manager";
  const saved = mine.unsent && mine.saved_at ? `, saved ${moment(mine.saved_at, now)}` : "";
  return status === "returned" ? `Returned to you${saved}` : `Open${saved || ", sent"}`;
}

/**
 * @param {import("./definitions.js").Definition} definition
 * @param {Pick<VisitLine, "contact_type">} visit
 */
export const contactWords = (definition, { contact_type }) =>
  contact_type ? choiceLabel(definition.fields.contact_type, contact_type) : "Visit";

/**
 * How many of these answers of a visit its own pages show: a short form shows no private one, and no reply.
 * @param {import("./definitions.js").Definition} definition
 * @param {VisitLine} visit
 * @param {"commented" | "contested"} which
 */
export const countOf = (definition, visit, which) =>
  (visit[which] ?? []).filter((key) => !visit.short || !key || !(isReply(key) || isPrivate(definition, key))).length;

/** @param {import("./definitions.js").Definition} definition @param {VisitLine} visit */
export function marks(definition, visit) {
  const { status } = visit;
  const comments = countOf(definition, visit, "commented");
  const conflicts = countOf(definition, visit, "contested");
  return [
    status === "returned" && comments && counted(comments, "comment from your manager", "comments from your manager"),
    conflicts && counted(conflicts, "answer with two values", "answers with two values"),
  ].filter(Boolean);
}

/** The children about whom it was said only that they slept or were not there. @param {VisitLine[]} visits @returns {Set<string>} */
export function neverSeenAwake(visits) {
  const asked = new Set(visits.flatMap(({ child_id, baby_seen }) => (baby_seen ? child_id : [])));
  for (const { child_id, baby_seen } of visits) if (baby_seen === "awake") asked.delete(child_id);
  return asked;
}

/** Still hers to go on with. @param {VisitLine} visit @param {string} me */
export const isOpen = ({ status, author, mine }, me) =>
  (status === "open" || status === "returned" || mine.unsent > 0 || mine.needs_you > 0) &&
  (!author || author.id === me);
