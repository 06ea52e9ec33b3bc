/**
 * When to sync, and what to say about it. One run at a time across tabs, where the browser can promise that; two runs at
 * once do no harm, they only send twice.
 */

import { deskOf, ONLY } from "../local/desk.js";
import { counts } from "../local/lines.js";
import { replaceScope, shadowOf } from "./anew.js";
import {
  applyPage,
  applyReply,
  BATCH,
  hearStanding,
  pruneJournal,
  refuseOne,
  sendable,
  setAside,
  takeBatch,
} from "./core.js";
import { digestOf } from "./digest.js";
import { TransportProblem } from "./transport.js";

/** @typedef {import("../local/session.js").Session} Session */
/** @typedef {import("./transport.js").Transport} Transport */

/** In milliseconds. */
const BACKOFF_STEP = 2_000;
const BACKOFF_LIMIT = 15 * 60_000;
/** The same while unsent work lies where the browser may clear it: it has not promised to keep what is stored. */
const UNKEPT_LIMIT = 60_000;
/** The service may ask not to be asked for so long: a timer for more than 24 days would go off at once. */
const ASKED_LIMIT = 60 * 60_000;
/** After a save, so that a visit is not sent letter by letter. */
const SAVE_PAUSE = 5_000;
/** A network that has just come back serves everybody at once. */
const ONLINE_SPREAD = 10_000;
const PAGE_ROWS = 100;
/** A scope that was compared with the service's is not compared again before: it means reading everything of it. */
const COMPARE_EVERY = 30 * 60_000;
/** So many pushes in a row at which the service broke down (500) are bad luck; then it is looked for the change that does it. */
const BREAKDOWNS = 3;
/** The same where the service was in touch each time, and what was sent got another answer (502, 503) or none. */
const UNANSWERED = 6;
/**
 * So many fail alone, the oldest of as many children: then another child's is tried, whose it is by chance, and if it fails, none
 * is to blame in this run.
 */
const SUSPECTS = 8;
/** How many rows of the journal are looked at in one transaction. */
const PRUNED_TOGETHER = 10;
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

/** @typedef {import("../local/types.js").Desk} Desk */

/**
 * Which changes the service waits for in vain, or for longer than others, why, and whether what they said was written anew.
 * @param {Desk} desk
 */
const quarantined = ({ unsendable = [], refused, outbox }) => [
  ...unsendable.map(({ seq, code }) => ({ seq, code, written_anew: !refused.some((entry) => entry.seq === seq) })),
  ...outbox
    .filter(({ damaged, untaken }) => damaged || untaken)
    .map(({ seq, damaged }) => ({ seq, code: damaged ? "damaged" : "untaken", written_anew: false })),
];

/**
 * Since when the oldest waits that has not arrived, whatever keeps it here. Of one that is damaged it may not be known.
 * @param {Desk} desk
 */
const oldestUnsent = ({ unsendable = [], refused, outbox }) =>
  [...outbox, ...refused.filter((entry) => unsendable.some(({ seq }) => entry.seq === seq))]
    .map(({ since }) => since)
    .filter(Boolean)
    .sort()[0] ?? null;

/**
 * @typedef {"idle" | "sending" | "offline" | "sign_in" | "other_user" | "busy" | "later" | "update_needed" | "storage_full"
 *   | "no_receipt" | "service_behind" | "withdrawn" | "cleared"} RunState
 */

/**
 * @typedef {object} Status  what the status line says; index.js explains the states
 * @property {RunState} state
 * @property {string | null} message  the service's name for a refusal
 * @property {number} waiting
 * @property {string | null} oldest_at
 * @property {number} needs_you
 * @property {number} unsigned  of these: signatures the service did not take. Nothing of such is unsent
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
  no_progress: "no_receipt",
  epoch_required: "service_behind",
  withdrawn: "withdrawn",
};

/** States that only a person can end; no timer tries again. */
const ASKS = new Set(["sign_in", "other_user", "update_needed", "withdrawn"]);

/** A run that ended for a reason of its own. */
class Ended extends Error {
  /** @param {"other_user" | "no_progress" | "withdrawn" | "epoch_required"} reason */
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
  /** When a scope was last compared with the service's, by the steady clock. @type {Map<string, number>} */
  const compared = new Map();
  /** Pushes that failed in a row, of runs in which the service was in touch. */
  let breakdowns = 0;
  /** It took something, and nothing was set aside since. */
  let takes = false;
  /** When a change at which it fails was last tried, by number and the steady clock. @type {Map<number, number>} */
  const tried = new Map();
  /** The scopes found to differ of which the service does not know yet. @type {Set<string>} */
  const differed = new Set();
  /** @type {string | null} */
  let message = null;
  /** @type {Set<(status: Status) => void>} */
  const listeners = new Set();
  /** @type {Omit<Status, "state" | "message" | "next_try_at">} */
  let described = { waiting: 0, oldest_at: null, needs_you: 0, unsigned: 0, held: 0, behind: 0, last_sync_at: null };

  async function describe() {
    const { desk } = await session.present(); // as the lists have it
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
    try {
      described = await describe();
    } catch (/** @type {any} */ problem) {
      if (problem?.name !== "Cleared") throw problem;
      state = "cleared"; // what was waiting last is what is lost
      cancel();
    }
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
    try {
      await tell();
      await sync();
      failures = 0;
      state = "idle";
    } catch (/** @type {any} */ problem) {
      if (session.locked || stopped) return;
      failures = reasonOf(problem) === "update_needed" ? 0 : failures + 1; // everything else of the run went well
      const asked = problem instanceof TransportProblem ? (problem.retryAfter ?? 0) : 0;
      notBefore = steady() + Math.min(asked * 1000, ASKED_LIMIT);
      cancel(); // what was planned before the failure does not know of it
      state = STATE_OF[reasonOf(problem)] ?? "later";
      if (problem instanceof TransportProblem && /^(sign_in|withdrawn)$/.test(state))
        state = (await withdrawnMeanwhile()) ? "withdrawn" : state === "sign_in" ? state : "later";
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
   * hands in as well; without an answer she is asked to sign in, and hears of it then. So is it asked where the tablet was
   * withdrawn since its contact; without an answer the next contact tells.
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
    const served = Date.parse(me.server_time ?? "");
    const at = Number.isNaN(served) ? null : new Date(served).toISOString();
    if (at) await noteClock(served, asked).catch(unlessFull);
    const token = await transport.csrf();
    // Too old to be given anything, or newer than the service and not understood: what was written is taken all the same.
    /** @type {TransportProblem | null} */
    let unheard = null;
    const scopes = await contact(token).catch((problem) => {
      if (!/^(update_needed|refused)$/.test(reasonOf(problem))) throw problem;
      unheard = problem;
      return [];
    });
    /** What never gets its receipt, or is failed at, keeps nothing from being fetched. @type {Ended | TransportProblem | null} */
    let stuck = null;
    await push(token, at).catch((problem) => {
      if (reasonOf(problem) !== "no_progress" && !failedAt(problem)) throw problem;
      stuck = problem;
    });
    if (unheard) throw unheard;
    await pull(scopes);
    if (stuck) throw stuck;
    if (at) await prune(at);
    const done = session.now();
    await session.transact(
      async (tx) => note(tx, { last_sync_at: done }),
      () => [],
    );
  }

  /**
   * Once a day, from the lowest number until what is young begins; a save waits for a few rows at most.
   * @param {string} at  now, by the service's clock
   */
  async function prune(at) {
    const pruned_on = at.slice(0, 10);
    if ((await session.desk()).pruned_on === pruned_on) return;
    /** @template T @param {(tx: import("../local/transaction.js").Transaction) => Promise<T>} decide */
    const quietly = (decide) => session.transact(decide, () => []);
    const seqs = await quietly((tx) => tx.numbers("journal"));
    for (let from = 0; from < seqs.length; from += PRUNED_TOGETHER) {
      const few = seqs.slice(from, from + PRUNED_TOGETHER);
      if (!(await quietly((tx) => pruneJournal(tx, few, at)))) break;
    }
    await quietly((tx) => note(tx, { pruned_on }));
  }

  /**
   * Device clock minus server clock, as if the server had looked at its clock half way through the request.
   * @param {number} theirs
   * @param {number} asked
   */
  async function noteClock(theirs, asked) {
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
    const { waiting, needs_you, unsigned } = counts(desk);
    const standing = await transport.contact(
      {
        device_id: desk.device_id,
        epoch: desk.epoch,
        issued: desk.next_seq - 1,
        unsent: waiting,
        oldest_unsent_at: oldestUnsent(desk),
        needs_you: needs_you - unsigned,
        held: desk.held.map(({ change_id }) => change_id).slice(0, HELD_NAMED),
        have: desk.cursors,
        newest: desk.newest ?? null,
        differs: [...differed],
        quarantined: quarantined(desk).slice(0, QUARANTINED_NAMED),
        ...(await condition()),
      },
      token,
    );
    differed.clear();
    if (standing.standing === "revoked") {
      onWithdrawn(standing.hand_in);
      throw new Ended("withdrawn");
    }
    await session
      .transact(
        (tx) => hearStanding(tx, standing),
        (visits) => visits,
      )
      .catch(unlessFull);
    await notBehind(standing);
    if (standing.epoch > desk.epoch) compared.clear(); // told anew, all of it is compared at once
    return standing.scopes;
  }

  /**
   * What speaks from a timeline before the tablet's own is not heard: then all is not well, whatever else it says.
   * @param {{epoch: number}} reply
   */
  async function notBehind({ epoch }) {
    if (epoch < (await session.desk()).epoch) throw new Ended("epoch_required");
  }

  /** @param {import("../local/types.js").Entry} entry */
  const leftOut = ({ seq, untaken }) => untaken && steady() - (tried.get(seq) ?? -Infinity) < BACKOFF_LIMIT;

  /** @param {string} token @param {string | null} at  when this run began, by the service's clock */
  async function push(token, at) {
    let limits = BATCH;
    /** The last the service took in this run. @type {import("../local/types.js").Change | undefined} */
    let went;
    /** At which the service failed alone, while nothing has shown that it takes others. @type {Set<number>} */
    const suspects = new Set();
    /** Set: the change is being looked for. @type {TransportProblem | null} */
    let broke = null;
    const chance = random();
    /** By id: receipted, or refused for its length, and no room to write it down. They are sent again when there is. @type {Set<string>} */
    const arrived = new Set();
    const aside = async () => {
      await session
        .transact(
          (tx) => setAside(tx, suspects),
          () => [],
        )
        .then(() => suspects.clear(), unlessFull);
      breakdowns = 0;
      takes = false;
      limits = BATCH;
    };
    /** @param {import("../local/types.js").Entry[]} may */
    const some = (may) =>
      suspects.size < SUSPECTS
        ? may
        : may.filter(({ child_id }) => child_id === may[Math.floor(chance * may.length)].child_id);
    for (;;) {
      const take = (/** @type {import("../local/transaction.js").Transaction} */ tx) =>
        takeBatch(tx, limits, (outbox) =>
          some(
            sendable(
              outbox.filter(({ change_id }) => !arrived.has(change_id)),
              (entry) => suspects.has(entry.seq) || leftOut(entry),
            ),
          ),
        );
      const { changes, epoch, untaken } =
        (await session
          .transact(take, ({ changes, refused }) => [...refused, ...changes.map(({ visit_id }) => visit_id)])
          .catch(unlessFull)) ?? (await session.foresee(take));
      if (changes.length === 0) {
        if (!suspects.size) return;
        // The only one there is. Where it was so with another, and nothing has gone since, it is as likely to fail at all.
        const alike = !takes && (await session.desk()).outbox.some((entry) => entry.untaken);
        if (suspects.size > 1 || alike || broke?.status !== 500) throw broke;
        return aside();
      }
      const { device_id } = await session.desk();
      /** @type {{epoch: number, receipts: any[]}} */
      let reply;
      try {
        reply = await transport.push({ device_id, epoch, changes }, token);
      } catch (problem) {
        const failed = failedAt(problem);
        if (!(problem instanceof TransportProblem) || !(failed || problem.failure === "too_large")) throw problem;
        const [{ device_seq: seq }] = changes;
        if (failed && !untaken) {
          if (!broke && ++breakdowns < (problem.status === 500 ? BREAKDOWNS : UNANSWERED)) throw problem;
          broke = problem;
        }
        if (changes.length > 1) limits = { ...limits, changes: Math.ceil(changes.length / 2) };
        else if (failed) {
          if (problem.status !== 500) await transport.csrf(); // or nothing gets through any more
          tried.set(seq, steady());
          if (!untaken) suspects.add(seq);
          if (suspects.size > SUSPECTS) throw problem;
          if (went && suspects.size) {
            // A service that does not take this any more is to blame itself: that ends the run.
            await transport.push({ device_id, epoch, changes: [went] }, token);
            await aside();
          }
        } else {
          const said = {
            code: "change_too_large",
            message: "This is longer than can be sent in one piece. It stays on this tablet.",
          };
          const id = changes[0].change_id;
          await session
            .transact((tx) => refuseOne(tx, id, said, at))
            .catch((full) => {
              unlessFull(full);
              arrived.add(id);
            });
        }
        continue;
      }
      const before = arrived.size;
      const noted = await session
        .transact(
          (tx) => applyReply(tx, reply, at),
          ({ visits }) => visits,
        )
        .catch(unlessFull);
      if (!noted)
        for (const { change_id, outcome } of reply.receipts) if (outcome !== "corrupt") arrived.add(change_id);
      const { moved, anew } = noted ?? { moved: arrived.size - before, anew: false };
      if (moved === 0 && !anew) throw new Ended("no_progress");
      if (moved === 0) continue;
      breakdowns = 0;
      takes = true;
      went = changes[0];
      if (suspects.size) await aside();
    }
  }

  /** @param {{id: string}[]} scopes */
  async function pull(scopes) {
    for (const { id } of scopes) {
      for (;;) {
        const { cursors } = await session.desk();
        const proves = steady() - (compared.get(id) ?? -Infinity) >= COMPARE_EVERY;
        const page = await transport.pull(id, cursors[id] ?? 0, PAGE_ROWS, proves);
        const { applied } = await session.transact(
          (tx) => applyPage(tx, page),
          ({ visits }) => visits,
        );
        if (!applied) await notBehind(page);
        if (applied && !page.more && page.scope_digest) await prove(id, page.scope_digest);
        if (!applied || !page.more || page.rows.length === 0) break;
      }
    }
    // A pull that brought a new timeline put the journal back into the outbox.
    if (sendable((await session.desk()).outbox, leftOut).some(({ sent }) => sent)) again = true;
  }

  /**
   * Compares what is kept of a scope with what the service has. Where they differ, everything of it is fetched beside it and
   * takes its place, and the service is told at the next contact. A fetch that broke off is begun again by the next run.
   * @param {string} scope
   * @param {string} digest
   */
  async function prove(scope, digest) {
    if ((await digestOf(session, scope)) !== digest) {
      differed.add(scope);
      const shadow = await shadowOf(transport, scope, PAGE_ROWS);
      if (shadow) await session.transact((tx) => replaceScope(tx, shadow));
    }
    compared.set(scope, steady());
  }

  async function afterChange() {
    if (session.locked || stopped) return;
    await tell();
    const desk = await session.desk();
    // What stands behind one the service cannot take is no reason: each run would be the reason for the next.
    const fresh = sendable(desk.outbox, leftOut).filter(({ sent }) => !sent);
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
      tried.clear();
      return plan(0);
    }
    if (reason === "online") tried.clear(); // it may have been the way there
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
 * The service, or the way to it, failed at what was asked; it did not ask to be left alone.
 * @param {any} problem
 */
const failedAt = (problem) =>
  problem instanceof TransportProblem &&
  /^(unavailable|network|not_a_receipt)$/.test(problem.failure) &&
  (problem.status === 500 || !problem.retryAfter);

/** What cannot be written down keeps nothing from being sent. @param {any} problem */
function unlessFull(problem) {
  if (problem?.name !== "StorageFull") throw problem;
}

/**
 * @param {import("../local/transaction.js").Transaction} tx
 * @param {Partial<import("../local/types.js").Desk>} facts
 */
async function note(tx, facts) {
  const desk = await deskOf(tx);
  if (Object.entries(facts).some(([name, value]) => desk[/** @type {keyof typeof facts} */ (name)] !== value)) {
    await tx.put("desk", ONLY, { ...desk, ...facts });
  }
}

/** @typedef {ReturnType<typeof createRunner>} Runner */
