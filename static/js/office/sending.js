/**
 * Before a page of the office sends a form it asks who is signed in now. A session ends after some hours, at a new password, and
 * wherever somebody signs out everywhere; what a form sent without it gets for a reply is another page, and what was typed is
 * gone. So the page stays until it can be sent, in the name of whoever opened it. Without scripts the reply says what was lost.
 */

import { html, nothing, render } from "lit-html";

/** After this long without a reply there is none. In milliseconds. */
const PATIENCE = 15_000;

/** What takes longer is said; and a press that comes sooner after another is no second one. In milliseconds. */
const A_MOMENT = 1_000;

/**
 * @typedef {object} Obstacle  why nothing can be sent now, and what to do about it
 * @property {string} why
 * @property {{href: string, words: string}} [way]  a page to be opened in another tab
 * @property {string} next
 */

/** @type {Obstacle} */
const NO_REPLY = { why: "The service did not answer.", next: "Press again in a moment." };

/**
 * The token with which the viewer's forms are taken now, or why they would not be.
 *
 * The token first: it is of one session. Should another person sign in after it, the service refuses it; the other way round it
 * would take what was typed here in her name.
 * @param {string} viewer  the id of whoever opened the page
 * @param {typeof globalThis.fetch} fetch
 * @returns {Promise<{token: string} | Obstacle>}
 */
export async function tokenFor(viewer, fetch) {
  /** @param {string} path */
  const asked = (path) => fetch(path, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  try {
    const given = await asked("/api/v1/csrf");
    if (!given.ok) return NO_REPLY;
    const { csrf_token: token } = await given.json();
    const said = await asked("/api/v1/me");
    if (said.status === 401) {
      return {
        why: "You are signed out.",
        way: { href: "/sign-in", words: "Sign in in another tab" },
        next: "then press again.",
      };
    }
    if (!said.ok) return NO_REPLY;
    const me = await said.json();
    if (me.id !== viewer) {
      return {
        why: `${me.name} has signed in in this browser since you opened this page, and it must not be sent in that name.`,
        way: { href: "/sign-in", words: "Sign in as yourself in another tab" },
        next: "then press again.",
      };
    }
    if (me.one_time) {
      return {
        why: "You signed in with a one-time password.",
        way: { href: "/password", words: "Choose your own password in another tab" },
        next: "sign in with it, then press again.",
      };
    }
    return { token };
  } catch {
    return NO_REPLY;
  }
}

/**
 * Has every form of the page ask first.
 * @param {string} viewer
 */
export function bindSending(viewer) {
  const place = document.createElement("div");
  let asking = false;
  let sending = false;

  document.querySelector("main")?.addEventListener("submit", async (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const token = form.querySelector("input[name=csrf_token]");
    // What opens beside the page takes nothing from it.
    if (sending || event.defaultPrevented || !(token instanceof HTMLInputElement) || form.hasAttribute("target"))
      return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    const { submitter } = event;
    render(nothing, place);
    (submitter?.closest(".wv-decision__buttons") ?? submitter ?? form.lastElementChild)?.after(place);
    const slow = setTimeout(
      () =>
        render(html`<p role="status" class="nhsuk-u-margin-top-4">Asking whether you are still signed in …</p>`, place),
      A_MOMENT,
    );
    const answer = await tokenFor(viewer, fetch);
    clearTimeout(slow);
    if ("token" in answer) {
      render(nothing, place);
      token.value = answer.token;
      sending = true;
      form.requestSubmit(submitter);
      sending = false;
      setTimeout(() => {
        asking = false;
      }, A_MOMENT);
      return;
    }
    asking = false;
    render(notSent(answer), place);
    /** @type {HTMLElement} */ (place.firstElementChild).focus();
  });
}

/** @param {Obstacle} obstacle */
const notSent = ({ why, way, next }) => html`<div
  class="nhsuk-error-summary nhsuk-u-margin-top-4"
  role="alert"
  tabindex="-1"
  data-test="not-sent"
>
  <h2 class="nhsuk-error-summary__title">Nothing was sent</h2>
  <p>
    ${why} What you typed is still here.
    ${way ? html`<a href=${way.href} target="_blank" rel="noopener">${way.words}</a>, ` : nothing}${next}
  </p>
</div>`;
