/** What is remembered of a visit while its visitor is unlocked; with the key it is gone. Nothing but halves is written down. */

import { keep, letGo, takeUp } from "./half.js";

/**
 * @typedef {import("../forms/question.js").Memory & {heard: import("../local/types.js").Shown | null, alone: boolean}} Memory
 *   `heard`: who could overhear, as she has said it, while it is not written down; `alone`: since she unlocked she
 *   has said that nobody could
 */

/** @type {WeakMap<object, Map<string, Memory>>} */
const sessions = new WeakMap();

/**
 * @param {import("../local/session.js").Session} session
 * @param {string} visitId
 * @returns {Memory}
 */
export function memoryOf(session, visitId) {
  const visits = sessions.get(session) ?? new Map();
  sessions.set(session, visits);
  const memory = visits.get(visitId) ?? {
    source: null,
    basis: null,
    views: false,
    heard: null,
    alone: false,
    half: {
      keep: (/** @type {string} */ place, /** @type {unknown} */ value) =>
        value ? keep(session, `${visitId}/${place}`, value) : letGo(session, `${visitId}/${place}`),
      takeUp: (/** @type {string} */ place) => takeUp(session, `${visitId}/${place}`),
    },
  };
  visits.set(visitId, memory);
  return memory;
}
