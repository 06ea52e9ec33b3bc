/**
 * The desk: the one small record that says what this tablet still has to do. Pure; each function returns a new desk.
 */

import { Cleared } from "./errors.js";

/** @typedef {import("./types.js").Desk} Desk */
/** @typedef {import("./types.js").AtSight} AtSight */
/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").Change} Change */

/** The desk and the index are single records; this is their id. */
export const ONLY = "only";

/**
 * Of a session that is open; Cleared where there is none any more.
 * @param {Pick<import("./transaction.js").Transaction, "read">} tx
 * @returns {Promise<Desk>}
 */
export async function deskOf(tx) {
  const desk = await tx.read("desk", ONLY);
  if (!desk) throw new Cleared();
  return desk;
}

/**
 * @param {string} deviceId
 * @returns {Desk}
 */
export const newDesk = (deviceId) => ({
  device_id: deviceId,
  next_seq: 1,
  epoch: 0,
  clock_offset_ms: null,
  last_sync_at: null,
  outbox: [],
  held: [],
  refused: [],
  teams: [],
  told: [],
  newest: null,
  lost: [],
  left_behind: [],
  cursors: {},
  left: {},
});

/**
 * The desk made anew from what it speaks of, when its own record is damaged. The service's word is asked for again from the
 * start, and the epoch is found by the next reply.
 * @param {string} deviceId  for a tablet that has written nothing yet
 * @param {{outbox: Row[], journal: Row[], quarantine: Row[]}} rows  `value` null where a record is damaged as well
 * @returns {Desk}
 */
export function rebuiltDesk(deviceId, { outbox, journal, quarantine }) {
  const all = [...outbox, ...journal, ...quarantine];
  /** @type {Change[]} */
  const changes = all.flatMap(({ value }) => value?.change ?? value ?? []);
  /** @param {Change} change */
  const entry = (change) =>
    entryOf(change, {
      sent: change.body_sha256 !== undefined,
      since: change.recorded_at,
      savedAt: change.recorded_at,
    });
  /** @param {{code?: string | null, message?: string | null} | null} receipt */
  const why = (receipt) => ({ code: receipt?.code ?? null, message: receipt?.message ?? null });
  const open = quarantine.filter(({ value }) => value);
  const unsendable = [...journal, ...quarantine]
    .filter(({ value }) => value && !value.receipt)
    .map(({ id }) => ({ seq: id, code: "change_too_large" }));
  return {
    ...newDesk(changes[0]?.device_id ?? deviceId),
    next_seq: Math.max(0, ...all.map(({ id }) => id)) + 1,
    unsendable,
    outbox: outbox.map(({ id, value }) => (value ? entry(value) : lostEntry(id))),
    held: journal
      .filter(({ value }) => value?.receipt?.outcome === "held")
      .map(({ value }) => ({ ...entry(value.change), ...why(value.receipt) })),
    refused: open.map(({ value }) => ({
      ...entry(value.change),
      ...why(value.receipt),
      keys: Object.keys(value.answers),
    })),
  };
}

/** @typedef {{id: number, value: any}} Row */

/** @param {(key: keyof AtSight) => string | null} said @returns {AtSight} */
export const atSight = (said) => ({
  contact_type: said("contact_type"),
  contact_start: said("contact_start"),
  earshot: said("earshot"),
  interpreter: said("interpreter"),
  baby_seen: said("baby_seen"),
  baby_dob: said("baby_dob"),
});

/**
 * A change of which nothing but the number is left.
 * @param {number} seq
 * @returns {Entry}
 */
const lostEntry = (seq) => ({
  seq,
  change_id: "",
  visit_id: "",
  child_id: "",
  form: "",
  form_version: 0,
  sent: true,
  damaged: true,
  submit: false,
  answers: 0,
  bytes: 0,
  ...atSight(() => null),
  since: "",
  saved_at: "",
});

const encoder = new TextEncoder();

/**
 * The line about a change. What it says of the visit's contact is kept from the entry before, where the change is silent.
 * @param {Change} change
 * @param {{sent: boolean, since: string, savedAt: string, before?: AtSight | null}} circumstances
 * @returns {Entry}
 */
export function entryOf(change, { sent, since, savedAt, before }) {
  /** @param {keyof AtSight} key */
  const said = (key) => {
    const answer = change.answers[key];
    return answer === undefined ? (before?.[key] ?? null) : /** @type {string | null} */ (answer.value ?? null);
  };
  return {
    seq: change.device_seq,
    change_id: change.change_id,
    visit_id: change.visit_id,
    child_id: change.child_id,
    form: change.form,
    form_version: change.form_version,
    sent,
    submit: change.submit,
    ...(change.moved_from === undefined ? {} : { moved_from: change.moved_from }),
    answers: Object.keys(change.answers).length,
    bytes: encoder.encode(JSON.stringify(change)).length,
    ...atSight(said),
    since,
    saved_at: savedAt,
  };
}

/**
 * With this entry in its place, by number.
 * @param {Entry[]} entries
 * @param {Entry} entry
 */
export function withEntry(entries, entry) {
  const others = entries.filter(({ seq }) => seq !== entry.seq);
  const place = others.findIndex(({ seq }) => seq > entry.seq);
  return place < 0 ? [...others, entry] : others.toSpliced(place, 0, entry);
}

/**
 * @param {Entry[]} entries
 * @param {number} seq
 */
export const withoutEntry = (entries, seq) => entries.filter((entry) => entry.seq !== seq);

/**
 * @param {Entry[]} entries
 * @param {string} visitId
 */
export const ofVisit = (entries, visitId) => entries.filter((entry) => entry.visit_id === visitId);
