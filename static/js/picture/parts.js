/**
 * The smaller parts of the picture: twins of `app/picture/{timeline,icon,growth,agencies,housing,actions,records,views}.py`.
 */

import { inDays } from "../forms/measured.js";
import { dayOf } from "../forms/uk_time.js";
import { agencyNamed, MESSAGES, REGULAR, sharesOf, TALKED } from "../rules/past.js";
import { claim, compare, firstOf, into, latest, plainWords, rows, same, valueIn } from "./entries.js";

/** @typedef {import("./entries.js").Claim} Claim */
/** @typedef {import("./entries.js").Entry} Entry */
/** @typedef {import("./entries.js").Record_} Record_ */
/** @typedef {import("./entries.js").Row} Row */

const NOT_TOLD = new Set(["sign_off", "contact_type", "contact_start", "entry_timing"]);

/** @param {Record_} record */
export const timeline = (record) =>
  record.entries
    .filter(({ field }) => !NOT_TOLD.has(field))
    .map((entry) => {
      const made = Object.assign(claim(entry), { topic: entry.meta.section });
      if (entry.about) made.about = entry.about;
      if (entry.basis.length) made.basis = entry.basis;
      return made;
    });

// -- ICON ---------------------------------------------------------------------------------------------------------------

/** @param {Record_} record @param {Record<string, any>[]} people */
export function icon(record, people) {
  const points = touchpoints(record);
  const carers = people.flatMap((person) => {
    const why = person.alone_with_baby
      ? "alone"
      : REGULAR.includes(person.involvement?.value)
        ? "parent"
        : points.has(person.ref)
          ? "row"
          : "";
    if (!why || person.gone) return [];
    const own = points.get(person.ref) ?? [];
    /** @param {string} message */
    const first = (message) => own.find(({ delivered, messages }) => delivered && messages.includes(message))?.on ?? "";
    return [
      {
        ref: person.ref,
        why,
        male: person.sex === "male",
        covered: own.some(({ delivered, messages }) => delivered && MESSAGES.every((one) => messages.includes(one))),
        messages: Object.fromEntries(MESSAGES.map((message) => [message, first(message)])),
        touchpoints: own,
      },
    ];
  });
  return { carers, men: carers.filter(({ male }) => male).map(({ ref }) => ref) };
}

/** @param {Record_} record */
function touchpoints(record) {
  /** @type {Map<string, any[]>} */
  const found = new Map();
  for (const contact of record.contacts) {
    for (const row of rows(record, contact, "icon")) {
      const who = firstOf(row);
      if (!who.about) continue;
      const how = valueIn(row, "icon_how") ?? "";
      /** @type {Record<string, any>} */
      const point = {
        visit: contact.place,
        on: contact.on,
        stage: valueIn(row, "icon_stage") ?? "",
        how,
        messages: valueIn(row, "icon_messages") ?? [],
        delivered: TALKED.includes(how),
        by: who.by || contact.author,
      };
      for (const name of ["said_back", "materials", "not_done_why"]) {
        const told = valueIn(row, `icon_${name}`);
        if (told) point[name] = told;
      }
      if (who.unsent) point.unsent = true;
      into(found, record.ref(who.about, contact.place), () => []).push(point);
    }
  }
  return found;
}

// -- growth -------------------------------------------------------------------------------------------------------------

/** @type {Record<string, string>} */
const MEASURES = { weight_g: "weight", length_cm: "length", head_cm: "head" };

/** Twin of `birth_told` in app/picture/growth.py. @param {Record<string, any>[]} visits  their answers, oldest first @returns {string} */
const birthTold = (visits) => visits.map(({ baby_dob }) => dayOf(baby_dob?.value)).findLast(Boolean) ?? "";

/** @param {Record_} record */
export function growth(record) {
  const measurements = record.entries.flatMap((entry) => {
    const measure = MEASURES[entry.field];
    if (!measure) return [];
    const how = measure === "weight" ? record.now[entry.contact.place].get("weight_how")?.value : null;
    return [Object.assign(claim(entry), { measure }, how ? { how } : {})];
  });
  return {
    baby: {
      sex: record.child.sex || "not_known",
      born: record.child.dob || birthTold(record.answers),
      gestation_days: inDays(latest(record, "gestation_birth")?.value),
      birth_weight_g: latest(record, "birth_weight_g")?.value ?? null,
    },
    measurements,
  };
}

// -- agencies and sharing -------------------------------------------------------------------------------------------------

const WAITS = ["awaiting", "no_reply"];

/** @param {Row} row */
const told = (row) =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([, { value }]) => value !== null)
      .map(([name, { value }]) => [name, value]),
  );

/** @param {Row} row */
const unsent = (row) => (Object.values(row).some((entry) => entry.unsent) ? { unsent: true } : {});

/** @param {Record_} record */
export function agencies(record) {
  /** @type {Map<string, any>} */
  const found = new Map();
  for (const contact of record.contacts) {
    for (const row of rows(record, contact, "agency")) {
      const said = told(row);
      const type = said.ag_type ?? "";
      if (!type && !said.ag_worker) continue;
      const of = `${type}\n${agencyNamed(said.ag_worker)}`;
      const known = found.get(of);
      /** @type {Record<string, any>} */
      const item = { type, first: known?.first ?? contact.on };
      for (const name of ["worker", "for", "status", "last", "source"]) {
        const value = said[`ag_${name}`] ?? known?.[name];
        if (value !== undefined) item[name] = value;
      }
      found.set(of, { ...item, on: contact.on, visit: contact.place, ...unsent(row) });
    }
  }
  return [...found.values()];
}

/** What the rules know a share by. @param {Record<string, any>} item */
export const shareKey = (item) =>
  [item.direction ?? "", agencyNamed(item.with), dayOf(item.when) ?? item.on].join("\n");

/** The same of a share as they keep it. @param {import("../rules/past.js").Share} one */
export const keyOf = ({ direction, agency, on }) => [direction, agency, on].join("\n");

/** What still has to be confirmed after all contacts, as rule R27 reads them. @param {Record_} record */
export function waitingShares(record) {
  /** @type {import("../rules/past.js").Share[]} */
  let waiting = [];
  for (const contact of record.contacts) {
    const [action, share] = ["action", "share"].map((group) => rows(record, contact, group).map(told));
    waiting = sharesOf({ on: contact.on, rows: { action, share } }, waiting);
  }
  return waiting;
}

/** @param {Record_} record */
export function shares(record) {
  const waiting = new Set(waitingShares(record).map(keyOf));
  /** @type {Map<string, any>} */
  const found = new Map();
  for (const contact of record.contacts) {
    for (const row of rows(record, contact, "share")) {
      const said = told(row);
      if (!Object.keys(said).length) continue;
      const first = firstOf(row);
      /** @type {Record<string, any>} */
      const item = {};
      for (const [name, value] of Object.entries(said))
        item[name === "sh_family_told" ? "told" : name.slice("sh_".length)] = value;
      Object.assign(item, { visit: contact.place, on: contact.on, by: first.by || contact.author });
      item.open = WAITS.includes(item.ack) && waiting.has(shareKey(item));
      const of = [item.direction ?? "", item.when ?? first.row, agencyNamed(item.with)].join("\n");
      found.set(of, { ...item, ...unsent(row) });
    }
  }
  return [...found.values()].sort((a, b) => compare(b.when || b.on, a.when || a.on));
}

// -- housing and moves --------------------------------------------------------------------------------------------------

const HOME = [
  "tenure",
  "housing_provider",
  "eviction_risk",
  "notice_date",
  "provider_told",
  "placing_council",
  "ta_notice",
  "moves_12m",
  "bedrooms",
  "people_sleeping",
  "rooms_seen",
  "home_conditions",
  "home_words",
];
const STAYED = [
  ["move_plan", "none"],
  ["residence_changed", "no_change"],
];
const OF_A_MOVE = ["move_date", "move_area", "move_who", "transfer_start", "no_handover_why"];

/** @param {Record_} record */
export function housing(record) {
  const facts = HOME.flatMap((field) => {
    const claims = changes(record.ofField.get(field) ?? []);
    return claims.length ? [{ field, claims }] : [];
  });
  const moves = [...record.contacts].reverse().flatMap((contact) => {
    const now = record.now[contact.place];
    const said = STAYED.flatMap(([field, stays]) => {
      const entry = now.get(field);
      return entry && entry.value !== null && entry.value !== stays ? [entry] : [];
    });
    if (!said.length) return [];
    said.push(...OF_A_MOVE.flatMap((field) => now.get(field) ?? []));
    return [{ visit: contact.place, on: contact.on, claims: said.map((entry) => claim(entry)) }];
  });
  return { facts, moves };
}

/** @param {Entry[]} entries @returns {Claim[]} the newest first; an earlier one only where it said something else */
function changes(entries) {
  /** @type {Claim[]} */
  const said = [];
  /** @type {Entry | null} */
  let before = null;
  for (const entry of entries) {
    const apart = entry.second || entry.further || before?.further;
    if (before && !apart && same(entry.value, before.value) && entry.missing === before.missing) {
      const first = said[said.length - 1].first ?? before.contact.on;
      said[said.length - 1] = { ...claim(entry), first };
    } else said.push(claim(entry));
    before = entry;
  }
  return said.reverse();
}

// -- actions ------------------------------------------------------------------------------------------------------------

/** @param {Record_} record */
export function actions(record) {
  /** @type {Map<string, any>} */
  const found = new Map();
  for (const contact of record.contacts) {
    for (const row of rows(record, contact, "action")) {
      const said = told(row);
      if (!said.act_what) continue;
      const of = `${plainWords(said.act_what)}\n${said.act_owner ?? ""}`;
      const status = said.act_status ?? "";
      /** @type {Record<string, any>} */
      const item = {
        what: said.act_what,
        owner: said.act_owner ?? "",
        due: said.act_due ?? "",
        status,
        since: found.get(of)?.since ?? contact.on,
        on: contact.on,
        visit: contact.place,
        by: row.act_what.by || contact.author,
        open: status === "" || status === "open",
      };
      const because = record.now[contact.place].get(said.act_why ?? "");
      if (because) item.why = claim(because);
      found.set(of, { ...item, ...unsent(row) });
    }
  }
  return [...found.values()].sort(
    (a, b) => Number(b.open) - Number(a.open) || compare(a.due || "9999", b.due || "9999"),
  );
}

// -- records and views --------------------------------------------------------------------------------------------------

/** @param {Record_} record */
export function records(record) {
  /** @type {Map<string, any>} */
  const named = new Map();
  for (const entry of record.entries) {
    const { document, type = "", date = "" } = entry.source;
    if (!document) continue;
    const item = into(named, [document, type, date].join("\n"), () => ({ document, type, date, claims: [] }));
    item.claims.push(claim(entry));
  }
  const read = (record.ofField.get("records_read") ?? []).map((entry) => claim(entry)).reverse();
  return { read, named: [...named.values()] };
}

const BESIDE = "legal_status";
const VIEWS = [
  BESIDE,
  "worries",
  "strengths",
  "impact_on_baby",
  "residence_view",
  "baby_voice_view",
  "other_explanations",
  "level_need",
  "safeguarding_decision",
];
/** @type {Record<string, string>} */
const REASON_OF = { level_need: "level_reason", safeguarding_decision: "level_reason" };

/** @param {Record_} record */
export const views = (record) =>
  VIEWS.flatMap((field) => {
    const entry = latest(record, field);
    if (!entry) return [];
    const now = record.now[entry.contact.place];
    const made = claim(entry);
    const reason = now.get(REASON_OF[field] ?? "");
    const reasoned = reason && reason.value !== null ? reason : null;
    if (reasoned?.value) made.reason = claim(reasoned);
    if (field !== BESIDE) {
      const resting = entry.basis.length ? entry : (reason ?? entry);
      made.basis = resting.basis.flatMap((key) => now.get(key) ?? []).map((one) => claim(one));
    }
    return [made];
  });

/** @param {Record_} record @returns {string[]} */
export function mustSee(record) {
  const value = latest(record, "must_see_next")?.value;
  return Array.isArray(value) ? value.filter((code) => code !== "none") : [];
}
