/**
 * Actions that follow from what was recorded, ready to be added in one tap: what nobody knows yet, what must be seen next
 * time, the next contact. And the one shape of a row, for whoever adds one. Pure.
 */

import { rowsOf } from "./context.js";
import { isTelling } from "./said.js";

/** @typedef {import("./context.js").Form} Form */
/** @typedef {Record<string, any>} Answers  by answer key */
/**
 * @typedef {object} Action
 * @property {string} what
 * @property {string} [why]  the key of the entry it comes from
 * @property {string} owner  as on the wire, `P:<id>` or `T:<name>`
 * @property {string} [due]
 */

export const GROUP = "action";

/** @param {Form} form */
export const keepsActions = (form) => form.sections.some(({ group }) => group === GROUP);

/**
 * The answers of a row; what the form does not ask is left out.
 * @param {Form} form
 * @param {Action} action
 * @param {string} row  its id
 * @returns {Answers}
 */
export function actionRow(form, { what, why, owner, due }, row) {
  const longest = form.fields.act_what?.limits?.longest ?? what.length;
  const said = {
    act_what: [...what].slice(0, longest).join(""),
    act_why: why,
    act_owner: owner,
    act_due: due,
    act_status: "open",
  };
  return Object.fromEntries(
    Object.entries(said)
      .filter(([id, value]) => value && form.fields[id])
      .map(([id, value]) => [`${GROUP}/${row}/${id}`, { value, kind: form.fields[id].kind }]),
  );
}

/**
 * What could be added on the page of actions, without what stands there already.
 * @param {Form} form
 * @param {Answers} answers
 * @param {string} me  the visitor's name
 * @param {string} today
 * @returns {Action[]}
 */
export function offeredActions(form, answers, me, today) {
  /** @param {string} id */
  const said = (id) => answers[id]?.value;
  const next = said("next_contact_date");
  /** @param {string} [due] */
  const ahead = (due) => [due, next].find((day) => typeof day === "string" && day >= today);
  const mine = `T:${me}`;
  /** @type {{what?: string, owner?: string, due?: string}[]} */
  const unknown = Array.isArray(said("unknowns")) ? said("unknowns") : [];
  /** @type {string[]} */
  const must = Array.isArray(said("must_see_next")) ? said("must_see_next") : [];
  const field = form.fields.must_see_next;
  /** @type {Action[]} */
  const found = [
    ...unknown
      .filter(({ what }) => what?.trim())
      .map(({ what = "", owner, due }) => ({
        what: `Find out: ${what.trim()}`,
        why: "unknowns",
        owner: owner?.trim() ? `T:${owner.trim()}` : mine,
        due: ahead(due),
      })),
    ...must
      // An action stands on the page that is read at the door: "see her alone" is offered there, what is asked then is not.
      .filter((code) => !isTelling(code) && !field?.exclusive?.includes(code))
      .map((code) => ({
        what: field?.choices?.find(([one]) => one === code)?.[1] ?? code,
        owner: mine,
        due: ahead(),
      })),
    ...(ahead() ? [{ what: "Make the next contact", owner: mine, due: ahead() }] : []),
  ];
  const there = new Set(rowsOf(GROUP, answers).map((row) => answers[`${GROUP}/${row}/act_what`]?.value));
  return found.filter(({ what }) => !there.has(what));
}

/**
 * The rows that were written for one question which somebody else will complete.
 * @param {Answers} answers
 * @param {string} key  of the question
 * @param {string} what
 */
export const rowsFor = (answers, key, what) =>
  rowsOf(GROUP, answers).filter(
    (row) => answers[`${GROUP}/${row}/act_why`]?.value === key && answers[`${GROUP}/${row}/act_what`]?.value === what,
  );
