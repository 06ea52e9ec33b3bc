import assert from "node:assert/strict";
import { test } from "node:test";
import { Damaged } from "../../static/js/local/errors.js";
import { remembering, transact } from "../../static/js/local/transaction.js";
import { memoryStore } from "./memory_store.js";
import { storeContract } from "./store_contract.js";

for (const [name, trial] of Object.entries(storeContract)) {
  test(`in memory: ${name}`, () => trial(async () => memoryStore()));
  test(`remembered: ${name}`, () =>
    trial(async () => {
      const kept = memoryStore();
      // The other tab says that it wrote, as the session's channel does.
      const store = remembering(kept);
      const anotherTab = () => {
        const other = kept.anotherTab();
        return { ...other, write: (writes) => other.write(writes).finally(store.forget) };
      };
      const damage = (...place) => {
        kept.damage(...place);
        store.forget();
      };
      return { ...store, anotherTab, damage };
    }));
}

test("a decision is made again when another tab was faster, and sees what that tab wrote", async () => {
  const kept = memoryStore();
  const other = kept.anotherTab();
  const store = remembering(kept);
  await transact(store, (tx) => tx.put("desk", "only", ["a"]));
  let rounds = 0;
  await transact(store, async (tx) => {
    const before = await tx.read("desk", "only");
    if (rounds++ === 0) await transact(other, async (theirs) => theirs.put("desk", "only", [...before, "b"]));
    await tx.put("desk", "only", [...before, "c"]);
  });
  assert.equal(rounds, 2);
  assert.deepEqual((await store.read("desk", "only")).value, ["a", "b", "c"]);
});

test("twenty tabs at once lose no write", async () => {
  const kept = memoryStore();
  await transact(kept, (tx) => tx.put("desk", "only", []));
  const add = (n) =>
    transact(remembering(kept.anotherTab()), async (tx) =>
      tx.put("desk", "only", [...(await tx.read("desk", "only")), n]),
    );
  const numbers = Array.from({ length: 20 }, (_, n) => n);
  await Promise.all(numbers.map(add));
  assert.deepEqual(
    [...(await kept.read("desk", "only")).value].sort((a, b) => a - b),
    numbers,
  );
});

test("a decision that changes nothing writes nothing", async () => {
  const kept = memoryStore();
  const { writes } = await transact(kept, async (tx) => {
    await tx.read("desk", "only");
    await tx.remove("visit", "never there");
  });
  assert.deepEqual(writes, []);
});

test("a damaged record stops a decision that reads it, not one that replaces it", async () => {
  const kept = memoryStore();
  await transact(kept, (tx) => tx.put("visit", "v", "a"));
  kept.damage("visit", "v");
  await assert.rejects(
    transact(kept, (tx) => tx.read("visit", "v")),
    Damaged,
  );
  await transact(kept, async (tx) => {
    await tx.put("visit", "v", "b");
    assert.equal(await tx.read("visit", "v"), "b");
  });
  assert.equal((await kept.read("visit", "v")).value, "b");
});
