/**
 * The form on paper, blank, from the same declaration as every page: for the day on which the tablet fails. It holds nobody,
 * so it can be opened locked, unlocked, at a desk, with a network or without one. Questions and choices that must not be read
 * over a shoulder are a sheet of their own, at `/app/paper#private`, to which no screen of the tablet leads.
 */

import { html, nothing, render } from "lit-html";
import "../components/sheets.js";
import { isPrivate } from "../forms/context.js";
import { isSourced } from "../forms/offers.js";
import { isTelling } from "../forms/said.js";
import { definitionOf } from "../shell/definitions.js";

/** @typedef {import("../shell/definitions.js").Definition} Definition */
/** @typedef {import("../shell/definitions.js").FieldDefinition} Field */
/** @typedef {import("../shell/definitions.js").SectionDefinition} Section */

/** Copies of a row that repeats. */
const ROWS = 3;
/** More choices than this are written on a line: nobody finds a box among so many. */
const BOXES = 18;

/**
 * The questions of a section for paper, each with the choices that are printed with it.
 * @param {Definition} definition
 * @param {Section} section
 * @param {{contact: string, hidden: boolean}} which  `hidden`: only what may be asked where nobody can overhear; else only
 *   the rest
 * @returns {(Field & {id: string})[]}
 */
export const questionsOf = (definition, section, { contact, hidden }) =>
  section.fields.flatMap((id) => {
    const field = definition.fields[id];
    if (field.requirement === "-" || field.type === "computed" || field.type === "geo") return [];
    if (contact && !field.contacts.includes(contact)) return [];
    if (isPrivate(definition, id)) return hidden ? { ...field, id } : [];
    const choices = field.choices?.filter(([code]) => isTelling(code) === hidden);
    return hidden && !choices?.length ? [] : { ...field, id, choices };
  });

/** @param {{main: HTMLElement, root: HTMLElement, route: import("../shell/route.js").Route}} page */
export async function paper({ main, root, route }) {
  const definition = await definitionOf(Number(main.dataset.version));
  const hidden = route.id === "private";
  const contacts = definition.fields.contact_type.choices ?? [];
  let contact = "";
  main.replaceChildren(root);

  function draw() {
    render(
      html`
        <div class="wv-unprinted">
          <h1 class="nhsuk-heading-l" tabindex="-1">${hidden ? "Paper form: to ask only in private" : "Paper form"}</h1>
          <p>${hidden ? "Keep this sheet apart from the other pages. Never leave it in a home." : "Blank, for a day on which the tablet fails. Write with a pen, take it with you, and type it in as soon as you can."}</p>
          <div class="nhsuk-form-group">
            <label class="nhsuk-label" for="paper-contact">Type of contact</label>
            <select class="nhsuk-select" id="paper-contact" autocomplete="off" @change=${(
              /** @type {Event} */ event,
            ) => {
              contact = /** @type {HTMLSelectElement} */ (event.currentTarget).value;
              draw();
            }}>
              <option value="">Every question</option>
              ${contacts.map(([code, label]) => html`<option value=${code} ?selected=${code === contact}>${label}</option>`)}
            </select>
          </div>
          <button type="button" class="nhsuk-button" data-test="print" @click=${() => window.print()}>Print</button>
        </div>
        <table class="wv-sheet wv-paper" role="presentation">
          <thead><tr><td><div class="wv-sheet__head">
            ${["Name", "NHS number", "Born", "Contact on", "Visitor"].map((words) => html`<span class="wv-paper__blank">${words}</span>`)}
          </div></td></tr></thead>
          <tbody><tr><td>
            <p><strong>${definition.title}, version ${definition.version}</strong>${contact ? `: ${contacts.find(([code]) => code === contact)?.[1]}` : ""}. Confidential once it is filled in.</p>
            <p>● core question. Where there is no answer, write why in the box <strong>No answer</strong>:
              ${definition.missing_reasons.filter(({ code }) => hidden || !isTelling(code)).map(({ label }, at) => html`<span class="wv-paper__code"><strong>${at + 1}</strong> ${label}</span> `)}</p>
            <p>Under <strong>Source</strong> write who said it, or which document and its date, as one of these: ${named(definition.sources.map(({ label }) => label))}.
              Keep apart what you saw, what you were told and what you think.</p>
            ${definition.sections.map((section) => part(section))}
            <p class="wv-paper__sign"><span class="wv-paper__blank">Signed</span><span class="wv-paper__blank">Date and time</span></p>
          </td></tr></tbody>
        </table>
      `,
      root,
    );
  }

  /** @param {Section} section */
  function part(section) {
    const asked = questionsOf(definition, section, { contact, hidden });
    if (!asked.length) return nothing;
    const copies = section.group ? ROWS : 1;
    return html`
      <section class="wv-paper__part">
        <h2 class="nhsuk-heading-s">${section.title}</h2>
        ${section.group ? asked.map(list) : nothing}
        ${Array.from(
          { length: copies },
          (_, at) => html`
          ${section.group ? html`<h3 class="nhsuk-heading-s">${section.row_name} ${at + 1}</h3>` : nothing}
          ${asked.map(question)}
        `,
        )}
        ${section.group ? html`<p class="wv-small">More: use another copy of this page.</p>` : nothing}
      </section>
    `;
  }

  /** What is written on a line of each row, said once; where it comes from is said at the top. @param {Field} field */
  const list = ({ label, choices = [] }) =>
    choices.length > BOXES && choices[0][0] !== definition.sources[0].code
      ? html`<p class="wv-paper__list wv-small"><strong>${label}</strong> ${named(choices.map(([, words]) => words))}</p>`
      : nothing;

  /** @param {Field} field */
  const question = (field) => html`
    <div class="wv-paper__question">
      <div class="wv-paper__asked">
        <p><strong>${field.core ? "● " : ""}${field.label}</strong>${field.show_if ? html` <span class="wv-small">(if it applies)</span>` : nothing}</p>
        ${room(field)}
      </div>
      <div class="wv-paper__beside">
        ${isSourced(field.kind) ? html`<span class="wv-paper__blank">Source</span>` : nothing}
        ${field.missing.length ? html`<span class="wv-paper__why">No answer <span class="wv-paper__box"></span></span>` : nothing}
      </div>
    </div>
  `;

  draw();
  return { redraw() {} };
}

/** @param {string[]} words */
const named = (words) => words.join(" · ");

/** Room for an answer, as a pen needs it. @param {Field} field */
function room({ type, choices = [], limits }) {
  if (choices.length > BOXES) return lines(1);
  if (choices.length)
    return html`<ul class="wv-paper__choices">${choices.map(([, label]) => html`<li><span class="wv-paper__box"></span>${label}</li>`)}</ul>`;
  switch (type) {
    case "confirm":
      return html`<span><span class="wv-paper__box"></span>Yes</span>`;
    case "int":
    case "decimal":
    case "gestation":
    case "age":
      return html`<span><span class="wv-paper__number"></span> ${limits?.unit ?? (type === "age" ? "years" : type === "gestation" ? "weeks + days" : "")}</span>`;
    case "date":
      return html`<span class="wv-paper__date">____ / ____ / ________</span>`;
    case "datetime":
      return html`<span class="wv-paper__date">____ / ____ / ________ &nbsp; at ____ : ____</span>`;
    case "unknowns":
      return html`<table class="wv-paper__table"><thead><tr><th scope="col">What</th><th scope="col">Who finds out</th><th scope="col">By when</th></tr></thead><tbody>${[1, 2, 3].map(() => html`<tr><td></td><td></td><td></td></tr>`)}</tbody></table>`;
    case "text":
      return lines((limits?.longest ?? 0) > 1500 ? 7 : (limits?.longest ?? 0) > 500 ? 4 : 2);
    case "people":
      return lines(2);
    default:
      return lines(1);
  }
}

/** @param {number} number */
const lines = (number) => Array.from({ length: number }, () => html`<span class="wv-paper__line"></span>`);
