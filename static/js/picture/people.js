/** The people around the baby, and who has been seen: twin of `app/picture/people.py`. */

import { BLOCKS, FURTHER, PARENTS, peopleOf, UNNAMED } from "../forms/blocks.js";
import { FAMILY_SEEN } from "../forms/not_met.js";
import { SEEN_ALONE } from "../rules/must_see.js";
import { ALONE, howAlone, SEEN } from "../rules/past.js";
import { claim, compare, firstOf, into, rows, said, valueIn } from "./entries.js";
import { code, relation, UNKNOWN } from "./relations.js";

/** @typedef {import("./entries.js").Claim} Claim */
/** @typedef {import("./entries.js").Contact} Contact */
/** @typedef {import("./entries.js").Record_} Record_ */
/** @typedef {import("./entries.js").Row} Row */
/** @typedef {Record<string, any>} Person */

/** Outcomes at the door with which somebody can have been spoken to alone. */
const LET_IN = ["", ...FAMILY_SEEN];
const MET_NOT_OF = ["deceased", "no_second_parent"];
const TOLD = ["involvement", "name", "seen", "not_seen_why", "info_source", "contact", "lives_with_baby"];
/** What of a parent's block is kept, and under which name. */
const KEPT = [
  ["involvement", "involvement"],
  ["not_seen_why", "why_not"],
  ["info_source", "told_by"],
  ["contact", "contact"],
  ["lives_with_baby", "with_baby"],
];

const UNNAMED_WORDS = Object.values(UNNAMED);

/** @param {Record_} record */
export function people(record) {
  const folk = new Folk(record);
  for (const contact of record.contacts) folk.read(contact);
  return { people: folk.people(), households: folk.households(), baby: baby(record) };
}

class Folk {
  /** @type {Map<string, Person>} */
  found = new Map();
  /** Person to address to the newest claim. @type {Map<string, Map<string, Claim>>} */
  lives = new Map();
  /** @type {Map<string, string>} */
  visited = new Map();
  record;

  /** @param {Record_} record */
  constructor(record) {
    this.record = record;
    const onRecord = record.child.people ?? [];
    const blocks = peopleOf(onRecord);
    for (const block of PARENTS) if (!blocks[block]) this.person(`B:${block}`, "", block, block);
    for (const { id, name, relation: told } of onRecord) {
      const ref = `P:${id}`;
      const block = Object.entries(blocks).find(([, known]) => known === ref)?.[0] ?? "";
      this.person(ref, name || "", told, block);
    }
  }

  /** @param {string} ref @param {string} [name] @param {unknown} [told] @param {string} [block] @returns {Person} */
  person(ref, name = "", told = "", block = "") {
    return into(this.found, ref, () => ({
      ref,
      name,
      relation: code(told),
      block,
      seen: [],
      met: [],
    }));
  }

  /** @param {Contact} contact */
  read(contact) {
    const present = rows(this.record, contact, "present").filter((row) => valueIn(row, "present_person"));
    // Of two people typed in by one name whoever is more alone with baby is read first, and stands.
    const household = rows(this.record, contact, "household").sort((one, other) => aloneIn(other) - aloneIn(one));
    /** @type {Map<string, Record<string, any>>} */
    const seen = new Map();
    for (const row of present) {
      const person = this.named(row, "present_person", "present_relation");
      if (person) seen.set(person.ref, { how: "in_person" });
    }
    for (const row of household) {
      const person = this.named(row, "hh_person", "hh_relation");
      if (person && valueIn(row, "hh_seen") === "yes") into(seen, person.ref, () => ({ how: "in_person" }));
    }
    for (const block of BLOCKS) this.parent(contact, block, seen);
    this.alone(contact, seen);
    this.home(contact, household);
    for (const [ref, how] of seen) {
      const { place, on, author, unsent } = contact;
      this.person(ref).seen.push({ visit: place, on, by: author, ...how, ...(unsent ? { unsent: true } : {}) });
    }
    if (contact.met) for (const person of this.found.values()) person.met.push(contact.place);
  }

  /** The person a row is about. @param {Row} row @param {string} question @param {string} says @returns {Person | null} */
  named(row, question, says) {
    const { about: ref, contact } = firstOf(row) ?? {};
    if (!ref || !(row[question] ?? row.hh_name)) return null;
    const known = this.record.ref(ref, contact.place);
    const person = this.person(known, "", "", known.startsWith("B:") ? known.slice(2) : "");
    if (!person.name && ref.startsWith("T:") && !UNNAMED_WORDS.includes(ref.slice(2))) person.name = ref.slice(2);
    const told = valueIn(row, says);
    if (told && !relation(person.relation)) person.relation = code(told);
    if (!person.name && valueIn(row, "hh_name")) person.name = valueIn(row, "hh_name");
    const cares = row.hh_cares;
    const toldNow = person.cares && person.cares.visit === cares?.contact.place;
    if (cares && (cares.value || cares.missing) && !toldNow) person.cares = { ...claim(cares), ...rowSource(row) };
    return person;
  }

  /** @param {Contact} contact @param {string} block @param {Map<string, Record<string, any>>} seen */
  parent(contact, block, seen) {
    const now = this.record.now[contact.place];
    /** @param {string} name */
    const of = (name) => now.get(`${block}_${name}`);
    if (!TOLD.some(of) && (FURTHER.includes(block) || !of("alone"))) return;
    const ref = this.record.ref(block, contact.place);
    const person = this.person(ref, "", FURTHER.includes(block) ? "" : block, block);
    person.block ||= block;
    for (const [name, kept] of KEPT) {
      const told = of(name);
      if (told && (told.value || told.missing)) person[kept] = claim(told);
    }
    if (of("name")?.value && !person.name) person.name = of("name")?.value;
    const how = of("seen")?.value;
    const known = seen.get(ref);
    if (SEEN.includes(how)) into(seen, ref, () => /** @type {Record<string, any>} */ ({})).how = how;
    else if (how === "not_seen" && known?.how === "in_person") known.disputed = true;
  }

  /**
   * Marks who was seen alone. The visitor's own answer on a parent goes before what follows from who was there.
   * @param {Contact} contact
   * @param {Map<string, Record<string, any>>} seen
   */
  alone(contact, seen) {
    const { record } = this;
    // A row without a name is somebody all the same; who turned her away at the door was not seen alone.
    const [row, ...others] = rows(record, contact, "present");
    const named = row && valueIn(row, "present_person");
    if (LET_IN.includes(contact.access) && named && !others.length && seen.size === 1)
      for (const only of seen.values()) only.alone = true;
    for (const block of PARENTS) {
      const says = said(record, contact, `${block}_alone`);
      const met = seen.get(record.ref(block, contact.place));
      if (!met || says === null) continue;
      if (SEEN_ALONE.includes(says)) met.alone = true;
      else delete met.alone;
    }
  }

  /** Who lives where. @param {Contact} contact @param {Row[]} household */
  home(contact, household) {
    const { record } = this;
    /** @param {string} ref @param {string} address @param {Claim} made */
    const livesAt = (ref, address, made) => into(this.lives, ref, () => new Map()).set(address, made);
    let { address } = contact;
    if (!address && contact.where === "baby_usual_home") address = said(record, contact, "sleeps_tonight") || "";
    if (!address && contact.where) address = `W:${contact.where}`;
    if (contact.mode === "face_to_face" && contact.met && address) this.visited.set(address, contact.on);
    for (const row of household) {
      const person = this.named(row, "hh_person", "hh_relation");
      const lives = row.hh_lives_here;
      if (person && lives && (lives.value || lives.missing))
        livesAt(person.ref, address, { ...claim(lives), ...rowSource(row) });
    }
    for (const block of BLOCKS) {
      const own = record.now[contact.place].get(`${block}_address`);
      if (own?.value) livesAt(record.ref(block, contact.place), own.value, { ...claim(own), value: "yes" });
    }
    for (const row of rows(record, contact, "residence_claim")) {
      const where = row.rc_address;
      const says = valueIn(row, "rc_says");
      if (!where?.value || where.about === "baby") continue;
      const value = ["does_not_live_there", "has_moved_out"].includes(says)
        ? "no"
        : says === "stays_sometimes"
          ? "part_time"
          : "yes";
      livesAt(record.ref(where.about, contact.place), where.value, {
        ...claim(where),
        ...rowSource(row, "rc_source"),
        value,
      });
    }
  }

  people() {
    return [...this.found.values()].map(({ met, ...person }) => {
      const last = person.seen.at(-1);
      const kin = relation(person.relation) ?? UNKNOWN;
      const involvement = person.involvement?.value ?? "";
      const alone = person.seen.filter((/** @type {any} */ one) => one.alone);
      const made = {
        ...person,
        ...kin,
        side: PARENTS.includes(person.block) ? person.block : kin.side,
        unknown: !person.name || involvement === "identity_not_known",
        gone: MET_NOT_OF.includes(involvement),
        last_seen: last?.on ?? "",
        alone_last: alone.at(-1)?.on ?? "",
        contacts: met.length,
        since: met.filter((/** @type {number} */ place) => !last || place > last.visit).length,
        lives: [...(this.lives.get(person.ref) ?? [])]
          .sort(([a], [b]) => compare(a, b))
          .map(([address, told]) => ({ address, ...told })),
      };
      if (person.cares) Object.assign(made, { alone_with_baby: ALONE.includes(person.cares.value) });
      return /** @type {Person} */ (made);
    });
  }

  households() {
    /** @type {Map<string, any[]>} */
    const homes = new Map();
    for (const [ref, places] of this.lives)
      for (const [address, told] of places) {
        const there = into(homes, address, () => []);
        if (told.value !== "no") there.push({ ref, ...told });
      }
    for (const address of this.visited.keys()) into(homes, address, () => []);
    return [...homes]
      .map(([address, there]) => ({
        address,
        visited: this.visited.get(address) ?? "",
        people: there.sort((a, b) => compare(a.ref, b.ref)),
      }))
      .sort((a, b) => compare(b.visited, a.visited) || compare(a.address, b.address));
  }
}

/** @param {Row} row */
const aloneIn = (row) => howAlone({ hh_cares: valueIn(row, "hh_cares"), hh_seen: valueIn(row, "hh_seen") });

/** A row names its source once, in a question of its own. @param {Row} row @param {string} [field] */
function rowSource(row, field = "hh_source") {
  const kind = valueIn(row, field);
  return kind ? { source: { type: kind } } : {};
}

/** @param {Record_} record */
function baby(record) {
  /** @type {Record<string, Contact>} */
  const days = {};
  for (const contact of record.contacts) {
    const seen = said(record, contact, "baby_seen");
    if (["awake", "asleep_only"].includes(seen)) days.seen = contact;
    if (seen === "awake") days.awake = contact;
    if (["fully", "to_nappy"].includes(said(record, contact, "baby_undressed"))) days.undressed = contact;
    if (said(record, contact, "skin_check") === "whole_body") days.skin = contact;
  }
  const born = record.contacts.filter(({ type }) => type !== "antenatal");
  return Object.fromEntries(
    ["seen", "awake", "undressed", "skin"].map((what) => [
      what,
      {
        on: days[what]?.on ?? "",
        by: days[what]?.author ?? "",
        since: born.filter(({ place }) => !days[what] || place > days[what].place).length,
      },
    ]),
  );
}
