/** Where to go from here, in reach of the thumb: the section before and after, and the next question that is open. */

import { html, nothing } from "lit-html";

/**
 * @param {object} given
 * @param {{href: string, title: string} | null} given.before
 * @param {{href: string, title: string}} given.after
 * @param {{name: string, left: number} | null} given.open  the next open question
 * @param {() => void} given.onOpen
 */
export function nextSteps({ before, after, open, onOpen }) {
  return html`
    <nav class="wv-reach wv-steps" aria-label="Sections">
      ${before ? html`<a class="wv-step" rel="prev" href=${before.href}><span class="wv-small">Previous</span> <span class="wv-step__title">${before.title}</span></a>` : nothing}
      ${
        open
          ? html`<button type="button" class="wv-next-open" data-test="next-open" @click=${onOpen}><span class="wv-small">Next open, ${open.left} left</span> <span class="wv-step__title">${open.name}</span></button>`
          : html`<p class="wv-next-open wv-next-open--none wv-small">Nothing is open</p>`
      }
      <a class="wv-step wv-step--next" rel="next" href=${after.href}><span class="wv-small">Next</span> <span class="wv-step__title">${after.title}</span></a>
    </nav>
  `;
}
