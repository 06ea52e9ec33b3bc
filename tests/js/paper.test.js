import assert from "node:assert/strict";
import { test } from "node:test";
import { questionsOf } from "../../static/js/screens/paper.js";
import { keptBack, notesOnPaper, onPaper, printable } from "../../static/js/screens/print.js";

const EVERY = ["antenatal", "new_birth", "a", "b", "c", "d", "e", "f", "g", "h"];
const field = (more = {}) => ({
  label: "?",
  name: "?",
  type: "text",
  kind: "O",
  requirement: "M",
  core: false,
  contacts: EVERY,
  show_if: null,
  sensitivity: "N",
  missing: [],
  group: null,
  section: "S",
  limits: {},
  messages: {},
  ...more,
});
const FORM = /** @type {any} */ ({
  private: ["beside_it", "hidden"],
  fields: {
    earshot: field({ type: "enum" }),
    contact_type: field({ type: "enum" }),
    interpreter: field({ type: "enum" }),
    seen: field(),
    hidden: field({ sensitivity: "H" }),
    beside_it: field(),
    worked_out: field({ type: "computed", requirement: "-" }),
    spot: field({ type: "geo" }),
    newborn: field({ contacts: ["new_birth"] }),
    next: field({
      type: "multi",
      choices: [
        ["father", "Meet the father"],
        ["enquiry_domestic_abuse", "Ask about domestic abuse"],
      ],
    }),
  },
  sections: [
    {
      code: "S",
      title: "S",
      group: null,
      row_name: "",
      minimum_rows: 0,
      fields: [
        "earshot",
        "contact_type",
        "interpreter",
        "seen",
        "hidden",
        "beside_it",
        "worked_out",
        "spot",
        "newborn",
        "next",
      ],
    },
  ],
});
const [SECTION] = FORM.sections;

test("on paper stands what was answered, and nothing hidden although nobody overhears now", () => {
  const said = (value) => ({ value, kind: "O", cands: [] });
  const answers = /** @type {any} */ ({
    earshot: said("no"),
    contact_type: said("new_birth"),
    seen: said("awake"),
    hidden: said("secret"),
    beside_it: said("secret too"),
    newborn: { missing: "not_asked", kind: "O", cands: [] },
    interpreter: { cleared: true },
  });
  assert.deepEqual(printable(FORM, answers), ["earshot", "contact_type", "seen", "newborn"]);
});

test("a summary for parents that repeats what is kept from them is refused, in its second value too", () => {
  const form = /** @type {any} */ ({
    sections: [],
    fields: {
      safe_summary: { sensitivity: "N" },
      told: { sensitivity: "H" },
    },
  });
  const said = (/** @type {string} */ value, cands = []) => ({ value, kind: "R", cands });
  const told = said("He shouts when she cries");
  const refused = (/** @type {any} */ summary) => keptBack(form, "safe_summary", { told, safe_summary: summary });
  assert.equal(refused(said("We spoke about sleep")), false);
  assert.equal(refused(said("Sleep. He shouts when she cries.")), true);
  assert.equal(refused(said("Sleep", /** @type {any} */ ([said("he shouts when she cries")]))), true);
  assert.equal(keptBack(form, "told", /** @type {any} */ ({ told })), false);
});

test("a restricted address is not named on paper, the others are", () => {
  const child = /** @type {any} */ ({
    addresses: [
      { id: "1", label: "Refuge", line: "1 Hidden Way", postcode: "ZZ99 9ZZ", restricted: true },
      { id: "2", label: "Home", line: "2 Open Road", postcode: "", restricted: false },
    ],
  });
  const told = JSON.stringify(onPaper(child));
  assert.ok(!told.includes("Refuge") && !told.includes("Hidden") && !told.includes("ZZ99"));
  assert.ok(told.includes("2 Open Road"));
  assert.equal(onPaper(null), null);
});

test("what is kept beside a visit is on paper with its author and reason, without what is private or restricted", () => {
  const form = /** @type {any} */ ({
    ...FORM,
    fields: { ...FORM.fields, sleeps: field({ type: "address" }), safe_summary: field() },
  });
  const child = onPaper(/** @type {any} */ ({ addresses: [{ id: "1", label: "Refuge", line: "", restricted: true }] }));
  const said = (/** @type {any} */ value) => ({ value, kind: "R" });
  const note = {
    id: "n",
    by: { id: "v", name: "Vera" },
    at: null,
    noted: { by: "Mona", at: "2026-04-14T09:00:00Z", reason: "Weighed again" },
    answers: {
      seen: said("awake"),
      hidden: said("secret"),
      sleeps: said("A:1"),
      safe_summary: said("secret"),
    },
  };
  const view = /** @type {any} */ ({ notes: [note], answers: { earshot: said("no") } });
  const [{ by, noted, entries }] = notesOnPaper(form, view, child);
  assert.deepEqual([by.name, noted.reason], ["Vera", "Weighed again"]);
  assert.deepEqual(
    entries.map(({ words }) => words.join()),
    ["awake", "On record, not printed", "Not available in this output."],
  );
  assert.deepEqual(notesOnPaper(form, { notes: [], answers: {} }, child), []);
});

for (const [name, which, wanted] of [
  [
    "every question that a pen can answer",
    { contact: "", hidden: false },
    ["earshot", "contact_type", "interpreter", "seen", "newborn", "next: Meet the father"],
  ],
  [
    "of one type of contact",
    { contact: "antenatal", hidden: false },
    ["earshot", "contact_type", "interpreter", "seen", "next: Meet the father"],
  ],
  [
    "what is asked in private is a sheet of its own, and so is the choice that names it",
    { contact: "", hidden: true },
    ["hidden", "beside_it", "next: Ask about domestic abuse"],
  ],
])
  test(`the blank form: ${name}`, () => {
    const printed = questionsOf(FORM, SECTION, which).map(({ id, choices }) =>
      [id, choices?.map(([, label]) => label).join("; ")].filter(Boolean).join(": "),
    );
    assert.deepEqual(printed, wanted);
  });
