/**
 * At the door: the few lines to read on the step. What to see, what stood open last time, what was promised. Nothing that was
 * said where nobody could overhear is among it. The whole picture is a link away.
 */

import { html, nothing } from "lit-html";
import { reasonWords } from "../forms/said.js";
import { choiceLabel } from "../shell/definitions.js";
import { hrefs } from "../shell/route.js";
import { counted, day } from "../shell/words.js";

/** More lines than these nobody reads on a doorstep. */
const MOST = 5;

/**
 * @param {object} given
 * @param {import("../local/types.js").Child} given.child
 * @param {import("../picture/index.js").Picture} given.picture  without private entries
 * @param {import("../shell/definitions.js").Definition} given.definition
 * @param {Date} given.now
 */
export function atTheDoor({ child, picture, definition, now }) {
  const { fields } = definition;
  const lines = [
    ...picture.must_see.map((code) => choiceLabel(fields.must_see_next, code)),
    ...picture.actions
      .filter(({ open }) => open)
      .map(({ what, due }) => `Promised: ${what}${due ? `, by ${day(due, now)}` : ""}`),
    ...picture.unknown
      .filter(({ what, left }) => what === "listed" && !left)
      .map(({ text, owner }) => `Not known: ${text}${owner ? ` (${owner})` : ""}`),
    ...picture.unknown
      .filter(({ what, field }) => what === "closed" && fields[field])
      .map(({ field, reason }) => `${fields[field].name}: ${reasonWords(definition, reason).toLowerCase()}`),
  ];
  const last = picture.visits.at(-1);
  return html`
    <div class="wv-door" data-test="door">
      <p>${last ? html`Last contact ${day(last.on, now)}.` : "No contact is recorded yet."}</p>
      ${lines.length ? html`<ul>${lines.slice(0, MOST).map((words) => html`<li>${words}</li>`)}</ul>` : html`<p>Nothing was left open.</p>`}
      <p>${lines.length > MOST ? `${counted(lines.length - MOST, "more line")}. ` : nothing}<a class="nhsuk-link" href=${hrefs.child(child.child_id)}>The whole picture<span class="nhsuk-u-visually-hidden"> of ${child.given_name} ${child.family_name}</span></a></p>
    </div>
  `;
}
