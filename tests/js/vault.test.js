import assert from "node:assert/strict";
import { test } from "node:test";
import { Damaged, Locked, WeakPassphrase, WrongPassphrase } from "../../static/js/local/errors.js";
import { bucket, changeWrap, createKeys, ITERATIONS, openKeys, Vault } from "../../static/js/local/vault.js";

const USER = "0199aaaa-0000-7000-8000-00000000000a";
const WORDS = "three wet ducks on a hill";

const { keys, wrap } = await createKeys(USER, WORDS);
const vault = new Vault(keys);
const bytes = (text) => new TextEncoder().encode(text);

test("a record is read back as it was, by the same key opened again", async () => {
  const record = { text: "Mum said “he won’t settle”. 👶🏽", list: [1, null, true] };
  const sealed = await vault.seal("visit", "name", record);
  const again = new Vault(await openKeys(USER, WORDS, wrap));
  assert.deepEqual(await again.open("visit", "name", sealed), record);
});

test("a wrap says how it was made, with at least 600,000 rounds and no key in it", () => {
  assert.ok(ITERATIONS >= 600_000);
  assert.equal(wrap.iterations, ITERATIONS);
  assert.deepEqual(Object.keys(wrap).sort(), ["by", "iterations", "iv", "salt", "sealed"]);
  assert.equal(wrap.sealed.length, 32 + 16);
});

test("another passphrase, or another user, does not open the wrap", async () => {
  await assert.rejects(openKeys(USER, `${WORDS} `, wrap), WrongPassphrase);
  await assert.rejects(openKeys("somebody else", WORDS, wrap), WrongPassphrase);
});

test("a passphrase typed with another keyboard's accents is the same", async () => {
  const made = await createKeys(USER, "caf\u00e9 au lait at noon");
  await openKeys(USER, "cafe\u0301 au lait at noon", made.wrap);
});

test("a short passphrase is refused, counted in characters and not in bytes", async () => {
  await assert.rejects(createKeys(USER, "eleven char"), WeakPassphrase);
  await assert.rejects(createKeys(USER, "👶👶👶👶👶👶"), WeakPassphrase);
});

test("a new passphrase wraps the same key: what was sealed before opens after", async () => {
  const sealed = await vault.seal("visit", "name", "before");
  const fresh = await changeWrap(USER, WORDS, "seven dry geese by the sea", wrap);
  const again = new Vault(await openKeys(USER, "seven dry geese by the sea", fresh));
  assert.equal(await again.open("visit", "name", sealed), "before");
  await assert.rejects(openKeys(USER, WORDS, fresh), WrongPassphrase);
  await assert.rejects(changeWrap(USER, "not the old one at all", "seven dry geese by the sea", wrap), WrongPassphrase);
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
  const other = new Vault((await createKeys(USER, WORDS)).keys);
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
