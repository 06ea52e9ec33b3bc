/**
 * One decision, one write. The records a decision reads are remembered with their revisions; what it writes goes to the
 * store in one transaction that fails when another tab was faster, and then the decision is made again on what is there.
 */

import { Damaged, Stale } from "./errors.js";

/** @typedef {import("./types.js").Store} Store */
/** @typedef {import("./types.js").StoreName} StoreName */
/** @typedef {import("./types.js").Write} Write */

/** Two tabs that write at once lose a round each in turn; more than this means a fault, not bad luck. */
const ROUNDS = 20;

/** What a decision sees: the records as they would be after it. */
export class Transaction {
  #store;
  /** @type {Map<string, {store: StoreName, id: string | number, value: any, rev: number, changed: boolean,
   *   damaged: Damaged | null}>} */
  #records = new Map();

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
  }

  /** @param {StoreName} store @param {string | number} id */
  async #record(store, id) {
    const place = `${store}/${id}`;
    const known = this.#records.get(place);
    if (known) return known;
    /** @type {Damaged | null} */
    let damaged = null;
    const found = await this.#store.read(store, id).catch((problem) => {
      if (!(problem instanceof Damaged)) throw problem;
      damaged = problem;
      return { value: undefined, rev: problem.rev };
    });
    const record = { store, id, value: found?.value, rev: found?.rev ?? 0, changed: false, damaged };
    this.#records.set(place, record);
    return record;
  }

  /**
   * The record's value, or undefined. Never change it in place: it is shared with what was read before. Damaged; such a
   * record can still be replaced or removed.
   * @param {StoreName} store
   * @param {string | number} id
   */
  async read(store, id) {
    const { damaged, changed, value } = await this.#record(store, id);
    if (damaged && !changed) throw damaged;
    return value;
  }

  /** @param {StoreName} store @param {string | number} id @param {unknown} value */
  async put(store, id, value) {
    const record = await this.#record(store, id);
    record.value = value;
    record.changed = true;
  }

  /** @param {StoreName} store @param {string | number} id */
  async remove(store, id) {
    await this.put(store, id, undefined);
  }

  /** A numbered store as it was before this transaction. @param {StoreName} store */
  list(store) {
    return this.#store.list(store);
  }

  /** What a numbered store had before this transaction, without opening it. @param {StoreName} store */
  numbers(store) {
    return this.#store.numbers(store);
  }

  /** @returns {Write[]} */
  get writes() {
    const changed = [...this.#records.values()].filter(
      ({ changed, value, rev }) => changed && (value !== undefined || rev > 0),
    );
    return changed.map(({ store, id, value, rev }) => ({ store, id, value, rev }));
  }
}

/**
 * @template T
 * @param {Store} store
 * @param {(tx: Transaction) => Promise<T>} decide  may run several times; nothing but `tx` may be changed in it
 * @returns {Promise<{result: T, writes: Write[]}>}
 */
export async function transact(store, decide) {
  for (let round = 1; ; round++) {
    const tx = new Transaction(store);
    const result = await decide(tx);
    const { writes } = tx;
    try {
      if (writes.length) await store.write(writes);
      return { result, writes };
    } catch (problem) {
      if (!(problem instanceof Stale) || round === ROUNDS) throw problem;
    }
  }
}

/**
 * The store with its last-read records kept in memory, in the clear. Safe for writing, because a write that rests on an
 * old revision fails; for reading call `forget` when another tab says that it wrote.
 * @param {Store} store
 * @param {number} [kept]
 * @returns {Store & {forget: () => void}}
 */
export function remembering(store, kept = 200) {
  /** @type {Map<string, {value: any, rev: number} | null>} */
  const memory = new Map();
  let generation = 0;

  /** @param {string} place @param {{value: any, rev: number} | null} record */
  function keep(place, record) {
    memory.delete(place);
    memory.set(place, record);
    if (memory.size > kept) memory.delete(/** @type {string} */ (memory.keys().next().value));
  }
  function forget() {
    memory.clear();
    generation++;
  }

  return {
    ...store,
    async read(name, id) {
      const place = `${name}/${id}`;
      const known = memory.get(place);
      if (known !== undefined) {
        keep(place, known);
        return known;
      }
      const asked = generation;
      const found = await store.read(name, id);
      if (asked === generation) keep(place, found);
      return found;
    },
    async write(writes) {
      /** @type {number[]} */
      let revs;
      try {
        revs = await store.write(writes);
      } catch (problem) {
        forget();
        throw problem;
      }
      generation++;
      for (const [at, write] of writes.entries()) {
        keep(`${write.store}/${write.id}`, write.value === undefined ? null : { value: write.value, rev: revs[at] });
      }
      return revs;
    },
    forget,
    close() {
      forget();
      store.close();
    },
  };
}
