/** A withdrawn tablet hands in what it has not sent, sealed as it is, and forgets its key once the service holds it. */

import { sha256 } from "./canonical.js";

/** Characters of one part: so much passes within the time a request is given, at 2 kB a second as well. */
const LARGEST_PART = 200_000;

/**
 * Work stays here, sealed, and trying again does not help: too long to be sent, or no token to hand it in with.
 * @param {"long" | "untaken"} why
 * @param {number} [entries]
 */
const kept = (why, entries) => Object.assign(new Error(why), { why, entries });

/**
 * Nothing is destroyed before each part has been receipted. Whatever goes wrong before that leaves everything as it was; one
 * part that is longer than the service takes keeps back no other.
 * @param {object} given
 * @param {{closedEverywhere: (user: string) => Promise<void>,
 *   sealedWork: (user: string, largest: number) => Promise<{text: string, records: number}[]>,
 *   shred: (user: string) => Promise<void>}} given.tablet
 * @param {Pick<import("./transport.js").Transport, "handIn">} given.transport
 * @param {string} given.user
 * @param {string} given.deviceId
 * @param {string | null} given.token  null: an earlier release took it for handed in. A copy of this vault may have done
 *   that: only one that holds no work is forgotten
 * @returns {Promise<number>}  how many sealed entries were handed in
 */
export async function withdraw({ tablet, transport, user, deviceId, token }) {
  let handedIn = 0;
  let tooLong = 0;
  await tablet.closedEverywhere(user); // what a tab still writes once this is read would be destroyed
  const parts = await tablet.sealedWork(user, LARGEST_PART);
  for (const [at, { text, records }] of parts.entries()) {
    if (!token) {
      if (records) throw kept("untaken");
      continue;
    }
    const last = !tooLong && at === parts.length - 1;
    const receipt = await transport.handIn(deviceId, { token, sealed: text, records, last }).catch((problem) => {
      if (!records || ![413, 422].includes(problem.status)) throw problem;
      tooLong += records;
    });
    if (!receipt) continue;
    if (receipt.sha256 !== (await sha256(text))) throw new Error("That is not the receipt for this part");
    handedIn += records;
  }
  if (tooLong) throw kept("long", tooLong);
  await tablet.shred(user);
  return handedIn;
}
