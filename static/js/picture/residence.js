/** Where the baby lives and sleeps, who says so, and since when: twin of `app/picture/residence.py`. */

import { BLOCKS } from "../forms/blocks.js";
import { claim, compare, daysApart, near, rows, sourceKey, valueIn } from "./entries.js";

/** @typedef {import("./entries.js").Claim} Claim */
/** @typedef {import("./entries.js").Entry} Entry */
/** @typedef {import("./entries.js").Record_} Record_ */
/** @typedef {Record<string, string>} Parents */

const SILENCE_DAYS = 60;
const POSITIVE = ["lives_there", "sleeps_there_tonight"];
const NEGATIVE = ["does_not_live_there", "has_moved_out"];
const OWN_ADDRESS = BLOCKS.map((block) => `${block}_address`);

/** @param {Record_} record @param {Parents} parents */
export function residence(record, parents) {
  /** @param {string} field */
  const each = (field) => (record.ofField.get(field) ?? []).map((entry) => claim(entry));
  const claims = claimsOf(record, parents).sort((a, b) => compare(a.on, b.on) || a.visit - b.visit);
  return {
    claims,
    spells: spells(claims),
    gaps: gaps(record, claims),
    disagreements: disagreements(claims),
    latest: latestOf(claims),
    overnight: each("overnight_carer"),
    elsewhere: each("nights_elsewhere"),
    evidence: each("residence_evidence"),
    changes: each("residence_changed").filter(({ value }) => value !== "no_change"),
  };
}

/** @param {Record_} record @param {Parents} parents @returns {Claim[]} */
function claimsOf(record, parents) {
  /** @type {Claim[]} */
  const found = [];
  /** @param {Entry} entry @param {string} about @param {string} says */
  const add = (entry, about, says) =>
    found.push({ ...claim(entry, entry.source.date), about, says, from: sourceKey(entry, parents) });
  for (const entry of record.entries) {
    if (entry.field === "sleeps_tonight") add(entry, "baby", "sleeps_there_tonight");
    else if (entry.field === "lives_with") add(entry, "baby", "lives_with");
    else if (entry.field === "visit_address" && entry.value && atHome(entry.contact)) add(entry, "baby", "lives_there");
    else if (OWN_ADDRESS.includes(entry.field) && entry.value) add(entry, entry.about, "lives_there");
  }
  for (const contact of record.contacts)
    for (const row of rows(record, contact, "residence_claim")) found.push(...fromRow(row, parents));
  return found;
}

/** A shut door does not tell who lives behind it. @param {import("./entries.js").Contact} contact */
const atHome = ({ where, met }) => where === "baby_usual_home" && met;

/** @param {import("./entries.js").Row} row @param {Parents} parents @returns {Claim[]} */
function fromRow(row, parents) {
  const where = row.rc_address;
  if (!where || !(where.value || where.missing)) return [];
  const source = { ...where.source, type: valueIn(row, "rc_source") || "source_not_recorded" };
  return [
    {
      ...claim(where, valueIn(row, "rc_date") ?? ""),
      about: where.about,
      says: valueIn(row, "rc_says") || "lives_there",
      source,
      from: sourceKey({ ...where, source }, parents),
    },
  ];
}

/** @param {string} says */
const story = (says) => (POSITIVE.includes(says) ? "in" : NEGATIVE.includes(says) ? "out" : says);

/** @param {Claim[]} claims */
function spells(claims) {
  /** @type {Map<string, any>} */
  const open = new Map();
  /** @type {any[]} */
  const found = [];
  for (const [place, made] of claims.entries()) {
    if (made.about !== "baby" || made.value === undefined) continue;
    const about = made.says === "lives_with" ? "with" : "place";
    let spell = open.get(`${made.from}\n${about}`);
    if (!spell || spell[about] !== made.value || story(spell.says) !== story(made.says)) {
      spell = { from: made.from, [about]: made.value, says: made.says, first: made.on, last: made.on, claims: [] };
      found.push(spell);
      open.set(`${made.from}\n${about}`, spell);
    }
    spell.last = made.on;
    spell.claims.push(place);
  }
  return found.sort((a, b) => compare(a.first, b.first) || a.claims[0] - b.claims[0]);
}

/** @param {Claim[]} claims @returns {number[][]} */
function disagreements(claims) {
  /** @type {Map<string, number[]>} */
  const newest = new Map();
  const valued = [...claims.entries()].filter(([, made]) => made.value !== undefined);
  for (const [at, [first, one]] of valued.entries()) {
    for (const [second, other] of valued.slice(at + 1)) {
      if (!differ(one, other)) continue;
      if (!near(one.on, other.on)) continue;
      const ends = [one, other].map(({ from, value }) => `${from} ${value}`).sort(compare);
      newest.set([one.about, ...ends].join("\n"), [first, second]);
    }
  }
  return [...newest.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

/** @param {Claim} one @param {Claim} other */
function differ(one, other) {
  if (one.about !== other.about || one.from === other.from) return false;
  if (one.says === "lives_with" || other.says === "lives_with")
    return one.says === other.says && one.value !== other.value;
  const both = [one.says, other.says];
  if (one.value !== other.value) return both.every((says) => POSITIVE.includes(says));
  return both.some((says) => POSITIVE.includes(says)) && both.some((says) => NEGATIVE.includes(says));
}

/** @param {Claim[]} claims @returns {number[]} */
function latestOf(claims) {
  /** @type {Map<string, number>} */
  const newest = new Map();
  for (const [place, made] of claims.entries())
    if (made.about === "baby" && made.value !== undefined)
      newest.set(`${made.from}\n${made.says === "lives_with" ? "with" : "place"}`, place);
  return [...newest.values()].sort((a, b) => compare(claims[b].on, claims[a].on) || b - a);
}

/** @param {Record_} record @param {Claim[]} claims */
function gaps(record, claims) {
  const ofBaby = claims.filter(({ about, value }) => about === "baby" && value !== undefined);
  const told = new Set(ofBaby.map(({ visit }) => visit));
  /** @type {{from: string, to: string, reason: string, visit?: number}[]} */
  const found = [];
  for (const contact of record.contacts) {
    if (told.has(contact.place) || ["", "antenatal"].includes(contact.type) || !contact.on) continue;
    const why = record.now[contact.place].get("sleeps_tonight")?.missing;
    const reason = why || (contact.met ? "not_asked" : "nobody_met");
    found.push({ from: contact.on, to: contact.on, reason, visit: contact.place });
  }
  const days = [...new Set(ofBaby.map(({ on }) => on))].sort(compare);
  for (const [at, later] of days.slice(1).entries()) {
    const between = daysApart(days[at], later);
    if (between === null || between > SILENCE_DAYS) found.push({ from: days[at], to: later, reason: "silence" });
  }
  return found.sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to));
}
