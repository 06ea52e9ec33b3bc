/**
 * Replies of a visitor in words, where two people replied apart from each other: to a safety rule, to a language prompt, about
 * next time; and whether an entry was taken out. The office says it alike (`app/review/two_values.py`). Pure.
 */

import { choiceLabel } from "../shell/definitions.js";
import { date, time } from "../shell/words.js";
import { calledAt } from "./context.js";

/** @type {Record<string, string>} */
const RULE = {
  acted: "Done",
  explained: "Explained",
  kept: "Kept as it is",
  confirmed: "Checked: it stands",
  excepted: "Not done, agreed with a second clinician",
  called: "Rung",
};
/** @type {Record<string, string>} */
const PROMPT = { edited: "Edited", kept: "Kept", moved: "Moved" };

/**
 * What it is about; null for a question of the form.
 * @param {import("../shell/definitions.js").Definition} definition
 * @param {string} key
 * @param {{value?: any}[]} sides
 * @param {{id: string, name: string}[]} rules
 * @returns {{section: string, name: string} | null}
 */
export function aboutReply(definition, key, sides, rules) {
  const [group, of, last] = key.split("/");
  if (group === "rule")
    return { section: "Reply to a safety rule", name: rules.find(({ id }) => id === of)?.name ?? of };
  if (group === "next")
    return { section: "Left out of next time", name: choiceLabel(definition.fields.must_see_next, of) };
  if (group === "wording") {
    const on = sides.flatMap(({ value }) => value ?? []).map((/** @type {any} */ one) => String(one.on))[0] ?? "";
    const name = calledAt(definition, on) || "An answer";
    return { section: "Reply about its wording", name };
  }
  if (last !== "removed") return null;
  const title = definition.sections.find((one) => one.group === group)?.title ?? "An entry";
  return { section: "Whether this entry was taken out", name: title };
}

/**
 * One line for each part.
 * @param {string} key
 * @param {{value?: any, cleared?: boolean}} said
 * @returns {string[]}
 */
export function replyLines(key, { value }) {
  if (key.endsWith("/removed")) return [value ? "Taken out" : "Kept"];
  if (!value) return ["Taken back: no reply"];
  const { reply, words, clinician, at, phrase, why } = value[0];
  if (key.startsWith("next/")) return ["Left out", words];
  if (key.startsWith("wording/"))
    return [`${PROMPT[reply]}: ${phrase ? `“${phrase}”` : "The whole answer"}`, why].filter(Boolean);
  const second = clinician && `Second clinician: ${clinician}`;
  return [RULE[reply], at && `at ${date(at)}, ${time(at)}`, words, second].filter(Boolean);
}
