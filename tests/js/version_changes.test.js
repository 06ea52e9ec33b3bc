import assert from "node:assert/strict";
import { test } from "node:test";
import { know } from "../../static/js/forms/conditions.js";
import { versionChanges } from "../../static/js/forms/version_changes.js";

know({ "has_pets == true": (c) => c.has_pets === "yes" });

const EVERY = Array.from({ length: 10 }, (_, at) => `type ${at}`);
const question = (name, more = {}) => ({
  label: `${name}?`,
  name,
  hint: "",
  type: "line",
  requirement: "O",
  core: false,
  contacts: EVERY,
  show_if: null,
  sensitivity: "N",
  missing: [],
  group: null,
  section: "",
  limits: {},
  ...more,
});

/** A form of sections: code to ids, a group in capitals by its id. */
const form = (version, sections, fields) => ({
  version,
  private: Object.keys(fields).filter((id) => fields[id].sensitivity === "H"),
  fields,
  sections: Object.entries(sections).map(([code, { group = null, ids }]) => ({
    code,
    title: `Section ${code}`,
    group,
    row_name: "Row",
    minimum_rows: 0,
    fields: ids,
  })),
});

const OLD = form(
  1,
  { A: { ids: ["earshot", "weight", "sleep"] }, G: { group: "row", ids: ["row_a"] } },
  {
    earshot: question("Overhears"),
    weight: question("Weight", {
      label: "How heavy?",
      choices: [
        ["a", "Light"],
        ["b", "Heavy"],
      ],
    }),
    sleep: question("Sleep"),
    row_a: question("Row A", { group: "row" }),
  },
);
const NEW = form(
  2,
  {
    A: { ids: ["earshot", "weight", "sleep", "feeding", "told"] },
    G: { group: "row", ids: ["row_a", "row_b"] },
    P: { ids: ["has_pets"] },
  },
  {
    earshot: question("Overhears"),
    weight: question("Weight", {
      label: "What does baby weigh?",
      choices: [
        ["a", "Light"],
        ["b", "Very heavy"],
      ],
    }),
    sleep: question("Sleep", { show_if: "has_pets == true" }),
    feeding: question("Feeding", { core: true, requirement: "M" }),
    told: question("Told in confidence", { sensitivity: "H" }),
    row_a: question("Row A", { group: "row" }),
    row_b: question("Row B", { group: "row" }),
    has_pets: question("Pets"),
  },
);
const value = (said) => ({ value: said });
const GIVEN = { weight: value("b"), sleep: value("well"), "row/1/row_a": value("x"), "rule/R01/reply": value([]) };

test("there: what is more, by section, and which of it is needed", () => {
  assert.deepEqual(versionChanges(OLD, NEW, GIVEN).added, [
    { code: "A", title: "Section A", isNew: false, questions: [{ name: "Feeding", needed: true }] },
    { code: "G", title: "Section G", isNew: false, questions: [{ name: "Row B", needed: false }] },
    { code: "P", title: "Section P", isNew: true, questions: [{ name: "Pets", needed: false }] },
  ]);
});

test("there: only the lines that differ", () => {
  assert.deepEqual(versionChanges(OLD, NEW, GIVEN).reworded, [
    { name: "Weight", was: ["How heavy?", "Heavy"], now: ["What does baby weigh?", "Very heavy"] },
  ]);
});

test("there: an answer whose question is not asked any more, and how many keep their place", () => {
  const { dropped, kept, staying } = versionChanges(OLD, NEW, GIVEN);
  assert.deepEqual([dropped, kept, staying], [["sleep"], [], 2]);
});

test("back: what the earlier form has no question for stays kept", () => {
  const { added, dropped, kept } = versionChanges(NEW, OLD, {
    ...GIVEN,
    feeding: value("milk"),
    "row/1/row_b": value("y"),
  });
  assert.deepEqual(kept, ["feeding", "row/1/row_b"]);
  assert.deepEqual(dropped, []);
  assert.deepEqual(
    added.map(({ code }) => code),
    ["A"],
    "sleep is asked without a condition there",
  );
});

test("nothing hints at what may not be seen while somebody could overhear", () => {
  const told = { ...GIVEN, told: value("…") };
  const names = (answers) => JSON.stringify(versionChanges(OLD, NEW, answers));
  assert.ok(!names(told).includes("confidence"));
  assert.ok(names({ ...told, earshot: value("no") }).includes("Told in confidence"));
  assert.deepEqual(versionChanges(NEW, OLD, told).kept, []);
  assert.deepEqual(versionChanges(NEW, OLD, { ...told, earshot: value("no") }).kept, ["told"]);
});
