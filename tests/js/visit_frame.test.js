/** The frame of a visit: what is on its screens while something is read or written. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { VisitFrame } from "../../static/js/components/visit_frame.js";

const anywhere = { group: null, missing: [], contacts: Array(10).fill("any"), show_if: null };
const CODES = ["asked_alone", "not_asked_partner_present", "not_asked_other"];
const FORM = /** @type {any} */ ({
  version: 1,
  sections: [],
  private: [],
  fields: {
    earshot: { ...anywhere, kind: "A", label: "Who hears?", choices: [] },
    interpreter: { ...anywhere, kind: "A" },
    mother_da_asked: {
      ...anywhere,
      kind: "A",
      sensitivity: "H",
      requirement: "MX",
      choices: CODES.map((code) => [code, code]),
    },
    words: { ...anywhere, kind: "O" },
  },
});
globalThis.document = /** @type {any} */ ({ getElementById: () => null });

/** A visit on a tablet whose disk answers when it is told to. @param {Record<string, any>} begun @param {string} [status] */
function onTablet(begun, status = "open") {
  let stands = begun;
  let refused = 0;
  /** @type {string | null} */
  let left = null;
  /** @type {string[]} */
  const told = [];
  /** @type {Record<string, any>[]} */
  const recorded = [];
  /** @type {(() => void)[]} */
  const reading = [];
  /** @type {{done: () => void, full: () => void}[]} */
  const writing = [];
  const seen = (/** @type {any} */ answers) => ({
    visit_id: "v",
    left: left !== null,
    form_version: 1,
    status,
    editable: status !== "signed_off",
    comments: [],
    mine: { unsent: 0, needs_you: refused, saved_at: null },
    answers,
  });
  const unlocked = () => ({
    locked: false,
    user: { id: "u" },
    setAside: async (/** @type {any} */ value) => structuredClone(value),
    takeUp: async (/** @type {any} */ sealed) => sealed,
    setSetting: async () => {},
    visit: () => {
      const read = left === "nothing of hers" ? null : seen(stands);
      return new Promise((done) => reading.push(() => done(read)));
    },
    record: (/** @type {string} */ _, /** @type {any} */ answers) =>
      new Promise((done, fail) => {
        writing.push({
          done() {
            recorded.push(answers);
            stands = { ...stands, ...answers };
            done({ savedAt: "2026-11-26T10:00:00Z", answers });
          },
          full: () => fail(Object.assign(new Error(), { name: "StorageFull" })),
        });
      }),
  });
  let session = unlocked();
  /** @type {any} */
  let header = null;
  const frame = () =>
    new VisitFrame(
      /** @type {any} */ ({
        view: seen(stands),
        definition: FORM,
        child: null,
        session,
        main: {},
        say: (/** @type {string} */ words) => told.push(words),
        showVisit: (/** @type {any} */ shown) => (header = shown),
      }),
    );
  return {
    frame,
    reading,
    writing,
    recorded,
    header: () => header.earshot,
    saved: () => header.saved,
    unlock() {
      session = unlocked();
      return frame();
    },
    refuse: () => (refused = 1),
    told,
    left: () => header.left,
    /** Its visit leaves: nothing of it is on the tablet, or what she wrote since. @param {Record<string, any> | null} hers */
    leaves(hers) {
      left = hers ? "hers" : "nothing of hers";
      stands = hers ?? {};
    },
    returns() {
      left = null;
    },
  };
}

const settled = () => new Promise((done) => setImmediate(done));
const ALONE = { earshot: { value: "no", kind: "A", base: "1" } };

test("the header says when baby was born once the visit does, and the newest of them", async () => {
  /** @type {any} */
  let shown = null;
  const child = { child_id: "c", dob: null, edd: "2026-04-20" };
  const line = { visit_id: "v", child_id: "c", contact_type: "new_birth", baby_dob: null };
  /** @param {any} view @param {any[]} visits */
  const frame = (view, visits) =>
    new VisitFrame(
      /** @type {any} */ ({
        view: { form_version: 1, status: "open", comments: [], mine: { unsent: 0, needs_you: 0 }, ...view },
        ...{ definition: FORM, child, visits, main: {}, say() {} },
        showVisit: (/** @type {any} */ header) => (shown = header.child),
        session: {
          user: { id: "u" },
          record: async (/** @type {any} */ _, /** @type {any} */ answers) => ({
            savedAt: "2026-04-14T10:00:00Z",
            answers,
          }),
        },
      }),
    );
  const made = frame({ ...line, answers: {} }, [line]);
  assert.equal(shown.born, "");
  await made.record({ baby_dob: { value: "2026-04-03", kind: "A" } });
  assert.equal(shown.born, "2026-04-03");
  const later = { ...line, visit_id: "later", baby_dob: "2026-04-04" };
  frame({ ...line, answers: { baby_dob: { value: "2026-04-03" } } }, [later, line]);
  assert.equal(shown.born, "2026-04-04");
});

test("what was written while the visit was being read stays on the screen", async () => {
  const { frame, reading, writing } = onTablet({ words: { value: "old" } });
  const made = frame();
  const refreshed = made.refresh();
  const recorded = made.record({ words: { value: "new" } });
  writing[0].done();
  await recorded;
  reading[0]();
  await settled();
  reading[1]?.();
  await refreshed;
  assert.equal(made.view.answers.words.value, "new");
});

test("when the visit leaves the tablet its page stays as it stood, says so once, and goes on", async () => {
  const { frame, reading, writing, told, left, saved, leaves, returns } = onTablet({ words: { value: "old" } });
  const made = frame();
  const again = async () => {
    const refreshed = made.refresh();
    reading.at(-1)?.();
    await refreshed;
  };
  assert.equal(left(), "");
  leaves(null);
  await again();
  assert.match(left(), /^This child is no longer on this tablet\. /);
  assert.equal(made.view.answers.words.value, "old");
  const recorded = made.record({ words: { value: "new" } });
  writing[0].done();
  await recorded;
  assert.match(saved().words, /^Saved on this tablet/);
  leaves({ words: { value: "new" } });
  await again();
  await again();
  assert.equal(made.view.answers.words.value, "new");
  assert.deepEqual(told.filter(Boolean), [left()]);
  returns();
  await again();
  assert.equal(left(), "");
  assert.equal(made.view.answers.words.value, "new");
});

test("what is worked out is among what is shown, stays when the visit is read again, and is never written down", async () => {
  const { frame, reading, recorded } = onTablet({ words: { value: "old" } });
  const made = frame();
  made.definition = {
    ...FORM,
    fields: { ...FORM.fields, residence_conflict: { ...anywhere, kind: "X", requirement: "-" } },
  };
  const before = made.view;
  made.workOut({ residence_conflict: false, indicators: ["IND-02"] });
  assert.equal(made.view, before, "nothing is worked out that this version asks about");
  made.workOut({ residence_conflict: true });
  assert.equal(made.view.answers.residence_conflict.value, true);
  const refreshed = made.refresh();
  reading[0]();
  await refreshed;
  assert.equal(made.view.answers.residence_conflict.value, true);
  made.workOut({ residence_conflict: false, "rule/R14/fires": true });
  assert.equal(made.view.answers.residence_conflict.value, false);
  assert.equal(made.view.answers["rule/R14/fires"].value, true, "no field, and questions hang on it");
  assert.deepEqual(recorded, []);
});

test("that nobody hears holds for the unlock in which it was said, and is not written down again", async () => {
  const { frame, unlock, writing, recorded, header } = onTablet(ALONE);
  let made = frame();
  assert.equal(header().short, true, "who unlocked it may not be alone");
  header().onAsk();
  header().onChoose("no");
  assert.deepEqual([header().short, header().asking], [false, null], "the record has said it once already");
  frame();
  assert.equal(header().short, false, "on the next screen");

  header().onAsk();
  header().onChoose("no");
  assert.deepEqual([header().short, header().asking.sure], [true, true], "somebody may have come in just now");
  header().onBack();
  assert.equal(header().short, false);
  header().onAsk();
  made = unlock();
  assert.equal(header().short, true);
  assert.equal(made.view.answers.earshot.value, "no", "what is recorded, and stamped on answers, is as it was");

  const saved = made.record({ words: { value: "She slept" } });
  writing[0].done();
  await saved;
  assert.deepEqual(recorded.map(Object.keys), [["words"]], "nothing was left unasked");
  assert.equal(header().short, true);
});

test("who hears while a signed visit is read again is never written into it", async () => {
  for (const status of ["submitted", "signed_off"])
    for (const at of ["no", "yes_partner"]) {
      const { frame, unlock, writing, recorded, header } = onTablet({ earshot: { value: at, kind: "A" } }, status);
      let made = frame();
      assert.equal(header().short, true);
      header().onAsk();
      header().onChoose("no");
      if (at !== "no") header().onSure();
      assert.equal(header().short, false, `${status}, ${at}`);
      header().onAsk();
      header().onChoose("yes_other_adult");
      assert.equal(header().short, true);
      made = unlock();
      assert.equal(header().short, true);
      assert.equal(made.view.answers.earshot.value, at);
      assert.deepEqual([writing, recorded], [[], []]);
    }
});

test("on its own page the question is answered for the record, of a signed visit too", async () => {
  const { frame, writing, recorded, header } = onTablet({ earshot: { value: "no", kind: "A" } }, "submitted");
  const made = frame();
  made.hears("yes_other_adult");
  writing[0].done();
  await settled();
  assert.equal(recorded[0].earshot.value, "yes_other_adult");
  assert.equal(header().short, true);
});

test("somebody came in: the form stays short while that is not written down, and where it cannot be", async () => {
  const { frame, reading, writing, header } = onTablet(ALONE);
  const made = frame();
  const before = made.refresh();
  header().onAsk();
  header().onChoose("yes_partner");
  reading[0]();
  await before;
  assert.equal(header().short, true, "read before it was written down");
  writing[0].full();
  await settled();
  const after = made.refresh();
  reading[1]();
  await after;
  assert.equal(header().short, true, "the tablet is full");
  frame();
  assert.equal(header().short, true, "on the next screen");

  header().onAsk();
  header().onChoose("no");
  header().onSure();
  writing[1].done();
  await settled();
  assert.equal(header().short, false);
});

test("nothing counts as left unasked while she is only being asked who could overhear", async () => {
  const { frame, writing, recorded, header } = onTablet(ALONE);
  const made = frame();
  header().onAsk();
  const saved = made.record({ words: { value: "She slept" } });
  writing[0].done();
  await saved;
  assert.deepEqual(Object.keys(recorded[0]), ["words"]);
  header().onChoose("yes_partner");
  writing[1].done();
  await settled();
  assert.equal(recorded[1].mother_da_asked.value, "not_asked_partner_present");
});

test("“Saved” is not said of something else while an answer is only on the screen, and that is tried again", async () => {
  const { frame, writing, saved } = onTablet(ALONE);
  const made = frame();
  const words = { words: { value: "She slept" } };
  let tried = 0;
  made.shows({ lacks: (keys) => !keys.includes("words"), flush: () => (tried += 1) });
  const failed = made.record(words);
  writing[0].full();
  await assert.rejects(failed);
  const reply = made.record({ "finding/R09": { value: "I come again" } });
  writing[1].done();
  await reply;
  assert.match(saved().words, /^NOT saved/);
  assert.equal(tried, 1);
  const again = made.record(words);
  writing[2].done();
  await again;
  assert.match(saved().words, /^Saved on this tablet/);
  assert.equal(tried, 1);
});

test("what the service refused is never called sent", async () => {
  const { frame, reading, writing, saved, refuse } = onTablet(ALONE);
  const made = frame();
  assert.equal(saved().words, "Sent");
  const recorded = made.record({ words: { value: "She slept" } });
  writing[0].done();
  await recorded;
  refuse();
  const refreshed = made.refresh();
  reading[0]();
  await refreshed;
  assert.match(saved().words, /^Saved on this tablet 10:00$/);
  assert.equal(saved().sent, false);
  frame();
  assert.equal(saved().words, "Saved on this tablet", "when the visit is opened again");
});
