/** The bar on every screen: where one can go, what waits, and Hide in the same corner. */

import { html, nothing } from "lit-html";
import { hrefs } from "../shell/route.js";
import { fullName } from "../shell/words.js";

/**
 * @param {object} given
 * @param {string} given.serviceName
 * @param {string} given.path
 * @param {import("../shell/state_words.js").TabletState | null} given.status
 * @param {() => void} given.onHide
 * @param {boolean} given.locked
 * @param {import("./visit_header.js").VisitHeader | null} given.visit  said here too where the screen is low and its header
 *   scrolls away
 */
export function bar({ serviceName, path, status, locked, visit, onHide }) {
  const hide = html`<button type="button" class="wv-plain-button wv-bar__hide" data-test="hide" @click=${onHide}>Hide</button>`;
  if (locked) return html`<span class="wv-bar__link wv-bar__name">${serviceName}</span> ${hide}`;
  /** @param {string} href @param {unknown} words */
  const link = (href, words) =>
    html`<a class="wv-bar__link" href=${href} aria-current=${path === href ? "page" : nothing}>${words}</a>`;
  const { waiting = 0, needs_you = 0, behind = 0, state } = status ?? {};
  const needs = needs_you + behind;
  const mark =
    state === "update_needed"
      ? "Please update"
      : needs
        ? `Needs you ${needs}`
        : waiting
          ? `Waiting ${waiting}`
          : "All sent";
  return html`
    <span class="wv-bar__link wv-bar__name wv-bar__wide">${serviceName}</span>
    <nav class="wv-bar__nav" aria-label="Wholeview">${link(hrefs.today(), "Today")} ${link(hrefs.waiting(), mark)}</nav>
    ${visit ? html`<strong class="wv-bar__visit ${visit.saved?.failed ? "wv-saved--failed" : ""}" aria-hidden="true">${visit.saved?.failed ? "NOT saved: " : ""}${fullName(visit.child)}</strong>` : nothing}
    ${hide}
  `;
}

/**
 * An urgent call that nobody has made yet: on every screen until its time is put down. Where it rests only on what nobody may
 * overhear, it says no more than that there is a call to make. Its place is a status, so that it is read out after what took
 * the screen.
 * @param {{visit_id: string, private: boolean}} alarm
 * @param {number} unsent
 */
export const uncalled = ({ visit_id, private: hidden }, unsent) =>
  hidden
    ? html`
  <div class="wv-alarm wv-alarm--quiet" data-test="alarm">
    <p>A call is still to be made. <a href=${hrefs.visit(visit_id)}>Look when you are alone</a></p>
  </div>
`
    : html`
  <div class="wv-alarm" data-test="alarm">
    <p><strong>${unsent ? "NOT SENT. Phone now." : "Nobody was rung. Phone now."}</strong>
      ${unsent ? "This tablet has told nobody." : "What you wrote was sent; no call was noted."}
      <a href=${hrefs.visit(visit_id)}>Whom to ring, and note the call</a></p>
  </div>
`;
