/** How far a section has come: what is recorded, what still holds back the signature, what was left out with a reason. Pure. */

import { isIn } from "./next_open.js";
import { carersWithoutRow } from "./people.js";

/** @typedef {import("./context.js").FormSection} FormSection */

/**
 * @typedef {object} Progress
 * @property {number} open  questions that hold back the signature
 * @property {number} given  with a value
 * @property {number} notAsked  closed as not asked today
 * @property {number} closed  closed with another reason
 * @property {number} people  who look after baby and have no row yet
 */

/**
 * @param {FormSection} section
 * @param {{asked: string[], open: string[], answers: Record<string, any>, child: import("../local/types.js").Child | null}} visit
 * @returns {Progress}
 */
export function progressOf(section, { asked, open, answers, child }) {
  const said = asked.filter((key) => isIn(section, key)).map((key) => answers[key]);
  const standing = said.filter((answer) => answer && !answer.cleared);
  return {
    open: open.filter((key) => isIn(section, key)).length,
    given: standing.filter(({ value }) => value !== undefined).length,
    notAsked: standing.filter(({ missing }) => missing === "not_asked").length,
    closed: standing.filter(({ missing }) => missing && missing !== "not_asked").length,
    people: carersWithoutRow(section, child, answers).length,
  };
}

/** As the list of sections says it. @param {Progress} progress */
export function progressWords({ open, given, notAsked, closed, people }) {
  const nothing = !given && !closed;
  const state = open
    ? `${open} to answer`
    : people
      ? `${people} more ${people === 1 ? "person" : "people"}`
      : nothing
        ? notAsked
          ? "Not covered today"
          : "Not started"
        : "Done";
  const beside = [
    given && (open || people) && `${given} recorded`,
    closed && `${closed} not recorded`,
    notAsked && state !== "Not covered today" && `${notAsked} not covered`,
  ];
  return { state, done: state === "Done", beside: beside.filter(Boolean).join(", ") };
}
