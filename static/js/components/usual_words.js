/**
 * What is usually put into a box that is free: how somebody is related to baby, whom one rang. To tap; it is added to what stands
 * there, and whatever else is true is typed.
 */

import { html, nothing, render } from "lit-html";
import { pathwayOf } from "../forms/pathways.js";
import { inLondon } from "../forms/uk_time.js";

/** In words the picture of the child understands. */
export const RELATIONS = [
  "Mother",
  "Father",
  "Mother’s partner",
  "Father’s partner",
  "Maternal grandmother",
  "Paternal grandmother",
  "Sibling",
  "Friend",
];
const RELATION = "present_relation";
/** A number so short is a name itself; what stands beside it in a pathway is when to ring it. */
const SHORT = 3;

/**
 * How somebody who was there may be related: as the record has it first.
 * @param {unknown} person  code as on the wire
 * @param {{people: {id: string, relation: string}[]} | null} child
 */
export function relationsOf(person, child) {
  const own = child?.people.find(({ id }) => person === `P:${id}`)?.relation;
  return [...new Set([...(own ? [own[0].toUpperCase() + own.slice(1)] : []), ...RELATIONS])];
}

/**
 * Whom one rings, as the area or the app has it.
 * @param {import("../forms/pathways.js").PathwayKind} kind
 * @param {import("../forms/pathways.js").Local | null} local
 * @param {Date} now
 */
export const rungUsually = (kind, local, now) => [
  ...new Set(
    pathwayOf(kind, local, inLondon(now).day).numbers.map(({ who, number }) => (number.length > SHORT ? who : number)),
  ),
];

/** @param {string[]} words @param {() => HTMLInputElement | null} box */
export const tappable = (words, box) =>
  html`<div class="wv-chips" role="group" aria-label="Tap what is right">${words.map((one) => html`<button type="button" class="wv-chip" @click=${() => put(box(), one)}>${one}</button>`)}</div>`;

/** As if she had typed it; she may go on with a name. @param {HTMLInputElement | null} box @param {string} words */
function put(box, words) {
  if (!box) return;
  box.value = [box.value.trim(), words].filter(Boolean).join(", ");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
}

/**
 * Under the boxes of a section page, while nothing stands in them.
 * @param {HTMLElement | null} page
 * @param {import("./visit_frame.js").VisitFrame} frame
 * @param {import("../forms/pathways.js").Local | null} local
 */
export function drawUsualWords(page, { view, child }, local) {
  for (const box of page?.querySelectorAll("input[data-key]") ?? []) {
    const id = box.getAttribute("data-key") ?? "";
    if (!(box instanceof HTMLInputElement) || (id !== RELATION && !id.endsWith("_call_who"))) continue;
    const question = box.closest(".wv-question");
    const kind = id.startsWith("emergency") ? "emergency" : "crisis";
    const words = () =>
      id === RELATION
        ? relationsOf(view.answers[box.name.replace(RELATION, "present_person")]?.value, child)
        : rungUsually(kind, local, new Date());
    let place = /** @type {HTMLElement | null} */ (question?.querySelector("[data-usual]"));
    if (!place) {
      place = document.createElement("div");
      place.dataset.usual = "";
      question?.querySelector("[data-note]")?.before(place);
    }
    const free = view.editable && !box.value;
    render(free ? tappable(words(), () => box) : nothing, place);
  }
}
