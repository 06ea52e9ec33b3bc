/**
 * Which questions a visit asks, and which of them still hold back the signature. Twin of forms/derived/applicable.py.
 */

import { holds } from "./conditions.js";
import { contextOf, rowsOf } from "./context.js";
import { unfinished } from "./refuse.js";

/** @typedef {import("./context.js").Answers} Answers */
/** @typedef {import("./context.js").Context} Context */
/** @typedef {import("./context.js").Form} Form */
/** @typedef {import("./context.js").FormField} FormField */
/** @typedef {import("./context.js").FormSection} FormSection */

/** A question of all ten contact types is asked before the type is known, too. */
const CONTACT_TYPES = 10;

/**
 * The keys of the questions that apply, in the order of the form.
 * @param {Form} form
 * @param {Answers} answers
 * @returns {string[]}
 */
export function shown(form, answers) {
  const context = contextOf(form, answers);
  return form.sections.flatMap((section) => shownIn(form, section, answers, context));
}

/**
 * The keys that still hold back the signature, in the order of the form; a group with too few rows by its bare id.
 * @param {Form} form
 * @param {Answers} answers
 * @returns {string[]}
 */
export function openQuestions(form, answers) {
  const context = contextOf(form, answers);
  return form.sections.flatMap((section) => {
    const open = shownIn(form, section, answers, context).filter((key) =>
      holdsBack(form.fields[key.slice(key.lastIndexOf("/") + 1)], answers[key] ?? {}),
    );
    return section.group && lacksRows(form, section, context) ? [section.group, ...open] : open;
  });
}

/**
 * The codes of the sections that have something to ask. A group counts when a first row would.
 * @param {Form} form
 * @param {Answers} answers
 * @returns {string[]}
 */
export function sectionsShown(form, answers) {
  const context = contextOf(form, answers);
  return form.sections.filter((section) => asksAnything(form, section, context)).map(({ code }) => code);
}

/**
 * Whether hidden questions may be on the screen: nobody overhears, and no relative or friend interprets.
 * @param {Context} context
 */
export const mayShowHidden = (context) => context.earshot === "no" && context.interpreter !== "relative_or_friend_used";

/**
 * @param {Form} form
 * @param {FormSection} section
 * @param {Answers} answers
 * @param {Context} context
 */
function shownIn(form, section, answers, context) {
  const { group, fields } = section;
  if (!group) return fields.filter((id) => applies(form.fields[id], context));
  return rowsOf(group, answers).flatMap((row, at) => {
    const inRow = { ...context, ...context[group][at] };
    return fields.filter((id) => applies(form.fields[id], inRow)).map((id) => `${group}/${row}/${id}`);
  });
}

/**
 * @param {FormField} field
 * @param {Context} context  with the fields of the row, in a group
 */
function applies(field, context) {
  if (field.contacts.length < CONTACT_TYPES && !field.contacts.includes(context.contact_type)) return false;
  if (field.sensitivity === "H" && !mayShowHidden(context)) return false;
  return !field.show_if || holds(field.show_if, context);
}

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
 * @param {Context} context
 */
const lacksRows = (form, section, context) =>
  section.group !== null &&
  context[section.group].length < section.minimum_rows &&
  asksAnything(form, section, context);

/**
 * @param {Form} form
 * @param {FormSection} section
 * @param {Context} context
 */
function asksAnything(form, section, context) {
  const blank = section.group ? { ...context, ...Object.fromEntries(section.fields.map((id) => [id, null])) } : context;
  return section.fields.some((id) => applies(form.fields[id], blank));
}
