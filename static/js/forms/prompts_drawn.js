/**
 * What stands under a place for sentences, drawn: the questions about its words, a way to move those she has marked, and what
 * was kept or moved. It decides nothing: what is asked and what may be pressed is known to the box (prompts_box.js).
 */

import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { halfTyped } from "../components/half_typed.js";
import { askedAt } from "./context.js";
import { targets } from "./moving_words.js";
import { MOST } from "./prompts_room.js";

/** @typedef {import("./nudges.js").Nudge} Nudge */
/** @typedef {import("./narrative.js").Row} Row */
/** @typedef {import("./prompts_box.js").Box} Box */

/** So many characters of a phrase are shown. */
const SHORT = 60;

/** @param {string} phrase */
const shortened = (phrase) => (phrase.length > SHORT ? `${phrase.slice(0, SHORT).trimEnd()}…` : phrase);

/** The id of the box for the reason of a reply. @param {string} row */
export const whyOf = (row) => `${row}--why`;

/** The id of what is wrong, by that of the place it stands in. @param {string} id */
export const problemOf = (id) => `${id}-problem`;

/** How many they are, in words. @param {Nudge[]} visible */
export const questionsIn = ({ length }) => `${length === 1 ? "One question" : `${length} questions`} about the wording`;

/**
 * @param {Box} box
 * @param {object} shown
 * @param {Nudge[]} shown.visible  stand open
 * @param {Nudge[]} shown.more  wait behind one press
 * @param {Row[]} shown.fresh  replies given while the page stands, and what came from another box
 * @param {Row[]} shown.older  replies given earlier, folded
 */
export function underBox(box, { visible, more, fresh, older }) {
  const of = html`<span class="nhsuk-u-visually-hidden"> of ${box.question.field.name}</span>`;
  const list = (/** @type {Nudge[]} */ nudges) =>
    html`<ul class="wv-prompts__list">${repeat(
      nudges,
      ({ id }) => id,
      (nudge) => prompt(box, nudge),
    )}</ul>`;
  const told = (/** @type {Row[]} */ replies) =>
    repeat(
      replies,
      ({ row }) => row,
      (reply) => settled(box, reply),
    );
  return html`
    ${visible.length ? html`<p class="wv-prompts__lead">${questionsIn(visible)}${of}</p>${list(visible)}` : nothing}
    ${
      more.length
        ? html`<details class="wv-prompts__older" data-test="more-prompts"><summary>${more.length} more about the wording${of}</summary>${list(more.slice(0, MOST))}</details>`
        : nothing
    }
    ${box.problem ? html`<p class="wv-note wv-note--refused" id=${problemOf(box.place.id)}>${box.problem}</p>` : nothing}
    ${mover(box)}
    ${told(fresh)}
    ${
      older.length
        ? html`<details class="wv-prompts__older"><summary>Kept or moved earlier: ${older.length}</summary>${told(older)}</details>`
        : nothing
    }
  `;
}

/** Where words of the box may go. @param {Box} box @param {string} [only] a kind */
const placesFrom = ({ question, page }, only) =>
  targets(page.section.definition, page.section.answers(), question.key, only);

/** @param {Box} box @param {Nudge} nudge */
function prompt(box, nudge) {
  const views = nudge.range && box.question.field.kind !== "J" ? placesFrom(box, "J") : [];
  const open = box.moving === nudge.id;
  const about = html`<span class="nhsuk-u-visually-hidden"> ${nudge.phrase || "the whole answer"}</span>`;
  return html`
    <li class="wv-prompt" data-test="prompt">
      <p class="wv-prompt__question">${nudge.phrase ? html`<q class="wv-prompt__phrase">${shortened(nudge.phrase)}</q> ` : nothing}${nudge.question}</p>
      <details class="wv-prompt__why"><summary>Why am I asked?</summary><p>${nudge.because}</p></details>
      <div class="wv-chips">
        <button type="button" class="wv-chip" @click=${() => box.edit(nudge)}>Edit${about}</button>
        <button type="button" class="wv-chip" @click=${() => box.quietly(box.keep(nudge))}>Keep${about}</button>
        ${views.length ? html`<button type="button" class="wv-chip" aria-expanded=${open} @click=${() => box.openPlaces(nudge)}>Move to “What I think”${about}</button>` : nothing}
      </div>
      ${
        open
          ? html`<div class="wv-chips" role="group" aria-label="Move the sentence to">
              <span class="wv-chips__words">The whole sentence moves to</span>
              ${views.map(
                ({ key, field }) =>
                  html`<button type="button" class="wv-chip" @click=${() => box.quietly(box.moveSentence(nudge, key))}>${field.name}</button>`,
              )}
            </div>`
          : nothing
      }
    </li>
  `;
}

/** @param {Box} box */
function mover(box) {
  const { definition, editable } = box.page.section;
  if (!box.selection || !editable) return nothing;
  const places = placesFrom(box);
  if (!places.length) return nothing;
  const id = `${box.question.key}--move-to`;
  const groups = definition.kinds
    .map(({ code, label }) => ({ label, places: places.filter(({ field }) => field.kind === code) }))
    .filter((one) => one.places.length);
  return html`
    <div class="wv-mover">
      <label class="nhsuk-label" for=${id}>Move the selected words to</label>
      <select class="nhsuk-select" id=${id} data-move-to autocomplete="off">
        ${groups.map(({ label, places }) => html`<optgroup label=${label}>${places.map(({ key, field }) => html`<option value=${key}>${field.name}</option>`)}</optgroup>`)}
      </select>
      <button type="button" class="wv-chip" @click=${() => box.quietly(box.moveSelected())}>Move</button>
    </div>
  `;
}

/** @param {Box} box @param {Row} reply */
function settled(box, reply) {
  const { row, phrase, why, on, to } = reply;
  const { definition, editable } = box.page.section;
  const nameOf = (/** @type {string} */ key) => askedAt(definition, key)?.name ?? "";
  const words = phrase ? html`<q>${shortened(phrase)}</q>` : "The whole answer";
  if (reply.reply === "moved")
    return html`<p class="wv-settled" data-reply=${row} data-test="moved">${words} ${to === box.question.key ? `came from “${nameOf(on)}”` : `was moved to “${nameOf(to)}”`}.
      ${box.mayReturn(reply) ? html`<button type="button" class="wv-link-button" @click=${() => box.quietly(box.moveBack(reply))}>Put it back</button>` : nothing}</p>`;
  const id = whyOf(row);
  const open = box.isExplaining(reply);
  const save = () => box.quietly(box.explain(reply));
  const saveOnEnter = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    save();
  };
  return html`
    <div class="wv-settled" data-reply=${row} data-test="kept">
      <p>${words} is kept${why ? html`: ${why}` : nothing}.
        ${
          editable && !open
            ? html`<button type="button" class="wv-link-button" @click=${() => box.startExplaining(reply)}>${why ? "Change the reason" : "Say why"}</button>
                <button type="button" class="wv-link-button" @click=${() => box.quietly(box.takeBack(reply))}>Undo<span class="nhsuk-u-visually-hidden"> ${phrase}</span></button>`
            : nothing
        }</p>
      ${
        open
          ? html`<div class="wv-mover">
              <label class="nhsuk-label" for=${id}>Why do you keep it?</label>
              <input class="nhsuk-input" id=${id} autocomplete="off" maxlength="400" value=${why} @keydown=${saveOnEnter} ${halfTyped(box.page.session, row)} />
              <button type="button" class="wv-chip" @click=${save}>Save reason</button>
            </div>`
          : nothing
      }
    </div>
  `;
}
