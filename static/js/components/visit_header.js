/**
 * What never scrolls away during a visit: whose visit it is (name, age, NHS number, date of birth), whether it is saved,
 * and who could overhear.
 */

import { html, nothing } from "lit-html";
import { ageOf, bornWords, fullName, nhsNumber, shortDate } from "../shell/words.js";

/**
 * @typedef {object} VisitHeader
 * @property {(import("../local/types.js").ChildLine & import("../shell/words.js").Dated) | null} child
 * @property {string} [left]  what to say where the child is on this tablet no more
 * @property {Saved | null} saved
 * @property {Earshot | null} earshot
 *
 * @typedef {{words: string, failed?: boolean, sent?: boolean}} Saved
 *
 * @typedef {object} Earshot  who could overhear; closed it says nothing but how long the form is
 * @property {boolean} short
 * @property {{question: string, choices: [string, string][], sure: boolean} | null} asking
 *   `sure`: she has chosen "no" and is asked once more
 * @property {() => void} onAsk
 * @property {(code: string) => void} onChoose
 * @property {() => void} onSure
 * @property {() => void} onBack
 */

/** @param {VisitHeader} header */
export function visitHeader({ child, left, saved, earshot }) {
  return html`
    <section class="wv-visit" aria-label="This visit">
      <div class="wv-visit__inner">
        <p class="wv-visit__name">${fullName(child)}</p>
        ${child ? identifiers(child) : nothing}
        ${left && html`<p class="wv-small wv-visit__ids">${left}</p>`}
        <div class="wv-visit__state">
          <p class="wv-saved ${saved?.failed ? "wv-saved--failed" : ""}" data-test="saved">${savedWords(saved)}</p>
          ${
            earshot
              ? html`<button type="button" class="wv-plain-button wv-form-length" data-test="earshot" id="form-length" aria-expanded=${!!earshot.asking}
                  @click=${earshot.asking ? earshot.onBack : earshot.onAsk}>${earshot.short ? "Short form" : "Whole form"}</button>`
              : nothing
          }
        </div>
      </div>
      ${earshot?.asking ? whoHears(earshot, earshot.asking) : nothing}
    </section>
  `;
}

/** Read out at once where it failed; else once a minute at most, and not again for being sent. @param {Saved | null} saved */
const savedWords = (saved) =>
  html`<span role="status">${saved?.failed ? nothing : saved?.words}</span>${saved?.sent ? ", sent" : nothing}${saved?.failed ? html`<span role="alert">${saved.words}</span>` : nothing}`;

/** @param {NonNullable<VisitHeader["child"]>} child */
function identifiers(child) {
  return html`
    <dl class="wv-visit__ids">
      <div><dt>Age</dt><dd>${ageOf(child, new Date())}</dd></div>
      <div><dt>Date of birth</dt><dd>${bornWords(child, shortDate)}</dd></div>
      <div><dt>NHS number</dt><dd>NHS ${nhsNumber(child.nhs_number)}</dd></div>
    </dl>
  `;
}

/** In the place of the page: while it is asked, nothing of the visit is on the screen. @param {Earshot} earshot @param {NonNullable<Earshot["asking"]>} asking */
function whoHears({ onChoose, onSure, onBack }, { question, choices, sure }) {
  /** @param {string} words @param {() => void} press @param {boolean} [first] */
  const way = (words, press, first = false) =>
    html`<li><button type="button" class="nhsuk-button ${first ? "" : "nhsuk-button--secondary"} wv-choice" @click=${press}>${words}</button></li>`;
  return html`
    <div class="wv-who-hears" @keydown=${(/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Escape") onBack();
    }}>
      ${
        sure
          ? html`<h1 class="nhsuk-heading-m" id="who-hears-title" tabindex="-1">Nobody else can hear you or see this screen?</h1>
              <ul class="wv-ways">${way("Yes, I am sure", onSure, true)} ${way("Go back", onBack)}</ul>`
          : html`<h1 class="nhsuk-heading-m" id="who-hears-title" tabindex="-1">${question}</h1>
              <ul class="wv-ways">
                ${choices.map(([code, label]) => way(label, () => onChoose(code)))}
              </ul>
              <p><button type="button" class="wv-link-button" @click=${onBack}>Leave it as it is</button></p>`
      }
    </div>
  `;
}
