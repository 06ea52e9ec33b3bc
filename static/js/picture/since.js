/** What the latest contact brought, against everything before it: twin of `app/picture/since.py`. */

import { claim, same, subject } from "./entries.js";

/** @typedef {import("./entries.js").Entry} Entry */

const FOLLOWED = ["enum", "multi", "address", "person", "people", "date", "code", "line", "int", "gestation"];
const FOLLOWED_KINDS = ["F", "D", "R"];
const JUDGED = ["level_need", "legal_status", "safeguarding_decision"];
/** Group to the question that names the row. @type {Record<string, string>} */
const NEW_ROWS = {
  household: "hh_person",
  residence_claim: "rc_address",
  mark: "mark_site",
  agency: "ag_type",
};

/**
 * @param {import("./entries.js").Record_} record
 * @param {Record<string, any>[]} unknown
 * @param {Record<string, any>[]} actions
 */
export function sinceLastTime(record, unknown, actions) {
  const { contacts, entries } = record;
  const last = contacts.at(-1);
  const before = contacts.at(-2);
  /** @type {Record<string, any>} */
  const made = {
    visit: last?.place ?? null,
    before: before?.place ?? null,
    new: [],
    changed: [],
    resolved: [],
    open_unknown: [],
    open_actions: [],
  };
  if (!last || !before) return made;
  /** @type {Map<string, Entry>} */
  const earlier = new Map();
  /** @type {Map<string, Entry>} */
  const latest = new Map();
  for (const entry of entries)
    if (!entry.second && !entry.further)
      (entry.contact === last ? latest : earlier).set(subjectIn(record, entry), entry);
  for (const [of, entry] of latest) {
    const known = earlier.get(of);
    if (!known) {
      if (isNews(entry)) made.new.push(claim(entry));
    } else if (entry.value === null || !followed(entry)) continue;
    else if (known.missing) made.resolved.push(pair(known, entry));
    else if (!same(known.value, entry.value)) made.changed.push(pair(known, entry));
  }
  for (const [place, item] of unknown.entries())
    if (item.since <= before.on && item.what !== "never") made.open_unknown.push(place);
  for (const [place, item] of actions.entries())
    if (item.open && item.since <= before.on) made.open_actions.push(place);
  return made;
}

/**
 * Of a residence claim, whom it is about and who says so: another source's word is news, this one's is a change.
 * @param {import("./entries.js").Record_} record
 * @param {Entry} entry
 */
function subjectIn({ rowsOf }, entry) {
  const { field, group, about, row, contact } = entry;
  if (group !== "residence_claim") return subject(entry);
  const saidBy = rowsOf[contact.place].get(group)?.get(row)?.rc_source?.value;
  return `${field}\n${saidBy ? `${about} ${saidBy}` : row}`;
}

/** @param {Entry} entry */
const followed = ({ field, meta, kind, group, about }) =>
  JUDGED.includes(field) ||
  (FOLLOWED.includes(meta.type) && FOLLOWED_KINDS.includes(kind) && (!group || Boolean(about)));

/** @param {Entry} entry */
const isNews = (entry) =>
  entry.value !== null && (entry.group ? NEW_ROWS[entry.group] === entry.field : entry.meta.core && followed(entry));

/** @param {Entry} before @param {Entry} after */
const pair = (before, after) => ({ before: claim(before), after: claim(after) });
