/** The words of the screens: dates, ages, states, addresses. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { gapWords, referenceWords, saidOf, sourceWords } from "../../static/js/forms/said.js";
import { momentOf } from "../../static/js/forms/uk_time.js";
import { commentsLeft, commentsToShow } from "../../static/js/shell/comments.js";
import { hrefs, isScreen, routeOf, screenOf } from "../../static/js/shell/route.js";
import { freshness, stateWords } from "../../static/js/shell/state_words.js";
import { isOpen, marks, neverSeenAwake, standing, withBirth } from "../../static/js/shell/visits.js";
import {
  age,
  ageOf,
  bornWords,
  counted,
  date,
  day,
  fits,
  moment,
  nhsNumber,
  tabletCode,
} from "../../static/js/shell/words.js";
import { contract } from "./contracts.js";

/** UK time, in which everything is shown. */
const iso = (/** @type {string} */ uk) => momentOf(uk.slice(0, 10), uk.slice(11, 16)) ?? "";
const at = (/** @type {string} */ uk) => new Date(iso(uk));
const NOW = at("2026-05-09T17:00:00");

test("dates and times are written as they are said", () => {
  assert.equal(date("2026-05-03"), "3 May 2026");
  assert.equal(moment(iso("2026-05-09T16:10:00"), NOW), "16:10");
  assert.equal(moment(iso("2026-05-08T16:10:00"), NOW), "yesterday 16:10");
  assert.equal(moment(iso("2026-05-03T09:05:00"), NOW), "3 May, 09:05");
  assert.equal(moment(iso("2025-12-31T23:59:00"), NOW), "31 December 2025, 23:59");
  assert.equal(day("2026-05-09", NOW), "today");
  assert.equal(day("2026-05-10", NOW), "tomorrow");
  assert.equal(day("2026-06-01", NOW), "1 June 2026");
});

test("what was typed and is no date yet stands as it was typed", () => {
  for (const typed of ["20 11", "2", "about 30", "31-2", "2026-13-45", " 5 2026 14:30"]) {
    assert.equal(moment(typed, NOW), typed);
    assert.equal(day(typed, NOW), typed);
    assert.equal(date(typed), typed);
  }
  const definition = /** @type {any} */ ({ fields: { seen: { type: "datetime" }, age: { type: "age" } } });
  assert.equal(moment("2026-05-03 1430", NOW), "3 May 2026");
  assert.deepEqual(saidOf(definition, "seen", { value: "2026-11-20 14Z" }, null), ["2026-11-20 14Z"]);
  assert.deepEqual(saidOf(definition, "seen", { value: "20 11 2026 half past" }, null), ["20 11 2026 half past"]);
  assert.deepEqual(saidOf(definition, "age", { value: "about 30" }, null), ["about 30"]);
});

test("the hour that is left out in spring does not shift a day", () => {
  assert.equal(moment(iso("2026-03-29T00:30:00"), at("2026-03-30T00:10:00")), "yesterday 00:30");
});

test("ages are in weeks and days for a year, then in years and months", () => {
  const cases = {
    "2026-05-09": "0 days",
    "2026-05-08": "1 day",
    "2026-05-02": "1 week",
    "2026-03-26": "6 weeks 2 days",
    "2025-05-10": "52 weeks",
    "2024-05-10": "1 year 11 months",
    "2025-05-09": "1 year",
    "2024-04-10": "2 years",
    "2024-02-09": "2 years 3 months",
    "2026-05-20": "not yet born",
  };
  for (const [born, words] of Object.entries(cases)) assert.equal(age(born, NOW), words, born);
  // A year with its 29 February: 365 days are not yet a year.
  assert.equal(age("2027-03-10", at("2028-03-09T12:00:00")), "52 weeks 1 day");
  assert.equal(age("2027-03-10", at("2028-03-10T12:00:00")), "1 year");
  assert.equal(age("2028-02-29", at("2029-02-28T12:00:00")), "52 weeks 1 day");
  assert.equal(ageOf({ dob: null, edd: "2026-07-01" }, NOW), "due 1 July 2026");
  assert.equal(ageOf({ dob: null, edd: null }, NOW), "age not recorded");
});

test("numbers and counts", () => {
  assert.equal(nhsNumber("9991234567"), "999 123 4567");
  assert.equal(nhsNumber("999 123 4567"), "999 123 4567");
  assert.equal(nhsNumber(null), "not recorded");
  assert.equal(counted(1, "entry", "entries"), "1 entry");
  assert.equal(counted(0, "question"), "0 questions");
});

test("a child is found by parts of names, without accents, and by figures", () => {
  const child = { given_name: "Zoë", family_name: "O’Hara", also_known_as: "Bean", nhs_number: "9991234567" };
  for (const typed of ["zoe", "ZO O’H", "bean", "999 123", "4567", ""]) assert.ok(fits(child, typed), typed);
  for (const typed of ["zoe smith", "888", "9 9 8"]) assert.ok(!fits(child, typed), typed);
});

/** @param {Partial<import("../../static/js/shell/state_words.js").TabletState>} given */
const state = (given) =>
  stateWords(
    {
      state: "idle",
      waiting: 0,
      oldest_at: null,
      needs_you: 0,
      held: 0,
      last_sync_at: iso("2026-05-09T16:00:00"),
      next_try_at: null,
      message: null,
      ...given,
    },
    NOW,
  );

test("what an earlier time on this tablet never delivered stands first", () => {
  const { words, tone, actions } = state({ behind: 3, waiting: 1, state: "later" });
  assert.equal(words, "3 earlier entries never arrived. Waiting: 1");
  assert.deepEqual([tone, actions], ["needs-you", ["look", "try"]]);
  assert.equal(state({ behind: 1 }).words, "1 earlier entry never arrived");
});

test("“everything is sent” is said only when nothing waits and the service has been heard", () => {
  assert.equal(state({}).words, "Everything is sent");
  assert.equal(state({ last_sync_at: null }).words, "Nothing is waiting to be sent");
  for (const given of [
    "idle",
    "sending",
    "offline",
    "sign_in",
    "other_user",
    "later",
    "update_needed",
    "storage_full",
  ]) {
    const { words, more } = state({ state: given, waiting: 2, oldest_at: iso("2026-05-08T16:10:00") });
    assert.doesNotMatch(words, /everything is sent/i, given);
    assert.match(`${words} ${more}`, /2, the oldest since yesterday 16:10/, given);
  }
});

test("what needs her comes first, and each state has its way on", () => {
  assert.match(state({ needs_you: 1, waiting: 3 }).words, /^1 entry needs you/);
  assert.equal(state({ needs_you: 1 }).words, "1 entry needs you", "what was refused is not sent");
  assert.deepEqual(state({ state: "sign_in", waiting: 1 }).actions, ["sign_in"]);
  assert.deepEqual(state({ state: "other_user", waiting: 1 }).actions, ["sign_in"]);
  assert.deepEqual(state({ state: "update_needed" }).actions, ["reload"]);
  assert.deepEqual(state({ state: "offline", waiting: 1 }).actions, ["try"]);
  assert.deepEqual(state({}).actions, []);
  assert.match(state({ held: 2 }).more, /2 entries kept for a manager/);
  assert.match(
    state({ state: "later", waiting: 1, next_try_at: iso("2026-05-09T17:05:00") }).more,
    /Next try at 17:05/,
  );
});

test("no state of the tablet hides another: each says its own words, the most important first", () => {
  /** What each state says, and what one can do about it. @type {Record<string, [RegExp, string[]]>} */
  const says = {
    withdrawn: [/^This tablet has been withdrawn\. /, ["look"]],
    update_needed: [/^Please update\. Your notes are safe\. /, ["reload", "look"]],
    service_behind: [/The service has lost something it had received$/, ["try", "look"]],
    storage_full: [/This tablet is full$/, ["try", "look"]],
    sign_in: [/Sign in to send and fetch$/, ["sign_in", "look"]],
    other_user: [/Somebody else is signed in$/, ["sign_in", "look"]],
    offline: [/^1 earlier entry never arrived/, ["look", "try"]],
    later: [/^1 earlier entry never arrived/, ["look", "try"]],
    busy: [/^1 earlier entry never arrived/, ["look", "try"]],
    sending: [/Sending: 3, the oldest since 09:00/, ["look"]],
  };
  const why = { offline: /No connection/, later: /cannot answer now/, busy: /is busy/, sign_in: /saved here/ };
  for (const [name, [own, actions]] of Object.entries(says)) {
    const said = state({
      state: name,
      behind: 1,
      needs_you: 2,
      waiting: 3,
      held: 4,
      oldest_at: iso("2026-05-09T09:00:00"),
    });
    assert.match(said.words, own, name);
    assert.match(
      said.words,
      /1 earlier entry never arrived\. 2 entries need you\. (Waiting|Sending): 3, the oldest/,
      name,
    );
    assert.match(said.more, /4 entries kept for a manager\./, name);
    assert.match(said.more, /** @type {Record<string, RegExp>} */ (why)[name] ?? /./, name);
    assert.deepEqual([said.tone, said.actions], ["needs-you", actions], name);
  }
});

test("the list of children says how fresh it is", () => {
  const never = {
    state: "idle",
    waiting: 0,
    oldest_at: null,
    needs_you: 0,
    held: 0,
    last_sync_at: null,
    next_try_at: null,
    message: null,
  };
  assert.equal(freshness(never, NOW), "The caseload has not been fetched yet");
  assert.equal(freshness({ ...never, last_sync_at: iso("2026-05-09T08:12:00") }, NOW), "Caseload as of 08:12");
});

test("who is meant stands in the fragment and nowhere else", () => {
  const address = new URL(hrefs.section(2, "BS", "some-visit", "icon/row/icon_how"), "https://here.test");
  assert.equal(address.pathname, "/app/form/2/BS");
  assert.equal(address.search, "");
  assert.deepEqual(routeOf(address), { path: "/app/form/2/BS", id: "some-visit", at: "icon/row/icon_how" });
  assert.deepEqual(screenOf(address.pathname), { screen: "section", section: "BS" });
  assert.deepEqual(screenOf("/app/today"), { screen: "today", section: null });
});

test("only our own screens are taken over", () => {
  const ours = (/** @type {string} */ href) =>
    isScreen(new URL(href, "https://here.test/app/today"), "https://here.test");
  for (const href of ["/app/today", "/app/form/1/VC#x", "visit#x"]) assert.ok(ours(href), href);
  for (const href of ["/sign-in", "/", "https://there.test/app/today", "/app/forms/1.json", "/api/v1/me"])
    assert.ok(!ours(href), href);
});

const NOTHING = { unsent: 0, saved_at: null, submitting: false, needs_you: 0, unsigned: false };

test("where a visit stands, for its author", () => {
  const words = (/** @type {string} */ status, mine = {}) =>
    standing({ status, round: 1, mine: { ...NOTHING, ...mine } }, NOW);
  assert.equal(words("open"), "Open, sent");
  assert.equal(words("open", { unsent: 1, saved_at: iso("2026-05-09T14:32:00") }), "Open, saved 14:32");
  assert.equal(words("open", { unsent: 1, submitting: true }), "Signed; waiting to be sent");
  assert.equal(words("open", { unsigned: true }), "Signature not taken");
  assert.equal(words("returned", { unsigned: true }), "Signature not taken");
  assert.equal(words("submitted"), "With your manager");
  assert.equal(words("returned"), "Returned to you");
  const returned = { status: "returned", round: 1, mine: NOTHING, author: { id: "vera", name: "Vera Visitor" } };
  assert.equal(standing(returned, NOW, "vera"), "Returned to you");
  assert.equal(standing(returned, NOW, "cora"), "Returned to Vera Visitor");
  assert.equal(words("signed_off"), "Signed off");
  assert.equal(words("submitted", { needs_you: 1 }), "Needs you");
});

test("a visit is hers to go on with until she has submitted it; what needs her stays hers", () => {
  /** @type {any} */
  const visit = { status: "open", author: { id: "me", name: "" }, mine: NOTHING };
  assert.ok(isOpen(visit, "me"));
  assert.ok(isOpen({ ...visit, author: null }, "me"));
  assert.ok(!isOpen(visit, "somebody else"));
  assert.ok(!isOpen({ ...visit, status: "submitted" }, "me"));
  assert.ok(isOpen({ ...visit, status: "submitted", mine: { ...NOTHING, needs_you: 1 } }, "me"));
});

test("a child was never seen awake where it was asked, and only then", () => {
  const seen = (/** @type {string} */ child_id, /** @type {string | null} */ baby_seen) =>
    /** @type {any} */ ({ child_id, baby_seen });
  const visits = [
    ...[seen("asleep", "asleep_only"), seen("asleep", "not_seen"), seen("asleep", null)],
    ...[seen("once", "asleep_only"), seen("once", "awake"), seen("before birth", null)],
  ];
  assert.deepEqual([...neverSeenAwake(visits)], ["asleep"]);
});

test("a child is born when the record says so, or else a visit", () => {
  const line = { child_id: "c", contact_type: "new_birth", baby_dob: "2026-03-01" };
  const older = { ...line, baby_dob: "2026-02-27" };
  const before = { ...line, contact_type: "antenatal", baby_dob: null };
  const half = { ...line, baby_dob: "20 3" };
  const due = { child_id: "c", dob: null, edd: "2026-03-03" };
  const day = (/** @type {string} */ iso) => date(iso);
  /** @type {[string, any, any[], string, string][]} */
  const cases = [
    ["expected", due, [before, { ...line, child_id: "another" }], "due 3 March 2026", "Not born yet"],
    ["by a visit", due, [half, line, older], "9 weeks 6 days", "Born 1 March 2026, as recorded on a visit"],
    ["no day", due, [{ ...line, baby_dob: null }], "age not recorded", "Date of birth not recorded"],
    [
      "answers",
      due,
      [{ ...before, answers: { baby_dob: { value: "2026-03-01" } } }],
      "9 weeks 6 days",
      "Born 1 March 2026, as recorded on a visit",
    ],
    ["the record", { ...due, dob: "2026-03-02" }, [line], "9 weeks 5 days", "Born 2 March 2026"],
    ["not told", { ...due, edd: null }, [], "age not recorded", "Date of birth not recorded"],
  ];
  for (const [name, child, visits, old, born] of cases) {
    const who = withBirth(child, visits);
    assert.deepEqual([ageOf(who, NOW), bornWords(who, day)], [old, born], name);
  }
});

test("lists count of a visit what its own pages may show", () => {
  /** @type {any} */
  const visit = {
    status: "returned",
    commented: [null, "weight_g", "mother_da_asked"],
    contested: ["weight_g", "mother_da_asked", "rule/R04/reply"],
  };
  /** @type {any} */
  const form = { private: ["mother_da_asked"] };
  assert.deepEqual(marks(form, { ...visit, short: false }), [
    "3 comments from your manager",
    "3 answers with two values",
  ]);
  assert.deepEqual(marks(form, { ...visit, short: true }), [
    "2 comments from your manager",
    "1 answer with two values",
  ]);
  assert.deepEqual(marks(form, { ...visit, short: true, commented: [], contested: ["mother_da_asked"] }), []);
});

/** @type {any} */
const CHILD = {
  addresses: [
    { id: "a1", label: "Home", line: "1 High Street", postcode: "ZZ99 1AA", restricted: false },
    { id: "a2", label: "Safe place", line: "2 Hidden Lane", postcode: "ZZ99 1AB", restricted: true },
  ],
  people: [{ id: "p1", name: "Petra Vale", relation: "mother" }],
};
/** @type {any} */
const FORM = {
  missing_reasons: [{ code: "declined", label: "Person preferred not to answer" }],
  sources: [{ code: "mother_said", label: "Mother said" }],
  fields: {
    one: { type: "enum", choices: [["a", "Alpha"]] },
    some: {
      type: "multi",
      choices: [
        ["a", "Alpha"],
        ["b", "Beta"],
      ],
    },
    weight: { type: "int", limits: { unit: "g" } },
    where: { type: "address" },
    who: { type: "people" },
    unknown: { type: "unknowns" },
    day: { type: "date" },
  },
};

test("an answer in words", () => {
  const said = (/** @type {string} */ field, /** @type {any} */ value) => saidOf(FORM, field, { value }, CHILD);
  assert.deepEqual(said("one", "a"), ["Alpha"]);
  assert.deepEqual(said("some", ["a", "b"]), ["Alpha", "Beta"]);
  assert.deepEqual(said("weight", 4120), ["4,120 g"]);
  assert.deepEqual(said("where", "A:a1"), ["Home: 1 High Street, ZZ99 1AA"]);
  assert.deepEqual(said("who", ["P:p1", "T:Uncle Jo"]), ["Petra Vale, mother", "Uncle Jo"]);
  assert.deepEqual(said("day", "2026-05-03"), ["3 May 2026"]);
  assert.deepEqual(said("unknown", [{ what: "Who else lives here", owner: "Me", due: "2026-05-20" }]), [
    "Who else lives here, to find out: Me, by 20 May 2026",
  ]);
  assert.deepEqual(saidOf(FORM, "one", { missing: "declined" }, CHILD), ["Person preferred not to answer"]);
  assert.deepEqual(saidOf(FORM, "one", { cleared: true }, CHILD), []);
  assert.deepEqual(saidOf(FORM, "one", undefined, CHILD), []);
});

test("a restricted address is named, never written out", () => {
  assert.equal(referenceWords("A:a2", CHILD), "Safe place (restricted)");
});

test("who said so is named as on the record", () => {
  assert.equal(
    sourceWords(FORM, { source: { type: "mother_said", person: "P:p1" } }, CHILD),
    "Mother said: Petra Vale, mother",
  );
  assert.equal(sourceWords(FORM, { source: { type: "mother_said" } }, CHILD), "Mother said");
  assert.equal(sourceWords(FORM, {}, CHILD), "");
});

test("where somebody reads along an answer names no private entry, and says that there is one", () => {
  const definition = /** @type {any} */ ({
    sections: [],
    private: ["hidden"],
    fields: {
      act_why: { type: "entry" },
      hidden: { name: "Signs of control" },
      weight_g: { name: "Weight" },
      must_see_next: {
        type: "multi",
        choices: [
          ["baby_awake", "See baby awake"],
          ["enquiry_domestic_abuse", "Ask about domestic abuse"],
        ],
      },
    },
  });
  const both = ["baby_awake", "enquiry_domestic_abuse"];
  for (const [id, value, alone, read] of /** @type {[string, any, string[], string[]][]} */ ([
    ["act_why", "hidden", ["Signs of control"], ["a private entry"]],
    ["act_why", "weight_g", ["Weight"], ["Weight"]],
    ["must_see_next", both, ["See baby awake", "Ask about domestic abuse"], ["See baby awake", "a private entry"]],
  ])) {
    assert.deepEqual(saidOf(definition, id, { value }, null), alone);
    assert.deepEqual(saidOf(definition, id, { value }, null, false), read);
  }
});

test("where somebody reads along, or on paper, nothing says that it was not safe to ask", () => {
  const missing_reasons = [
    { code: "declined", label: "Declined" },
    { code: "not_safe_to_ask", label: "Not safe to ask" },
  ];
  const form = /** @type {any} */ ({ missing_reasons, fields: { mood: { type: "enum" } } });
  const gap = (/** @type {string} */ missing, /** @type {boolean} */ alone) =>
    gapWords(saidOf(form, "mood", { missing }, null, alone)[0]);
  assert.equal(gap("not_safe_to_ask", true), "Not recorded: Not safe to ask");
  assert.equal(gap("not_safe_to_ask", false), "Not recorded");
  assert.equal(gap("declined", false), "Not recorded: Declined");
});

test("a comment on a hidden question is on the screen only while nobody can overhear", () => {
  const definition = /** @type {any} */ ({
    fields: {
      earshot: { sensitivity: "N", group: null },
      interpreter: { sensitivity: "N", group: null },
      weight_g: { sensitivity: "N", group: null },
      mother_da_asked: { sensitivity: "H", group: null },
      mother_mh_call_who: { sensitivity: "S", group: null },
    },
    private: ["mother_da_asked", "mother_mh_call_who"],
    sections: [],
  });
  const comments = /** @type {any} */ (
    [
      ["weight_g", 2],
      ["mother_da_asked", 2],
      ["mother_mh_call_who", 2],
      [null, 2],
      ["weight_g", 1],
    ].map(([key, round]) => ({ key, round, text: "Please look again" }))
  );
  /** @param {Record<string, any>} answers */
  const shown = (answers) => commentsToShow(definition, { comments, round: 2, answers }).map(({ key }) => key);
  assert.deepEqual(shown({ earshot: { value: "no" } }), ["weight_g", "mother_da_asked", "mother_mh_call_who", null]);
  assert.deepEqual(shown({ earshot: { value: "yes_partner" } }), ["weight_g", null]);
  assert.deepEqual(shown({}), ["weight_g", null]);
  assert.deepEqual(shown({ earshot: { value: "no" }, interpreter: { value: "relative_or_friend_used" } }), [
    "weight_g",
    null,
  ]);
});

test("what a manager says in signing off is left for the next visit, and only for that", () => {
  /** @param {string} day @param {Record<string, any>} visit */
  const contact = (day, { round = 1, status = "signed_off", said = [] }) => ({
    at: `2026-05-${day}T09:00:00Z`,
    visit: {
      status,
      round,
      comments: said.map(([on, about, text]) => ({ at: `2026-05-${on}T12:00:00Z`, round: about, text, key: null })),
    },
  });
  /** @param {ReturnType<typeof contact>[]} earlier */
  const left = (...earlier) => commentsLeft(/** @type {any} */ (earlier)).map(({ text }) => text);
  const first = contact("01", {
    round: 2,
    said: [
      ["02", 1, "answered"],
      ["03", 2, "look at the cot"],
      ["09", 2, "late"],
    ],
  });

  assert.deepEqual(left(first), ["look at the cot", "late"]);
  assert.deepEqual(left(first, contact("08", {})), ["late"]);
  assert.deepEqual(left(first, contact("10", {})), []);
  assert.deepEqual(left(contact("01", { status: "returned", said: [["02", 1, "answer it there"]] })), []);
  assert.deepEqual(left(), []);
});

test("a tablet has the code its manager's list has", () => {
  for (const { device_id, code } of contract("tablet_code").cases) assert.equal(tabletCode(device_id), code);
});
