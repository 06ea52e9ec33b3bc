/** Who asks for help a second time keeps her first request until the service has the second. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { StorageFull, Wait } from "../../static/js/local/errors.js";
import { keysFrom, markOf, newDataKey } from "../../static/js/local/vault.js";
import { waysIn, wraps } from "../../static/js/local/ways_in.js";

const USER = "0199aaaa-0000-7000-8000-00000000000a";
const [FIRST, SECOND] = ["seven dry geese by the sea", "nine loud swans at noon"];

/** A tablet on which somebody asked, and what its registry keeps of it. */
async function asking() {
  const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  const spki = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
  const wrap = await wraps.wrapForRecovery(USER, { spki, fingerprint: "f".repeat(32) }, newDataKey());
  let kept = { user: USER, wraps: [wrap] };
  const tablet = waysIn({
    registry: { update: async (_, change) => (kept = change(kept)) },
    clock: () => 0,
    iterations: async () => wraps.ITERATIONS,
    resident: async () => kept,
  });
  const { code } = await tablet.beginRecovery(USER, FIRST);
  await tablet.noteRecovery(USER, "first");
  return { tablet, code, earlier: kept.recovering, recovering: () => kept.recovering };
}

test("asked again without a connection, the earlier request stands, with its figures", async () => {
  const { tablet, code, earlier, recovering } = await asking();
  const again = await tablet.beginRecovery(USER, SECOND);
  assert.notEqual(again.code, code);
  assert.equal(recovering().id, "first", "a page that is closed now finds it");
  assert.equal(await tablet.recoveryCode(USER), code);
  await tablet.noteRecovery(USER, "first");
  assert.deepEqual(recovering(), earlier);
});

test("once the service has the second, the first is gone", async () => {
  const { tablet, recovering } = await asking();
  const { code, tablet: key } = await tablet.beginRecovery(USER, SECOND);
  await tablet.noteRecovery(USER, "second");
  assert.deepEqual(Object.keys(recovering()).sort(), ["at", "id", "request"]);
  assert.deepEqual([recovering().id, recovering().request.public], ["second", key]);
  assert.equal(await tablet.recoveryCode(USER), code);
});

test("a request that is closed, and a first one that did not arrive, are forgotten", async () => {
  const { tablet, recovering } = await asking();
  await tablet.noteRecovery(USER, null);
  assert.equal(recovering(), undefined);
  await tablet.beginRecovery(USER, FIRST);
  await tablet.noteRecovery(USER, null);
  assert.equal(recovering(), undefined);
});

/** A tablet for which SECOND was approved; while `full` its vault does not open. `wait`: tries are not heard. */
async function approved() {
  const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  const [spki, pkcs8] = await Promise.all([
    crypto.subtle.exportKey("spki", pair.publicKey).then((bytes) => new Uint8Array(bytes)),
    crypto.subtle.exportKey("pkcs8", pair.privateKey).then((bytes) => new Uint8Array(bytes)),
  ]);
  const key = newDataKey();
  const forgotten = { by: "passphrase" };
  const organisation = await wraps.wrapForRecovery(USER, { spki, fingerprint: "f".repeat(32) }, key);
  let kept = {
    user: USER,
    initials: "AA",
    wraps: [forgotten, organisation],
    mark: await markOf(await keysFrom(USER, key)),
  };
  const is = { full: true, wait: false, opened: [] };
  const page = () =>
    waysIn({
      registry: { update: async (_, change) => (kept = change(kept)) },
      clock: () => 0,
      iterations: async () => wraps.ITERATIONS,
      resident: async () => kept,
      dataKeyBy: async (_, passphrase) => {
        if (is.wait) throw new Wait();
        return wraps.openByPassphrase(USER, passphrase, kept.wraps[0]);
      },
      open: async (_, dataKey) => {
        if (is.full) throw new StorageFull();
        is.opened.push(dataKey);
      },
    });
  const { sealed, tablet } = await page().beginRecovery(USER, SECOND);
  const resealed = await wraps.resealForTablet(USER, { pkcs8, sealed, tablet });
  const finish = (ways) => (passphrase) => ways.finishRecovery(USER, passphrase, resealed);
  return { is, key, here: finish(page()), elsewhere: finish(page()) };
}

test("finished on a tablet too full to open: a slip is called a slip, and it opens once there is room", async () => {
  const { is, key, here } = await approved();
  await assert.rejects(here(SECOND), { name: "StorageFull" });
  is.full = false;
  await assert.rejects(here(FIRST), { name: "WrongPassphrase" });
  is.wait = true;
  await assert.rejects(here(SECOND), { name: "Wait" });
  is.wait = false;
  await here(SECOND);
  assert.deepEqual(is.opened, [key]);
});

test("an approval that another page used opens with its passphrase, and is of no use to another", async () => {
  const { is, key, here, elsewhere } = await approved();
  is.full = false;
  await here(SECOND);
  await assert.rejects(elsewhere(FIRST), { name: "NotThisVault" });
  await elsewhere(SECOND);
  assert.deepEqual(is.opened, [key, key]);
});
