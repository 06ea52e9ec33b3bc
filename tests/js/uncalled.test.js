/** Urgent calls nobody made: what is noted, what becomes of it, and what the strip says. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { strips } from "../../static/js/components/strips.js";
import { letGone, lookForVisits, noteUncalled } from "../../static/js/shell/uncalled.js";
import { openSession } from "./tablets.js";
import { written } from "./written.js";

const STOP = { rule: "R01", severity: "STOP-ACT", private: false, answered: null };
const NOT_SENT = { ...STOP, rule: "R30" };
const note = (session, visit_id, findings, { editable = true, left = false } = {}) =>
  noteUncalled(session, { visit_id, editable, left }, /** @type {any} */ (findings));
/** The session of a tablet that has these visits, and of each whether it has left. */
const having = (session, visits) => ({
  setting: (name) => session.setting(name),
  setSetting: (name, how) => session.setSetting(name, how),
  visit: async (id) => visits[id] ?? null,
});
const visits = (noted) => noted.map(({ visit_id }) => visit_id);

test("a call is noted while nothing was sent, and stays noted until it is made", async () => {
  const session = await openSession();
  assert.deepEqual(await note(session, "one", [STOP]), [], "what was sent is not called not sent");
  assert.deepEqual(visits(await note(session, "one", [STOP, NOT_SENT])), ["one"]);
  assert.deepEqual(visits(await note(session, "one", [STOP])), ["one"], "a connection alone does not clear it");
  assert.deepEqual(await note(session, "one", [{ ...STOP, answered: "called" }]), []);
});

test("a visit that was signed off, where nothing can be put down any more, keeps no strip once everything is sent", async () => {
  const session = await openSession();
  await note(session, "one", [STOP, NOT_SENT]);
  assert.deepEqual(
    visits(await note(session, "one", [STOP, NOT_SENT], { editable: false })),
    ["one"],
    "nobody can have read it",
  );
  assert.deepEqual(await note(session, "one", [STOP], { editable: false }), []);
});

test("two tabs note what they see at the same time, and both stand", async () => {
  const session = await openSession();
  await Promise.all([note(session, "one", [STOP, NOT_SENT]), note(session, "two", [STOP, NOT_SENT])]);
  assert.deepEqual(visits(await session.setting("uncalled")), ["one", "two"]);
});

test("a visit that has left the tablet can be reached by no link: the manager is to be told, once", async () => {
  const session = await openSession();
  for (const visit_id of ["moved", "held", "stays"]) await note(session, visit_id, [STOP, NOT_SENT]);
  const noted = await lookForVisits(having(session, { held: { left: true }, stays: { left: false } }));
  assert.deepEqual(
    noted.map(({ visit_id, gone }) => [visit_id, gone]),
    [
      ["moved", true],
      ["held", true],
      ["stays", false],
    ],
  );
  assert.match(written(strips(noted, 1, () => {})), /Phone now.*Tell your manager now/s);
  assert.doesNotMatch(written(strips(noted, 1, () => {})), /visit#(moved|held)/);
  assert.deepEqual(visits(await letGone(session)), ["stays"]);
});

test("what is held of a visit that has left says nothing of the call, and clears nothing", async () => {
  const session = await openSession();
  await note(session, "held", [STOP, NOT_SENT]);
  assert.deepEqual(visits(await note(session, "held", [], { left: true })), ["held"]);
  assert.deepEqual(await note(session, "another", [], { left: true }), await session.setting("uncalled"));
});

test("the newest call is in words, and each further one has a link; what must not be named is not", () => {
  const named = (visit_id) => ({ visit_id, private: false });
  const quiet = (visit_id) => ({ visit_id, private: true });
  const said = (...calls) => written(strips(calls, 1, () => {})).replace(/\s+/g, " ");
  const links = (words) => [...words.matchAll(/href=\S*?#?(v\d)/g)].map(([, id]) => id);
  assert.deepEqual(links(said(named("v1"), named("v2"), quiet("v3"))), ["v2", "v1", "v3"]);
  assert.deepEqual(links(said(quiet("v1"), quiet("v2"))), ["v2", "v1"]);
  assert.doesNotMatch(said(quiet("v1")), /Phone|SENT|Whom/);
  assert.equal(said().trim(), "");
});

test("the strip says no more than is known", () => {
  const said = (unsent, hidden = false) =>
    written(strips([{ visit_id: "one", private: hidden }], unsent, () => {}))
      .replace(/<[^>]*>/g, "")
      .replace(/\s+/g, " ")
      .trim();
  assert.match(said(1), /^NOT SENT. Phone now. This tablet has told nobody. Whom/);
  assert.match(said(0), /^No call is noted. Phone now. What you wrote was sent, and that rings nobody. Whom/);
  assert.equal(said(0, true), "A call is still to be made or noted. Open the visit");
});
