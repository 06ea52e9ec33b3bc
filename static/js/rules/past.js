/**
 * What a child's earlier visits come to: everything a rule at the next visit needs, as plain JSON. Pure. Twin of
 * forms/safety/past.py; the shapes stand there.
 */

import {
  BLOCKS,
  furtherOf,
  isPartner,
  namedIn,
  partnersIn,
  peopleOf,
  plain,
  plainly,
  UNNAMED,
} from "../forms/blocks.js";
import { idOf } from "../forms/context.js";
import { NOT_ASKED_BECAUSE } from "../forms/earshot.js";
import { dayOf } from "../forms/uk_time.js";
import { BLOCK } from "./said.js";

/** @typedef {import("./said.js").Said} Said */
/** @typedef {import("./child.js").ChildKnown} ChildKnown */
/** @typedef {ChildKnown["people"][number]} Around */
/** @typedef {Record<string, any>} Past */
/** @typedef {{about: string, where: string, says: string, source: string, on: string, field: string}} Claim */
/** @typedef {{rows: string[], cares?: string, lives_here?: string, relation?: string, age?: any, met?: boolean, unmet?: boolean}} Member */
/** @typedef {{direction: string, agency: string, on: string, ack: string, referral: boolean}} Share */

export const NO_ACCESS = ["no_reply", "entry_refused", "family_not_at_address", "child_was_not_brought"];
/** Outcomes at the door after which nobody was spoken to. */
export const NOBODY_MET = [
  "no_reply",
  "family_not_at_address",
  "cancelled_by_family",
  "cancelled_by_service",
  "child_was_not_brought",
];
export const SEEN = ["in_person", "by_video", "by_phone"];
export const TALKED = ["in_person", "video", "phone"];
export const MESSAGES = [
  "I_crying_is_normal",
  "C_comforting_can_help",
  "O_ok_to_walk_away_when_baby_safe",
  "N_never_shake_or_hurt",
];
export const SERVICE_PLACES = ["clinic_or_family_hub", "gp_surgery", "hospital"];
/** The answers of whoever looks after baby alone, the more alone the later. */
export const ALONE = ["alone_sometimes", "alone_regularly"];
/** Two sources disagree while their words lie no further apart than this. */
export const CLAIM_DAYS = 90;
/** The answers of whoever lives with baby or sees baby regularly. */
export const REGULAR = ["lives_with_baby", "regular_contact"];
/** @type {[string, string][]} */
const MEASURES = [
  ["weight", "weight_g"],
  ["length", "length_cm"],
  ["head", "head_cm"],
];
/** @type {Record<string, string>} */
const CLAIMED = {
  lives_there: "there",
  sleeps_there_tonight: "there",
  does_not_live_there: "not_there",
  has_moved_out: "not_there",
};

/** @type {Past} */
export const EMPTY = Object.freeze({
  contacts: [],
  latest: {},
  heard: {},
  verified: {},
  links: [],
  claims: [],
  home: "",
  household: {},
  partners: [],
  icon: [],
  measured: [],
  shares: [],
  texts: {},
  from_elsewhere: false,
  records_asked: false,
  records_read: false,
  move: null,
  not_asked: {},
  father_unseen: 0,
  father_met: false,
  father_unmet: false,
  second_parent_seen_on: null,
  sleep_space_unseen: false,
  heard_on: null,
  baby_seen_on: null,
  runs: {},
  ever: [],
  replies: {},
  must_see: [],
  level: null,
  growth_confirmed: false,
});

/** The parent blocks a visit says something in; mother's and father's always exist. @param {Said} told */
export function blocksOf(told) {
  const found = new Set();
  for (const name of [...Object.keys(told.values), ...Object.keys(told.missing)]) {
    const block = BLOCK.exec(name)?.[1];
    if (block && block !== "mother" && block !== "father") found.add(block);
  }
  return ["mother", "father", ...[...found].sort()];
}

/**
 * Whether the parent was asked about abuse; where that was not answered, what earshot or a relative who interprets makes
 * of it (R03).
 * @param {Said} told
 * @param {string} prefix
 * @returns {string | null}
 */
export function enquiryOf({ values }, prefix) {
  return (
    values[`${prefix}_da_asked`] ??
    NOT_ASKED_BECAUSE[values.earshot] ??
    (values.interpreter === "relative_or_friend_used" ? "not_asked_no_professional_interpreter" : null)
  );
}

/** A contact after birth at which baby could be seen. @param {Said} told */
export const faceToFace = ({ values }) =>
  values.contact_type !== "antenatal" && values.contact_mode !== "video" && values.contact_mode !== "telephone";

/**
 * The address visited, where it was baby's usual home; empty if not. A shut door does not tell who lives behind it.
 * @param {Record<string, any>} values
 * @returns {string}
 */
const homeVisited = ({ contact_place, access_outcome, visit_address = "" }) =>
  contact_place === "baby_usual_home" && !NOBODY_MET.includes(access_outcome) ? visit_address : "";

/** @param {Said} told @returns {Claim[]} */
export function claimsOf({ values, sources, on, rows }) {
  /** @type {Claim[]} */
  const found = [];
  /** @param {any} about @param {any} where @param {any} says @param {any} source @param {any} when @param {string} field */
  const claim = (about, where, says, source, when, field) => {
    if (where && says && source && when)
      found.push({ about, where: String(where), says, source: String(source), on: String(when), field });
  };
  claim("baby", values.lives_with, "carers", sources.lives_with, on, "lives_with");
  claim("baby", values.sleeps_tonight, "there", sources.sleeps_tonight, on, "sleeps_tonight");
  const by = sources.visit_address ?? "seen_or_measured_by_me";
  claim("baby", homeVisited(values), "there", by, on, "visit_address");
  for (const row of rows.residence_claim ?? []) {
    if (row.rc_about)
      claim(
        row.rc_about,
        row.rc_address,
        CLAIMED[row.rc_says] ?? "",
        row.rc_source,
        dayOf(row.rc_date),
        "residence_claim",
      );
  }
  return found;
}

/** The address where baby lives, as far as this visit says; empty if it does not. @param {Said} told @returns {string} */
export function homeOf({ values, rows }) {
  const visited = homeVisited(values);
  if (visited) return visited;
  const claim = (rows.residence_claim ?? []).find(
    ({ rc_about, rc_says }) => rc_about === "baby" && rc_says === "lives_there",
  );
  return (claim ? claim.rc_address : values.sleeps_tonight) ?? "";
}

/** The prefix of a parent block, or the reference itself. @param {string} reference @param {Record<string, string>} blocks */
const keyOf = (reference, blocks) => blocks[plainly(reference)] ?? reference;

/**
 * The partners of parents by their place in the household, at this visit or the latest that names one.
 * @param {Past} past @param {Said} told
 */
export const partnersOf = (past, told) => partnersIn(told.rows.household ?? [], past.partners);

/**
 * By what references each block is about somebody, at this visit or the latest that says so.
 * @param {Past} past
 * @param {Said} told
 * @param {ChildKnown} child
 */
export const whom = (past, told, { people }) =>
  aboutWhom((question) => told.values[question] || past.latest[question], partnersOf(past, told), people);

/**
 * By what references each block is about somebody, and first the one to be remembered by. The picture goes by it too.
 * @param {(question: string) => string | undefined} said
 * @param {string[]} partners
 * @param {readonly Around[]} people
 */
export function aboutWhom(said, partners, people) {
  const onRecord = peopleOf(people);
  const further = furtherOf(said, partners, people);
  /** @type {Record<string, string[]>} */
  const found = {};
  for (const block of BLOCKS) {
    const name = (said(`${block}_name`) ?? "").trim();
    const taken = Object.values(found).flat();
    found[block] = (
      UNNAMED[block]
        ? [onRecord[block] ?? (name && `T:${name}`), `T:${UNNAMED[block]}`]
        : [called(further[block], people).find((one) => !taken.includes(one)) ?? "", further[block]]
    ).filter(Boolean);
  }
  return found;
}

/**
 * Who on the record has the name of somebody typed in; of a parent's partner part of it will do.
 * @param {string} reference
 * @param {readonly Around[]} people
 */
function called(reference, people) {
  if (!reference.startsWith("T:")) return [];
  const name = plain(reference.slice(2));
  /** @param {Around} person */
  const inPart = (person) => {
    const known = plain(person.name);
    return isPartner(person.relation) && (`${known} `.startsWith(`${name} `) || `${name} `.startsWith(`${known} `));
  };
  const others = people.filter((person) => !inPart(person) && plain(person.name) === name);
  return [...people.filter(inPart), ...others].map(({ id }) => `P:${id}`);
}

/**
 * Reference, as it is compared, to the block that is about this person, or to whoever was first written so.
 * @param {Past} past
 * @param {Said} told
 * @param {ChildKnown} child
 */
function blocksAbout(past, told, child) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const [block, references] of Object.entries(whom(past, told, child)))
    for (const reference of references) found[plainly(reference)] ??= block;
  const rows = (told.rows.household ?? []).map(namedIn);
  for (const reference of [...Object.keys(past.household), ...past.icon, ...rows])
    found[plainly(reference)] ??= reference;
  return found;
}

/** What rows of a household are sorted by: the more alone with baby the later, and who was not met last. @param {any} row */
export const howAlone = ({ hh_cares, hh_seen }) => 2 * ALONE.indexOf(hh_cares) + (hh_seen === "no" ? 1 : 0);

/**
 * The household with this visit's rows put to the earlier ones; the same person is the same row. Of two people typed in by
 * one name, whoever is more alone with baby stands: the other must not speak over them. Who was ended neither lives here nor looks after baby;
 * what was seen of them stays.
 * @param {Past} past
 * @param {Said} told
 * @param {ChildKnown} child
 * @returns {Record<string, Member>}
 */
export function householdOf(past, told, child) {
  const rows = told.rows.household ?? [];
  const blocks = blocksAbout(past, told, child);
  /** @type {Record<string, Member>} */
  const merged = {};
  for (const [key, member] of Object.entries(past.household)) {
    const known = keyOf(key, blocks);
    const left = { ...member, rows: member.rows.filter((/** @type {string} */ one) => !told.ended.includes(one)) };
    if (!left.rows.length) {
      delete left.cares;
      delete left.lives_here;
    }
    merged[known] = { ...merged[known], ...left, rows: [...(merged[known]?.rows ?? []), ...left.rows] };
  }
  const beforeVisit = { ...merged };
  const spokenOf = new Set();
  const numbered = [...rows.entries()].sort(([, one], [, other]) => howAlone(one) - howAlone(other));
  for (const [place, row] of numbered) {
    const named = namedIn(row);
    const who = named ? keyOf(named, blocks) : `row:${told.on}:${place}`;
    const relation = row.hh_relation ?? null;
    const another = spokenOf.has(who) && relation !== null && relation !== merged[who].relation;
    const before = (another ? beforeVisit : merged)[who];
    const member = { ...before, rows: [...new Set([...(before?.rows ?? []), told.row_ids.household[place]])].sort() };
    merged[who] = member;
    spokenOf.add(who);
    if (row.hh_cares !== undefined) member.cares = row.hh_cares;
    if (row.hh_lives_here !== undefined) member.lives_here = row.hh_lives_here;
    if (row.hh_relation !== undefined) member.relation = row.hh_relation;
    if (row.hh_age !== undefined) member.age = row.hh_age;
    if (row.hh_seen === "yes") member.met = true;
    else if (row.hh_seen === "no") member.unmet = true;
  }
  return merged;
}

/**
 * Whom all four messages have reached, talked through.
 * @param {Past} past
 * @param {Said} told
 * @param {ChildKnown} child
 * @returns {string[]}
 */
export function iconOf(past, told, child) {
  const blocks = blocksAbout(past, told, child);
  const reached = new Set(past.icon.map((/** @type {string} */ one) => keyOf(one, blocks)));
  for (const { icon_person, icon_how, icon_messages = [] } of told.rows.icon ?? []) {
    if (icon_person && TALKED.includes(icon_how) && MESSAGES.every((one) => icon_messages.includes(one)))
      reached.add(keyOf(icon_person, blocks));
  }
  return [...reached].sort();
}

/** @param {unknown} words */
const refers = (words) => /\brefer(?!enc)/.test(String(words ?? "").toLowerCase());

/** A receiver as it is compared. @param {unknown} words */
export const agencyNamed = (words) =>
  String(words ?? "")
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .join(" ");

/**
 * What still has to be confirmed by its receiver.
 * @param {Pick<Said, "on" | "rows">} told
 * @param {Share[]} before
 * @returns {Share[]}
 */
export function sharesOf(told, before) {
  let kept = before;
  /** @type {Share[]} */
  const now = [];
  const referred = (told.rows.action ?? []).some(
    ({ act_why = "", act_what }) => idOf(act_why).startsWith("sh") && refers(act_what),
  );
  for (const row of told.rows.share ?? []) {
    const direction = row.sh_direction ?? "";
    const ack = row.sh_ack ?? "";
    const agency = agencyNamed(row.sh_with);
    if (direction === "we_received")
      kept = kept.filter((one) => !(one.direction === "we_asked" && one.agency === agency));
    if (direction !== "we_shared" && direction !== "we_asked") continue;
    const when = dayOf(row.sh_when) ?? told.on;
    if (agency) {
      kept = kept.filter(
        (one) =>
          !(
            one.agency === agency &&
            one.direction === direction &&
            (one.on === when || ack === "confirmed" || ack === "not_applicable")
          ),
      );
    }
    if (ack === "awaiting" || ack === "no_reply")
      now.push({ direction, agency, on: when, ack, referral: refers(row.sh_reason) || referred });
  }
  return now.length ? [...kept, ...now] : kept;
}

/** @param {Said} told @returns {{measure: string, value: number, on: string}[]} */
export const measuredIn = ({ values, on }) =>
  MEASURES.filter(([, name]) => (values[name] ?? null) !== null).map(([measure, name]) => ({
    measure,
    value: Number(values[name]),
    on,
  }));

/** What was seen and told at this visit, in words, by field. @param {Said} told @returns {Record<string, string[]>} */
export function textsOf({ texts }) {
  /** @type {Record<string, string[]>} */
  const found = {};
  for (const { field, kind, text } of texts) {
    if (kind !== "O" && kind !== "R") continue;
    if (!found[field]) found[field] = [];
    found[field].push(text);
  }
  return found;
}
