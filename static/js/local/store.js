/**
 * The only module that touches IndexedDB. One small clear registry says whose vaults are on this tablet; each visitor has
 * a database of her own in which every record is sealed and its key says nothing.
 */

import { Blocked, Damaged, Locked, Newer, Stale, StorageFull } from "./errors.js";

/** @typedef {import("./types.js").Store} Store */
/** @typedef {import("./types.js").StoreName} StoreName */
/** @typedef {import("./types.js").Write} Write */
/** @typedef {import("./wraps.js").Wrap} Wrap */

const REGISTRY = "wholeview-tablet";

/** @typedef {(db: IDBDatabase) => void} Step */

/**
 * From each version of a visitor's database to the next; a released step is never edited. The browser carries out all that
 * are missing in one go or none of them.
 * @type {Step[]}
 */
const STEPS = [
  (db) => {
    for (const store of ["desk", "index", "child", "visit", "outbox", "journal", "quarantine"])
      db.createObjectStore(store, { keyPath: "name" });
  },
  (db) => db.createObjectStore("settings", { keyPath: "name" }),
];

/** @type {Step[]} */
const REGISTRY_STEPS = [(db) => db.createObjectStore("vaults", { keyPath: "user" })];

/** @param {string} user */
const databaseOf = (user) => `wholeview-${user}`;

/** Chrome's default is relaxed: a write is then called done before it is on the disk. */
const STRICT = /** @type {const} */ ({ durability: "strict" });

/** How long another tab may keep an older store open before we say so, in milliseconds. */
const BLOCKED_AFTER = 4_000;

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const answered = (request) =>
  new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });

/** Resolves when the transaction is on the disk. @param {IDBTransaction} tx @returns {Promise<void>} */
const written = (tx) =>
  new Promise((done, failed) => {
    tx.oncomplete = () => done();
    tx.onabort = () => failed(tx.error ?? new DOMException("The write was undone", "AbortError"));
  });

/** @param {IDBDatabase} db @param {string} store */
const reading = (db, store) => db.transaction(store).objectStore(store);

/**
 * @typedef {{request: import("./wraps.js").RecoveryRequest, at: string}} Asked
 *
 * @typedef {object} Resident  in the clear, so no name and no answer
 * @property {string} user
 * @property {string} initials
 * @property {Wrap[]} wraps  that of the passphrase first
 * @property {string} created_at
 * @property {string} [mark]  tells the right data key from another
 * @property {import("./wraps.js").RecoveryKey} [recovery]  the organisation's public key
 * @property {Asked & {id: string | null, anew?: Asked}} [recovering]  `anew`: asked again, and the service has not said that it has it
 * @property {number} [wrong]  wrong passphrases since the last right one
 * @property {number} [wait_until]  milliseconds since 1970, this tablet's clock
 * @property {number} [pin_tries]  wrong PINs since the last right one
 * @property {number} [pin_set]  how often a PIN was set or removed: what another tab knows of an earlier one opens nothing
 * @property {number} [unsent]  changes without a receipt, when it was last looked
 * @property {string} [device_id]  under which the service knows it: a withdrawn tablet hands in before anybody unlocks it
 */

/**
 * The revision after this one. A record that begins, begins anywhere, so that what was read of one that was removed since
 * is never taken for it.
 * @param {number} rev  0: there is none
 */
const revAfter = (rev) => (rev || Math.floor(Math.random() * 2 ** 40)) + 1;

/** A write beyond the room the browser allots is refused before it begins; one that the disk did not take is called so: */
const REFUSED_BY_DISK = new Set(["UnknownError", "DataError"]);
/** What makes the browser begin a fresh log is so many bytes in a record; more would lie in a file of its own. */
const BYTES = 60_000;
/**
 * So many such records where the disk has refused a write: little may still fit behind the last record, and the browser does not
 * say that a fresh log did not. Twice what it keeps in memory (4 MB) leaves it no choice, and shows that there is room again.
 */
const MUCH = 160;
/**
 * How many it takes now: not 0 where the browser's log may end in half a record. It may when a page begins or the connection
 * was lost, since the browser may have been killed in the middle of a write, and when the disk has just refused one.
 */
let shaken = 1;
/** @type {Promise<void> | null} */
let mending = null;
/** The browser begins the fresh log a few milliseconds after it has said that the database is gone: nothing is written before. */
const BEGUN_AFTER = 200;
let begun = Promise.resolve();

/**
 * Makes the browser begin a fresh log, once for all who ask; StorageFull when there is no room for it. Chromium writes on
 * behind half a record, takes the log for corrupt at the next start, and then throws the whole store away (tests/faults, 01
 * and 05). Removing a database with a record in it makes it put everything into a new file first.
 */
function beginFreshLog() {
  mending ??= (async () => {
    const name = "wholeview-room";
    try {
      const opening = indexedDB.open(name, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("room");
      const db = await answered(opening);
      try {
        const tx = db.transaction("room", "readwrite", STRICT);
        for (let at = 0; at < shaken; at++) tx.objectStore("room").put(new Uint8Array(BYTES), at);
        await written(tx);
      } finally {
        db.close();
      }
      await answered(indexedDB.deleteDatabase(name));
      begun = new Promise((done) => setTimeout(done, BEGUN_AFTER));
      shaken = 0;
    } catch {
      throw new StorageFull();
    } finally {
      mending = null;
    }
  })();
  return mending;
}

/** Resolves when it is safe to write. */
const firm = async () => {
  if (shaken) await beginFreshLog();
};

/**
 * Whether the connection was taken away underneath: closed by the browser, or lost with its storage process, as Safari says
 * after it put a page to sleep.
 * @param {any} problem
 */
const isGone = (problem) =>
  problem?.name === "InvalidStateError" ||
  ((problem?.name === "UnknownError" || problem?.name === "AbortError") &&
    /connection|server lost|clos/i.test(problem.message));

/**
 * A database that is opened when needed and again when the browser has closed it underneath.
 * @param {string} name
 * @param {Step[]} steps
 * @param {() => Promise<unknown>} [beforeGivingWay]  what must be written before a newer page takes the store over
 * @param {() => void} [onClosed]  the browser has closed it underneath; it may have been cleared
 */
function connection(name, steps, beforeGivingWay = async () => {}, onClosed = () => {}) {
  /** @type {Promise<IDBDatabase> | null} */
  let opening = null;

  function open() {
    // Opening may write, too: the steps from an older version. A full disk is no reason not to read.
    opening ??= firm()
      .catch(() => {})
      .then(begin)
      .catch((problem) => {
        opening = null;
        throw problem?.name === "VersionError" ? new Newer() : problem;
      });
    return opening;
  }

  /** @returns {Promise<IDBDatabase>} */
  function begin() {
    return new Promise((opened, failed) => {
      let late = false;
      const request = indexedDB.open(name, steps.length);
      request.onupgradeneeded = ({ oldVersion }) => {
        for (const step of steps.slice(oldVersion)) step(request.result);
      };
      request.onblocked = () =>
        setTimeout(() => {
          late = true;
          failed(new Blocked());
        }, BLOCKED_AFTER);
      answered(request).then((db) => {
        if (late) return db.close();
        // A newer page wants to change the store: what is on this screen is written, then this tab steps aside.
        db.onversionchange = () =>
          beforeGivingWay()
            .catch(() => {})
            .finally(() => {
              db.close();
              opening = null;
            });
        db.onclose = () => {
          opening = null;
          onClosed();
        };
        opened(db);
      }, failed);
    });
  }

  /** @template T @param {(db: IDBDatabase) => Promise<T>} work @returns {Promise<T>} */
  async function use(work) {
    try {
      return await open()
        .then(work)
        .catch((problem) => {
          if (!isGone(problem)) throw problem;
          opening = null;
          shaken ||= 1;
          return open().then(work);
        });
    } catch (/** @type {any} */ problem) {
      if (REFUSED_BY_DISK.has(problem?.name)) shaken = MUCH;
      else if (problem?.name === "QuotaExceededError") shaken ||= 1;
      else throw problem;
      throw new StorageFull();
    }
  }

  return {
    /**
     * Reads from the open database; once more when the connection turns out to be gone.
     * @template T
     * @param {(db: IDBDatabase) => Promise<T>} work
     * @returns {Promise<T>}
     */
    use,
    /**
     * Writes to it; `StorageFull` when nothing can be written safely.
     * @template T
     * @param {(db: IDBDatabase) => Promise<T>} work
     * @returns {Promise<T>}
     */
    async change(work) {
      await firm();
      await begun;
      return use(work);
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
  const database = connection(REGISTRY, REGISTRY_STEPS);
  return {
    /** @returns {Promise<Resident[]>} */
    list: () => database.use((db) => answered(reading(db, "vaults").getAll())),
    /** @param {string} user @returns {Promise<Resident | undefined>} */
    find: (user) => database.use((db) => answered(reading(db, "vaults").get(user))),
    /** @param {Resident} resident */
    save: (resident) =>
      database.change(async (db) => {
        const tx = db.transaction("vaults", "readwrite", STRICT);
        tx.objectStore("vaults").put(resident);
        await written(tx);
      }),
    /**
     * Reads, changes and writes in one transaction, so that tries are counted whichever tab they are made in.
     * @param {string} user
     * @param {(found: Resident) => Resident} change
     * @returns {Promise<Resident | undefined>}  as it is now; undefined when there is none
     */
    update: (user, change) =>
      database.change(async (db) => {
        const tx = db.transaction("vaults", "readwrite", STRICT);
        const vaults = tx.objectStore("vaults");
        const found = await answered(vaults.get(user));
        const changed = found && change(found);
        if (changed) vaults.put(changed);
        await written(tx);
        return changed;
      }),
    /**
     * Without its wrap a vault is noise; deleting the database afterwards only gives the room back. The bytes of a record that was
     * removed stay on the disk, those of a database do not: with the last vault goes the registry.
     * @param {string} user
     */
    async remove(user) {
      const others = await database.change(async (db) => {
        const tx = db.transaction("vaults", "readwrite", STRICT);
        tx.objectStore("vaults").delete(user);
        const counting = answered(tx.objectStore("vaults").count());
        await written(tx);
        return counting;
      });
      indexedDB.deleteDatabase(databaseOf(user));
      if (others) return;
      await database.close();
      indexedDB.deleteDatabase(REGISTRY);
      shaken ||= 1; // what the browser has not let go of by then goes with a fresh log, before anything is read again
    },
    close: database.close,
  };
}

/** @typedef {{store: StoreName, name: string, iv: Uint8Array, sealed: Uint8Array}} SealedRecord */

/**
 * The records of these stores as they lie there. Needs no key.
 * @param {string} user
 * @param {readonly StoreName[]} stores
 * @returns {Promise<SealedRecord[]>}
 */
export async function sealedRecords(user, stores) {
  const database = connection(databaseOf(user), STEPS);
  try {
    const found = await database.use((db) => Promise.all(stores.map((store) => answered(reading(db, store).getAll()))));
    return found.flatMap((records, at) =>
      records.map(({ name, iv, sealed }) => ({ store: stores[at], name, iv, sealed })),
    );
  } finally {
    await database.close();
  }
}

/**
 * @typedef {object} Ready  one write, sealed
 * @property {StoreName} store
 * @property {string} name
 * @property {number} seen  the revision that must be there
 * @property {number} rev
 * @property {object} [record]  none: the record is removed
 */

/**
 * All in one strict transaction. This is between a visitor's tap and the word "Saved": it asks for everything in one go.
 * What was put is undone with the transaction when a revision turns out to be another.
 * @param {IDBDatabase} db
 * @param {Ready[]} ready
 * @returns {Promise<void>}
 */
function writeAll(db, ready) {
  const tx = db.transaction([...new Set(ready.map(({ store }) => store))], "readwrite", STRICT);
  /** @type {Stale | null} */
  let stale = null;
  for (const { store, name, seen } of ready) {
    const looking = tx.objectStore(store).get(name);
    looking.onsuccess = () => {
      if (stale || (looking.result?.rev ?? 0) === seen) return;
      stale = new Stale();
      tx.abort();
    };
  }
  for (const { store, name, record } of ready) {
    const records = tx.objectStore(store);
    if (record) records.put(record);
    else records.delete(name);
  }
  return written(tx).catch((problem) => {
    throw stale ?? problem;
  });
}

/**
 * The sealed store of the vault's owner; `Store` in types.js is the contract.
 * @param {string} user
 * @param {import("./vault.js").Vault} vault
 * @param {() => Promise<unknown>} [beforeGivingWay]
 * @param {() => void} [onClosed]
 * @returns {Store}
 */
export function openStore(user, vault, beforeGivingWay, onClosed) {
  let closed = false;
  const database = connection(databaseOf(user), STEPS, beforeGivingWay, onClosed);
  const assertOpen = () => {
    if (closed) throw new Locked();
  };

  /** Seal first: a transaction ends by itself while WebCrypto works. @param {Write} write @returns {Promise<Ready>} */
  async function sealed(write) {
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
      const found = await database.use((db) => answered(reading(db, store).get(name)));
      if (!found) return null;
      try {
        return { value: await vault.open(store, name, found), rev: found.rev };
      } catch (problem) {
        throw problem instanceof Damaged ? Object.assign(problem, { rev: found.rev }) : problem;
      }
    },

    async list(store) {
      assertOpen();
      const found = await database.use((db) => answered(reading(db, store).getAll()));
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

    async numbers(store) {
      assertOpen();
      return (await database.use((db) => answered(reading(db, store).getAllKeys()))).map(Number);
    },

    async write(writes) {
      assertOpen();
      const ready = await Promise.all(writes.map(sealed));
      await database.change((db) => writeAll(db, ready));
      return ready.map(({ rev }) => rev);
    },

    close() {
      closed = true;
      database.close();
    },
  };
}
