/** What was said differently, side by side: twin of `app/picture/contradictions.py`. */

import { BLOCKS } from "../forms/blocks.js";
import { mainOf } from "../forms/context.js";
import { claim, compare, into, near, rows, same, sourceKey, subject } from "./entries.js";

/** @typedef {import("./entries.js").Claim} Claim */
/** @typedef {import("./entries.js").Entry} Entry */
/** @typedef {import("./entries.js").Record_} Record_ */

const COMPARED = ["enum", "multi", "address", "person", "people", "date", "code", "gestation", "nhs_number"];
const FACTS = ["F", "D", "R"];
const NOT_SAID = ["not_known", "unsure"];
const OWN_PART = ["sleeps_tonight", "lives_with"];

/**
 * @param {Record_} record
 * @param {Record<string, string>} parents
 * @param {ReturnType<typeof import("./residence.js").residence>} residence
 * @param {Record_} written  with what no longer counts
 */
export const contradictions = (record, parents, residence, written) =>
  [
    ...residence.disagreements.map(([first, second]) => {
      const [one, other] = [residence.claims[first], residence.claims[second]];
      return made("residence", one.field, one.about, [one, other]);
    }),
    ...severalValues(record),
    ...sources(record, parents),
    ...beside(record),
    ...marked(record),
    ...address(record),
    ...missingPeople(record),
    ...marks(record, written),
  ].sort((a, b) => compare(b.on, a.on));

/** @param {string} what @param {string} field @param {string} about @param {Claim[]} claims @returns {Record<string, any>} */
const made = (what, field, about, claims) => ({
  what,
  field,
  about,
  claims,
  on:
    claims
      .map(({ on }) => on)
      .sort(compare)
      .at(-1) ?? "",
});

/** @param {Record_} record */
function severalValues(record) {
  const found = new Map(
    record.entries.filter(({ second }) => second).map((entry) => [`${entry.contact.place} ${entry.key}`, entry]),
  );
  return [...found.values()].map(({ contact, key, field, about }) => {
    const own = (record.ofField.get(field) ?? []).filter((entry) => entry.key === key && entry.contact === contact);
    return made(
      "values",
      field,
      about,
      own.map((entry) => claim(entry)),
    );
  });
}

/** @param {Record_} record @param {Record<string, string>} parents */
function sources(record, parents) {
  /** @type {Map<string, Map<string, Entry>>} */
  const words = new Map();
  for (const [field, entries] of record.ofField) {
    const { meta, group } = entries[0];
    if (!COMPARED.includes(meta.type) || OWN_PART.includes(field) || group === "residence_claim") continue;
    for (const entry of entries) {
      if (entry.value === null || entry.second || !FACTS.includes(entry.kind)) continue;
      if (NOT_SAID.includes(entry.value)) continue;
      const source = rowSource(record, entry) || sourceKey(entry, parents);
      const said = into(words, subject(entry), () => new Map());
      said.delete(source);
      said.set(source, entry);
    }
  }
  return [...words.values()].flatMap((bySource) => {
    const said = [...bySource.values()];
    /** @type {Set<Entry>} */
    const concerned = new Set();
    for (const [at, one] of said.entries())
      for (const other of said.slice(at + 1))
        if (!same(one.value, other.value) && near(saidOn(one), saidOn(other))) concerned.add(one).add(other);
    if (!concerned.size) return [];
    const ordered = [...concerned].sort((a, b) => a.contact.place - b.contact.place);
    return [
      made(
        "sources",
        ordered[0].field,
        ordered[0].about,
        ordered.map((one) => claim(one)),
      ),
    ];
  });
}

/** Further claims that say something else in words or numbers, which nobody compares from visit to visit. @param {Record_} record */
function beside(record) {
  /** @type {Map<string, Entry[]>} */
  const found = new Map();
  for (const entry of record.entries) {
    if (!entry.further || entry.second || COMPARED.includes(entry.meta.type)) continue;
    const { place } = entry.contact;
    const main = mainOf(entry.key);
    into(found, `${place} ${main}`, () => [record.now[place].get(main) ?? []].flat()).push(entry);
  }
  return [...found.values()].flatMap((all) => {
    const told = all.filter(({ value }) => value !== null);
    if (!told.some(({ value }) => !same(told[0].value, value))) return [];
    return [
      made(
        "sources",
        told[0].field,
        told[0].about,
        told.map((one) => claim(one)),
      ),
    ];
  });
}

/** A household row names its source in a question of its own. @param {Record_} record @param {Entry} entry @returns {string} */
const rowSource = (record, { group, contact, row }) =>
  group === "household" ? (record.rowsOf[contact.place].get("household")?.get(row)?.hh_source?.value ?? "") : "";

/** @param {Record_} record */
const marked = (record) =>
  record.entries
    .filter(({ answer, field }) => answer.verif === "conflicts_with_another_source" && !OWN_PART.includes(field))
    .map((entry) => made("said", entry.field, entry.about, [claim(entry)]));

/** @param {Record_} record */
const address = (record) =>
  (record.ofField.get("address_matches_record") ?? [])
    .filter(({ value }) => value === "different" || value === "record_blank")
    .map((entry) => {
      const visited = record.now[entry.contact.place].get("visit_address");
      return made("address", entry.field, "", [claim(entry), ...(visited ? [claim(visited)] : [])]);
    });

/** @param {Record_} record */
function missingPeople(record) {
  /** @type {Record<string, any>[]} */
  const found = [];
  for (const contact of record.contacts) {
    const now = record.now[contact.place];
    const stranger = now.get("unidentified_adult");
    if (stranger && ["yes", "unsure"].includes(stranger.value)) {
      const asked = now.get("others_asked");
      const beside = [asked?.value === "yes_nobody_else" ? asked : null, now.get("lives_with")];
      const claims = [stranger, ...beside].flatMap((one) => (one?.value ? [claim(one)] : []));
      found.push(made("people", "unidentified_adult", "", claims));
    }
    // Before birth nobody is asked who lives with baby: the count stands alone.
    if (contact.type === "antenatal") continue;
    const sleeping = now.get("people_sleeping");
    const listed = livingHere(record, contact.place);
    if (sleeping && Number.isInteger(sleeping.value) && listed !== sleeping.value)
      found.push({ ...made("people", "people_sleeping", "", [claim(sleeping)]), listed });
  }
  return found;
}

/** A mark that is written down, and a word of the same contact that there can be none. @param {Record_} record @param {Record_} written */
const marks = (record, written) =>
  record.contacts.flatMap((contact) => {
    const now = record.now[contact.place];
    const [baby, seen] = [now.get("baby_seen"), now.get("mark_seen")];
    const against = [baby, seen].filter((one) => ["not_seen", "none_seen"].includes(one?.value));
    const doubt = ["yes", "unsure"].includes(seen?.value) ? [seen] : [];
    const found = rows(written, contact, "mark");
    if (!against.length || !(doubt.length || found.length)) return [];
    const said = [...against, ...doubt, ...found.flatMap(({ mark_site: site }) => site ?? [])];
    return [
      made(
        "mark",
        /** @type {Entry} */ (said[0]).field,
        "",
        said.map((one) => claim(/** @type {Entry} */ (one))),
      ),
    ];
  });

/**
 * How many people are named as living at the address of a contact, the baby and each parent counted once.
 * @param {Record_} record
 * @param {number} place
 */
function livingHere(record, place) {
  const here = new Set(["baby"]);
  for (const { hh_lives_here: lives } of rows(record, record.contacts[place], "household"))
    if (lives?.value === "yes") here.add(record.ref(lives.about, place));
  for (const block of BLOCKS)
    if (record.now[place].get(`${block}_lives_with_baby`)?.value === "yes") here.add(record.ref(block, place));
  return here.size;
}

/** The day of the document it comes from, or else of the contact. @param {Entry} entry @returns {string} */
const saidOn = ({ source, contact }) => source.date || contact.on;
