import assert from "node:assert/strict";
import { test } from "node:test";
import { applyPage } from "../../static/js/sync/core.js";
import { backoff } from "../../static/js/sync/runner.js";
import { watch } from "../../static/js/sync/watch.js";
import { memoryStore } from "./memory_store.js";
import { referenceServer } from "./reference_server.js";
import { ANN, directTransport, failing, handClock, makeRunner, openSession, settle } from "./tablets.js";

const USER = { ...ANN, teams: ["north"] };

async function tablet({ locks, random, persisted } = {}) {
  const server = referenceServer({ teams: ["north"], children: { anna: "north" } });
  const transport = directTransport(server, USER);
  const session = await openSession();
  const runner = makeRunner({ session, transport, locks, random, persisted });
  const said = [];
  runner.on(({ state }) => said.at(-1) !== state && said.push(state));
  return { server, transport, session, runner, said, time: session.time };
}
const start = (session, answers = { f1: { value: "a", kind: "F" } }) =>
  session.startVisit({ childId: "anna", form: "f", formVersion: 1, answers });

test("what was saved is sent, and what the team has is fetched", async () => {
  const { server, session, runner, said, time } = await tablet();
  const visit = await start(session);
  runner.kick("open");
  await time.pass(0);
  assert.equal(server.visits[visit].answers.f1.value, "a");
  const status = runner.status();
  assert.equal(status.state, "idle");
  assert.equal(status.waiting, 0);
  assert.equal(status.last_sync_at, "2026-05-09T14:00:00.000Z");
  assert.deepEqual(said, ["idle", "sending", "idle"]);
  assert.equal((await session.child("anna")).child.child_id, "anna");
  assert.equal((await session.visit(visit)).answers.f1.from, "server");
});

test("a save is sent by itself, a little later; a signature at once", async () => {
  const { server, session, time } = await tablet();
  const visit = await start(session);
  await time.pass(4_000);
  assert.equal(server.visits[visit], undefined);
  await time.pass(1_000);
  assert.equal(server.visits[visit].status, "open");
  await session.submit(visit);
  await time.pass(0);
  assert.equal(server.visits[visit].status, "submitted");
});

test("a tablet says first how it stands, and fetches what is new", async () => {
  const { transport, runner, time } = await tablet();
  runner.kick("open");
  await time.pass(0);
  assert.deepEqual(transport.asked, ["me", "csrf", "contact", "pull"]);
});

test("a service that does not understand what the tablet says of itself gets the work all the same", async () => {
  const { server, transport, session, runner, time } = await tablet();
  transport.trouble.contact = failing("refused", { status: 422, code: "invalid" });
  const visit = await start(session);
  runner.kick("open");
  await time.pass(0);
  assert.equal(server.visits[visit].answers.f1.value, "a");
  assert.deepEqual([runner.status().state, runner.status().waiting], ["later", 0]);
});

test("nothing is sent under somebody else's name", async () => {
  const { transport, session, runner, time } = await tablet();
  await start(session);
  transport.trouble.me = async () => ({ id: "bea" });
  runner.kick("button");
  await time.pass(60 * 60_000);
  assert.equal(runner.status().state, "other_user");
  assert.ok(!transport.asked.includes("push"));
  assert.equal(runner.status().waiting, 1);
  transport.trouble.me = null;
  runner.kick("signed_in");
  await time.pass(0);
  assert.equal(runner.status().waiting, 0);
});

/** How a run ends for a tablet whose transport has these troubles, and what it is told of handing in. */
const hearing = ({ server, session }) =>
  async function hears(trouble, state, told) {
    const transport = directTransport(server, USER);
    Object.assign(transport.trouble, trouble);
    const heard = [];
    const runner = makeRunner({ session, transport, onWithdrawn: (token) => heard.push(token) });
    runner.kick("button");
    await session.time.pass(0);
    const status = runner.status();
    assert.deepEqual([status.state, heard], [state, told]);
    runner.stop();
    return status;
  };

test("a tablet whose sign-in ended hears that it was withdrawn, without signing in", async () => {
  const hears = hearing(await tablet());
  for (const [answer, state, told] of [
    [async () => ({ revoked: true, hand_in: "token" }), "withdrawn", ["token"]],
    [async () => ({ revoked: false, hand_in: null }), "sign_in", []],
    [failing("network"), "sign_in", []],
  ]) {
    await hears({ me: failing("sign_in", { status: 401 }), standing: answer }, state, told);
  }
});

test("withdrawn since its contact, it hears so at the pull and asks how to hand in; without an answer it tries again", async () => {
  const hears = hearing(await tablet());
  for (const [answer, state, told] of [
    [async () => ({ revoked: true, hand_in: "token" }), "withdrawn", ["token"]],
    [failing("network"), "later", []],
  ]) {
    const { next_try_at } = await hears({ pull: failing("withdrawn", { status: 403 }), standing: answer }, state, told);
    assert.equal(next_try_at === null, state === "withdrawn");
  }
});

test("a change that never gets its receipt keeps nothing from being fetched, and is tried again", async () => {
  const { server, transport, session, runner, time } = await tablet();
  await start(session);
  transport.trouble.push = async (_pass, { changes }) => ({
    epoch: 0,
    receipts: changes.map(({ change_id }) => ({ change_id, outcome: "corrupt" })),
  });
  runner.kick("button");
  await time.pass(0);
  assert.equal((await session.child("anna")).child.child_id, "anna");
  assert.deepEqual([runner.status().state, runner.status().waiting], ["no_receipt", 1]);
  assert.equal(runner.status().last_sync_at, null);
  transport.trouble.push = null;
  await time.pass(60_000);
  assert.deepEqual([runner.status().state, runner.status().waiting], ["idle", 0]);
  assert.equal(Object.keys(server.changes).length, 1);
});

test("asked to sign in: everything stays, no timer hammers, and after signing in the same bytes go", async () => {
  const { transport, session, runner, time } = await tablet();
  await start(session);
  const sent = [];
  transport.trouble.push = async (_pass, batch) => {
    sent.push(JSON.stringify(batch.changes));
    throw failing("sign_in", { status: 401 });
  };
  runner.kick("button");
  await time.pass(0);
  assert.equal(runner.status().state, "sign_in");
  await session.record((await session.waiting()).items[0].visit_id, { f2: { value: "more", kind: "F" } });
  await time.pass(60 * 60_000);
  assert.equal(sent.length, 1);
  assert.equal(runner.status().waiting, 2);
  transport.trouble.push = async (pass, batch) => {
    sent.push(JSON.stringify(batch.changes.slice(0, 1)));
    return pass();
  };
  runner.kick("signed_in");
  await time.pass(0);
  assert.equal(sent[1], sent[0]);
  assert.equal(runner.status().waiting, 0);
});

for (const failure of ["network", "not_a_receipt", "unavailable", "csrf"]) {
  test(`${failure}: everything stays and is tried again, ever more rarely`, async () => {
    const { transport, session, runner, time } = await tablet();
    await start(session);
    transport.trouble.push = failing(failure);
    runner.kick("button");
    await time.pass(60 * 60_000);
    const tries = transport.asked.filter((name) => name === "push").length;
    assert.ok(tries > 5 && tries < 20, `${tries} tries in an hour`);
    assert.equal(runner.status().waiting, 1);
    assert.equal(runner.status().state, failure === "network" || failure === "not_a_receipt" ? "offline" : "later");
    assert.ok(runner.status().next_try_at);
    transport.trouble.push = null;
    runner.kick("button");
    await time.pass(0);
    assert.equal(runner.status().waiting, 0);
    assert.equal(runner.status().next_try_at, null);
  });
}

test("a run that fails before it asks anything is planned again", async () => {
  const { server, session, runner, time } = await tablet();
  const visit = await start(session);
  await time.pass(4_000);
  const off = runner.on(({ state }) => {
    if (state === "sending") throw new Error("what is drawn of it fails");
  });
  await time.pass(1_000);
  off();
  assert.ok(runner.status().next_try_at);
  await time.pass(60_000);
  assert.equal(server.visits[visit].answers.f1.value, "a");
});

test("a save does not break into the back-off, the button does", async () => {
  const { transport, session, runner, time } = await tablet();
  const visit = await start(session);
  transport.trouble.me = failing("network");
  runner.kick("button");
  await time.pass(30_000);
  const tries = () => transport.asked.filter((name) => name === "me").length;
  const before = tries();
  const [due] = time.due;
  await session.record(visit, { f1: { value: "b", kind: "F" } });
  await settle();
  assert.deepEqual(time.due, [due]);
  runner.kick("button");
  await time.pass(0);
  assert.equal(tries(), before + 1);
});

test("the service says when to come back, and is obeyed", async () => {
  const { transport, session, runner, time } = await tablet();
  await start(session);
  transport.trouble.push = failing("later", { status: 429, retryAfter: 120 });
  runner.kick("button");
  await time.pass(0);
  runner.kick("visible");
  runner.kick("online");
  await time.pass(119_000);
  assert.equal(transport.asked.filter((name) => name === "push").length, 1);
  await time.pass(1_000);
  assert.equal(transport.asked.filter((name) => name === "push").length, 2);
});

test("a service that says to come back in a month is asked again after an hour", async () => {
  const { transport, session, runner, time } = await tablet();
  await start(session);
  transport.trouble.push = failing("later", { status: 503, retryAfter: 31 * 24 * 3_600 });
  runner.kick("button");
  await time.pass(0);
  assert.deepEqual(time.due, [60 * 60_000]);
});

test("the ceiling of the back-off doubles from four seconds to a quarter of an hour", () => {
  const always = (n) => backoff(n, () => 1);
  assert.deepEqual([1, 2, 3].map(always), [4_000, 8_000, 16_000]);
  assert.equal(always(40), 15 * 60_000);
  assert.equal(
    backoff(3, () => 0),
    0,
  );
});

/** How long after each try the next came, in seconds, over an hour without a service. */
async function pauses({ transport, time }) {
  const at = [];
  transport.trouble.me = async () => {
    at.push(time.clock());
    throw failing("network");
  };
  await time.pass(60 * 60_000);
  return at.slice(1).map((moment, before) => (moment - at[before]) / 1000);
}

test("a clock that somebody sets puts no try off", async () => {
  for (const jump of [-48, 48].map((hours) => hours * 3_600_000)) {
    const { transport, server, session, runner, time } = await tablet();
    const visit = await start(session);
    transport.trouble.me = async () => {
      throw failing("network");
    };
    runner.kick("open");
    await time.pass(0);
    time.jump(jump);
    delete transport.trouble.me;
    runner.kick(jump < 0 ? "visible" : "button");
    const { next_try_at } = runner.status();
    assert.ok(Math.abs(Date.parse(next_try_at) - time.clock()) < 1000, "it is said by the clock as it stands");
    await time.pass(1000);
    assert.equal(server.visits[visit].answers.f1.value, "a");
  }
});

test("where the browser may clear its storage, what waits is tried again within a minute", async () => {
  for (const [persisted, longest] of [
    [false, 60],
    [true, 900],
    [null, 900],
  ]) {
    const one = await tablet({ persisted, random: () => 1 });
    await start(one.session);
    assert.equal(Math.max(...(await pauses(one))), longest, `persisted: ${persisted}`);
  }
});

test("there, too, nothing hurries while nothing waits, and the first entry does not wait for what was planned", async () => {
  const one = await tablet({ persisted: false, random: () => 1 });
  one.runner.kick("open");
  assert.equal(Math.max(...(await pauses(one))), 900);
  const [planned] = one.time.due;
  await start(one.session);
  await settle();
  assert.ok(planned > 60_000);
  assert.ok(
    one.time.due.every((ms) => ms <= 60_000 || ms === planned),
    `${one.time.due}`,
  );
  assert.ok(one.time.due.some((ms) => ms <= 60_000));
});

test("there, too, the service is asked again when it said, and not before", async () => {
  const { transport, session, runner, time } = await tablet({ persisted: false });
  const visit = await start(session);
  transport.trouble.push = failing("later", { status: 503, retryAfter: 600 });
  runner.kick("button");
  await time.pass(0);
  await session.record(visit, { f1: { value: "b", kind: "F" } });
  await time.pass(599_000);
  assert.equal(transport.asked.filter((name) => name === "push").length, 1);
  await time.pass(1_000);
  assert.equal(transport.asked.filter((name) => name === "push").length, 2);
});

test("too large: the batch is halved, and one that is too large alone blocks nobody", async () => {
  const { server, transport, session, runner, time } = await tablet();
  const visits = [];
  for (const value of ["a", "b", "the large one", "d", "e"])
    visits.push(await start(session, { f1: { value, kind: "F" } }));
  const sizes = [];
  transport.trouble.push = async (pass, batch) => {
    sizes.push(batch.changes.length);
    if (batch.changes.length > 2 || batch.changes.some(({ answers }) => answers.f1.value === "the large one"))
      throw failing("too_large", { status: 413 });
    return pass();
  };
  runner.kick("button");
  await time.pass(0);
  assert.deepEqual(sizes, [5, 3, 2, 2, 1, 1, 1]);
  assert.deepEqual(
    visits.map((visit) => visit in server.visits),
    [true, true, false, true, true],
  );
  const { needs_you, waiting, state } = runner.status();
  assert.deepEqual([needs_you, waiting, state], [1, 0, "idle"]);
  assert.equal((await session.visit(visits[2])).answers.f1.from, "refused");

  // The service hears why it waits for the third in vain; once it was written anew, that too.
  /** @type {any[]} */
  const reported = [];
  transport.trouble.contact = async (pass, report) => {
    reported.push(report.quarantined);
    return pass();
  };
  const sync = async () => {
    runner.kick("button");
    await time.pass(0);
  };
  await sync();
  await session.record(visits[2], { f1: { value: "shorter", kind: "F" } });
  await sync();
  await sync();
  assert.equal(server.visits[visits[2]].answers.f1.value, "shorter");
  const stuck = { seq: 3, code: "change_too_large", written_anew: false };
  assert.deepEqual([reported[0], reported.at(-1)], [[stuck], [{ ...stuck, written_anew: true }]]);
  assert.equal(runner.status().needs_you, 0);
});

test("too large alone, and no room to write that down: what is behind it goes all the same", async () => {
  const { server, transport, session, runner, time } = await tablet();
  const long = await start(session, { f1: { value: "long", kind: "F" } });
  const other = await start(session);
  transport.trouble.push = (work, { changes }) => {
    if (changes.some(({ visit_id }) => visit_id === long)) throw failing("too_large", { status: 413 });
    return work();
  };
  session.store.fill(true);
  runner.kick("button");
  await time.pass(0);
  assert.deepEqual(Object.keys(server.visits), [other]);
  assert.equal(runner.status().waiting, 2);
  session.store.fill(false);
  runner.kick("button");
  await time.pass(0);
  assert.equal(runner.status().waiting, 0);
  assert.deepEqual(
    (await session.waiting()).items.map(({ visit_id, state }) => [visit_id, state]),
    [[long, "refused"]],
  );
});

for (const [code, stands] of Object.entries({
  damaged: async ({ session, transport }) => {
    session.store.damage("outbox", 1);
    const { store, time } = session;
    const anew = await openSession({ store: store.anotherTab(), time, prefix: "anew" }); // it has nothing of it in memory
    return { session: anew, runner: makeRunner({ session: anew, transport }) };
  },
  untaken: async ({ transport }) => {
    transport.trouble.push = failing("unavailable", { status: 500 });
  },
  change_too_large: async ({ transport }) => {
    transport.trouble.push = failing("too_large", { status: 413 });
  },
})) {
  test(`the service hears why one does not come, and since when it waits: ${code}`, async () => {
    const world = await tablet();
    const visit = await start(world.session);
    const { transport, session, runner, time } = { ...world, ...(await stands(world)) };
    /** @type {any} */
    let report;
    transport.trouble.contact = async (pass, said) => {
      report = said;
      return pass();
    };
    const sync = async () => {
      runner.kick("button");
      await time.pass(60_000);
    };
    for (let runs = 0; runs < 4; runs++) await sync();
    assert.deepEqual(report.quarantined, [{ seq: 1, code, written_anew: false }]);
    assert.equal(report.oldest_unsent_at, "2026-05-09T14:00:00.000Z");
    assert.equal(runner.status().oldest_at, null, "her own line counts what waits by itself");

    if (code !== "change_too_large") return;
    transport.trouble.push = undefined;
    await session.record(visit, { f1: { value: "shorter", kind: "F" } });
    for (let runs = 0; runs < 2; runs++) await sync();
    assert.equal(report.oldest_unsent_at, null, "nobody waits for what was written anew");
  });
}

test("what cannot be written down for travel needs her, and holds up nothing else", async () => {
  const { server, transport, session, runner, time } = await tablet();
  const sync = async () => {
    runner.kick("button");
    await time.pass(0);
  };
  const f = (value) => ({ f1: { value, kind: "F" } });
  const tooLong = Number("12345678901234567");
  const visits = [];
  for (const value of ["a", tooLong, "c"]) visits.push(await start(session, f(value)));
  server.backup();
  for (const again of [() => {}, () => server.restore()]) {
    again();
    await sync();
    await sync();
    assert.deepEqual(
      visits.map((visit) => server.visits[visit]?.answers.f1.value),
      ["a", undefined, "c"],
    );
    const { needs_you, waiting, state } = runner.status();
    assert.deepEqual([needs_you, waiting, state], [1, 0, "idle"]);
    const { f1 } = (await session.visit(visits[1])).answers;
    assert.deepEqual([f1.from, f1.value], ["refused", tooLong]);
  }
  /** @type {any[]} */
  let reported = [];
  transport.trouble.contact = async (pass, report) => {
    reported = report.quarantined;
    return pass();
  };
  await session.record(visits[1], f(1234));
  await sync();
  await sync();
  assert.equal(server.visits[visits[1]].answers.f1.value, 1234);
  assert.equal(runner.status().needs_you, 0);
  assert.deepEqual(reported, [{ seq: 2, code: "change_too_large", written_anew: true }]);
});

test("an answer that was taken stays the base of the next, whatever else of its change was refused", async () => {
  const { session, runner, time } = await tablet();
  const sync = async () => {
    runner.kick("button");
    await time.pass(0);
  };
  const f = (value) => ({ value, kind: "F" });
  const visit = await start(session, { f1: f("first") });
  await sync();
  // f1 of this change is taken, f2 is not; what follows it is refused and corrected.
  await session.record(visit, { f1: f("second"), f2: f("never valid") });
  await sync();
  await session.record(visit, { f1: f("never valid") });
  await sync();
  await session.record(visit, { f1: f("third") });
  await sync();
  const { f1 } = (await session.visit(visit)).answers;
  assert.deepEqual([f1.from, f1.value, f1.cands], ["server", "third", []], "she conflicts with herself");
});

test("refused and refused again: the newest words need her, in one entry, and the older are kept as any receipted change is", async () => {
  const { server, session, runner, time } = await tablet();
  const sync = async () => {
    runner.kick("button");
    await time.pass(0);
  };
  const f = (value) => ({ value, kind: "F" });
  const words = ({ value, verif }) => [value, verif].filter(Boolean).join(", ");
  const rows = async (store) => (await session.store.list(store)).map(({ value }) => words(value.change.answers.f1));
  const visit = await start(session, { f1: f("first") });
  await sync();
  server.backup();
  await session.record(visit, { f1: f("never valid") });
  await sync();
  await session.record(visit, { f1: { ...f("never valid"), verif: "confirmed" } });
  for (const again of [() => {}, () => server.restore()]) {
    again();
    await sync();
    await sync();
    const { f1 } = (await session.visit(visit)).answers;
    assert.deepEqual([f1.from, words(f1)], ["refused", "never valid, confirmed"]);
    assert.equal(runner.status().needs_you, 1);
    assert.deepEqual(
      [await rows("quarantine"), await rows("journal")],
      [["never valid, confirmed"], ["first", "never valid", "never valid, confirmed"]],
    );
  }
  await session.record(visit, { f1: f("second") });
  await sync();
  assert.equal(runner.status().needs_you, 0);
  assert.deepEqual(await rows("quarantine"), []);
  const { f1 } = (await session.visit(visit)).answers;
  assert.deepEqual([f1.from, f1.value, f1.cands], ["server", "second", []]);
});

test("what was too large and is written anew does not come back for being missed", async () => {
  const { server, transport, session, runner, time } = await tablet();
  const sync = async () => {
    runner.kick("button");
    await time.pass(0);
  };
  const f = (value) => ({ value, kind: "F" });
  const visit = await start(session, { f1: f("first") });
  await sync();
  const sent = [];
  transport.trouble.push = async (pass, batch) => {
    sent.push(...batch.changes.map(({ answers }) => answers.f1.value));
    if (batch.changes.some(({ answers }) => answers.f1.value === "the large one"))
      throw failing("too_large", { status: 413 });
    return pass();
  };
  await session.record(visit, { f1: f("the large one") });
  await sync();
  assert.equal(runner.status().needs_you, 1);
  await session.record(visit, { f1: f("a small one") });
  await sync();
  await sync();
  await sync();
  assert.deepEqual(sent, ["the large one", "a small one"], "sent again at each contact");
  assert.equal(runner.status().needs_you, 0);
  const { f1 } = (await session.visit(visit)).answers;
  assert.deepEqual([f1.from, f1.value], ["server", "a small one"]);
  assert.equal(server.visits[visit].answers.f1.value, "a small one");
});

test("a service that takes nothing and says nothing is not asked in a loop", async () => {
  const { transport, session, runner, time } = await tablet();
  await start(session);
  transport.trouble.push = async () => ({ epoch: 0, receipts: [] });
  runner.kick("button");
  await time.pass(0);
  assert.equal(transport.asked.filter((name) => name === "push").length, 1);
  assert.equal(runner.status().state, "no_receipt");
});

test("the service was restored: everything is sent again in order, and the copy is fetched anew", async () => {
  const { server, session, runner, time } = await tablet();
  server.backup();
  const visit = await start(session);
  runner.kick("button");
  await time.pass(0);
  await session.record(visit, { f1: { value: "b", kind: "F" } });
  runner.kick("button");
  await time.pass(0);
  server.restore();
  assert.equal(server.visits[visit], undefined);
  runner.kick("timer");
  await time.pass(0);
  assert.equal(server.visits[visit].answers.f1.value, "b");
  assert.deepEqual(server.visits[visit].answers.f1.cands, []);
  assert.equal(runner.status().waiting, 0);
  assert.equal((await session.visit(visit)).answers.f1.from, "server");
});

/** A caseload, a colleague's visit among them, all of it fetched; and a service that was restored since. */
async function restored() {
  const server = referenceServer({ teams: ["north", "south"], children: { anna: "north", bert: "north" } });
  const transport = directTransport(server, USER);
  const session = await openSession();
  const runner = makeRunner({ session, transport });
  const sync = async () => {
    runner.kick("button");
    await session.time.pass(0);
  };
  const hers = await start(session);
  await sync();
  server.backup();
  server.transfer("anna", "south"); // its numbers rise
  server.transfer("anna", "north");
  await session.record(hers, { f2: { value: "after the backup", kind: "F" } });
  const bea = await openSession({ user: { ...ANN, id: "bea" }, prefix: "bea" });
  const hearsBea = makeRunner({ session: bea, transport: directTransport(server, { ...USER, id: "bea" }) });
  const beas = await bea.startVisit({
    childId: "bert",
    form: "f",
    formVersion: 1,
    answers: { f1: { value: "b", kind: "F" } },
  });
  hearsBea.kick("button");
  await bea.time.pass(0);
  await sync();
  assert.deepEqual(await caseloadOf(session), [["anna", "bert"], [hers, beas].sort()]);
  server.restore();
  return { server, transport, session, runner, sync, hers, beas };
}

async function caseloadOf(session) {
  const { children, visits } = await session.caseload();
  return [children.map(({ child_id }) => child_id).sort(), visits.map(({ visit_id }) => visit_id).sort()];
}

/** Nothing of an earlier timeline is in what is kept of a visit. */
async function isAsTold(session, server, visit) {
  const { answers, seq, before } = (await session.store.read("visit", visit)).value;
  assert.deepEqual([answers, before], [server.visits[visit].answers, undefined]);
  assert.ok(seq > 0);
}

test("the service was restored: what is known stays on the tablet until it is told anew, whatever breaks off", async () => {
  const { server, transport, session, sync, hers, beas } = await restored();
  transport.trouble.push = failing("unavailable");
  transport.trouble.pull = failing("unavailable");
  await sync();
  assert.deepEqual(await caseloadOf(session), [["anna", "bert"], [hers, beas].sort()], "not sent, not fetched");
  assert.equal((await session.visit(hers)).left, false);
  assert.equal((await session.visit(beas)).answers.f1.value, "b");

  // Sent, and half of it told.
  transport.trouble.push = undefined;
  transport.trouble.pull = (_, scope, after) =>
    after ? Promise.reject(failing("network")) : server.pull(scope, after, 1, USER);
  await sync();
  assert.deepEqual(await caseloadOf(session), [["anna", "bert"], [hers, beas].sort()]);
  assert.equal((await session.visit(hers)).answers.f2.value, "after the backup");

  // All of it: what the backup lacks and nobody sent again is gone, everything else is as the service has it.
  transport.trouble.pull = undefined;
  await sync();
  assert.deepEqual(await caseloadOf(session), [["anna", "bert"], [hers]]);
  await isAsTold(session, server, hers);
});

test("what the team does when something is urgent stays, too, and what is told anew of it is newer", async () => {
  const session = await openSession();
  const hears = (epoch, seq, name) =>
    session.transact((tx) =>
      applyPage(tx, {
        epoch,
        scope: "north",
        from: 0,
        to: seq,
        more: false,
        rows: [{ seq, key: "local:north", kind: "state", state: { name } }],
      }),
    );
  await hears(0, 9, "before the restore");
  await session.transact((tx) => applyPage(tx, { epoch: 1, scope: "north", from: 5, to: 5, more: false, rows: [] }));
  assert.equal((await session.local("north")).name, "before the restore");
  await hears(1, 2, "told anew");
  assert.equal((await session.local("north")).name, "told anew");
});

test("restored twice, before all was told anew: what was heard in between counts no more", async () => {
  const { server, transport, session, sync, hers } = await restored();
  transport.trouble.pull = failing("unavailable");
  await sync(); // her receipts of the second timeline
  server.restore();
  await sync();
  transport.trouble.pull = undefined;
  await sync();
  assert.deepEqual(await caseloadOf(session), [["anna", "bert"], [hers]]);
  await isAsTold(session, server, hers);
});

for (const [speaks, past] of [
  ["contact", "at the first word"],
  ["pull", "in the middle"],
])
  test(`a service put back to before the tablet's timeline is called behind, ${past}: not all is sent and fetched`, async () => {
    const { server, transport, session, runner, sync } = await restored();
    await sync();
    const { last_sync_at } = runner.status();
    const fetched = await caseloadOf(session);
    await session.time.pass(60_000);
    transport.trouble[speaks] = async (answer) => ({ ...(await answer()), epoch: 0 });
    server.transfer("bert", "south");
    await sync();
    assert.equal(runner.status().state, "service_behind");
    assert.equal(runner.status().last_sync_at, last_sync_at);
    assert.deepEqual(await caseloadOf(session), fetched);
    transport.trouble[speaks] = undefined;
    await sync();
    assert.equal(runner.status().state, "idle");
  });

test("a service that answers only with the new epoch gets the journal at once", async () => {
  const { server, session, runner, time } = await tablet();
  server.backup();
  const visit = await start(session);
  runner.kick("button");
  await time.pass(0);
  server.restore();
  await session.record(visit, { f2: { value: "later", kind: "F" } });
  runner.kick("button");
  await time.pass(0);
  assert.equal(runner.status().waiting, 0);
  assert.deepEqual(Object.keys(server.visits[visit].answers), ["f1", "f2"]);
});

test("one run at a time across tabs; without locks two do no harm", async () => {
  const held = new Set();
  const locks = {
    async request(name, { ifAvailable }, work) {
      assert.equal(ifAvailable, true);
      if (held.has(name)) return work(null);
      held.add(name);
      try {
        return await work({ name });
      } finally {
        held.delete(name);
      }
    },
  };
  for (const shared of [locks, null]) {
    const kept = memoryStore();
    const server = referenceServer({ teams: ["north"], children: { anna: "north" } });
    const time = handClock();
    const tabs = [];
    for (const prefix of ["a", "b"]) {
      const session = await openSession({ store: kept.anotherTab(), time, prefix });
      const transport = directTransport(server, USER);
      tabs.push({ session, transport, runner: makeRunner({ session, transport, locks: shared }) });
    }
    const visit = await start(tabs[0].session);
    for (const { runner } of tabs) runner.kick("button");
    await time.pass(10_000);
    assert.equal(Object.keys(server.changes).length, 1);
    assert.equal(server.visits[visit].answers.f1.value, "a");
    assert.equal((await kept.list("outbox")).length, 0);
    const pushes = tabs.flatMap(({ transport }) => transport.asked).filter((name) => name === "push").length;
    assert.ok(shared ? pushes === 1 : pushes >= 1);
  }
});

test("a full tablet sends all it has, says that it cannot note it, and notes it when there is room", async () => {
  const { server, session, runner, time } = await tablet();
  const visits = [];
  for (let n = 0; n < 60; n++) visits.push(await start(session));
  session.store.fill(true);
  runner.kick("button");
  await time.pass(0);
  assert.deepEqual([runner.status().state, runner.status().waiting], ["storage_full", 60]);
  assert.equal(Object.keys(server.changes).length, 60);
  session.store.fill(false);
  runner.kick("button");
  await time.pass(0);
  assert.equal(runner.status().waiting, 0);
  assert.equal(Object.keys(server.changes).length, 60);
  assert.equal((await session.store.list("quarantine")).length, 0);
});

for (const killed of [false, true]) {
  test(`what a full tablet sent is never altered${killed ? ", nor after it was killed" : ""}`, async () => {
    const { server, transport, session, runner, time } = await tablet();
    const visit = await start(session);
    session.store.fill(true);
    // The reply is lost: no more than the service knows of it.
    transport.trouble.push = async (work) => {
      await work();
      throw failing("network");
    };
    runner.kick("button");
    await time.pass(0);
    const [[id, { hash }]] = Object.entries(server.changes);
    delete transport.trouble.push;
    session.store.fill(false);
    if (killed) runner.stop();
    const after = killed ? await openSession({ store: session.store.anotherTab(), time, prefix: "after" }) : session;
    await after.record(visit, { f1: { value: "newer", kind: "F" } });
    const runs = killed ? makeRunner({ session: after, transport }) : runner;
    runs.kick("button");
    await time.pass(0);
    assert.deepEqual([runs.status().state, runs.status().waiting, runs.status().needs_you], ["idle", 0, 0]);
    assert.equal(server.changes[id].hash, hash);
    assert.equal(Object.keys(server.changes).length, 2);
    assert.equal(server.visits[visit].answers.f1.value, "newer");
    assert.deepEqual(server.visits[visit].answers.f1.cands, []);
  });
}

test("what another page sent from a full tablet is not extended by the page that began it", async () => {
  const { server, transport, session, time } = await tablet();
  /** Two pages of one browser: what one says the other hears. */
  const heard = [];
  const page = () => {
    const mine = [];
    heard.push(mine);
    return {
      addEventListener: (_, hears) => mine.push(hears),
      postMessage: (data) => {
        for (const hears of heard.filter((one) => one !== mine).flat()) hears({ data });
      },
      close() {},
    };
  };
  const store = session.store.anotherTab();
  const began = await openSession({ store, time, prefix: "began", channel: page() });
  const visit = await start(began);
  const sends = await openSession({ store: store.anotherTab(), time, prefix: "sends", channel: page() });
  sends.store.fill(true);
  const runner = makeRunner({ session: sends, transport });
  runner.kick("button");
  await time.pass(0);
  const [[id, { hash }]] = Object.entries(server.changes);
  sends.store.fill(false);
  await began.record(visit, { f1: { value: "newer", kind: "F" } });
  runner.kick("button");
  for (let turn = 0; turn < 50 && Object.keys(server.changes).length < 2; turn++) await time.pass(1_000);
  assert.equal(server.changes[id].hash, hash);
  assert.equal(server.visits[visit].answers.f1.value, "newer");
  assert.equal(runner.status().needs_you, 0);
});

test("a store that was cleared under the page is said to be, and nothing more is tried", async () => {
  const { session, runner, time } = await tablet();
  const visit = await start(session);
  session.store.clear();
  await assert.rejects(session.record(visit, { f1: { value: "b", kind: "O" } }), { name: "Cleared" });
  await settle();
  assert.equal(runner.status().state, "cleared");
  runner.kick("button");
  await time.pass(0);
  const { state, waiting, next_try_at } = runner.status();
  assert.deepEqual({ state, waiting, next_try_at }, { state: "cleared", waiting: 1, next_try_at: null });
});

test("the tablet's clock against the service's is kept with each change, and orders nothing", async () => {
  const { transport, session, runner, time } = await tablet();
  transport.trouble.me = async () => ({ id: "ann", server_time: "2026-05-09T13:58:00Z" });
  runner.kick("button");
  await time.pass(0);
  await start(session);
  const [{ value: change }] = await session.store.list("outbox");
  assert.equal(change.clock_offset_ms, 120_000);
});

/** One more run, as after the app was closed and opened: it looks through what has a receipt. */
async function inANewPage({ session, transport, time }) {
  makeRunner({ session, transport }).kick("button");
  await time.pass(0);
  return (await session.store.list("journal")).length;
}

test("what has a receipt is kept for 40 days by the service's clock, wherever the tablet's stands", async () => {
  const DAY = 24 * 3_600_000;
  const at = (days) => async () => ({
    id: "ann",
    server_time: new Date(Date.parse("2026-05-09T14:00:00Z") + days * DAY).toISOString(),
  });
  for (const skew of [0, -3650, 3650]) {
    const here = await tablet();
    here.time.jump(skew * DAY);
    await start(here.session);
    here.runner.kick("button");
    await here.time.pass(0);
    here.time.jump((3650 - skew) * DAY);
    assert.equal(await inANewPage(here), 1, `${skew}: the same day`);
    here.transport.trouble.me = at(39);
    assert.equal(await inANewPage(here), 1, `${skew}: after 39 days`);
    here.transport.trouble.me = async () => ({ id: "ann" });
    assert.equal(await inANewPage(here), 1, `${skew}: nobody says what time it is`);
    here.transport.trouble.me = at(41);
    assert.equal(await inANewPage(here), 0, `${skew}: after 41 days`);
  }
});

/** A tablet with so many rows in its journal that have their receipt for so many days; each look at one is told. */
async function withJournal(rows, days, looks) {
  const kept = memoryStore();
  const at = new Date(Date.parse("2026-05-09T14:00:00Z") - days * 24 * 3_600_000).toISOString();
  const value = { change: {}, receipt: { outcome: "stored" }, at };
  await kept.write(Array.from({ length: rows }, (_, seq) => ({ store: "journal", id: seq + 1, value, rev: 0 })));
  const told =
    (work) =>
    async (name, ...id) => {
      if (name === "journal") await looks(...id);
      return work(name, ...id);
    };
  const session = await openSession({ store: { ...kept, read: told(kept.read), list: told(kept.list) } });
  const server = referenceServer({ teams: ["north"], children: { anna: "north" } });
  const transport = directTransport(server, USER);
  const sync = async () => {
    makeRunner({ session, transport }).kick("button");
    await session.time.pass(0);
  };
  return { session, transport, sync, left: async () => (await kept.numbers("journal")).length };
}

test("of a journal in which nothing is old a handful is opened, once a day", async () => {
  const looks = [];
  const { session, transport, sync, left } = await withJournal(2_000, 20, (seq) => looks.push(seq));
  await sync();
  assert.ok(looks.length > 0 && looks.length <= 10 && !looks.includes(undefined), `${looks.length} looks`);
  looks.length = 0;
  await sync();
  assert.deepEqual(looks, [], "the same day");
  transport.trouble.me = async () => ({ id: "ann", server_time: "2026-05-10T14:00:00Z" });
  await sync();
  assert.ok(looks.length <= 10);
  assert.equal((await session.desk()).pruned_on, "2026-05-10");
  assert.equal(await left(), 2_000);
});

test("a row among the old ones that is young, held or undated keeps no other", async () => {
  const here = await withJournal(30, 41, () => {});
  const young = { at: "2026-05-09T13:00:00Z" };
  await here.session.transact(async (tx) => {
    const desk = await tx.read("desk", "only");
    await tx.put("desk", "only", { ...desk, held: [{ seq: 1, change_id: "c" }] });
    for (const seq of [2, 3]) await tx.put("journal", seq, { ...(await tx.read("journal", seq)), at: null });
    await tx.put("journal", 4, { ...(await tx.read("journal", 4)), ...young });
  });
  await here.sync();
  assert.equal(await here.left(), 4);
});

test("what she saves while a long journal is let go is written down before its end", async () => {
  let saving = null;
  let leftAtSave = null;
  const here = await withJournal(200, 41, () => {
    saving ??= start(here.session).then(async () => {
      leftAtSave = await here.left();
    });
  });
  await here.sync();
  await saving;
  assert.ok(leftAtSave > 100, `${leftAtSave} left`);
  assert.equal(await here.left(), 0);
});

test("what was receipted when the service did not say the time is kept", async () => {
  const here = await tablet();
  here.transport.trouble.me = async () => ({ id: "ann" });
  await start(here.session);
  here.runner.kick("button");
  await here.time.pass(0);
  here.transport.trouble.me = async () => ({ id: "ann", server_time: "2036-05-09T14:00:00Z" });
  here.time.jump(Date.parse("2036-05-09") - Date.parse("2026-05-09"));
  assert.equal(await inANewPage(here), 1);
});

test("a lock in the middle of a run ends it quietly", async () => {
  const { transport, session, runner, time } = await tablet();
  await start(session);
  transport.trouble.push = async (pass) => {
    await session.lock();
    return pass();
  };
  runner.kick("button");
  await time.pass(60_000);
  assert.equal(session.locked, true);
  assert.equal((await session.store.anotherTab().list("outbox")).length, 1);
});

test("a network that is cut is said at once; what is saved then is not called sent shortly", async () => {
  const { transport, session, runner, time } = await tablet();
  runner.cutOff();
  await start(session);
  await settle();
  assert.deepEqual([runner.status().state, runner.status().waiting], ["offline", 1]);
  runner.kick("online");
  await time.pass(10_000);
  assert.deepEqual([runner.status().state, runner.status().waiting], ["idle", 0]);
  assert.ok(transport.asked.includes("push"));
});

test("becoming visible, going online and time passing are reasons to try", async () => {
  const { transport, runner, time } = await tablet();
  const page = Object.assign(new EventTarget(), { visibilityState: "hidden" });
  const network = new EventTarget();
  const kicks = [];
  const noted = { kick: (reason) => kicks.push(reason), cutOff: () => kicks.push("cut off") };
  const stop = watch({ ...runner, ...noted }, { page, network });
  page.dispatchEvent(new Event("visibilitychange"));
  page.visibilityState = "visible";
  page.dispatchEvent(new Event("visibilitychange"));
  network.dispatchEvent(new Event("offline"));
  network.dispatchEvent(new Event("online"));
  stop();
  network.dispatchEvent(new Event("online"));
  assert.deepEqual(kicks, ["open", "visible", "cut off", "online"]);
  runner.kick("online");
  await time.pass(4_999);
  assert.equal(transport.asked.length, 0);
  await time.pass(1);
  assert.ok(transport.asked.length > 0);
});

test("while offline the line counts an entry that does not open any more as the list does", async () => {
  const { session, transport } = await tablet();
  await start(session);
  await start(session);
  session.store.damage("outbox", 1);
  const { store, time } = session;
  const anew = await openSession({ store: store.anotherTab(), time, prefix: "anew" });
  transport.trouble.me = failing("network");
  const runner = makeRunner({ session: anew, transport });
  runner.kick("open");
  await time.pass(0);
  const { state, waiting, needs_you } = runner.status();
  assert.deepEqual({ state, waiting, needs_you }, { state: "offline", waiting: 1, needs_you: 1 });
  const list = await anew.waiting();
  assert.deepEqual([list.waiting, list.needsYou], [1, 1]);
});
