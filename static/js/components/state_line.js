/** The state of the tablet in one line, and what can be done about it. */

import { html, nothing } from "lit-html";
import { goOnAt } from "../shell/go_on.js";
import { hrefs } from "../shell/route.js";
import { stateWords } from "../shell/state_words.js";

/**
 * @param {object} given
 * @param {import("../shell/state_words.js").TabletState} given.status
 * @param {import("../shell/app.js").Runner} given.runner
 * @param {() => void} given.signIn
 * @param {() => Promise<void>} given.renew
 * @param {boolean} [given.linked]  with a link to everything that waits
 * @param {boolean} [given.tries]  with the button that tries; a screen that has one of its own says no
 */
export function stateLine({ status, runner, signIn, renew, linked = false, tries = true }) {
  const { tone, words, more, actions } = stateWords(status, new Date());
  /** @param {string} label @param {(event: Event) => void} press */
  const button = (label, press) =>
    html`<button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" @click=${(
      /** @type {Event} */ event,
    ) => {
      goOnAt(event, /** @type {HTMLElement} */ (event.currentTarget).parentElement);
      press(event);
    }}>${label}</button>`;
  const ways = {
    sign_in: () => button("Sign in", signIn),
    reload: () =>
      button("Update", ({ currentTarget }) => {
        /** @type {HTMLButtonElement} */ (currentTarget).disabled = true;
        void update(renew);
      }),
    try: () => (tries ? button("Try now", () => runner.kick("button")) : nothing),
    look: () => (linked ? html`<a class="nhsuk-link" href=${hrefs.waiting()}>See what needs you</a>` : nothing),
  };
  return html`
    <div class="wv-state wv-state--${tone}">
      <div role="status" data-test="state">
        <p>${words}</p>
        ${more ? html`<p class="wv-state__more">${more}</p>` : nothing}
      </div>
      ${actions.map((action) => ways[action]())}
    </div>
  `;
}

/**
 * Fetches the newer Wholeview and locks once it lies ready: it is taken at the lock, with nothing lost that is half done.
 * @param {() => Promise<void>} renew
 */
async function update(renew) {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  if (!registration) return location.reload(); // nothing is kept here: what is loaded is the newest
  await registration.update().catch(() => {});
  const coming = registration.installing;
  if (coming) await new Promise((done) => coming.addEventListener("statechange", done, { once: true }));
  await renew();
}
