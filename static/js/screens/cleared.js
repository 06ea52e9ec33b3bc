/** What is said when a visitor's sealed store is gone from this tablet without her having taken it away. */

import { html, nothing } from "lit-html";
import { missing, unmark } from "../shell/marker.js";
import { counted, moment } from "../shell/words.js";

/** @param {{id: string}[]} users  whose store is here */
export function clearedNotice(users) {
  const gone = missing(users);
  if (!gone.length) return nothing;
  const now = new Date();
  /** @param {Event} event */
  const read = ({ currentTarget }) => {
    for (const { user } of gone) unmark(user);
    /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (currentTarget).closest(".wv-note")).hidden = true;
    /** @type {HTMLElement | null} */ (document.querySelector("main h1"))?.focus();
  };
  return html`
    <div class="wv-note wv-note--refused" role="alert" data-test="cleared">
      <p><strong>This tablet’s store was cleared.</strong></p>
      ${gone.map(({ initials, unsent, at }) =>
        unsent
          ? html`<p>${initials} had ${counted(unsent, "entry", "entries")} here that ${unsent === 1 ? "was" : "were"} not sent, last looked at ${moment(at, now)}.
              Tell your manager today, while you remember what was in ${unsent === 1 ? "it" : "them"}.</p>`
          : html`<p>Everything of ${initials} had been sent, ${moment(at, now)}, and comes back with a connection.</p>`,
      )}
      <p>Browsers clear what a page keeps when the tablet is full, or when it is not opened for a week. On the home screen, it is kept.</p>
      <button type="button" class="wv-link-button" @click=${read}>I have read this</button>
    </div>
  `;
}
