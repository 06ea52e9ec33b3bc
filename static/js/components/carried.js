/** What is known from before, to be confirmed: one tap each, or all of a section at once, with a way back. */

import { html, nothing } from "lit-html";
import { counted, date } from "../shell/words.js";

/** @typedef {import("../forms/carried.js").Offer} Offer */

/** Says nothing without its question. */
const BARE = /^(yes|no|not sure|not known|asked; not known|\d+)$/i;

/**
 * @param {object} given
 * @param {Offer[]} given.facts
 * @param {{ids: string[], offers: Offer[]}[]} given.rows
 * @param {string} given.rowName  what a row is called
 * @param {{words: string, undo: () => void} | null} given.done  what was confirmed last
 * @param {(offers: Offer[]) => void} given.onConfirm
 * @param {(key: string) => void} given.onChange  goes to the question
 * @param {(rows: string[]) => void} given.onEnd
 */
export function carriedPanel({ facts, rows, rowName, done, onConfirm, onChange, onEnd }) {
  if (!facts.length && !rows.length && !done) return nothing;
  const all = [...facts, ...rows.flatMap(({ offers }) => offers)];
  const several = facts.length + rows.length > 1;
  return html`
    <section class="wv-carried" aria-labelledby="carried" data-test="carried">
      ${
        all.length
          ? html`<h2 class="nhsuk-heading-s" id="carried">Known from before: still right?</h2>
              <ul class="wv-carried__list">
                ${facts.map(
                  (offer) => html`<li>
                    <p><strong>${offer.name}:</strong> ${offer.words}<br /><span class="wv-small wv-quiet">${confirmedWords(offer)}</span></p>
                    <div class="wv-chips">${button(`: ${offer.name}`, () => onConfirm([offer]))}
                      <button type="button" class="wv-link-button wv-small" @click=${() => onChange(offer.key)}>Change<span class="nhsuk-u-visually-hidden">: ${offer.name}</span></button></div>
                  </li>`,
                )}
                ${rows.map(
                  ({ ids, offers }) => html`<li>
                    <p>${offers.map((offer, at) => html`${at ? " · " : ""}<span class=${BARE.test(offer.words) ? "" : "nhsuk-u-visually-hidden"}>${offer.name}: </span>${at ? offer.words : html`<strong>${offer.words}</strong>`}`)}<br />
                      <span class="wv-small wv-quiet">${confirmedWords(offers[0])}</span></p>
                    <div class="wv-chips">${button(`: ${offers[0].words}`, () => onConfirm(offers))}
                      <button type="button" class="wv-link-button wv-small" @click=${() => onEnd(ids)}>Not any more<span class="nhsuk-u-visually-hidden">: ${rowName} ${offers[0].words}</span></button></div>
                  </li>`,
                )}
              </ul>
              ${several ? html`<button type="button" class="wv-chip wv-chip--all" data-test="confirm-all" @click=${() => onConfirm(all)}>All ${facts.length + rows.length} still right</button>` : nothing}`
          : nothing
      }
      ${status(done)}
    </section>
  `;
}

/** @param {{words: string, undo: () => void} | null} done */
const status = (done) =>
  html`<p class="wv-small" role="status">${done ? html`${done.words} <button type="button" class="wv-link-button wv-small" @click=${done.undo}>Undo</button>` : nothing}</p>`;

/**
 * Actions that follow from this visit, each with who and by when.
 * @param {import("../forms/actions.js").Action[]} offered
 * @param {{words: string, undo: () => void} | null} done  what was added last
 * @param {(action: import("../forms/actions.js").Action) => void} onAdd
 */
export function actionsPanel(offered, done, onAdd) {
  if (!offered.length && !done) return nothing;
  return html`
    <div class="wv-carried" role="group" aria-labelledby="offered" data-test="offered-actions">
      <h2 class="nhsuk-heading-s" id="offered">What follows, in one tap</h2>
      <ul class="wv-carried__list">
        ${offered.map(
          (action) => html`<li>
            <p><strong>${action.what}</strong><br /><span class="wv-small wv-quiet">${[action.owner.slice(2), action.due && `by ${date(action.due)}`].filter(Boolean).join(", ")}</span></p>
            <div class="wv-chips"><button type="button" class="wv-chip" @click=${() => onAdd(action)}>Add<span class="nhsuk-u-visually-hidden">: ${action.what}</span></button></div>
          </li>`,
        )}
      </ul>
      ${status(done)}
    </div>
  `;
}

/** @param {string} of @param {() => void} press */
const button = (of, press) =>
  html`<button type="button" class="wv-chip" @click=${press}>Still right<span class="nhsuk-u-visually-hidden">${of}</span></button>`;

/** @param {Offer} offer */
function confirmedWords({ on, by, from }) {
  if (!on) return "On the child’s record";
  return [`Last confirmed on ${date(on)}`, by && `by ${by}`, from && `from: ${from}`].filter(Boolean).join(" ");
}

/** Several of what a row is called: agencies, entries, people. @param {string} name */
const several = (name) => (name === "person" ? "people" : `${name.replace(/y$/, "ie")}s`);

/** @param {number} facts @param {number} rows @param {string} rowName */
export const confirmedCount = (facts, rows, rowName) =>
  [facts && counted(facts, "answer"), rows && counted(rows, rowName.toLowerCase(), several(rowName.toLowerCase()))]
    .filter(Boolean)
    .join(" and ");
