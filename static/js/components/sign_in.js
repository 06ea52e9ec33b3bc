/** Signing in with the service, as a form on a screen or in a dialog above it. Nothing behind it is lost. */

import { html, nothing, render } from "lit-html";
import { OneTime, signIn } from "../shell/account.js";
import { errorSummary, focusErrors } from "./errors.js";
import { textInput, typed } from "./text_input.js";

/**
 * @param {object} given
 * @param {HTMLElement} given.root
 * @param {unknown} given.heading
 * @param {(person: import("../shell/account.js").Person) => void} given.onSignedIn
 * @param {() => void} [given.onCancel]
 */
export function drawSignIn({ root, heading, onSignedIn, onCancel }) {
  /** By box: what is missing in it, or what the service says. @type {{username?: string, password?: string}} */
  let problems = {};
  let busy = false;

  /** @param {SubmitEvent} event */
  async function submitted(event) {
    event.preventDefault();
    if (busy) return;
    const username = typed(event, "username");
    const password = typed(event, "password");
    problems = {};
    if (!username) problems.username = "Enter your username";
    if (!password) problems.password = "Enter your password";
    busy = Boolean(username && password);
    draw();
    if (!busy) return focusErrors(root);
    try {
      onSignedIn(await signIn(username, password));
    } catch (/** @type {any} */ refusal) {
      if (refusal instanceof OneTime) return chooseFirst();
      problems.username = refusal.message;
    }
    busy = false;
    draw();
    focusErrors(root);
  }

  function chooseFirst() {
    render(
      html`
        ${heading}
        <p>You signed in with a one-time password. Choose your own on the next page, then sign in with it. What is on this tablet stays
          as it is.</p>
        <div class="nhsuk-button-group">
          <a class="nhsuk-button" href="/password">Choose your password</a>
          ${notNow()}
        </div>
      `,
      root,
    );
    root.querySelector("a")?.focus();
  }

  const notNow = () =>
    onCancel
      ? html`<button type="button" class="nhsuk-button nhsuk-button--secondary" @click=${onCancel}>Not now</button>`
      : nothing;

  function draw() {
    const found = Object.entries(problems).map(([id, words]) => ({ href: `#${id}`, words }));
    render(
      html`
        ${errorSummary(found)} ${heading}
        <form autocomplete="off" novalidate @submit=${submitted}>
          ${textInput({ id: "username", label: "Username", error: problems.username })}
          ${textInput({ id: "password", label: "Password", type: "password", error: problems.password })}
          <div class="nhsuk-button-group">
            <button class="nhsuk-button" data-test="sign-in">Sign in</button>
            ${notNow()}
          </div>
          <p role="status" class="wv-small">${busy ? "Signing in…" : ""}</p>
        </form>
      `,
      root,
    );
  }
  draw();
}

/**
 * Above a screen. The dialog takes the bar out of reach, so it has a Hide of its own, in the same corner.
 * @param {{onSignedIn: () => void, onHide: () => void}} then
 */
export function askToSignIn({ onSignedIn, onHide }) {
  const dialog = document.createElement("dialog");
  dialog.className = "wv-dialog";
  dialog.setAttribute("aria-labelledby", "sign-in-title");
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  const hide = () => {
    dialog.close(); // or the cover could not be touched
    onHide();
  };
  drawSignIn({
    root: dialog,
    heading: html`
      <p class="wv-dialog__top"><button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" data-test="hide" @click=${hide}>Hide</button></p>
      <h2 class="nhsuk-heading-m" id="sign-in-title">Sign in to send and fetch</h2>
      <p>Everything you wrote is saved on this tablet and stays as it is.</p>
    `,
    onSignedIn: () => {
      dialog.close();
      onSignedIn();
    },
    onCancel: () => dialog.close(),
  });
  dialog.showModal();
}
