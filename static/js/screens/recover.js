/**
 * A forgotten passphrase: she signs in, chooses a new one, reads eight figures to the person who approves, and goes on where
 * she was. Nothing on the tablet is touched before the approval has opened it.
 */

import { html, render } from "lit-html";
import { errorSummary, focusErrors } from "../components/errors.js";
import { drawSignIn } from "../components/sign_in.js";
import { textInput, typed } from "../components/text_input.js";
import { bytesOf } from "../local/bytes.js";
import { MIN_PASSPHRASE } from "../local/errors.js";
import { askRecovery, Refused, recoveryDone, recoveryState, whoIsSignedIn } from "../shell/account.js";
import { refusedOf } from "./new_passphrase.js";
import { whyLocked } from "./why_locked.js";

const FULL = "This tablet is full. Remove photos or apps, then try again";
/** Why an approval did not open the vault. @type {Record<string, string>} */
const WHY = {
  WrongPassphrase: "That is not the new passphrase you chose when you asked",
  StorageFull: FULL,
  NotThisVault:
    "This approval was used already, or does not fit this tablet. Go back to Unlock; if that does not open it, ask again",
};

/**
 * @param {import("./unlock.js").Lock & {user: {id: string, initials: string, recovering: {id: string | null, at: string} | null},
 *   back: () => void}} given
 */
export async function recover({ root, tablet, user, onUnlocked, back }) {
  const place = document.createElement("div");
  root.replaceChildren(place);
  /** @type {Record<string, string>} */
  let problems = {};
  let busy = "";
  let number = user.recovering?.id ?? null;
  /** @type {string | null} */
  let resealed = null;
  let figures = await tablet.recoveryCode(user.id);
  /** Which question to the service the page waits for: an answer to an earlier one draws nothing over what she types since. */
  let turn = 0;

  const wayBack = html`<p><button type="button" class="wv-link-button" @click=${back}>Back to Unlock</button></p>`;

  /** The new passphrase can be forgotten, or mistyped twice, as well: the request in hand then leads nowhere. */
  const askAgain = html`<p><button type="button" class="wv-link-button" @click=${chooseAnew}>I do not remember that one either: ask again</button></p>`;

  /** @param {unknown} content */
  const draw = (content) =>
    render(
      html`${errorSummary(Object.entries(problems).map(([id, words]) => ({ href: `#${id}`, words })))} ${content}
        <p role="status">${busy}</p>${wayBack}`,
      place,
    );
  /** @param {string} words @param {() => void} again */
  function refuse(words, again) {
    problems = { again: words };
    busy = "";
    again();
    focusErrors(place);
  }

  if (!(await tablet.recoverable(user.id)))
    return draw(html`
      <h1 class="nhsuk-heading-l" tabindex="-1">This tablet cannot be opened for you</h1>
      <p>It was set up before your organisation had a recovery key, or has not been unlocked since. What you wrote stays sealed
        here. Do not clear this browser; tell your manager, and go on with another tablet or on paper.</p>`);
  return signedIn();

  async function signedIn() {
    draw(html`<h1 class="nhsuk-heading-l" tabindex="-1">Get back in</h1><p>Asking the service who you are…</p>`);
    const person = await whoIsSignedIn().catch(() => undefined);
    if (person === undefined)
      return draw(html`
        <h1 class="nhsuk-heading-l" tabindex="-1">Get back in</h1>
        <p>This needs a connection, and the service cannot be reached. Nothing is lost; try again when there is a signal.</p>
        <button type="button" class="nhsuk-button" @click=${signedIn}>Try again</button>`);
    if (person?.id !== user.id) return signInFirst(Boolean(person));
    return number ? look() : choose();
  }

  /** @param {boolean} another */
  function signInFirst(another) {
    const inner = document.createElement("div");
    place.replaceChildren(inner);
    drawSignIn({
      root: inner,
      heading: html`<h1 class="nhsuk-heading-l" tabindex="-1">Sign in as ${user.initials}</h1>
        <p>${another ? "Somebody else is signed in on this tablet. " : ""}With your sign-in password, not the passphrase of the tablet.</p>${wayBack}`,
      onSignedIn: async () => {
        const fresh = document.createElement("div");
        place.replaceChildren(fresh);
        // She may have asked since `user` was read: to ask again would end a request that is approved.
        const now = (await tablet.users()).find(({ id }) => id === user.id) ?? user;
        void recover({ root, tablet, user: now, onUnlocked, back });
      },
    });
  }

  /** @param {SubmitEvent} event */
  async function chosen(event) {
    event.preventDefault();
    if (busy) return;
    const passphrase = typed(event, "passphrase");
    problems = refusedOf(passphrase, typed(event, "again"));
    if (Object.keys(problems).length) {
      choose();
      return focusErrors(place);
    }
    busy = "Preparing. This takes a moment…";
    choose();
    try {
      const { code, ...request } = await tablet.beginRecovery(user.id, passphrase);
      number = await askRecovery({ ...request, replaces: number ?? undefined });
      await tablet.noteRecovery(user.id, number);
      figures = code;
    } catch (/** @type {any} */ problem) {
      // Where it was not sent the earlier one stands, if there was one. A full tablet cannot write that down, and need not.
      await tablet.noteRecovery(user.id, number).catch(() => {});
      return refuse(
        problem.name === "StorageFull"
          ? FULL
          : problem instanceof Refused
            ? problem.message
            : "The service cannot be reached. Nothing was changed. Try again",
        choose,
      );
    }
    busy = "";
    return look();
  }

  function choose() {
    draw(html`
      <h1 class="nhsuk-heading-l" tabindex="-1">Choose a new passphrase</h1>
      <p>Your manager or an administrator then approves it. Everything you wrote on this tablet opens again with the new one.</p>
      <form autocomplete="off" novalidate @submit=${chosen} data-test="recover">
        ${textInput({ id: "passphrase", label: "New passphrase", type: "password", hint: `Four words you will remember, or ${MIN_PASSPHRASE} characters or more.`, error: problems.passphrase })}
        ${textInput({ id: "again", label: "The same passphrase again", type: "password", error: problems.again })}
        <button class="nhsuk-button">Ask for approval</button>
      </form>`);
  }

  function chooseAnew() {
    turn += 1;
    problems = {};
    choose();
    place.querySelector("h1")?.focus();
  }

  async function look() {
    const mine = ++turn;
    busy = "";
    waiting("Asking the service…");
    /** @type {Awaited<ReturnType<typeof recoveryState>> | null} */
    let found = null;
    try {
      found = await recoveryState(/** @type {string} */ (number));
    } catch (/** @type {any} */ problem) {
      if (problem instanceof Refused && problem.status === 404) found = { state: "declined", resealed: null };
      else if (mine === turn && problem instanceof Refused && problem.status === 401) return signInFirst(false);
    }
    if (mine !== turn) return;
    problems = {};
    if (found?.state === "approved" && found.resealed) {
      resealed = found.resealed;
      return approved();
    }
    if (found?.state === "declined" || found?.state === "done") {
      await tablet.noteRecovery(user.id, null).catch(() => {});
      number = null;
      return draw(html`
        <h1 class="nhsuk-heading-l" tabindex="-1">The request is closed</h1>
        <p>It was not approved, or it is too old. Nothing on this tablet was changed. Speak with your manager; you can ask again.</p>
        <button type="button" class="nhsuk-button" @click=${chooseAnew}>Ask again</button>`);
    }
    waiting(found ? "It is not approved yet." : "The service cannot be reached just now.");
  }

  /** @param {string} stands  how the request stands */
  function waiting(stands) {
    draw(html`
      <h1 class="nhsuk-heading-l" tabindex="-1">Waiting for approval</h1>
      <p>Ring your manager or an administrator. They ask you for these figures:</p>
      <p class="wv-figures" data-test="figures">${figures}</p>
      <p role="status">${stands}</p>
      <p>You can close this page; it stands here when you come back. Remember the passphrase you have just chosen.</p>
      <button type="button" class="nhsuk-button" @click=${look}>Look again</button>${askAgain}`);
  }

  /** @param {SubmitEvent} event */
  async function opened(event) {
    event.preventDefault();
    if (busy) return;
    const passphrase = typed(event, "passphrase");
    problems = {};
    busy = "Opening…";
    approved();
    const since = Date.now();
    try {
      const session = await tablet.finishRecovery(user.id, passphrase, bytesOf(/** @type {string} */ (resealed)));
      recoveryDone(/** @type {string} */ (number)).catch(() => {});
      return await onUnlocked(session, since);
    } catch (/** @type {any} */ problem) {
      problems = { passphrase: WHY[problem.name] ?? whyLocked(problem) };
      if (problem.name === "NotThisVault") await tablet.noteRecovery(user.id, null).catch(() => {});
    }
    busy = "";
    approved();
    focusErrors(place);
  }

  function approved() {
    draw(html`
      <h1 class="nhsuk-heading-l" tabindex="-1">Approved</h1>
      <p>Enter the new passphrase. It opens this tablet from now on.</p>
      <form autocomplete="off" novalidate @submit=${opened}>
        ${textInput({ id: "passphrase", label: "New passphrase", type: "password", error: problems.passphrase })}
        <button class="nhsuk-button">Unlock</button>
      </form>${askAgain}`);
  }
}
