/**
 * What the safety rules say of what stands in the picture: twin of `open_findings` and `late_shares` in
 * `app/picture/findings.py`. The rules are a part of their own; this is read beside the picture, not before it.
 */

import { unconfirmed } from "../rules/facts.js";
import { BOOK, FROM_PRIVATE, said, step } from "../rules/index.js";
import { numbersOf } from "../rules/judging.js";
import { EMPTY } from "../rules/past.js";
import { latest } from "./entries.js";
import { keyOf, shareKey, waitingShares } from "./parts.js";

/**
 * @param {import("./entries.js").Record_} record
 * @param {Record<string, number>} [local]  the thresholds of the team
 * @returns {Promise<string[]>} codes of `must_see_next`. Between two visits the page may go on with its own work.
 */
export async function mustSeeNext(record, local = {}) {
  const { child } = record;
  const known = {
    dob: child.dob ?? null,
    sex: child.sex ?? null,
    gestation: latest(record, "gestation_birth")?.value ?? null,
    birth_weight_g: latest(record, "birth_weight_g")?.value ?? null,
    people: child.people ?? [],
    addresses: child.addresses ?? [],
  };
  /** @type {import("../rules/past.js").Past} */
  let past = EMPTY;
  /** @type {string[]} */
  let wanted = [];
  for (const { place, on } of record.contacts) {
    const told = said(record.formOf[place], record.answers[place], on);
    const after = step(BOOK, past, told, known, { local, wording: false });
    past = after.past;
    wanted = after.result.must_see_next;
    await new Promise((done) => setTimeout(done));
  }
  return record.hidden ? wanted : wanted.filter((code) => !FROM_PRIVATE.includes(code));
}

/**
 * How late each of the picture's shares is confirmed, by rule R27: 0 not at all, 1 since the time for it, 2 since twice that.
 * @param {import("./entries.js").Record_} record
 * @param {Record<string, any>[]} shares
 * @param {string} today
 * @param {Record<string, number>} [local]  the thresholds of the team
 * @returns {number[]}
 */
export function lateShares(record, shares, today, local = {}) {
  const waiting = waitingShares(record);
  const days = numbersOf(BOOK, local).days_to_confirm;
  const late = new Map(
    [1, 2].flatMap((times) =>
      unconfirmed(waiting, today, days, BOOK.settings.bank_holidays, times).map((one) => [keyOf(one), times]),
    ),
  );
  return shares.map((one) => late.get(shareKey(one)) ?? 0);
}
