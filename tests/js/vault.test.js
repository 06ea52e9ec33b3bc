import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { test } from "node:test";
import {
  Damaged,
  Locked,
  NotThisVault,
  WeakPassphrase,
  WeakPin,
  WrongPassphrase,
} from "../../static/js/local/errors.js";
import { bucket, keysFrom, markOf, newDataKey, Vault } from "../../static/js/local/vault.js";
import * as wraps from "../../static/js/local/wraps.js";
import { contract } from "./contracts.js";

const USER = "0199aaaa-0000-7000-8000-00000000000a";
const WORDS = "three wet ducks on a hill";
const { ITERATIONS } = wraps;

const dataKey = newDataKey();
const keys = await keysFrom(USER, dataKey);
const wrap = await wraps.wrapByPassphrase(USER, WORDS, dataKey, ITERATIONS);
const vault = new Vault(keys);
const bytes = (text) => new TextEncoder().encode(text);

test("a record is read back as it was, by the same key opened again", async () => {
  const record = { text: "Mum said “he won’t settle”. 👶🏽", list: [1, null, true] };
  const sealed = await vault.seal("visit", "name", record);
  const again = new Vault(await keysFrom(USER, await wraps.openByPassphrase(USER, WORDS, wrap)));
  assert.deepEqual(await again.open("visit", "name", sealed), record);
});

test("a wrap says how it was made, with at least 600,000 rounds and no key in it", () => {
  assert.ok(ITERATIONS >= 600_000);
  assert.equal(wrap.iterations, ITERATIONS);
  assert.deepEqual(Object.keys(wrap).sort(), ["by", "iterations", "iv", "salt", "sealed"]);
  assert.equal(wrap.sealed.length, 32 + 16);
});

test("the rounds are measured on the tablet: about 0.6 s of work, never under the floor, never without end", async () => {
  /** A clock that ticks once for the measurement. */
  const taking = (milliseconds) => {
    let calls = 0;
    return () => milliseconds * calls++;
  };
  assert.equal(await wraps.tunedIterations(taking(2000)), ITERATIONS); // a slow tablet waits longer instead
  assert.equal(await wraps.tunedIterations(taking(40)), 3_000_000);
  assert.equal(await wraps.tunedIterations(taking(0)), 12_000_000);
});

test("another passphrase, or another user, does not open the wrap", async () => {
  await assert.rejects(wraps.openByPassphrase(USER, `${WORDS} `, wrap), WrongPassphrase);
  await assert.rejects(wraps.openByPassphrase("somebody else", WORDS, wrap), WrongPassphrase);
});

test("a passphrase typed with another keyboard's accents is the same", async () => {
  const made = await wraps.wrapByPassphrase(USER, "caf\u00e9 au lait at noon", dataKey, ITERATIONS);
  await wraps.openByPassphrase(USER, "cafe\u0301 au lait at noon", made);
});

test("a short passphrase is refused, counted in characters and not in bytes", async () => {
  for (const short of ["eleven char", "👶👶👶👶👶👶"])
    await assert.rejects(wraps.wrapByPassphrase(USER, short, dataKey, ITERATIONS), WeakPassphrase);
});

test("a new passphrase wraps the same key: what was sealed before opens after", async () => {
  const sealed = await vault.seal("visit", "name", "before");
  const fresh = await wraps.wrapByPassphrase(USER, "seven dry geese by the sea", dataKey, ITERATIONS);
  const opened = await wraps.openByPassphrase(USER, "seven dry geese by the sea", fresh);
  assert.equal(await new Vault(await keysFrom(USER, opened)).open("visit", "name", sealed), "before");
  await assert.rejects(wraps.openByPassphrase(USER, WORDS, fresh), WrongPassphrase);
});

test("a PIN is four to eight figures, and not what a stranger tries first", async () => {
  for (const pin of ["123", "123456789", "12a4", "", "0000", "7777", "1234", "4321", "3456789"])
    assert.throws(() => wraps.assertGoodPin(pin), WeakPin, pin);
  for (const pin of ["2580", "1357", "90210", "20261126"]) wraps.assertGoodPin(pin);
});

test("a PIN opens its own wrap, and neither another's nor the passphrase's", async () => {
  const held = await wraps.wrapByPin(USER, "2580", dataKey);
  assert.deepEqual(await wraps.openByPin(USER, "2580", held), dataKey);
  await assert.rejects(wraps.openByPin(USER, "2581", held), WrongPassphrase);
  await assert.rejects(wraps.openByPin("somebody else", "2580", held), WrongPassphrase);
  await assert.rejects(wraps.openByPassphrase(USER, "2580", { by: "passphrase", ...held }), WrongPassphrase);
});

test("a passkey's secret opens its own wrap; another secret does not", async () => {
  const passkey = { credential: bytes("credential"), salt: newDataKey(), secret: newDataKey() };
  const made = await wraps.wrapByPasskey(USER, passkey, dataKey, "2026-05-09T12:00:00Z");
  assert.deepEqual(await wraps.openByPasskey(USER, passkey.secret, made), dataKey);
  await assert.rejects(wraps.openByPasskey(USER, newDataKey(), made), WrongPassphrase);
  await assert.rejects(wraps.openByPasskey("somebody else", passkey.secret, made), WrongPassphrase);
});

/** The organisation's pair, as the command makes it. */
async function recoveryPair() {
  const pair = await webcrypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  const spki = new Uint8Array(await webcrypto.subtle.exportKey("spki", pair.publicKey));
  const pkcs8 = new Uint8Array(await webcrypto.subtle.exportKey("pkcs8", pair.privateKey));
  return { key: { spki, fingerprint: "of this key" }, pkcs8 };
}

test("a forgotten passphrase: the holder of the recovery key seals the data key anew for this tablet alone", async () => {
  const { key, pkcs8 } = await recoveryPair();
  const kept = await wraps.wrapForRecovery(USER, key, dataKey);
  assert.equal(kept.key, key.fingerprint);
  const request = await wraps.beginRecovery(USER, "seven dry geese by the sea", ITERATIONS);
  const resealed = await wraps.resealForTablet(USER, { pkcs8, sealed: kept.sealed, tablet: request.public });
  assert.deepEqual(await wraps.finishRecovery(USER, "seven dry geese by the sea", request, resealed), dataKey);

  await assert.rejects(wraps.finishRecovery(USER, WORDS, request, resealed), WrongPassphrase);
  const other = await wraps.beginRecovery(USER, "seven dry geese by the sea", ITERATIONS);
  await assert.rejects(wraps.finishRecovery(USER, "seven dry geese by the sea", other, resealed), NotThisVault);
  const reseal = { pkcs8, sealed: kept.sealed, tablet: request.public };
  await assert.rejects(wraps.resealForTablet("somebody else", reseal), NotThisVault);
  const stranger = await recoveryPair();
  await assert.rejects(wraps.resealForTablet(USER, { ...reseal, pkcs8: stranger.pkcs8 }), NotThisVault);
  await assert.rejects(wraps.resealForTablet(USER, { ...reseal, pkcs8: bytes("not a key") }), NotThisVault);
});

for (const { public: key, code } of contract("recovery").cases) {
  test(`both sides read the same eight figures: ${code}`, async () => {
    const bytes = Uint8Array.from(Buffer.from(key, "base64"));
    assert.equal(await wraps.spokenCode(bytes), code);
  });
}

test("the mark of a vault tells its key from another and does not give it away", async () => {
  assert.equal(await markOf(keys), await markOf(await keysFrom(USER, dataKey)));
  assert.notEqual(await markOf(keys), await markOf(await keysFrom(USER, newDataKey())));
});

test("a seal is bound to store, name and owner, and one changed byte breaks it", async () => {
  const sealed = await vault.seal("visit", "name", "text");
  await assert.rejects(vault.open("child", "name", sealed), Damaged);
  await assert.rejects(vault.open("visit", "other", sealed), Damaged);
  const stranger = new Vault({ ...keys, user: "somebody else" });
  await assert.rejects(stranger.open("visit", "name", sealed), Damaged);
  for (const at of [0, 100, sealed.sealed.length - 1]) {
    const changed = sealed.sealed.slice();
    changed[at] ^= 1;
    await assert.rejects(vault.open("visit", "name", { ...sealed, sealed: changed }), Damaged);
  }
});

test("no two seals share a nonce or a byte pattern", async () => {
  const seals = await Promise.all(Array.from({ length: 50 }, () => vault.seal("visit", "name", "the same")));
  assert.equal(new Set(seals.map(({ iv }) => iv.join())).size, 50);
  assert.equal(new Set(seals.map(({ sealed }) => sealed.slice(0, 16).join())).size, 50);
});

test("a sealed record holds no trace of what is in it, and its size says little", async () => {
  const sizes = new Set();
  for (const length of [1, 10, 100, 400]) {
    const { sealed } = await vault.seal("visit", "name", "Quillfeather".padEnd(length, "x"));
    sizes.add(sealed.length);
    assert.equal(Buffer.from(sealed).indexOf(bytes("Quill")), -1);
  }
  assert.equal(sizes.size, 1);
});

for (const [length, room] of [
  [1, 512],
  [512, 512],
  [513, 1024],
  [4096, 4096],
  [4097, 8192],
  [65_536, 65_536],
  [65_537, 81_920],
]) {
  test(`${length} bytes take the room of ${room}`, () => assert.equal(bucket(length), room));
}

test("names say nothing, differ by store and key, and stay the same", async () => {
  const child = await vault.nameOf("child", "0199aaaa-0000-7000-8000-0000000000c1");
  assert.match(child, /^[0-9a-f]{32}$/);
  assert.equal(child, await vault.nameOf("child", "0199aaaa-0000-7000-8000-0000000000c1"));
  assert.notEqual(child, await vault.nameOf("visit", "0199aaaa-0000-7000-8000-0000000000c1"));
  const other = new Vault(await keysFrom(USER, newDataKey()));
  assert.notEqual(child, await other.nameOf("child", "0199aaaa-0000-7000-8000-0000000000c1"));
});

test("the keys cannot be exported", async () => {
  for (const key of [keys.records, keys.names]) {
    assert.equal(key.extractable, false);
    await assert.rejects(crypto.subtle.exportKey("raw", key));
  }
});

test("a locked vault does nothing", async () => {
  const locked = new Vault(keys);
  const sealed = await locked.seal("visit", "name", "text");
  locked.lock();
  await assert.rejects(locked.open("visit", "name", sealed), Locked);
  await assert.rejects(locked.seal("visit", "name", "text"), Locked);
  await assert.rejects(locked.nameOf("visit", "id"), Locked);
});
