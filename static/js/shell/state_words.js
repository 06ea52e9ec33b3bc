/** The state of the tablet in one line of words. Pure. */

import { counted, moment } from "./words.js";

/**
 * @typedef {object} TabletState  what `runner.status()` says
 * @property {string} state
 * @property {number} waiting
 * @property {string | null} oldest_at
 * @property {number} needs_you
 * @property {number} unsigned  of these
 * @property {number} held
 * @property {number} [behind]  entries that are neither here nor with the service, or of an older vault of hers that never
 *   arrived, until she has read of it
 * @property {string | null} last_sync_at
 * @property {string | null} next_try_at
 * @property {string | null} message
 */

/** @typedef {"sign_in" | "reload" | "look" | "try"} Action */

/**
 * @typedef {object} StateWords
 * @property {"sent" | "waiting" | "needs-you"} tone
 * @property {string} words  the line itself
 * @property {string} more  why, and what happens next; may be empty
 * @property {Action[]} actions  the most important first
 */

/** On every screen of a page under which the store was cleared: what is lost, and what she can do. */
export const CLEARED =
  "NOT saved: this tablet’s store was cleared. Copy or write down what you see: it is gone when this locks. Then load the page again, set the tablet up and write it anew. Tell your manager.";

/**
 * What only a person can end. `before`: so important that it stands in front of everything else.
 * @type {Record<string, {before?: string, after?: string, more: string, action?: Action}>}
 */
const ASKS = {
  withdrawn: {
    before: "This tablet has been withdrawn",
    more: "What you have not sent is handed in, sealed. Nothing is lost.",
  },
  update_needed: {
    before: "Please update. Your notes are safe",
    more: "This Wholeview is too old to fetch anything; what you write is still sent.",
    action: "reload",
  },
  service_behind: {
    after: "The service has lost something it had received",
    more: "It was put back to an earlier state. Nothing on this tablet is lost: it keeps everything until the service knows. Its administrators see this.",
    action: "try",
  },
  storage_full: {
    after: "This tablet is full",
    more: "What is saved is sent all the same. Remove photos or apps, then try again.",
    action: "try",
  },
  sign_in: { after: "Sign in to send and fetch", more: "Everything you wrote is saved here.", action: "sign_in" },
  other_user: {
    after: "Somebody else is signed in",
    more: "Nothing of yours was sent under another name. Sign in as yourself.",
    action: "sign_in",
  },
};

/**
 * Each state there is, side by side: none hides another.
 * @param {TabletState} status
 * @param {Date} now
 * @returns {StateWords}
 */
export function stateWords(status, now) {
  const { state, waiting, oldest_at, needs_you, held, behind = 0 } = status;
  if (state === "sending" && !status.last_sync_at && !waiting && !needs_you && !behind)
    return { tone: "waiting", words: "Fetching your caseload…", more: "", actions: [] };
  if (state === "cleared") return { tone: "needs-you", words: CLEARED, more: "", actions: [] };
  const asks = ASKS[state];
  const since = oldest_at ? `, the oldest since ${moment(oldest_at, now)}` : "";
  const line = waiting
    ? `${state === "sending" ? "Sending" : "Waiting"}: ${waiting}${since}`
    : status.last_sync_at
      ? "Everything is sent"
      : "Nothing is waiting to be sent";
  const trying = /offline|later|busy|no_receipt/.test(state) || (state === "idle" && waiting);
  return {
    tone: asks || needs_you || behind ? "needs-you" : waiting || /later|busy/.test(state) ? "waiting" : "sent",
    words: joined(
      asks?.before,
      behind && `${counted(behind, "earlier entry", "earlier entries")} never arrived`,
      needs_you && `${counted(needs_you, "entry needs", "entries need")} you`,
      (waiting || !(behind || needs_you)) && line,
      asks?.after,
    ),
    more: [asks?.more ?? why(status, now), held && `${counted(held, "entry", "entries")} kept for a manager.`]
      .filter(Boolean)
      .join(" "),
    actions: [asks?.action, (needs_you || behind) && "look", trying && "try"].filter(isAction),
  };
}

/** @param {(string | false | 0 | undefined)[]} sentences */
const joined = (...sentences) => sentences.filter(Boolean).join(". ");

/** @param {unknown} action @returns {action is Action} */
const isAction = (action) => Boolean(action);

/** Why, where the service is to blame, by the state of the runner. @type {Record<string, string>} */
export const REASONS = {
  busy: "The service is busy and asked this tablet to wait.",
  later: "The service cannot answer now.",
  no_receipt: "The service answered and took nothing.",
};

/** Why nothing goes out now, where nobody has to do anything about it. @param {TabletState} status @param {Date} now */
function why({ state, waiting, next_try_at }, now) {
  if (state === "offline")
    return `No connection. ${waiting ? "Saved on this tablet; it is sent by itself when there is a signal." : "You can go on working."}`;
  const reason = REASONS[state];
  if (!reason) return "";
  return next_try_at && new Date(next_try_at) > now
    ? `${reason} Next try at ${moment(next_try_at, now)}.`
    : `${reason} It is tried again in a moment.`;
}

/** How fresh the list of children is. @param {TabletState} status @param {Date} now */
export const freshness = ({ last_sync_at }, now) =>
  last_sync_at ? `Caseload as of ${moment(last_sync_at, now)}` : "The caseload has not been fetched yet";
