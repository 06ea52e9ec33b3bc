/** The lock: initials of those whose work is sealed here, one passphrase, no network needed. */

import { html, nothing, render } from "lit-html";
import { errorSummary, focusErrors } from "../components/errors.js";
import { textInput, typed } from "../components/text_input.js";
import { whoIsSignedIn } from "../shell/account.js";
import { firstRun } from "./first_run.js";

/**
 * @typedef {object} Lock
 * @property {HTMLElement} root
 * @property {any} tablet
 * @property {(session: import("../local/session.js").Session) => Promise<void>} onUnlocked
 */

/** @param {Lock} lock */
export async function unlock(lock) {
  const { tablet, onUnlocked } = lock;
  /** @type {{id: string, initials: string}[]} */
  const users = await tablet.users();
  if (users.length === 0) return firstRun(lock);
  const root = document.createElement("div");
  lock.root.replaceChildren(root);

  let chosen = users[0].id;
  /** @type {string | null} */
  let problem = null;
  /** @type {import("../shell/account.js").Person | null} */
  let newcomer = null;
  let busy = false;

  /** @param {SubmitEvent} event */
  async function submitted(event) {
    event.preventDefault();
    if (busy) return;
    const passphrase = typed(event, "passphrase");
    busy = true;
    problem = null;
    draw();
    try {
      const session = await tablet.unlock(chosen, passphrase);
      return await onUnlocked(session);
    } catch (/** @type {any} */ refusal) {
      problem =
        WHY[refusal.name] ??
        "This tablet’s store could not be opened. Nothing was changed. Ask for help before you go on.";
    }
    busy = false;
    draw();
    focusErrors(root);
  }

  const initials = () => users.find(({ id }) => id === chosen)?.initials ?? "";

  function draw() {
    render(
      html`
        ${errorSummary(problem ? [{ href: "#passphrase", words: problem }] : [])}
        <h1 class="nhsuk-heading-l" tabindex="-1">Unlock</h1>
        ${newcomer ? welcome(newcomer) : nothing}
        <form autocomplete="off" novalidate @submit=${submitted} data-test="unlock">
          ${users.length > 1 ? choice() : nothing}
          ${textInput({ id: "passphrase", label: `Passphrase of ${initials()}`, type: "password", error: problem ?? undefined })}
          <button class="nhsuk-button">Unlock</button>
          <p role="status">${busy ? "Unlocking…" : ""}</p>
        </form>
        <details class="nhsuk-details">
          <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">I forgot my passphrase</span></summary>
          <div class="nhsuk-details__text">
            <p>Nothing is lost: what you wrote stays sealed on this tablet, and what was sent is with the service. Do not clear
            this browser. Tell your manager, and go on with another tablet or on paper.</p>
          </div>
        </details>
        <p><button type="button" class="wv-link-button" data-test="someone-else" @click=${() => firstRun({ ...lock, back: () => void unlock(lock) })}>
          Someone else signs in</button></p>
      `,
      root,
    );
  }

  function choice() {
    return html`
      <div class="nhsuk-form-group"><fieldset class="nhsuk-fieldset">
        <legend class="nhsuk-fieldset__legend">Who are you?</legend>
        <div class="nhsuk-radios nhsuk-radios--inline">
          ${users.map(
            ({ id, initials }) => html`
              <div class="nhsuk-radios__item">
                <input class="nhsuk-radios__input" type="radio" name="user" id="user-${id}" value=${id} autocomplete="off"
                  .checked=${id === chosen} @change=${() => choose(id)} />
                <label class="nhsuk-label nhsuk-radios__label" for="user-${id}">${initials}</label>
              </div>
            `,
          )}
        </div>
      </fieldset></div>
    `;
  }

  /** @param {string} id */
  function choose(id) {
    chosen = id;
    draw();
  }

  /** @param {import("../shell/account.js").Person} person */
  const welcome = (person) => html`
    <div class="nhsuk-inset-text">
      <p>${person.initials} is signed in but has not used this tablet yet.</p>
      <p><button type="button" class="nhsuk-button nhsuk-button--secondary" @click=${() => firstRun({ ...lock, person, back: () => void unlock(lock) })}>
        Set up this tablet for ${person.initials}</button></p>
    </div>
  `;

  draw();
  // Whoever has just signed in is meant; somebody new is offered the way in, without moving what is being typed in.
  whoIsSignedIn()
    .then((person) => {
      if (!person || !root.isConnected || busy) return;
      if (users.some(({ id }) => id === person.id)) {
        const box = /** @type {HTMLInputElement | null} */ (root.querySelector("#passphrase"));
        if (box?.value === "") chosen = person.id;
      } else if (person.role === "visitor") newcomer = person;
      draw();
    })
    .catch(() => {});
}

/** @type {Record<string, string>} */
const WHY = {
  WrongPassphrase: "That is not the right passphrase. Check capital letters and try again",
  Newer: "What is on this tablet was written by a newer Wholeview. Connect to the internet and load this page again",
  Damaged: "What is on this tablet cannot be read. Nothing was changed. Do not clear this browser; ask for help",
  StorageFull: "This tablet is full. Remove photos or apps, then unlock again",
};
