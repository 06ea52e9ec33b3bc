/**
 * The first call of the injury pathway, where its time lies before the contact. It may be right, for she may have rung on her way
 * in: so it is asked about, and holds nothing back. Pure. Twin of forms/derived/before_contact.py.
 */

import { isMoment } from "./uk_time.js";

export const FIRST_CALL = "bni_when";
export const BEFORE_CONTACT = "Before the contact began";

/** A moment to the minute: one that was typed has no seconds, and "Now" has. @param {string} moment */
const minute = (moment) => moment.slice(0, "2026-05-03T14:30".length);

/** @param {unknown} call @param {unknown} began */
export const isBefore = (call, began) => isMoment(call) && isMoment(began) && minute(call) < minute(began);

/**
 * Whether this answer is a call that was made before the contact began.
 * @param {string} key
 * @param {Record<string, {value?: any}>} answers
 */
export const isBeforeContact = (key, answers) =>
  key === FIRST_CALL && isBefore(answers[key]?.value, answers.contact_start?.value);
