/** Who asks for help a second time keeps her first request until the service has the second. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { StorageFull, WrongPassphrase } from "../../static/js/local/errors.js";
import { newDataKey } from "../../static/js/local/vault.js";
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

test("finished on a tablet too full to open, it opens once there is room, and not with another passphrase", async () => {
  const opened = [];
  let full = true;
  const key = newDataKey();
  const tablet = waysIn({
    resident: async () => ({ initials: "AA", wraps: [] }), // the passphrase is the new one already
    dataKeyBy: async (_, passphrase) => {
      if (passphrase !== SECOND) throw new WrongPassphrase();
      return key;
    },
    open: async (_, dataKey) => {
      if (full) throw new StorageFull();
      opened.push(dataKey);
    },
  });
  const finish = (passphrase) => tablet.finishRecovery(USER, passphrase, new Uint8Array());
  await assert.rejects(finish(SECOND), { name: "StorageFull" });
  full = false;
  await assert.rejects(finish(FIRST), { name: "NotThisVault" });
  await finish(SECOND);
  assert.deepEqual(opened, [key]);
});
