/** What was begun and is no answer yet, on Today. It is read where it was typed: who stands by may read Today. */

import { html } from "lit-html";
import { halvesOf, letGo } from "../shell/half.js";
import { routeOf } from "../shell/route.js";
import { contactWords } from "../shell/visits.js";
import { fullName } from "../shell/words.js";

/**
 * @param {object} given
 * @param {import("../local/session.js").Session} given.session
 * @param {Awaited<ReturnType<import("../local/session.js").Session["caseload"]>>} given.caseload
 * @param {import("../shell/definitions.js").Definition} given.definition
 * @param {() => void} given.redraw
 */
export function unfinished({ session, caseload, definition, redraw }) {
  const halves = halvesOf(session.user.id);

  /** @param {string} href */
  function line(href) {
    const { id } = routeOf(new URL(href, location.href));
    const visit = caseload.visits.find(({ visit_id }) => visit_id === id);
    const child = caseload.children.find(({ child_id }) => child_id === (visit?.child_id ?? id)) ?? null;
    const name = id === "new" ? "A child who is not on your list" : fullName(child);
    const drop = () => {
      letGo(session, ...halves.filter((half) => half.href === href).map(({ place }) => place));
      redraw();
      // What she pressed went with it: she goes on at the heading.
      /** @type {HTMLElement | null} */ (document.querySelector("main h1"))?.focus();
    };
    return html`<li class="wv-row"><div class="wv-row__inner">
      <a class="nhsuk-link wv-row__name" href=${href}>${name}</a>
      <button type="button" class="wv-link-button wv-row__status" @click=${drop}>Drop it<span class="nhsuk-u-visually-hidden">: ${name}</span></button>
      <span class="wv-row__more">${visit ? contactWords(definition, visit) : "Start of a visit"}</span>
    </div></li>`;
  }

  return html`<div class="wv-note" data-test="unfinished">
    <p><strong>Begun and not finished.</strong> Your words are kept where you typed them.</p>
    <ul class="wv-rows">${[...new Set(halves.map(({ href }) => href))].map(line)}</ul>
  </div>`;
}
