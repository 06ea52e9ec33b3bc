/** What of a section is in sight: folds and what stands in them, and where on the page she is. */

import { foldWords, saidOnFold } from "./folds.js";

/** @typedef {import("./question.js").Question} Question */
/** @typedef {Map<string, Question>} Questions  by answer key */

/**
 * What is folded away says how much of it is open; a fold with nothing in it is not there.
 * @param {Map<string, import("./folds.js").Room[]>} rooms  by what stands before their fields in an answer key
 * @param {Questions} questions
 * @param {Set<string>} [only]  those of these rooms
 */
export function sayFolds(rooms, questions, only) {
  for (const [before, made] of rooms) {
    if (only && !only.has(before)) continue;
    for (const { fold, fields } of made) {
      if (!fold) continue;
      const inside = fields.flatMap((id) => questions.get(before + id) ?? []).filter(({ element }) => !element.hidden);
      fold.hidden = !inside.length;
      const words = foldWords(inside.map((one) => ({ ...one.standing, said: saidOnFold(one.id) ? one.words : "" })));
      if (fold.dataset.fold === words) continue;
      fold.dataset.fold = words;
      const says = fold.querySelector("[data-fold-says]");
      if (says) says.textContent = words;
    }
  }
}

/** @param {Element} element */
export function reveal(element) {
  const fold = element.closest("details[data-fold]");
  if (fold instanceof HTMLDetailsElement) fold.open = true;
}

/**
 * Two say different things, the service refused it, or the manager asked about it: it is not left folded away.
 * @param {string} key
 * @param {import("../local/types.js").Shown | null} answer
 * @param {import("../local/types.js").Comment[]} comments
 */
export const needsALook = (key, answer, comments) =>
  Boolean(answer?.cands.length || answer?.from === "refused" || comments.some((one) => one.key === key));

/** @param {Questions} questions @param {import("../local/types.js").Comment[]} comments */
export function openFolds(questions, comments) {
  for (const { element, drawn, key } of questions.values())
    if (!element.hidden && needsALook(key, drawn, comments)) reveal(element);
}

/** A visit that was signed off is read, not written. @param {HTMLElement} form */
export function freeze(form) {
  for (const control of form.querySelectorAll("input, select, textarea, button:not([data-fold-row])"))
    control.setAttribute("disabled", "");
}

/** The key of the question she is in; null for none. @param {HTMLElement} form */
export function entered(form) {
  const at = document.activeElement?.closest(".wv-question");
  return at && form.contains(at) ? at.id.slice("q-".length) : null;
}

/**
 * The key of the last question above what is in sight; null above the first.
 * @param {HTMLElement} form
 * @param {Questions} questions
 * @param {string[]} order  the keys that apply, as they stand on the page
 */
export function aboveSight(form, questions, order) {
  const line = window.innerHeight / 3;
  const { left, width } = form.getBoundingClientRect();
  const seen = document.elementFromPoint(left + width / 2, line)?.closest(".wv-question");
  if (seen && form.contains(seen)) return order[order.indexOf(seen.id.slice("q-".length)) - 1] ?? null;
  let last = null;
  for (const key of order) {
    const element = questions.get(key)?.element;
    if (!element || element.hidden) continue;
    if (element.getBoundingClientRect().bottom > line) break;
    last = key;
  }
  return last;
}
