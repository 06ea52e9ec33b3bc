/** Answers in words, for lists and notes. Pure. */

import { choiceLabel, labelIn } from "../shell/definitions.js";
import { date, nhsNumber, time } from "../shell/words.js";
import { calledAt, isPrivate } from "./context.js";
import { isMoment } from "./uk_time.js";

/** @typedef {import("../shell/definitions.js").Definition} Definition */
/** @typedef {import("../local/types.js").Child} Child */
/** @typedef {Partial<import("../local/types.js").Answer>} Answer */

/** The words of the indicators that are present, as they may be read now: they come with the safety rules. @type {Map<string, string>} */
let indicators = new Map();

/** @param {[string, string][]} named */
export const nameIndicators = (named) => {
  indicators = new Map(named);
};

/** Of one that may not be named now; its reason is not quoted either. */
export const HIDDEN = "One more";

/** What stands where a private entry must not be named. */
export const A_PRIVATE_ENTRY = "a private entry";

/**
 * Choices and reasons that tell by their words what nobody may overhear: the one that names what only a hidden question asks, and
 * the reason that whoever reads it is one himself. Twin of TELLING in forms/derived/private.py.
 */
const TELLING = ["enquiry_domestic_abuse", "not_safe_to_ask"];

/** @param {any} code */
export const isTelling = (code) => TELLING.includes(code);

/** All that is said of a gap whose reason must not be read. */
const NOT_RECORDED = "Not recorded";

/**
 * Why there is no answer, in words.
 * @param {Definition} definition
 * @param {string} reason
 * @param {boolean} [nobodyHears]  false: not that it was not safe to ask
 */
export const reasonWords = ({ missing_reasons }, reason, nobodyHears = true) =>
  (nobodyHears || !isTelling(reason) ? missing_reasons.find(({ code }) => code === reason)?.label : null) ??
  NOT_RECORDED;

/** Where a value would stand. @param {string} words  why there is none, as above */
export const gapWords = (words) => (words === NOT_RECORDED ? words : `${NOT_RECORDED}: ${words}`);

/** @param {string} code */
const named = (code) => indicators.get(code) ?? (indicators.size ? HIDDEN : code);

/**
 * The value, the missing reason, or nothing.
 * @param {Definition} definition
 * @param {string} field
 * @param {Answer | null | undefined} answer
 * @param {Child | null} child
 * @param {boolean} [nobodyHears]  false: no private entry is named, on paper or where somebody reads along
 * @returns {string[]}  one line for each thing said; empty for no answer
 */
export function saidOf(definition, field, answer, child, nobodyHears = true) {
  if (!answer || answer.cleared) return [];
  if (answer.missing) return [reasonWords(definition, answer.missing, nobodyHears)];
  /** @type {string[]} */
  const lines = valueLines(definition.fields[field], answer.value, child);
  const codes = Array.isArray(answer.value) ? answer.value : [];
  if (!nobodyHears && codes.length) return lines.map((words, at) => (isTelling(codes[at]) ? A_PRIVATE_ENTRY : words));
  if (definition.fields[field]?.type === "entry" && typeof answer.value === "string") {
    const key = answer.value;
    if (!nobodyHears && isPrivate(definition, key)) return [A_PRIVATE_ENTRY];
    const title = () => definition.sections.find(({ group }) => group === key)?.title;
    return [calledAt(definition, key) || (title() ?? key)];
  }
  return lines;
}

/** @param {import("../shell/definitions.js").FieldDefinition | undefined} field @param {any} value @param {Child | null} child */
function valueLines(field, value, child) {
  if (value === undefined || value === null) return [];
  switch (field?.type) {
    case "enum":
      return [choiceLabel(field, value)];
    case "multi":
      return value.map((/** @type {string} */ code) => choiceLabel(field, code));
    case "date":
      return [date(value)];
    case "datetime":
      return [isMoment(value) ? `${date(value)}, ${time(value)}` : value];
    case "confirm":
      return [value ? "Confirmed" : "Not confirmed"];
    case "address":
    case "person":
      return [referenceWords(value, child)];
    case "people":
      return value.map((/** @type {string} */ one) => referenceWords(one, child));
    case "unknowns":
      return value.map((/** @type {Record<string, string>} */ { what, owner, due }) =>
        [what, owner && `to find out: ${owner}`, due && `by ${date(due)}`].filter(Boolean).join(", "),
      );
    case "replies":
      return value.map((/** @type {Record<string, string>} */ { to, reply, why }) =>
        named(to).concat(`: ${choiceLabel(field, reply)}`, why && named(to) !== HIDDEN ? `, ${why}` : ""),
      );
    case "geo":
      return ["On the drawing"];
    case "nhs_number":
      return [nhsNumber(value)];
    case "age":
      return [typeof value === "number" ? String(value) : date(value)];
    case "int":
    case "decimal":
      return [
        [typeof value === "number" ? value.toLocaleString("en-GB") : value, field.limits?.unit]
          .filter(Boolean)
          .join(" "),
      ];
    default:
      return String(value).split("\n");
  }
}

/** `A:` an address and `P:` a person on the record, `T:` typed. @param {string} value @param {Child | null} child */
export function referenceWords(value, child) {
  const id = value.slice(2);
  if (value.startsWith("A:")) {
    const address = child?.addresses.find((one) => one.id === id);
    return address ? addressWords(address) : "An address on the record";
  }
  if (value.startsWith("P:")) {
    const person = child?.people.find((one) => one.id === id);
    return person ? personWords(person) : "A person on the record";
  }
  return id;
}

/** A restricted address is named by its label only. @param {Child["addresses"][number]} address */
export const addressWords = ({ label, line, postcode, restricted }) =>
  restricted
    ? `${label} (restricted)`
    : [label && `${label}:`, [line, postcode].filter(Boolean).join(", ")].filter(Boolean).join(" ");

/** @param {Child["people"][number]} person */
export const personWords = ({ name, relation }) => (relation ? `${name}, ${relation}` : name);

/**
 * Who said so, in words.
 * @param {Definition} definition
 * @param {Answer | null | undefined} answer
 * @param {Child | null} child
 */
export function sourceWords(definition, answer, child) {
  const { type } = answer?.source ?? {};
  if (!type) return "";
  const who = [labelIn(definition.sources, type), namedIn(answer?.source, child)].filter(Boolean).join(": ");
  return [who, ...circumstances(answer?.source)].join(", ");
}

/**
 * What else is known of how it was said or when it was written, one part each.
 * @param {Record<string, string> | undefined} source
 */
export function circumstances({ date: on, asked, present } = {}) {
  return [on && date(on), asked && `asked “${asked}”`, present && `also there: ${present}`].filter(Boolean);
}

/** The person, on the record or written in, or the document. @param {Record<string, string> | undefined} source @param {Child | null} child */
export function namedIn(source, child) {
  const named = source?.person ?? source?.document ?? "";
  return /^[AP]:/.test(named) ? referenceWords(named, child) : named;
}
