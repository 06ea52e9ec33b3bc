/**
 * What Hide shows at once: a page any visitor might have open. It looks like nothing in particular and holds nothing. It is
 * made beforehand, so that covering is one change of the document.
 */

import { html, render } from "lit-html";

/** What the browser's own list of open pages says meanwhile. */
export const COVER_TITLE = "Feeding and weighing";

const HOURS = ["6 am", "9 am", "12 noon", "3 pm", "6 pm", "9 pm", "12 midnight", "3 am"];

/** @param {() => void} onClose */
export function makeCover(onClose) {
  const place = document.createElement("div");
  place.className = "wv-cover";
  place.setAttribute("role", "dialog");
  place.setAttribute("aria-modal", "true");
  place.setAttribute("aria-label", COVER_TITLE);
  place.tabIndex = -1;
  render(
    html`
      <div class="wv-cover__inner">
        <h1 class="nhsuk-heading-l">Feeding and weighing</h1>
        <p>Babies feed often, by day and by night, and no two days are the same. A diary of a few days helps to see a pattern.</p>
        <table class="wv-cover__table">
          <caption class="nhsuk-u-visually-hidden">Feeding diary</caption>
          <thead>
            <tr><th scope="col">Time</th><th scope="col">Feed</th><th scope="col">Wet nappy</th><th scope="col">Dirty nappy</th></tr>
          </thead>
          <tbody>
            ${HOURS.map((hour) => html`<tr><th scope="row">${hour}</th><td></td><td></td><td></td></tr>`)}
          </tbody>
        </table>
        <h2 class="nhsuk-heading-m">Weighing</h2>
        <ul class="nhsuk-list nhsuk-list--bullet">
          <li>No clothes and no nappy, in a warm room.</li>
          <li>The same scales each time, on a hard floor.</li>
          <li>Write the weight in grams and plot it in the red book.</li>
        </ul>
        <button type="button" class="nhsuk-button nhsuk-button--secondary" data-test="uncover" @click=${onClose}>Close</button>
      </div>
    `,
    place,
  );

  return {
    get shown() {
      return place.isConnected;
    },
    show() {
      if (place.isConnected) return;
      document.body.append(place);
      document.documentElement.classList.add("wv-covered");
      // Looking for where the focus may go costs a layout; the picture comes first.
      requestAnimationFrame(() => setTimeout(() => place.focus({ preventScroll: true })));
    },
    hide() {
      place.remove();
      document.documentElement.classList.remove("wv-covered");
    },
  };
}
