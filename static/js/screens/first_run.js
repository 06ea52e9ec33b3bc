/** The first time a visitor uses a tablet: who she is, a passphrase of her own, her caseload. Needs a connection once. */

import { html, nothing, render } from "lit-html";
import { errorSummary, focusErrors } from "../components/errors.js";
import { homeScreenHelp } from "../components/home_screen.js";
import { drawSignIn } from "../components/sign_in.js";
import { textInput, typed } from "../components/text_input.js";
import { MIN_PASSPHRASE } from "../local/errors.js";
import { recoveryKey, whoIsSignedIn } from "../shell/account.js";
import { clearedNotice } from "./cleared.js";
import { refusedOf } from "./new_passphrase.js";

/**
 * @param {import("./unlock.js").Lock & {person?: import("../shell/account.js").Person, back?: () => void}} given
 */
export async function firstRun(given) {
  const { root, back } = given;
  const known = await given.tablet.users();
  const wayBack = back
    ? html`<p><button type="button" class="wv-link-button" @click=${back}>Back to Unlock</button></p>`
    : nothing;
  /** What is asked for is asked anew: a lit part must not find another screen's nodes. */
  const fresh = document.createElement("div");
  root.replaceChildren(fresh);

  if (given.person) return choosePassphrase({ ...given, known }, given.person, fresh);
  if (back) return signInFirst();
  render(
    html`<h1 class="nhsuk-heading-l" tabindex="-1">Set up this tablet</h1><p role="status">Asking the service who you are…</p>`,
    fresh,
  );
  try {
    const person = await whoIsSignedIn();
    return person ? welcome(person) : signInFirst();
  } catch {
    return unreachable();
  }

  function signInFirst() {
    const place = document.createElement("div");
    root.replaceChildren(place);
    drawSignIn({
      root: place,
      heading: html`${clearedNotice(known)}<h1 class="nhsuk-heading-l" tabindex="-1">Sign in</h1><p>This is needed once on each tablet. Afterwards it opens without a network.</p>${wayBack}`,
      onSignedIn: welcome,
    });
  }

  /** @param {import("../shell/account.js").Person} person */
  async function welcome(person) {
    const place = document.createElement("div");
    root.replaceChildren(place);
    if (person.role !== "visitor") return notForTablets(place);
    const users = await given.tablet.users();
    if (users.some(({ id }) => id === person.id)) return back?.();
    return choosePassphrase({ ...given, known }, person, place);
  }

  /** @param {HTMLElement} place */
  function notForTablets(place) {
    render(
      html`<h1 class="nhsuk-heading-l" tabindex="-1">These screens are for health visitors</h1>
        <p>You are signed in with another role. <a class="nhsuk-link" href="/">Go to your own pages</a></p>${wayBack}`,
      place,
    );
  }

  function unreachable() {
    render(
      html`${clearedNotice(known)}<h1 class="nhsuk-heading-l" tabindex="-1">This tablet is not set up yet</h1>
        <p>The service cannot be reached. Connect to the internet once to set it up; afterwards it works without.</p>
        <p>If you had set it up before, the browser has cleared what was here. Tell your manager today: the service knows what had not arrived.</p>
        <button type="button" class="nhsuk-button" @click=${() => firstRun(given)}>Try again</button>${wayBack}`,
      fresh,
    );
  }
}

/**
 * @param {import("./unlock.js").Lock & {back?: () => void, known: {id: string}[]}} given  `known`: who has a vault here
 * @param {import("../shell/account.js").Person} person
 * @param {HTMLElement} root
 */
function choosePassphrase({ tablet, onUnlocked, known }, person, root) {
  /** @type {{passphrase?: string, again?: string}} */
  let problems = {};
  let progress = "";
  let shown = false;

  /** @param {SubmitEvent} event */
  async function submitted(event) {
    event.preventDefault();
    if (progress) return;
    const passphrase = typed(event, "passphrase");
    problems = refusedOf(passphrase, typed(event, "again"));
    if (problems.passphrase || problems.again) return refuse();
    progress = "Making your key. This takes a moment…";
    draw();
    const since = Date.now();
    try {
      // Without it a forgotten passphrase could not be got over; it is asked for again at each sync.
      const recovery = await recoveryKey().catch(() => null);
      const user = { id: person.id, initials: person.initials };
      const session = await tablet.createVault({ user, passphrase, recovery });
      // Not waited for: Firefox asks her first, and answers when she does.
      navigator.storage?.persist?.().catch(() => false);
      await onUnlocked(session, since);
    } catch (/** @type {any} */ problem) {
      problems = {
        passphrase:
          problem.name === "StorageFull"
            ? "This tablet is full. Remove photos or apps, then try again"
            : "The key could not be made. Try again",
      };
      refuse();
    }
  }

  function refuse() {
    progress = "";
    draw();
    focusErrors(root);
  }

  function draw() {
    const errors = Object.entries(problems).map(([id, words]) => ({ href: `#${id}`, words }));
    const type = shown ? "text" : "password";
    render(
      html`
        ${errorSummary(errors)} ${clearedNotice(known)}
        <h1 class="nhsuk-heading-l" tabindex="-1">Choose your passphrase</h1>
        <p>You are signed in as <strong>${person.name}</strong>.</p>
        <p>Everything you write on this tablet is sealed with your passphrase, so that nobody who finds it can read it. You type it
          to open the app, with or without a network; nobody can look it up for you.</p>
        <form autocomplete="off" novalidate @submit=${submitted} data-test="set-up">
          ${textInput({ id: "passphrase", label: "Passphrase", type, hint: `Four words you will remember, or ${MIN_PASSPHRASE} characters or more. Not your sign-in password.`, error: problems.passphrase })}
          ${textInput({ id: "again", label: "The same passphrase again", type, error: problems.again })}
          <div class="nhsuk-checkboxes nhsuk-form-group">
            <div class="nhsuk-checkboxes__item">
              <input class="nhsuk-checkboxes__input" id="show" type="checkbox" autocomplete="off" .checked=${shown} @change=${() => {
                shown = !shown;
                draw();
              }} />
              <label class="nhsuk-label nhsuk-checkboxes__label" for="show">Show what I type</label>
            </div>
          </div>
          <button class="nhsuk-button">Set up this tablet</button>
          <p role="status">${progress}</p>
        </form>
        ${homeScreenHelp()}
      `,
      root,
    );
  }
  draw();
  root.querySelector("h1")?.focus();
}
