/**
 * When to sync, and what to say about it. One run at a time across tabs, where the browser can promise that; two runs at
 * once do no harm, they only send twice.
 */

import { ONLY, quarantined } from "../local/desk.js";
import { counts } from "../local/lines.js";
import { replaceScope, shadowOf } from "./anew.js";
import { applyPage, applyReply, BATCH, hearStanding, pruneJournal, refuseOne, takeBatch } from "./core.js";
import { digestOf } from "./digest.js";
import { TransportProblem } from "./transport.js";

/** @typedef {import("../local/session.js").Session} Session */
/** @typedef {import("./transport.js").Transport} Transport */

/** In milliseconds. */
const BACKOFF_STEP = 2_000;
const BACKOFF_LIMIT = 15 * 60_000;
/** The same while unsent work lies where the browser may clear it: it has not promised to keep what is stored. */
const UNKEPT_LIMIT = 60_000;
/** After a save, so that a visit is not sent letter by letter. */
const SAVE_PAUSE = 5_000;
/** A network that has just come back serves everybody at once. */
const ONLINE_SPREAD = 10_000;
const PAGE_ROWS = 100;
/** How many held changes are asked after at once. */
const HELD_NAMED = 500;
/** Of how many it is said why they do not come. */
const QUARANTINED_NAMED = 100;
/** A smaller change of the clock's offset is not worth a write. */
const OFFSET_STEP = 500;

/**
 * How long to wait after the n-th failure in a row: anything up to a ceiling that doubles, to a limit.
 * @param {number} failures  1 for the first
 * @param {() => number} random  0 ≤ x < 1
 */
export const backoff = (failures, random, limit = BACKOFF_LIMIT) =>
  random() * Math.min(limit, BACKOFF_STEP * 2 ** failures);

/**
 * @typedef {"idle" | "sending" | "offline" | "sign_in" | "other_user" | "busy" | "later" | "update_needed" | "storage_full"
 *   | "service_behind" | "withdrawn"} RunState
 */

/**
 * @typedef {object} Status  what the status line says; index.js explains the states
 * @property {RunState} state
 * @property {string | null} message  the service's name for a refusal
 * @property {number} waiting
 * @property {string | null} oldest_at
 * @property {number} needs_you
 * @property {number} held
 * @property {number} behind
 * @property {string | null} last_sync_at
 * @property {string | null} next_try_at
 */

/** What each failure of the transport is called on the screen. @type {Record<string, RunState>} */
const STATE_OF = {
  network: "offline",
  not_a_receipt: "offline",
  sign_in: "sign_in",
  csrf: "later",
  too_large: "later",
  later: "busy",
  unavailable: "later",
  refused: "later",
  update_needed: "update_needed",
  other_user: "other_user",
  storage_full: "storage_full",
  epoch_required: "service_behind",
  withdrawn: "withdrawn",
};

/** States that only a person can end; no timer tries again. */
const ASKS = new Set(["sign_in", "other_user", "update_needed", "withdrawn"]);

/** A run that ended for a reason of its own. */
class Ended extends Error {
  /** @param {"other_user" | "no_progress" | "withdrawn"} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * @param {object} given
 * @param {Session} given.session
 * @param {Transport} given.transport
 * @param {() => number} [given.clock]
 * @param {() => number} [given.steady]  milliseconds that nobody sets: when to try again must not wait for a clock put back
 * @param {() => number} [given.random]
 * @param {() => Promise<{persisted: boolean | null, storage_full: boolean}>} [given.condition]  of the tablet's storage
 * @param {(handIn: string | null) => void} [given.onWithdrawn]  this tablet was withdrawn; the token to hand in with
 * @param {Pick<LockManager, "request"> | null} [given.locks]
 * @param {(work: () => void, ms: number) => any} [given.later]
 * @param {(timer: any) => void} [given.never]
 */
export function createRunner({
  session,
  transport,
  clock = Date.now,
  steady = () => performance.now(),
  random = Math.random,
  condition = async () => ({ persisted: null, storage_full: false }),
  onWithdrawn = () => {},
  locks = globalThis.navigator?.locks ?? null,
  later = (work, ms) => setTimeout(work, ms),
  never = (timer) => clearTimeout(timer),
}) {
  /** @type {RunState} */
  let state = "idle";
  let failures = 0;
  /** The service asked not to be asked before this time, by the steady clock, as is what was planned. */
  let notBefore = 0;
  /** @type {{timer: any, at: number} | null} */
  let planned = null;
  /** @type {Promise<void> | null} */
  let running = null;
  /** A reason to run came while a run was under way. */
  let again = false;
  let stopped = false;
  /** At the last failure the browser had not promised to keep what is stored. */
  let unkept = false;
  let pruned = false;
  /** The head at which a scope was last found equal, and the one at which it was found to differ. */
  const proved = new Map();
  const differed = new Map();
  /** @type {string | null} */
  let message = null;
  /** @type {Set<(status: Status) => void>} */
  const listeners = new Set();
  /** @type {Omit<Status, "state" | "message" | "next_try_at">} */
  let described = { waiting: 0, oldest_at: null, needs_you: 0, held: 0, behind: 0, last_sync_at: null };

  async function describe() {
    const desk = await session.desk();
    return { ...counts(desk), last_sync_at: desk.last_sync_at };
  }

  /** @returns {Status} */
  const status = () => ({
    state,
    message,
    ...described,
    next_try_at: planned ? new Date(clock() + planned.at - steady()).toISOString() : null,
  });

  async function tell() {
    if (stopped || session.locked) return;
    described = await describe();
    for (const listener of [...listeners]) listener(status());
  }

  function cancel() {
    if (planned) never(planned.timer);
    planned = null;
  }

  /** Run in `ms` milliseconds, or earlier if that was planned already. @param {number} ms */
  function plan(ms) {
    if (stopped) return;
    const at = steady() + ms;
    if (planned && planned.at <= at) return;
    cancel();
    planned = { at, timer: later(start, ms) };
  }

  function start() {
    planned = null;
    if (stopped || session.locked) return Promise.resolve();
    if (running) {
      again = true;
      return running;
    }
    again = false;
    running = exclusively()
      .catch((problem) => {
        if (!session.locked) throw problem; // locked between two steps: there is nobody to tell
      })
      .finally(() => {
        running = null;
        if (again && failures === 0) plan(0);
      });
    return running;
  }

  const limit = () => (unkept && described.waiting ? UNKEPT_LIMIT : BACKOFF_LIMIT);

  async function exclusively() {
    if (!locks) return run();
    await locks.request(`wholeview-sync-${session.user.id}`, { ifAvailable: true }, async (lock) => {
      if (lock) await run();
      // The other tab sends what is here as well; look again when it should be done.
      else plan(SAVE_PAUSE);
    });
  }

  async function run() {
    state = "sending";
    message = null;
    await tell();
    try {
      await sync();
      failures = 0;
      state = "idle";
    } catch (/** @type {any} */ problem) {
      if (session.locked || stopped) return;
      failures = reasonOf(problem) === "update_needed" ? 0 : failures + 1; // everything else of the run went well
      const asked = problem instanceof TransportProblem ? (problem.retryAfter ?? 0) : 0;
      notBefore = steady() + asked * 1000;
      cancel(); // what was planned before the failure does not know of it
      state = STATE_OF[reasonOf(problem)] ?? "later";
      if (state === "sign_in" && (await withdrawnMeanwhile())) state = "withdrawn";
      message = problem instanceof TransportProblem ? problem.code : null;
    }
    if (!ASKS.has(state) && failures > 0) {
      unkept = (await condition()).persisted === false;
      plan(Math.max(notBefore - steady(), backoff(failures, random, limit())));
    }
    await tell();
  }

  /**
   * A sign-in can have ended because a copy of this tablet handed in before it. Whoever is signed out is told this much, and
   * hands in as well; without an answer she is asked to sign in, and hears of it then.
   */
  async function withdrawnMeanwhile() {
    try {
      const { device_id } = await session.desk();
      const { revoked, hand_in } = await transport.standing(device_id);
      if (revoked) onWithdrawn(hand_in);
      return revoked;
    } catch {
      return false;
    }
  }

  async function sync() {
    const asked = clock();
    const me = await transport.me();
    if (me.id !== session.user.id) throw new Ended("other_user");
    await noteClock(me.server_time, asked);
    const token = await transport.csrf();
    // Too old to be given anything, or newer than the service and not understood: what was written is taken all the same.
    /** @type {TransportProblem | null} */
    let unheard = null;
    const scopes = await contact(token).catch((problem) => {
      if (!/^(update_needed|refused)$/.test(reasonOf(problem))) throw problem;
      unheard = problem;
      return [];
    });
    await push(token);
    if (unheard) throw unheard;
    await pull(scopes);
    if (!pruned)
      await session.transact(
        (tx) => pruneJournal(tx, clock()),
        () => [],
      );
    pruned = true;
    const at = session.now();
    await session.transact(
      async (tx) => note(tx, { last_sync_at: at }),
      () => [],
    );
  }

  /**
   * Device clock minus server clock, as if the server had looked at its clock half way through the request.
   * @param {string | undefined} serverTime
   * @param {number} asked
   */
  async function noteClock(serverTime, asked) {
    const theirs = Date.parse(serverTime ?? "");
    if (Number.isNaN(theirs)) return;
    const offset = Math.round((asked + clock()) / 2 - theirs);
    const known = (await session.desk()).clock_offset_ms;
    if (known !== null && Math.abs(offset - known) < OFFSET_STEP) return;
    await session.transact(
      (tx) => note(tx, { clock_offset_ms: offset }),
      () => [],
    );
  }

  /** Says how this tablet stands, and hears how it stands with the service. @param {string} token */
  async function contact(token) {
    const desk = await session.desk();
    const { waiting, oldest_at, needs_you } = counts(desk);
    const standing = await transport.contact(
      {
        device_id: desk.device_id,
        epoch: desk.epoch,
        issued: desk.next_seq - 1,
        unsent: waiting,
        oldest_unsent_at: oldest_at,
        needs_you,
        held: desk.held.map(({ change_id }) => change_id).slice(0, HELD_NAMED),
        have: desk.cursors,
        newest: desk.newest ?? null,
        differs: [...differed.keys()],
        quarantined: quarantined(desk).slice(0, QUARANTINED_NAMED),
        ...(await condition()),
      },
      token,
    );
    for (const scope of [...differed.keys()]) if (proved.has(scope)) differed.delete(scope);
    if (standing.standing === "revoked") {
      onWithdrawn(standing.hand_in);
      throw new Ended("withdrawn");
    }
    await session.transact(
      (tx) => hearStanding(tx, standing),
      (visits) => visits,
    );
    return standing.scopes;
  }

  /** @param {string} token */
  async function push(token) {
    let limits = BATCH;
    for (;;) {
      const { changes, epoch } = await session.transact(
        (tx) => takeBatch(tx, limits),
        ({ changes, refused }) => [...refused, ...changes.map(({ visit_id }) => visit_id)],
      );
      if (changes.length === 0) return;
      const { device_id } = await session.desk();
      /** @type {{epoch: number, receipts: any[]}} */
      let reply;
      try {
        reply = await transport.push({ device_id, epoch, changes }, token);
      } catch (problem) {
        if (!(problem instanceof TransportProblem) || problem.failure !== "too_large") throw problem;
        if (changes.length > 1) limits = { ...limits, changes: Math.ceil(changes.length / 2) };
        else {
          const said = {
            code: "change_too_large",
            message: "This is longer than can be sent in one piece. It stays on this tablet.",
          };
          await session.transact((tx) => refuseOne(tx, changes[0].change_id, said, session.now()));
        }
        continue;
      }
      const { moved, anew } = await session.transact(
        (tx) => applyReply(tx, reply, session.now()),
        ({ visits }) => visits,
      );
      if (moved === 0 && !anew) throw new Ended("no_progress");
    }
  }

  /** @param {{id: string, head: number}[]} scopes */
  async function pull(scopes) {
    for (const { id, head } of scopes) {
      for (;;) {
        const { cursors } = await session.desk();
        // Once after unlocking, and whenever there was something new.
        const proves = proved.get(id) !== head;
        const page = await transport.pull(id, cursors[id] ?? 0, PAGE_ROWS, proves);
        const { applied } = await session.transact(
          (tx) => applyPage(tx, page),
          ({ visits }) => visits,
        );
        if (applied && !page.more && page.scope_digest) await prove(id, page.head, page.scope_digest);
        if (!applied || !page.more || page.rows.length === 0) break;
      }
    }
    // A pull that brought a new timeline put the journal back into the outbox.
    if ((await session.desk()).outbox.some(({ sent, damaged }) => sent && !damaged)) again = true;
  }

  /**
   * Compares what is kept of a scope with what the service has. Where they differ, everything of it is fetched beside it and
   * takes its place, and the service is told at the next contact.
   * @param {string} scope
   * @param {number} head
   * @param {string} digest
   */
  async function prove(scope, head, digest) {
    const equal = (await digestOf(session, scope)) === digest;
    if (equal) proved.set(scope, head);
    if (equal || differed.get(scope) === head) return;
    differed.set(scope, head);
    const shadow = await shadowOf(transport, scope, PAGE_ROWS);
    const replaced = shadow && (await session.transact((tx) => replaceScope(tx, shadow)));
    if (replaced) proved.set(scope, head);
  }

  async function afterChange() {
    if (session.locked || stopped) return;
    await tell();
    const desk = await session.desk();
    const fresh = desk.outbox.filter(({ sent, damaged }) => !sent && !damaged);
    if (fresh.length) kick(fresh.some(({ submit }) => submit) ? "submit" : "save");
  }
  // Locked between the change and the look at it: there is nobody to tell.
  const off = session.on("change", () => afterChange().catch(() => {}));

  /**
   * A reason to sync.
   * @param {"open" | "save" | "submit" | "button" | "visible" | "online" | "timer" | "signed_in"} reason
   */
  function kick(reason) {
    if (stopped || session.locked) return;
    if (reason === "button" || reason === "signed_in") {
      failures = 0; // somebody is there and asks
      return plan(0);
    }
    const nothingNew = reason === "save" || reason === "submit" || reason === "timer";
    if (nothingNew && (failures > 0 || (ASKS.has(state) && state !== "update_needed"))) {
      // The back-off, or a person, decides; but what was begun with nothing to send may be too long for what waits now.
      if (planned && planned.at - steady() > limit()) plan(Math.max(notBefore - steady(), random() * limit()));
      return;
    }
    const pause = reason === "save" ? SAVE_PAUSE : reason === "online" ? random() * ONLINE_SPREAD : 0;
    plan(Math.max(pause, notBefore - steady()));
  }

  return {
    kick,
    status,
    /** The browser says that there is no network: so does the line, without waiting for a try to fail. */
    cutOff() {
      if (state === "idle") state = "offline";
      void tell();
    },
    /** Resolved when no run is under way in this tab. */
    settled: async () => {
      while (running) await running;
    },
    /** @param {(status: Status) => void} listener @returns {() => void} */
    on(listener) {
      listeners.add(listener);
      tell().catch(() => {});
      return () => listeners.delete(listener);
    },
    stop() {
      stopped = true;
      off();
      cancel();
    },
  };
}

/** @param {any} problem */
function reasonOf(problem) {
  if (problem instanceof TransportProblem) return problem.failure;
  if (problem instanceof Ended) return problem.reason;
  return problem?.name === "StorageFull" ? "storage_full" : "unavailable";
}

/**
 * @param {import("../local/transaction.js").Transaction} tx
 * @param {Partial<import("../local/types.js").Desk>} facts
 */
async function note(tx, facts) {
  const desk = await tx.read("desk", ONLY);
  if (Object.entries(facts).some(([name, value]) => desk[/** @type {keyof typeof facts} */ (name)] !== value)) {
    await tx.put("desk", ONLY, { ...desk, ...facts });
  }
}

/** @typedef {ReturnType<typeof createRunner>} Runner */
