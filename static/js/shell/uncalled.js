/** Urgent calls that nobody made: noted, sealed on the tablet, until the time of the call is put down. */

/** @typedef {import("../rules/judging.js").Finding} Finding */

/** Under which setting it is kept which visits have one. */
const UNCALLED = "uncalled";

/**
 * An urgent call that was not made: which visit, and whether it rests only on what nobody else may see.
 * @typedef {{visit_id: string, private: boolean}} Uncalled
 */

/** @param {import("../local/session.js").Session} session @returns {Promise<Uncalled[]>} */
export const uncalledOf = async (session) => (await session.setting(UNCALLED)) ?? [];

/**
 * Notes, sealed on the tablet, whether a visit has an urgent call that nobody made; it stays noted, whatever else happens to
 * the tablet, until the time of the call is put down.
 * @param {import("../local/session.js").Session} session
 * @param {string} visitId
 * @param {Finding[]} findings
 * @returns {Promise<Uncalled[]>}
 */
export async function noteUncalled(session, visitId, findings) {
  const noted = await uncalledOf(session);
  const before = noted.find(({ visit_id }) => visit_id === visitId);
  const stops = findings.filter(({ severity, answered }) => severity === "STOP-ACT" && answered === null);
  const fired = findings.some(({ rule }) => rule === "R30");
  // Once noted, a connection alone does not clear it: somebody has to be spoken to.
  const open = fired || (before !== undefined && stops.length > 0);
  if (!open && !before) return noted;
  const hidden = stops.every((one) => one.private || one.rule === "R30");
  const others = noted.filter(({ visit_id }) => visit_id !== visitId);
  const now = open ? [...others, { visit_id: visitId, private: hidden }] : others;
  if (JSON.stringify(now) !== JSON.stringify(noted)) await session.setSetting(UNCALLED, now);
  return now;
}
