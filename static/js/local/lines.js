/**
 * The lines of lists: the caseload, a child's visits, what waits. Pure.
 */

import { atSight, ONLY, ofVisit } from "./desk.js";
import { standsOn } from "./moves.js";

/** @typedef {import("./types.js").ChildLine} ChildLine */
/** @typedef {import("./types.js").Desk} Desk */
/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").Index} Index */
/** @typedef {import("./types.js").Mine} Mine */
/** @typedef {import("./types.js").VisitLine} VisitLine */
/** @typedef {import("./types.js").VisitSummary} VisitSummary */

/** @type {Index} */
const EMPTY_INDEX = { children: {}, visits: {} };

/**
 * @param {Pick<import("./transaction.js").Transaction, "read">} tx
 * @returns {Promise<Index>}
 */
export const indexOf = async (tx) => (await tx.read("index", ONLY)) ?? EMPTY_INDEX;

/** Those that are on their way: that open here, and that the service does not fail at. @param {Entry[]} entries */
const going = (entries) => entries.filter(({ damaged, untaken }) => !damaged && !untaken);

/** @param {Entry[]} entries */
const lastSaved = (entries) =>
  entries
    .map(({ saved_at }) => saved_at)
    .sort()
    .at(-1) ?? null;

/**
 * @param {Desk} desk
 * @param {string} visitId
 * @returns {Mine}
 */
export function mine(desk, visitId) {
  const own = ofVisit(desk.outbox, visitId);
  const sound = going(own);
  return {
    unsent: own.length,
    saved_at: lastSaved(own),
    submitting: sound.some(({ submit }) => submit),
    needs_you: ofVisit(desk.refused, visitId).length + own.length - sound.length,
    unsigned: desk.unsigned?.includes(visitId) ?? false,
  };
}

/**
 * Her changes of a visit that the service has not answered, or holds for a manager, oldest first.
 * @param {Desk} desk
 * @param {string} visitId
 */
export const underWay = (desk, visitId) =>
  [...desk.held, ...desk.outbox].filter((entry) => entry.visit_id === visitId && !entry.damaged);

/**
 * The server's summary with what this tablet knows better, or one made of the tablet's own changes alone.
 * @param {Desk} desk
 * @param {VisitSummary | undefined} summary
 * @param {string} visitId
 * @returns {VisitLine | null}
 */
export function visitLine(desk, summary, visitId) {
  const own = [...desk.held, ...desk.refused, ...desk.outbox].filter((entry) => entry.visit_id === visitId);
  const newest = own.at(-1);
  if (!summary && !newest) return null;
  /** @param {keyof import("./types.js").AtSight} key */
  const latest = (key) => own.findLast((entry) => entry[key])?.[key] ?? summary?.[key] ?? null;
  const seen = atSight(latest);
  const first = /** @type {Entry} */ (own[0]);
  const word = summary ?? {
    child_id: first.child_id,
    form: first.form,
    form_version: first.moved_from ?? first.form_version,
    status: "open",
    round: 0,
    author: null,
  };
  const { version, begun } = standsOn(word, underWay(desk, visitId));
  return {
    ...word,
    visit_id: visitId,
    form_version: version,
    began_on: begun,
    created_at: summary?.created_at ?? first?.since ?? null,
    ...seen,
    short: seen.earshot !== "no" || seen.interpreter === "relative_or_friend_used",
    mine: mine(desk, visitId),
  };
}

/** @param {VisitLine} visit */
const when = ({ contact_start, created_at }) => contact_start ?? created_at ?? "";

/**
 * Every visit that is known here, newest first.
 * @param {Desk} desk
 * @param {Index} index
 * @returns {VisitLine[]}
 */
export function visitLines(desk, index) {
  const own = [...desk.outbox, ...desk.held, ...desk.refused].map(({ visit_id }) => visit_id);
  const ids = new Set([...Object.keys(index.visits), ...own]);
  return [...ids]
    .map((id) => /** @type {VisitLine} */ (visitLine(desk, index.visits[id], id)))
    .sort((a, b) => (when(a) < when(b) ? 1 : when(a) > when(b) ? -1 : 0));
}

/** @param {ChildLine} child */
const sortName = ({ family_name, given_name }) => `${family_name}\n${given_name}`;

const collator = new Intl.Collator("en-GB");

/** @param {Index} index */
export const childLines = (index) =>
  Object.values(index.children).sort((a, b) => collator.compare(sortName(a), sortName(b)));

/**
 * Everything of hers that the server has not taken as it is, oldest first.
 * @param {Desk} desk
 * @param {Index} index
 */
export function waitingItems(desk, index) {
  const untaken = new Set(desk.outbox.filter((entry) => entry.untaken).map(({ child_id }) => child_id));
  /** @param {Entry} entry */
  const travelling = (entry) => {
    if (entry.damaged) return item(entry, "damaged");
    if (entry.untaken) return item(entry, "untaken");
    return { ...item(entry, entry.sent ? "sending" : "waiting"), code: untaken.has(entry.child_id) ? "behind" : null };
  };
  /** @param {Entry} entry @param {"waiting" | "sending" | "held" | "refused" | "damaged" | "untaken"} state */
  const item = (entry, state) => ({
    change_id: entry.change_id,
    device_seq: entry.seq,
    visit_id: entry.visit_id,
    child_id: entry.child_id,
    child: index.children[entry.child_id] ?? null,
    contact_type: entry.contact_type,
    contact_start: entry.contact_start,
    state,
    submit: entry.submit,
    answers: entry.answers,
    keys: entry.keys ?? [],
    code: entry.code ?? null,
    message: entry.message ?? null,
    since: entry.since,
    saved_at: entry.saved_at,
  });
  return [
    ...desk.refused.map((entry) => item(entry, "refused")),
    ...desk.outbox.map(travelling),
    ...desk.held.map((entry) => item(entry, "held")),
  ].sort((a, b) => a.device_seq - b.device_seq);
}

/**
 * The counts of the status line.
 * @param {Desk} desk
 */
export function counts(desk) {
  const waiting = going(desk.outbox);
  const unsigned = desk.unsigned?.length ?? 0;
  return {
    waiting: waiting.length,
    oldest_at: waiting.map(({ since }) => since).sort()[0] ?? null,
    needs_you: desk.refused.length + desk.outbox.length - waiting.length + unsigned,
    unsigned,
    held: desk.held.length,
    behind:
      (desk.left_behind ?? []).reduce((all, { missing, read }) => all + (read ? 0 : missing), 0) +
      (desk.lost ?? []).filter((seq) => !desk.lost_read?.includes(seq)).length,
  };
}
