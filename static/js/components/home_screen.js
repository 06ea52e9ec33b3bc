/** How to put the app on the home screen: an iPad keeps what an app there writes, and may clear what a page in Safari does. */

import { html } from "lit-html";

const isInstalled = () =>
  matchMedia("(display-mode: standalone)").matches || /** @type {any} */ (navigator).standalone === true;

/** @param {{open?: boolean}} [how] */
export function homeScreenHelp({ open = false } = {}) {
  if (isInstalled()) return html`<p class="wv-small">Wholeview is on the home screen.</p>`;
  return html`
    <details class="nhsuk-details" ?open=${open}>
      <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">Put Wholeview on the home screen</span></summary>
      <div class="nhsuk-details__text">
        <p>On an iPad: tap Share (the square with an arrow), then “Add to Home Screen”. An iPad may clear what a web page keeps if it is not
          opened for a week; from the home screen it does not. Set it up again there: the home screen has a store of its own.</p>
        <p>On Android, or on a computer: open the browser’s menu and choose “Install”.</p>
      </div>
    </details>
  `;
}
