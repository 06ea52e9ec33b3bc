import assert from "node:assert/strict";
import { test } from "node:test";
import { canonical, sealedForTravel, sha256 } from "../../static/js/sync/canonical.js";
import { contract } from "./contracts.js";

const { cases, refused } = contract("canonical");

for (const { name, value, text, sha256: hash } of cases) {
  test(`canonical JSON: ${name}`, async () => {
    assert.equal(canonical(value), text);
    assert.equal(await sha256(text), hash);
  });
}

for (const { name, json } of refused) {
  test(`not to be written in one way: ${name}`, () => {
    assert.throws(() => canonical(JSON.parse(json)), TypeError);
  });
}

test("a change is hashed without its hash, and hashing it again changes nothing", async () => {
  const { value, sha256: hash } = cases.find(({ name }) => name === "a change");
  const sealed = await sealedForTravel(value);
  assert.equal(sealed.body_sha256, hash);
  assert.deepEqual(await sealedForTravel(sealed), sealed);
});
