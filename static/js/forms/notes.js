/**
 * What is said under a question: a manager's comment, a second value that stands beside this one, why the service did not
 * accept it, what a view rests on, and a way back from a slip.
 */

import { html, nothing } from "lit-html";
import { hrefs, routeOf } from "../shell/route.js";
import { moment } from "../shell/words.js";
import { basisPicker } from "./basis.js";
import { isLeftUnasked } from "./earshot.js";
import { saidOf, sourceWords } from "./said.js";

/** @typedef {import("../local/types.js").Shown} Shown */
/** @typedef {import("../shell/definitions.js").Definition} Definition */

/**
 * @typedef {object} Noted
 * @property {string} field
 * @property {Shown | null} drawn
 * @property {Definition} definition
 * @property {import("../local/types.js").Child | null} child
 * @property {string} me  who is unlocked here
 * @property {boolean} nobodyHears
 * @property {import("../local/types.js").Comment[]} comments  on this question
 * @property {string[]} claims  what others say instead, kept in rows of their own
 * @property {(() => void) | null} undo
 * @property {import("./basis.js").Picking | null} basis  what a view may rest on; null for other kinds
 */

/** @param {Noted} noted */
export function note(noted) {
  const { drawn, comments, undo } = noted;
  return html`
    ${comments.map(comment)} ${drawn?.cands.length ? both(noted, drawn) : nothing} ${outcome(drawn)}
    ${isLeftUnasked(drawn) ? html`<p class="wv-answered-by">Filled in while the form was short. If you have asked since then, change it.</p>` : nothing}
    ${
      noted.claims.length
        ? html`<div class="wv-note" data-test="claims"><p><strong>Others say:</strong></p>
            <ul class="wv-claims">${noted.claims.map((words) => html`<li>${words}</li>`)}</ul></div>`
        : nothing
    }
    ${
      undo
        ? html`<div class="wv-note"><p>What stood here was taken out. <button type="button" class="wv-link-button" @click=${undo}>Put it back<span class="nhsuk-u-visually-hidden">: ${noted.definition.fields[noted.field].name}</span></button></p></div>`
        : nothing
    }
    ${noted.basis ? basisPicker(noted.basis) : nothing} ${writtenBy(noted)}
  `;
}

/** @param {import("../local/types.js").Comment} one */
const comment = ({ text, by, at }) => html`
  <div class="wv-note wv-note--comment" data-test="comment">
    <p><strong>Your manager asks:</strong> ${text}</p>
    <p class="wv-quiet">${by.name}, ${moment(at, new Date())}</p>
  </div>
`;

/** @param {Shown | null} drawn */
function outcome(drawn) {
  if (drawn?.from === "refused")
    return html`<div class="wv-note wv-note--refused" data-test="refused"><p><strong>Not accepted.</strong> ${drawn.message ?? ""}</p>
      <p>It is still here. Change it and it is sent again.</p></div>`;
  if (drawn?.from === "held") return html`<div class="wv-note"><p>Kept for a manager. ${drawn.message ?? ""}</p></div>`;
  return nothing;
}

/** @param {Noted} noted @param {Shown} drawn */
function both({ field, definition, child, nobodyHears }, drawn) {
  const now = new Date();
  const sides = [drawn, ...(drawn.server && drawn.server.mids[0] !== drawn.base ? [drawn.server] : []), ...drawn.cands];
  return html`
    <div class="wv-note wv-note--conflict" data-test="conflict">
      <p><strong>Two people recorded different answers. Both are kept.</strong></p>
      <dl class="wv-both">
        ${sides.map(
          (side) => html`<div>
            <dt>${side.by?.name ?? "You, on this tablet"}${side.at ? `, ${moment(side.at, now)}` : ""}</dt>
            ${saidOf(definition, field, side, child, nobodyHears).map((words) => html`<dd>${words}</dd>`)}
            ${sourceWords(definition, side, child) ? html`<dd class="wv-quiet">${sourceWords(definition, side, child)}</dd>` : nothing}
          </div>`,
        )}
      </dl>
      <p>Nothing was overwritten. <a class="nhsuk-link" href=${hrefs.stands(routeOf(location).id)}>Say which one stands</a></p>
    </div>
  `;
}

/** A colleague's answer says whose it is; one's own needs no name. @param {Noted} noted */
const writtenBy = ({ drawn, me }) =>
  drawn?.from === "server" && !drawn.cands.length && drawn.by && drawn.by.id !== me && drawn.at && !drawn.cleared
    ? html`<p class="wv-answered-by">Recorded by ${drawn.by.name}, ${moment(drawn.at, new Date())}</p>`
    : nothing;
