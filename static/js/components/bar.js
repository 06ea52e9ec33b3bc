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
    state === "cleared"
      ? "NOT saved"
      : state === "update_needed"
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
