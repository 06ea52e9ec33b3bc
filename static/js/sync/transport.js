/**
 * The only module of the browser that talks to the sync API. Whatever is not an explicit JSON reply of the expected shape
 * is a named failure: a redirect, a login page, a captive portal's 200, half a body, silence.
 */

/** A full batch at 2 kB/s is through in two minutes; after that the connection is taken for dead. In milliseconds. */
const PATIENCE = 120_000;

/**
 * @typedef {"network" | "sign_in" | "csrf" | "too_large" | "later" | "unavailable" | "not_a_receipt" | "update_needed"
 *   | "refused"} Failure
 */

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
  if (status === 409 && code === "update_needed") return "update_needed";
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
const isScopes = (reply) => Number.isInteger(reply?.epoch) && Array.isArray(reply.scopes);

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

  return {
    /**
     * Who is signed in here, and the server's time.
     * @returns {Promise<{id: string, server_time?: string}>}
     */
    me: () => ask("/me", {}, (reply) => typeof reply?.id === "string"),

    /** A token for the posts of this run. @returns {Promise<string>} */
    csrf: async () => (await ask("/csrf", {}, (reply) => typeof reply?.csrf_token === "string")).csrf_token,

    /** @param {string} deviceId @param {string} token */
    register: (deviceId, token) =>
      post("/devices", { device_id: deviceId, label: "" }, token, (reply) => typeof reply === "object"),

    /**
     * @param {{device_id: string, epoch: number, changes: any[], have: Record<string, number>}} batch
     * @param {string} token
     * @returns {Promise<{epoch: number, receipts: any[]}>}
     */
    push: (batch, token) => post("/sync/push", { ...batch, shell_version: shellVersion }, token, isPush),

    /** @returns {Promise<{epoch: number, scopes: {id: string, name: string, head: number}[]}>} */
    scopes: () => ask("/sync/scopes", {}, isScopes),

    /**
     * @param {string} scope
     * @param {number} after
     * @param {number} limit
     * @returns {Promise<{epoch: number, scope: string, from: number, to: number, more: boolean, head: number, rows: any[]}>}
     */
    pull: (scope, after, limit) =>
      ask(`/sync/pull?${new URLSearchParams({ scope, after: `${after}`, limit: `${limit}` })}`, {}, isPage),
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
