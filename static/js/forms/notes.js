/**
 * What is said under a question: a manager's comment, a second value that stands beside this one, why the service did not
 * accept it, what a view rests on, and a way back from a slip.
 */

import { html, nothing } from "lit-html";
import { moment } from "../shell/words.js";
import { saidOf, sourceWords } from "./said.js";

/** @typedef {import("../local/types.js").Shown} Shown */
/** @typedef {import("../shell/definitions.js").Definition} Definition */

/**
 * @typedef {object} Noted
 * @property {string} field
 * @property {Shown | null} drawn
 * @property {Definition} definition
 * @property {import("../local/types.js").Child | null} child
 * @property {string} me  who is unlocked here
 * @property {import("../local/types.js").Comment[]} comments  on this question
 * @property {(() => void) | null} undo
 * @property {{key: string, words: string, chosen: boolean}[] | null} basis  what a view may rest on; null for other kinds
 * @property {(keys: string[]) => void} onBasis
 * @property {string} id  of the question, for the labels here
 */

/** @param {Noted} noted */
export function note(noted) {
  const { drawn, comments, undo } = noted;
  return html`
    ${comments.map(comment)} ${drawn?.cands.length ? both(noted, drawn) : nothing} ${outcome(drawn)}
    ${
      undo
        ? html`<div class="wv-note"><p>What stood here was taken out. <button type="button" class="wv-link-button" @click=${undo}>Put it back</button></p></div>`
        : nothing
    }
    ${noted.basis ? basis(noted, noted.basis) : nothing} ${writtenBy(noted)}
  `;
}

/** @param {import("../local/types.js").Comment} one */
const comment = ({ text, by, at }) => html`
  <div class="wv-note wv-note--comment" data-test="comment">
    <p><strong>Your manager asks:</strong> ${text}</p>
    <p class="wv-quiet">${by.name}, ${moment(at, new Date())}</p>
  </div>
`;

/** @param {Shown | null} drawn */
function outcome(drawn) {
  if (drawn?.from === "refused")
    return html`<div class="wv-note wv-note--refused" data-test="refused"><p><strong>Not accepted.</strong> ${drawn.message ?? ""}</p>
      <p>It is still here. Change it and it is sent again.</p></div>`;
  if (drawn?.from === "held") return html`<div class="wv-note"><p>Kept for a manager. ${drawn.message ?? ""}</p></div>`;
  return nothing;
}

/** @param {Noted} noted @param {Shown} drawn */
function both({ field, definition, child }, drawn) {
  const now = new Date();
  const sides = [drawn, ...(drawn.server && drawn.server.mids[0] !== drawn.base ? [drawn.server] : []), ...drawn.cands];
  return html`
    <div class="wv-note wv-note--conflict" data-test="conflict">
      <p><strong>Two people recorded different answers. Both are kept.</strong></p>
      <dl class="wv-both">
        ${sides.map(
          (side) => html`<div>
            <dt>${side.by?.name ?? "You, on this tablet"}${side.at ? `, ${moment(side.at, now)}` : ""}</dt>
            ${saidOf(definition, field, side, child).map((words) => html`<dd>${words}</dd>`)}
            ${sourceWords(definition, side, child) ? html`<dd class="wv-quiet">${sourceWords(definition, side, child)}</dd>` : nothing}
          </div>`,
        )}
      </dl>
      <p>Nothing was overwritten. Your manager sees both as well.</p>
    </div>
  `;
}

/** A colleague's answer says whose it is; one's own needs no name. @param {Noted} noted */
const writtenBy = ({ drawn, me }) =>
  drawn?.from === "server" && !drawn.cands.length && drawn.by && drawn.by.id !== me && drawn.at && !drawn.cleared
    ? html`<p class="wv-answered-by">Recorded by ${drawn.by.name}, ${moment(drawn.at, new Date())}</p>`
    : nothing;

/** @param {Noted} noted @param {NonNullable<Noted["basis"]>} entries */
function basis({ id, onBasis }, entries) {
  const chosen = entries.filter((entry) => entry.chosen).map(({ key }) => key);
  /** @param {Event} event @param {string} key */
  const changed = (event, key) => {
    const ticked = /** @type {HTMLInputElement} */ (event.currentTarget).checked;
    onBasis(ticked ? [...chosen, key] : chosen.filter((one) => one !== key));
  };
  return html`
    <details class="nhsuk-details wv-beside">
      <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">What does this rest on? <strong>${chosen.length ? `${chosen.length} chosen` : "Nothing chosen yet"}</strong></span></summary>
      <div class="nhsuk-details__text">
        ${entries.length ? nothing : html`<p>What you saw, were told or read in this visit can be chosen here once it is recorded.</p>`}
        <fieldset class="nhsuk-fieldset">
          <legend class="nhsuk-u-visually-hidden">What does this rest on?</legend>
          <div class="nhsuk-checkboxes nhsuk-checkboxes--small">
            ${entries.map(
              ({ key, words, chosen }) => html`<div class="nhsuk-checkboxes__item">
                <input class="nhsuk-checkboxes__input" type="checkbox" autocomplete="off" id="${id}--rests-on--${key}" .checked=${chosen}
                  @change=${(/** @type {Event} */ event) => changed(event, key)} />
                <label class="nhsuk-label nhsuk-checkboxes__label" for="${id}--rests-on--${key}">${words}</label>
              </div>`,
            )}
          </div>
        </fieldset>
      </div>
    </details>
  `;
}
