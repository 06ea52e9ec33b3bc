/**
 * What the safety rules want seen or done at the next visit: twin of `open_findings` in `app/picture/findings.py`. The rules
 * are a part of their own; this is read beside the picture, not before it.
 */

import { BOOK, FROM_PRIVATE, said, step } from "../rules/index.js";
import { EMPTY } from "../rules/past.js";
import { latest } from "./entries.js";

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
