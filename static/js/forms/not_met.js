/**
 * A visit at which nobody of the family was met: what still holds back its signature and only they or their home could have
 * answered, closed in one go. What she knows herself, and what she thinks and plans, stays open. Pure.
 */

import { openQuestions } from "./applicable.js";

/** @typedef {import("./context.js").Form} Form */
/** @typedef {Record<string, any>} Answers */

/** Outcomes at the door with which the family was spoken to inside. */
export const FAMILY_SEEN = ["seen_as_planned", "seen_arrived_late"];

const OUTCOME = "access_outcome";
const AT_THE_DOOR = "@";
/** Why there is no answer of each kind: what was to be seen, and what somebody was to tell. @type {Record<string, string>} */
const REASON = { O: "not_seen", R: "not_asked", F: "not_asked" };

/** @param {Answers} answers */
export const nobodyMet = ({ [OUTCOME]: outcome }) => Boolean(outcome?.value) && !FAMILY_SEEN.includes(outcome.value);

/**
 * The answers that close what is open, those that other ones of them open included: as the form says it of a question
 * (`not_met`), else with a reason. What she did at the door is asked beside the outcome, and is hers to say.
 * @param {Form} form
 * @param {Answers} answers
 * @returns {Answers}
 */
export function closingUnmet(form, answers) {
  /** @type {Answers} */
  const found = {};
  const [there] = form.sections.filter(({ fields }) => fields.includes(OUTCOME));
  for (;;) {
    const more = openQuestions(form, { ...answers, ...found }).filter(
      (key) => !(key in found) && !there.fields.includes(key) && answerTo(form, key, answers),
    );
    if (!more.length) return found;
    for (const key of more) found[key] = answerTo(form, key, answers);
  }
}

/** @param {Form} form @param {string} key @param {Answers} answers */
function answerTo(form, key, answers) {
  const field = form.fields[key];
  if (!field) return null; // in a row: somebody has been asked
  const said = form.sections.find(({ code }) => code === field.section)?.not_met?.[key];
  if (said === AT_THE_DOOR) {
    const outcome = form.fields[OUTCOME].choices?.find(([code]) => code === answers[OUTCOME].value);
    return { value: outcome?.[1] ?? "", kind: field.kind };
  }
  if (said !== undefined) return { value: said, kind: field.kind };
  const missing = REASON[field.kind];
  return field.missing.includes(missing) ? { missing, kind: field.kind } : null;
}
