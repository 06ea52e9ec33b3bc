/**
 * What to do now and whom to ring, for any urgent rule: the instruction, the numbers of the area, how old they are, and
 * that the app itself has told nobody.
 */

import { html, nothing } from "lit-html";
import { dialled, pathwayOf } from "../forms/pathways.js";
import { inLondon } from "../forms/uk_time.js";
import { date } from "../shell/words.js";

/** @typedef {import("../forms/pathways.js").CallNumber} CallNumber */
/** @typedef {import("../forms/pathways.js").Pathway} Pathway */

/**
 * Private kinds (`pathwayOf(…).private`) only while nobody else can see the screen: the caller sees to that.
 * @param {object} given
 * @param {import("../forms/pathways.js").PathwayKind} given.kind
 * @param {import("../forms/pathways.js").Local | null} given.local  `session.local(teamId)`
 * @param {string} [given.heading]
 * @param {string | string[]} [given.words]  the rule's instruction
 * @param {Date} given.now
 * @param {1 | 2 | 3} [given.level]  of the heading
 */
export function pathway({ kind, local, heading, words = [], now, level = 1 }) {
  const path = pathwayOf(kind, local, inLondon(now).day);
  const title = heading ?? path.title;
  return html`
    <div>
      ${level === 1 ? html`<h1 class="nhsuk-heading-l" tabindex="-1">${title}</h1>` : level === 2 ? html`<h2 class="nhsuk-heading-m">${title}</h2>` : html`<h3 class="nhsuk-heading-s">${title}</h3>`}
      ${[words].flat().map((sentence) => html`<p class="wv-pathway__words">${sentence}</p>`)}
      <p class="wv-pathway__nobody">This app has not told anyone.</p>
      ${path.configured ? nothing : html`<p><strong>No local number is configured.</strong> ${path.instead}</p>`}
      <ul class="wv-calls">${path.numbers.map(call)}</ul>
      <p class="wv-small">${age(path)}</p>
      <ol class="wv-pathway__steps">${path.steps.map((step) => html`<li>${step}</li>`)}</ol>
    </div>
  `;
}

/** @param {CallNumber} one */
const call = ({ who, number, when }) => html`
  <li><a class="wv-call" href="tel:${dialled(number)}"><span>${who}</span> <strong>${number}</strong>${when ? html` <span class="wv-small">${when}</span>` : nothing}</a></li>
`;

/** How old the numbers are, and whose. @param {Pathway} path */
function age({ configured, overdue }) {
  if (!configured) return "These are national numbers.";
  const { owner, confirmed_on, review_by } = configured;
  return html`Numbers confirmed ${date(confirmed_on)} by ${owner}.
    ${overdue ? html`<strong data-test="overdue">They should have been checked again by ${date(review_by)}. If one does not answer, use your own safeguarding procedures.</strong>` : nothing}`;
}
