/**
 * The safety rules for one visit on the screen: the earlier visits are folded once, then each answer is judged as it is
 * given. Rules are read from the tablet only when a visit is opened, and are there without a network.
 */

import { isAlone } from "../forms/applicable.js";
import { idOf, isPrivate } from "../forms/context.js";
import { HIDDEN, nameIndicators, reasonWords } from "../forms/said.js";
import { dayOf, inLondon } from "../forms/uk_time.js";
import { BEFORE, BOOK, FROM_PRIVATE, fold, forgetTexts, resultOf, said } from "../rules/index.js";
import { commentsLeft, mayShowComment } from "./comments.js";
import { definitionOf } from "./definitions.js";
import { date } from "./words.js";

/** @typedef {import("../components/visit_frame.js").VisitFrame} VisitFrame */
/** @typedef {import("../rules/judging.js").Finding} Finding */
/** @typedef {import("../rules/judging.js").Result} Result */
/** @typedef {import("../rules/judging.js").Rule} Rule */

export { BOOK };

/** How the exchange stands while what is written is taken; of an app that is too old it is as well. */
const GETS_THROUGH = new Set(["idle", "sending", "update_needed"]);

/**
 * @typedef {object} Judge
 * @property {(answers: Record<string, any>) => Result} judge  what the rules say of these answers
 * @property {(result: Result, answers: Record<string, any>) => Finding[]} shown  what may be on the screen now, in order
 * @property {(result: Result) => Finding[]} holding  what holds the signature
 * @property {(result: Result, answers: Record<string, any>) => {name: string, because: string[]}[]} indicators  that may be shown
 * @property {(result: Result, answers: Record<string, any>) => Record<string, string[] | boolean>} workedOut  on
 *   which questions hang. Of the indicators those a reply is asked to; none while only hidden ones are present and somebody may
 *   overhear
 * @property {(result: Result) => string[]} passedOver  what is proposed for next time and holds it too
 * @property {(id: string) => Rule} rule
 * @property {(codes: string[], answers: Record<string, any>) => string[]} mayShow  those of next time that may be on the screen
 * @property {(reasons: string[], answers: Record<string, any>) => string[]} reasons  why something is proposed for next time
 * @property {(answers: Record<string, any>) => {name: string, text: string, by: {name: string}}[]} comments  left for this visit
 * @property {(now: Date) => string} overdue  that the rules should have been looked at again, or ""
 * @property {import("../rules/past.js").Past} past
 * @property {Record<string, number>} numbers
 * @property {string} today
 */

/**
 * @param {import("./app.js").Page} page
 * @param {VisitFrame} frame
 * @returns {Promise<Judge | null>}  null while the time of the contact is not known
 */
export async function openJudge({ session, runner }, frame) {
  const { view } = frame;
  // What the rules have read outlives the screen, and would outlive the key.
  session.on("lock", forgetTexts);
  const start = view.answers.contact_start?.value;
  if (typeof start !== "string") return null;
  // While it is half typed, it is today: what cannot wait is heard all the same.
  const begun = dayOf(start) ? start : new Date().toISOString();
  const [history, local] = await Promise.all([
    session.history(view.child_id),
    session.local((frame.child ?? view.child)?.team.id),
  ]);
  const child = childKnown(history?.child ?? frame.child);
  const before = (history?.visits ?? [])
    .map((visit) => ({ visit, at: momentOf(visit) ?? "" }))
    .filter(({ visit, at }) => visit.visit_id !== view.visit_id && at && isBefore(visit, at, view, begun))
    .sort((one, other) => (isBefore(one.visit, one.at, other.visit, other.at) ? -1 : 1));
  // What this tablet has not the form of (an earlier app was put back) is read by the one on the screen.
  const earlier = await Promise.all(
    before.map(async ({ visit, at }) => {
      const form = await definitionOf(visit.form_version).catch(() => frame.definition);
      return said(form, visit.answers, dayOf(at) ?? "");
    }),
  );
  const left = commentsLeft(before);
  const numbers = local?.thresholds ?? {};
  const past = fold(BOOK, earlier, child, numbers);
  const rules = Object.fromEntries(BOOK.rules.map((rule) => [rule.id, rule]));
  const on = dayOf(begun) ?? "";
  const { definition } = frame;
  /** What was judged last: several places ask what the rules say of the same answers. @type {{of: unknown[], result: Result} | null} */
  let last = null;

  return {
    past,
    numbers,
    today: on,
    rule: (id) => rules[id],
    indicators: (result, answers) =>
      result.indicators
        .filter((one) => !one.private || isAlone(definition, answers))
        .map(({ id, because }) => ({ because, name: BOOK.indicators.find((one) => one.id === id)?.name ?? id })),
    workedOut(result, answers) {
      const alone = isAlone(definition, answers);
      const of = BOOK.indicators.filter(({ id }) => result.to_reply.includes(id));
      nameIndicators(of.map(({ id, name, private: hidden }) => [id, hidden && !alone ? HIDDEN : name]));
      const fires = (/** @type {string} */ id) => result.findings.some(({ rule }) => rule === id);
      return {
        indicators: alone || of.some((one) => !one.private) ? of.map(({ id }) => id) : [],
        residence_conflict: fires("R05"),
        "rule/R01/fires": fires("R01"),
        "rule/R14/fires": fires("R14"),
      };
    },
    mayShow: (codes, answers) =>
      isAlone(definition, answers) ? codes : codes.filter((code) => !FROM_PRIVATE.includes(code)),
    reasons: (reasons, answers) =>
      reasons.flatMap((reason) => {
        if (reason === BEFORE) return ["left from an earlier visit"];
        if (rules[reason]) return [rules[reason].name];
        const field = definition.fields[reason];
        if (!field || (isPrivate(definition, reason) && !isAlone(definition, answers))) return [];
        const missing = answers[reason]?.missing;
        return [
          missing
            ? `${field.name}: ${reasonWords(definition, missing, isAlone(definition, answers)).toLowerCase()}`
            : field.name,
        ];
      }),
    comments: (answers) =>
      left
        .filter((comment) => mayShowComment(definition, comment, isAlone(definition, answers)))
        .map(({ key, text, by }) => ({ text, by, name: key ? (fieldOf(definition, key)?.name ?? "") : "" })),
    judge(answers) {
      const unsent = Object.values(answers).some(({ from }) => from === "own");
      const online = !unsent || (navigator.onLine && GETS_THROUGH.has(runner.status().state));
      const of = [answers, online, frame.definition];
      if (!last?.of.every((one, at) => one === of[at]))
        last = {
          of,
          result: resultOf(BOOK, past, said(frame.definition, answers, on, { online }), child, { local: numbers }),
        };
      return last.result;
    },
    shown(result, answers) {
      const alone = isAlone(definition, answers);
      const open = result.findings.filter(
        ({ rule, private: hidden }) => rules[rule].message && !BOOK.at_the_box.includes(rule) && (alone || !hidden),
      );
      // The emergency stands alone.
      const found = open[0]?.rule === "R02" && !open[0].answered ? [open[0]] : open;
      // What a finding rests on can name a hidden question, though the finding itself hides nothing.
      const mayName = (/** @type {string} */ name) => alone || !isPrivate(definition, name);
      // Nor may her own words on it, which say what was found.
      const given = (/** @type {string} */ rule) => answers[`rule/${rule}/reply`]?.value?.[0]?.given_for ?? "";
      return found.map((one) => ({
        ...one,
        because: one.because.filter(mayName),
        hushed: ![...one.because, ...given(one.rule).split(/[ ~]/)].every(mayName),
      }));
    },
    overdue: (now) =>
      inLondon(now).day > BOOK.review_by
        ? `The numbers and lists behind the rules should have been looked at again by ${date(BOOK.review_by)} (${BOOK.owner}).`
        : "",
    passedOver: ({ passed_over }) => (view.form_version < BOOK.first_held ? [] : passed_over),
    holding: ({ findings }) => (view.form_version < BOOK.first_held ? [] : findings.filter(({ holds }) => holds)),
  };
}

/** @param {import("./definitions.js").Definition} definition @param {string} key */
const fieldOf = (definition, key) => definition.fields[idOf(key)];

/** @param {{answers: Record<string, any>}} visit @returns {string | null} */
const momentOf = ({ answers }) => {
  const at = answers.contact_start?.value;
  return dayOf(at) ? at : null;
};

/** @param {{visit_id: string}} one @param {string} at @param {{visit_id: string}} other @param {string} otherAt */
const isBefore = (one, at, other, otherAt) => {
  const difference = Date.parse(at) - Date.parse(otherAt);
  return difference ? difference < 0 : one.visit_id < other.visit_id;
};

/** @param {import("../local/types.js").Child | null} child @returns {import("../rules/child.js").ChildKnown} */
const childKnown = (child) => ({
  dob: child?.dob ?? null,
  sex: child?.sex ?? null,
  gestation: null,
  birth_weight_g: null,
  people: (child?.people ?? []).map(({ id, name, relation }) => ({ id, name, relation })),
  addresses: (child?.addresses ?? []).map(({ id, council }) => ({ id, council: council ?? "" })),
});
