/** Why something has not been taken by the service, and what happens next. Pure. */

import { REASONS } from "./state_words.js";
import { moment } from "./words.js";

/**
 * @typedef {object} Explained
 * @property {string} state  in a word or two
 * @property {string} reason
 * @property {string} next
 */

/** What keeps everything unsent, by the state of the runner. @type {Record<string, {reason: string, next: string}>} */
const KEPT_BACK = {
  offline: { reason: "There is no connection.", next: "It is sent by itself when there is one." },
  sign_in: { reason: "The service asks you to sign in.", next: "Sign in above; then it is sent." },
  other_user: {
    reason: "Somebody else is signed in.",
    next: "Sign in as yourself. Nothing of yours goes out under another name.",
  },
  update_needed: { reason: "This app is too old for the service.", next: "Press Update above. Your notes are safe." },
  storage_full: {
    reason: "This tablet is full: it is sent, but cannot be marked as sent.",
    next: "Remove photos or apps, then try again.",
  },
  service_behind: {
    reason: "The service was put back to an earlier state.",
    next: "It is kept here until the service knows. Its administrators see this.",
  },
};

/** Why a manager has it, by the service's name for it. @type {Record<string, string>} */
const WITH_MANAGER = {
  not_on_caseload: "No longer yours: the child is not on your caseload now.",
  form_unknown: "It was written on a form the service does not have.",
  signed_off: "The visit was signed off before this arrived.",
  device_revoked: "The tablet it was written on was withdrawn.",
};

/**
 * @param {{state: "waiting" | "sending" | "held" | "refused" | "damaged" | "untaken", code: string | null, message: string | null}} item
 * @param {{state: string, next_try_at: string | null}} status  of the runner
 * @param {Date} now
 * @returns {Explained}
 */
export function explained({ state, code, message }, status, now) {
  if (state === "held")
    return {
      state: "Kept for a manager",
      reason: WITH_MANAGER[code ?? ""] ?? message ?? "",
      next: "Nothing is lost. Your manager decides what becomes of it. You are told here.",
    };
  if (state === "damaged")
    return {
      state: "Cannot be read on this tablet",
      reason: "Its place in the memory is damaged.",
      next: "Do not clear this browser. Ask for help; nothing else is held up by it.",
    };
  if (state === "untaken")
    return {
      state: "The service cannot take this one",
      reason: "The service fails at it each time.",
      next: "It stays here and is tried again four times an hour. Tell your manager: who runs the service has to mend it.",
    };
  if (state === "refused" && code === "change_too_large")
    return {
      state: "Too long to be sent",
      reason: message ?? "This is longer than can be sent in one piece.",
      next: "It stays here, to be read. Open the visit and write what is marked there anew, the longest of it shorter: then it is sent. Your manager sees why it has not come.",
    };
  if (state === "refused")
    return {
      state: "Not accepted",
      reason: message ?? "The service cannot store it as it is.",
      next: "It stays here. Open the visit, change the answer, and it is sent again.",
    };
  const words = state === "sending" ? "Handed over; no answer yet" : "Saved on this tablet";
  if (code === "behind")
    return {
      state: words,
      reason: "The service cannot take an earlier entry about this child.",
      next: "It is sent after that one.",
    };
  const served = REASONS[status.state];
  const kept = served ? { reason: served, next: "It is sent by itself" } : KEPT_BACK[status.state];
  if (!kept)
    return {
      state: words,
      reason: status.state === "sending" ? "It is being sent now." : "It is sent shortly.",
      next: state === "sending" ? "It is sent again until the service says it has it." : "You need not do anything.",
    };
  const when =
    status.next_try_at && new Date(status.next_try_at) > now
      ? ` at ${moment(status.next_try_at, now)}`
      : " in a moment";
  return { state: words, reason: kept.reason, next: served ? `${kept.next}${when}.` : kept.next };
}

/** What a manager decided about a held entry. @type {Record<string, string>} */
export const DECIDED = {
  accepted: "Accepted into the record",
  noted: "Kept beside the visit as a note",
  declined: "Not taken into the record",
};

/**
 * How long ago, in the one unit that matters.
 * @param {string} since
 * @param {Date} now
 */
export function ageWords(since, now) {
  const minutes = Math.max(0, Math.floor((now.getTime() - new Date(since).getTime()) / 60_000));
  if (!since || Number.isNaN(minutes)) return "";
  if (minutes < 60) return minutes < 2 ? "just now" : `${minutes} minutes`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} ${hours === 1 ? "hour" : "hours"}`;
  return `${Math.floor(hours / 24)} days`;
}
