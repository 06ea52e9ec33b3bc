/**
 * Words in a box that belongs to no question: they are no answer before they are sent off. They are kept sealed while she types,
 * so that Hide, the lock or a link away lose no letter; who opens the same box again with the same key finds them there.
 */

import { ref } from "lit-html/directives/ref.js";

/** By place, which is different for each visit. @type {Map<string, Promise<any>>} */
const kept = new Map();
/** @type {WeakSet<Element>} */
const known = new WeakSet();

/**
 * For the tag of the box.
 * @param {import("../local/session.js").Session} session
 * @param {string} place
 */
export const halfTyped = (session, place) =>
  ref((element) => {
    if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) || known.has(element)) return;
    known.add(element);
    element.addEventListener("input", () => {
      if (element.value) kept.set(place, session.setAside(element.value));
      else kept.delete(place);
    });
    void takeUp(session, place, element);
  });

/** @param {import("../local/session.js").Session} session @param {string} place @param {HTMLInputElement | HTMLTextAreaElement} box */
async function takeUp(session, place, box) {
  const words = await kept
    .get(place)
    ?.then(
      (sealed) => session.takeUp(sealed),
      () => null,
    )
    .catch(() => null); // somebody else's
  if (!words || box.value !== box.defaultValue) return;
  box.value = words;
  box.closest("details")?.setAttribute("open", "");
}

/** They are stored as an answer; not before, since a full tablet refuses one. @param {string[]} places */
export const sentOff = (...places) => {
  for (const place of places) kept.delete(place);
};
