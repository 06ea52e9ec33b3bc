/** The words of the picture: people, places, sources, times. Pure; what it needs is given once (`speaking`). */

import { html, nothing, svg } from "lit-html";
import { circumstances, reasonWords, saidOf } from "../../forms/said.js";
import { dayOf, daysBetween, inLondon } from "../../forms/uk_time.js";
import { choiceLabel, labelIn } from "../../shell/definitions.js";
import { counted, date, day, shortDate } from "../../shell/words.js";

/** @typedef {import("../../shell/definitions.js").Definition} Definition */
/** @typedef {import("../../local/types.js").Child} Child */
/** @typedef {import("../entries.js").Claim} Claim */
/** @typedef {import("../index.js").Picture} Picture */
/**
 * What is drawn, and what it needs.
 * @typedef {object} Given
 * @property {Picture} picture
 * @property {Claim[]} timeline
 * @property {Child} child
 * @property {Definition} definition  of every version the visits were recorded on, the newest word first
 * @property {Date} now
 * @property {(visitId: string) => string | null} visitLink
 * @property {string[]} [mustSee]  what the rules want seen, beside what the last visit said
 * @property {number[]} [late]  how late each of the shares is confirmed: 1, or 2 when it has to be taken further
 */
/** @typedef {ReturnType<typeof speaking>} Speaking */

/** Of a share that nobody has confirmed. @param {number} [late] */
export const lateFlag = (late = 0) =>
  late ? html` <span class="wv-pic-flag wv-pic-flag--late${late}">${LATE[late]}</span>` : nothing;
const LATE = ["", "overdue", "twice the time: take it further"];

/** Kind to the word and the path of its shape, the same as on a section page. @type {Record<string, [string, string]>} */
const KINDS = {
  O: ["Seen", "M1 9q8-11 16 0-8 11-16 0zM9 6a3 3 0 1 0 .1 0z"],
  R: ["Told", "M2 2h14v10H8l-4 4v-4H2z"],
  D: ["Record", "M3 1h8l4 4v12H3zM6 8h6M6 12h6"],
  F: ["Fact", "M2 2h14v14H2z"],
  P: ["Plan", "M2 9h13M10 4l5 5-5 5"],
  J: ["My view", "M9 1l8 8-8 8-8-8z"],
  A: ["About the visit", "M6 9a3 3 0 1 0 6 0a3 3 0 1 0-6 0"],
};
export const KIND_ORDER = Object.keys(KINDS);

/** @param {string} kind */
export const kindWord = (kind) => (KINDS[kind] ?? KINDS.A)[0];

/** A kind of statement by word and shape. @param {string} kind */
export const kindMark = (kind) =>
  html`<span class="wv-pic-kind"><svg class="wv-kind-shape" width="16" height="16" viewBox="0 0 18 18" aria-hidden="true" focusable="false">${svg`<path d=${(KINDS[kind] ?? KINDS.A)[1]} fill="none" stroke="currentColor" stroke-width="2" />`}</svg>${kindWord(kind)}</span>`;

/**
 * One definition out of several versions: a question is worded as the newest version that has it words it.
 * @param {Definition[]} versions
 * @returns {Definition}
 */
export function merged(versions) {
  const [newest, ...older] = [...versions].sort((a, b) => b.version - a.version);
  const fields = Object.assign({}, ...older.reverse().map((one) => one.fields), newest.fields);
  const codes = new Set(newest.sections.map(({ code }) => code));
  const gone = older.flatMap((one) => one.sections).filter(({ code }) => !codes.has(code));
  return { ...newest, fields, sections: [...newest.sections, ...gone] };
}

const REASONS = {
  never_asked: "never asked",
  silence: "nothing recorded",
  nobody_met: "nobody was met",
};

/** @param {Given} given @param {boolean} [paper]  it will be printed */
export function speaking({ picture, child, definition, now }, paper = false) {
  const people = new Map(picture.people.map((person) => [person.ref, person]));

  /** The question in two or three words. @param {string} field */
  const question = (field) => definition.fields[field]?.name ?? field.replaceAll("_", " ");

  /** @param {string} code */
  function relationWords(code) {
    const words = choiceLabel(definition.fields.hh_relation, code);
    return (words === code ? code.replaceAll("_", " ") : words).toLowerCase();
  }

  /** @param {string} ref */
  function name(ref) {
    const person = people.get(ref);
    if (person?.name) return person.name;
    if (ref.startsWith("T:")) return ref.slice(2);
    if (ref === "baby") return child.given_name || "Baby";
    const words = relationWords(person?.relation || ref.replace(/^.:/, ""));
    return person || ref.startsWith("B:")
      ? `${words[0]?.toUpperCase() ?? ""}${words.slice(1)}, name not known`
      : "Somebody";
  }

  /** With the relation. @param {string} ref */
  function who(ref) {
    const relation = people.get(ref)?.relation;
    return people.get(ref)?.name && relation ? `${name(ref)}, ${relationWords(relation)}` : name(ref);
  }

  /** A block of the form or a reference, as one says it. @param {string} about */
  function about(about) {
    const person = picture.people.find(({ block }) => block === about);
    return person ? name(person.ref) : name(about);
  }

  /** @param {string} ref */
  function place(ref) {
    if (!ref) return "an address that was not recorded";
    if (ref.startsWith("W:")) return `${choiceLabel(definition.fields.contact_place, ref.slice(2))} (no address given)`;
    if (!ref.startsWith("A:")) return ref.replace(/^T:/, "");
    const found = child.addresses.find(({ id }) => `A:${id}` === ref);
    if (!found) return "an address on the record";
    if (found.restricted) return paper ? "A restricted address" : `${found.label} (restricted)`;
    return found.label || found.line;
  }

  /** A value in words, one line each. @param {Claim} claim @returns {string[]} */
  function lines(claim) {
    const type = definition.fields[claim.field]?.type;
    if (claim.value !== undefined && type === "address") return [place(claim.value)];
    if (claim.value !== undefined && type === "person") return [who(claim.value)];
    if (claim.value !== undefined && type === "people") return [claim.value.map(who).join("; ")];
    return saidOf(definition, claim.field, claim, child);
  }

  /** @param {Claim} claim */
  const words = (claim) => lines(claim).join(", ") || "taken out";

  /** Who says so. @param {Claim} claim */
  function source({ source, by, kind }) {
    const { type = "", person = "", document = "" } = source ?? {};
    if (type === "seen_or_measured_by_me" || !type)
      return by ? `${by} ${kind === "O" ? "saw" : "recorded"}` : "recorded here";
    const who = person
      ? `${name(person)} said`
      : [labelIn(definition.sources, type), document].filter(Boolean).join(": ");
    return [who, ...circumstances(source)].join(", ");
  }

  /** @param {string} on */
  function ago(on) {
    const days = daysBetween(dayOf(on), inLondon(now).day) ?? 0;
    if (days < 2) return "";
    if (days < 14) return `${days} days ago`;
    if (days < 98) return `${Math.floor(days / 7)} weeks ago`;
    return `${Math.floor(days / 30.4)} months ago`;
  }

  /** A day with how long ago it is. @param {string} on */
  const when = (on) => (on ? [day(on, now), ago(on) && `(${ago(on)})`].filter(Boolean).join(" ") : "no date");

  /** @param {string} reason */
  const reason = (reason) =>
    REASONS[/** @type {keyof typeof REASONS} */ (reason)] ??
    reasonWords(definition, reason).replace(/^./, (first) => first.toLowerCase());

  /** @param {string} due */
  const overdue = (due) => Boolean(due) && due < inLondon(now).day;

  /** @param {{visit?: number}} one */
  const contact = ({ visit = -1 }) => picture.visits[visit];

  return {
    about,
    ago,
    choice: (/** @type {string} */ field, /** @type {unknown} */ code) => choiceLabel(definition.fields[field], code),
    contact,
    contactType: (/** @type {string} */ type) => (type ? choiceLabel(definition.fields.contact_type, type) : "Visit"),
    day: (/** @type {string} */ on) => (on ? date(on) : "no date"),
    lines,
    name,
    overdue,
    place,
    question,
    reason,
    relationWords,
    short: (/** @type {string} */ on) => (on ? shortDate(on) : "–"),
    source,
    times: counted,
    topic: (/** @type {string} */ code) => definition.sections.find((one) => one.code === code)?.title ?? code,
    when,
    who,
    words,
  };
}

/** What stands beside a claim: that it is private, or on this tablet alone. @param {{sens?: string, unsent?: boolean}} claim */
export const marksOf = ({ sens, unsent }) =>
  html`${sens === "H" ? html` <span class="wv-mark wv-pic-private">Private</span>` : nothing}${unsent ? html` <span class="wv-mark">not sent yet</span>` : nothing}`;

/** What is private never reaches paper. @param {{sens?: string}} claim */
export const printClass = ({ sens }) => (sens === "H" ? "wv-unprinted" : "");

/** A claim with who says so and when: the unit everything stands side by side in. @param {Speaking} say @param {Claim} claim @param {unknown} [lead] */
export const claimLine = (say, claim, lead) => html`
  <li class="wv-pic-claim ${printClass(claim)}">
    <p>${lead ?? (claim.missing ? html`<span class="wv-pic-none">${say.words(claim)}</span>` : say.words(claim))}${marksOf(claim)}</p>
    <p class="wv-pic-claim__by">${say.source(claim)}, ${say.when(claim.on)}${claim.source?.words ? html`: <q>${claim.source.words}</q>` : nothing}</p>
  </li>
`;

/** A telephone number in words that were typed, as a link to ring it. @param {string} words */
export function withNumbers(words) {
  return words
    .split(/(\+?\d[\d ()-]{8,}\d)/)
    .map((part, at) =>
      at % 2 ? html`<a class="nhsuk-link wv-pic-number" href="tel:${part.replace(/[^\d+]/g, "")}">${part}</a>` : part,
    );
}
