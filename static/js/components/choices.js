/** Radios and a list to choose from, as the NHS service has them. */

import { html, nothing } from "lit-html";
import { errorMessage } from "./errors.js";

/**
 * @typedef {object} Choosing
 * @property {string} id  also the name; the first radio gets it, so that an error link finds it
 * @property {string} label
 * @property {string} [hint]
 * @property {string} [error]
 * @property {[string, string][]} choices  code and words
 * @property {string | null} [value]  what is chosen when the screen is drawn
 */

/** @param {Choosing} choosing */
export function radios({ id, label, hint, error, choices, value }) {
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return html`
    <div class="nhsuk-form-group ${error ? "nhsuk-form-group--error" : ""}">
      <fieldset class="nhsuk-fieldset" aria-describedby=${describedBy || nothing}>
        <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">${label}</legend>
        ${hint ? html`<div class="nhsuk-hint" id="${id}-hint">${hint}</div>` : nothing} ${errorMessage(`${id}-error`, error)}
        <div class="nhsuk-radios">
          ${choices.map(
            ([code, words], number) => html`
              <div class="nhsuk-radios__item">
                <input class="nhsuk-radios__input" type="radio" autocomplete="off" name=${id} id=${number ? `${id}-${code}` : id}
                  value=${code} ?checked=${code === value} />
                <label class="nhsuk-label nhsuk-radios__label" for=${number ? `${id}-${code}` : id}>${words}</label>
              </div>
            `,
          )}
        </div>
      </fieldset>
    </div>
  `;
}

/** @param {Choosing} choosing */
export function select({ id, label, hint, error, choices, value }) {
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return html`
    <div class="nhsuk-form-group ${error ? "nhsuk-form-group--error" : ""}">
      <label class="nhsuk-label nhsuk-label--s" for=${id}>${label}</label>
      ${hint ? html`<div class="nhsuk-hint" id="${id}-hint">${hint}</div>` : nothing} ${errorMessage(`${id}-error`, error)}
      <select class="nhsuk-select" name=${id} id=${id} autocomplete="off" aria-describedby=${describedBy || nothing}>
        <option value="" ?selected=${!value}>Choose</option>
        ${choices.map(([code, words]) => html`<option value=${code} ?selected=${code === value}>${words}</option>`)}
      </select>
    </div>
  `;
}
