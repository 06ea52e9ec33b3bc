/**
 * The ways in which a vault's data key is sealed: by a passphrase, by a passkey, for the organisation's recovery key, and, in
 * memory only, by a short PIN. Needs only WebCrypto; knows neither the disk nor the page.
 */

import { random } from "./bytes.js";
import { MIN_PASSPHRASE, NotThisVault, WeakPassphrase, WeakPin, WrongPassphrase } from "./errors.js";
import { contextOf, openBySecret, stretched } from "./opening.js";

export { openByPassphrase, openByPin } from "./opening.js";

/** OWASP's floor for PBKDF2-SHA-256; a wrap keeps its own number, so that this can rise. */
export const ITERATIONS = 600_000;
/** Nobody waits longer than this for it, whatever a measurement says. */
const MOST_ITERATIONS = 12_000_000;
/** What an unlock may cost on this tablet, in milliseconds: a guess on a copied profile costs as much. */
const UNLOCK_MS = 600;
const MEASURED = 200_000;
/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/**
 * @typedef {{by: "passphrase", iterations: number, salt: Bytes, iv: Bytes, sealed: Bytes}} PassphraseWrap
 * @typedef {{by: "passkey", credential: Bytes, salt: Bytes, iv: Bytes, sealed: Bytes, added_at: string}} PasskeyWrap
 * @typedef {{by: "recovery", key: string, sealed: Bytes}} RecoveryWrap  `key`: the fingerprint of the recovery key
 * @typedef {PassphraseWrap | PasskeyWrap | RecoveryWrap} Wrap  the data key, sealed by one way of proving who you are
 *
 * @typedef {{spki: Bytes, fingerprint: string}} RecoveryKey  the organisation's public key
 */

/**
 * As many rounds as this tablet does in about 0.6 s, never fewer than the floor. WebCrypto works beside the page, which stays
 * usable meanwhile.
 * @param {() => number} [now]  milliseconds
 */
export async function tunedIterations(now = () => performance.now()) {
  const begun = now();
  await stretched("measured, never used", random(16), MEASURED);
  const each = Math.max(now() - begun, 1) / MEASURED;
  const fit = Math.round(UNLOCK_MS / each / 50_000) * 50_000;
  return Math.min(MOST_ITERATIONS, Math.max(ITERATIONS, fit));
}

/**
 * Anything, sealed by a secret that is stretched first.
 * @param {Bytes} plain
 * @param {string} secret
 * @param {Bytes} context
 * @param {number} iterations
 */
async function sealBySecret(plain, secret, context, iterations) {
  const salt = random(16);
  const iv = random(12);
  const key = await stretched(secret, salt, iterations);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: context }, key, plain);
  return { iterations, salt, iv, sealed: new Uint8Array(sealed) };
}

/** @param {string} passphrase */
function assertStrong(passphrase) {
  if ([...passphrase].length < MIN_PASSPHRASE) throw new WeakPassphrase();
}

// -- passphrase ---------------------------------------------------------------------------------------------------------

/**
 * WeakPassphrase.
 * @param {string} user
 * @param {string} passphrase
 * @param {Bytes} dataKey
 * @param {number} iterations
 * @returns {Promise<PassphraseWrap>}
 */
export async function wrapByPassphrase(user, passphrase, dataKey, iterations) {
  assertStrong(passphrase);
  return { by: "passphrase", ...(await sealBySecret(dataKey, passphrase, contextOf(user, "passphrase"), iterations)) };
}

// -- short PIN: never on the disk ---------------------------------------------------------------------------------------

/** @typedef {{iterations: number, salt: Bytes, iv: Bytes, sealed: Bytes}} PinWrap */

/** Four to eight figures, not all alike and not in a row: those are what a stranger tries first. @param {string} pin */
export function assertGoodPin(pin) {
  const steps = new Set([...pin].slice(1).map((figure, at) => Number(figure) - Number(pin[at])));
  const simple = steps.size === 1 && Math.abs([...steps][0]) <= 1;
  if (!/^\d{4,8}$/.test(pin) || simple) throw new WeakPin();
}

/**
 * @param {string} user
 * @param {string} pin
 * @param {Bytes} dataKey
 * @returns {Promise<PinWrap>}  for memory; on the disk it would fall in minutes
 */
export const wrapByPin = (user, pin, dataKey) => sealBySecret(dataKey, pin, contextOf(user, "pin"), ITERATIONS);

// -- passkey ------------------------------------------------------------------------------------------------------------

/** @param {string} user @param {Bytes} secret  what the passkey's PRF gave for the wrap's salt @param {Bytes} salt */
async function passkeyKey(user, secret, salt) {
  const root = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt, info: contextOf(user, "passkey") },
    root,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

/**
 * @param {string} user
 * @param {{credential: Bytes, salt: Bytes, secret: Bytes}} passkey
 * @param {Bytes} dataKey
 * @param {string} at
 * @returns {Promise<PasskeyWrap>}
 */
export async function wrapByPasskey(user, { credential, salt, secret }, dataKey, at) {
  const iv = random(12);
  const key = await passkeyKey(user, secret, salt);
  const context = { name: "AES-GCM", iv, additionalData: contextOf(user, "passkey") };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(context, key, dataKey));
  return { by: "passkey", credential, salt, iv, sealed, added_at: at };
}

/** WrongPassphrase. @param {string} user @param {Bytes} secret @param {PasskeyWrap} wrap @returns {Promise<Bytes>} */
export async function openByPasskey(user, secret, { salt, iv, sealed }) {
  const key = await passkeyKey(user, secret, salt);
  try {
    const context = { name: "AES-GCM", iv, additionalData: contextOf(user, "passkey") };
    return new Uint8Array(await crypto.subtle.decrypt(context, key, sealed));
  } catch {
    throw new WrongPassphrase();
  }
}

// -- the organisation's recovery key ------------------------------------------------------------------------------------

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const POINT_BYTES = 65;
const IV_BYTES = 12;

/**
 * The key two halves of a pair agree on (ECDH on P-256, then HKDF).
 * @param {CryptoKey} mine  private
 * @param {CryptoKey} theirs  public
 * @param {Bytes} info
 */
async function agreed(mine, theirs, info) {
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, mine, 256);
  const root = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info },
    root,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

/**
 * Seals for whoever holds the private half: a fresh public point, a nonce, and the sealed bytes, in one piece.
 * @param {Bytes} spki
 * @param {BufferSource} plain
 * @param {Bytes} info
 * @returns {Promise<Bytes>}
 */
async function sealFor(spki, plain, info) {
  const theirs = await crypto.subtle.importKey("spki", spki, CURVE, false, []);
  const once = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const iv = random(IV_BYTES);
  const key = await agreed(once.privateKey, theirs, info);
  const [point, sealed] = await Promise.all([
    crypto.subtle.exportKey("raw", once.publicKey),
    crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: info }, key, plain),
  ]);
  const whole = new Uint8Array(POINT_BYTES + IV_BYTES + sealed.byteLength);
  whole.set(new Uint8Array(point));
  whole.set(iv, POINT_BYTES);
  whole.set(new Uint8Array(sealed), POINT_BYTES + IV_BYTES);
  return whole;
}

/**
 * NotThisVault, whatever the reason.
 * @param {Bytes} pkcs8
 * @param {Bytes} whole
 * @param {Bytes} info
 * @returns {Promise<Bytes>}
 */
async function openSealed(pkcs8, whole, info) {
  try {
    const mine = await crypto.subtle.importKey("pkcs8", pkcs8, CURVE, false, ["deriveBits"]);
    const point = await crypto.subtle.importKey("raw", whole.slice(0, POINT_BYTES), CURVE, false, []);
    const iv = whole.slice(POINT_BYTES, POINT_BYTES + IV_BYTES);
    const key = await agreed(mine, point, info);
    const sealed = whole.slice(POINT_BYTES + IV_BYTES);
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: info }, key, sealed));
  } catch {
    throw new NotThisVault();
  }
}

/**
 * The data key for whoever holds the private half of the recovery key, which lies on no computer of the service.
 * @param {string} user
 * @param {RecoveryKey} key
 * @param {Bytes} dataKey
 * @returns {Promise<RecoveryWrap>}
 */
export const wrapForRecovery = async (user, { spki, fingerprint }, dataKey) => ({
  by: "recovery",
  key: fingerprint,
  sealed: await sealFor(spki, dataKey, contextOf(user, "recovery")),
});

/**
 * For the approver's page: what was sealed for the recovery key, sealed anew for the tablet that asked. NotThisVault when the
 * private key is another one, or the wrap another person's.
 * @param {string} user
 * @param {{pkcs8: Bytes, sealed: Bytes, tablet: Bytes}} given  `tablet`: the public key of the tablet's request
 * @returns {Promise<Bytes>}
 */
export async function resealForTablet(user, { pkcs8, sealed, tablet }) {
  const dataKey = await openSealed(pkcs8, sealed, contextOf(user, "recovery"));
  try {
    return await sealFor(tablet, dataKey, contextOf(user, "recovered"));
  } finally {
    dataKey.fill(0);
  }
}

/**
 * The data key, for who opens a sealed file with the organisation's private key. NotThisVault.
 * @param {string} user
 * @param {Bytes} pkcs8
 * @param {RecoveryWrap} wrap
 * @returns {Promise<Bytes>}
 */
export const openByRecovery = (user, pkcs8, { sealed }) => openSealed(pkcs8, sealed, contextOf(user, "recovery"));

/**
 * A key pair for one request. The private half is sealed by the new passphrase at once: the answer may come tomorrow, and
 * until then it lies on the disk. WeakPassphrase.
 * @typedef {{public: Bytes, private: {iterations: number, salt: Bytes, iv: Bytes, sealed: Bytes}}} RecoveryRequest
 * @param {string} user
 * @param {string} passphrase
 * @param {number} iterations
 * @returns {Promise<RecoveryRequest>}
 */
export async function beginRecovery(user, passphrase, iterations) {
  assertStrong(passphrase);
  const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const [spki, pkcs8] = await Promise.all([
    crypto.subtle.exportKey("spki", pair.publicKey),
    crypto.subtle.exportKey("pkcs8", pair.privateKey),
  ]);
  const sealed = await sealBySecret(new Uint8Array(pkcs8), passphrase, contextOf(user, "recovering"), iterations);
  return { public: new Uint8Array(spki), private: sealed };
}

/**
 * The data key out of the approver's answer. WrongPassphrase when it is not the passphrase chosen with the request,
 * NotThisVault when the answer is not for this request.
 * @param {string} user
 * @param {string} passphrase
 * @param {RecoveryRequest} request
 * @param {Bytes} resealed
 * @returns {Promise<Bytes>}
 */
export async function finishRecovery(user, passphrase, request, resealed) {
  const pkcs8 = await openBySecret(request.private, passphrase, contextOf(user, "recovering"));
  try {
    return await openSealed(pkcs8, resealed, contextOf(user, "recovered"));
  } finally {
    pkcs8.fill(0);
  }
}

/**
 * Eight figures both sides can read to each other: whoever changed the request on its way would change them.
 * @param {Bytes} publicKey
 */
export async function spokenCode(publicKey) {
  const hash = new DataView(await crypto.subtle.digest("SHA-256", publicKey));
  const figures = String(hash.getUint32(0) % 100_000_000).padStart(8, "0");
  return `${figures.slice(0, 4)} ${figures.slice(4)}`;
}
