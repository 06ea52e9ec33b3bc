/** A child met on a doorstep: on the tablet at once, travelling with the first visit, still there after a restore. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { nothingTyped, readNewcomer } from "../../static/js/components/newcomer.js";
import { isNhsNumber } from "../../static/js/forms/refuse.js";
import { asChild, keepNewcomers } from "../../static/js/local/newcomers.js";
import { applyReply } from "../../static/js/sync/core.js";
import { contract } from "./contracts.js";
import { openSession } from "./tablets.js";

const TEAMS = [{ id: "oak", name: "Oak" }];
const WREN = {
  team_id: "oak",
  given_name: "Wren",
  family_name: "Teasel",
  dob: "2026-05-01",
  nhs_number: null,
  sex: "female",
};

test("an NHS number is checked by its last figure", () => {
  assert.ok(isNhsNumber("9990000018"));
  assert.ok(!isNhsNumber("9990000019"));
  assert.ok(!isNhsNumber("999000001"));
  for (let digit = 0; digit < 10; digit++) assert.ok(!isNhsNumber(String(digit).repeat(10)), "never issued");
});

test("what was typed becomes what travels, or says what is wrong", () => {
  const typed = { ...nothingTyped(), given: " Wren ", family: "Teasel", nhs: "999 000 0018" };
  assert.deepEqual(readNewcomer(typed, TEAMS).newcomer, {
    team_id: "oak",
    given_name: "Wren",
    family_name: "Teasel",
    dob: null,
    nhs_number: "9990000018",
    sex: "not_known",
  });
  const days = { dob: "2026-05-01", edd: "2026-09-01" };
  const unborn = readNewcomer({ ...typed, ...days, unborn: true }, TEAMS).newcomer;
  assert.deepEqual([unborn.dob, unborn.edd], [null, "2026-09-01"]);
  const born = readNewcomer({ ...typed, ...days }, TEAMS).newcomer;
  assert.deepEqual([born.dob, born.edd], ["2026-05-01", undefined]);
  const wrong = (more) => Object.keys(readNewcomer({ ...typed, ...more }, TEAMS).problems);
  assert.deepEqual(wrong({ family: " " }), ["family"]);
  assert.deepEqual(wrong({ nhs: "123" }), ["nhs"]);
});

for (const { name, typed, sent } of contract("names").cases) {
  test(`a name is sent as the service takes it: ${name}`, () => {
    const { newcomer } = readNewcomer({ ...nothingTyped(), given: typed, family: typed }, TEAMS);
    assert.deepEqual([newcomer.given_name, newcomer.family_name], [sent, sent]);
  });
}

test("a family name of nothing that can be seen is none", () => {
  for (const family of ["\u200c", "\u00ad", "\u00a0"])
    assert.deepEqual(Object.keys(readNewcomer({ ...nothingTyped(), family }, TEAMS).problems), ["family"]);
});

async function met() {
  const session = await openSession();
  await session.transact(async (tx) => {
    const desk = await tx.read("desk", "only");
    await tx.put("desk", "only", { ...desk, teams: TEAMS });
  });
  const visit = await session.startVisit({
    newcomer: WREN,
    keep: keepNewcomers,
    form: "f",
    formVersion: 1,
    answers: { f1: { value: "a", kind: "F" } },
  });
  const { child_id } = await session.visit(visit);
  return { session, visit, child_id };
}

test("the child is on the tablet at once and travels with the first change", async () => {
  const { session, child_id } = await met();
  const { child, visits } = await session.child(child_id);
  assert.deepEqual([child.family_name, child.provisional, child.team.name], ["Teasel", true, "Oak"]);
  assert.equal(visits.length, 1);
  const [item] = (await session.waiting()).items;
  const { value: change } = await session.store.read("outbox", item.device_seq);
  assert.deepEqual(change.child, WREN);
  assert.equal(change.child_id, child_id);
});

test("one who is not born yet stands on the tablet with the day it is due", () => {
  assert.equal(asChild("c", { ...WREN, dob: null, edd: "2026-09-01" }, "Oak").edd, "2026-09-01");
  assert.equal(asChild("c", WREN, "Oak").edd, null);
});

test("a second visit to the child does not tell of it again", async () => {
  const { session, child_id } = await met();
  await session.startVisit({
    childId: child_id,
    form: "f",
    formVersion: 1,
    answers: { f1: { value: "b", kind: "F" } },
  });
  const { items } = await session.waiting();
  const second = await session.store.read("outbox", items[1].device_seq);
  assert.equal(second.value.child, undefined);
});

test("the child stays on the tablet when the service was restored and does not know it", async () => {
  const { session, child_id } = await met();
  await session.transact((tx) => applyReply(tx, { epoch: 1, receipts: [] }, session.now()));
  assert.equal((await session.child(child_id)).child.family_name, "Teasel");
});
