/** A service that breaks down (500) over one change, or a way there that fails at it: it holds up no other, is shown, and is tried again. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { stateWords } from "../../static/js/shell/state_words.js";
import { standing } from "../../static/js/shell/visits.js";
import { explained } from "../../static/js/shell/waiting_words.js";
import { sealedForTravel } from "../../static/js/sync/canonical.js";
import { chance } from "./chance.js";
import { referenceServer } from "./reference_server.js";
import { ANN, directTransport, failing, makeRunner, openSession } from "./tablets.js";

const QUARTER = 15 * 60_000;

/** A tablet with a visit to each of so many children; the service breaks down over the answers `over`. */
async function tablet(children, { over = [], failure = "unavailable", status = 500, random } = {}) {
  const names = Array.from({ length: children }, (_, n) => `child${n}`);
  const server = referenceServer({
    teams: ["north"],
    children: Object.fromEntries(names.map((name) => [name, "north"])),
  });
  const transport = directTransport(server, { ...ANN, teams: ["north"] });
  const pushed = [];
  const world = { over };
  transport.trouble.push = (work, { changes }) => {
    pushed.push(changes.map(({ device_seq }) => device_seq));
    const breaks = changes.some(({ answers }) => world.over.includes(answers.f1?.value));
    if (breaks) throw failing(failure, { status });
    return work();
  };
  const session = await openSession();
  const visits = [];
  for (const name of names)
    visits.push(await session.startVisit({ childId: name, form: "f", formVersion: 1, answers: said(name) }));
  const runner = makeRunner({ session, transport, random });
  const { time } = session;
  runner.kick("open");
  await time.pass(0);
  return { server, transport, session, runner, time, pushed, visits, world };
}
const OF_A_COLLEAGUE = {
  change_id: "theirs1",
  device_id: "theirs",
  device_seq: 1,
  visit_id: "theirs",
  child_id: "child0",
  form: "f",
  form_version: 1,
  recorded_at: "2026-05-09T13:00:00Z",
  clock_offset_ms: null,
  answers: { f1: { value: "of a colleague", kind: "F", base: null } },
  submit: false,
};
const said = (value) => ({ f1: { value, kind: "F" } });
const states = async (session) => (await session.waiting()).items.map(({ state }) => state);

test("what stands behind it goes, it needs her, and it is tried again four times an hour", async () => {
  const { server, session, runner, time, pushed, visits, world } = await tablet(60, { over: ["child20"] });
  assert.equal(runner.status().state, "later");
  assert.equal(pushed.length, 1, "one breakdown may be bad luck");
  await time.pass(60_000);
  assert.equal(runner.status().state, "idle");
  assert.equal(Object.keys(server.changes).length, 59);
  assert.deepEqual(await states(session), ["untaken"]);
  const { waiting, needs_you } = runner.status();
  assert.deepEqual({ waiting, needs_you }, { waiting: 0, needs_you: 1 });
  assert.ok(pushed.length < 25, `${pushed.length} pushes`);

  const before = pushed.length;
  for (let minutes = 0; minutes < 60; minutes += 5) {
    runner.kick("timer");
    await time.pass(5 * 60_000);
  }
  const again = pushed.slice(before);
  assert.ok(again.length >= 3 && again.length <= 4, `${again.length} tries in an hour`);
  for (const batch of again) assert.deepEqual(batch, [21], "alone");

  world.over = [];
  runner.kick("button");
  await time.pass(0);
  assert.equal(server.visits[visits[20]].answers.f1.value, "child20");
  assert.deepEqual(await states(session), []);
});

test("nothing about the same child overtakes it", async () => {
  const { server, session, runner, time, visits, world } = await tablet(3, { over: ["child0"] });
  await session.record(visits[0], said("newer"));
  await session.startVisit({ childId: "child0", form: "f", formVersion: 1, answers: said("another visit") });
  await session.record(visits[1], said("of another child"));
  await time.pass(10 * 60_000);
  assert.deepEqual(Object.keys(server.visits).sort(), [visits[1], visits[2]].sort());
  assert.equal(server.visits[visits[1]].answers.f1.value, "of another child");
  const { items } = await session.waiting();
  assert.deepEqual(
    items.map(({ state, code }) => [state, code]),
    [
      ["untaken", null],
      ["sending", "behind"],
      ["sending", "behind"],
    ],
  );
  world.over = [];
  runner.kick("button");
  await time.pass(0);
  assert.equal(server.visits[visits[0]].answers.f1.value, "newer");
  assert.deepEqual(server.visits[visits[0]].answers.f1.cands, []);
  assert.deepEqual(await states(session), []);
});

test("what stands behind it is no reason to try again at once, saved or signed", async () => {
  const { session, time, visits, pushed, runner } = await tablet(2, { over: ["child0"] });
  await time.pass(60_000);
  assert.deepEqual(await states(session), ["untaken"]);
  let runs = 0;
  session.on("change", () => runs++);
  const before = pushed.length;
  await session.record(visits[0], said("next words"));
  await session.submit(visits[0]);
  await time.pass(10 * 60_000);
  assert.equal(runner.status().state, "idle");
  assert.equal(pushed.length, before);
  assert.ok(runs < 10, `${runs} changes`);
});

test("its visit says so on the lists and on its page, and is not said to be signed and on its way", async () => {
  const { session, time, visits, world } = await tablet(2);
  world.over = ["child0 signed"];
  await session.record(visits[0], said("child0 signed"));
  await session.submit(visits[0]);
  await time.pass(1_000);
  const stands = async () => {
    const { visits: lines } = await session.caseload();
    const line = lines.find(({ visit_id }) => visit_id === visits[0]);
    const { mine } = await session.visit(visits[0]);
    assert.deepEqual(line.mine, mine);
    return [standing(line, new Date(time.clock())), mine.needs_you, mine.submitting];
  };
  assert.deepEqual(await stands(), ["Signed; waiting to be sent", 0, true]);
  await session.record(visits[1], said("goes"));
  await time.pass(60_000);
  assert.deepEqual(await states(session), ["untaken"]);
  assert.deepEqual(await stands(), ["Needs you", 1, false]);
});

test("several in a row are found", async () => {
  const over = ["child0", "child1", "child2"];
  const { server, session, time } = await tablet(20, { over });
  await time.pass(60_000);
  assert.equal(Object.keys(server.changes).length, 17);
  assert.deepEqual(await states(session), ["untaken", "untaken", "untaken"]);
});

test("however many of the oldest it breaks down over, one it takes shows that these are to blame", async () => {
  const over = Array.from({ length: 20 }, (_, n) => `child${n}`);
  const { server, session, time, visits } = await tablet(25, { over, random: chance(3).random });
  await session.record(visits[24], said("newer"));
  await time.pass(4 * QUARTER);
  assert.deepEqual(Object.keys(server.visits).sort(), visits.slice(20).sort());
  assert.equal(server.visits[visits[24]].answers.f1.value, "newer");
  assert.deepEqual(await states(session), Array(20).fill("untaken"));
});

test("the only one there is needs her as well", async () => {
  const { session, time, runner } = await tablet(1, { over: ["child0"] });
  await time.pass(60_000);
  assert.deepEqual(await states(session), ["untaken"]);
  assert.equal(runner.status().state, "idle");
});

test("where the newest is one of them, another that it takes is found within a few runs", async () => {
  const names = Array.from({ length: 20 }, (_, n) => `child${n}`);
  const over = names.filter((name) => !/^child1[1-4]$/.test(name));
  const { server, session, time, visits } = await tablet(20, { over, random: chance(5).random });
  await time.pass(4 * QUARTER);
  assert.deepEqual(Object.keys(server.visits).sort(), visits.slice(11, 15).sort());
  assert.deepEqual(await states(session), Array(16).fill("untaken"));
});

test("while it breaks down over everything that is sent, what the team has is fetched", async () => {
  const over = Array.from({ length: 12 }, (_, n) => `child${n}`);
  const { server, session, time, runner } = await tablet(12, { over });
  await server.push(
    { epoch: 0, changes: [await sealedForTravel(OF_A_COLLEAGUE)] },
    { id: "bea", initials: "BB", teams: ["north"] },
  );
  for (let runs = 0; runs < 5; runs++) {
    await time.pass(QUARTER);
    assert.equal(runner.status().state, "later");
    assert.equal(runner.status().last_sync_at, null);
  }
  assert.equal((await session.visit("theirs")).answers.f1.value, "of a colleague");
});

test("in a general outage what is written one after another is not blamed, nor after a single breakdown", async () => {
  const { server, session, time, runner, world, pushed } = await tablet(1, { over: ["child0", "b", "c"] });
  await time.pass(QUARTER);
  assert.deepEqual(await states(session), ["untaken"], "alone for long");
  for (const value of ["b", "c"]) {
    await session.startVisit({ childId: `of ${value}`, form: "f", formVersion: 1, answers: said(value) });
    await time.pass(4 * QUARTER);
  }
  assert.deepEqual(await states(session), ["untaken", "sending", "sending"]);
  assert.equal(runner.status().state, "later");
  world.over = [];
  await time.pass(QUARTER);
  assert.deepEqual(await states(session), ["held", "held"]);

  // It takes what it is sent: now one alone is looked at for as long as the first was.
  world.over = ["d"];
  pushed.length = 0;
  await session.startVisit({ childId: "of d", form: "f", formVersion: 1, answers: said("d") });
  await time.pass(6_000);
  assert.equal(pushed.length, 1);
  assert.equal((await states(session)).at(-1), "sending");
  await time.pass(QUARTER);
  assert.equal((await states(session)).at(-1), "untaken");
  assert.equal(Object.keys(server.changes).length, 3);
});

test("where the service breaks down over everything, none is to blame", async () => {
  const over = Array.from({ length: 30 }, (_, n) => `child${n}`);
  const { session, time, runner, world, server } = await tablet(30, { over });
  await time.pass(4 * QUARTER);
  assert.equal(runner.status().state, "later");
  assert.ok((await states(session)).every((state) => state === "sending" || state === "waiting"));
  world.over = [];
  await time.pass(QUARTER);
  assert.equal(Object.keys(server.changes).length, 30);
});

for (const [what, failure, status] of [
  ["503", "unavailable", 503],
  ["a reset connection, or no answer", "network", 0],
  ["a gateway's page", "not_a_receipt", 403],
]) {
  test(`${what} over one change, six times in a row though the service is in touch: it is found`, async () => {
    const found = await tablet(4, { over: ["child1"], failure, status });
    const { session, time, pushed, server, runner } = found;
    await time.pass(4 * QUARTER);
    for (const batch of pushed.slice(0, 6)) assert.equal(batch.length, 4);
    assert.equal(Object.keys(server.visits).length, 3);
    assert.deepEqual(await states(session), ["untaken"]);
    assert.equal(runner.status().state, "idle");
    found.world.over = [];
    runner.kick("online");
    await time.pass(60_000);
    assert.deepEqual(await states(session), []);
  });

  test(`${what} over everything: none is to blame, and all goes when it is over`, async () => {
    const over = ["child0", "child1", "child2", "child3"];
    const { session, time, world, server } = await tablet(4, { over, failure, status });
    await time.pass(4 * QUARTER);
    assert.ok((await states(session)).every((state) => state === "sending"));
    world.over = [];
    await time.pass(QUARTER);
    assert.equal(Object.keys(server.visits).length, 4);
  });
}

test("where the connection goes while it is looked for, none is to blame", async () => {
  const { transport, session, time, world, server } = await tablet(4, {
    over: ["child3"],
    failure: "network",
    status: 0,
  });
  const { push } = transport.trouble;
  transport.trouble.push = async (work, batch) => {
    const reply = await push(work, batch);
    world.over = ["child2", "child3"]; // one went, and then no more
    transport.trouble.csrf = failing("network");
    return reply;
  };
  await time.pass(QUARTER);
  assert.ok(Object.keys(server.visits).length < 3);
  assert.ok((await states(session)).every((state) => state === "sending"));
});

test("a service that answers and takes nothing is said to do that, not to be away", async () => {
  const server = referenceServer({ teams: ["north"], children: { child0: "north" } });
  const transport = directTransport(server, { ...ANN, teams: ["north"] });
  transport.trouble.push = () => ({ epoch: 0, receipts: [] });
  const session = await openSession();
  await session.startVisit({ childId: "child0", form: "f", formVersion: 1, answers: said("a") });
  const runner = makeRunner({ session, transport });
  runner.kick("open");
  await session.time.pass(0);
  const status = runner.status();
  assert.equal(status.state, "no_receipt");
  const now = new Date(session.time.clock());
  const [item] = (await session.waiting()).items;
  assert.match(explained(item, status, now).next, /^It is sent by itself at /);
  for (const words of [explained(item, status, now).reason, stateWords(status, now).more])
    assert.match(words, /^The service answered and took nothing\./);
  assert.deepEqual(stateWords(status, now).actions, ["try"]);
});

test("where it takes one and then breaks down over everything, none is to blame", async () => {
  const { transport, session, time, world, server, runner } = await tablet(12, { over: ["child11"] });
  const { push } = transport.trouble;
  const all = Array.from({ length: 12 }, (_, n) => `child${n}`);
  transport.trouble.push = async (work, batch) => {
    const reply = await push(work, batch);
    world.over = all;
    return reply;
  };
  await time.pass(QUARTER);
  const took = Object.keys(server.visits).length;
  assert.ok(took > 0 && took < 11, `${took} taken`);
  assert.ok((await states(session)).every((state) => state === "sending"));
  assert.equal(runner.status().state, "later");
  transport.trouble.push = push;
  world.over = [];
  await time.pass(QUARTER);
  assert.equal(Object.keys(server.visits).length, 12);
});
