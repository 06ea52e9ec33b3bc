/** What of a visit's answers counts once it is handed in. Pure. Twin of forms/derived/submitted.py. */

import { applies, inRow, rowsIn } from "./applicable.js";
import { fieldAt, idOf, withFurther } from "./context.js";
import { contextsOf } from "./counting.js";

/** @typedef {import("./context.js").Answers} Answers */
/** @typedef {import("./context.js").Form} Form */

/**
 * The keys of what was answered to questions that no longer apply, in the order of the form. It stays with the draft and is
 * no part of what is submitted. What was asked because of what the rules found stands: they found it when she wrote it. Who may
 * overhear now plays no part in it.
 * @param {Form} form
 * @param {Answers} answers
 * @returns {string[]}
 */
export function leftOut(form, answers) {
  const contexts = contextsOf(form, answers);
  return form.sections.flatMap((section) =>
    rowsIn(section, answers, contexts[0]).flatMap(({ prefix, row }) => {
      const keys = section.fields.map((id) => prefix + id);
      const answered = withFurther(form, answers, keys).filter((key) => stands(answers[key]));
      if (!answered.length) return [];
      const here = contexts.map((context) => inRow(context, row));
      return answered.filter((key) => !here.some((context) => applies(form.fields[idOf(key)], context)));
    }),
  );
}

/**
 * The keys of what was answered to questions that this version of the form does not have.
 * @param {Form} form
 * @param {Answers} answers
 * @returns {string[]}
 */
export const withoutPlace = (form, answers) =>
  Object.keys(answers)
    .filter((key) => !/^(?:rule|wording|next)\/|\/removed$/.test(key) && stands(answers[key]) && !fieldAt(form, key))
    .sort();

/** @param {{cleared?: boolean | null} | undefined} answer */
const stands = (answer) => answer !== undefined && !answer.cleared;

/**
 * Visits as others read them: of what was submitted, without the answers that no longer applied. A draft is whole.
 * @template {{status: string, form_version: number, answers: Record<string, any>}} V
 * @param {V[]} visits
 * @param {(version: number) => import("./context.js").Form | null} formOf  null for a version that is not on this tablet
 * @returns {V[]}
 */
export const submittedOnly = (visits, formOf) =>
  visits.map((visit) => {
    const form = visit.status === "open" ? null : formOf(visit.form_version);
    const answers = form ? standing(form, visit.answers) : visit.answers;
    return answers === visit.answers ? visit : { ...visit, answers };
  });

/** The picture asks the same of the same visits each time it is drawn. @type {WeakMap<Answers, {form: Form, answers: Answers}>} */
const standingKnown = new WeakMap();

/** @param {Form} form @param {Answers} answers @returns {Answers} without those left out */
function standing(form, answers) {
  const known = standingKnown.get(answers);
  if (known?.form === form) return known.answers;
  const out = new Set(leftOut(form, answers));
  /** @type {Answers} */
  const kept = out.size ? {} : answers;
  if (out.size) for (const key in answers) if (!out.has(key)) kept[key] = answers[key];
  standingKnown.set(answers, { form, answers: kept });
  return kept;
}
