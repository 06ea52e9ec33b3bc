/** The contract of `Store` in memory, for what is decided above it. Values pass through JSON, as sealing does. */

import { Damaged, Locked, Stale, StorageFull } from "../../static/js/local/errors.js";

/** Each record begins at a revision of its own. */
let begun = 0;

/**
 * @param {Map<string, Map<string | number, {text: string | null, rev: number}>>} [stores]  given: another tab's view of them
 */
export function memoryStore(stores = new Map()) {
  const of = (store) => stores.get(store) ?? stores.set(store, new Map()).get(store);
  let closed = false;
  let full = false;
  const assertOpen = () => {
    if (closed) throw new Locked("closed");
  };

  return {
    async read(store, id) {
      assertOpen();
      const found = of(store).get(id);
      if (!found) return null;
      if (found.text === null) throw Object.assign(new Damaged(store), { rev: found.rev });
      return { value: JSON.parse(found.text), rev: found.rev };
    },
    async list(store) {
      assertOpen();
      return [...of(store)]
        .sort(([a], [b]) => a - b)
        .map(([id, { text, rev }]) => ({ id, value: text === null ? null : JSON.parse(text), rev }));
    },
    async numbers(store) {
      assertOpen();
      return [...of(store).keys()].sort((a, b) => a - b);
    },
    async write(writes) {
      assertOpen();
      for (const write of writes) {
        if ((of(write.store).get(write.id)?.rev ?? 0) !== write.rev) throw new Stale("stale");
      }
      if (full) throw new StorageFull("full");
      return writes.map(({ store, id, value, rev: seen }) => {
        if (value === undefined) {
          of(store).delete(id);
          return 0;
        }
        const rev = seen ? seen + 1 : ++begun * 1000;
        of(store).set(id, { text: JSON.stringify(value), rev });
        return rev;
      });
    },
    close() {
      closed = true;
    },

    // -- what only tests do
    anotherTab: () => memoryStore(stores),
    fill: (yes) => {
      full = yes;
    },
    clear: () => stores.clear(),
    damage: (store, id) => {
      of(store).get(id).text = null;
    },
  };
}
