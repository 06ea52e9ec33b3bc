/**
 * Deciding what to write when the visitor records answers or submits. Pure.
 */

import { answerOf } from "./answers.js";

/** @typedef {import("./types.js").Change} Change */
/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").BasedAnswer} BasedAnswer */

/** In characters. The service takes 256 kB in one change; a quarter of that is still one small write, so a longer change is continued in the next. */
const CHANGE_LENGTH = 64_000;

/**
 * An unsent change of the same visit is extended. Once it was handed to the network it is never altered; and what comes
 * after a signature is not under it.
 * An answer goes into a change of the version it was written on, and a move to another version begins its own.
 * @param {{entry: Pick<Entry, "sent" | "submit">, change: Change} | undefined} newest  the visit's newest unreceipted change
 * @param {Pick<Change, "form_version" | "moved_from">} about  what a new change would say of the visit
 */
export const extendable = (newest, { form_version, moved_from }) =>
  newest !== undefined &&
  moved_from === undefined &&
  newest.change.form_version === form_version &&
  !newest.entry.sent &&
  !newest.entry.submit &&
  JSON.stringify(newest.change).length < CHANGE_LENGTH;

/**
 * A change with no answers yet.
 * @param {Pick<Change, "change_id" | "device_id" | "device_seq" | "visit_id" | "child_id" | "form" | "form_version" | "child" | "moved_from">} about
 * @returns {Change}
 */
export const emptyChange = (about) => ({
  ...about,
  recorded_at: "",
  clock_offset_ms: null,
  answers: {},
  submit: false,
});

/**
 * The change with these answers in it. An answer that is in it already keeps its first base: the value it replaces was
 * never seen by anybody else.
 * @param {Change} change
 * @param {Record<string, any>} answers
 * @param {Record<string, string | null>} bases
 * @param {{at: string, clockOffset: number | null}} when
 * @returns {Change}
 */
export function extended(change, answers, bases, { at, clockOffset }) {
  const merged = { ...change.answers };
  for (const [key, said] of Object.entries(answers)) {
    const answer = answerOf(said);
    const before = change.answers[key];
    const closes = [...new Set([...(before?.closes ?? []), ...(answer.closes ?? [])])];
    merged[key] = { ...answer, ...(closes.length ? { closes } : {}), base: before ? before.base : bases[key] };
  }
  return { ...change, answers: merged, recorded_at: at, clock_offset_ms: clockOffset };
}

/**
 * @param {Change} change
 * @param {{at: string, clockOffset: number | null}} when
 * @returns {Change}
 */
export const signed = (change, { at, clockOffset }) => ({
  ...change,
  submit: true,
  recorded_at: at,
  clock_offset_ms: clockOffset,
});
