/**
 * The only module that touches IndexedDB. One small clear registry says whose vaults are on this tablet; each visitor has
 * a database of her own in which every record is sealed and its key says nothing.
 */

import { openDB, unwrap } from "idb";
import { Damaged, Locked, Newer, Stale, StorageFull } from "./errors.js";

/** @typedef {import("./types.js").Store} Store */
/** @typedef {import("./types.js").StoreName} StoreName */
/** @typedef {import("./types.js").Write} Write */
/** @typedef {import("./vault.js").Wrap} Wrap */

const REGISTRY = "wholeview-tablet";
const VERSION = 1;

/** @type {StoreName[]} */
export const STORES = ["desk", "index", "child", "visit", "outbox", "journal", "quarantine"];

/** @param {string} user */
const databaseOf = (user) => `wholeview-${user}`;

/** Chrome's default is relaxed: a write is then called done before it is on the disk. */
const STRICT = /** @type {const} */ ({ durability: "strict" });

/**
 * @typedef {{user: string, initials: string, wraps: Wrap[], created_at: string}} Resident  in the clear, so no name
 */

/**
 * The revision after this one. A record that begins, begins anywhere, so that what was read of one that was removed since
 * is never taken for it.
 * @param {number} rev  0: there is none
 */
export const revAfter = (rev) => (rev || Math.floor(Math.random() * 2 ** 40)) + 1;

/**
 * A database that is opened when needed and again when the browser has closed it underneath.
 * @param {string} name
 * @param {(db: import("idb").IDBPDatabase<any>) => void} build
 */
function connection(name, build) {
  /** @type {Promise<import("idb").IDBPDatabase<any>> | null} */
  let opening = null;

  function open() {
    opening ??= openDB(name, VERSION, {
      upgrade: build,
      // A newer page wants to change the store: step aside at once, it must not wait for this tab.
      blocking: (_current, _wanted, event) => {
        /** @type {IDBDatabase} */ (event.target).close();
        opening = null;
      },
      terminated: () => {
        opening = null;
      },
    }).catch((problem) => {
      opening = null;
      throw problem?.name === "VersionError" ? new Newer("This store was written by a newer Wholeview") : problem;
    });
    return opening;
  }

  return {
    /**
     * Do something with the open database; once more when the connection turns out to be gone.
     * @template T
     * @param {(db: import("idb").IDBPDatabase<any>) => Promise<T>} work
     * @returns {Promise<T>}
     */
    async use(work) {
      try {
        return await work(await open());
      } catch (/** @type {any} */ problem) {
        if (problem?.name === "QuotaExceededError") throw new StorageFull("The device has no room left");
        if (problem?.name !== "InvalidStateError") throw problem;
        opening = null;
        return work(await open());
      }
    },
    async close() {
      const db = await opening?.catch(() => null);
      opening = null;
      db?.close();
    },
  };
}

/** Who has a vault on this tablet. */
export function openRegistry() {
  const database = connection(REGISTRY, (db) => db.createObjectStore("vaults", { keyPath: "user" }));
  return {
    /** @returns {Promise<Resident[]>} */
    list: () => database.use((db) => db.getAll("vaults")),
    /** @param {string} user @returns {Promise<Resident | undefined>} */
    find: (user) => database.use((db) => db.get("vaults", user)),
    /** @param {Resident} resident */
    save: (resident) =>
      database.use(async (db) => {
        const tx = db.transaction("vaults", "readwrite", STRICT);
        await Promise.all([tx.store.put(resident), tx.done]);
      }),
    /**
     * Without its wrap a vault is noise; deleting the database afterwards only gives the room back.
     * @param {string} user
     */
    async remove(user) {
      await database.use(async (db) => {
        const tx = db.transaction("vaults", "readwrite", STRICT);
        await Promise.all([tx.store.delete(user), tx.done]);
      });
      indexedDB.deleteDatabase(databaseOf(user));
    },
    close: database.close,
  };
}

/**
 * @typedef {object} Ready  one write, sealed; without a name it clears its store
 * @property {StoreName} store
 * @property {string} [name]
 * @property {number} seen  the revision that must be there
 * @property {number} rev
 * @property {object} [record]  none: the record is removed
 */

/**
 * All in one strict transaction. This is between a visitor's tap and the word "Saved": it speaks to IndexedDB without
 * the wrapper, and asks for everything in one go. What was put is undone with the transaction when a revision turns out
 * to be another.
 * @param {IDBDatabase} db
 * @param {Ready[]} ready
 * @returns {Promise<void>}
 */
function writeAll(db, ready) {
  return new Promise((done, failed) => {
    const tx = db.transaction([...new Set(ready.map(({ store }) => store))], "readwrite", STRICT);
    /** @type {Stale | null} */
    let stale = null;
    tx.oncomplete = () => done();
    tx.onabort = () => failed(stale ?? tx.error ?? new DOMException("The write was undone", "AbortError"));
    const cleared = new Set(ready.filter(({ name }) => !name).map(({ store }) => store));
    for (const { store, name, seen } of ready) {
      if (!name || cleared.has(store)) continue;
      const looking = tx.objectStore(store).get(name);
      looking.onsuccess = () => {
        if (stale || (looking.result?.rev ?? 0) === seen) return;
        stale = new Stale("Another tab wrote first");
        tx.abort();
      };
    }
    for (const { store, name, record } of ready) {
      const records = tx.objectStore(store);
      if (record) records.put(record);
      else if (name) records.delete(name);
      else records.clear();
    }
  });
}

/**
 * The sealed store of the vault's owner; `Store` in types.js is the contract.
 * @param {string} user
 * @param {import("./vault.js").Vault} vault
 * @returns {Store}
 */
export function openStore(user, vault) {
  let closed = false;
  const database = connection(databaseOf(user), (db) => {
    for (const store of STORES) db.createObjectStore(store, { keyPath: "name" });
  });
  const assertOpen = () => {
    if (closed) throw new Locked("The store is closed");
  };

  /** Seal first: a transaction ends by itself while WebCrypto works. @param {Write} write @returns {Promise<Ready>} */
  async function sealed(write) {
    if ("clear" in write) return { store: write.store, seen: 0, rev: 0 };
    const { store, id, value, rev: seen } = write;
    const name = await vault.nameOf(store, id);
    if (value === undefined) return { store, name, seen, rev: 0 };
    const rev = revAfter(seen);
    return { store, name, seen, rev, record: { name, rev, ...(await vault.seal(store, name, value)) } };
  }

  return {
    async read(store, id) {
      assertOpen();
      const name = await vault.nameOf(store, id);
      const found = await database.use((db) => db.get(store, name));
      if (!found) return null;
      try {
        return { value: await vault.open(store, name, found), rev: found.rev };
      } catch (problem) {
        throw problem instanceof Damaged ? Object.assign(problem, { rev: found.rev }) : problem;
      }
    },

    async list(store) {
      assertOpen();
      const found = await database.use((db) => db.getAll(store));
      return Promise.all(
        found.map(async (record) => ({
          id: Number(record.name),
          rev: record.rev,
          value: await vault.open(store, record.name, record).catch((problem) => {
            if (problem instanceof Damaged) return null;
            throw problem;
          }),
        })),
      );
    },

    async write(writes) {
      assertOpen();
      const ready = await Promise.all(writes.map(sealed));
      await database.use((db) => writeAll(/** @type {IDBDatabase} */ (unwrap(db)), ready));
      return ready.map(({ rev }) => rev);
    },

    close() {
      closed = true;
      database.close();
    },
  };
}
