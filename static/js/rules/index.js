/**
 * The safety rules on the tablet. Read only when a visit is opened; kept like the rest of the app, so that it is there
 * without a network.
 *
 *     const told = said(definition, answers, on, {online})      // what one visit says
 *     const past = fold(BOOK, earlier, child, local)            // the earlier visits, oldest first
 *     const result = resultOf(BOOK, past, told, child, { local })
 *
 * What is judged, and how, stands in docs/rules.md.
 */

import conditions from "../../dist/rule_conditions.js";
import { STORED } from "./rulebook.js";

/** @typedef {import("./judging.js").Book} Book */
/** @typedef {import("./judging.js").Result} Result */
/** @typedef {import("./judging.js").Finding} Finding */

/**
 * `at_the_box`: rules that ask beside the box itself (forms/prompts_beside.js); `first_held`: from which version of the form
 * on they hold the signature.
 * @type {Book & {at_the_box: string[], first_held: number, owner: string, review_by: string, bank_holidays_until: string}}
 */
export const BOOK = { ...STORED, conditions };

export { forgetTexts } from "./facts.js";
export { fold, resultOf, step } from "./judging.js";
export { BEFORE, FROM_PRIVATE } from "./must_see.js";
export { said } from "./said.js";
