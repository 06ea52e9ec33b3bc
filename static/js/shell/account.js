/** Who is signed in with the service, and signing in without leaving the page. The only HTTP of the screens. */

import { base64, bytesOf } from "../local/bytes.js";

/**
 * @typedef {object} Person
 * @property {string} id
 * @property {string} name
 * @property {string} initials
 * @property {string} role
 * @property {boolean} [one_time]  signed in with a one-time password
 */

/** The service answered, and said no. `message` is its sentence. */
export class Refused extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Nothing that speaks for the service answered. */
class Unreachable extends Error {}

/** The password is right, and an administrator's: she chooses her own before anything else. */
export class OneTime extends Error {}

const UNREACHABLE = "The service cannot be reached. What is saved on this tablet stays here.";

/**
 * Only JSON from the service counts: a login page or a captive portal answers 200 as well.
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<any>}  null for 204. Refused, Unreachable
 */
async function ask(path, init) {
  let reply;
  try {
    reply = await fetch(`/api/v1/${path}`, {
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(15_000),
      ...init,
    });
  } catch {
    throw new Unreachable(UNREACHABLE);
  }
  if (reply.status === 204) return null;
  const spoken = /json/.test(reply.headers.get("content-type") ?? "") ? await reply.json().catch(() => null) : null;
  if (!spoken) throw new Unreachable(UNREACHABLE);
  if (!reply.ok) throw new Refused(reply.status, spoken.title ?? "That did not work. Nothing is lost.");
  return spoken;
}

/** Noted beside the store: she signed out, and the service has not said that it heard. */
const OWED = "wholeview-sign-out";

/** @param {boolean} [now]  noted from now on, or no more */
function owed(now) {
  try {
    if (now) localStorage.setItem(OWED, "1");
    if (now === false) localStorage.removeItem(OWED);
    return localStorage.getItem(OWED) !== null;
  } catch {
    return false; // a forbidden place: the session runs out by itself
  }
}

/** Nothing is asked in the name of somebody who signed out without a connection: that is said first. Refused, Unreachable. */
export const signedOut = async () => {
  if (owed()) await signOut();
};

/** Who is signed in and may go on, or null for nobody. Refused, Unreachable. @returns {Promise<Person | null>} */
export async function whoIsSignedIn() {
  await signedOut();
  try {
    const person = await ask("me");
    return person.one_time ? null : person;
  } catch (problem) {
    if (problem instanceof Refused && problem.status === 401) return null;
    throw problem;
  }
}

/**
 * Signs in where one stands. Refused (wrong password, too many tries), OneTime, Unreachable.
 * @param {string} username
 * @param {string} password
 * @returns {Promise<Person>}
 */
export async function signIn(username, password) {
  await leaving?.catch(() => {}); // heard late, it would end the session that begins now
  await send("sign-in", { username, password });
  owed(false); // that session is this tablet's no more
  const person = await ask("me");
  if (person.one_time) throw new OneTime();
  return person;
}

/** On its way: whoever asks meanwhile waits for the same. @type {Promise<void> | null} */
let leaving = null;

/** Ends the session with the service, now or as soon as it hears; what is on the tablet stays. Refused, Unreachable. */
export function signOut() {
  owed(true);
  leaving ??= send("sign-out", {})
    .catch((problem) => {
      if (problem.status !== 401) throw problem;
    })
    .then(() => void owed(false))
    .finally(() => {
      leaving = null;
    });
  return leaving;
}

/**
 * @param {string} path
 * @param {object} body
 */
async function send(path, body) {
  const { csrf_token } = await ask("csrf");
  return ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf_token },
    body: JSON.stringify(body),
  });
}

// -- a forgotten passphrase ---------------------------------------------------------------------------------------------

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/**
 * The organisation's public recovery key, or null when it has none. Refused, Unreachable.
 * @returns {Promise<import("../local/wraps.js").RecoveryKey | null>}
 */
export async function recoveryKey() {
  const { fingerprint, spki } = await ask("recovery-key");
  return spki ? { fingerprint, spki: bytesOf(spki) } : null;
}

/**
 * Asks for somebody's approval. Refused, Unreachable.
 * @param {{sealed: Bytes, key: string, tablet: Bytes, replaces?: string}} request  `replaces`: the number of her last one
 * @returns {Promise<string>} its number
 */
export async function askRecovery({ sealed, tablet, ...rest }) {
  return (await send("recoveries", { ...rest, sealed: base64(sealed), tablet: base64(tablet) })).id;
}

/**
 * How a request stands. Refused (404: not hers, or gone), Unreachable.
 * @param {string} id
 * @returns {Promise<{state: "waiting" | "approved" | "declined" | "done", resealed: string | null}>}
 */
export const recoveryState = (id) => ask(`recoveries/${encodeURIComponent(id)}`);

/** The tablet is open again. @param {string} id */
export const recoveryDone = (id) => send(`recoveries/${encodeURIComponent(id)}/done`, {});
