/**
 * Evaluates the rules and indicators for one visit, and carries on what the next one needs. Pure. `step` folds a child's
 * visits in their order. Twin of forms/safety/judging.py.
 */

import { FURTHER } from "../forms/blocks.js";
import { otherWays } from "../forms/conditions.js";
import {
  BABY,
  contactOf,
  factsOf,
  fromElsewhere,
  handedOver,
  heardOf,
  heardOn,
  linksOf,
  moveOf,
  namesOf,
  notAskedRuns,
  parentOf,
  recordsRead,
  sameMove,
} from "./facts.js";
import { nextTime } from "./must_see.js";
import {
  blocksOf,
  claimsOf,
  EMPTY,
  homeOf,
  householdOf,
  iconOf,
  measuredIn,
  partnersOf,
  SEEN,
  sharesOf,
  textsOf,
  whom,
} from "./past.js";
import { answered, covers, holds, stamp } from "./replying.js";

/** @typedef {import("./said.js").Said} Said */
/** @typedef {import("./child.js").ChildKnown} ChildKnown */
/** @typedef {import("./past.js").Past} Past */
/** @typedef {[number, string[], string?, string?]} Case  the number of a condition, the fields it rests on, `tells` and `before` */

/**
 * @typedef {object} Rule  see forms/safety/declared.py
 * @property {string} id
 * @property {string} name
 * @property {string} severity
 * @property {string} message
 * @property {string} follows
 * @property {Case[]} when
 * @property {Case[]} while_
 * @property {number} [urgent]
 * @property {number} [answered_by]
 * @property {number} [closed_when]
 * @property {number} [unsigned_while]
 * @property {number} [escalates]
 * @property {string} further
 * @property {string[]} asks
 * @property {string[]} must_see
 * @property {boolean} each_parent
 * @property {boolean} private
 * @property {string} call
 * @property {boolean} [one_matter]
 * @property {boolean} [by_value]
 * @property {string} stage
 *
 * @typedef {{id: string, name: string, weight: string, when: Case[], strong_if?: number, each_parent: boolean,
 *   private: boolean}} Indicator
 *
 * @typedef {object} Book
 * @property {((context: Record<string, any>) => unknown)[]} conditions  in the order of their numbers
 * @property {Rule[]} rules
 * @property {Indicator[]} indicators
 * @property {{name: string, value: number, least: number, most: number}[]} thresholds
 * @property {import("./facts.js").Settings} settings
 * @property {string[]} names  what conditions speak of
 * @property {string[]} row_names
 * @property {string[]} parent_names
 *
 * @typedef {object} Finding
 * @property {string} rule
 * @property {string} severity
 * @property {string[]} because  field ids
 * @property {string[]} about
 * @property {string[]} grounds  what a reply to it is given for
 * @property {string | null} answered
 * @property {boolean} reopened
 * @property {boolean} holds
 * @property {boolean} escalated
 * @property {boolean} private
 * @property {number} times
 * @property {string} since
 * @property {boolean} [hushed]  on a screen: what was replied may not be read while somebody may overhear
 *
 * @typedef {{id: string, weight: string, because: string[], private: boolean}} Present
 * @typedef {{findings: Finding[], indicators: Present[], to_reply: string[], must_see_next: string[], proposed: Record<string, string[]>,
 *   passed_over: string[], facts: Record<string, any>}} Result
 */

const ORDER = ["STOP-ACT", "STOP-HIDE", "STOP-BLOCK", "STOP-SIGN", "URGENT", "WARN", "PROMPT"];
/** Whom a finding names that is not about a parent block. @type {Record<string, string>} */
const ABOUT = { R13: "without_icon", R23: "unmet", R27: "awaiting" };
/** The rule that lists the indicators. */
const SIDE_BY_SIDE = "R11";
const GROWTH = ["weight_lost_early", "not_back_to_birth_weight", "weight_fell", "weight_below_second"];
const SHOWS_BABY = ["baby_seen", "baby_undressed", "skin_check"];

/** @type {WeakMap<Book, {rules: Record<string, Rule>, blank: Record<string, null>, row: Record<string, null>,
 *   said?: string[]}>} */
const prepared = new WeakMap();

/** @param {Book} book */
function prepare(book) {
  let ready = prepared.get(book);
  if (!ready) {
    ready = {
      rules: Object.fromEntries(book.rules.map((rule) => [rule.id, rule])),
      blank: Object.fromEntries(book.names.map((name) => [name, null])),
      row: Object.fromEntries(book.row_names.map((name) => [name, null])),
    };
    prepared.set(book, ready);
  }
  return ready;
}

/**
 * Which names of the conditions come from answers; the others are facts.
 * @param {Book} book
 * @param {Record<string, any>} facts  the same ones at every visit
 */
function namesSaid(book, facts) {
  const ready = prepare(book);
  ready.said ??= book.names.filter((name) => !(name in facts));
  return ready.said;
}

/** Every threshold by its name; a local number counts within its bounds. @param {Book} book @param {Record<string, number>} [local] */
export const numbersOf = ({ thresholds }, local = {}) =>
  Object.fromEntries(
    thresholds.map(({ name, value, least, most }) => [
      name,
      local[name] >= least && local[name] <= most ? local[name] : value,
    ]),
  );

/**
 * @typedef {{asOf?: string | null, local?: Record<string, number>, wording?: boolean}} How
 *   `asOf`: the day that ages what is open after the latest contact; without `wording` no text is read
 */

/**
 * The result of one visit, and the past with this visit in it.
 * @param {Book} book
 * @param {Past} past
 * @param {Said} told
 * @param {ChildKnown} child
 * @param {How} [how]
 * @returns {{result: Result, past: Past}}
 */
export function step(book, past, told, child, how = {}) {
  const result = resultOf(book, past, told, child, how);
  return { result, past: remember(past, told, child, result) };
}

/**
 * The result alone: what is asked after every answer.
 * @param {Book} book
 * @param {Past} past
 * @param {Said} told
 * @param {ChildKnown} child
 * @param {How} [how]
 * @returns {Result}
 */
export function resultOf(book, past, told, child, { asOf = null, local = {}, wording = true } = {}) {
  const today = asOf && asOf > told.on ? asOf : told.on;
  const known = factsOf(past, told, child, today, numbersOf(book, local), book.settings, { wording });
  return judge(book, past, told, known);
}

/**
 * The past after these visits, oldest first. No text of theirs is read again.
 * @param {Book} book
 * @param {Said[]} visits
 * @param {ChildKnown} child
 * @param {Record<string, number>} [local]
 * @returns {Past}
 */
export const fold = (book, visits, child, local = {}) =>
  visits.reduce((past, told) => step(book, past, told, child, { local, wording: false }).past, EMPTY);

/**
 * @param {Book} book
 * @param {Past} past
 * @param {Said} told
 * @param {ReturnType<typeof factsOf>} known
 * @returns {Result}
 */
function judge(book, past, told, { facts, because, latest }) {
  const { rules, blank, row } = prepare(book);
  /** @param {number} condition @param {Record<string, any>} context */
  const holding = (condition, context) => book.conditions[condition](context) === true;
  // What nobody has said, and what both see, is inherited: copied for every answer, it would cost more than all conditions.
  const before = Object.create(blank);
  for (const group in told.rows) before[group] = told.rows[group].map((one) => Object.assign(Object.create(row), one));
  for (const name in told.missing) before[`${name}__missing`] = told.missing[name];
  Object.assign(before, facts);
  const names = namesSaid(book, facts);
  /** @param {Record<string, any>} values @returns {Record<string, any>} */
  const seen = (values) => {
    const context = Object.create(before);
    for (const name of names) if (values[name] !== undefined) context[name] = values[name];
    return context;
  };
  const links = told.basis.worries ?? [];
  const now = seen(told.values);
  now.worries_links = links;
  const then = seen(latest);
  const blocks = blocksOf(told);
  const known = [
    ...new Set([
      ...blocks,
      ...namesOf(latest)
        .filter((name) => name.endsWith("_involvement"))
        .map((name) => name.slice(0, -"_involvement".length)),
    ]),
  ].sort();
  /** @param {Record<string, any>} context @param {Record<string, any>} parent */
  const within = (context, parent) => Object.assign(Object.create(context), { parent });
  /** The context as it was answered, then as further sources say. @type {typeof otherWays} */
  const waysOf = (context, heard, prefix) => [context, ...otherWays(context, heard, prefix)];
  /** @param {number} condition @param {Record<string, any>[]} ways */
  const holdingSomehow = (condition, ways) => ways.some((context) => holding(condition, context));
  const parents = blocks.map((prefix) => ({ prefix, block: parentOf(told, prefix, book.parent_names, links) }));
  const parentsThen = known.map((prefix) => ({
    prefix,
    block: parentOf(told, prefix, book.parent_names, facts.worries_links, latest),
  }));

  /** @type {Finding[]} */
  const findings = [];
  const fired = (/** @type {string} */ id) => findings.some(({ rule }) => rule === id);

  /** @param {Case[]} cases @param {Record<string, any>[]} ways @param {string} prefix @returns {string[] | null} */
  function restsOn(cases, ways, prefix) {
    /** @type {string[] | null} */
    let fields = null;
    for (const [condition, written] of cases) {
      if (!holdingSomehow(condition, ways)) continue;
      fields ??= [];
      fields.push(...namedIn(written, prefix));
    }
    return fields;
  }

  /** @param {string[]} written @param {string} prefix */
  const namedIn = (written, prefix) =>
    written
      .flatMap((name) => (name[0] === "@" ? because[name.slice(1)] : [name]))
      .map((name) => name.replaceAll("{p}", prefix));

  /** What a reply to a rule is given for now. @param {Rule} rule @param {Record<string, any>[]} ways @param {string} prefix */
  function groundsOf(rule, ways, prefix) {
    return rule.when.flatMap(([condition, written, tells, before]) => {
      if (!holdingSomehow(condition, ways)) return [];
      return namedIn(written, prefix).flatMap((name) => {
        if (rule.by_value) return `${name}~${stamp(`${told.values[name]}`)}`;
        if (!tells && rule.severity !== "STOP-ACT") return name;
        // Each entry, or each choice, with which alone the case would hold.
        const all = tells
          ? ways[0][name]
          : [told.values[name], ...(told.heard[name] ?? [])].filter(Array.isArray).flat();
        const alone = otherWays(ways[0], { [name]: all.map((/** @type {any} */ one) => [one]) }, prefix);
        const found = all.flatMap((/** @type {any} */ one, /** @type {number} */ at) => {
          if (!holding(condition, alone[at])) return [];
          if (!tells) return `${name}~${stamp(one)}`;
          return one[tells] === null ? before : `${name}~${stamp(`${told.row_ids[name][at]}/${one[tells]}`)}`;
        });
        return found.length ? found : name;
      });
    });
  }

  /** @param {Rule} rule @returns {Finding | null} */
  function judged(rule) {
    /** @type {string[]} */
    const fields = [];
    /** @type {string[]} */
    const about = [];
    let urgent = false;
    let escalated = false;
    let settled = true;
    let closes = true;
    /** @type {string[]} */
    const grounds = [];
    const run = past.runs[rule.id];
    const times = run ? run.times + 1 : 1;
    now.times = times;
    const contexts = rule.each_parent ? parents : [{ prefix: "", block: null }];
    for (const { prefix, block } of contexts) {
      const context = block ? within(now, block) : now;
      const ways = waysOf(context, told.heard, prefix);
      const mine = restsOn(rule.when, ways, prefix);
      if (!mine) continue;
      if (rule.while_.length) {
        const beside = restsOn(rule.while_, ways, prefix);
        if (!beside) continue;
        mine.push(...beside);
      }
      fields.push(...mine);
      if (prefix) about.push(prefix);
      if (rule.urgent !== undefined && holdingSomehow(rule.urgent, ways)) urgent = true;
      if (rule.escalates !== undefined && holdingSomehow(rule.escalates, ways)) escalated = true;
      if (rule.closed_when !== undefined && !holding(rule.closed_when, context)) closes = false;
      if (rule.answered_by !== undefined && holding(rule.answered_by, context)) continue;
      settled = false;
      if (!rule.one_matter) grounds.push(...groundsOf(rule, ways, prefix));
    }
    if (!fields.length) return null;
    let severity = urgent ? "URGENT" : rule.severity;
    if (urgent && rule.by_value) grounds.push("urgent");
    const who = ABOUT[rule.id];
    for (const one of facts.who[who] ?? []) {
      about.push(one);
      grounds.push(`${who}~${stamp(one)}`);
    }
    const reply = told.replies[rule.id] ?? {};
    const covered = covers(reply, grounds);
    let how = answered(severity, settled, closes && covered ? reply : {});
    if (how && rule.unsigned_while !== undefined && holding(rule.unsigned_while, now)) {
      severity = "STOP-SIGN";
      how = null;
    }
    return {
      rule: rule.id,
      severity,
      because: [...new Set(fields)],
      about,
      grounds: [...new Set(grounds)].sort(),
      answered: how,
      reopened: !covered && !settled,
      holds: holds(severity, how),
      escalated,
      private: rule.private || (rule.id === SIDE_BY_SIDE && !speakOpenly()),
      times,
      since: run ? run.since : told.on,
    };
  }

  /** Whether the indicators that hide nothing would do: else the rule that lists them tells that there are others. */
  const speakOpenly = () =>
    speak(
      indicators.filter((one) => !one.private),
      facts.indicators_from,
    );

  /** @param {string} stage */
  function judgeStage(stage) {
    for (const rule of book.rules) {
      if (rule.stage !== stage) continue;
      const found = judged(rule);
      if (found) findings.push(found);
    }
  }

  /** Whether a STOP-ACT has neither the time of a call nor an exception. @param {Finding} finding */
  function withoutCall(finding) {
    if (finding.severity !== "STOP-ACT") return false;
    const rule = rules[finding.rule];
    if (finding.answered === "excepted" || finding.answered === "called") return false;
    if (rule.id === "R01" && facts.excepted_in_form) return false;
    const calls = rule.each_parent ? finding.about.map((prefix) => rule.call.replaceAll("{p}", prefix)) : [rule.call];
    return !calls.every((call) => call in told.values);
  }

  /** @param {Indicator} one @returns {Present | null} */
  function present(one) {
    /** @type {string[]} */
    const fields = [];
    let strong = false;
    for (const { prefix, block } of one.each_parent ? parentsThen : [{ prefix: "", block: null }]) {
      const context = block ? within(then, block) : then;
      const ways = waysOf(context, heard, prefix);
      const found = restsOn(one.when, ways, prefix);
      if (!found) continue;
      fields.push(...found);
      if (one.strong_if !== undefined && holdingSomehow(one.strong_if, ways)) strong = true;
    }
    if (!fields.length) return null;
    return { id: one.id, weight: strong ? "strong" : one.weight, because: [...new Set(fields)], private: one.private };
  }

  const heard = heardOf(past, told);
  judgeStage("answers");
  then.mark_ever = past.ever.includes("R01") || fired("R01");
  if ("weight_g" in told.values) {
    const confirmed =
      told.verified.weight_g === "confirmed_by_second_source" ||
      (["confirmed", "acted"].includes(told.replies.R18?.reply) &&
        !findings.some(({ rule, reopened }) => rule === "R18" && reopened));
    facts.growth_confirmed = confirmed && GROWTH.some((name) => facts[name]);
  }
  then.growth_confirmed = facts.growth_confirmed;
  const given = repliesOf(past, told);
  const indicators = /** @type {Present[]} */ (
    book.indicators.map(present).filter((one) => one !== null && given[one.id] !== "not_accurate")
  );
  now.indicator_count = indicators.length;
  now.strong_count = indicators.filter(({ weight }) => weight === "strong").length;
  now.support_count = indicators.filter(({ weight }) => weight === "support").length;
  because.indicators = [...new Set(indicators.flatMap((one) => one.because))].sort();
  judgeStage("indicators");
  const uncalled = findings.filter(withoutCall);
  now.stops_without_call = uncalled.length;
  because.stops = [...new Set(uncalled.flatMap((one) => one.because))].sort();
  judgeStage("stops");
  /** @param {Finding} one */
  const rank = (one) => (one.rule === "R02" ? -1 : ORDER.indexOf(one.severity));
  findings.sort((one, other) => rank(one) - rank(other) || (one.rule < other.rule ? -1 : 1));
  const { codes, ...next } = nextTime(rules, past, told, findings, facts);
  const listed = { ...repliesIn(told), ...Object.fromEntries(indicators.map(({ id }) => [id, ""])) };
  const to_reply = book.indicators.map(({ id }) => id).filter((id) => id in listed);
  return { findings, indicators, to_reply, must_see_next: codes, ...next, facts };
}

/**
 * Whether these would make the universal level a question: a strong one, or so many that are not all offers of help.
 * @param {Present[]} indicators
 * @param {number} count
 */
const speak = (indicators, count) =>
  indicators.some(({ weight }) => weight === "strong") ||
  (indicators.length >= count && indicators.some(({ weight }) => weight !== "support"));

/** The latest reply to each indicator. @param {Past} past @param {Said} told @returns {Record<string, string>} */
const repliesOf = (past, told) => ({ ...past.replies, ...repliesIn(told) });

/** What this visit replies to each indicator. @param {Said} told @returns {Record<string, string>} */
const repliesIn = (told) =>
  Object.fromEntries(
    (told.values.indicators_reply ?? []).map((/** @type {any} */ one) => [one.to || one.indicator, one.reply]),
  );

/**
 * @param {Past} past
 * @param {Said} told
 * @param {ChildKnown} child
 * @param {Result} result
 * @returns {Past}
 */
function remember(past, told, child, { findings, facts, must_see_next }) {
  const { values, on } = told;
  let move = moveOf(told, child, past.home);
  const before = past.move;
  if (move && before && sameMove(before, move)) move = { ...move, settled: before.settled || move.settled };
  else if (!move && before) move = { ...before, settled: before.settled || handedOver(told) };
  const texts = textsOf(told);
  // By the next visit the block of a further carer may be about somebody else.
  const about = whom(past, told, child);
  /** @param {string} key */
  const kept = (key) => (FURTHER.includes(key) && about[key][0]) || key;
  const latest = { ...past.latest };
  for (const [name, value] of Object.entries(values)) {
    if (!(typeof value === "string" && (name in texts || [...value].length > 160))) latest[name] = value;
  }
  return {
    contacts: [...past.contacts, contactOf(told)],
    latest,
    heard: heardOf(past, told),
    verified: { ...past.verified, ...told.verified },
    links: linksOf(past, told),
    claims: [...past.claims, ...claimsOf(told)],
    home: homeOf(told) || past.home,
    household: Object.fromEntries(
      Object.entries(householdOf(past, told, child)).map(([key, member]) => [kept(key), member]),
    ),
    partners: partnersOf(past, told),
    icon: iconOf(past, told, child).map(kept).sort(),
    measured: [...past.measured, ...measuredIn(told)],
    shares: sharesOf(told, past.shares),
    texts: { ...past.texts, ...texts },
    from_elsewhere: past.from_elsewhere || facts.records_unread || fromElsewhere(values),
    records_asked: past.records_asked || "records_read" in values,
    records_read: past.records_read || recordsRead(values),
    move,
    not_asked: notAskedRuns(past, told),
    father_unseen: facts.father_unseen,
    father_met: facts.father_met,
    father_unmet: facts.second_parent_unmet,
    second_parent_seen_on: SEEN.includes(values.father_seen) ? on : past.second_parent_seen_on,
    sleep_space_unseen: facts.sleep_space_unseen,
    heard_on: heardOn(past, told),
    baby_seen_on: BABY.includes(values.baby_seen) ? on : past.baby_seen_on,
    runs: runsOf(past, told, findings),
    ever: [...new Set([...past.ever, ...findings.map(({ rule }) => rule)])].sort(),
    replies: repliesOf(past, told),
    must_see: must_see_next,
    level: values.level_need ?? past.level,
    growth_confirmed: facts.growth_confirmed,
  };
}

/** @param {Past} past @param {Said} told @param {Finding[]} findings @returns {Record<string, {times: number, since: string}>} */
function runsOf(past, told, findings) {
  const runs = Object.fromEntries(findings.map(({ rule, times, since }) => [rule, { times, since }]));
  const { contact_mode } = told.values;
  const judgedBaby =
    contact_mode !== "video" && contact_mode !== "telephone" && SHOWS_BABY.some((name) => name in told.values);
  if (!runs.R09 && past.runs.R09 && !judgedBaby) runs.R09 = past.runs.R09;
  return runs;
}
