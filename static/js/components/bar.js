/** The bar on every screen: where one can go, what waits, and Hide in the same corner. */

import { html, nothing } from "lit-html";
import { hrefs } from "../shell/route.js";

/**
 * @param {object} given
 * @param {string} given.serviceName
 * @param {string} given.path
 * @param {import("../shell/state_words.js").TabletState | null} given.status
 * @param {() => void} given.onHide
 * @param {boolean} given.locked
 */
export function bar({ serviceName, path, status, locked, onHide }) {
  if (locked) return html`<span class="wv-bar__link wv-bar__name">${serviceName}</span>`;
  /** @param {string} href @param {unknown} words */
  const link = (href, words) =>
    html`<a class="wv-bar__link" href=${href} aria-current=${path === href ? "page" : nothing}>${words}</a>`;
  const unsent = status?.waiting ?? 0;
  const mark = status?.needs_you ? `Needs you ${status.needs_you}` : unsent ? `Waiting ${unsent}` : "All sent";
  return html`
    <span class="wv-bar__link wv-bar__name wv-bar__wide">${serviceName}</span>
    <nav class="wv-bar__nav" aria-label="Wholeview">${link(hrefs.today(), "Today")} ${link(hrefs.waiting(), mark)}</nav>
    <button type="button" class="wv-plain-button wv-bar__hide" data-test="hide" @click=${onHide}>Hide</button>
  `;
}
