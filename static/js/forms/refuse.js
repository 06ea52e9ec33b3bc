/** Why a value can never be an answer, in the sentences of the declaration. Twin of `problem` of each field type. */

import { inDays } from "./measured.js";
import { dayFrom, inLondon, isDay, isMoment } from "./uk_time.js";

/** @typedef {import("./context.js").FormField} FormField */
/** @typedef {{code: string, message: string}} Refusal */

export const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const REFERENCE = new RegExp(`^[AP]:${UUID}$`);
// Written out, since \s and Python's idea of a blank differ.
const BLANK = /^[ \t\r\n\u00a0]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that cannot be stored
const UNSTORABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ud800-\udfff]/u;
const DECIMAL = /^[0-9]{1,6}(\.[0-9]+)?$/;
const TEN_DIGITS = /^[0-9]{10}$/;
const SPOT = /^([a-z_]+):([0-9]{1,4}),([0-9]{1,4})$/;
const ENTRY = new RegExp(`^[a-z][a-z0-9_]{0,59}(?:/${UUID}/[a-z][a-z0-9_]{0,59})?(?:@${UUID})?$`);
const REPLIED_TO = /^[A-Za-z0-9_-]{1,60}$/;

/** @param {unknown} value @returns {value is Record<string, any>} */
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
/** @param {unknown} value @returns {value is string[]} */
export const areStrings = (value) => Array.isArray(value) && value.every((each) => typeof each === "string");

/**
 * The code of what is wrong with a text, or null. Lengths are counted in code points, as a person counts.
 * @param {unknown} value
 * @param {number} longest
 */
export function textProblem(value, longest) {
  if (typeof value !== "string") return "wrong_type";
  if (UNSTORABLE.test(value)) return "unreadable_characters";
  if (BLANK.test(value)) return "blank";
  const { length } = [...value];
  return length > longest ? "too_long" : null;
}

/** @param {unknown} value @param {string} letter @param {number} longest */
function referenceProblem(value, letter, longest) {
  if (typeof value !== "string") return "wrong_type";
  if (value.startsWith("T:")) return textProblem(value.slice(2), longest);
  return value.startsWith(letter) && REFERENCE.test(value) ? null : "wrong_type";
}

/** A decimal in whole units of its last place, so that no fraction is compared. @param {string} text @param {number} places */
function scaled(text, places) {
  const [whole, part = ""] = text.split(".");
  return Number(whole + part.padEnd(places, "0"));
}

/** @param {unknown} item @param {Record<string, any>} limits */
function unknownProblem(item, { longest, longest_owner }) {
  if (!isObject(item) || Object.keys(item).sort().join() !== "due,owner,what") return "wrong_type";
  if (!Object.values(item).every((part) => typeof part === "string")) return "wrong_type";
  const problem = textProblem(item.what, longest);
  if (problem && problem !== "blank") return problem;
  if ((textProblem(item.owner, longest_owner) ?? "blank") !== "blank") return "owner_too_long";
  return item.due && !isDay(item.due) ? "bad_due" : null;
}

/** @param {unknown} item @returns {item is {to: string, reply: string, why: string}} */
const isReply = (item) =>
  isObject(item) &&
  Object.keys(item).sort().join() === "reply,to,why" &&
  Object.values(item).every((part) => typeof part === "string") &&
  REPLIED_TO.test(item.to);

/** @param {any} item @param {[string, string][]} choices @param {number} longest */
function replyProblem({ reply, why }, choices, longest) {
  if (!choices.some(([code]) => code === reply)) return "not_a_choice";
  const problem = textProblem(why, longest);
  return problem === "blank" ? null : problem;
}

/** NHS Data Dictionary, "NHS NUMBER", modulus 11; ten equal digits are never issued. @param {string} number */
function hasRightCheckDigit(number) {
  const digits = [...number].map(Number);
  const total = digits.reduce((sum, digit, at) => sum + digit * (10 - at), 0);
  return new Set(digits).size > 1 && total % 11 === 0;
}

/** Whether these can be the ten digits of an NHS number: the last of them checks the others. @param {string} figures */
export const isNhsNumber = (figures) => TEN_DIGITS.test(figures) && hasRightCheckDigit(figures);

/** @param {unknown[]} items @param {(item: any) => string | null} problemOf */
const firstProblem = (items, problemOf) => items.map(problemOf).find(Boolean);

/**
 * One check for each type of question: the code of what is wrong with a value in its wire shape, or null. `at` is the
 * moment of answering; without it, limits that move with the clock are left alone.
 * @type {Record<string, (value: any, field: FormField, at: Date | null) => string | null>}
 */
const PROBLEM = {
  enum(value, { choices = [] }) {
    if (typeof value !== "string") return "wrong_type";
    return choices.some(([code]) => code === value) ? null : "not_a_choice";
  },
  multi(value, { choices = [], exclusive = [] }) {
    if (!areStrings(value)) return "wrong_type";
    if (value.length === 0) return "empty";
    if (!value.every((ticked) => choices.some(([code]) => code === ticked))) return "not_a_choice";
    if (new Set(value).size < value.length) return "repeated";
    return value.length > 1 && value.some((ticked) => exclusive.includes(ticked)) ? "stands_alone" : null;
  },
  confirm: (value) => (value === true ? null : "wrong_type"),
  text: (value, { limits }) => textProblem(value, limits.longest),
  line: (value, { limits }) => textProblem(value, limits.longest),
  int(value, { limits }) {
    if (!Number.isInteger(value)) return "wrong_type";
    if (value < limits.minimum || value > limits.maximum) return "out_of_range";
    return (value - limits.minimum) % (limits.step ?? 1) ? "off_step" : null;
  },
  decimal(value, { limits: { minimum, maximum, places } }) {
    if (typeof value !== "string" || !DECIMAL.test(value)) return "wrong_type";
    if ((value.split(".")[1] ?? "").length > places) return "too_precise";
    const number = scaled(value, places);
    return number >= scaled(minimum, places) && number <= scaled(maximum, places) ? null : "out_of_range";
  },
  date(value, { limits: { earliest, latest } }, at) {
    if (!isDay(value)) return "wrong_type";
    if (at && earliest !== null && value < dayFrom(inLondon(at).day, earliest)) return "too_early";
    return at && latest !== null && value > dayFrom(inLondon(at).day, latest) ? "too_late" : null;
  },
  datetime(value, { limits }, at) {
    if (!isMoment(value)) return "wrong_type";
    return limits.not_in_future && at && Date.parse(value) > at.getTime() ? "too_late" : null;
  },
  address: (value, { limits }) => referenceProblem(value, "A", limits.longest),
  person: (value, { limits }) => referenceProblem(value, "P", limits.longest),
  people(value, { limits: { longest, most } }) {
    if (!Array.isArray(value)) return "wrong_type";
    const problem = firstProblem(value, (person) => referenceProblem(person, "P", longest));
    if (problem) return problem;
    if (value.length === 0) return "empty";
    if (value.length > most) return "too_many";
    return new Set(value).size < value.length ? "repeated" : null;
  },
  unknowns(value, { limits }) {
    if (!Array.isArray(value)) return "wrong_type";
    const problem = firstProblem(value, (item) => unknownProblem(item, limits));
    if (problem) return problem;
    if (value.length === 0) return "empty";
    return value.length > limits.most ? "too_many" : null;
  },
  replies(value, { choices = [], limits }) {
    if (!Array.isArray(value) || !value.every(isReply)) return "wrong_type";
    const problem = firstProblem(value, (item) => replyProblem(item, choices, limits.longest));
    if (problem) return problem;
    if (value.length === 0) return "empty";
    if (new Set(value.map(({ to }) => to)).size < value.length) return "repeated";
    return value.length > limits.most ? "too_many" : null;
  },
  gestation(value, { limits }) {
    const days = inDays(value);
    if (days === null) return "wrong_type";
    return days >= limits.minimum && days <= limits.maximum ? null : "out_of_range";
  },
  age(value, { limits }, at) {
    if (Number.isInteger(value)) return value >= 0 && value <= limits.oldest ? null : "out_of_range";
    if (!isDay(value)) return "wrong_type";
    return at && value > inLondon(at).day ? "too_late" : null;
  },
  nhs_number(value) {
    if (typeof value !== "string" || !TEN_DIGITS.test(value)) return "wrong_type";
    return hasRightCheckDigit(value) ? null : "wrong_check_digit";
  },
  code: (value, { limits }) =>
    typeof value === "string" && new RegExp(`^(?:${limits.pattern})$`).test(value) ? null : "wrong_type",
  entry: (value) => (typeof value === "string" && ENTRY.test(value) ? null : "wrong_type"),
  geo(value, { limits }) {
    const spot = typeof value === "string" ? SPOT.exec(value) : null;
    const inside =
      spot && limits.views.includes(spot[1]) && Number(spot[2]) <= limits.across && Number(spot[3]) <= limits.across;
    return inside ? null : "wrong_type";
  },
  computed: () => "worked_out",
};

/**
 * Why this value can't be an answer to the question, or null.
 * @param {FormField} field
 * @param {unknown} value
 * @param {Date | null} [at]
 * @returns {Refusal | null}
 */
export function refuseValue(field, value, at = null) {
  const code = PROBLEM[field.type](value, field, at);
  return code ? said(field, code) : null;
}

/** A refusal in the question's own words. @param {FormField} field @param {string} code @returns {Refusal} */
export function said({ messages, name, limits, choices = [], exclusive = [] }, code) {
  const labels = () => exclusive.map((alone) => `“${choices.find(([one]) => one === alone)?.[1]}”`).join(" or ");
  const message = messages[code].replace(/\{(\w+)\}/g, (_, open) =>
    open === "name" ? name : open === "alone" ? labels() : limits[open].toLocaleString("en-GB"),
  );
  return { code, message };
}

/**
 * What a value still lacks before the visit can be signed, or null. It is saved and sent all the same.
 * @param {FormField} field
 * @param {any} value one that `refuseValue` takes
 * @returns {Refusal | null}
 */
export function unfinished(field, value) {
  /** @type {string | null} */
  let code = null;
  if (field.type === "text" || field.type === "line") {
    code = [...value].length < field.limits.shortest ? "too_short" : null;
  } else if (field.type === "unknowns") {
    code =
      firstProblem(value, (item) => {
        const { what, owner } = /** @type {{what: string, owner: string}} */ (item);
        return textProblem(what, Infinity) ? "blank" : textProblem(owner, Infinity) ? "no_owner" : null;
      }) ?? null;
  } else if (field.type === "replies") {
    code =
      firstProblem(value, ({ reply, why }) =>
        field.limits.explained.includes(reply) && textProblem(why, Infinity) ? "blank" : null,
      ) ?? null;
  }
  return code ? said(field, code) : null;
}
