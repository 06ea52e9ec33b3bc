/** Sessions and runners for tests: a clock that stands still, ids that count, a store in memory, a network that obeys. */

import { Session } from "../../static/js/local/session.js";
import { createRunner } from "../../static/js/sync/runner.js";
import { TransportProblem } from "../../static/js/sync/transport.js";
import { memoryStore } from "./memory_store.js";

export const ANN = { id: "ann", initials: "AA" };

/** A clock that moves when told, and timers that go off with it. */
export function handClock(start = Date.parse("2026-05-09T14:00:00Z")) {
  let now = start;
  let set = 0;
  let timers = [];
  return {
    clock: () => now + set,
    steady: () => now,
    /** Somebody sets the clock; timers do not hear of it. */
    jump(ms) {
      set += ms;
    },
    later(work, ms) {
      const timer = { work, at: now + ms };
      timers.push(timer);
      return timer;
    },
    never: (timer) => {
      timers = timers.filter((other) => other !== timer);
    },
    /** Let time pass; what is due is done, and what it starts is waited for. */
    async pass(ms) {
      const until = now + ms;
      for (;;) {
        await settle();
        const due = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers = timers.filter((timer) => timer !== due);
        now = Math.max(now, due.at);
        await due.work();
      }
      now = until;
      await settle();
    },
    get due() {
      return timers.map(({ at }) => at - now).sort((a, b) => a - b);
    },
  };
}

/** Everything that is ready to run has run: a turn of the event loop, for the thread pool that hashes as well. */
export async function settle() {
  for (let turn = 0; turn < 20; turn++) {
    await new Promise((done) => setImmediate(done));
    if (turn % 5 === 0) await crypto.subtle.digest("SHA-256", new Uint8Array(1)); // in the queue behind theirs
  }
}

/** A session over a store in memory. @param {object} [given] */
export async function openSession({
  store = memoryStore(),
  user = ANN,
  time = handClock(),
  channel = null,
  prefix = "id",
} = {}) {
  let minted = 0;
  const session = await Session.open({
    store,
    user,
    clock: time.clock,
    newId: () => `${prefix}${++minted}`,
    channel,
    forgetKey: () => {},
    aside: { seal: async (value) => value, open: async (sealed) => sealed },
    destroy: async () => {},
  });
  return Object.assign(session, { store, time });
}

/** The reference server behind the transport's face. `trouble[name]` is thrown or run in place of the request. */
export function directTransport(server, user) {
  const asked = [];
  const trouble = {};
  const through =
    (name, work) =>
    async (...args) => {
      asked.push(name);
      const failure = trouble[name];
      if (typeof failure === "function") return failure(() => work(...args), ...args);
      if (failure) throw failure;
      return work(...args);
    };
  return {
    asked,
    trouble,
    me: through("me", async () => ({ id: user.id, server_time: "2026-05-09T14:00:00Z" })),
    csrf: through("csrf", async () => "token"),
    push: through("push", (batch) => server.push(batch, user)),
    standing: through("standing", async () => ({ revoked: false, hand_in: null })),
    contact: through("contact", async (report) => server.contact(report, user)),
    pull: through("pull", async (scope, after, limit) => server.pull(scope, after, limit, user)),
  };
}

export const failing = (failure, details) => new TransportProblem(failure, details);

/** A runner whose chance always says one half. */
export function makeRunner({ session, transport, onWithdrawn, locks = null, random = () => 0.5, persisted = null }) {
  const { clock, steady, later, never } = session.time;
  const condition = async () => ({ persisted, storage_full: false });
  return createRunner({ session, transport, clock, steady, random, condition, onWithdrawn, locks, later, never });
}
