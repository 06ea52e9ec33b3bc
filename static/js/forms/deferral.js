/** "Someone else will do this" names who and by when: drawn under a question, and under a section that was not covered. */

import { html, nothing } from "lit-html";
import { date } from "../shell/words.js";

/** @typedef {import("./people.js").Known} Known */
/** @typedef {{words: string, day: string}} Day */

export const DEFERRED = "deferred";

/**
 * Who will do it: typed, or one tap on a name.
 * @param {object} given
 * @param {string} given.id  of the box
 * @param {Known} given.owner
 * @param {Known[]} given.people
 * @param {boolean} given.lacking  a day was chosen and nobody named
 * @param {(owner: Known) => void} given.onOwner
 */
export function ownerBox({ id, owner, people, lacking, onOwner }) {
  return html`
    <div class="nhsuk-form-group ${lacking ? "nhsuk-form-group--error" : ""}">
      <label class="nhsuk-label" for=${id}>Who will do it?</label>
      ${lacking ? html`<span class="nhsuk-error-message" id="${id}-error">Name somebody, or a service</span>` : nothing}
      <input class="nhsuk-input" id=${id} autocomplete="off" spellcheck="false" maxlength="200" aria-describedby=${lacking ? `${id}-error` : nothing} aria-invalid=${lacking ? "true" : nothing}
        .value=${owner.words} @input=${(/** @type {Event} */ event) => onOwner(typedOwner(event))} />
    </div>
    <div class="wv-chips" role="group" aria-label="Tap a name">
      ${people.map((one) => html`<button type="button" class="wv-chip" aria-pressed=${one.code === owner.code} @click=${() => onOwner(one)}>${one.words}</button>`)}
    </div>
  `;
}

/** @param {Day[]} days @param {(day: string) => void} onDay @param {{asks?: string, words?: string}} [said]  `asks`: read out */
export const dueDays = (days, onDay, { asks = "By when?", words = asks } = {}) => html`
  <div class="wv-chips" role="group" aria-label=${asks}>
    <span class="wv-chips__words" aria-hidden="true">${words}</span>
    ${days.map(({ words, day }) => html`<button type="button" class="wv-chip" @click=${() => onDay(day)}>${words} <span class="wv-chip__mark">${date(day)}</span></button>`)}
  </div>
`;

/** @type {Known} */
export const NOBODY = { code: "", words: "" };

/** @param {Event} event @returns {Known} */
function typedOwner(event) {
  const words = /** @type {HTMLInputElement} */ (event.currentTarget).value;
  return words.trim() ? { code: `T:${words.trim()}`, words } : NOBODY;
}
