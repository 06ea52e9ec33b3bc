/** What the questions of a section know of the visit around them, and whether that has changed. */

import { isAlone } from "./applicable.js";
import { calledAt, idOf, isPrivate, rowsOf } from "./context.js";
import { counting } from "./counting.js";
import { knownPeople } from "./people.js";
import { remarks } from "./remarks.js";
import { restsOnEntries } from "./rests_on.js";
import { saidOf } from "./said.js";
import { dayOf, inLondon } from "./uk_time.js";

/** @typedef {import("../local/types.js").Shown} Shown */
/** @typedef {import("../shell/definitions.js").Definition} Definition */
/** @typedef {import("./question.js").Question} Question */

/** @typedef {{id: string, name: string, private: boolean}} Indicator  of the safety rules */

/** What a view may rest on. */
export const GROUNDS = new Set(["O", "R", "D", "F"]);
/** What an action may come from; also from what could not be recorded. */
const POINTED_AT = new Set([...GROUNDS, "J"]);
const POINT_AT_PEOPLE = new Set(["person", "people", "unknowns"]);
export const NUMBERS = new Set(["int", "decimal"]);
/** A line of an entry that is enough to know it again, in characters. */
const GLANCE = 90;

/**
 * @param {object} given
 * @param {Definition} given.definition
 * @param {import("../shell/definitions.js").SectionDefinition} given.section
 * @param {import("../local/types.js").Child | null} given.child
 * @param {import("./question.js").Memory} given.memory
 * @param {Indicator[]} given.indicators  where this section asks for replies to them
 * @param {() => Record<string, Shown>} given.answers  of the visit, as written down
 * @param {(fresh: Record<string, any>) => void} given.put  answers that were chosen, without base
 * @param {(presets: Record<string, string>) => void} given.onClaim
 * @param {(key: string) => void} given.onFurther
 * @param {(key: string, said: boolean) => void} given.onRemoved
 * @param {() => void} given.viewsOpened
 */
export function surroundings({ definition, section, child, memory, indicators, answers, put, ...on }) {
  /** Made anew when an answer may have named somebody. @type {import("./people.js").Known[] | null} */
  let people = null;
  /** Likewise, what a view may rest on. @type {(import("./basis.js").Entry & {gap: boolean})[] | null} */
  let entries = null;
  /** Both as text, to see whether they are still the same. @type {Record<string, string>} */
  let texts = {};
  let myName = "";
  /** Visits before this one, as far as they have been read. @type {import("./carried.js").Earlier[]} */
  let earlier = [];

  /** The day this visit is about; today until it is said. */
  const dayOfContact = () => dayOf(answers().contact_start?.value) ?? around.today();

  const contact = () => {
    const type = answers().contact_type?.value;
    return typeof type === "string" ? type : null;
  };

  const born = () =>
    Boolean(child?.dob) || [{ answers: answers() }, ...earlier].some((visit) => dayOf(visit.answers.baby_dob?.value));

  function allEntries() {
    entries ??= entriesIn(definition, answers(), child);
    return entries;
  }

  /** The visit's own entries of these kinds, each in a line. @param {Set<string>} kinds */
  const entriesOf = (kinds) =>
    // What could not be recorded is a reason to act, and nothing to rest a view on.
    allEntries().filter(({ kind, gap }) => kinds.has(kind) && !(gap && kinds === GROUNDS));

  const nobodyHears = () => isAlone(definition, answers());

  /** @type {import("./question.js").Around} */
  const around = {
    nobodyHears,
    memory,
    people: () => (people ??= knownPeople(definition, child, answers())),
    myName: () => myName,
    today: () => inLondon(Date.now()).day,
    remarks: (id, value) =>
      remarks({
        id,
        field: definition.fields[id],
        value,
        on: dayOfContact(),
        contact: contact(),
        earlier,
        born: born(),
      }),
    entries: () => entriesOf(POINTED_AT),
    things: () => indicatorsIn(answers(), indicators, nobodyHears()),
    deferring: async (key, field) =>
      (await import("../components/section_aids.js")).deferringOf(definition, key, field, {
        answers,
        people: () => around.people(),
        today: around.today(),
        child,
        put,
        half: memory.half,
      }),
    ...on,
    claims: (id) => claimsIn(definition, section.claims?.[id], answers(), child),
  };

  /** @param {string} name @param {() => unknown} make */
  function text(name, make) {
    texts[name] ??= JSON.stringify(make());
    return texts[name];
  }

  return {
    around,

    /** What a view rests on is picked among these; null where nothing is. @param {import("./context.js").FormField} field */
    grounds: (field) => (restsOnEntries(field) ? entriesOf(GROUNDS) : null),

    /** An answer was written down. */
    renew() {
      people = entries = null;
      texts = {};
    },

    /** The visits before this one were read. @param {import("./carried.js").Earlier[]} visits @param {string} name */
    learn(visits, name) {
      earlier = visits;
      myName = name;
      texts = {};
    },

    /** All that a question offers because of other answers: while it stays the same, nothing has to be drawn anew. @param {Question} question */
    offeredTo({ id, field }) {
      const { type } = field;
      return [
        nobodyHears(),
        POINT_AT_PEOPLE.has(type) && text("people", () => [around.people(), myName]),
        (type === "entry" || restsOnEntries(field)) && text("entries", allEntries),
        type === "replies" && text("indicators", around.things),
        NUMBERS.has(type) && text("contact", () => [contact(), dayOfContact(), earlier.length, born()]),
        section.claims?.[id] && around.claims(id).join("\n"),
      ].join("\t");
    },
  };
}

/**
 * @param {Definition} definition
 * @param {Record<string, Shown>} answers
 * @param {import("../local/types.js").Child | null} child
 * @returns {(import("./basis.js").Entry & {gap: boolean})[]}  in the order of the form; `gap`: only the reason why there is no
 *   answer
 */
function entriesIn(definition, answers, child) {
  const alone = isAlone(definition, answers);
  const counts = counting(definition, answers);
  const order = Object.keys(definition.fields);
  const at = (/** @type {string} */ key) => order.indexOf(idOf(key));
  // A visit comes back from the service with its answers in another order: nothing may move under her finger for that.
  const keys = Object.keys(answers).sort((one, other) => at(one) - at(other) || (one < other ? -1 : 1));
  return keys.flatMap((key) => {
    const answer = answers[key];
    const id = idOf(key);
    const gap = answer.value === undefined;
    if (!POINTED_AT.has(answer.kind) || (gap && !answer.missing) || id === "earshot" || !counts(key)) return [];
    if (!alone && isPrivate(definition, key)) return [];
    const words = `${calledAt(definition, key)}: ${saidOf(definition, id, answer, child, alone).join("; ")}`;
    return [{ key, kind: answer.kind, gap, words: words.length > GLANCE ? `${words.slice(0, GLANCE)}…` : words }];
  });
}

/**
 * The indicators that were worked out for the visit, to be replied to. One that rests on what must not be overheard is not
 * shown while somebody may.
 * @param {Record<string, Shown>} answers
 * @param {Indicator[]} indicators
 * @param {boolean} alone
 */
function indicatorsIn(answers, indicators, alone) {
  const codes = answers.indicators?.value;
  return (Array.isArray(codes) ? codes : []).map((code) => {
    const known = indicators.find(({ id }) => id === code);
    const hidden = !alone && (known?.private ?? true);
    return { code: String(code), words: hidden ? "" : (known?.name ?? String(code)), hidden };
  });
}

/**
 * What others say about the same thing: each row that begins alike, in a line.
 * @param {Definition} definition
 * @param {Record<string, string> | undefined} presets
 * @param {Record<string, Shown>} answers
 * @param {import("../local/types.js").Child | null} child
 */
function claimsIn(definition, presets, answers, child) {
  if (!presets) return [];
  const [about] = Object.keys(presets);
  const part = definition.sections.find(({ fields }) => fields.includes(about));
  if (!part?.group) return [];
  const alone = isAlone(definition, answers);
  return rowsOf(part.group, answers)
    .map((row) => (/** @type {string} */ id) => answers[`${part.group}/${row}/${id}`])
    .filter((said) => said(about)?.value === presets[about])
    .map((said) =>
      part.fields.flatMap((id) => (id === about ? [] : saidOf(definition, id, said(id), child, alone))).join(" · "),
    );
}
