/** The state of the tablet in one line, and the one thing that can be done about it. */

import { html, nothing } from "lit-html";
import { hrefs } from "../shell/route.js";
import { stateWords } from "../shell/state_words.js";

/**
 * @param {object} given
 * @param {import("../shell/state_words.js").TabletState} given.status
 * @param {import("../shell/app.js").Runner} given.runner
 * @param {() => void} given.signIn
 * @param {boolean} [given.linked]  with a link to everything that waits
 * @param {boolean} [given.tries]  with the button that tries; a screen that has one of its own says no
 */
export function stateLine({ status, runner, signIn, linked = false, tries = true }) {
  const { tone, words, more, action } = stateWords(status, new Date());
  /** @param {string} label @param {() => void} press */
  const button = (label, press) =>
    html`<button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small wv-flush" @click=${press}>${label}</button>`;
  const ways = {
    sign_in: () => button("Sign in", signIn),
    reload: () => button("Update", () => update()),
    try: () => (tries ? button("Try now", () => runner.kick("button")) : nothing),
    look: () => (linked ? html`<a class="nhsuk-link" href=${hrefs.waiting()}>See what needs you</a>` : nothing),
  };
  return html`
    <div class="wv-state wv-state--${tone}">
      <div role="status" data-test="state">
        <p>${words}</p>
        ${more ? html`<p class="wv-state__more">${more}</p>` : nothing}
      </div>
      ${action ? ways[action]() : nothing}
    </div>
  `;
}

/** Looks for the newer Wholeview first: what a tablet keeps would only load the same again. */
async function update() {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  await registration?.update().catch(() => {});
  location.reload();
}
