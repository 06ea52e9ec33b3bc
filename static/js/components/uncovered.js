/** "Not covered today": one reason and one day for what is left of a section, with a way back. */

import { html, nothing } from "lit-html";
import { DEFERRED, dueDays, ownerBox } from "../forms/deferral.js";
import { labelIn } from "../shell/definitions.js";
import { counted } from "../shell/words.js";

/** What was done in one go, and how to take it back. @typedef {{words: string, undo: () => void} | null} Done */

/**
 * @param {object} given
 * @param {import("../shell/definitions.js").Definition} given.definition
 * @param {string[]} given.keys  what would be closed
 * @param {string[]} given.reasons
 * @param {{words: string, day: string}[]} given.days
 * @param {boolean} given.open
 * @param {string | null} given.reason  as chosen so far
 * @param {Parameters<typeof ownerBox>[0]} given.owner  for what somebody else will do
 * @param {Done} given.done
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
      keys.length
        ? html`<button type="button" class="wv-chip wv-chip--quiet" aria-expanded=${open} @click=${onOpen}>Not covered today: ${keys.length} still open…</button>`
        : nothing
    }
    ${
      open && keys.length
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
                  ? dueDays(days, onDay, { asks: "When will they be asked?", words: "They will be asked" })
                  : nothing
            }
          </div>`
        : nothing
    }
    ${told(done)}
  `;
}

/**
 * Nobody of the family was met: one day for all that only they or their home could have answered, in the whole visit.
 * @param {object} given
 * @param {string[]} given.names  of what would be closed
 * @param {{words: string, day: string}[]} given.days
 * @param {boolean} given.open
 * @param {Done} given.done
 * @param {() => void} given.onOpen
 * @param {(day: string) => void} given.onDay  closes them
 */
export const unmetPanel = ({ names, days, open, done, onOpen, onDay }) => html`
  <button type="button" class="wv-chip wv-chip--quiet" aria-expanded=${open} @click=${onOpen}>Nobody was seen: ${names.length} to close…</button>
  ${
    open
      ? html`<div class="wv-panel">
          <p class="wv-small">Closes ${counted(names.length, "question")} of this visit as not seen or not asked: what only the family or their home could answer. What you answered stays. What happened, your views and the plan stay open.</p>
          <details class="nhsuk-details"><summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">Which ones</span></summary>
            <div class="nhsuk-details__text"><ul class="nhsuk-list nhsuk-list--bullet wv-small">${names.map((one) => html`<li>${one}</li>`)}</ul></div></details>
          ${dueDays(days, onDay, { asks: "When will you see them?", words: "You will see them" })}
        </div>`
      : nothing
  }
  ${told(done)}
`;

/** @param {Done} done */
const told = (done) => html`
  <p class="wv-small" role="status">${done ? html`${done.words} <button type="button" class="wv-link-button wv-small" @click=${done.undo}>Undo</button>` : nothing}</p>
`;
