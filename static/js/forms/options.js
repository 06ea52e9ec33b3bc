/** The addresses on the record and the people of the visit, put as choices into the questions that point at them. */

import { html, render } from "lit-html";
import { addressWords } from "./said.js";

/**
 * Which of them are chosen is written after this: an item may come to stand for another one.
 * @param {Element} place  a question
 * @param {{key: string, field: string, type: string, child: import("../local/types.js").Child | null,
 *   people: import("./people.js").Known[]}} about
 */
export function offerRecord(place, { key, field, type, child, people }) {
  const list = /** @type {HTMLElement | null} */ (place.querySelector("[data-options]"));
  if (!list) return;
  const kind = type === "people" ? "checkbox" : "radio";
  const look = type === "people" ? "checkboxes" : "radios";
  const options =
    type === "address"
      ? (child?.addresses ?? []).map((address) => ({ code: `A:${address.id}`, words: addressWords(address) }))
      : people;
  render(
    options.map(
      ({ code, words }) => html`<div class="nhsuk-${look}__item">
        <input class="nhsuk-${look}__input" type=${kind} autocomplete="off" name=${key} id="${key}--${code}" value=${code} data-key=${field} />
        <label class="nhsuk-label nhsuk-${look}__label" for="${key}--${code}">${words}</label>
      </div>`,
    ),
    list,
  );
}
