/**
 * The desk: the one small record that says what this tablet still has to do. Pure; each function returns a new desk.
 */

/** @typedef {import("./types.js").Desk} Desk */
/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").Change} Change */

/** The desk and the index are single records; this is their id. */
export const ONLY = "only";

/**
 * @param {Pick<import("./transaction.js").Transaction, "read">} tx
 * @returns {Promise<Desk>}
 */
export const deskOf = (tx) => tx.read("desk", ONLY);

/**
 * @param {string} deviceId
 * @returns {Desk}
 */
export const newDesk = (deviceId) => ({
  device_id: deviceId,
  registered: false,
  next_seq: 1,
  epoch: 0,
  clock_offset_ms: null,
  last_sync_at: null,
  outbox: [],
  held: [],
  refused: [],
  cursors: {},
  left: {},
});

const encoder = new TextEncoder();

/**
 * The line about a change. What it says of the visit's contact is kept from the entry before, where the change is silent.
 * @param {Change} change
 * @param {{sent: boolean, since: string, savedAt: string, before?: Pick<Entry, "contact_type" | "contact_start"> | null}} circumstances
 * @returns {Entry}
 */
export function entryOf(change, { sent, since, savedAt, before }) {
  /** @param {"contact_type" | "contact_start"} key */
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
    answers: Object.keys(change.answers).length,
    bytes: encoder.encode(JSON.stringify(change)).length,
    contact_type: said("contact_type"),
    contact_start: said("contact_start"),
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
