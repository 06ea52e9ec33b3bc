/**
 * How the server's word changes what is kept of a visit. Pure. Sequence numbers of one visit can always be compared: they
 * rise when it moves to another scope.
 */

/** @typedef {import("../local/types.js").Change} Change */
/** @typedef {import("../local/types.js").State} State */
/** @typedef {import("../local/types.js").VisitHead} VisitHead */
/** @typedef {import("../local/types.js").VisitRecord} VisitRecord */
/** @typedef {import("../local/types.js").Writer} Writer */

/**
 * What is kept of a visit that only receipts have spoken of.
 * @param {Change} change
 * @returns {VisitRecord}
 */
export const unheard = (change) => ({
  head: {
    visit_id: change.visit_id,
    child_id: change.child_id,
    form: change.form,
    form_version: change.moved_from ?? change.form_version,
    status: "open",
    round: 0,
    author: null,
    created_at: null,
    submitted_at: null,
    signed_off: null,
    comments: [],
  },
  seq: 0,
  head_seq: 0,
  ahead: {},
  answers: {},
  writers: {},
  not_complete: null,
});

/**
 * The sequence an answer was last heard at.
 * @param {VisitRecord} record
 * @param {string} key
 */
const heardAt = (record, key) => record.ahead[key] ?? record.seq;

/**
 * The newest sequence anything of the visit was heard at.
 * @param {VisitRecord} record
 */
export const lastHeard = ({ seq, head_seq, ahead }) => Math.max(seq, head_seq, ...Object.values(ahead));

/**
 * What is kept of a visit, where the service was restored since: it stands until the service tells of the visit again, and its
 * numbers say nothing any more.
 * @param {VisitRecord} record
 * @param {number} epoch  that began
 * @returns {VisitRecord}
 */
export const toldBefore = (record, epoch) =>
  record.before === epoch ? record : { ...record, before: epoch, seq: -1, head_seq: -1, ahead: {} };

/**
 * The answers that were heard on the timeline of the service.
 * @param {VisitRecord} record
 */
const heard = ({ answers, ahead, before }) =>
  before === undefined ? answers : Object.fromEntries(Object.keys(ahead).map((key) => [key, answers[key]]));

/** @param {State} state */
const named = ({ mids, cands }) => [mids, ...cands.map((claim) => claim.mids)].flat();

/**
 * The writers of what is kept, and of nothing else.
 * @param {Record<string, State>} answers
 * @param {Record<string, Writer>} writers
 */
function writersOf(answers, writers) {
  const ids = new Set(Object.values(answers).flatMap(named));
  return Object.fromEntries(Object.entries(writers).filter(([id]) => ids.has(id)));
}

/**
 * With the states a receipt brought. They may be older than what a pull brought meanwhile: the newer one stays.
 * @param {VisitRecord} record
 * @param {{seq: number, states?: Record<string, State> | null, writers?: Record<string, Writer> | null,
 *   visit?: {status: string, round: number} | null, moved?: {form_version: number, began_on: number | null} | null, submit?: {outcome: string, fields?: string[]} | null}} receipt
 * @returns {VisitRecord}
 */
export function withReceipt(record, { seq, states, writers, visit, moved, submit }) {
  const answers = { ...record.answers };
  const ahead = { ...record.ahead };
  for (const [key, state] of Object.entries(states ?? {})) {
    if (seq < heardAt(record, key)) continue;
    answers[key] = state;
    if (seq > record.seq) ahead[key] = seq;
  }
  const stands = moved ? { form_version: moved.form_version, began_on: moved.began_on } : {};
  const newest = visit && seq >= record.head_seq;
  const head = newest ? { ...record.head, status: visit.status, round: visit.round, ...stands } : record.head;
  const keptBack = submit ? (submit.outcome === "not_complete" ? (submit.fields ?? []) : null) : record.not_complete;
  return {
    ...record,
    answers,
    writers: writersOf(answers, { ...record.writers, ...writers }),
    ahead,
    head,
    head_seq: newest ? seq : record.head_seq,
    not_complete: whileOpen(head, keptBack, (submit ? visit : record.head)?.round),
  };
}

/**
 * Signed elsewhere since, it wants no signature any more; nor does one that came back from that.
 * @template T
 * @param {VisitHead} head
 * @param {T} keptBack
 * @param {any} saidIn  the round, where it is known
 */
export const whileOpen = ({ status, round }, keptBack, saidIn) =>
  /open|returned/.test(status) && !(round > saidIn) ? keptBack : null;

/**
 * With a pulled row, which carries the whole present state: each answer only where the row is at least as new.
 * @param {VisitRecord | undefined} record
 * @param {{seq: number, state: VisitHead & {answers: Record<string, State>, writers: Record<string, Writer>}}} row
 * @returns {VisitRecord}
 */
export function withRow(record, { seq, state: { answers: states, writers, ...head } }) {
  if (!record) return { head, seq, head_seq: seq, ahead: {}, answers: states, writers, not_complete: null };
  const answers = { ...heard(record) };
  for (const [key, state] of Object.entries(states)) {
    if (seq >= heardAt(record, key)) answers[key] = state;
  }
  const { before: _, ...kept } = record;
  const present = seq >= record.head_seq ? head : record.head;
  return {
    ...kept,
    answers,
    writers: writersOf(answers, { ...record.writers, ...writers }),
    head: present,
    not_complete: whileOpen(present, record.not_complete, record.head.round),
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
export const holds = (record, changeId) =>
  Object.values(heard(record)).some((state) => named(state).includes(changeId));
