/** Words about visits. Pure. */

import { isPrivate, isReply } from "../forms/context.js";
import { dayOf } from "../forms/uk_time.js";
import { choiceLabel } from "./definitions.js";
import { counted, moment } from "./words.js";

/** @typedef {import("../local/types.js").VisitLine} VisitLine */

/**
 * Where a visit stands, for its author; or for a colleague who is said to be `me`.
 * @param {Pick<VisitLine, "status" | "round" | "mine"> & Partial<Pick<VisitLine, "author">>} visit
 * @param {Date} now
 * @param {string} [me]
 */
export function standing({ status, mine, author }, now, me) {
  if (mine.needs_you) return "Needs you";
  if (mine.submitting) return "Signed; waiting to be sent";
  if (mine.unsigned) return "Signature not taken";
  if (status === "signed_off") return "Signed off";
  if (status === "submitted") return mine.unsent ? "With your manager; later entries waiting" : "With your manager";
  const saved = mine.unsent && mine.saved_at ? `, saved ${moment(mine.saved_at, now)}` : "";
  const whom = me && author && author.id !== me ? author.name : "you";
  return status === "returned" ? `Returned to ${whom}${saved}` : `Open${saved || ", sent"}`;
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

/**
 * A child, with the day of birth as its newest visit with one has it, where the record has none; "" where no visit has one
 * either, but it was born by then.
 * @template {{child_id: string, dob: string | null}} C
 * @param {C} child
 * @param {(Pick<VisitLine, "child_id" | "contact_type" | "baby_dob"> & {answers?: Record<string, any>})[]} visits  newest first;
 *   a line that was drawn up by an earlier app has no day, its answers do
 * @returns {C & {born: string | null}}
 */
export function withBirth(child, visits) {
  const own = child.dob ? [] : visits.filter(({ child_id }) => child_id === child.child_id);
  const days = own.map(({ answers, baby_dob }) => dayOf(answers?.baby_dob?.value ?? baby_dob));
  const since = own.some(({ contact_type }) => contact_type && contact_type !== "antenatal");
  return { ...child, born: days.find(Boolean) ?? (since ? "" : null) };
}

/** Its author's name is under it. @param {Pick<VisitLine, "status" | "mine">} visit */
export const isSigned = ({ status, mine }) => mine.submitting || status === "submitted" || status === "signed_off";

/** Still hers to go on with. @param {VisitLine} visit @param {string} me */
export const isOpen = ({ status, author, mine }, me) =>
  (status === "open" || status === "returned" || mine.unsent > 0 || mine.needs_you > 0) &&
  (!author || author.id === me);
