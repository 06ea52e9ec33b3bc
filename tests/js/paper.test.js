import assert from "node:assert/strict";
import { test } from "node:test";
import { questionsOf } from "../../static/js/screens/paper.js";
import { keptBack, onPaper, printable } from "../../static/js/screens/print.js";

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

for (const [name, which, wanted] of [
  [
    "every question that a pen can answer",
    { contact: "", hidden: false },
    ["earshot", "contact_type", "interpreter", "seen", "newborn"],
  ],
  [
    "of one type of contact",
    { contact: "antenatal", hidden: false },
    ["earshot", "contact_type", "interpreter", "seen"],
  ],
  ["what is asked in private is a sheet of its own", { contact: "", hidden: true }, ["hidden", "beside_it"]],
])
  test(`the blank form: ${name}`, () => assert.deepEqual(questionsOf(FORM, SECTION, which), wanted));
