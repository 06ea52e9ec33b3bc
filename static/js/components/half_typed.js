/**
 * Words in a box that belongs to no question: they are no answer before they are sent off. They are kept while she types, so
 * that no letter is lost by Hide, the lock or a link away; who opens the same box again with the same key finds them there.
 */

import { ref } from "lit-html/directives/ref.js";
import { keep, letGo, takeUp } from "../shell/half.js";

/** @type {WeakSet<Element>} */
const known = new WeakSet();

/**
 * For the tag of the box.
 * @param {import("../local/session.js").Session} session
 * @param {string} place  different for each box of each visit
 * @param {() => void} [onFound]  what was typed before stands in it again
 */
export const halfTyped = (session, place, onFound) =>
  ref((element) => {
    if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) || known.has(element)) return;
    known.add(element);
    element.addEventListener("input", () => {
      if (element.value) keep(session, place, element.value);
      else letGo(session, place);
    });
    void takeUp(session, place).then((words) => {
      if (!words || element.value !== element.defaultValue) return;
      element.value = words;
      element.closest("details")?.setAttribute("open", "");
      onFound?.();
    });
  });
