/** "Not covered today": what is left of a section closed in one go, with one reason and the day it will be asked. Pure. */

import { actionRow, GROUP, keepsActions } from "./actions.js";
import { idOf, isFurther, isPrivate } from "./context.js";
import { soon } from "./days.js";

/** @typedef {import("./context.js").Form} Form */
/** @typedef {import("./context.js").FormSection} FormSection */
/** @typedef {Record<string, any>} Answers */

/** @param {any} answer */
const isOpen = (answer) => !answer || answer.cleared || (answer.value === undefined && !answer.missing);

/**
 * The keys that can be closed together: what signing would like an answer to, is not core, and is still open. What is core
 * has to be answered, or closed on its own; so is everything where the form keeps no actions, and an action itself: nothing
 * would bring it back.
 * @param {Form} form
 * @param {FormSection} section
 * @param {string[]} asked  the keys that apply now
 * @param {Answers} answers
 */
export function closable(form, section, asked, answers) {
  if (section.group === GROUP || !keepsActions(form)) return [];
  return asked.filter((key) => {
    const field = form.fields[idOf(key)];
    return (
      !isFurther(key) && field.requirement === "M" && !field.core && field.missing.length > 0 && isOpen(answers[key])
    );
  });
}

/** The reasons every one of these questions can be closed with. @param {Form} form @param {string[]} keys */
export function sharedReasons(form, keys) {
  const [first, ...others] = keys.map((key) => form.fields[idOf(key)].missing);
  return (first ?? []).filter((code) => others.every((codes) => codes.includes(code)));
}

/**
 * The answers that close them, and the action that brings them back.
 * @param {Form} form
 * @param {{title: string}} section
 * @param {string[]} keys
 * @param {{reason: string, day: string, who: string, row: string}} how  `who`: on the wire; `row`: the id of
 *   the action
 * @returns {Answers}
 */
export function closing(form, section, keys, { reason, day, who, row }) {
  /** @type {Answers} */
  const answers = {};
  for (const key of keys) answers[key] = { missing: reason, kind: form.fields[idOf(key)].kind };
  // An action is read by whoever is given it: its reason names nothing private.
  const why = keys.find((key) => !isPrivate(form, key));
  return { ...answers, ...askingLater(form, { title: section.title, why, day, who, row }) };
}

/**
 * The action that brings back what was not covered.
 * @param {Form} form
 * @param {{title: string, why?: string, day: string, who: string, row: string}} how  `why`: the key of an entry
 * @returns {Answers}
 */
export const askingLater = (form, { title, why, day, who, row }) =>
  actionRow(form, { what: `Ask what was not covered: ${title}`, why, owner: who, due: day }, row);

/**
 * Days for what was not covered, the usual one first: the next contact or, where none is due, in four weeks.
 * @param {string} today
 * @param {string | undefined} due
 */
export const askedAgain = (today, due) => (due && due > today ? soon(today, due) : soon(today, due).reverse());
