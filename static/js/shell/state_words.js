/** The state of the tablet in one line of words. Pure. */

import { counted, moment } from "./words.js";

/**
 * @typedef {object} TabletState  what `runner.status()` says
 * @property {string} state
 * @property {number} waiting
 * @property {string | null} oldest_at
 * @property {number} needs_you
 * @property {number} held
 * @property {string | null} last_sync_at
 * @property {string | null} next_try_at
 * @property {string | null} message
 */

/**
 * @typedef {object} StateWords
 * @property {"sent" | "waiting" | "needs-you"} tone
 * @property {string} words  the line itself
 * @property {string} more  why, and what happens next; may be empty
 * @property {"sign_in" | "reload" | "look" | "try" | null} action
 */

/**
 * @param {TabletState} status
 * @param {Date} now
 * @returns {StateWords}
 */
export function stateWords(status, now) {
  const { state, waiting, oldest_at, needs_you, held } = status;
  const since = oldest_at ? `, the oldest since ${moment(oldest_at, now)}` : "";
  const line = waiting
    ? `Waiting: ${waiting}${since}`
    : status.last_sync_at
      ? "Everything is sent"
      : "Nothing is waiting to be sent";
  const withManager = held ? `${counted(held, "entry", "entries")} kept for a manager.` : "";

  if (needs_you)
    return {
      tone: "needs-you",
      words: `${counted(needs_you, "entry needs", "entries need")} you. ${line}`,
      more: withManager,
      action: "look",
    };
  if (state === "sign_in")
    return {
      tone: "needs-you",
      words: `${line}. Sign in to send and fetch`,
      more: "Everything you wrote is saved here.",
      action: "sign_in",
    };
  if (state === "other_user")
    return {
      tone: "needs-you",
      words: `${line}. Somebody else is signed in`,
      more: "Nothing of yours was sent under another name. Sign in as yourself.",
      action: "sign_in",
    };
  if (state === "update_needed")
    return {
      tone: "needs-you",
      words: "Please update. Your notes are safe",
      more: `${line}. This Wholeview is too old to fetch anything; what you write is still sent.`,
      action: "reload",
    };
  if (state === "storage_full")
    return {
      tone: "needs-you",
      words: `${line}. This tablet is full`,
      more: "Nothing is lost. Remove photos or apps, then try again.",
      action: "try",
    };
  if (state === "sending" && !status.last_sync_at && !waiting)
    return { tone: "waiting", words: "Fetching your caseload…", more: "", action: null };
  if (state === "sending")
    return {
      tone: waiting ? "waiting" : "sent",
      words: waiting ? `Sending: ${waiting}${since}` : line,
      more: withManager,
      action: null,
    };
  if (state === "offline")
    return {
      tone: waiting ? "waiting" : "sent",
      words: line,
      more: `No connection. ${waiting ? "Saved on this tablet; it is sent by itself when there is a signal." : "You can go on working."}`,
      action: "try",
    };
  if (state === "service_behind")
    return {
      tone: "needs-you",
      words: `${line}. The service has lost something it had received`,
      more: "It was put back to an earlier state. Nothing on this tablet is lost: it keeps everything until the service knows. Its administrators see this.",
      action: "try",
    };
  if (state === "withdrawn")
    return {
      tone: "needs-you",
      words: "This tablet has been withdrawn",
      more: "What you have not sent is handed in, sealed. Nothing is lost.",
      action: null,
    };
  if (state === "later" || state === "busy")
    return { tone: "waiting", words: line, more: later(status, now), action: "try" };
  return { tone: waiting ? "waiting" : "sent", words: line, more: withManager, action: waiting ? "try" : null };
}

/** @param {TabletState} status @param {Date} now */
function later({ state, next_try_at }, now) {
  const why =
    state === "busy" ? "The service is busy and asked this tablet to wait." : "The service cannot answer now.";
  return next_try_at && new Date(next_try_at) > now
    ? `${why} Next try at ${moment(next_try_at, now)}.`
    : `${why} It is tried again in a moment.`;
}

/** How fresh the list of children is. @param {TabletState} status @param {Date} now */
export const freshness = ({ last_sync_at }, now) =>
  last_sync_at ? `Caseload as of ${moment(last_sync_at, now)}` : "The caseload has not been fetched yet";
