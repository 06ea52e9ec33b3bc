/** "Not covered today": one reason and one day for what is left of a section, with a way back. */

import { html, nothing } from "lit-html";
import { DEFERRED, dueDays, ownerBox } from "../forms/deferral.js";
import { labelIn } from "../shell/definitions.js";
import { counted, date } from "../shell/words.js";

/**
 * @param {object} given
 * @param {import("../shell/definitions.js").Definition} given.definition
 * @param {string[]} given.keys  what would be closed
 * @param {string[]} given.reasons
 * @param {{words: string, day: string}[]} given.days
 * @param {boolean} given.open
 * @param {string | null} given.reason  as chosen so far
 * @param {Parameters<typeof ownerBox>[0]} given.owner  for what somebody else will do
 * @param {{words: string, undo: () => void} | null} given.done
 * @param {() => void} given.onOpen
 * @param {(reason: string) => void} given.onReason
 * @param {(day: string) => void} given.onDay  closes them
 */
export function uncoveredPanel({
  definition,
  keys,
  reasons,
  days,
  open,
  reason,
  owner,
  done,
  onOpen,
  onReason,
  onDay,
}) {
  return html`
    ${
      keys.length > 1
        ? html`<button type="button" class="wv-chip wv-chip--quiet" aria-expanded=${open} data-test="not-covered" @click=${onOpen}>Not covered today: the ${keys.length} still open…</button>`
        : nothing
    }
    ${
      open && keys.length > 1
        ? html`<div class="wv-panel">
            <p class="wv-small">Closes ${counted(keys.length, "question")} of this section that ${keys.length === 1 ? "is" : "are"} still open. The core questions stay open.</p>
            <div class="wv-chips" role="group" aria-label="Why were they not covered?">
              <span class="wv-chips__words" aria-hidden="true">Why?</span>
              ${reasons.map((code) => html`<button type="button" class="wv-chip" aria-pressed=${code === reason} @click=${() => onReason(code)}>${labelIn(definition.missing_reasons, code)}</button>`)}
            </div>
            ${
              reason === DEFERRED
                ? html`${ownerBox(owner)} ${dueDays(days, onDay)}`
                : reason
                  ? html`<div class="wv-chips" role="group" aria-label="When will they be asked?">
                    <span class="wv-chips__words" aria-hidden="true">They will be asked</span>
                    ${days.map(({ words, day }) => html`<button type="button" class="wv-chip" @click=${() => onDay(day)}>${words} <span class="wv-chip__mark">${date(day)}</span></button>`)}
                  </div>`
                  : nothing
            }
          </div>`
        : nothing
    }
    <p class="wv-small" role="status">${done ? html`${done.words} <button type="button" class="wv-link-button wv-small" @click=${done.undo}>Undo</button>` : nothing}</p>
  `;
}
