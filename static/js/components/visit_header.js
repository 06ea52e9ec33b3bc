/**
 * What never scrolls away during a visit: whose visit it is (name, age, NHS number, date of birth), whether it is saved,
 * and who could overhear.
 */

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { ageOf, fullName, nhsNumber, shortDate } from "../shell/words.js";

/**
 * @typedef {object} VisitHeader
 * @property {import("../local/types.js").ChildLine | null} child
 * @property {Saved | null} saved
 * @property {Earshot | null} earshot
 *
 * @typedef {{words: string, failed: boolean}} Saved
 * @typedef {{choices: [string, string][], value: string | null, onChange: (code: string) => void}} Earshot
 */

/** @param {VisitHeader} header */
export function visitHeader({ child, saved, earshot }) {
  return html`
    <section class="wv-visit" aria-label="This visit">
      <div class="wv-visit__inner">
        <p class="wv-visit__name" data-test="child-name">${fullName(child)}</p>
        ${child ? identifiers(child) : nothing}
        <div class="wv-visit__state">
          <p class="wv-saved ${saved?.failed ? "wv-saved--failed" : ""}" role="status" data-test="saved">${saved?.words ?? ""}</p>
          ${earshot ? earshotControl(earshot) : nothing}
        </div>
      </div>
    </section>
  `;
}

/** @param {import("../local/types.js").ChildLine} child */
function identifiers(child) {
  return html`
    <dl class="wv-visit__ids">
      <div><dt>Age</dt><dd>${ageOf(child, new Date())}</dd></div>
      <div><dt>Date of birth</dt><dd>${child.dob ? `Born ${shortDate(child.dob)}` : "Not born yet"}</dd></div>
      <div><dt>NHS number</dt><dd>NHS ${nhsNumber(child.nhs_number)}</dd></div>
    </dl>
  `;
}

/** @param {Earshot} earshot */
function earshotControl({ choices, value, onChange }) {
  /** @param {Event} event */
  const changed = (event) => onChange(/** @type {HTMLSelectElement} */ (event.currentTarget).value);
  return html`
    <div class="wv-earshot">
      <label for="earshot-now">In earshot?</label>
      <select id="earshot-now" data-test="earshot" autocomplete="off" .value=${live(value ?? "")} @change=${changed}>
        ${value === null ? html`<option value="" selected>Not answered</option>` : nothing}
        ${choices.map(([code, label]) => html`<option value=${code} ?selected=${code === value}>${label}</option>`)}
      </select>
    </div>
  `;
}
