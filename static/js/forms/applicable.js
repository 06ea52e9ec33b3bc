/**
 * Which questions a visit asks, and which of them still hold back the signature. Twin of forms/derived/applicable.py.
 */

import { holds, otherWays } from "./conditions.js";
import { askedAt, contextOf, rowsOf, withFurther } from "./context.js";
import { unfinished } from "./refuse.js";

/** @typedef {import("./context.js").Answers} Answers */
/** @typedef {import("./context.js").Context} Context */
/** @typedef {import("./context.js").Form} Form */
/** @typedef {import("./context.js").FormField} FormField */
/** @typedef {import("./context.js").FormSection} FormSection */

/** A question of all ten contact types is asked before the type is known, too. */
const CONTACT_TYPES = 10;

/**
 * What is asked, as far as somebody wanted to know. Answers are never altered, only put together anew, and several places of a
 * screen ask the same of the same ones.
 * @typedef {{form: Form, of: Map<FormSection, string[]>, keys?: string[], open?: string[], codes?: string[]}} Asked
 * @type {WeakMap<Answers, Asked>}
 */
const known = new WeakMap();

/** @param {Form} form @param {Answers} answers @returns {Asked} */
function askedOf(form, answers) {
  let asked = known.get(answers);
  if (asked?.form !== form) {
    asked = { form, of: new Map() };
    known.set(answers, asked);
  }
  return asked;
}

/**
 * The keys of the questions that apply, in the order of the form, each followed by the further claims on it.
 * @param {Form} form
 * @param {Answers} answers
 * @returns {string[]}
 */
export function shown(form, answers) {
  const asked = askedOf(form, answers);
  asked.keys ??= form.sections.flatMap((section) => shownHere(form, section, answers));
  return asked.keys;
}

/**
 * The same of one section.
 * @param {Form} form
 * @param {FormSection} section
 * @param {Answers} answers
 * @returns {string[]}
 */
export function shownHere(form, section, answers) {
  const { of } = askedOf(form, answers);
  let keys = of.get(section);
  if (!keys) {
    keys = withFurther(form, answers, shownIn(form, section, answers, contextOf(form, answers)));
    of.set(section, keys);
  }
  return keys;
}

/**
 * The keys that still hold back the signature, in the order of the form; a group with too few rows by its bare id.
 * @param {Form} form
 * @param {Answers} answers
 * @returns {string[]}
 */
export function openQuestions(form, answers) {
  const asked = askedOf(form, answers);
  asked.open ??= form.sections.flatMap((section) => {
    const open = shownHere(form, section, answers).filter((key) => holdsBack(askedAt(form, key), answers[key] ?? {}));
    return section.group && lacksRows(form, section, answers) ? [section.group, ...open] : open;
  });
  return asked.open;
}

/**
 * The codes of the sections that have something to ask. A group counts when a first row would.
 * @param {Form} form
 * @param {Answers} answers
 * @returns {string[]}
 */
export function sectionsShown(form, answers) {
  const asked = askedOf(form, answers);
  asked.codes ??= form.sections.filter((section) => asksAnything(form, section, answers)).map(({ code }) => code);
  return asked.codes;
}

/**
 * Whether hidden questions may be on the screen: nobody overhears, and no relative or friend interprets.
 * @param {Context} context
 */
export const mayShowHidden = (context) => context.earshot === "no" && context.interpreter !== "relative_or_friend_used";

/** The same of the visit these answers make. @param {Form} form @param {Answers} answers */
export const isAlone = (form, answers) => mayShowHidden(contextOf(form, answers));

/**
 * Whether a question outside the groups would be asked at this contact if nobody could overhear.
 * @param {Form} form
 * @param {string} id
 * @param {Context} context
 */
export const askedAlone = (form, id, context) => applies({ ...form.fields[id], sensitivity: "N" }, context);

/**
 * @param {Form} form
 * @param {FormSection} section
 * @param {Answers} answers
 * @param {Context} context
 */
function shownIn(form, section, answers, context) {
  const { group, fields } = section;
  if (!group) return fields.filter((id) => applies(form.fields[id], context));
  // Only a condition can look into a row; everything else is the same in all of them.
  const everywhere = new Set(fields.filter((id) => !form.fields[id].show_if && applies(form.fields[id], context)));
  if (fields.every((id) => !form.fields[id].show_if)) {
    const ids = [...everywhere];
    return rowsOf(group, answers).flatMap((row) => ids.map((id) => `${group}/${row}/${id}`));
  }
  return rowsIn(section, answers, context).flatMap(({ prefix, row }) => {
    const here = inRow(context, row);
    return fields
      .filter((id) => everywhere.has(id) || (form.fields[id].show_if && applies(form.fields[id], here)))
      .map((id) => prefix + id);
  });
}

/**
 * What the keys of each row begin with, and its own fields; a section without rows is one.
 * @param {FormSection} section
 * @param {Answers} answers
 * @param {Context} context
 * @returns {{prefix: string, row: Context | null}[]}
 */
export const rowsIn = ({ group }, answers, context) =>
  group
    ? rowsOf(group, answers).map((id, at) => ({ prefix: `${group}/${id}/`, row: context[group][at] }))
    : [{ prefix: "", row: null }];

/**
 * What a condition sees in a row. The context is looked through to, not copied: it has some 200 names, and a picture asks this
 * for every row of forty visits.
 * @param {Context} context
 * @param {Context | null} row
 * @returns {Context}
 */
export const inRow = (context, row) => (row ? Object.assign(Object.create(context), row) : context);

/**
 * @param {FormField} field
 * @param {Context} context  with the fields of the row, in a group
 */
export function applies(field, context) {
  if (field.contacts.length < CONTACT_TYPES && !field.contacts.includes(context.contact_type)) return false;
  if (field.sensitivity === "H" && !mayShowHidden(context)) return false;
  const { show_if } = field;
  return !show_if || holds(show_if, context) || holdsOtherwise(show_if, context);
}

/** Whether it holds by what a further source says. @param {string} condition @param {Context} context */
const holdsOtherwise = (condition, context) => otherWays(context, context["@"]).some((way) => holds(condition, way));

/**
 * @param {FormField} field
 * @param {{value?: any, missing?: string | null}} answer
 */
function holdsBack(field, answer) {
  if (answer.value !== undefined && answer.value !== null) return unfinished(field, answer.value) !== null;
  if (field.requirement === "MX") return true;
  if (answer.missing && field.missing.includes(answer.missing)) return false;
  return field.requirement === "C" || (field.core && field.requirement === "M");
}

/**
 * @param {Form} form
 * @param {FormSection} section
 * @param {Answers} answers
 */
const lacksRows = (form, section, answers) =>
  section.group !== null &&
  rowsOf(section.group, answers).length < section.minimum_rows &&
  asksAnything(form, section, answers);

/**
 * @param {Form} form
 * @param {FormSection} section
 * @param {Answers} answers
 */
function asksAnything(form, section, answers) {
  if (!section.group) return shownHere(form, section, answers).length > 0;
  const blank = inRow(contextOf(form, answers), Object.fromEntries(section.fields.map((id) => [id, null])));
  return section.fields.some((id) => applies(form.fields[id], blank));
}
