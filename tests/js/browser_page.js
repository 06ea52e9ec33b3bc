/** What the browser test drives: the tablet as the screens see it, and the store contract over real IndexedDB. */

import { createTablet } from "../../static/js/local/index.js";
import { openStore } from "../../static/js/local/store.js";
import { keysFrom, newDataKey, Vault } from "../../static/js/local/vault.js";
import { ITERATIONS, resealForTablet, wrapForRecovery } from "../../static/js/local/wraps.js";
import { takeBatch } from "../../static/js/sync/core.js";
import { storeContract } from "./store_contract.js";

const PASSPHRASE = "three wet ducks on a hill";

/** Every connection and every transaction of this page, as the browser saw them. */
const seen = { connections: [], transactions: [] };
const open = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (stores, mode, options) {
  if (!seen.connections.includes(this)) seen.connections.push(this);
  const transaction = open.call(this, stores, mode, options);
  if (mode === "readwrite") seen.transactions.push({ durability: transaction.durability, stores: [stores].flat() });
  return transaction;
};

/** @param {string} name */
const openRaw = (name) =>
  new Promise((done, failed) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });

/** Changes the records of a database behind the store's back. */
async function tamper(database, store, change) {
  const db = await openRaw(database);
  const tx = db.transaction(store, "readwrite");
  const request = tx.objectStore(store).getAll();
  await new Promise((done, failed) => {
    request.onsuccess = () => {
      for (const record of change(request.result)) tx.objectStore(store).put(record);
    };
    tx.oncomplete = done;
    tx.onerror = failed;
  });
  db.close();
}

let made = 0;
async function freshStore() {
  const user = `contract-${Date.now()}-${++made}`;
  const keys = await keysFrom(user, newDataKey());
  const another = () => openStore(user, new Vault(keys));
  const store = another();
  const damage = async (name, id) => {
    const key = await new Vault(keys).nameOf(name, id);
    await tamper(`wholeview-${user}`, name, (records) =>
      records
        .filter((record) => record.name === key)
        .map((record) => {
          record.sealed[20] ^= 1;
          return record;
        }),
    );
  };
  return { ...store, anotherTab: another, damage };
}

async function runContract() {
  const failures = {};
  for (const [name, trial] of Object.entries(storeContract)) {
    await trial(freshStore).catch((problem) => {
      failures[name] = String(problem);
    });
  }
  return { failures, trials: Object.keys(storeContract).length };
}

/** A promise's value, or the name of its failure. */
const outcome = (promise) =>
  promise.then(
    (value) => value ?? null,
    (problem) => ({ failed: problem.name }),
  );

// As few rounds as may be: the tests unlock often.
const tablet = createTablet({
  iterations: async () => ITERATIONS,
  clock: () => Date.now() + (globalThis.skew ?? 0),
});
Object.assign(globalThis, {
  tablet,
  seen,
  tamper,
  runContract,
  outcome,
  openRaw,
  PASSPHRASE,
  resealForTablet,
  wrapForRecovery,
  takeBatch,
});
document.documentElement.dataset.ready = "yes";
