/** The administrator's page opens what tablets seal, and nothing else. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { keyBytes } from "../../static/js/office/approve.js";
import { batches, NotOpened, openSealedFile } from "../../static/js/office/rescue.js";
import { contract } from "./contracts.js";

const { passphrase, private_key, file, numbers, sums, damaged } = contract("sealed");
const text = JSON.stringify(file);

for (const [how, secret] of [
  ["the visitor's passphrase", { passphrase }],
  ["the organisation's recovery key", { pkcs8: keyBytes(private_key) }],
]) {
  test(`opens with ${how}`, async () => {
    const opened = await openSealedFile(text, secret);
    assert.equal(opened.user, file.user);
    assert.equal(opened.deviceId, file.device_id);
    assert.deepEqual(
      opened.changes.map(({ device_seq }) => device_seq),
      numbers,
    );
    assert.deepEqual(
      opened.changes.map(({ body_sha256 }) => body_sha256),
      sums,
    );
    assert.equal(opened.damaged, damaged);
  });
}

test("does not open with anything else", async () => {
  await assert.rejects(openSealedFile(text, { passphrase: "four quiet otters" }), NotOpened);
  await assert.rejects(openSealedFile(text, {}), NotOpened);
  await assert.rejects(
    openSealedFile(JSON.stringify({ ...file, user: "0190c0de-0000-7000-8000-000000000002" }), { passphrase }),
    NotOpened,
  );
  await assert.rejects(openSealedFile("no file at all", { passphrase }), NotOpened);
});

test("is sent in parts the service takes", () => {
  const change = { answers: "x".repeat(20_000) };
  const parts = batches(Array(60).fill(change));
  assert.equal(parts.flatMap(({ changes }) => changes).length, 60);
  assert.ok(parts.every(({ changes }) => changes.length <= 50 && JSON.stringify(changes).length < 600_000));
  const [first, ...others] = parts;
  assert.deepEqual([first.first, first.last], [true, false]);
  assert.ok(others.every(({ first }) => !first));
  assert.deepEqual(
    others.map(({ last }) => last),
    [...others.slice(1).map(() => false), true],
  );
  assert.deepEqual(batches([change]), [{ changes: [change], first: true, last: true }]);
});
