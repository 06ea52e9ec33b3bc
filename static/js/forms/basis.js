/**
 * What a view rests on: the visit's own entries, picked beside the box in which the view is written. What was picked stands
 * as a list of its own, so that it can be read without opening anything.
 */

import { html, nothing } from "lit-html";
import { labelIn } from "../shell/definitions.js";

/** @typedef {{key: string, kind: string, words: string}} Entry  something of this visit that a view may rest on */

/**
 * @typedef {object} Picking
 * @property {string} id  of the question, for the labels
 * @property {string} name  of the question
 * @property {import("../shell/definitions.js").Definition} definition
 * @property {Entry[]} entries
 * @property {string[]} chosen  keys
 * @property {string[] | null} before  what the view before this one rests on
 * @property {boolean} open
 * @property {{kind: string, text: string}} filter
 * @property {(keys: string[]) => void} onChosen
 * @property {(open: boolean) => void} onOpen
 * @property {(filter: {kind: string, text: string}) => void} onFilter
 */

/** Read when a list is opened for the first time. @type {((picking: Picking) => unknown) | null} */
let list = null;

/** Has the list of entries ready. */
export async function readList() {
  list ??= (await import("../components/section_aids.js")).entryList;
}

/** @param {Picking} picking */
export function basisPicker(picking) {
  const { id, name, definition, entries, chosen, before, open, onChosen, onOpen } = picking;
  const cited = chosen.map((key) => entries.find((entry) => entry.key === key)).filter((entry) => entry !== undefined);
  const again =
    before?.length && !cited.length ? before.filter((key) => entries.some((entry) => entry.key === key)) : [];
  return html`
    <div class="wv-basis" role="group" aria-label="What does this rest on? ${name}" data-test="basis">
      <p>Rests on: <strong>${cited.length ? `${cited.length} of this visit’s entries` : "nothing yet"}</strong></p>
      ${
        cited.length
          ? html`<ul class="wv-basis__cited">
              ${cited.map(
                (entry) => html`<li>${tag(definition, entry.kind)} ${entry.words}
                  <button type="button" class="wv-link-button wv-small" @click=${() => onChosen(chosen.filter((key) => key !== entry.key))}>Remove<span class="nhsuk-u-visually-hidden">: ${entry.words}</span></button></li>`,
              )}
            </ul>`
          : nothing
      }
      <div class="wv-chips">
        ${again.length ? html`<button type="button" class="wv-chip" @click=${() => onChosen([...new Set([...chosen, ...again])])}>Same as the view before (${again.length})</button>` : nothing}
        <button type="button" class="wv-chip wv-chip--quiet" aria-expanded=${open} aria-controls="${id}--entries" @click=${() => onOpen(!open)}>${open ? "Close the list" : "Pick entries…"}</button>
      </div>
      <div id="${id}--entries" ?hidden=${!open}>${open && list ? list(picking) : nothing}</div>
    </div>
  `;
}

/** The kind as a word in its own edge, as on the question itself. @param {import("../shell/definitions.js").Definition} definition @param {string} kind */
export const tag = (definition, kind) =>
  html`<span class="wv-kind-word" data-kind-word=${kind}>${kind === "F" ? "Fact" : labelIn(definition.kinds, kind)}</span>`;
