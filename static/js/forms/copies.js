/**
 * Choices, copied from the one blank item the server drew: their codes and words come from the form's bundle, so that a page
 * need not carry them a second time.
 */

import { addItem, controlsOf } from "./controls.js";

/**
 * @typedef {object} Choice
 * @property {string} code
 * @property {string} label
 */

/**
 * One item for each choice in place of the blank radio or box under `place`; an option of each in its select.
 * @param {ParentNode} place
 * @param {Choice[]} choices
 * @param {string} [control] which control to look for
 */
function copyItems(place, choices, control = 'input[value="--code--"]') {
  const blank = place.querySelector(control);
  if (blank instanceof HTMLSelectElement) {
    blank.append(...choices.map(({ code, label }) => new Option(label, code)));
    return;
  }
  const item = blank?.parentElement;
  item?.replaceWith(...choices.map((choice) => copyOf(item, choice)));
}

/** @param {HTMLElement} item @param {Choice} choice */
function copyOf(item, { code, label }) {
  const copy = /** @type {HTMLElement} */ (item.cloneNode(true));
  const input = /** @type {HTMLInputElement} */ (copy.querySelector("input"));
  const words = /** @type {HTMLLabelElement} */ (copy.querySelector("label"));
  input.id = input.id.replace("--code--", code);
  input.value = code;
  words.htmlFor = input.id;
  words.textContent = label;
  return copy;
}

/**
 * The choices of a question into its control. A choice that stands alone is set apart by "or" and marked.
 * @param {HTMLElement} question
 * @param {{choices?: [string, string][], exclusive?: string[]}} field
 */
export function offerChoices(question, { choices = [], exclusive = [] }) {
  if (!choices.length) return;
  const listed = choices.map(([code, label]) => ({ code, label }));
  copyItems(question, listed, "select[data-key]:not([data-part])");
  copyItems(question, listed);
  if (!exclusive.length) return;
  /** @type {boolean | undefined} */
  let before;
  for (const input of question.querySelectorAll("input[data-key]:not([data-part])")) {
    const alone = exclusive.includes(/** @type {HTMLInputElement} */ (input).value);
    input.toggleAttribute("data-exclusive", alone);
    if (before !== undefined && alone !== before) input.parentElement?.before(divider());
    before = alone;
  }
}

function divider() {
  const made = document.createElement("div");
  made.className = "nhsuk-checkboxes__divider";
  made.textContent = "or";
  return made;
}

/** The entries of a visit as options of a select. @param {HTMLElement} question @param {{key: string, words: string}[]} entries */
export function offerEntries(question, entries) {
  controlsOf(question, "value")[0].replaceChildren(
    new Option("Choose", ""),
    ...entries.map(({ key, words }) => new Option(words, key)),
  );
}

/**
 * A reply for each thing that is shown. What stands there already keeps its answer; a hidden one is out of sight, without its words.
 * @param {HTMLElement} question
 * @param {{code: string, words: string, hidden: boolean}[]} things
 * @param {[string, string][]} replies  code and words of each
 */
export function offerThings(question, things, replies) {
  const listed = replies.map(([code, label]) => ({ code, label }));
  for (const { code, words, hidden } of things) {
    let item = /** @type {HTMLElement | null} */ (question.querySelector(`[data-to="${CSS.escape(code)}"]`));
    if (!item) {
      item = addItem(question, code);
      copyItems(item, listed);
    }
    const legend = item.querySelector("legend");
    if (legend) legend.textContent = words;
    item.hidden = hidden;
  }
  question.querySelector("[data-no-items]")?.toggleAttribute("hidden", question.querySelector("[data-to]") !== null);
}
