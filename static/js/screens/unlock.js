/**
 * The lock: initials of those whose work is sealed here, one passphrase, no network needed. Shortly after locking a PIN will
 * do; where the tablet has a passkey, that.
 */

import { html, nothing, render } from "lit-html";
import { errorSummary, focusErrors } from "../components/errors.js";
import { textInput, typed } from "../components/text_input.js";
import { missing } from "../shell/marker.js";
import { counted, date } from "../shell/words.js";

/**
 * @typedef {object} Lock
 * @property {HTMLElement} root
 * @property {import("../local/tablet.js").Tablet} tablet
 * @property {(session: import("../local/session.js").Session, since?: number) => Promise<void>} onUnlocked
 *   `since`: when she began to unlock, in milliseconds
 * @property {(how: {reopenable: boolean}) => void} [onShown]  nobody is in the middle of anything
 */

/** How often it is seen whether a PIN would still be heard, in milliseconds. */
const LAPSE = 10_000;

/** Read when they are needed; a tablet that is set up seldom does. @param {any} given */
const firstRun = async (given) => (await import("./later.js")).firstRun(given);
/** @param {any} given */
const recover = async (given) => (await import("./later.js")).recover(given);

/** @param {Lock} lock */
export async function unlock(lock) {
  const { tablet, onUnlocked } = lock;
  const users = await tablet.users();
  if (users.length === 0) return firstRun(lock);
  const gone = missing(users).length ? (await import("./later.js")).clearedNotice(users) : nothing;
  const root = document.createElement("div");
  lock.root.replaceChildren(root);

  let chosen = (users.find(({ id }) => tablet.takesPin(id)) ?? users[0]).id;
  lock.onShown?.({ reopenable: tablet.takesPin(chosen) });
  let withPin = tablet.takesPin(chosen);
  /** @type {string | null} */
  let problem = null;
  /** @type {import("../shell/account.js").Person | null} */
  let newcomer = null;
  let busy = "";

  /**
   * @param {() => Promise<import("../local/session.js").Session>} open
   * @param {string} words  meanwhile
   */
  async function tryTo(open, words) {
    if (busy) return;
    busy = words;
    problem = null;
    draw();
    const since = Date.now();
    try {
      return await onUnlocked(await open(), since);
    } catch (/** @type {any} */ refusal) {
      problem = await import("./later.js").then(
        ({ whyLocked }) => whyLocked(refusal),
        () => "Not unlocked. Nothing was changed. Try again",
      );
      if (refusal.name === "NoPin" || (refusal.name === "WrongPin" && refusal.left === 0)) withPin = false;
    }
    busy = "";
    draw();
    focusErrors(root);
  }

  /** @param {SubmitEvent} event */
  function submitted(event) {
    event.preventDefault();
    const secret = typed(event, withPin ? "pin" : "passphrase");
    /** @type {HTMLFormElement} */ (event.currentTarget).reset();
    const open = withPin ? () => tablet.reopen(chosen, secret) : () => tablet.unlock(chosen, secret);
    void tryTo(open, "Unlocking…");
  }

  const byPasskey = () =>
    tryTo(async () => (await import("./later.js")).openByPasskey(tablet, chosen), "Waiting for your passkey…");

  const user = () => /** @type {(typeof users)[number]} */ (users.find(({ id }) => id === chosen));
  const id = () => (withPin ? "pin" : "passphrase");

  function draw() {
    const { initials, passkey, recovering, unsent } = user();
    render(
      html`
        ${errorSummary(problem ? [{ href: `#${id()}`, words: problem }] : [])}
        <h1 class="nhsuk-heading-l" tabindex="-1">Unlock</h1>
        ${gone}
        <form autocomplete="off" novalidate @submit=${submitted} data-test="unlock">
          ${users.length > 1 ? choice() : notSent(unsent)}
          ${
            withPin
              ? textInput({
                  id: "pin",
                  label: `PIN of ${initials}`,
                  type: "password",
                  numeric: true,
                  error: problem ?? undefined,
                })
              : textInput({
                  id: "passphrase",
                  label: `Passphrase of ${initials}`,
                  type: "password",
                  error: problem ?? undefined,
                })
          }
          <div class="nhsuk-button-group">
            <button class="nhsuk-button">Unlock</button>
            ${passkey ? html`<button type="button" class="nhsuk-button nhsuk-button--secondary" @click=${byPasskey}>Use my passkey</button>` : nothing}
            ${withPin ? html`<button type="button" class="nhsuk-button nhsuk-button--secondary" @click=${byPassphrase}>Use my passphrase</button>` : nothing}
          </div>
          <p role="status">${busy}</p>
        </form>
        ${newcomer ? welcome(newcomer) : nothing}
        ${recovering ? waitingForHelp(recovering) : forgotten()}
        <p><button type="button" class="wv-link-button" @click=${() => firstRun({ ...lock, back: () => void unlock(lock) })}>
          Someone else signs in</button></p>
      `,
      root,
    );
  }

  function byPassphrase() {
    withPin = false;
    problem = null;
    draw();
    /** @type {HTMLElement | null} */ (root.querySelector("#passphrase"))?.focus();
  }

  const askForHelp = () => recover({ ...lock, user: user(), back: () => void unlock(lock) });

  const forgotten = () => html`
    <details class="nhsuk-details">
      <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">I forgot my passphrase</span></summary>
      <div class="nhsuk-details__text">
        <p>Nothing is lost: what you wrote stays sealed on this tablet, and what was sent is with the service. Do not clear
          this browser.</p>
        <p>With a connection you can sign in, choose a new passphrase, and have your manager or an administrator approve it.
          Everything on this tablet opens again.</p>
        <button type="button" class="nhsuk-button nhsuk-button--secondary" data-test="forgot" @click=${askForHelp}>Ask for help</button>
      </div>
    </details>
  `;

  /** @param {{at: string}} recovering */
  const waitingForHelp = ({ at }) => html`
    <div class="nhsuk-inset-text" data-test="recovering">
      <p>On ${date(at)} you asked for help to get back in.</p>
      <p><button type="button" class="nhsuk-button nhsuk-button--secondary" @click=${askForHelp}>Go on with it</button></p>
    </div>
  `;

  /** @param {number} unsent */
  const notSent = (unsent) =>
    unsent ? html`<span class="wv-small">${counted(unsent, "entry", "entries")} not sent</span>` : nothing;

  function choice() {
    return html`
      <div class="nhsuk-form-group"><fieldset class="nhsuk-fieldset">
        <legend class="nhsuk-fieldset__legend">Who are you?</legend>
        <div class="nhsuk-radios nhsuk-radios--inline">
          ${users.map(
            ({ id, initials, unsent }) => html`
              <div class="nhsuk-radios__item">
                <input class="nhsuk-radios__input" type="radio" name="user" id="user-${id}" value=${id} autocomplete="off"
                  .checked=${id === chosen} @change=${() => choose(id)} />
                <label class="nhsuk-label nhsuk-radios__label" for="user-${id}">${initials} ${notSent(unsent)}</label>
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
    withPin = tablet.takesPin(id);
    problem = null;
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
  // Once no PIN would be heard, nothing would be lost with this page any more; but never under her hands.
  const heard = () => users.some(({ id }) => tablet.takesPin(id));
  if (heard()) {
    const lapse = setInterval(() => {
      const box = /** @type {HTMLInputElement | null} */ (root.querySelector("input[type=password]"));
      if (root.isConnected && (busy || box?.value || heard())) return;
      clearInterval(lapse);
      if (root.isConnected) lock.onShown?.({ reopenable: false });
    }, LAPSE);
  }
  // Whoever has just signed in is meant; somebody new is offered the way in, without moving what is being typed in.
  import("../shell/with_first_screen.js")
    .then(({ whoIsSignedIn }) => whoIsSignedIn())
    .then((person) => {
      if (!person || !root.isConnected || busy || withPin) return;
      if (users.some(({ id }) => id === person.id)) {
        const box = /** @type {HTMLInputElement | null} */ (root.querySelector("#passphrase"));
        if (box?.value === "") chosen = person.id;
      } else if (person.role === "visitor") newcomer = person;
      draw();
    })
    .catch(() => {});
}
