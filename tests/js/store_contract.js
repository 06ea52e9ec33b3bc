/**
 * What every `Store` must do. Runs under Node against the one in memory, and in a browser against IndexedDB; so it brings
 * its own assertions.
 */

function same(found, wanted, what) {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) {
    throw new Error(`${what}: wanted ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`);
  }
}

async function fails(promise, name, what) {
  const problem = await promise.then(
    () => null,
    (thrown) => thrown,
  );
  same(problem?.name, name, what);
}

/** Name to a trial: `(fresh) => Promise`, where `fresh()` makes an empty store with `anotherTab()` and `damage()`. */
export const storeContract = {
  "a record is read back, and each write tells its new revision": async (fresh) => {
    const store = await fresh();
    same(await store.read("visit", "v1"), null, "nothing yet");
    const [first] = await store.write([{ store: "visit", id: "v1", value: { text: "née Ó 👶" }, rev: 0 }]);
    same(await store.read("visit", "v1"), { value: { text: "née Ó 👶" }, rev: first }, "first");
    const [second] = await store.write([{ store: "visit", id: "v1", value: { text: "b" }, rev: first }]);
    same(await store.read("visit", "v1"), { value: { text: "b" }, rev: second }, "second");
    same(first > 0 && second > first, true, "revisions rise");
  },
  "a write on an old revision fails, and nothing of it is kept": async (fresh) => {
    const store = await fresh();
    const other = await store.anotherTab();
    const [first] = await store.write([{ store: "desk", id: "only", value: 1, rev: 0 }]);
    const [second] = await other.write([{ store: "desk", id: "only", value: 2, rev: first }]);
    const late = [
      { store: "visit", id: "v1", value: "late", rev: 0 },
      { store: "desk", id: "only", value: 3, rev: first },
    ];
    await fails(store.write(late), "Stale", "late write");
    same(await store.read("desk", "only"), { value: 2, rev: second }, "the first stands");
    same(await store.read("visit", "v1"), null, "nothing half-written");
  },
  "two that begin the same record: one of them fails": async (fresh) => {
    const store = await fresh();
    const other = await store.anotherTab();
    const begin = (tab, value) => tab.write([{ store: "desk", id: "only", value, rev: 0 }]);
    const outcomes = await Promise.allSettled([begin(store, "a"), begin(other, "b")]);
    same(outcomes.map(({ status }) => status).sort(), ["fulfilled", "rejected"], "outcomes");
    same(outcomes.find(({ status }) => status === "rejected").reason.name, "Stale", "the reason");
  },
  "numbered records are listed in the order of their numbers": async (fresh) => {
    const store = await fresh();
    for (const id of [10, 2, 100]) await store.write([{ store: "outbox", id, value: { id }, rev: 0 }]);
    same(
      (await store.list("outbox")).map(({ id, value }) => [id, value.id]),
      [2, 10, 100].map((id) => [id, id]),
      "order",
    );
    await store.damage("outbox", 2);
    same(await store.numbers("outbox"), [2, 10, 100], "numbers, of damaged ones too");
  },
  "a record that was removed begins again at another revision": async (fresh) => {
    const store = await fresh();
    const [first] = await store.write([{ store: "outbox", id: 1, value: "a", rev: 0 }]);
    same(await store.write([{ store: "outbox", id: 1, value: undefined, rev: first }]), [0], "removing");
    same(await store.read("outbox", 1), null, "gone");
    const [again] = await store.write([{ store: "outbox", id: 1, value: "b", rev: 0 }]);
    await fails(store.write([{ store: "outbox", id: 1, value: "c", rev: first }]), "Stale", "on what was removed");
    same(await store.read("outbox", 1), { value: "b", rev: again }, "again");
  },
  "a damaged record is named, the others open, and it can be replaced": async (fresh) => {
    const store = await fresh();
    await store.write([
      { store: "outbox", id: 1, value: "a", rev: 0 },
      { store: "outbox", id: 2, value: "b", rev: 0 },
    ]);
    await store.damage("outbox", 1);
    await fails(store.read("outbox", 1), "Damaged", "reading it");
    same(
      (await store.list("outbox")).map(({ value }) => value),
      [null, "b"],
      "listing",
    );
    const { rev } = await store.read("outbox", 1).catch((problem) => problem);
    const [next] = await store.write([{ store: "outbox", id: 1, value: "new", rev }]);
    same(await store.read("outbox", 1), { value: "new", rev: next }, "replaced");
  },
  "a closed store refuses": async (fresh) => {
    const store = await fresh();
    store.close();
    await fails(store.read("desk", "only"), "Locked", "reading");
    await fails(store.write([{ store: "desk", id: "only", value: 1, rev: 0 }]), "Locked", "writing");
  },
};
