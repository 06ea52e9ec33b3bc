/**
 * The ways into a vault that are made, changed or used seldom: setting a tablet up, another passphrase, a PIN, a passkey, the
 * organisation's help, handing in. Read when one of them is used; an ordinary unlock needs nothing of it.
 */

import { NotThisVault, VaultExists, WrongPassphrase } from "./errors.js";
import { sealedParts, UNSENT_STORES } from "./sealed.js";
import { sealedRecords } from "./store.js";
import { keysFrom, markOf, newDataKey } from "./vault.js";
import * as wraps from "./wraps.js";

export { wraps };

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./store.js").Resident} Resident */
/** @typedef {import("./tablet.js").Hold} Hold */
/** @typedef {import("./wraps.js").Bytes} Bytes */

/** How long handing in waits for another tab that hangs, in milliseconds: more than one may take to write down what is on its screen. */
const PATIENCE = 20_000;

/**
 * @param {object} tablet
 * @param {ReturnType<typeof import("./store.js").openRegistry>} tablet.registry
 * @param {() => number} tablet.clock
 * @param {() => Promise<number>} [tablet.iterations]  for a new passphrase wrap; measured on this tablet
 * @param {(user: string) => Promise<Resident>} tablet.resident  NoVault
 * @param {(user: string, passphrase: string) => Promise<Bytes>} tablet.dataKeyBy  Wait, WrongPassphrase, NoVault
 * @param {(user: string, hold: Hold | null) => void} tablet.share  with every tab
 * @param {(user: string) => string} tablet.openLock  held by every tab in which her work is open
 * @param {(user: {id: string, initials: string}, dataKey: Bytes) => Promise<Session>} tablet.open
 */
export function waysIn({
  registry,
  clock,
  iterations = wraps.tunedIterations,
  resident,
  dataKeyBy,
  share,
  openLock,
  open,
}) {
  /** No tab opens any more by the PIN there was. @param {string} user @returns {Promise<number | undefined>} `pin_set` */
  const anotherPin = async (user) =>
    (await registry.update(user, (found) => ({ ...found, pin_set: (found.pin_set ?? 0) + 1 })))?.pin_set;

  /** Whose recovery this page finished: where her vault did not open then, what she types next may be mistyped. @type {Set<string>} */
  const finished = new Set();

  return {
    /**
     * WeakPassphrase, VaultExists.
     * @param {{user: {id: string, initials: string}, passphrase: string,
     *   recovery?: import("./wraps.js").RecoveryKey | null}} wanted
     */
    async createVault({ user: { id, initials }, passphrase, recovery }) {
      if (await registry.find(id)) throw new VaultExists();
      const dataKey = newDataKey();
      const wrap = await wraps.wrapByPassphrase(id, passphrase, dataKey, await iterations());
      const forRecovery = recovery ? [await wraps.wrapForRecovery(id, recovery, dataKey)] : [];
      await registry.save({
        user: id,
        initials,
        wraps: [wrap, ...forRecovery],
        created_at: new Date(clock()).toISOString(),
        mark: await markOf(await keysFrom(id, dataKey)),
        ...(recovery ? { recovery } : {}),
      });
      return open({ id, initials }, dataKey);
    },

    /**
     * Wraps the same data key anew; nothing is sealed again. NoVault, WrongPassphrase, WeakPassphrase, Wait.
     * @param {string} userId
     * @param {string} old
     * @param {string} fresh
     */
    async changePassphrase(userId, old, fresh) {
      const dataKey = await dataKeyBy(userId, old);
      try {
        const wrap = await wraps.wrapByPassphrase(userId, fresh, dataKey, await iterations());
        await registry.update(userId, (found) => ({ ...found, wraps: [wrap, ...found.wraps.slice(1)] }));
      } finally {
        dataKey.fill(0);
      }
    },

    /**
     * A PIN for reopening shortly after locking. It is kept sealed with everything else, so that it is there again after the
     * next full unlock. WeakPin, WrongPassphrase, Wait.
     * @param {Session} session
     * @param {string} passphrase
     * @param {string} pin
     */
    async setPin(session, passphrase, pin) {
      wraps.assertGoodPin(pin);
      const user = session.user.id;
      const dataKey = await dataKeyBy(user, passphrase);
      try {
        const wrap = await wraps.wrapByPin(user, pin, dataKey);
        const pin_set = await anotherPin(user);
        await session.setSetting("pin", pin);
        share(user, { wrap, pin_set, opened_at: clock(), locked_at: null });
      } finally {
        dataKey.fill(0);
      }
    },

    /** @param {Session} session */
    async removePin(session) {
      await anotherPin(session.user.id);
      await session.setSetting("pin", undefined);
      share(session.user.id, null);
    },

    // -- passkey ------------------------------------------------------------------------------------------------------

    /** The passkeys that open this vault: which, and what to ask each for. @param {string} userId */
    async passkeys(userId) {
      const { wraps: all } = await resident(userId);
      return all.flatMap((wrap) =>
        wrap.by === "passkey" ? [{ credential: wrap.credential, salt: wrap.salt, added_at: wrap.added_at }] : [],
      );
    },

    /**
     * A passkey as a second way in, never the only one. WrongPassphrase, Wait.
     * @param {string} userId
     * @param {string} passphrase
     * @param {{credential: Bytes, salt: Bytes, secret: Bytes}} passkey
     */
    async addPasskey(userId, passphrase, passkey) {
      const dataKey = await dataKeyBy(userId, passphrase);
      try {
        const wrap = await wraps.wrapByPasskey(userId, passkey, dataKey, new Date(clock()).toISOString());
        await registry.update(userId, (found) => ({ ...found, wraps: [...found.wraps, wrap] }));
      } finally {
        dataKey.fill(0);
        passkey.secret.fill(0);
      }
    },

    /** @param {string} userId */
    async removePasskeys(userId) {
      await registry.update(userId, (found) => ({ ...found, wraps: found.wraps.filter(({ by }) => by !== "passkey") }));
    },

    /**
     * NoVault, WrongPassphrase (the passkey gave another secret: the passphrase still opens).
     * @param {string} userId
     * @param {{credential: Bytes, secret: Bytes}} passkey
     */
    async unlockByPasskey(userId, { credential, secret }) {
      const { initials, wraps: all } = await resident(userId);
      const wrap = all.find((one) => one.by === "passkey" && sameBytes(one.credential, credential));
      if (wrap?.by !== "passkey") throw new WrongPassphrase();
      return open({ id: userId, initials }, await wraps.openByPasskey(userId, secret, wrap));
    },

    // -- recovery

    /**
     * Asks for help: what goes to the approver. Nothing that opens the vault now is touched, nor an earlier request, which may be
     * approved, before the service has this one (`noteRecovery`). WeakPassphrase, NotThisVault when
     * there is nothing sealed for the organisation.
     * @param {string} userId
     * @param {string} passphrase  the new one
     */
    async beginRecovery(userId, passphrase) {
      const wrap = (await resident(userId)).wraps.find(({ by }) => by === "recovery");
      if (wrap?.by !== "recovery") throw new NotThisVault();
      const request = await wraps.beginRecovery(userId, passphrase, await iterations());
      const anew = { request, at: new Date(clock()).toISOString() };
      await registry.update(userId, ({ recovering: earlier, ...found }) => ({
        ...found,
        recovering: earlier?.id ? { ...earlier, anew } : { ...anew, id: null },
      }));
      return {
        sealed: wrap.sealed,
        key: wrap.key,
        tablet: request.public,
        code: await wraps.spokenCode(request.public),
      };
    },

    /**
     * Under which number the service keeps the request. That of the earlier one says that the new one did not arrive; null
     * forgets both.
     * @param {string} userId
     * @param {string | null} id
     */
    async noteRecovery(userId, id) {
      await registry.update(userId, ({ recovering, ...found }) => {
        if (!id || !recovering) return found;
        const { anew, ...earlier } = recovering;
        return { ...found, recovering: id === earlier.id ? earlier : { ...(anew ?? earlier), id } };
      });
    },

    /** The figures to read to the approver. @param {string} userId */
    async recoveryCode(userId) {
      const { recovering } = await resident(userId);
      return recovering ? wraps.spokenCode(recovering.request.public) : null;
    },

    /**
     * Opens the vault with the approver's answer and wraps the same data key by the new passphrase; nothing is sealed again.
     * Finished before, and not opened for want of room, it opens. WrongPassphrase (not the new one), Wait, NotThisVault (an
     * answer for something else, or used elsewhere; nothing was changed), StorageFull.
     * @param {string} userId
     * @param {string} passphrase  the new one
     * @param {Bytes} resealed
     */
    async finishRecovery(userId, passphrase, resealed) {
      const { initials, recovering, mark } = await resident(userId);
      if (!recovering) {
        const known = await dataKeyBy(userId, passphrase).catch((problem) => {
          throw finished.has(userId) ? problem : new NotThisVault();
        });
        return open({ id: userId, initials }, known);
      }
      const dataKey = await wraps.finishRecovery(userId, passphrase, recovering.request, resealed);
      if (!mark || mark !== (await markOf(await keysFrom(userId, dataKey)))) throw new NotThisVault();
      const wrap = await wraps.wrapByPassphrase(userId, passphrase, dataKey, recovering.request.private.iterations);
      await registry.update(userId, ({ recovering: _, ...found }) => ({
        ...found,
        wraps: [wrap, ...found.wraps.slice(1)],
      }));
      finished.add(userId);
      return open({ id: userId, initials }, dataKey);
    },

    // -- handing in

    /**
     * Once this user's work is open in no tab: what was on their screens is written down.
     * @param {string} userId
     */
    async closedEverywhere(userId) {
      const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
      await Promise.race([late, navigator.locks?.request(openLock(userId), () => {}) ?? late]);
    },

    /**
     * What a vault holds and has not sent, sealed as it lies there, in parts of at most `largest` characters. NoVault.
     * @param {string} userId
     * @param {number} [largest]
     */
    async sealedWork(userId, largest) {
      const { wraps, device_id: deviceId = "" } = await resident(userId);
      const records = await sealedRecords(userId, UNSENT_STORES);
      return sealedParts({ user: userId, deviceId, wraps, records }, new Date(clock()).toISOString(), largest);
    },

    /** By what a vault is opened: "passphrase", "passkey", "recovery". @param {string} userId */
    async waysIn(userId) {
      return (await resident(userId)).wraps.map(({ by }) => /** @type {string} */ (by));
    },
  };
}

/** @param {Bytes} a @param {Bytes} b */
const sameBytes = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);
