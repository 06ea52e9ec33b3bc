/**
 * Urgent calls that nobody made: noted, sealed on the tablet, until the time of the call is put down. Read when there is one:
 * what is noted is the setting "uncalled".
 */

/** @typedef {import("../rules/judging.js").Finding} Finding */
/** @typedef {import("../local/session.js").Session} Session */

/**
 * An urgent call that was not made: which visit, whether it rests only on what nobody else may see, and whether the visit has
 * left this tablet since, so that the call can be noted here no more.
 * @typedef {{visit_id: string, private: boolean, gone?: boolean}} Uncalled
 */

/**
 * Notes what is changed by `how`, on what stands there by then: another tab may have noted something meanwhile.
 * @param {Session} session
 * @param {(noted: Uncalled[]) => Uncalled[]} how
 */
async function change(session, how) {
  const noted = (await session.setting("uncalled")) ?? [];
  let now = how(noted);
  if (JSON.stringify(now) !== JSON.stringify(noted)) {
    await session.setSetting("uncalled", (/** @type {Uncalled[] | undefined} */ kept) => {
      now = how(kept ?? []);
      return now;
    });
  }
  return now;
}

/**
 * Notes whether a visit has an urgent call that nobody made; it stays noted, whatever else happens to the tablet, until the
 * time of the call is put down. Of a visit that was signed off nothing can be put down here any more, and whoever signed it has
 * said that she read of a call nobody noted: only what she cannot have read, because it is not sent, is still called for. Of a
 * visit that has left, only what is held of it is here, which says nothing of the rest: what was noted stays.
 * @param {Session} session
 * @param {{visit_id: string, editable: boolean, left: boolean}} visit
 * @param {Finding[]} findings
 */
export function noteUncalled(session, { visit_id, editable, left }, findings) {
  const stops = findings.filter(({ severity, answered }) => severity === "STOP-ACT" && answered === null);
  const fired = findings.some(({ rule }) => rule === "R30");
  const hidden = stops.every((one) => one.private || one.rule === "R30");
  return change(session, (noted) => {
    const before = noted.find((one) => one.visit_id === visit_id);
    // Once noted, a connection alone does not clear it: somebody has to be spoken to.
    const open = fired || (before !== undefined && (left || (editable && stops.length > 0)));
    const others = noted.filter((one) => one !== before);
    return open ? [...others, { ...before, visit_id, private: left && before ? before.private : hidden }] : others;
  });
}

/**
 * Once everything was fetched: marks those whose visit is not on this tablet any more. Before, it may be still to come.
 * @param {Session} session
 */
export async function lookForVisits(session) {
  /** @type {Record<string, boolean>} */
  const gone = {};
  for (const { visit_id } of await change(session, (noted) => noted)) {
    const seen = await session.visit(visit_id);
    gone[visit_id] = !seen || seen.left;
  }
  return change(session, (noted) => noted.map((one) => ({ ...one, gone: gone[one.visit_id] ?? false })));
}

/** She has told her manager of those that can be noted here no more. @param {Session} session */
export const letGone = (session) => change(session, (noted) => noted.filter(({ gone }) => !gone));
