/**
 * How the server's word changes what is kept of a visit. Pure.
 */

/** @typedef {import("../local/types.js").Change} Change */
/** @typedef {import("../local/types.js").State} State */
/** @typedef {import("../local/types.js").VisitHead} VisitHead */
/** @typedef {import("../local/types.js").VisitRecord} VisitRecord */

/**
 * What is kept of a visit that only receipts have spoken of.
 * @param {Change} change
 * @param {string} scope
 * @returns {VisitRecord}
 */
export const unheard = (change, scope) => ({
  head: {
    visit_id: change.visit_id,
    child_id: change.child_id,
    form: change.form,
    form_version: change.form_version,
    status: "open",
    round: 0,
    author: null,
    created_at: null,
    submitted_at: null,
    signed_off: null,
    comments: [],
  },
  scope,
  seq: 0,
  head_seq: 0,
  ahead: {},
  answers: {},
  not_complete: null,
});

/**
 * The states with the names and times of their writers, which travel once beside them.
 * @param {Record<string, any>} states
 * @param {Record<string, {by: {id: string, name: string}, at: string, received_at: string}>} writers  by change
 * @returns {Record<string, State>}
 */
const signed = (states, writers) =>
  Object.fromEntries(
    Object.entries(states).map(([key, state]) => [
      key,
      {
        ...state,
        ...writers[state.mids[0]],
        cands: state.cands.map((/** @type {any} */ candidate) => ({ ...candidate, ...writers[candidate.mids[0]] })),
      },
    ]),
  );

/**
 * The sequence an answer was last heard at.
 * @param {VisitRecord} record
 * @param {string} key
 */
const heardAt = (record, key) => record.ahead[key] ?? record.seq;

/**
 * With the states a receipt brought. They may be older than what a pull brought meanwhile: the newer one stays.
 * @param {VisitRecord} record
 * @param {{scope: string, seq: number, states?: Record<string, State>, writers?: Record<string, any>,
 *   visit?: {status: string, round: number}, submit?: {outcome: string, fields?: any}}} receipt
 * @returns {VisitRecord}
 */
export function withReceipt(record, { scope, seq, states = {}, writers = {}, visit, submit }) {
  if (record.scope !== scope) return record; // numbers of another scope cannot be compared; a pull will tell
  const answers = { ...record.answers };
  const ahead = { ...record.ahead };
  for (const [key, state] of Object.entries(signed(states, writers))) {
    if (seq < heardAt(record, key)) continue;
    answers[key] = state;
    if (seq > record.seq) ahead[key] = seq;
  }
  const newest = visit && seq >= record.head_seq;
  return {
    ...record,
    answers,
    ahead,
    head: newest ? { ...record.head, status: visit.status, round: visit.round } : record.head,
    head_seq: newest ? seq : record.head_seq,
    not_complete: submit ? (submit.outcome === "not_complete" ? keysOf(submit.fields) : null) : record.not_complete,
  };
}

/** The open answers come as a list of keys, or with a sentence for each. @param {any} fields @returns {string[]} */
const keysOf = (fields) => (Array.isArray(fields) ? fields : Object.keys(fields ?? {}));

/**
 * With a pulled row, which carries the whole present state: each answer only where the row is at least as new.
 * @param {VisitRecord | undefined} record
 * @param {{scope: string, seq: number,
 *   state: VisitHead & {answers: Record<string, State>, writers?: Record<string, any>}}} row
 * @returns {VisitRecord}
 */
export function withRow(record, { scope, seq, state: { answers, writers = {}, ...head } }) {
  const states = signed(answers, writers);
  if (!record || record.scope !== scope) {
    return { head, scope, seq, head_seq: seq, ahead: {}, answers: states, not_complete: null };
  }
  const kept = { ...record.answers };
  for (const [key, state] of Object.entries(states)) {
    if (seq >= heardAt(record, key)) kept[key] = state;
  }
  return {
    ...record,
    answers: kept,
    head: seq >= record.head_seq ? head : record.head,
    head_seq: Math.max(seq, record.head_seq),
    seq: Math.max(seq, record.seq),
    ahead: Object.fromEntries(Object.entries(record.ahead).filter(([, at]) => at > seq)),
  };
}

/**
 * Whether the change is part of what the server shows of the visit: a held change that was released.
 * @param {VisitRecord} record
 * @param {string} changeId
 */
export const holds = ({ answers }, changeId) =>
  Object.values(answers).some(({ mids, cands }) =>
    [mids, ...cands.map((candidate) => candidate.mids)].some((ids) => ids.includes(changeId)),
  );
