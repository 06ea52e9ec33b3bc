/**
 * What the index says of the service's word: drawn up where that is taken in, and read with it. Pure.
 */

import { atSight } from "./desk.js";
import { childLines } from "./lines.js";

/** @typedef {import("./types.js").Child} Child */
/** @typedef {import("./types.js").ChildLine} ChildLine */
/** @typedef {import("./types.js").Index} Index */
/** @typedef {import("./types.js").VisitRecord} VisitRecord */
/** @typedef {import("./types.js").VisitSummary} VisitSummary */

/** @param {Child} child @returns {ChildLine} */
export const childLine = (child) => ({
  child_id: child.child_id,
  given_name: child.given_name,
  family_name: child.family_name,
  also_known_as: child.also_known_as,
  nhs_number: child.nhs_number,
  dob: child.dob,
  edd: child.edd,
  team: child.team,
  next_contact: child.next_contact,
});

/** @param {VisitRecord} record @returns {VisitSummary} */
export function visitSummary({ head, answers }) {
  /** @param {string} key */
  const said = (key) => /** @type {string | null} */ (answers[key]?.value ?? null);
  return {
    visit_id: head.visit_id,
    child_id: head.child_id,
    form: head.form,
    form_version: head.form_version,
    began_on: head.began_on,
    status: head.status,
    round: head.round,
    author: head.author,
    created_at: head.created_at,
    ...atSight(said),
    commented: head.comments.filter(({ round }) => round === head.round).map(({ key }) => key),
    contested: Object.keys(answers).filter((key) => answers[key].cands.length),
  };
}

/**
 * The index with its children in the order they are listed in. Sorting what is in order already costs a tenth, and it is
 * sorted at every unlocking.
 * @param {Index} index
 * @returns {Index}
 */
export const inOrder = (index) => ({
  ...index,
  children: Object.fromEntries(childLines(index).map((line) => [line.child_id, line])),
});
