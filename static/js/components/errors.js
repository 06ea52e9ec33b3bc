/** Errors as the NHS service manual has them: a focused summary whose links go to the questions, and the same words there. */

import { html, nothing } from "lit-html";

/** @typedef {{href: string, words: string}} FoundError  `href`: "#id" here, or another screen */

/** @param {FoundError[]} errors @param {string} [title] @param {unknown} [listed]  otherwise than one by one */
export function errorSummary(errors, title = "There is a problem", listed = list(errors)) {
  if (!errors.length) return nothing;
  return html`
    <div class="nhsuk-error-summary" role="alert" tabindex="-1" data-test="error-summary">
      <h2 class="nhsuk-error-summary__title">${title}</h2>
      <div class="nhsuk-error-summary__body">
        ${listed}
      </div>
    </div>
  `;
}

/** @param {FoundError[]} errors */
const list = (errors) => html`
  <ul class="nhsuk-list nhsuk-error-summary__list">
    ${errors.map(({ href, words }) => html`<li><a href=${href}>${words}</a></li>`)}
  </ul>
`;

/** Moves the focus to the summary, once it is drawn. @param {HTMLElement} root */
export function focusErrors(root) {
  /** @type {HTMLElement | null} */ (root.querySelector(".nhsuk-error-summary"))?.focus();
}

/** @param {string} id @param {string | undefined} words */
export const errorMessage = (id, words) =>
  words ? html`<span class="nhsuk-error-message" id=${id}>${errorWords(words)}</span>` : nothing;

/** @param {string | null} words */
export const errorWords = (words) =>
  words ? html`<span class="nhsuk-u-visually-hidden">Error:</span> ${words}` : nothing;
