/**
 * The only module of the browser that talks to the sync API. Whatever is not an explicit JSON reply of the expected shape
 * is a named failure: a redirect, a login page, a captive portal's 200, half a body, silence.
 */

/** A full batch at 2 kB/s is through in two minutes; after that the connection is taken for dead. In milliseconds. */
const PATIENCE = 120_000;

/** From this length on, in characters, a body is packed. */
const WORTH_PACKING = 2_000;

/**
 * @typedef {"network" | "sign_in" | "csrf" | "too_large" | "later" | "unavailable" | "not_a_receipt" | "update_needed"
 *   | "withdrawn" | "epoch_required" | "refused"} Failure
 *
 * @typedef {object} Report  what a tablet says of itself; docs/protocol.md
 * @property {string} device_id
 * @property {number} epoch
 * @property {number} issued  the highest number it has given a change
 * @property {number} unsent
 * @property {string | null} oldest_unsent_at
 * @property {number} needs_you
 * @property {string[]} held
 * @property {boolean | null} persisted
 * @property {boolean} storage_full
 * @property {Record<string, number>} have
 * @property {string | null} newest
 * @property {string[]} differs
 * @property {{seq: number, code: string, written_anew: boolean}[]} quarantined
 *
 * @typedef {object} Standing
 * @property {number} epoch
 * @property {string} server_time
 * @property {"known" | "revoked"} standing
 * @property {string | null} hand_in
 * @property {{id: string, name: string, head: number}[]} scopes
 * @property {{change_id: string, decision: string, at: string, by: string, reason: string}[]} released
 * @property {{count: number, seqs: number[]}} missing
 * @property {import("../local/types.js").LeftBehind[]} left_behind
 */

/** What this app speaks; the service gives data to none that is older than it can be. */
const PROTOCOL = 1;

/** A request that brought no usable reply. `retryAfter`: seconds the service asked for, or null. */
export class TransportProblem extends Error {
  /** @param {Failure} failure @param {{status?: number, code?: string | null, retryAfter?: number | null}} [details] */
  constructor(failure, { status = 0, code = null, retryAfter = null } = {}) {
    super(failure);
    this.name = "TransportProblem";
    this.failure = failure;
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/**
 * `Retry-After` in seconds; a date counts from the reply's own `Date`, because the tablet's clock may be wrong.
 * @param {Headers} headers
 */
export function retryAfter(headers) {
  const said = headers.get("retry-after");
  if (!said) return null;
  if (/^\d+$/.test(said.trim())) return Number(said);
  const seconds = (Date.parse(said) - Date.parse(headers.get("date") ?? "")) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}

/**
 * What an HTTP status without a usable body means.
 * @param {number} status
 * @param {string | null} code  of the problem document, if it was one
 * @returns {Failure}
 */
export function failureOf(status, code) {
  if (status === 401) return "sign_in";
  if (code === "csrf") return "csrf";
  if (status === 413) return "too_large";
  if (status === 429) return "later";
  if (code === "withdrawn" || code === "epoch_required") return code;
  if (status === 426) return "update_needed";
  if (status >= 500) return "unavailable";
  return code === null ? "not_a_receipt" : "refused";
}

/** @param {any} reply */
const isPush = (reply) => Number.isInteger(reply?.epoch) && Array.isArray(reply.receipts);
/** @param {any} reply */
const isPage = (reply) =>
  Number.isInteger(reply?.epoch) &&
  Number.isInteger(reply.from) &&
  Number.isInteger(reply.to) &&
  typeof reply.scope === "string" &&
  Array.isArray(reply.rows);
/** @param {any} reply */
const isStanding = (reply) =>
  Number.isInteger(reply?.epoch) && typeof reply.standing === "string" && Array.isArray(reply.scopes);
/** @param {any} reply */
const isWithdrawal = (reply) => typeof reply?.revoked === "boolean";
/** @param {any} reply */
const isHandInReceipt = (reply) => typeof reply?.sha256 === "string" && typeof reply.received_at === "string";

/**
 * @param {object} given
 * @param {typeof globalThis.fetch} [given.fetch]
 * @param {string} [given.base]
 * @param {string} given.shellVersion
 * @param {number} [given.patience]  milliseconds
 */
export function createTransport({
  fetch = globalThis.fetch.bind(globalThis),
  base = "/api/v1",
  shellVersion,
  patience = PATIENCE,
}) {
  /**
   * @param {string} path
   * @param {RequestInit} options
   * @param {(reply: any) => boolean} fits
   */
  async function ask(path, options, fits) {
    /** @type {Response} */
    let response;
    /** @type {string} */
    let text;
    try {
      response = await fetch(`${base}${path}`, {
        ...options,
        credentials: "same-origin",
        redirect: "error",
        cache: "no-store",
        headers: { Accept: "application/json", ...options.headers },
        signal: AbortSignal.timeout(patience),
      });
      text = await response.text();
    } catch {
      throw new TransportProblem("network");
    }
    const json = /^application\/(problem\+)?json\b/i.test(response.headers.get("content-type") ?? "")
      ? parsed(text)
      : undefined;
    if (response.ok && json !== undefined && fits(json)) return json;
    const code = !response.ok && typeof json?.code === "string" ? json.code : null;
    const failure = response.ok ? "not_a_receipt" : failureOf(response.status, code);
    throw new TransportProblem(failure, { status: response.status, code, retryAfter: retryAfter(response.headers) });
  }

  /**
   * @param {string} path
   * @param {unknown} body
   * @param {string} token
   * @param {(reply: any) => boolean} fits
   */
  const post = (path, body, token, fits) =>
    ask(
      path,
      {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      },
      fits,
    );

  /**
   * The same for what may be long: packed, where the browser can.
   * @param {string} path
   * @param {unknown} body
   * @param {string} token
   * @param {(reply: any) => boolean} fits
   */
  const postPacked = async (path, body, token, fits) => {
    const text = JSON.stringify(body);
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    if (text.length < WORTH_PACKING || !("CompressionStream" in globalThis)) {
      return ask(path, { method: "POST", body: text, headers }, fits);
    }
    const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
    const sent = await new Response(packed).arrayBuffer();
    return ask(path, { method: "POST", body: sent, headers: { ...headers, "Content-Encoding": "gzip" } }, fits);
  };

  const csrf = async () => (await ask("/csrf", {}, (reply) => typeof reply?.csrf_token === "string")).csrf_token;

  return {
    /**
     * Who is signed in here, and the server's time.
     * @returns {Promise<{id: string, server_time?: string}>}
     */
    me: () => ask("/me", {}, (reply) => typeof reply?.id === "string"),

    /** A token for the posts of this run. @returns {Promise<string>} */
    csrf,

    /**
     * How this tablet stands; first thing in each run.
     * @param {Report} report
     * @param {string} token
     * @returns {Promise<Standing>}
     */
    contact: (report, token) =>
      post("/sync/contact", { ...report, protocol: PROTOCOL, shell_version: shellVersion }, token, isStanding),

    /**
     * Whether a tablet was withdrawn, asked before anybody has unlocked it.
     * @param {string} deviceId
     * @returns {Promise<{revoked: boolean, hand_in: string | null}>}
     */
    standing: async (deviceId) => post(`/devices/${deviceId}/standing`, {}, await csrf(), isWithdrawal),

    /**
     * A part of what a withdrawn tablet holds, sealed.
     * @param {string} deviceId
     * @param {{token: string, sealed: string, records: number, last: boolean}} part
     * @returns {Promise<{received_at: string, sha256: string}>}
     */
    handIn: async (deviceId, part) => post(`/devices/${deviceId}/hand-in`, part, await csrf(), isHandInReceipt),

    /**
     * @param {{device_id: string, epoch: number, changes: any[]}} batch
     * @param {string} token
     * @returns {Promise<{epoch: number, receipts: any[]}>}
     */
    push: (batch, token) => postPacked("/sync/push", { ...batch, shell_version: shellVersion }, token, isPush),

    /**
     * @param {string} scope
     * @param {number} after
     * @param {number} limit
     * @param {boolean} digest  whether the last page should bring the digest of the scope
     * @returns {Promise<{epoch: number, scope: string, from: number, to: number, more: boolean, head: number,
     *   scope_digest?: string | null, rows: any[]}>}
     */
    pull: (scope, after, limit, digest) =>
      ask(
        `/sync/pull?${new URLSearchParams({ scope, after: `${after}`, limit: `${limit}`, digest: `${digest}` })}`,
        {},
        isPage,
      ),
  };
}

/** @param {string} text @returns {any} undefined when it is not one JSON document */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @typedef {ReturnType<typeof createTransport>} Transport */
