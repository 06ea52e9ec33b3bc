/** What nobody knows yet: twin of `app/picture/still_unknown.py`. */

import { shown } from "../forms/applicable.js";
import { compare, into, metas, plainWords, ROW_PERSON, subject } from "./entries.js";

/** @typedef {import("./entries.js").Entry} Entry */
/** @typedef {import("./entries.js").Record_} Record_ */

const NOT_OF_THE_FAMILY = ["A", "P", "J", "X"];

/** @param {Record_} record @returns {Record<string, any>[]} */
export const stillUnknown = (record) =>
  [...closed(record), ...neverAsked(record), ...listed(record)].sort(
    (a, b) => compare(a.since, b.since) || compare(a.what, b.what) || compare(a.key ?? "", b.key ?? ""),
  );

/** @param {Record_} record */
function closed(record) {
  /** @type {Entry[][]} */
  const runs = [];
  for (const entries of record.ofField.values()) {
    const { group } = entries[0];
    // A row without a person is another row at each contact.
    if ((group && !(group in ROW_PERSON)) || !entries.some(({ missing }) => missing)) continue;
    /** @type {Map<string, Entry[]>} */
    const ofField = new Map();
    for (const entry of entries) {
      if (entry.second || entry.further || ["J", "X"].includes(entry.kind)) continue;
      if (entry.missing && entry.missing !== "not_applicable") into(ofField, subject(entry), () => []).push(entry);
      else ofField.delete(subject(entry));
    }
    runs.push(...ofField.values());
  }
  return runs.map((run) => {
    const last = run[run.length - 1];
    const { contact, meta } = last;
    return {
      what: "closed",
      field: last.field,
      key: last.key,
      about: last.about,
      reason: last.missing,
      since: run[0].contact.on,
      last: contact.on,
      times: run.length,
      visit: contact.place,
      by: last.by || contact.author,
      due: record.now[contact.place].get("next_contact_date")?.value ?? "",
      ...(meta.hidden ? { sens: "H" } : {}),
      ...(last.unsent ? { unsent: true } : {}),
    };
  });
}

/** @param {Record_} record */
function neverAsked(record) {
  const contact = record.contacts.findLast(({ done, met }) => done && met);
  if (!contact) return [];
  const form = record.formOf[contact.place];
  const known = metas(form);
  const told = new Set(record.entries.filter(({ group }) => !group).map(({ field }) => field));
  return shown(form, record.answers[contact.place]).flatMap((key) => {
    const declared = form.fields[key];
    const meta = known.get(key);
    if (!declared || !meta || told.has(key) || !["MX", "M"].includes(declared.requirement)) return [];
    if (NOT_OF_THE_FAMILY.includes(declared.kind) || (meta.hidden && !record.hidden)) return [];
    return [
      {
        what: "never",
        field: key,
        key,
        about: meta.about,
        reason: "never_asked",
        since: record.contacts[0].on,
        visit: contact.place,
        core: meta.core,
        ...(meta.hidden ? { sens: "H" } : {}),
      },
    ];
  });
}

/** @param {Record_} record */
function listed(record) {
  /** @type {Map<string, Record<string, any>>} */
  const items = new Map();
  for (const entry of record.ofField.get("unknowns") ?? []) {
    if (!Array.isArray(entry.value)) continue;
    const { contact } = entry;
    const named = new Map(
      entry.value.filter(({ what }) => what).map((/** @type {any} */ item) => [plainWords(item.what), item]),
    );
    for (const [words, item] of named) {
      let known = items.get(words);
      if (!known || known.left)
        known = { what: "listed", since: known?.since ?? contact.on, times: known?.times ?? 0, left: 0 };
      items.set(words, known);
      Object.assign(known, {
        text: item.what,
        owner: item.owner ?? "",
        due: item.due ?? "",
        last: contact.on,
        times: known.times + 1,
        visit: contact.place,
        by: entry.by || contact.author,
        ...(entry.unsent ? { unsent: true } : {}),
      });
    }
    if (entry.second) continue;
    for (const [words, known] of items) if (!named.has(words) && known.visit !== contact.place) known.left += 1;
  }
  return [...items.values()];
}
