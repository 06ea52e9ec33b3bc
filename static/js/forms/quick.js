/**
 * What is quicker than typing, under the answer itself: usual days, one more or one less, all at once; and beside a number
 * what it was last time and what to look at again.
 */

import { html, nothing } from "lit-html";
import { usualDays } from "./days.js";

/** @typedef {import("./context.js").FormField} FormField */

/** Up to so many values a number is stepped, not typed. */
const FEW = 30;

/**
 * @param {object} given
 * @param {string} given.id
 * @param {FormField} given.field
 * @param {any} given.value  as it stands in the controls, undefined for none
 * @param {string} given.today
 * @param {string | undefined} given.atOnce  the words of the button that ticks all answers
 * @param {{before: string | null, doubts: string[]} | null} given.remarks
 * @param {(value: any) => void} given.onValue
 */
export function quick({ id, field, value, today, atOnce, remarks, onValue }) {
  const { name, type, limits, choices = [], exclusive = [] } = field;
  if (type === "date" && value === undefined) {
    const days = usualDays(limits, today);
    return days.length
      ? chips(
          name,
          days.map(({ words, day }) => chip(words, () => onValue(day))),
        )
      : nothing;
  }
  if (atOnce && value === undefined) {
    const all = choices.map(([code]) => code).filter((code) => !exclusive.includes(code));
    return chips(name, [chip(atOnce, () => onValue(all))]);
  }
  if (type === "int" && limits.maximum - limits.minimum <= FEW) {
    const number = typeof value === "number" ? value : null;
    const { minimum, maximum, step = 1 } = limits;
    const less = number === null ? minimum : Math.max(minimum, number - step);
    const more =
      number === null
        ? Math.max(minimum, Math.min(maximum, minimum + (minimum === 0 ? step : 0)))
        : Math.min(maximum, number + step);
    return html`<div class="wv-stepper" role="group" aria-label=${name}>
      <button type="button" class="wv-chip" aria-label="One less" @click=${() => onValue(less)}>−</button>
      <button type="button" class="wv-chip" aria-label="One more" @click=${() => onValue(more)}>+</button>
    </div>`;
  }
  if (!remarks) return nothing;
  return html`
    ${remarks.before ? html`<p class="wv-before" data-test="before">${remarks.before}</p>` : nothing}
    <div role="status">${remarks.doubts.map((words) => html`<p class="wv-doubt" id="${id}-doubt" data-test="doubt">${words}</p>`)}</div>
  `;
}

/** @param {string} name @param {unknown[]} inside */
const chips = (name, inside) => html`<div class="wv-chips" role="group" aria-label=${name}>${inside}</div>`;

/** @param {string} words @param {() => void} press */
const chip = (words, press) => html`<button type="button" class="wv-chip" @click=${press}>${words}</button>`;
