/**
 * The tablet's own passkey (fingerprint, face, or the lock of the screen) as a second way to open a vault: its PRF gives the
 * same secret each time, and no network is needed. Nothing here is checked by a server: opening the wrap is the check.
 */

import { random } from "../local/bytes.js";

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/** What was wanted was called off, took too long, or this passkey cannot do it. */
class NoSecret extends Error {
  name = "NoSecret";
}

const PATIENCE = 60_000;

/** Whether this tablet has a lock of its own that could hold one. */
export async function canHavePasskey() {
  try {
    return await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable();
  } catch {
    return false;
  }
}

/** @param {any} credential @returns {Bytes | null} */
function secretOf(credential) {
  const first = credential.getClientExtensionResults().prf?.results?.first;
  return first ? new Uint8Array(first) : null;
}

/**
 * NoSecret.
 * @param {{name: string, initials: string}} whose  of the service, of the visitor; kept by the tablet's own system
 * @returns {Promise<{credential: Bytes, salt: Bytes, secret: Bytes}>}
 */
export async function makePasskey({ name, initials }) {
  const salt = random(32);
  /** @type {any} */
  const made = await navigator.credentials
    .create({
      publicKey: {
        rp: { name },
        user: { id: random(16), name: initials, displayName: initials },
        challenge: random(32),
        pubKeyCredParams: [
          { type: "public-key", alg: -7 },
          { type: "public-key", alg: -257 },
        ],
        authenticatorSelection: {
          authenticatorAttachment: "platform",
          residentKey: "discouraged",
          userVerification: "required",
        },
        timeout: PATIENCE,
        extensions: /** @type {any} */ ({ prf: { eval: { first: salt } } }),
      },
    })
    .catch(() => null);
  if (!made) throw new NoSecret("No passkey was made");
  const credential = new Uint8Array(made.rawId);
  // Many give the secret only when they are asked, not when they are made.
  const secret = secretOf(made) ?? (await askPasskey([{ credential, salt }])).secret;
  return { credential, salt, secret };
}

/** The passkey was asked, and opens this vault no more. */
class PasskeyFailed extends Error {
  name = "PasskeyFailed";
}

/**
 * NoSecret, PasskeyFailed, and what the vault refuses.
 * @param {import("../local/tablet.js").Tablet} tablet
 * @param {string} user
 */
export async function openByPasskey(tablet, user) {
  const given = await askPasskey(await tablet.passkeys(user));
  return tablet.unlockByPasskey(user, given).catch((refusal) => {
    throw refusal.name === "WrongPassphrase" ? new PasskeyFailed() : refusal;
  });
}

/**
 * NoSecret.
 * @param {{credential: Bytes, salt: Bytes}[]} passkeys
 * @returns {Promise<{credential: Bytes, secret: Bytes}>}
 */
async function askPasskey(passkeys) {
  const evalByCredential = Object.fromEntries(
    passkeys.map(({ credential, salt }) => [base64url(credential), { first: salt }]),
  );
  /** @type {any} */
  const given = await navigator.credentials
    .get({
      publicKey: {
        challenge: random(32),
        allowCredentials: passkeys.map(({ credential }) => ({
          type: "public-key",
          id: credential,
          transports: ["internal"],
        })),
        userVerification: "required",
        timeout: PATIENCE,
        extensions: /** @type {any} */ ({ prf: { evalByCredential } }),
      },
    })
    .catch(() => null);
  const secret = given && secretOf(given);
  if (!secret) throw new NoSecret("The passkey gave no secret");
  return { credential: new Uint8Array(given.rawId), secret };
}

/** @param {Bytes} bytes */
const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
