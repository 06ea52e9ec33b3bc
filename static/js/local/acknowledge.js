/** What is told until she has read it. */

import { deskOf, ONLY } from "./desk.js";

/**
 * She has read what became of a held change, or what an older vault of hers, or this one, had not sent.
 * @param {import("./session.js").Session} session
 * @param {string} id  of the change or the vault
 */
export const acknowledge = (session, id) =>
  session.transact(
    async (tx) => {
      const desk = await deskOf(tx);
      await tx.put("desk", ONLY, {
        ...desk,
        told: (desk.told ?? []).filter(({ change_id }) => change_id !== id),
        left_behind: (desk.left_behind ?? []).map((left) => (left.device_id === id ? { ...left, read: true } : left)),
        ...(id === desk.device_id ? { lost_read: desk.lost } : {}),
      });
    },
    () => [],
  );
