/** A labelled text box. Nothing typed is kept by the browser: `autocomplete` is off, passwords are never filled in. */

import { html, nothing } from "lit-html";
import { errorMessage } from "./errors.js";

/**
 * @param {object} given
 * @param {string} given.id
 * @param {string} given.label
 * @param {string} [given.hint]
 * @param {string} [given.error]
 * @param {"text" | "password" | "search"} [given.type]
 * @param {boolean} [given.numeric]  figures only: the tablet shows the keys for them
 * @param {string} [given.value]
 * @param {(event: InputEvent) => void} [given.onInput]
 */
export function textInput({ id, label, hint, error, type = "text", numeric = false, onInput, value }) {
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return html`
    <div class="nhsuk-form-group ${error ? "nhsuk-form-group--error" : ""}">
      <label class="nhsuk-label" for=${id}>${label}</label>
      ${hint ? html`<div class="nhsuk-hint" id="${id}-hint">${hint}</div>` : nothing} ${errorMessage(`${id}-error`, error)}
      <input
        class="nhsuk-input ${numeric ? "nhsuk-input--width-5" : ""} ${error ? "nhsuk-input--error" : ""}"
        inputmode=${numeric ? "numeric" : nothing}
        id=${id}
        name=${id}
        type=${type}
        .value=${value ?? nothing}
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        aria-describedby=${describedBy || nothing}
        aria-invalid=${error ? "true" : nothing}
        @input=${onInput ?? nothing}
      />
    </div>
  `;
}

/** What stands in a box of a form. @param {Event} event of the form @param {string} name */
export const typed = (event, name) =>
  String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get(name) ?? "");
