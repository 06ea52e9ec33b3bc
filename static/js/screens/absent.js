/** An address whose page is not on this tablet, or names nothing that is. */

import { html, render } from "lit-html";
import { hrefs } from "../shell/route.js";

/** @param {HTMLElement} place @param {string} heading @param {string} words */
export function drawAbsent(place, heading, words) {
  place.replaceChildren();
  const root = document.createElement("div");
  place.append(root);
  render(
    html`<h1 class="nhsuk-heading-l" tabindex="-1">${heading}</h1>
      <p>${words}</p>
      <p class="wv-go"><a class="nhsuk-link" href=${hrefs.today()}>Go to Today</a></p>`,
    root,
  );
  return { redraw() {} };
}

/** @type {import("../shell/app.js").Screen} */
export async function absent({ main }) {
  return drawAbsent(
    main,
    "This page is not on this tablet",
    "It can be opened when there is a connection. Nothing is lost.",
  );
}

/** @param {HTMLElement} main */
export const noVisit = (main, what = "visit") =>
  drawAbsent(
    main,
    `This ${what} is not on this tablet`,
    "The child may have moved to another team. What you wrote is not lost: see Waiting and sent.",
  );

/** @param {HTMLElement} main */
export const noChild = (main) => noVisit(main, "child");

/** @param {HTMLElement} main */
export const noSection = (main) =>
  drawAbsent(main, "There is no such page", "The form of this visit has no section with this address.");
