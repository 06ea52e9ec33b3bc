/** Why an answer can never be stored, in the sentences of the declaration. Twin of `refuse_answer` in forms/derived/wire_schema.py. */

import { fieldAt, mainOf } from "./context.js";
import { areStrings, isObject, refuseValue, textProblem, UUID } from "./refuse.js";
import { isDay } from "./uk_time.js";

/** @typedef {import("./context.js").Form} Form */
/** @typedef {import("./context.js").FormField} FormField */

const ID = new RegExp(`^${UUID}$`);
const ROW_KEY = new RegExp(`^([a-z][a-z0-9_]*)/(${UUID})/([a-z0-9_]+)$`);

const STATES = ["value", "missing", "cleared"];
const PARTS = new Set([...STATES, "kind", "base", "source", "verif", "basis", "earshot", "closes"]);
const SOURCE_PARTS = /** @type {const} */ ({ person: 160, document: 200, words: 1000, present: 200, asked: 300 });
const MOST_BASIS = 100;
const MOST_CLOSED = 2000;

/** @param {unknown} value */
const isId = (value) => typeof value === "string" && ID.test(value);
/** @param {unknown} value */
const areIds = (value) => Array.isArray(value) && value.length <= MOST_CLOSED && value.every(isId);
/** @param {unknown} value @param {{code: string}[]} choices */
const isCode = (value, choices) => choices.some(({ code }) => code === value);

/**
 * The question an answer key speaks of, or null when the form has none such.
 * @param {Form} form
 * @param {string} key
 */
function fieldOf(form, key) {
  const main = mainOf(key);
  const spelt = (key === main || isId(key.slice(main.length + 1))) && (ROW_KEY.test(main) || !main.includes("/"));
  return spelt ? fieldAt(form, key) : null;
}

/**
 * Why this answer can never be stored under this key, or null when it can.
 * @param {Form} form
 * @param {string} key
 * @param {unknown} answer
 * @param {Date | null} [at]
 * @returns {import("./refuse.js").Refusal | null}
 */
export function refuseAnswer(form, key, answer, at = null) {
  /** @param {string} code @param {string} name */
  const said = (code, name) => ({ code, message: form.sentences[code].replaceAll("{name}", name) });
  const row = ROW_KEY.exec(key);
  const group = row?.[3] === "removed" && form.sections.find((section) => section.group === row[1]);
  if (group) {
    const code = removalProblem(answer);
    return code ? said(code, group.row_name) : null;
  }
  const field = fieldOf(form, key);
  if (!field) return said("unknown_field", "");
  if (!isObject(answer) || !Object.keys(answer).every((part) => PARTS.has(part)))
    return said("not_an_answer", field.name);
  if (STATES.filter((state) => state in answer).length !== 1) return said("not_one_of", field.name);
  if ("value" in answer) {
    const refusal = refuseValue(field, answer.value, at);
    if (refusal) return refusal;
  }
  const code = stateProblem(field, answer) ?? envelopeProblem(form, field, answer);
  return code ? said(code, field.name) : null;
}

/** A row is taken away, or brought back: then the word that took it away is cleared. @param {unknown} answer */
function removalProblem(answer) {
  const parts = ["value", "cleared", "kind", "base", "earshot", "closes"];
  if (
    !isObject(answer) ||
    !Object.keys(answer).every((part) => parts.includes(part)) ||
    ["value", "cleared"].filter((part) => part in answer).length !== 1 ||
    (answer.value ?? answer.cleared) !== true
  )
    return "removed_not_true";
  if (answer.kind !== "A") return "wrong_kind";
  if ((answer.base ?? null) !== null && !isId(answer.base)) return "wrong_base";
  return areIds(answer.closes ?? []) ? null : "wrong_closes";
}

/** @param {FormField} field @param {Record<string, any>} answer */
function stateProblem(field, answer) {
  if ("missing" in answer) {
    if (field.missing.length === 0) return "needs_value";
    return field.missing.includes(answer.missing) ? null : "reason_not_allowed";
  }
  return "cleared" in answer && answer.cleared !== true ? "not_one_of" : null;
}

/** @param {Form} form @param {FormField} field @param {Record<string, any>} answer */
function envelopeProblem(form, field, answer) {
  if (!field.kinds.includes(answer.kind)) return "wrong_kind";
  if ((answer.base ?? null) !== null && !isId(answer.base)) return "wrong_base";
  if ("source" in answer && !isSource(answer.source, form.sources)) return "wrong_source";
  if ("verif" in answer && !isCode(answer.verif, form.verifications)) return "wrong_verification";
  if ("basis" in answer && !isBasis(form, answer.basis)) return "wrong_basis";
  const earshot = form.fields.earshot;
  if ((answer.earshot ?? null) !== null && !(earshot && !refuseValue(earshot, answer.earshot))) return "wrong_earshot";
  return "closes" in answer && !areIds(answer.closes) ? "wrong_closes" : null;
}

/** @param {unknown} value @param {{code: string}[]} sources */
function isSource(value, sources) {
  const parts = Object.entries(SOURCE_PARTS);
  if (
    !isObject(value) ||
    !Object.keys(value).every((part) => part === "type" || part === "date" || part in SOURCE_PARTS)
  )
    return false;
  if (!isCode(value.type, sources) || ("date" in value && !isDay(value.date))) return false;
  return parts.every(([part, longest]) => !(part in value) || textProblem(value[part], longest) === null);
}

/** @param {Form} form @param {unknown} value */
const isBasis = (form, value) =>
  areStrings(value) && value.length <= MOST_BASIS && value.every((key) => fieldOf(form, key) !== null);
