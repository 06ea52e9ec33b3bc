/** The entries of a visit that a view may rest on, to be ticked; found by kind and by word. */

import { html } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { tag } from "./basis.js";

/** @param {import("./basis.js").Picking} picking */
export function entryList({ id, definition, entries, chosen, filter, onChosen, onFilter }) {
  if (!entries.length)
    return html`<p class="wv-small">What you saw, were told or read in this visit can be picked here once it is recorded.</p>`;
  const kinds = [...new Set(entries.map(({ kind }) => kind))];
  const typed = filter.text.trim().toLowerCase();
  const fitting = entries.filter(
    ({ kind, words }) => (!filter.kind || kind === filter.kind) && words.toLowerCase().includes(typed),
  );
  /** @param {Event} event @param {string} key */
  const ticked = (event, key) => {
    const on = /** @type {HTMLInputElement} */ (event.currentTarget).checked;
    onChosen(on ? [...chosen, key] : chosen.filter((one) => one !== key));
  };
  return html`
    <div class="wv-chips" role="group" aria-label="Show only">
      ${kinds.map(
        (kind) =>
          html`<button type="button" class="wv-chip wv-chip--quiet" aria-pressed=${filter.kind === kind} @click=${() => onFilter({ ...filter, kind: filter.kind === kind ? "" : kind })}>${tag(definition, kind)}</button>`,
      )}
    </div>
    <label class="nhsuk-label wv-small" for="${id}--find">Find an entry</label>
    <input class="nhsuk-input" id="${id}--find" type="search" autocomplete="off" spellcheck="false" .value=${filter.text}
      @input=${(/** @type {Event} */ event) => onFilter({ ...filter, text: /** @type {HTMLInputElement} */ (event.currentTarget).value })} />
    <p class="wv-small wv-quiet" role="status">${fitting.length} of ${entries.length}</p>
    <div class="nhsuk-checkboxes nhsuk-checkboxes--small wv-basis__list">
      ${repeat(
        fitting,
        // An entry that comes while she picks moves no other under her finger.
        ({ key }) => key,
        ({ key, kind, words }) => html`<div class="nhsuk-checkboxes__item">
          <input class="nhsuk-checkboxes__input" type="checkbox" autocomplete="off" id="${id}--rests-on--${key}" .checked=${chosen.includes(key)}
            @change=${(/** @type {Event} */ event) => ticked(event, key)} />
          <label class="nhsuk-label nhsuk-checkboxes__label" for="${id}--rests-on--${key}">${tag(definition, kind)} ${words}</label>
        </div>`,
      )}
    </div>
  `;
}
