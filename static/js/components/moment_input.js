/** A day and a time in boxes, as on the pages of the form; `forms/controls.js` reads and writes them. */

import { html } from "lit-html";
import { errorMessage } from "./errors.js";

const BOXES = [
  { part: "day", label: "Day", width: 2 },
  { part: "month", label: "Month", width: 2 },
  { part: "year", label: "Year", width: 4 },
  { part: "time", label: "Time", width: 5 },
];

/** @param {{id: string, label: string, hint: string, error?: string}} given */
export function momentInput({ id, label, hint, error }) {
  return html`
    <div class="nhsuk-form-group ${error ? "nhsuk-form-group--error" : ""}">
      <fieldset class="nhsuk-fieldset" role="group" aria-describedby="${id}-hint ${error ? `${id}-error` : ""}">
        <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">${label}</legend>
        <div class="nhsuk-hint" id="${id}-hint">${hint}</div>
        ${errorMessage(`${id}-error`, error)}
        <div class="nhsuk-date-input" id="${id}-boxes">
          ${BOXES.map(
            ({ part, label, width }) => html`<div class="nhsuk-date-input__item">
              <label class="nhsuk-label nhsuk-date-input__label" for=${part === "day" ? id : `${id}-${part}`}>${label}</label>
              <input
                class="nhsuk-input nhsuk-date-input__input nhsuk-input--width-${width} ${error ? "nhsuk-input--error" : ""}"
                id=${part === "day" ? id : `${id}-${part}`}
                data-part=${part}
                type="text"
                inputmode="numeric"
                autocomplete="off"
              />
            </div>`,
          )}
        </div>
      </fieldset>
    </div>
  `;
}
