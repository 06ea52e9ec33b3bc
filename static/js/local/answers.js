/**
 * One answer: how it is written down, and what of it is shown. Pure.
 */

/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").BasedAnswer} BasedAnswer */
/** @typedef {import("./types.js").Change} Change */
/** @typedef {import("./types.js").QuarantineRow} QuarantineRow */
/** @typedef {import("./types.js").RefusedAnswer} RefusedAnswer */
/** @typedef {import("./types.js").SignedState} SignedState */
/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Writer} Writer */
/** @typedef {import("./types.js").Shown} Shown */

const BESIDE = /** @type {const} */ (["source", "verif", "basis", "earshot", "closes"]);

/**
 * Lone surrogates cannot be written in UTF-8, so half an emoji would break the hash of the whole change.
 * @template T
 * @param {T} value
 * @returns {T}
 */
function wellFormed(value) {
  if (typeof value === "string") return /** @type {any} */ (value.toWellFormed());
  if (Array.isArray(value)) return /** @type {any} */ (value.map(wellFormed));
  if (value && typeof value === "object")
    return /** @type {any} */ (
      Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toWellFormed(), wellFormed(inner)]))
    );
  return value;
}

/**
 * Only what belongs to an answer, from something that may be a whole `Shown`. TypeError unless it is exactly one of a
 * value, a missing reason and cleared: that is a mistake of the caller, not of the visitor.
 * @param {any} said
 * @returns {Answer}
 */
export function answerOf(said) {
  const kinds = ["value", "missing", "cleared"].filter((name) => said[name] !== undefined && said[name] !== null);
  if (kinds.length !== 1) throw new TypeError("An answer is exactly one of value, missing and cleared");
  if (typeof said.kind !== "string") throw new TypeError("An answer has a kind");
  /** @type {any} */
  const answer = { [kinds[0]]: wellFormed(said[kinds[0]]), kind: said.kind };
  for (const name of BESIDE) {
    if (said[name] !== undefined && said[name] !== null) answer[name] = wellFormed(said[name]);
  }
  return answer;
}

/** @type {Writer} */
const NOBODY = { by: null, at: null, received_at: null };

/**
 * A state with each claim's first writer beside it. Named one by one: a picture asks this of six thousand answers, and spread
 * takes twenty times as long.
 * @param {State} state
 * @param {Record<string, Writer>} writers
 * @returns {SignedState}
 */
export function signed(state, writers) {
  /** @param {any} claim */
  const withWriter = (claim) => {
    const { by, at, received_at } = writers[claim.mids[0]] ?? NOBODY;
    /** @type {any} */
    const made = { by, at, received_at };
    for (const name in claim) made[name] = claim[name];
    return made;
  };
  const made = withWriter(state);
  if (state.cands.length) made.cands = state.cands.map(withWriter);
  return made;
}

/**
 * @typedef {object} Sides  all that is known of one answer on this tablet
 * @property {{change: Change}[]} own  unreceipted changes that carry it, oldest first
 * @property {{seq: number, id: string, refused: RefusedAnswer, at: string} | null} refused  the newest refused one
 * @property {{change: Change, code: string | null, message: string | null} | null} held  the newest held one
 * @property {SignedState | null} state  the server's
 */

/**
 * What is shown of an answer, and on which base an edit of it stands: the newest own unsent one, else a refused one, else
 * the server's state, else one that a manager holds. Null when there is nothing.
 * @param {string} key
 * @param {Sides} sides
 * @returns {Shown | null}
 */
export function shown(key, { own, refused, held, state }) {
  const newest = own.at(-1)?.change;
  if (newest) {
    const { base: _, ...answer } = newest.answers[key];
    return { ...answer, ...unwritten(state), at: newest.recorded_at, from: "own", base: newest.change_id };
  }
  if (refused) {
    const { answer, code, message } = refused.refused;
    return { ...answer, ...unwritten(state), at: refused.at, code, message, from: "refused" };
  }
  if (state) {
    const { by, at, received_at, mids, cands } = state;
    const base = mids[0] ?? null;
    /** @type {any} */
    const made = { by, at, received_at, code: null, message: null, cands, from: "server", base, server: null };
    for (const name in state) if (name !== "mids") made[name] = state[/** @type {keyof SignedState} */ (name)];
    return made;
  }
  if (held) {
    const { change, code, message } = held;
    const { base: _, ...answer } = change.answers[key];
    return {
      ...answer,
      ...unwritten(state),
      at: change.recorded_at,
      code,
      message,
      from: "held",
      base: change.change_id,
    };
  }
  return null;
}

/** What stands beside an answer that is not the service's word. @param {SignedState | null} state */
const unwritten = (state) => ({ ...NOBODY, code: null, message: null, cands: state?.cands ?? [], server: state });

/**
 * The base of an edit. An own answer that waits is what she saw, whatever the screen remembers; otherwise the base the
 * screen was drawn with counts, so that a value that arrived since is not taken for seen.
 * @param {string | null | undefined} drawn  what the screen was drawn with; undefined when it does not say
 * @param {Shown | null} now
 * @returns {string | null}
 */
export function baseFor(drawn, now) {
  if (now?.from === "own" || drawn === undefined) return now?.base ?? null;
  return drawn;
}

/**
 * The refused answer as it will be shown. Its base leads past what was refused itself: the server may not know those ids
 * (after a restore), and an id used twice stands for somebody else's answer. An answer that was taken stays a base, whatever
 * else of its change was refused.
 * @param {BasedAnswer} answer
 * @param {QuarantineRow[]} quarantine  earlier changes of the visit of which something was refused
 * @param {string} key
 * @returns {BasedAnswer}
 */
export function rebased(answer, quarantine, key) {
  let base = answer.base;
  for (;;) {
    const row = quarantine.find(({ change }) => change.change_id === base);
    const before = row?.change.answers[key];
    if (!row || !before || wasTaken(row, key)) return { ...answer, base };
    base = row.answers[key]?.answer.base ?? before.base;
  }
}

/** @param {QuarantineRow} row @param {string} key */
const wasTaken = ({ receipt }, key) =>
  receipt?.outcome === "stored" && receipt.answers?.[key] && receipt.answers[key].outcome !== "rejected";
