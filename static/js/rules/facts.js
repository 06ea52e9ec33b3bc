/**
 * What a condition cannot work out by itself: claims that disagree, carers without ICON, runs, ages, working days. Each
 * function is pure and speaks of one thing. Twin of forms/safety/facts.py.
 */

import { FURTHER } from "../forms/blocks.js";
import { dayOf, daysBetween } from "../forms/uk_time.js";
import { check, forget } from "../wording/index.js";
import { copiedShare, reassures } from "../wording/signs.js";
import { councilOf } from "./child.js";
import { monthsLater, moreWorkingDays } from "./dates.js";
import { babyOf, growthFacts } from "./measured.js";
import {
  ALONE,
  blocksOf,
  CLAIM_DAYS,
  claimsOf,
  enquiryOf,
  faceToFace,
  householdOf,
  iconOf,
  NO_ACCESS,
  REGULAR,
  SEEN,
  SERVICE_PLACES,
  sharesOf,
  textsOf,
} from "./past.js";
import { exceptedInForm } from "./replying.js";

/** @typedef {import("./said.js").Said} Said */
/** @typedef {import("./child.js").ChildKnown} ChildKnown */
/** @typedef {import("./past.js").Past} Past */
/** @typedef {import("./past.js").Claim} Claim */
/** @typedef {import("./past.js").Member} Member */
/** @typedef {Record<string, any>} Facts */
/** @typedef {Record<string, string[]>} Because */
/**
 * @typedef {object} Settings
 * @property {string[]} non_mobile
 * @property {string[]} bank_holidays
 * @property {Record<string, [number, number]>} bands
 */
/** @typedef {{on: string, date: string, address: string, planned: boolean, settled: boolean, because: string[]}} Move */

const MISSED_DAYS = 90;
const LEVELS = ["universal", "targeted", "specialist"];
const MOVES = ["moved_since_last_contact", "planned_other_area", "one_parent_moving"];
const STILL_TO_COME = ["planned_other_area", "one_parent_moving"];
const HANDED_OVER = ["start_out", "start_in", "parent_moving_separately"];
export const BABY = ["awake", "asleep_only"];
const ASKED_OTHERS = ["advice_sought", "referral_to_childrens_social_care", "emergency_action"];

/** @param {Claim} claim */
const placeOf = ({ about, source, says }) => `${about}|${source}|${says === "carers"}`;

/**
 * The claims of the last 90 days that contradict one from another source, about the same person. Of each source only its
 * latest word counts.
 * @param {Claim[]} claims
 * @param {string} on
 */
function disagreeing(claims, on) {
  const known = claims.filter((one) => (daysBetween(one.on, on) ?? 0) <= CLAIM_DAYS);
  /** @type {Record<string, string>} */
  const newest = {};
  for (const one of known) {
    const place = placeOf(one);
    if (!newest[place] || newest[place] < one.on) newest[place] = one.on;
  }
  const standing = known.filter((one) => one.on === newest[placeOf(one)]);
  return standing.filter((one) =>
    standing.some((other) => other.about === one.about && other.source !== one.source && contradicts(one, other)),
  );
}

/** @param {Claim} one @param {Claim} other  about the same person */
function contradicts(one, other) {
  if (one.says === "carers" || other.says === "carers") return one.says === other.says && one.where !== other.where;
  if (one.says === "there" && other.says === "there") return one.where !== other.where;
  return one.says !== other.says && one.where === other.where;
}

/**
 * The move between areas, or of one parent, that this visit speaks of; null for none.
 * @param {Said} told
 * @param {ChildKnown} child
 * @param {string} home
 * @returns {Move | null}
 */
export function moveOf(told, child, home) {
  const { values } = told;
  const plan = values.move_plan;
  const changed = values.residence_changed;
  const because = [];
  if (MOVES.includes(plan)) because.push("move_plan");
  if (changed !== undefined && changed !== "no_change") because.push("residence_changed");
  const visited = values.visit_address ?? "";
  const here = councilOf(child, visited);
  const there = councilOf(child, home);
  if (here && there && here !== there && !SERVICE_PLACES.includes(values.contact_place)) because.push("visit_address");
  if (!because.length) return null;
  const happened =
    plan === "moved_since_last_contact" || (changed !== undefined && changed !== "no_change" && changed !== "planned");
  return {
    on: told.on,
    date: values.move_date ?? "",
    address: because.join() === "visit_address" ? visited : "",
    planned: (STILL_TO_COME.includes(plan) || changed === "planned") && !happened,
    settled: handedOver(told),
    because,
  };
}

/** @param {Said} told */
export const handedOver = ({ values }) => HANDED_OVER.includes(values.transfer_start) || "no_handover_why" in values;

/** Whether a move was recorded before: it fires once. @param {Move | null} before @param {Move} now */
export function sameMove(before, now) {
  if (!before) return false;
  if (!before.settled) return true;
  if (before.date && now.date) return before.date === now.date;
  if (before.address || now.address) return before.address === now.address;
  return before.planned;
}

/** The names in the latest recorded answers: of this visit, and inherited from those before. @param {Record<string, any>} latest */
export function namesOf(latest) {
  const names = [];
  for (const name in latest) names.push(name);
  return names;
}

/**
 * The latest answers without what earlier visits say in the block of a further carer who was ended in the household.
 * @param {Record<string, Member>} household @param {Record<string, any>} values @param {Record<string, any>} latest
 */
function stillSaid(household, values, latest) {
  const still = Object.create(latest);
  const ended = FURTHER.filter((block) => household[block]?.rows.length === 0);
  for (const name of ended.flatMap((block) => [`${block}_involvement`, `${block}_lives_with_baby`]))
    if (!(name in values)) still[name] = null;
  return still;
}

/** @param {Record<string, Member>} household @param {Record<string, any>} latest @returns {string[]} */
function carersOf(household, latest) {
  const found = new Set(
    namesOf(latest)
      .filter((name) => name.endsWith("_involvement") && REGULAR.includes(latest[name]))
      .map((name) => name.slice(0, -"_involvement".length)),
  );
  for (const [person, { cares }] of Object.entries(household)) if (cares && ALONE.includes(cares)) found.add(person);
  const first = ["mother", "father"].filter((prefix) => found.has(prefix));
  return [...first, ...[...found].filter((key) => !first.includes(key)).sort()];
}

/** @param {Record<string, Member>} household @param {Record<string, any>} latest */
function sleepingHere(household, latest) {
  const there = new Set(Object.keys(household).filter((key) => household[key].lives_here === "yes"));
  for (const name of namesOf(latest)) {
    if (name.endsWith("_lives_with_baby") && latest[name] === "yes")
      there.add(name.slice(0, -"_lives_with_baby".length));
  }
  return there.size + 1;
}

/** @param {Record<string, Member>} household @param {string[]} cares */
const neverMet = (household, cares) =>
  Object.keys(household)
    .filter((key) => {
      const member = household[key];
      return member.cares !== undefined && cares.includes(member.cares) && member.unmet === true && !member.met;
    })
    .sort();

/**
 * What the receiver should have confirmed by now; or after `times` as long.
 * @param {import("./past.js").Share[]} shares
 * @param {string} asOf
 * @param {number} days
 * @param {string[]} holidays
 * @param {number} [times]
 */
export const unconfirmed = (shares, asOf, days, holidays, times = 1) =>
  shares.filter((one) =>
    one.referral ? (daysBetween(one.on, asOf) ?? 0) >= times : moreWorkingDays(one.on, asOf, holidays, times * days),
  );

/** The latest day on which another agency told us something. @param {Past} past @param {Said} told @returns {string | null} */
export const heardOn = (past, { rows, on }) =>
  [
    past.heard_on,
    ...(rows.share ?? []).flatMap((row) => (row.sh_direction === "we_received" ? [dayOf(row.sh_when) ?? on] : [])),
  ].reduce((latest, day) => (latest === null || day > latest ? day : latest));

/** Whether this visit says that it was taken further. @param {Said} told */
const takenFurther = ({ values, rows }) =>
  ASKED_OTHERS.includes(values.safeguarding_decision) ||
  ["within_5_working_days", "same_day_advice"].includes(values.supervision) ||
  (rows.action ?? []).some((row) => row.act_status === "passed_to_other_team");

/** @param {Said} told */
export const contactOf = ({ values, on }) => ({
  on,
  missed: values.wnb_count ?? 0,
  no_access: NO_ACCESS.includes(values.access_outcome),
});

/** @param {Past} past @param {Said} told @returns {string[]} */
export const linksOf = (past, told) => ("worries" in told.values ? (told.basis.worries ?? []) : past.links);

/** @param {Record<string, any>} values */
export const fromElsewhere = (values) =>
  values.contact_type === "movement_in" ||
  (values.booking_history ?? []).some(
    (/** @type {string} */ one) => one === "moved_area" || one === "changed_provider",
  );

/** @param {Record<string, any>} values */
export const recordsRead = (values) =>
  (values.records_read ?? []).some((/** @type {string} */ one) => one === "previous_area" || one === "maternity");

/**
 * @param {Past} past
 * @param {Said} told
 * @param {ChildKnown} child
 * @param {string} asOf
 * @param {Record<string, number>} numbers
 * @param {Settings} settings
 * @param {{wording?: boolean}} [how]  without, no text is read
 * @returns {{facts: Facts, because: Because, latest: Record<string, any>}}  `latest`: the latest recorded answers
 */
export function factsOf(past, told, child, asOf, numbers, settings, { wording = true } = {}) {
  const { values, on } = told;
  const latest = Object.assign(Object.create(past.latest), values);
  /** @type {Because} */
  const because = {};
  const baby = babyOf(child, latest);
  const born = baby?.born ?? null;
  const age = daysBetween(born, on);

  const mine = claimsOf(told);
  const atOdds = disagreeing([...past.claims, ...mine], on);
  const sources = new Set(atOdds.map(({ source }) => source));
  const own = mine.filter(({ source }) => sources.has(source));
  because.claims = distinct((own.length ? own : atOdds).map(({ field }) => field)).sort();
  const household = householdOf(past, told, child);
  const reached = iconOf(past, told, child);
  const still = stillSaid(household, values, latest);
  const carers = carersOf(household, still);
  const without = carers.filter((key) => !reached.includes(key));
  because.carers = carersBecause(household, without);

  const move = moveOf(told, child, past.home);
  because.move = move?.because ?? past.move?.because ?? [];
  const recent = [...past.contacts, contactOf(told)].filter((one) => (daysBetween(one.on, on) ?? 0) <= MISSED_DAYS);
  const seenOn = BABY.includes(values.baby_seen) ? on : past.baby_seen_on;
  const missedOn = recent.filter((one) => one.missed || one.no_access).map((one) => one.on);
  const heard = heardOn(past, told);
  const shares = sharesOf(told, past.shares);
  /** @param {string} day @param {number} times */
  const waiting = (day, times) => unconfirmed(shares, day, numbers.days_to_confirm, settings.bank_holidays, times);
  const [awaiting, late] = [waiting(asOf, 1), waiting(asOf, 2)];
  const unowned = (values.unknowns ?? []).filter((/** @type {any} */ { owner }) => !String(owner).trim());
  because.missed = ["access_outcome", "wnb_count"].filter((name) => name in values);
  if (!because.missed.length) because.missed = ["access_outcome"];
  because.measured = ["weight_g", "head_cm", "length_cm"].filter((name) => name in values);
  because.views = [...told.unlinked].sort();
  because.leaks = ["safe_summary", ...told.leaks];

  /** @type {Facts} */
  const facts = {
    ...numbers,
    indicators_from: numbers.indicators,
    injury_days: 7 * numbers.injury_weeks,
    non_mobile: settings.non_mobile,
    age_days: age,
    under_one: born !== null && on < monthsLater(born, 12),
    under_six_months: born !== null && asOf < monthsLater(born, 6),
    claims_disagree: atOdds.length > 0,
    father_unseen: values.father_seen === "not_seen" ? past.father_unseen + 1 : 0,
    father_met: past.father_met || SEEN.includes(values.father_seen),
    father_involved: latest.father_involvement ?? null,
    face_to_face: faceToFace(told),
    unseen_before: past.runs.R09?.times ?? 0,
    level_lowered: lowered(past.level, values.level_need),
    level_evidence: told.level_evidence,
    carers: carers.length,
    carers_without_icon: without.length,
    move_is_new: move !== null && !sameMove(past.move, move),
    move_stands: past.move !== null && !past.move.settled,
    records_unread:
      (past.from_elsewhere || fromElsewhere(values)) &&
      !(past.records_read || recordsRead(values)) &&
      (past.records_asked || "records_read" in values),
    people_here: sleepingHere(household, still),
    unmet_regular: neverMet(household, ["alone_regularly"]).length,
    unmet_alone: neverMet(household, ALONE).filter((key) => !young(household[key])).length,
    unlinked_views: told.unlinked.length,
    unowned_unknowns: unowned.length,
    missed: recent.reduce((sum, one) => sum + one.missed + (one.no_access ? 1 : 0), 0),
    no_access: recent.filter((one) => one.no_access).length,
    days_without_baby: daysBetween(seenOn ?? born, asOf),
    may_close:
      BABY.includes(values.baby_seen) || takenFurther(told) || Boolean(heard && missedOn.some((day) => day <= heard)),
    unconfirmed: awaiting.length,
    late: late.length,
    late_since: asOf === on ? 0 : awaiting.length + late.length - waiting(on, 1).length - waiting(on, 2).length,
    leaks: told.leaks.length,
    online: told.online,
    handed_over: handedOver(told),
    action_today: (told.rows.action ?? []).some(
      ({ act_due, act_what }) => [0, 1].includes(daysBetween(on, dayOf(act_due)) ?? -1) && Boolean(act_what),
    ),
    excepted_in_form: exceptedInForm(told),
    early_or_small:
      baby !== null &&
      ((baby.gestation_days !== null && baby.gestation_days < 37 * 7) ||
        (baby.birth_weight_g !== null && baby.birth_weight_g < 2500)),
    sleep_space_unseen: sleepSpace(values) ?? past.sleep_space_unseen,
    worries_links: linksOf(past, told),
    growth_confirmed: past.growth_confirmed,
    ...growthFacts(told, past.measured, baby, settings.bands),
  };
  facts.who = {
    carers,
    without_icon: without,
    unmet: neverMet(household, ALONE),
    awaiting: awaiting.map(({ agency }) => agency),
    late: late.map(({ agency }) => agency),
  };
  facts.second_parent_unmet = secondParentUnmet(past, told, facts, numbers);
  facts.not_asked_runs = Math.max(0, ...Object.values(notAskedRuns(past, told)));
  Object.assign(facts, wording ? readWording(past, told, because) : { reassured: false, opinions: 0, copied: 0 });
  return { facts, because, latest };
}

/** @template T @param {T[]} list */
const distinct = (list) => [...new Set(list)];

/** @param {Member} member */
const young = ({ age }) => Number.isInteger(age) && age < 18;

/** @param {Record<string, Member>} household @param {string[]} carers */
function carersBecause(household, carers) {
  const found = carers.map((key) => (ALONE.includes(household[key]?.cares ?? "") ? "household" : `${key}_involvement`));
  return carers.length ? distinct(["icon", ...found]).sort() : [];
}

/** @param {string | null} before @param {string | undefined} now */
const lowered = (before, now) =>
  LEVELS.includes(before ?? "") &&
  LEVELS.includes(now ?? "") &&
  LEVELS.indexOf(now ?? "") < LEVELS.indexOf(before ?? "");

/** Whether the sleep space was left unseen where it had to be seen; null when this visit does not say.
 * @param {Record<string, any>} values @returns {boolean | null} */
function sleepSpace(values) {
  const said = values.sleep_space_seen;
  if (said === undefined) return null;
  return (
    (said === "not_seen" || said === "declined") &&
    (values.contact_type === "new_birth" || values.contact_type === "six_to_eight_week")
  );
}

/** Texts change one at a time; what was read of the others is kept: by text, then by what was asked of it. @type {Map<string, Map<string, boolean>>} */
const read = new Map();
const MOST_READ = 200;

/** @param {string} text @param {string} asked @param {() => boolean} judge */
function once(text, asked, judge) {
  let answers = read.get(text);
  if (!answers) {
    if (read.size >= MOST_READ) read.clear();
    answers = new Map();
    read.set(text, answers);
  }
  let known = answers.get(asked);
  if (known === undefined) {
    known = judge();
    answers.set(asked, known);
  }
  return known;
}

/** Forgets the texts that were read, here and for the wording: at lock. */
export function forgetTexts() {
  read.clear();
  forget();
}

/** @param {Past} past @param {Said} told @param {Because} because */
function readWording(past, told, because) {
  because.opinions = distinct(
    told.texts
      .filter(({ text, kind }) => once(text, kind, () => check(text, /** @type {any} */ (kind)).flag))
      .map(({ field }) => field),
  ).sort();
  because.copied = Object.entries(textsOf(told))
    .filter(([name, texts]) =>
      texts.some((text) =>
        (past.texts[name] ?? []).some((/** @type {string} */ before) =>
          once(text, `= ${before}`, () => copiedShare(text, before) > 0),
        ),
      ),
    )
    .map(([name]) => name)
    .sort();
  const observed = told.values.baby_observed;
  return {
    reassured: observed !== undefined && once(observed, "?", () => reassures(observed)),
    opinions: because.opinions.length,
    copied: because.copied.length,
  };
}

/** @typedef {{name: string, of: string, missing: boolean}} Named  a name within a parent block, and whose value or missing reason it is */

/** @type {WeakMap<string[], Map<string, Named[]>>} */
const named = new WeakMap();

/** @param {string} prefix @param {string[]} names @returns {Named[]} */
function namesIn(prefix, names) {
  const blocks = named.get(names) ?? new Map();
  named.set(names, blocks);
  const found =
    blocks.get(prefix) ??
    names.map((name) => {
      const missing = name.endsWith("__missing");
      return { name, of: `${prefix}_${missing ? name.slice(0, -"__missing".length) : name}`, missing };
    });
  blocks.set(prefix, found);
  return found;
}

/**
 * A parent block as conditions see it: fields without their prefix; with `latest`, the latest recorded answers.
 * @param {Said} told
 * @param {string} prefix
 * @param {string[]} names
 * @param {string[]} links
 * @param {Record<string, any> | null} [latest]
 */
export function parentOf(told, prefix, names, links, latest = null) {
  const values = latest ?? told.values;
  /** @type {Record<string, any>} */
  const block = {};
  for (const { name, of, missing } of namesIn(prefix, names))
    block[name] = (missing ? told.missing[of] : values[of]) ?? null;
  if (!latest) block.da_asked = enquiryOf(told, prefix);
  const born = dayOf(values[`${prefix}_dob`]);
  block.under_20 = born !== null && told.on < monthsLater(born, 240);
  const one = values[`${prefix}_gad2_1`] ?? null;
  const two = values[`${prefix}_gad2_2`] ?? null;
  block.gad2_total = one !== null && two !== null ? Number(one) + Number(two) : null;
  block.links = links.filter((name) => name.startsWith(`${prefix}_`)).map((name) => name.slice(prefix.length + 1));
  return block;
}

/**
 * The latest words of further sources on each field. A new answer from the first does not take them back: who saw
 * something stays heard until somebody beside her is heard again.
 * @param {Past} past @param {Said} told @returns {Record<string, any[]>}
 */
export const heardOf = (past, told) => ({ ...past.heard, ...told.heard });

/** @param {Past} past @param {Said} told @returns {Record<string, number>} */
export function notAskedRuns(past, told) {
  const runs = { ...past.not_asked };
  for (const prefix of blocksOf(told)) {
    const asked = enquiryOf(told, prefix);
    if (asked !== null && SEEN.includes(told.values[`${prefix}_seen`]))
      runs[prefix] = asked.startsWith("not_asked") ? (runs[prefix] ?? 0) + 1 : 0;
  }
  return runs;
}

/** @param {Past} past @param {Said} told @param {Facts} facts @param {Record<string, number>} numbers @returns {boolean} */
function secondParentUnmet(past, told, facts, numbers) {
  const { values } = told;
  if (values.father_seen === undefined) return past.father_unmet;
  const involved = facts.father_involved;
  if (values.father_seen !== "not_seen" || involved === "deceased" || involved === "no_second_parent") return false;
  if (involved === "identity_not_known" && "father_not_seen_why" in values) return false;
  const late = facts.age_days !== null && facts.age_days >= 7 * numbers.father_met_by_weeks;
  return facts.father_unseen >= numbers.unseen_contacts || (late && !facts.father_met);
}
