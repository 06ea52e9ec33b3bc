/** What is quick in the hand, as tables: what stands first, what is folded, what is offered. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { actionRow, offeredActions } from "../../static/js/forms/actions.js";
import { BLOCKS, peopleOf } from "../../static/js/forms/blocks.js";
import { carriedFacts, carriedRows, ending } from "../../static/js/forms/carried.js";
import { usualDays } from "../../static/js/forms/days.js";
import { deferringOf } from "../../static/js/forms/deferring.js";
import { findQuestions } from "../../static/js/forms/finding.js";
import { foldWords, layoutOf } from "../../static/js/forms/folds.js";
import { nextOpen } from "../../static/js/forms/next_open.js";
import { offeredSources } from "../../static/js/forms/offers.js";
import { carersWithoutRow, furtherNames, knownPeople } from "../../static/js/forms/people.js";
import { progressOf, progressWords } from "../../static/js/forms/progress.js";
import { remarks } from "../../static/js/forms/remarks.js";
import { restsOnWords } from "../../static/js/forms/rests_on.js";
import { ofType, withPart } from "../../static/js/forms/source_panel.js";
import { spokenOf } from "../../static/js/forms/spoken_of.js";
import { askedAgain, closable, closing, sharedReasons } from "../../static/js/forms/uncovered.js";
import { contract } from "./contracts.js";

/** A small form in the shape of the bundle. */
const FORM = {
  sources: [
    { code: "mother_said", label: "Mother said" },
    { code: "gp_record", label: "GP record" },
    { code: "seen_or_measured_by_me", label: "I saw or measured it" },
  ],
  missing_reasons: [{ code: "not_asked", label: "Not asked today" }],
  sections: [
    {
      code: "HO",
      fields: ["tenure", "provider", "risk", "notice", "home", "moves"],
      topics: [["The home", ["tenure", "provider"]]],
      sources: { F: ["mother_said", "seen_or_measured_by_me"], R: ["mother_said"], D: ["gp_record"] },
    },
    { code: "HD", fields: ["health", "screens", "dev", "extra", "more"] },
    { code: "HC", fields: ["asked", "animals"] },
    { code: "VC", fields: ["contact_type", "contact_reason", "contact_start", "access_outcome", "earshot"] },
  ],
  fields: {
    tenure: { kind: "F", requirement: "M" },
    provider: { kind: "F", requirement: "C", show_if: 'tenure == "rent"' },
    risk: { kind: "F", requirement: "M", core: true },
    notice: { kind: "D", requirement: "C", show_if: 'risk == "notice_served"' },
    home: { kind: "O", requirement: "O" },
    moves: { kind: "F", requirement: "M" },
    health: { kind: "D", requirement: "O" },
    screens: { kind: "D", requirement: "M" },
    dev: { kind: "O", requirement: "M" },
    extra: { kind: "O", requirement: "O" },
    more: { kind: "O", requirement: "O" },
    asked: { kind: "R", requirement: "MX", core: true },
    animals: { kind: "O", requirement: "O" },
    contact_type: { kind: "A", requirement: "M", core: true },
    contact_reason: { kind: "A", requirement: "C", opener: "contact_type" },
    contact_start: { kind: "A", requirement: "M", core: true },
    access_outcome: { kind: "A", requirement: "M", core: true },
    earshot: { kind: "O", requirement: "M", core: true },
  },
};
const section = (code) => FORM.sections.find((one) => one.code === code);

const LAYOUTS = [
  [
    "the core and what its answers open stand first, the rest by topic, what an answer opens beside it",
    "HO",
    ["risk", "notice"],
    [
      ["The home", ["tenure", "provider"]],
      ["More questions", ["home", "moves"]],
    ],
  ],
  [
    "without a core, what signing would like comes first",
    "HD",
    ["screens", "dev"],
    [["More questions", ["health", "extra", "more"]]],
  ],
  [
    "what was said at the start is folded, what it opens is not",
    "VC",
    ["contact_reason", "access_outcome"],
    [["Said at the start", ["contact_type", "contact_start", "earshot"]]],
  ],
  ["two questions are not worth a fold", "HC", ["asked", "animals"], []],
];
for (const [name, code, first, folds] of LAYOUTS) {
  test(`a section is laid out: ${name}`, () => {
    const layout = layoutOf(FORM, section(code));
    assert.deepEqual(layout.first, first);
    assert.deepEqual(
      layout.folds.map(({ title, fields }) => [title, fields]),
      folds,
    );
  });
}

const open = { open: true, given: false };
const given = { open: false, given: true };
const optional = { open: false, given: false };
for (const [questions, words] of [
  [[open, open, given, optional], "4 more, 2 open"],
  [[given, given], "2 more, all recorded"],
  [[given, optional], "2 more, 1 recorded"],
  [[optional], "1 more"],
  [[{ ...given, said: "Targeted" }, { ...given, said: "Face to face" }, given], "Targeted · Face to face"],
  [[{ ...given, said: "Targeted" }, open], "2 more, 1 open"],
]) {
  test(`a fold says: ${words}`, () => assert.equal(foldWords(questions), words));
}

const MOTHER = { type: "mother_said" };
const SEEN = { type: "seen_or_measured_by_me" };
for (const [name, kind, chosen, last, expected] of [
  ["usual ones of the section", "F", undefined, null, ["Mother said", "I saw or measured it"]],
  ["the last one first, and marked", "F", undefined, SEEN, ["I saw or measured it (last used)", "Mother said"]],
  ["what is told was not seen", "R", undefined, SEEN, ["Mother said"]],
  ["what a record says was not seen either", "D", undefined, SEEN, ["GP record"]],
  [
    "the chosen one stands there, usual or not",
    "R",
    { type: "gp_record", document: "Letter" },
    MOTHER,
    ["Mother said (last used)", "GP record: Letter (chosen)"],
  ],
  [
    "the chosen one says how it was said",
    "R",
    { ...MOTHER, asked: "How are nights?", present: "her partner" },
    null,
    ["Mother said, asked “How are nights?”, also there: her partner (chosen)"],
  ],
  [
    "a question was asked for one answer only",
    "R",
    undefined,
    { ...MOTHER, asked: "How are nights?", present: "her partner" },
    ["Mother said, also there: her partner (last used)"],
  ],
  ["an observation names nobody", "O", undefined, MOTHER, []],
]) {
  test(`sources offered: ${name}`, () => {
    const offered = offeredSources(FORM, { kind, section: "HO" }, chosen, last, null);
    assert.deepEqual(
      offered.map((one) => `${one.words}${one.chosen ? " (chosen)" : one.last ? " (last used)" : ""}`),
      expected,
    );
  });
}

for (const [name, before, after] of [
  ["none chosen yet", ofType(undefined, "mother_said"), { type: "mother_said" }],
  ["none any more", ofType({ type: "mother_said" }, ""), undefined],
  [
    "the name goes along, the question does not",
    ofType({ type: "mother_said", person: "Petra", asked: "Why?" }, "gp_record"),
    { type: "gp_record", document: "Petra" },
  ],
  [
    "one told another's word in the same room",
    ofType({ type: "mother_said", present: "Joss", asked: "Why?" }, "gp_said"),
    { type: "gp_said", present: "Joss", asked: "Why?" },
  ],
  [
    "a name before a sort of source",
    withPart(undefined, "person", " Petra "),
    { type: "source_not_recorded", person: "Petra" },
  ],
  ["a blank takes a part away", withPart({ type: "gp_said", asked: "Why?" }, "asked", " "), { type: "gp_said" }],
  ["a blank of nothing is nothing", withPart(undefined, "asked", ""), undefined],
]) {
  test(`a source: ${name}`, () => assert.deepEqual(before, after));
}

const NAMED = /** @type {any} */ ({ fields: { home: { name: "Home" }, risk: { name: "Risk to the home" } } });
const VIEW = { kind: "J", value: "Warm", basis: ["home", "icon/1/risk", "home"] };
for (const [name, answer, mayName, words] of [
  ["each entry once, by its name", VIEW, () => true, "Rests on: Home; Risk to the home"],
  ["what must not be named", VIEW, (/** @type {string} */ key) => key === "home", "Rests on: Home; a private entry"],
  ["nothing", { kind: "J", value: "Warm" }, () => true, "Rests on nothing recorded"],
  ["no view", { kind: "O", value: "Warm" }, () => true, ""],
  ["a reason instead", { kind: "J", missing: "not_asked" }, () => true, ""],
]) {
  test(`what a view rests on: ${name}`, () =>
    assert.equal(restsOnWords(NAMED, /** @type {any} */ ({ type: "para" }), answer, mayName), words));
}
test("what is not known says itself what it rests on", () =>
  assert.equal(
    restsOnWords(NAMED, /** @type {any} */ ({ type: "unknowns" }), VIEW, () => true),
    "",
  ));

// -- how far a section has come -----------------------------------------------------------------------------------------

const HO = section("HO");
const asked = HO.fields;
for (const [name, answers, open, state, beside] of [
  ["nothing yet", {}, [], "Not started", ""],
  ["something is open", { home: { value: "damp" } }, ["risk"], "1 to answer", "1 recorded"],
  ["done", { risk: { value: "none" } }, [], "Done", ""],
  [
    "not covered is no answer",
    { risk: { missing: "not_asked" }, home: { missing: "not_asked" } },
    [],
    "Not covered today",
    "",
  ],
  ["some not covered", { risk: { value: "none" }, home: { missing: "not_asked" } }, [], "Done", "1 not covered"],
  ["another reason", { risk: { missing: "declined" } }, [], "Done", "1 not recorded"],
  ["cleared is nothing", { risk: { cleared: true } }, ["risk"], "1 to answer", ""],
]) {
  test(`a section in the list: ${name}`, () => {
    const words = progressWords(progressOf(HO, { asked, open, answers, child: null }));
    assert.deepEqual([words.state, words.beside], [state, beside]);
  });
}

// -- people -------------------------------------------------------------------------------------------------------------

const CHILD = {
  given_name: "Isolde",
  family_name: "Marrowby",
  nhs_number: "999 000 0018",
  dob: "2026-10-08",
  edd: null,
  sex: "female",
  people: [
    { id: "1", name: "Petra Marrowby", relation: "mother" },
    { id: "2", name: "Joss Tansley", relation: "father" },
  ],
  addresses: [],
};
const FAMILY = {
  fields: {
    hh_person: { type: "person", kind: "F", name: "Person", section: "HH" },
    hh_name: { type: "line", kind: "F", name: "Name", section: "HH" },
    hh_relation: { type: "line", kind: "F", name: "Relation", section: "HH" },
    hh_cares: {
      type: "enum",
      kind: "F",
      name: "Looks after baby",
      section: "HH",
      choices: [["alone_sometimes", "Alone, sometimes"]],
    },
    overnight: { type: "people", kind: "F", name: "Carers tonight", section: "WB" },
    icon_person: { type: "person", kind: "A", name: "Caregiver", section: "IC" },
    tenure: { type: "enum", kind: "F", name: "Housing", section: "HO", choices: [["rent", "Council rent"]] },
    baby_dob: { type: "date", kind: "A", name: "Date of birth", section: "ID" },
  },
  sources: FORM.sources,
  missing_reasons: FORM.missing_reasons,
  sections: [
    {
      code: "HH",
      group: "household",
      fields: ["hh_person", "hh_name", "hh_cares"],
      carries: ["hh_person", "hh_name", "hh_relation", "hh_cares"],
    },
    { code: "IC", group: "icon", fields: ["icon_person"], carers: "icon_person" },
    { code: "HO", group: null, fields: ["tenure"], carries: ["tenure"] },
    { code: "ID", group: null, fields: ["baby_dob"], carries: ["baby_dob"] },
  ],
};
const ROW = "0190aaaa-0000-7000-8000-000000000001";
const OTHER = "0190aaaa-0000-7000-8000-000000000002";
const NEW = "0190aaaa-0000-7000-8000-000000000003";
/** @param {Record<string, {kind: string}>} answers */
const cleared = (answers) =>
  Object.fromEntries(Object.entries(answers).map(([key, { kind }]) => [key, { cleared: true, kind }]));

for (const [name, answers, expected] of [
  ["the record", {}, ["Petra Marrowby, mother", "Joss Tansley, father"]],
  [
    "who was typed once, anywhere in the visit",
    { overnight: { value: ["P:1", "T:Bryony"] }, [`household/${ROW}/hh_name`]: { value: "bryony " } },
    ["Petra Marrowby, mother", "Joss Tansley, father", "Bryony"],
  ],
  [
    "a parent who is not on the record",
    { carer3_name: { value: "Kit" } },
    ["Petra Marrowby, mother", "Joss Tansley, father", "Kit, further carer"],
  ],
  ["nobody twice", { mother_name: { value: "petra marrowby" } }, ["Petra Marrowby, mother", "Joss Tansley, father"]],
  [
    "nobody out of a row that was taken away",
    { [`household/${ROW}/hh_person`]: { value: "T:Ash" }, [`household/${ROW}/removed`]: { value: true } },
    ["Petra Marrowby, mother", "Joss Tansley, father"],
  ],
  [
    "a parent by name, not by the row from before there was one",
    { [`icon/${ROW}/icon_person`]: { value: "T:Mother" } },
    ["Petra Marrowby, mother", "Joss Tansley, father"],
  ],
]) {
  test(`people to pick: ${name}`, () => {
    assert.deepEqual(
      knownPeople(FAMILY, CHILD, answers).map(({ words }) => words),
      expected,
    );
  });
}

test("of a child met on a doorstep the offered row is the mother's, before and after she has a name", () => {
  const row = { [`icon/${ROW}/icon_person`]: { value: "T:Mother" } };
  const named = { ...row, mother_name: { value: "Anna" } };
  const left = ["T:Father or second parent"];
  assert.deepEqual(carersWithoutRow(FAMILY.sections[1], { people: [] }, {}), ["T:Mother", ...left]);
  for (const answers of [row, named])
    assert.deepEqual(carersWithoutRow(FAMILY.sections[1], { people: [] }, answers), left);
  /** @param {any} answers */
  const offered = (answers) => knownPeople(FAMILY, { people: [] }, answers).map(({ words }) => words);
  assert.deepEqual([offered(row), offered(named)], [["Mother"], ["Anna, mother"]]);
});

test("two on the record with one name are two", () => {
  const people = [
    { id: "1", name: "John Vale", relation: "father" },
    { id: "2", name: "John Vale", relation: "brother" },
  ];
  assert.deepEqual(
    knownPeople(FAMILY, { people }, { overnight: { value: ["T:john vale"] } }).map(({ code }) => code),
    ["P:1", "P:2"],
  );
});

const UNNAMED_ROWS = { mother: "T:Mother", father: "T:Father or second parent" };

/**
 * Whom the blocks are about is said alike by the rules and the picture, the rows offered for ICON and what the record offers.
 * @param {string[]} relations @param {Record<string, number>} blocks
 */
function blocksAre(relations, blocks) {
  const people = relations.map((relation, at) => ({ id: `${at}`, name: `Person ${at}`, relation }));
  const expected = Object.fromEntries(Object.entries(blocks).map(([block, at]) => [block, `P:${at}`]));
  /** @param {Record<string, string>} found */
  const ofParents = ({ mother, father }) => ({ ...(mother && { mother }), ...(father && { father }) });
  assert.deepEqual(ofParents(peopleOf(people)), expected);
  assert.deepEqual(
    carersWithoutRow(FAMILY.sections[1], { people }, {}),
    Object.values({ ...UNNAMED_ROWS, ...expected }),
  );
  const asked = ["mother_name", "father_name"];
  const fields = Object.fromEntries(asked.map((id) => [id, { type: "line", kind: "F", name: id }]));
  const section = { code: "PA", group: null, fields: asked, carries: asked };
  const definition = { ...FAMILY, fields, sections: [section] };
  const offers = carriedFacts({ definition, section, asked, answers: {}, earlier: [], child: { people } });
  assert.deepEqual(
    Object.fromEntries(offers.map(({ key, words }) => [key, words])),
    Object.fromEntries(Object.entries(blocks).map(([block, at]) => [`${block}_name`, `Person ${at}`])),
  );
}

const parents = contract("parents");
for (const { relation, block } of parents.cases)
  test(`“${relation}” is ${block ? `whom the block “${block}” is about` : "neither parent"}`, () =>
    blocksAre([relation], block ? { [block]: 0 } : {}));
for (const { name, people, blocks } of parents.families)
  test(`whom of a family the blocks are about: ${name}`, () => blocksAre(people, blocks));

const further = contract("further_carers");
test("the blocks of the form", () => assert.deepEqual(BLOCKS, further.blocks));
for (const { name, people, answers, expect } of further.cases)
  test(`further carers by name: ${name}`, () => assert.deepEqual(furtherNames({ people }, answers), expect));

for (const [name, answers, expected] of [
  ["each parent", {}, ["P:1", "P:2"]],
  [
    "a further carer who is there",
    { carer3_name: { value: "Kit" }, carer3_involvement: { value: "regular_contact" } },
    ["P:1", "P:2", "T:Kit"],
  ],
  [
    "a further carer who is in the household as well, once",
    {
      carer4_name: { value: "Kit" },
      carer4_involvement: { value: "lives_with_baby" },
      [`household/${ROW}/hh_person`]: { value: "T:Kit" },
      [`household/${ROW}/hh_cares`]: { value: "alone_sometimes" },
    },
    ["P:1", "P:2", "T:Kit"],
  ],
  [
    "not a further carer who does not see baby",
    { carer3_name: { value: "Kit" }, carer3_involvement: { value: "no_contact" } },
    ["P:1", "P:2"],
  ],
  ["not one who is not there", { father_involvement: { value: "no_second_parent" } }, ["P:1"]],
  [
    "a father whom nobody knows is not asked for by name",
    { father_involvement: { value: "identity_not_known" } },
    ["P:1"],
  ],
  [
    "whoever looks after baby in the household",
    { [`household/${ROW}/hh_name`]: { value: "Bryony" }, [`household/${ROW}/hh_cares`]: { value: "alone_sometimes" } },
    ["P:1", "P:2", "T:Bryony"],
  ],
  [
    "not who never does",
    { [`household/${ROW}/hh_name`]: { value: "Bryony" }, [`household/${ROW}/hh_cares`]: { value: "never" } },
    ["P:1", "P:2"],
  ],
  ["not who has a row", { [`icon/${ROW}/icon_person`]: { value: "P:1" } }, ["P:2"]],
  [
    "not who was taken off the list",
    { [`icon/${ROW}/icon_person`]: { value: "P:1" }, [`icon/${ROW}/removed`]: { value: true } },
    ["P:2"],
  ],
  ["not who had a row before there was a name", { [`icon/${ROW}/icon_person`]: { value: "T:Mother" } }, ["P:2"]],
]) {
  test(`a row for each carer: ${name}`, () => {
    assert.deepEqual(carersWithoutRow(FAMILY.sections[1], CHILD, answers), expected);
  });
}

// -- carried over -------------------------------------------------------------------------------------------------------

const LAST = {
  on: "2026-11-03",
  answers: {
    tenure: { value: "rent", kind: "F", source: { type: "mother_said" }, cands: [], by: { name: "Nerys Fenwick" } },
    [`household/${ROW}/hh_person`]: { value: "T:Bryony", kind: "F", cands: [], by: { name: "Nerys Fenwick" } },
    [`household/${ROW}/hh_cares`]: { value: "alone_sometimes", kind: "F", cands: [] },
    [`household/${OTHER}/hh_person`]: { value: "T:Ash", kind: "F", cands: [] },
  },
};
const housing = (answers, earlier = [LAST], asked = ["tenure"]) =>
  carriedFacts({ definition: FAMILY, section: FAMILY.sections[2], asked, answers, earlier, child: CHILD });

test("a fact is offered with who last confirmed it, when, and from whom; and keeps whoever said it", () => {
  const [offer] = housing({});
  assert.deepEqual(
    [offer.name, offer.words, offer.on, offer.by, offer.from],
    ["Housing", "Council rent", "2026-11-03", "Nerys Fenwick", "Mother said"],
  );
  assert.deepEqual(offer.answer, { value: "rent", kind: "F", source: { type: "mother_said", date: "2026-11-03" } });
});

/** A form whose blocks and rows say once where their answers come from. */
const SOURCED = {
  ...FAMILY,
  sources: [...FORM.sources, { code: "own_service_record", label: "Our own record" }],
  fields: {
    mother_pr: { name: "Responsibility", type: "line", kind: "F", group: null },
    mother_seen: { name: "Seen", type: "line", kind: "A", group: null },
    mother_name: { name: "Name", type: "line", kind: "F", group: null },
    mother_info_source: { name: "Main source", type: "line", kind: "A", group: null },
    hh_person: { name: "Person", type: "line", kind: "F", group: "household" },
    hh_source: { name: "Source", type: "line", kind: "A", group: "household" },
  },
  sections: [
    { code: "PA_mother", group: null, carries: ["mother_pr", "mother_seen", "mother_name"] },
    { code: "HH", group: "household", row_name: "Person", carries: ["hh_person", "hh_source"] },
  ],
};

test("what a block said once of its source goes along with each fact, with the day: today's may be told by another", () => {
  const before = (/** @type {any} */ said) => [{ on: "2026-11-03", answers: { mother_pr: { value: "yes" }, ...said } }];
  const offered = (/** @type {any[]} */ earlier) =>
    carriedFacts({
      definition: SOURCED,
      section: SOURCED.sections[0],
      asked: ["mother_pr", "mother_seen"],
      answers: { mother_info_source: { value: "gp_record" } },
      earlier,
      child: null,
      alone: true,
    }).map(({ key, from, answer }) => [key, from, answer.source]);
  const told = { mother_info_source: { value: "mother_said" }, mother_seen: { value: "in_person" } };
  assert.deepEqual(offered(before(told)), [
    ["mother_pr", "Mother said", { type: "mother_said", date: "2026-11-03" }],
    ["mother_seen", "", undefined],
  ]);
  const own = { mother_pr: { value: "yes", source: { type: "gp_record", date: "2026-10-01" } } };
  assert.deepEqual(offered(before({ ...told, ...own }))[0], [
    "mother_pr",
    "GP record, 1 October 2026",
    { type: "gp_record", date: "2026-10-01" },
  ]);
  for (const none of [{}, { mother_info_source: { missing: "not_asked" } }])
    assert.deepEqual(offered(before(none)), [["mother_pr", "", undefined]]);
});

test("a row is offered with its source, and each of its facts keeps it", () => {
  const answers = {
    [`household/${ROW}/hh_person`]: { value: "Bryony", by: { name: "Nerys Fenwick" } },
    [`household/${ROW}/hh_source`]: { value: "mother_said" },
  };
  const [{ offers }] = carriedRows({
    definition: SOURCED,
    section: SOURCED.sections[1],
    answers: {},
    earlier: [{ on: "2026-11-03", answers }],
    child: null,
    alone: true,
  });
  assert.deepEqual(
    offers.map(({ from, by, answer }) => [from, by, answer.source]),
    [
      ["Mother said", "Nerys Fenwick", { type: "mother_said", date: "2026-11-03" }],
      ["", null, undefined],
    ],
  );
});

test("what the child's record says is confirmed as our own record", () => {
  const offered = (/** @type {string[]} */ asked, /** @type {any} */ definition, /** @type {any} */ section) =>
    carriedFacts({ definition, section, asked, answers: {}, earlier: [], child: CHILD, alone: true })[0];
  assert.deepEqual(offered(["mother_name"], SOURCED, SOURCED.sections[0]).answer.source, {
    type: "own_service_record",
  });
  assert.equal(offered(["baby_dob"], FAMILY, FAMILY.sections[3]).answer.source, undefined);
});

for (const [name, answers, earlier, asked] of [
  ["is answered", { tenure: { value: "rent" } }],
  ["is closed with a reason", { tenure: { missing: "not_asked" } }],
  ["does not apply", {}, [LAST], []],
  ["is disputed", {}, [{ ...LAST, answers: { tenure: { ...LAST.answers.tenure, cands: [{}] } } }]],
  ["was never recorded", {}, []],
]) {
  test(`a fact is not offered where it ${name}`, () => assert.deepEqual(housing(answers, earlier, asked), []));
}

test("identity comes from the child's record where no visit has it", () => {
  const [offer] = carriedFacts({
    definition: FAMILY,
    section: FAMILY.sections[3],
    asked: ["baby_dob"],
    answers: {},
    earlier: [],
    child: CHILD,
  });
  assert.deepEqual([offer.answer.value, offer.on], ["2026-10-08", null]);
});

/** A household by row. @param {string} on @param {Record<string, string>} people */
const household = (on, people, more = {}) => ({
  on,
  answers: {
    ...Object.fromEntries(
      Object.entries(people).map(([row, value]) => [`household/${row}/hh_person`, { value, kind: "F", cands: [] }]),
    ),
    ...more,
  },
});
const ONLY_HER = household("2026-11-10", { [ROW]: "T:Bryony" });
const CARES_ALONE = { [`household/${ROW}/hh_cares`]: { value: "alone_sometimes", kind: "F" } };
for (const [name, answers, expected, earlier = [LAST]] of [
  ["all of the last visit, under their own ids", {}, [ROW, OTHER]],
  ["not one that is here already", { [`household/${ROW}/hh_person`]: { value: "T:Bryony" } }, [OTHER]],
  ["not one that ended here", ending("household", OTHER), [ROW]],
  ["one the visit between left open", {}, [ROW, OTHER], [ONLY_HER, LAST]],
  ["all of two visits that had one each", {}, [OTHER, ROW], [household("2026-11-10", { [OTHER]: "T:Ash" }), ONLY_HER]],
  [
    "not one that ended in the visit between",
    {},
    [ROW],
    [household("2026-11-10", { [ROW]: "T:Bryony" }, ending("household", OTHER)), LAST],
  ],
  [
    "one whose end was taken back",
    {},
    [ROW, OTHER],
    [household("2026-11-10", {}, cleared(ending("household", OTHER))), LAST],
  ],
  [
    "one that came back after it had ended",
    {},
    [ROW],
    [ONLY_HER, household("2026-11-06", {}, ending("household", ROW)), household("2026-11-03", { [ROW]: "T:Bryony" })],
  ],
  [
    "nobody twice who was written down anew",
    {},
    [NEW, OTHER],
    [household("2026-11-10", { [NEW]: "T:bryony" }), household("2026-11-03", { [ROW]: "T:Bryony", [OTHER]: "T:Ash" })],
  ],
  [
    "nobody who ended under one id, under another",
    {},
    [],
    [household("2026-11-17", {}, ending("household", NEW)), household("2026-11-10", { [NEW]: "T:Bryony" }), ONLY_HER],
  ],
  [
    "nobody who was written down anew here",
    { [`household/${NEW}/hh_person`]: { value: "T:Ash" } },
    [ROW],
    [household("2026-11-03", { [ROW]: "T:Bryony", [OTHER]: "T:Ash" })],
  ],
  [
    "two of whom nobody said who they are",
    {},
    [NEW, ROW],
    [
      household(
        "2026-11-10",
        {},
        {
          [`household/${NEW}/hh_cares`]: { value: "alone_sometimes", kind: "F" },
          [`household/${NEW}/hh_seen`]: { value: "no" },
        },
      ),
      household("2026-11-03", {}, CARES_ALONE),
    ],
  ],
]) {
  test(`rows are offered: ${name}`, () => {
    const rows = carriedRows({
      definition: FAMILY,
      section: FAMILY.sections[0],
      answers,
      earlier,
      child: CHILD,
    });
    assert.deepEqual(
      rows.map(({ row }) => row),
      expected,
    );
  });
}

test("a row is offered as the newest visit that has it says, with that day", () => {
  const earlier = [household("2026-11-10", { [ROW]: "T:Bryony Hale" }), LAST];
  const [{ offers }] = carriedRows({
    definition: FAMILY,
    section: FAMILY.sections[0],
    answers: {},
    earlier,
    child: CHILD,
  });
  assert.deepEqual(
    offers.map(({ words, on }) => [words, on]),
    [["Bryony Hale", "2026-11-10"]],
  );
});

test("somebody who was written down twice ends in every row: one alone would go on being counted", () => {
  const [bryony] = carriedRows({
    definition: FAMILY,
    section: FAMILY.sections[0],
    answers: {},
    earlier: [household("2026-11-10", { [NEW]: "T:bryony" }), household("2026-11-03", { [ROW]: "T:Bryony" })],
    child: CHILD,
  });
  assert.deepEqual(Object.keys(ending("household", ...bryony.ids)), [
    `household/${NEW}/removed`,
    `household/${ROW}/removed`,
  ]);
});

/** The household with what is sensitive of it, asked of whoever is there. */
const CONCERNS = {
  ...FAMILY,
  fields: {
    ...FAMILY.fields,
    hh_concerns: { name: "Concerns", type: "text", kind: "R", sensitivity: "S", group: "household" },
    legal: { name: "Legal status", type: "text", kind: "R", sensitivity: "S" },
  },
};
const KNOWN = household(
  "2026-11-10",
  { [ROW]: "T:Bryony" },
  { [`household/${ROW}/hh_concerns`]: { value: "Police called", kind: "R" } },
);

/** @param {boolean} alone @param {Record<string, any>} [answers] @param {any[]} [earlier] @param {Record<string, any>} [of] */
function carriedWhere(alone, answers = {}, earlier = [KNOWN], of = {}) {
  const section = {
    ...FAMILY.sections[0],
    row_name: "Person",
    carries: ["hh_person", "hh_name", "hh_cares", "hh_concerns"],
    ...of,
  };
  const asked = section.group ? [`household/${ROW}/hh_person`, `household/${ROW}/hh_concerns`] : ["legal"];
  const given = { definition: CONCERNS, section, asked, answers, earlier, child: CHILD, alone };
  return {
    rows: carriedRows(given).map(({ offers }) => offers.map(({ words }) => words)),
    facts: carriedFacts(given).map(({ name, words, on }) => [name, words, on]),
  };
}

test("where somebody could hear, a row is offered without what is sensitive of it, and that without a trace", () => {
  assert.deepEqual(carriedWhere(true), { rows: [["Bryony", "Police called"]], facts: [] });
  assert.deepEqual(carriedWhere(false), { rows: [["Bryony"]], facts: [] });
});

test("what was kept back of a row that was confirmed is offered when nobody overhears, with its own day", () => {
  const here = { [`household/${ROW}/hh_person`]: { value: "T:Bryony" } };
  const later = [["Bryony: Concerns", "Police called", "2026-11-10"]];
  assert.deepEqual(carriedWhere(false, here).facts, []);
  assert.deepEqual(carriedWhere(true, here).facts, later);
  // Confirmed like that at the visit between, too.
  assert.deepEqual(carriedWhere(true, here, [household("2026-11-17", { [ROW]: "T:Bryony" }), KNOWN]).facts, later);
  const out = household("2026-11-17", {}, { [`household/${ROW}/hh_concerns`]: { cleared: true } });
  assert.deepEqual(carriedWhere(true, here, [out, KNOWN]).facts, []);
});

test("where somebody could hear, no row is offered whose subject is sensitive, and no such fact", () => {
  const carries = ["hh_person", "hh_name", "hh_concerns", "hh_cares"];
  assert.equal(carriedWhere(true, {}, [KNOWN], { carries }).rows.length, 1);
  assert.deepEqual(carriedWhere(false, {}, [KNOWN], { carries }).rows, []);
  const status = { on: "2026-11-10", answers: { legal: { value: "Court order", kind: "R" } } };
  const fact = { group: null, carries: ["legal"] };
  assert.deepEqual(carriedWhere(true, {}, [status], fact).facts, [["Legal status", "Court order", "2026-11-10"]]);
  assert.deepEqual(carriedWhere(false, {}, [status], fact).facts, []);
});

// -- not covered today --------------------------------------------------------------------------------------------------

const CLOSING = {
  private: [],
  fields: {
    a: { kind: "F", requirement: "M", missing: ["not_asked", "declined"] },
    b: { kind: "O", requirement: "M", missing: ["not_asked", "not_seen"] },
    core: { kind: "O", requirement: "M", core: true, missing: ["not_asked"] },
    optional: { kind: "O", requirement: "O", missing: ["not_asked"] },
    ...Object.fromEntries(
      ["act_what", "act_why", "act_owner", "act_due", "act_status"].map((id) => [id, { kind: "P" }]),
    ),
  },
  sections: [
    { code: "HO", title: "Housing and moves", group: null, fields: ["a", "b", "core", "optional"] },
    { code: "AC", group: "action", fields: ["act_what"] },
    { code: "HH", title: "Household", group: "household", fields: ["a", "core"] },
  ],
};
const ALL = ["a", "b", "core", "optional"];

for (const [name, answers, expected] of [
  ["what is left, never the core and nothing optional", {}, ["a", "b"]],
  ["not what is answered or closed", { a: { value: 1 }, b: { missing: "not_seen" } }, []],
  ["what was cleared is open again", { a: { cleared: true }, b: { value: 1 } }, ["a"]],
]) {
  test(`not covered today closes ${name}`, () => {
    assert.deepEqual(closable(CLOSING, CLOSING.sections[0], ALL, answers), expected);
  });
}

test("not covered today closes what is left of every row, and nothing of an action", () => {
  const [, action, household] = CLOSING.sections;
  const rows = [ROW, OTHER].flatMap((row) => [`household/${row}/a`, `household/${row}/core`]);
  const answers = { [rows[0]]: { value: 1 } };
  assert.deepEqual(closable(CLOSING, household, rows, answers), [`household/${OTHER}/a`]);
  assert.deepEqual(closable(CLOSING, action, [`action/${ROW}/a`], {}), []);
});
test("nothing is left open by what somebody else may yet say", () => {
  assert.deepEqual(closable(CLOSING, CLOSING.sections[0], ["a", `a@${ROW}`], { a: { value: 1 } }), []);
});

test("only reasons every question takes are offered for all of them", () => {
  assert.deepEqual(sharedReasons(CLOSING, ["a", "b"]), ["not_asked"]);
});

test("the day they will be asked stands as an action with an owner", () => {
  const how = { reason: "not_asked", day: "2026-12-10", who: "T:Nerys Fenwick", row: ROW };
  assert.deepEqual(closing(CLOSING, CLOSING.sections[0], ["a", "b"], how), {
    a: { missing: "not_asked", kind: "F" },
    b: { missing: "not_asked", kind: "O" },
    [`action/${ROW}/act_what`]: { value: "Ask what was not covered: Housing and moves", kind: "P" },
    [`action/${ROW}/act_why`]: { value: "a", kind: "P" },
    [`action/${ROW}/act_owner`]: { value: "T:Nerys Fenwick", kind: "P" },
    [`action/${ROW}/act_due`]: { value: "2026-12-10", kind: "P" },
    [`action/${ROW}/act_status`]: { value: "open", kind: "P" },
  });
});
test("the reason of an action names nothing private", () => {
  const how = { reason: "not_asked", day: "2026-12-10", who: "T:Nerys", row: ROW };
  for (const [hidden, why] of [
    [["a"], "b"],
    [["a", "b"], undefined],
  ]) {
    const closed = closing({ ...CLOSING, private: hidden }, CLOSING.sections[0], ["a", "b"], how);
    assert.equal(closed[`action/${ROW}/act_why`]?.value, why);
  }
});
test("what nothing would bring back is not closed all at once", () => {
  const form = { ...CLOSING, sections: CLOSING.sections.slice(0, 1) };
  assert.deepEqual(closable(form, form.sections[0], ALL, {}), []);
});
for (const [name, due, expected] of [
  ["the next contact", "2026-12-10", ["At the next contact", "In a week", "In 2 weeks", "In 4 weeks"]],
  ["four weeks where no contact is due", undefined, ["In 4 weeks", "In 2 weeks", "In a week"]],
  ["four weeks where the contact is overdue", "2026-11-20", ["In 4 weeks", "In 2 weeks", "In a week"]],
]) {
  test(`what was not covered is asked, first of all: ${name}`, () => {
    assert.deepEqual(
      askedAgain("2026-11-26", due).map(({ words }) => words),
      expected,
    );
  });
}

// -- what somebody else does, and what follows ----------------------------------------------------------------------------

const LEAVING = {
  ...CLOSING,
  private: ["b"],
  fields: {
    ...CLOSING.fields,
    a: { ...CLOSING.fields.a, name: "Weight" },
    b: { ...CLOSING.fields.b, name: "Answer about abuse" },
    act_what: { kind: "P", limits: { longest: 40 } },
    must_see_next: {
      choices: [
        ["baby_awake", "See baby awake"],
        ["none", "Nothing in particular"],
      ],
      exclusive: ["none"],
    },
  },
};

const nothingBegun = { keep: () => {}, takeUp: async () => null };

test("what somebody else will do stands as an action that names who and by when, and is taken back with the reason", () => {
  /** @type {Record<string, any>} */
  let answers = {};
  const around = {
    half: nothingBegun,
    answers: () => answers,
    people: () => [],
    today: "2026-11-26",
    child: { people: [], addresses: [], next_contact: { due: "2026-12-07" } },
    put: (/** @type {Record<string, any>} */ fresh) => {
      answers = { ...answers, ...fresh };
    },
  };
  const deferring = deferringOf(LEAVING, "a", LEAVING.fields.a, around);
  deferring.defer("T:Weighing clinic", "2026-12-03");
  assert.equal(deferring.deferred(), "Weighing clinic, by 3 December 2026");
  const said = Object.entries(answers).map(([key, { value }]) => [key.split("/")[2], value]);
  assert.deepEqual(Object.fromEntries(said), {
    act_what: "Complete: Weight",
    act_why: "a",
    act_owner: "T:Weighing clinic",
    act_due: "2026-12-03",
    act_status: "open",
  });
  deferring.takeBack();
  assert.equal(deferring.deferred(), "");
});

test("no action names a question that must not be seen", () => {
  assert.equal(deferringOf(LEAVING, "b", LEAVING.fields.b, { today: "2026-11-26" }), null);
});

for (const [name, answers, expected] of [
  ["nothing, where nothing was planned", {}, []],
  ["nothing for “nothing in particular”", { must_see_next: { value: ["none"] } }, []],
  [
    "what nobody knows, with whoever finds out",
    { unknowns: { value: [{ what: "Who has baby at weekends", owner: "Dov", due: "2026-12-01" }] } },
    [["Find out: Who has baby at weekends", "T:Dov", "2026-12-01"]],
  ],
  [
    "the next contact, and its day for what has none",
    { next_contact_date: { value: "2026-12-24" }, must_see_next: { value: ["baby_awake"] } },
    [
      ["See baby awake", "T:Nerys", "2026-12-24"],
      ["Make the next contact", "T:Nerys", "2026-12-24"],
    ],
  ],
  [
    "not what names a hidden question",
    { must_see_next: { value: ["enquiry_domestic_abuse", "baby_awake"] } },
    [["See baby awake", "T:Nerys", undefined]],
  ],
  ["no day that is over", { next_contact_date: { value: "2026-11-01" } }, []],
  [
    "not what is an action already",
    { next_contact_date: { value: "2026-12-24" }, [`action/${ROW}/act_what`]: { value: "Make the next contact" } },
    [],
  ],
]) {
  test(`offered as actions: ${name}`, () => {
    const offered = offeredActions(LEAVING, answers, "Nerys", "2026-11-26");
    assert.deepEqual(
      offered.map(({ what, owner, due }) => [what, owner, due]),
      expected,
    );
  });
}

test("an action is no longer than its box", () => {
  const row = actionRow(LEAVING, { what: "🍼".repeat(50), owner: "T:Nerys" }, ROW);
  assert.equal([...row[`action/${ROW}/act_what`].value].length, 40);
});

// -- parents by name ----------------------------------------------------------------------------------------------------

const BLOCK = {
  sections: [
    { code: "PA_mother", fields: ["mother_seen", "mother_name"] },
    { code: "PA_father", fields: ["father_seen"] },
  ],
  fields: {
    mother_seen: { label: "Did you see the mother at this contact?", name: "The mother: seen", hint: "" },
    mother_name: { label: "What is the name of the mother?", name: "The mother: name", hint: "" },
    father_seen: {
      label: "Did you see the father or second parent at this contact?",
      name: "The father or second parent: seen",
      hint: "",
    },
    mother_alone: { label: "Did you speak with mother alone?", name: "Mother spoken to alone", hint: "" },
    must_see_next: {
      choices: [
        ["baby_awake", "See baby awake"],
        ["mother_alone", "See mother alone"],
        ["father", "See father or second parent"],
        ["paternal_family", "Ask about the father’s family"],
      ],
    },
  },
};

test("a parent on the record is spoken of by name", () => {
  const people = [
    { name: "Wren Thistlewood", relation: "mother" },
    { name: "Ada $1 Hale", relation: "second parent" },
  ];
  const { fields } = spokenOf(BLOCK, { people });
  assert.equal(fields.mother_seen.label, "Did you see Wren Thistlewood at this contact?");
  assert.equal(fields.mother_seen.name, "Wren Thistlewood: seen");
  assert.equal(fields.mother_name.label, "What is the name of the mother?");
  assert.equal(fields.father_seen.label, "Did you see Ada $1 Hale at this contact?");
  assert.equal(fields.mother_alone.label, "Did you speak with Wren Thistlewood alone?");
  assert.deepEqual(
    fields.must_see_next.choices.map(([, label]) => label),
    ["See baby awake", "See Wren Thistlewood alone", "See Ada $1 Hale", "Ask about the father’s family"],
  );
  assert.equal(BLOCK.fields.mother_seen.name, "The mother: seen");
  assert.deepEqual(BLOCK.fields.must_see_next.choices[1], ["mother_alone", "See mother alone"]);
});

for (const { name, people, blocks, named = blocks } of parents.families)
  test(`spoken of by name where that is certain: ${name}`, () => {
    const family = people.map((/** @type {string} */ relation, /** @type {number} */ at) => ({
      name: `${at}`,
      relation,
    }));
    const { mother_seen, father_seen } = spokenOf(BLOCK, { people: family }).fields;
    assert.equal(mother_seen.name, `${named.mother ?? "The mother"}: seen`);
    assert.equal(father_seen.name, `${named.father ?? "The father or second parent"}: seen`);
  });

test("the block of a further carer says whose it is, once somebody was named", () => {
  const form = {
    sections: [
      { code: "PA_carer3", title: "Further carer", fields: ["carer3_seen"] },
      { code: "PA_carer4", title: "Second further carer", fields: ["carer4_seen"] },
    ],
    fields: {
      carer3_seen: { label: "Did you see the further carer?", name: "The further carer: seen", hint: "" },
      carer4_seen: { label: "Did you see the second further carer?", name: "The second further carer: seen", hint: "" },
    },
  };
  const one = spokenOf(form, null, { carer3_name: { value: "Dean" } });
  assert.deepEqual(
    one.sections.map(({ title }) => title),
    ["Further carer: Dean", "Second further carer"],
  );
  assert.equal(one.fields.carer3_seen.label, "Did you see Dean?");
  assert.equal(one.fields.carer4_seen.name, "The second further carer: seen");
  const both = spokenOf(form, null, { carer3_name: { value: "Dean" }, carer4_name: { value: "Ray" } });
  assert.equal(both.sections[1].title, "Second further carer: Ray");
  assert.equal(both.fields.carer4_seen.label, "Did you see Ray?");
  assert.equal(form.sections[0].title, "Further carer");
});

for (const [name, people] of [
  ["nobody", []],
  ["two for one block", ["mother", "birth parent"].map((relation) => ({ name: "Wren", relation }))],
]) {
  test(`with ${name} on the record the form's own words stay`, () => {
    assert.equal(spokenOf(BLOCK, { people }).fields.mother_seen.name, "The mother: seen");
  });
}

// -- days, numbers, finding ---------------------------------------------------------------------------------------------

for (const [name, limits, expected] of [
  ["any day up to today", { earliest: null, latest: 0 }, ["Today", "Yesterday", "A week ago"]],
  ["only days ahead", { earliest: 0, latest: 400 }, ["Today", "In a week", "In 2 weeks", "In 4 weeks"]],
  [
    "a move, before or ahead",
    { earliest: -90, latest: 180 },
    ["Today", "Yesterday", "A week ago", "In a week", "In 2 weeks", "In 4 weeks"],
  ],
  ["a parent's date of birth", { earliest: -29220, latest: -4383 }, []],
]) {
  test(`days in one tap: ${name}`, () => {
    assert.deepEqual(
      usualDays(limits, "2026-11-26").map(({ words }) => words),
      expected,
    );
  });
}
test("a week ago is a week ago across a month", () => {
  assert.equal(usualDays({ latest: 0 }, "2026-12-03").at(-1).day, "2026-11-26");
});

const NIGHTS = { limits: { unit: "nights" }, bands: [[0, 7, ["new_birth"]]] };
const WEIGHT = { limits: { unit: "g" }, bands: [[1500, 5500, ["new_birth"]]] };
const before = (value) => [{ on: "2026-11-19", answers: { weight_g: { value: 3980 }, nights: { value } } }];
for (const [name, id, field, value, earlier, expected, born = true] of [
  ["nothing is known", "nights", NIGHTS, 2, [], [null, []]],
  [
    "last time, before it is typed",
    "weight_g",
    WEIGHT,
    undefined,
    before(0),
    ["Last time 3,980 g, 7 days before (19 November 2026)", []],
  ],
  ["a measurement of growth is compared beside its centile", "weight_g", WEIGHT, 412, before(0), [null, []]],
  [
    "a slip of the unit before the date of birth is known",
    "weight_g",
    WEIGHT,
    412,
    [],
    [null, ["412 g is outside 1,500 to 5,500 g, what is usual here. Look again."]],
    false,
  ],
  [
    "not usual",
    "nights",
    NIGHTS,
    12,
    before(1),
    [
      "Last time 1 night, 7 days before (19 November 2026)",
      ["12 nights is outside 0 to 7 nights, what is usual here. Look again."],
    ],
  ],
]) {
  test(`beside a number: ${name}`, () => {
    const said = remarks({ id, field, value, on: "2026-11-26", contact: "new_birth", earlier, born });
    assert.deepEqual([said.before, said.doubts], expected);
  });
}

const SEARCHED = {
  sections: [
    { code: "FG", title: "Feeding and growth", group: null, fields: ["weight_g", "fed"] },
    { code: "IC", title: "ICON", group: "icon", fields: ["icon_how"] },
    { code: "PA", title: "Mother", group: null, fields: ["abuse"] },
  ],
  fields: {
    weight_g: { name: "Weight", label: "What does baby weigh?", section: "FG" },
    fed: { name: "Feeding", label: "How was baby fed?", section: "FG", choices: [["breast", "Breast milk only"]] },
    icon_how: { name: "How ICON was given", label: "How did it reach them?", section: "IC" },
    abuse: { name: "Abuse asked", label: "Did you ask about abuse?", section: "PA" },
  },
};
for (const [typed, asked, expected] of [
  ["weigh", ["weight_g", "fed"], ["Weight"]],
  ["milk", ["weight_g", "fed"], ["Feeding"]],
  ["BABY fed", ["weight_g", "fed"], ["Feeding"]],
  ["icon", ["icon/1/icon_how", "icon/2/icon_how"], ["How ICON was given"]],
  ["abuse", ["weight_g"], []],
  ["  ", ["weight_g"], []],
]) {
  test(`finding a question by “${typed}” among what may be seen`, () => {
    assert.deepEqual(
      findQuestions(SEARCHED, asked, typed).map(({ name }) => name),
      expected,
    );
  });
}

const ORDER = ["weight_g", "fed", "icon", "icon/1/icon_how", "abuse"];
for (const [open, after, expected] of [
  [["weight_g", "abuse"], null, "weight_g"],
  [["weight_g", "abuse"], "weight_g", "abuse"],
  [["weight_g", "abuse"], "abuse", "weight_g"],
  [["icon"], "fed", "icon"],
  [[], "fed", null],
]) {
  test(`the next open question after ${after} of ${open.join()} is ${expected}`, () => {
    assert.equal(nextOpen(open, ORDER, after), expected);
  });
}
