/**
 * What was recorded of a child, visit by visit, as one list of entries: twin of `app/picture/entries.py`, held to the same
 * contract cases. Pure. What nobody may see while somebody could overhear is left out here, before anything is derived
 * from it, so that neither a count nor a gap can give it away.
 */

import { BLOCKS, blockOf, FURTHER, partnersIn } from "../forms/blocks.js";
import { beforeField, idOf, isFurther } from "../forms/context.js";
import { isTelling } from "../forms/said.js";
import { dayOf, daysBetween } from "../forms/uk_time.js";
import { aboutWhom, CLAIM_DAYS, NOBODY_MET } from "../rules/past.js";
import { whom } from "./relations.js";

/** @typedef {import("../forms/context.js").Form} Form */
/** @typedef {Record<string, any>} Answer  as the tablet shows it, or as the server's state has it */
/** @typedef {Record<string, any>} Claim */
/**
 * What a visit must have to be read.
 * @typedef {{visit_id: string, form_version: number, status: string, author: {name: string} | null,
 *   created_at: string | null, answers: Record<string, Answer>}} Visit
 * @typedef {{people?: {id: string, name: string, relation: string}[], dob?: string | null, sex?: string | null,
 *   addresses?: {id: string, council?: string}[]}} Child
 *
 * @typedef {object} Meta
 * @property {number} order
 * @property {string} kind
 * @property {string} type
 * @property {string} sensitivity
 * @property {boolean} hidden
 * @property {string} about
 * @property {boolean} core
 * @property {string} section
 *
 * @typedef {object} Contact
 * @property {number} place
 * @property {string} visit_id
 * @property {string} at
 * @property {string} on
 * @property {string} type
 * @property {string} mode
 * @property {string} where
 * @property {string} address
 * @property {string} access
 * @property {string} status
 * @property {string} author
 * @property {number} version
 * @property {boolean} met
 * @property {boolean} done
 * @property {boolean} unsent
 *
 * @typedef {object} Entry
 * @property {Contact} contact
 * @property {string} key
 * @property {string} field
 * @property {string} group
 * @property {string} row
 * @property {Meta} meta
 * @property {Answer} answer
 * @property {string} about
 * @property {boolean} second
 * @property {boolean} further
 * @property {any} value  null when there is none
 * @property {string} missing
 * @property {string} kind
 * @property {Record<string, string>} source
 * @property {string[]} basis
 * @property {string} by
 * @property {boolean} unsent
 *
 * @typedef {Record<string, Entry>} Row
 *
 * @typedef {object} Record_
 * @property {Child} child
 * @property {boolean} hidden  whether what must not be seen is in it
 * @property {Contact[]} contacts
 * @property {Entry[]} entries
 * @property {Map<string, Entry[]>} ofField
 * @property {Map<string, Entry>[]} now
 * @property {Map<string, Map<string, Row>>[]} rowsOf
 * @property {Form[]} formOf
 * @property {Record<string, Answer>[]} answers
 * @property {(about: string, place: number) => string} ref  the person whom a block or a reference means at a contact
 */

const OF_BABY = new Set(["ID", "WB", "RC", "BS", "SK", "MK", "FG", "HD", "CS", "LE"]);
/** The question of a row that says whom the row is about. @type {Record<string, string>} */
export const ROW_PERSON = { present: "present_person", icon: "icon_person", household: "hh_person" };

/**
 * @param {Child} child
 * @param {Visit[]} visits
 * @param {(version: number) => Form} formOf
 * @param {boolean} hidden  let in what must not be seen while somebody could overhear
 * @returns {Record_}
 */
export function recordOf(child, visits, formOf, hidden = false) {
  /** @type {Record_} */
  const record = {
    child,
    hidden,
    contacts: [],
    entries: [],
    ofField: new Map(),
    now: [],
    rowsOf: [],
    formOf: [],
    answers: [],
    ref: (about) => about,
  };
  /** @type {Record<string, any>} */
  const names = {};
  /** @type {string[]} */
  let partners = [];
  /** @type {Record<string, string[]>[]} */
  const blocks = [];
  const ordered = [...visits].sort((a, b) => compare(began(a), began(b)) || compare(a.visit_id, b.visit_id));
  for (const [place, visit] of ordered.entries()) {
    const form = formOf(visit.form_version);
    const contact = contactOf(place, visit);
    record.contacts.push(contact);
    record.formOf.push(form);
    record.answers.push(visit.answers);
    /** @type {Map<string, Entry>} */
    const now = new Map();
    /** @type {Map<string, Map<string, Row>>} */
    const rowsHere = new Map();
    for (const entry of entriesOf(contact, visit.answers, metas(form), hidden)) {
      record.entries.push(entry);
      into(record.ofField, entry.field, () => []).push(entry);
      if (entry.second) continue;
      now.set(entry.key, entry);
      if (entry.group && !entry.further)
        into(
          into(rowsHere, entry.group, () => new Map()),
          entry.row,
          () => ({}),
        )[entry.field] = entry;
    }
    record.now.push(now);
    record.rowsOf.push(rowsHere);
    for (const question of BLOCKS.map((block) => `${block}_name`))
      names[question] = said(record, contact, question) || names[question];
    const household = rows(record, contact, "household").map((row) =>
      Object.fromEntries(Object.entries(row).map(([id, { value }]) => [id, value])),
    );
    partners = partnersIn(household, partners);
    blocks.push(aboutWhom((question) => names[question], partners, child.people ?? []));
  }
  const written = record.entries.map(({ about }) => about).filter((about) => about.startsWith("T:"));
  record.ref = whom(blocks, written);
  for (const entries of record.ofField.values())
    if (FURTHER.includes(entries[0].about))
      for (const entry of entries) {
        const person = record.ref(entry.about, entry.contact.place);
        if (!person.startsWith("B:")) entry.about = person;
      }
  return record;
}

/** By code point, as Python sorts. @param {string} a @param {string} b */
export const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * What a map holds under a key, made first where there is nothing.
 * @template K, V
 * @param {Map<K, V>} map
 * @param {K} key
 * @param {() => V} make
 * @returns {V}
 */
export function into(map, key, make) {
  let found = map.get(key);
  if (found === undefined) {
    found = make();
    map.set(key, found);
  }
  return found;
}

/** When the contact began; without a day of that, when the visit was begun. @param {Visit} visit @returns {string} */
function began({ answers, created_at }) {
  const start = answers.contact_start?.value;
  return dayOf(start) ? start : created_at || "";
}

/** @param {number} place @param {Visit} visit @returns {Contact} */
function contactOf(place, visit) {
  const { answers } = visit;
  /** @param {string} key @returns {string} */
  const said = (key) => answers[key]?.value || "";
  return {
    place,
    visit_id: visit.visit_id,
    at: began(visit),
    on: dayOf(began(visit)) ?? "",
    type: said("contact_type"),
    mode: said("contact_mode"),
    where: said("contact_place"),
    address: said("visit_address"),
    access: said("access_outcome"),
    status: visit.status,
    author: visit.author?.name ?? "",
    version: visit.form_version,
    met: !NOBODY_MET.includes(said("access_outcome")),
    done: visit.status === "submitted" || visit.status === "signed_off",
    unsent: Object.values(answers).some(({ from }) => from === "own"),
  };
}

/** @type {WeakMap<Form, Map<string, Meta>>} */
const known = new WeakMap();

/** What the form says of each of its questions. @param {Form} form @returns {Map<string, Meta>} */
export function metas(form) {
  let found = known.get(form);
  if (found) return found;
  const hidden = new Set(form.private);
  found = new Map();
  let order = 0;
  for (const { fields } of form.sections) {
    for (const id of fields) {
      const { kind, type, sensitivity, core, section } = form.fields[id];
      const about = aboutOf(id, section);
      found.set(id, { order: order++, kind, type, sensitivity, hidden: hidden.has(id), about, core, section });
    }
  }
  known.set(form, found);
  return found;
}

/** @param {string} id @param {string} section */
const aboutOf = (id, section) => blockOf(id) ?? (OF_BABY.has(section) ? "baby" : "");

/** Whether an answer says anything: a value, or why there is none. @param {Answer} answer */
const says = (answer) => (answer.value !== undefined && answer.value !== null) || Boolean(answer.missing);

/** One claim. What few parts ask for is read from the answer when they do. @implements {Entry} */
class Told {
  /**
   * @param {Contact} contact
   * @param {string} key
   * @param {string} field
   * @param {string} group
   * @param {string} row
   * @param {Meta} meta
   * @param {Answer} answer
   * @param {string} about
   * @param {boolean} second
   */
  constructor(contact, key, field, group, row, meta, answer, about, second) {
    this.contact = contact;
    this.key = key;
    this.field = field;
    this.group = group;
    this.row = row;
    this.meta = meta;
    this.answer = answer;
    this.about = about;
    this.second = second;
    this.further = isFurther(key);
    this.value = answer.value ?? null;
  }
  get missing() {
    return this.answer.missing || "";
  }
  get kind() {
    return this.answer.kind || this.meta.kind;
  }
  get source() {
    return this.answer.source ?? NO_SOURCE;
  }
  get basis() {
    return this.answer.basis ?? NO_BASIS;
  }
  get by() {
    return this.answer.by?.name ?? "";
  }
  get unsent() {
    return this.answer.from === "own";
  }
}
/** @type {Record<string, string>} */
const NO_SOURCE = {};
/** @type {string[]} */
const NO_BASIS = [];

/**
 * The entries of one visit in the order of the form. A picture reads thousands of answers; this loop is what it costs.
 * @param {Contact} contact
 * @param {Record<string, Answer>} answers
 * @param {Map<string, Meta>} forms
 * @param {boolean} hidden
 */
function entriesOf(contact, answers, forms, hidden) {
  /** @type {Set<string>} */
  const removed = new Set();
  for (const key in answers)
    if (key.endsWith("/removed") && answers[key].value === true) removed.add(key.slice(0, -"removed".length));
  const told = [];
  for (const key in answers) {
    const field = idOf(key);
    const meta = forms.get(field);
    if (!meta) continue;
    const prefix = beforeField(key);
    if (prefix && removed.has(prefix)) continue;
    let answer = answers[key];
    const group = prefix.slice(0, prefix.indexOf("/"));
    if (!hidden) {
      if (meta.hidden) continue;
      if ((group === "action" || answer.basis) && tells(answer, prefix, group, answers, forms)) continue;
      if (field === "must_see_next" || answer.missing || answer.cands) answer = withoutTelling(answer);
    }
    const row = prefix.slice(group.length + 1, -1);
    told.push({ order: meta.order, row, key, group, field, prefix, meta, answer });
  }
  told.sort((a, b) => a.order - b.order || compare(a.row, b.row) || compare(a.key, b.key));
  /** @type {Entry[]} */
  const found = [];
  for (const { key, group, row, field, prefix, meta, answer } of told) {
    const about = group ? rowAbout(group, prefix, answers) : meta.about;
    if (says(answer)) found.push(new Told(contact, key, field, group, row, meta, answer, about, false));
    for (const other of answer.cands ?? NO_BASIS)
      if (says(other) && (hidden || !tells(other, prefix, "", answers, forms)))
        found.push(new Told(contact, key, field, group, row, meta, other, about, true));
  }
  return found;
}

/**
 * Whether an answer gives something hidden away: a view that rests on it, an action taken because of it.
 * @param {Answer} answer
 * @param {string} prefix
 * @param {string} group
 * @param {Record<string, Answer>} answers
 * @param {Map<string, Meta>} forms
 */
function tells(answer, prefix, group, answers, forms) {
  const restsOn = [...(answer.basis ?? [])];
  const why = group === "action" ? (answers[`${prefix}act_why`] ?? {}) : {};
  restsOn.push(...[why, ...(why.cands ?? [])].map(({ value }) => value ?? ""));
  return restsOn.some((basis) => forms.get(idOf(basis))?.hidden);
}

/** Without the choice that names a hidden question, and without the reason that speaks of who is there. @param {Answer} answer */
function withoutTelling(answer) {
  /** @param {Answer} one */
  const kept = (one) =>
    Array.isArray(one.value)
      ? { ...one, value: one.value.filter((code) => !isTelling(code)) }
      : isTelling(one.missing)
        ? { ...one, missing: "not_recorded" }
        : one;
  return { ...kept(answer), cands: (answer.cands ?? []).map(kept) };
}

/** @param {string} group @param {string} prefix @param {Record<string, Answer>} answers @returns {string} */
function rowAbout(group, prefix, answers) {
  if (group === "residence_claim") {
    const about = answers[`${prefix}rc_about`]?.value || "baby";
    return about === "father_or_second_parent" ? "father" : about;
  }
  if (group === "mark") return "baby";
  const named = ROW_PERSON[group];
  if (!named) return "";
  const name = group === "household" ? answers[`${prefix}hh_name`]?.value : null;
  return answers[prefix + named]?.value || (name ? `T:${name}` : "");
}

/**
 * An entry as the parts show it; what is not there is left out.
 * @param {Entry} entry
 * @param {string} [on]  the day it speaks of, where that is not the day of the contact
 * @returns {Claim}
 */
export function claim(entry, on = "") {
  const { answer, meta, contact } = entry;
  /** @type {Claim} */
  const made = {
    field: entry.field,
    key: entry.key,
    visit: contact.place,
    on: on || contact.on,
    kind: entry.kind,
    by: entry.by,
  };
  if (entry.value !== null) made.value = entry.value;
  if (answer.missing) made.missing = answer.missing;
  if (answer.source && Object.keys(answer.source).length) made.source = answer.source;
  if (answer.verif) made.verif = answer.verif;
  if (meta.hidden || meta.sensitivity !== "N") made.sens = meta.hidden ? "H" : meta.sensitivity;
  if (entry.second) made.second = true;
  if (entry.further) made.further = true;
  if (entry.unsent) made.unsent = true;
  return made;
}

/** The kinds of source that name a parent by themselves. @type {Record<string, string>} */
const SPEAKS = { mother_said: "mother", father_or_partner_said: "father" };

/** Who or what a claim comes from. @param {Entry} entry @param {Record<string, string>} parents */
export function sourceKey({ source, by }, parents) {
  const kind = source.type ?? "";
  if (kind === "seen_or_measured_by_me" || source === NO_SOURCE) return `by:${by}`;
  return source.person || source.document || parents[SPEAKS[kind] ?? ""] || kind;
}

/** Whether two values say the same. The order of ticks and references says nothing. @param {any} one @param {any} other */
export function same(one, other) {
  if (Array.isArray(one) && Array.isArray(other)) return plainList(one) === plainList(other);
  return JSON.stringify(one) === JSON.stringify(other);
}

/** @param {any[]} list */
const plainList = (list) =>
  JSON.stringify(list.map((one) => (typeof one === "string" ? one : JSON.stringify(one))).sort());

/** What an entry is an answer to, across visits; of two marks neither is the other. @param {Entry} entry */
export const subject = ({ field, group, about, row }) =>
  `${field}\n${((!group || group in ROW_PERSON) && about) || row}`;

/** The rows of a group at a contact, in order. @param {Record_} record @param {Contact} contact @param {string} group */
export const rows = (record, { place }, group) =>
  [...(record.rowsOf[place].get(group) ?? [])].sort(([a], [b]) => compare(a, b)).map(([, row]) => row);

/** The value of an answer outside the groups at a contact. @param {Record_} record @param {Contact} contact @param {string} key */
export const said = (record, { place }, key) => record.now[place].get(key)?.value ?? null;

/** The newest entry of a question that has a value. @param {Record_} record @param {string} field */
export function latest(record, field) {
  for (const now of [...record.now].reverse()) {
    const found = now.get(field);
    if (found && found.value !== null) return found;
  }
  return null;
}

/** How many days lie between two days, whichever is first; null where one is none. @param {string} one @param {string} other */
export function daysApart(one, other) {
  const days = daysBetween(dayOf(one), dayOf(other));
  return days === null ? null : Math.abs(days);
}

/**
 * Whether two words, of these days, can disagree: an older document stands with its date.
 * @param {string} one
 * @param {string} other
 */
export function near(one, other) {
  const days = daysApart(one, other);
  return days !== null && days <= CLAIM_DAYS;
}

/** The value of a question in a row. @param {Row} row @param {string} field */
export const valueIn = (row, field) => row[field]?.value ?? null;

/** The first entry of a row in the order of the form. @param {Row} row @returns {Entry} */
export const firstOf = (row) => Object.values(row)[0];

/** Words as they are compared: an action or an unknown is the same while its words are. @param {unknown} words */
export const plainWords = (words) =>
  String(words ?? "")
    .toLowerCase()
    .trim()
    .split(/\s+/)
    .join(" ")
    .replace(/\.+$/, "");
