/**
 * What follows when somebody could hear or see (rule R03): the form is short, and that the question about domestic abuse
 * was not asked is recorded with its reason. Pure.
 */

import { askedAlone, mayShowHidden } from "./applicable.js";
import { contextOf, EARSHOT_NOW } from "./context.js";

/** @typedef {import("./context.js").Answers} Answers */
/** @typedef {import("./context.js").Form} Form */

/** The questions R03 answers: one for each parent or carer the form asks about. */
const ASKED_ABOUT_ABUSE = /_da_asked$/;
/** The reason by who could overhear. "no" gives none. @type {Record<string, string>} */
export const NOT_ASKED_BECAUSE = {
  yes_partner: "not_asked_partner_present",
  yes_other_adult: "not_asked_other_present",
  yes_child_2_or_over: "not_asked_child_2_plus_present",
  unsure: "not_asked_other",
};
const BY_RELATIVE = "not_asked_no_professional_interpreter";

/** Whether the form is short now. @param {Answers} answers */
export const isShort = ({ [EARSHOT_NOW]: now, earshot, interpreter }) =>
  !mayShowHidden({ earshot: now?.value ?? earshot?.value, interpreter: interpreter?.value });

/**
 * Which answers the form gives by itself: "not asked", with the reason, wherever the question would be asked if nobody could
 * overhear and has no answer at this contact. They name what they rest on, so that everybody can tell them from an answer a
 * person gave; when she asks later, alone, hers takes their place like any other.
 * @param {Form} form
 * @param {Answers} standing
 * @param {Answers} [fresh]  what is about to be recorded
 * @returns {Record<string, {value: string, kind: string, earshot: string | null, basis: string[], base: string | null}>}
 */
export function leftUnasked(form, standing, fresh = {}) {
  const earshot = (fresh.earshot ?? standing.earshot)?.value ?? null;
  const interpreter = (fresh.interpreter ?? standing.interpreter)?.value;
  const heard = NOT_ASKED_BECAUSE[earshot];
  const relative = interpreter === "relative_or_friend_used";
  if (!heard && !relative) return {};
  const answers = { ...standing, ...fresh };
  const context = contextOf(form, answers);
  const value = heard ?? BY_RELATIVE;
  const basis = [heard ? "earshot" : "interpreter"];
  const open = Object.entries(form.fields).filter(
    ([id, field]) =>
      ASKED_ABOUT_ABUSE.test(id) &&
      field.choices?.some(([code]) => code === value) &&
      !isAnswered(answers[id]) &&
      askedAlone(form, id, context),
  );
  // One that was cleared has been seen, and is a base like any other.
  return Object.fromEntries(
    open.map(([id, { kind }]) => [id, { value, kind, earshot, basis, base: answers[id]?.base ?? null }]),
  );
}

/** Whether an answer was given by the form itself, as above. @param {{basis?: string[] | null} | null | undefined} answer */
export const isLeftUnasked = (answer) =>
  answer?.basis?.length === 1 && (answer.basis[0] === "earshot" || answer.basis[0] === "interpreter");

/** @param {{value?: any, missing?: string | null} | undefined} answer */
const isAnswered = (answer) =>
  Boolean(answer) && ((answer?.value !== undefined && answer.value !== null) || Boolean(answer?.missing));
