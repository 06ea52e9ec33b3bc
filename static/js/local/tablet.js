/**
 * Whose vaults are on this tablet, and how they are opened.
 */

import { uuidv7 } from "uuidv7";
import { NoVault, VaultExists } from "./errors.js";
import { Session } from "./session.js";
import { openRegistry, openStore } from "./store.js";
import { changeWrap, createKeys, openKeys, Vault } from "./vault.js";

/** @typedef {import("./vault.js").Keys} Keys */

/** How long another tab has to answer when asked for its session, in milliseconds. */
const JOIN_PATIENCE = 300;

/**
 * @param {object} [given]
 * @param {() => number} [given.clock]
 * @param {() => string} [given.newId]
 */
export function createTablet({ clock = Date.now, newId = uuidv7 } = {}) {
  const registry = openRegistry();

  /** @param {string} user */
  async function resident(user) {
    const found = await registry.find(user);
    if (!found) throw new NoVault("There is no vault of this user on this tablet");
    return found;
  }

  /** @param {string} user */
  const channelOf = (user) => new BroadcastChannel(`wholeview-${user}`);

  /**
   * @param {{id: string, initials: string}} user
   * @param {Keys} keys
   */
  async function begin(user, keys) {
    const vault = new Vault(keys);
    const channel = channelOf(user.id);
    /** @type {Session | null} */
    let session = null;
    // A key that cannot be exported may be handed to another tab: it passes from memory to memory.
    channel.addEventListener("message", ({ data: message }) => {
      if (message?.type === "join" && session && !session.locked)
        channel.postMessage({ type: "joined", keys: vault.keys });
    });
    session = await Session.open({
      store: openStore(user.id, vault),
      user,
      clock,
      newId,
      channel,
      forgetKey: () => vault.lock(),
      destroy: () => registry.remove(user.id),
    });
    return session;
  }

  return {
    /** Everyone whose work is sealed on this tablet. */
    async users() {
      return (await registry.list()).map(({ user, initials }) => ({ id: user, initials }));
    },

    /**
     * WeakPassphrase, VaultExists.
     * @param {{user: {id: string, initials: string}, passphrase: string}} wanted
     */
    async createVault({ user, passphrase }) {
      if (await registry.find(user.id)) throw new VaultExists("This user has a vault on this tablet");
      const { keys, wrap } = await createKeys(user.id, passphrase);
      await registry.save({
        user: user.id,
        initials: user.initials,
        wraps: [wrap],
        created_at: new Date(clock()).toISOString(),
      });
      return begin({ id: user.id, initials: user.initials }, keys);
    },

    /**
     * NoVault, WrongPassphrase.
     * @param {string} userId
     * @param {string} passphrase
     */
    async unlock(userId, passphrase) {
      const { initials, wraps } = await resident(userId);
      return begin({ id: userId, initials }, await openKeys(userId, passphrase, wraps[0]));
    },

    /**
     * The session of another tab of this browser that is unlocked, or null when there is none.
     * @param {string} userId
     * @returns {Promise<Session | null>}
     */
    async join(userId) {
      const { initials } = await resident(userId);
      const channel = channelOf(userId);
      /** @type {Keys | null} */
      const keys = await new Promise((answer) => {
        const patience = setTimeout(() => answer(null), JOIN_PATIENCE);
        channel.addEventListener("message", ({ data: message }) => {
          if (message?.type !== "joined") return;
          clearTimeout(patience);
          answer(message.keys);
        });
        channel.postMessage({ type: "join" });
      });
      channel.close();
      return keys && begin({ id: userId, initials }, keys);
    },

    /**
     * Wraps the same data key anew; nothing is sealed again. NoVault, WrongPassphrase, WeakPassphrase.
     * @param {string} userId
     * @param {string} old
     * @param {string} fresh
     */
    async changePassphrase(userId, old, fresh) {
      const found = await resident(userId);
      const wrap = await changeWrap(userId, old, fresh, found.wraps[0]);
      await registry.save({ ...found, wraps: [wrap, ...found.wraps.slice(1)] });
    },
  };
}
