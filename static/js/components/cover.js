/**
 * What Hide shows at once: a page any visitor might have open. It looks like nothing in particular, holds nothing, and the
 * way back leads to Unlock.
 */

import { html, render } from "lit-html";

const HOURS = ["6 am", "9 am", "12 noon", "3 pm", "6 pm", "9 pm", "12 midnight", "3 am"];

export function cover() {
  const place = document.createElement("div");
  place.className = "wv-cover";
  place.setAttribute("role", "dialog");
  place.setAttribute("aria-modal", "true");
  place.setAttribute("aria-label", "Feeding and weighing");
  place.tabIndex = -1;
  const others = [...document.body.children].filter((element) => element instanceof HTMLElement);
  const back = () => {
    place.remove();
    for (const element of others) element.removeAttribute("inert");
    /** @type {HTMLElement | null} */ (document.querySelector("#maincontent input, #maincontent h1"))?.focus();
  };
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
        <button type="button" class="nhsuk-button nhsuk-button--secondary" data-test="uncover" @click=${back}>Close</button>
      </div>
    `,
    place,
  );
  for (const element of others) element.setAttribute("inert", "");
  document.body.append(place);
  place.focus();
}
