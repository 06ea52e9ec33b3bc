/**
 * What is known of one visit on this tablet, from the service and from here, and how it is shown. What does not open counts as
 * absent: the rest of the visit is still shown.
 */

import { shown, signed as signedState } from "./answers.js";
import { ofVisit } from "./desk.js";
import { Damaged } from "./errors.js";

/** @typedef {import("./types.js").Change} Change */
/** @typedef {import("./types.js").Desk} Desk */
/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").Shown} Shown */
/** @typedef {import("./types.js").VisitRecord} VisitRecord */
/** @typedef {import("./types.js").QuarantineRow} QuarantineRow */
/** @typedef {Pick<import("./transaction.js").Transaction, "read">} Reader */

/**
 * All that is known of one visit on this tablet.
 * @typedef {object} Visit
 * @property {VisitRecord | undefined} record
 * @property {{entry: Entry, change: Change}[]} own  unreceipted, oldest first
 * @property {{entry: Entry, row: QuarantineRow}[]} refused  oldest first
 * @property {{entry: Entry, change: Change}[]} held  oldest first
 */

export const DAMAGED = Symbol("damaged");

/**
 * @template T
 * @param {Promise<T>} reading
 * @returns {Promise<T | typeof DAMAGED>}
 */
export const unlessDamaged = (reading) =>
  reading.catch((problem) => {
    if (problem instanceof Damaged) return DAMAGED;
    throw problem;
  });

/** A damaged record counts as absent; the others are still shown. @param {Promise<any>} reading */
export const readable = async (reading) => {
  const found = await unlessDamaged(reading);
  return found === DAMAGED ? undefined : found;
};

/**
 * @param {Reader} tx
 * @param {Desk} desk
 * @param {string} visitId
 * @returns {Promise<Visit>}
 */
export async function gather(tx, desk, visitId) {
  const own = ofVisit(desk.outbox, visitId).filter(({ damaged }) => !damaged);
  const refused = ofVisit(desk.refused, visitId);
  const held = ofVisit(desk.held, visitId);
  const [record, changes, quarantined, kept] = await Promise.all([
    readable(tx.read("visit", visitId)),
    Promise.all(own.map(({ seq }) => readable(tx.read("outbox", seq)))),
    Promise.all(refused.map(({ seq }) => readable(tx.read("quarantine", seq)))),
    Promise.all(held.map(({ seq }) => readable(tx.read("journal", seq)))),
  ]);
  return {
    record,
    own: own.map((entry, i) => ({ entry, change: changes[i] })).filter(({ change }) => change),
    refused: refused.map((entry, i) => ({ entry, row: quarantined[i] })).filter(({ row }) => row),
    held: held.map((entry, i) => ({ entry, change: kept[i]?.change })).filter(({ change }) => change),
  };
}

/**
 * @param {Visit} visit
 * @param {string} key
 * @returns {Shown | null}
 */
export function shownIn({ record, own, refused, held }, key) {
  const refusal = refused.findLast(({ row }) => row.answers[key]);
  const withManager = held.findLast(({ change }) => change.answers[key]);
  return shown(key, {
    own: own.filter(({ change }) => change.answers[key]),
    refused: refusal
      ? {
          seq: refusal.entry.seq,
          id: refusal.entry.change_id,
          refused: refusal.row.answers[key],
          at: refusal.row.change.recorded_at,
        }
      : null,
    held: withManager
      ? { change: withManager.change, code: withManager.entry.code ?? null, message: withManager.entry.message ?? null }
      : null,
    state: record?.answers[key] ? signedState(record.answers[key], record.writers) : null,
  });
}

/**
 * What is shown of a visit nothing of this tablet lies on: worked out once for each word of the service, and the same object
 * as long as that word stands. Nobody alters it.
 * @type {WeakMap<VisitRecord, Record<string, Shown>>}
 */
const asHeard = new WeakMap();

/** @param {Visit} visit @returns {Record<string, Shown>} */
export function whole(visit) {
  const { record, own, refused, held } = visit;
  if (!record || own.length || refused.length || held.length) return allShown(visit);
  let answers = asHeard.get(record);
  if (!answers) {
    answers = allShown(visit);
    asHeard.set(record, answers);
  }
  return answers;
}

/** @param {Visit} visit @param {string[]} [only] */
export function allShown(visit, only) {
  const keys = only ?? [
    ...new Set([
      ...Object.keys(visit.record?.answers ?? {}),
      ...visit.refused.flatMap(({ row }) => Object.keys(row.answers)),
      ...[...visit.held, ...visit.own].flatMap(({ change }) => Object.keys(change.answers)),
    ]),
  ];
  /** @type {Record<string, Shown>} */
  const answers = {};
  for (const key of keys) {
    const one = shownIn(visit, key);
    if (one) answers[key] = one;
  }
  return answers;
}
