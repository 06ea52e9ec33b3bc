/**
 * Whose vaults are on this tablet, and how they are opened: by a passphrase, by a passkey, shortly after locking by a PIN, or
 * with the organisation's help.
 */

import { NoPin, NoVault, Wait, WrongPassphrase, WrongPin } from "./errors.js";
import { openByPassphrase, openByPin } from "./opening.js";
import { Session } from "./session.js";
import { openRegistry, openStore } from "./store.js";
import { uuidv7 } from "./uuid.js";
import { keysFrom, markOf, Vault } from "./vault.js";

/** @typedef {import("./vault.js").Keys} Keys */
/** @typedef {import("./store.js").Resident} Resident */
/** @typedef {import("./wraps.js").Bytes} Bytes */

/** How long another tab has to answer when asked for its session, in milliseconds. */
const JOIN_PATIENCE = 2_000;
/** A PIN reopens what was locked this short a while ago … */
const PIN_AFTER_LOCK = 15 * 60_000;
/** … and fully unlocked this short a while ago, in milliseconds. */
const PIN_AFTER_UNLOCK = 4 * 3_600_000;
const PIN_TRIES = 5;
/** So many wrong passphrases are free; then each makes one wait twice as long as the one before, to a limit. */
const FREE_TRIES = 3;
const LONGEST_WAIT = 5 * 60_000;
/** What an ordinary unlock can do without; see ways_in.js. */
const SELDOM = /** @type {const} */ ([
  "createVault",
  "changePassphrase",
  "setPin",
  "removePin",
  "passkeys",
  "addPasskey",
  "removePasskeys",
  "unlockByPasskey",
  "beginRecovery",
  "noteRecovery",
  "recoveryCode",
  "finishRecovery",
  "closedEverywhere",
  "sealedWork",
  "waysIn",
]);

/**
 * The data key under the PIN, in this page's memory and nowhere else. `pin_set`: as in the registry when that PIN was set;
 * `locked_at`: null while the session is open.
 * @typedef {{wrap: import("./wraps.js").PinWrap, pin_set?: number, opened_at: number, locked_at: number | null}} Hold
 */

/**
 * @param {object} [given]
 * @param {() => number} [given.clock]
 * @param {() => string} [given.newId]
 * @param {() => Promise<number>} [given.iterations]  for a new passphrase wrap; measured on this tablet
 * @param {(user: string, deviceId: string) => void} [given.onLost]  what she had under this number is not here any more
 */
export function createTablet({ clock = Date.now, newId = uuidv7, iterations, onLost } = {}) {
  const registry = openRegistry();
  /** Through a lock as well: an id says nothing. @type {Set<string>} */
  const begun = new Set();
  /** @type {Map<string, Hold>} */
  const holds = new Map();
  /** Wrong tries that are not on the disk. @type {Map<string, {wrong: number, wait_until: number}>} */
  const uncounted = new Map();

  /** @param {string} user */
  async function resident(user) {
    const found = await registry.find(user);
    if (!found) throw new NoVault();
    return found;
  }

  /** @param {string} user */
  const channelOf = (user) => new BroadcastChannel(`wholeview-${user}`);

  /** Held by every tab in which this user's work is open, so that another one knows whether to ask. @param {string} user */
  const openLock = (user) => `wholeview-open-${user}`;

  /** @param {string} user @returns {() => void} ends it */
  function holdOpen(user) {
    /** @type {() => void} */
    let end = () => {};
    const ended = new Promise((resolve) => {
      end = () => resolve(undefined);
    });
    void navigator.locks?.request(openLock(user), { mode: "shared" }, () => ended).catch(() => {});
    return end;
  }

  /** Whether some tab may have this user's work open; a browser that cannot tell is asked. @param {string} user */
  async function maybeOpen(user) {
    const { held } = (await navigator.locks?.query()) ?? {};
    return !held || held.some(({ name }) => name === openLock(user));
  }

  /** @param {Resident} found */
  const passphraseWrap = ({ wraps: all }) => /** @type {import("./wraps.js").PassphraseWrap} */ (all[0]);

  /**
   * @param {{id: string, initials: string}} user
   * @param {Keys} keys
   */
  async function begin(user, keys) {
    const vault = new Vault(keys);
    const channel = channelOf(user.id);
    let closed = () => {};
    /** @type {Session | null} */
    let session = null;
    // A key that cannot be exported may be handed to another tab: it passes from memory to memory.
    channel.addEventListener("message", ({ data: message }) => {
      if (message?.type === "join" && session && !session.locked)
        channel.postMessage({ type: "joined", keys: vault.keys, hold: holds.get(user.id) });
      if (message?.type === "hold") keep(user.id, message.hold);
    });
    session = await Session.open({
      store: openStore(
        user.id,
        vault,
        () => session?.giveWay() ?? Promise.resolve(),
        () => session?.lookAgain(),
      ),
      user,
      clock,
      newId,
      channel,
      begun,
      forgetKey: () => {
        vault.lock();
        closed();
        const hold = holds.get(user.id);
        if (hold) holds.set(user.id, { ...hold, locked_at: clock() });
      },
      destroy: async () => {
        holds.delete(user.id);
        await registry.remove(user.id);
      },
      aside: {
        seal: (value) => vault.seal("settings", "aside", value),
        open: (sealed) => vault.open("settings", "aside", sealed),
      },
    });
    closed = holdOpen(user.id);
    const hold = holds.get(user.id);
    if (hold) holds.set(user.id, { ...hold, locked_at: null });
    const { deviceId } = session;
    const before = (await registry.find(user.id))?.device_id;
    if (before !== deviceId) {
      // Firefox and WebKit keep a file for each database: hers can go alone. Noted first, or a kill would leave no trace of it.
      if (before) onLost?.(user.id, before);
      await registry.update(user.id, ({ unsent: _, ...known }) => ({ ...known, device_id: deviceId }));
    }
    return session;
  }

  /** @param {string} user @param {Hold | null} hold */
  function keep(user, hold) {
    if (hold) holds.set(user, hold);
    else holds.delete(user);
  }

  /** In every tab. @param {string} user @param {Hold | null} hold */
  function share(user, hold) {
    keep(user, hold);
    const channel = channelOf(user);
    channel.postMessage({ type: "hold", hold });
    channel.close();
  }

  /**
   * After a full unlock: tries count from nothing, what can only be made with the data key at hand is made, and the data key
   * is overwritten.
   * @param {Session} session
   * @param {Keys} keys
   * @param {Bytes} dataKey
   */
  async function settle(session, keys, dataKey) {
    const user = session.user.id;
    try {
      const found = await resident(user);
      const mark = found.mark ?? (await markOf(keys));
      const made = found.wraps.find(({ by }) => by === "recovery");
      const wanted = found.recovery;
      const recovery =
        wanted && /** @type {any} */ (made)?.key !== wanted.fingerprint
          ? await (await wrapping()).wrapForRecovery(user, wanted, dataKey).catch(() => null)
          : null;
      if (recovery || found.mark !== mark || found.wrong || found.pin_tries || found.recovering) {
        await registry.update(user, ({ wrong: _, wait_until: __, pin_tries: ___, recovering: ____, ...kept }) => ({
          ...kept,
          mark,
          wraps: recovery ? [...kept.wraps.filter(({ by }) => by !== "recovery"), recovery] : kept.wraps,
        }));
      }
      const pin = await session.setting("pin");
      const wrap = typeof pin === "string" ? await (await wrapping()).wrapByPin(user, pin, dataKey) : null;
      const { pin_set } = found;
      share(user, wrap && { wrap, pin_set, opened_at: clock(), locked_at: session.locked ? clock() : null });
    } finally {
      dataKey.fill(0);
    }
  }

  /**
   * @param {{id: string, initials: string}} user
   * @param {Bytes} dataKey
   */
  async function open(user, dataKey) {
    const keys = await keysFrom(user.id, dataKey);
    const session = await begin(user, keys);
    settling = settle(session, keys, dataKey).catch(() => {}); // the session is open; the rest is tried at the next unlock
    return session;
  }
  /** @type {Promise<void>} */
  let settling = Promise.resolve();

  /**
   * The data key, by the passphrase; wrong ones are counted, and from the fourth on each makes the next one wait. Wait,
   * WrongPassphrase, NoVault.
   * @param {string} userId
   * @param {string} passphrase
   * @returns {Promise<Bytes>}
   */
  async function dataKeyBy(userId, passphrase) {
    const found = await resident(userId);
    // A clock that was put back must not lock anybody out for longer than the longest wait.
    const until = Math.max(found.wait_until ?? 0, uncounted.get(userId)?.wait_until ?? 0);
    const left = Math.min(until - clock(), LONGEST_WAIT);
    if (left > 0) throw Object.assign(new Wait(), { seconds: Math.ceil(left / 1000) });
    try {
      const key = await openByPassphrase(userId, passphrase, passphraseWrap(found));
      uncounted.delete(userId);
      return key;
    } catch (problem) {
      if (problem instanceof WrongPassphrase) {
        /** @param {{wrong?: number}} known */
        const counted = (known) => {
          const wrong = Math.max(known.wrong ?? 0, uncounted.get(userId)?.wrong ?? 0) + 1;
          const pause = wrong < FREE_TRIES ? 0 : Math.min(LONGEST_WAIT, 1000 * 2 ** (wrong - FREE_TRIES));
          return { wrong, wait_until: clock() + pause };
        };
        await registry
          .update(userId, (known) => ({ ...known, ...counted(known) }))
          .then(
            () => uncounted.delete(userId),
            // On a full disk it is counted in memory, and said to be wrong all the same.
            () => uncounted.set(userId, counted(found)),
          );
      }
      throw problem;
    }
  }

  /** @param {string} userId @returns {Hold | null} */
  function usable(userId) {
    const hold = holds.get(userId);
    if (!hold) return null;
    const now = clock();
    const since = hold.locked_at ?? now;
    const fresh =
      now >= since &&
      now - since <= PIN_AFTER_LOCK &&
      now >= hold.opened_at &&
      now - hold.opened_at <= PIN_AFTER_UNLOCK;
    if (fresh) return hold;
    holds.delete(userId);
    return null;
  }

  const ways = async () =>
    (await import("./ways_in.js")).waysIn({
      registry,
      clock,
      iterations,
      resident,
      dataKeyBy,
      share,
      openLock,
      open,
    });

  return {
    ...whenUsed(SELDOM, ways),

    /** Everyone whose work is sealed on this tablet. `unsent`: changes without a receipt when it was last looked. */
    async users() {
      return (await registry.list()).map(({ user, initials, wraps: all, recovering, unsent }) => ({
        id: user,
        initials,
        unsent: unsent ?? 0,
        passkey: all.some(({ by }) => by === "passkey"),
        recovering: recovering ? { id: recovering.id, at: recovering.at } : null,
      }));
    },

    /**
     * NoVault, WrongPassphrase, Wait.
     * @param {string} userId
     * @param {string} passphrase
     */
    async unlock(userId, passphrase) {
      const { initials } = await resident(userId);
      return open({ id: userId, initials }, await dataKeyBy(userId, passphrase));
    },

    /**
     * The session of another tab of this browser that is unlocked, or null when there is none.
     * @param {string} userId
     * @returns {Promise<Session | null>}
     */
    async join(userId) {
      const { initials } = await resident(userId);
      if (!(await maybeOpen(userId))) return null;
      const channel = channelOf(userId);
      /** @type {{keys: Keys, hold?: Hold} | null} */
      const joined = await new Promise((answer) => {
        const patience = setTimeout(() => answer(null), JOIN_PATIENCE);
        channel.addEventListener("message", ({ data: message }) => {
          if (message?.type !== "joined") return;
          clearTimeout(patience);
          answer(message);
        });
        channel.postMessage({ type: "join" });
      });
      channel.close();
      if (!joined) return null;
      keep(userId, joined.hold ?? null);
      return begin({ id: userId, initials }, joined.keys);
    },

    /** What of the last unlock is still being written down in the background. */
    settled: () => settling,

    // -- what can be done without the key -----------------------------------------------------------------------------

    /** Under which numbers the service knows the vaults on this tablet. */
    async devices() {
      const known = await registry.list();
      return known.flatMap(({ user, device_id }) => (device_id ? [{ user, deviceId: device_id }] : []));
    },

    /**
     * Destroys the key of a vault, whatever is in it. Only after the service has said that it holds what was handed in.
     * @param {string} userId
     */
    shred: (userId) => registry.remove(userId),

    // -- PIN ----------------------------------------------------------------------------------------------------------

    /** Whether a PIN would be heard now. @param {string} userId */
    takesPin: (userId) => usable(userId) !== null,

    /**
     * NoPin, WrongPin. Each try is on the disk before it is judged: loading the page anew gives no more of them, and after
     * the fifth only the passphrase opens.
     * @param {string} userId
     * @param {string} pin
     */
    async reopen(userId, pin) {
      const hold = usable(userId);
      /** @param {Resident} found */
      const count = (found) =>
        found.pin_set === hold?.pin_set ? { ...found, pin_tries: (found.pin_tries ?? 0) + 1 } : found;
      const counted = hold && (await registry.update(userId, count));
      // A tab that was locked did not hear that there is another PIN since, or none; other tabs may hold the right one.
      if (counted?.pin_set !== hold?.pin_set) {
        keep(userId, null);
        throw new NoPin();
      }
      const tries = counted?.pin_tries ?? 0;
      if (!hold || !counted || tries > PIN_TRIES) {
        share(userId, null);
        throw new NoPin();
      }
      /** @type {Bytes} */
      let dataKey;
      try {
        dataKey = await openByPin(userId, pin, hold.wrap);
      } catch {
        const left = PIN_TRIES - tries;
        if (left === 0) share(userId, null);
        throw Object.assign(new WrongPin(), { left });
      }
      const keys = await keysFrom(userId, dataKey);
      dataKey.fill(0);
      await registry.update(userId, ({ pin_tries: _, ...found }) => found);
      return begin({ id: userId, initials: counted.initials }, keys);
    },

    // -- recovery -----------------------------------------------------------------------------------------------------

    /**
     * The organisation's public key, as heard from the service; from the next full unlock on the data key is sealed for it.
     * @param {string} userId
     * @param {import("./wraps.js").RecoveryKey} key
     */
    async knowRecoveryKey(userId, key) {
      const found = await registry.find(userId);
      if (!found || found.recovery?.fingerprint === key.fingerprint) return;
      await registry.update(userId, (known) => ({ ...known, recovery: key }));
    },

    /** Whether a forgotten passphrase can be got over here, and by which key. @param {string} userId */
    async recoverable(userId) {
      const wrap = (await resident(userId)).wraps.find(({ by }) => by === "recovery");
      return wrap?.by === "recovery" ? wrap.key : null;
    },

    /** For the lock screen and for whoever finds the store gone. @param {string} userId @param {number} unsent */
    async noteUnsent(userId, unsent) {
      const found = await registry.find(userId);
      if (found && (found.unsent ?? 0) !== unsent) await registry.update(userId, (known) => ({ ...known, unsent }));
    },
  };
}

/** Sealing the data key anew; after an unlock, in the background. */
const wrapping = async () => (await import("./ways_in.js")).wraps;

/**
 * Methods under their names, read when one of them is called.
 * @template {string} Name
 * @template {Record<Name, (...given: any[]) => Promise<any>>} T
 * @param {readonly Name[]} names
 * @param {() => Promise<T>} read
 * @returns {Pick<T, Name>}
 */
const whenUsed = (names, read) =>
  /** @type {Pick<T, Name>} */ (
    Object.fromEntries(
      names.map((name) => [name, async (/** @type {any[]} */ ...given) => (await read())[name](...given)]),
    )
  );

/** @typedef {ReturnType<typeof createTablet>} Tablet */
