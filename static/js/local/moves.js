/**
 * On which version of its form a visit stands. Pure. Twin of `move` in app/visits/rules.py.
 */

/** @typedef {{version: number, begun: number | null}} Stand  `begun`: the version it was begun on, while it stands on a newer one */

/**
 * What becomes of the wish to move an open visit from the version its author saw it on to another: to a newer one, or back
 * to where it was begun.
 * @param {string} status
 * @param {Stand} stand
 * @param {number} saw
 * @param {number} to
 * @returns {Stand}
 */
export function moved(status, stand, saw, to) {
  const { version, begun } = stand;
  if (version === to && saw < to) return { version, begun: begun ?? saw };
  if (status !== "open" || saw !== version || (to < version && to !== begun)) return stand;
  return { version: to, begun: to === begun ? null : (begun ?? version) };
}

/**
 * The service's word, and after it what this tablet's own changes will make of it once they arrive.
 * @param {{status: string, form_version: number, began_on?: number | null}} word
 * @param {{form_version: number, moved_from?: number}[]} own  held or unsent, oldest first
 * @returns {Stand}
 */
export function standsOn({ status, form_version, began_on }, own) {
  /** @type {Stand} */
  let stand = { version: form_version, begun: began_on ?? null };
  for (const { moved_from, form_version: to } of own) {
    if (moved_from !== undefined) stand = moved(status, stand, moved_from, to);
  }
  return stand;
}
