/** Draws the picture of a child on a manager's page, from the JSON that came with it; until then the page says it in words. */

import { spokenOf } from "./forms/spoken_of.js";
import { merged, picturePanel } from "./picture/drawn/index.js";
import { definitionOf } from "./shell/definitions.js";

const place = document.querySelector("[data-picture]");
const told = document.querySelector("[data-picture-of]");

if (place instanceof HTMLElement && told) {
  const { child, picture, timeline, late, versions } = JSON.parse(JSON.parse(told.textContent ?? "null"));
  if (versions.length) {
    const definition = spokenOf(merged(await Promise.all(versions.map(definitionOf))), child, {}, "");
    place.replaceChildren();
    picturePanel(place).draw({
      picture,
      timeline,
      late,
      child,
      definition,
      now: new Date(),
      visitLink: (visitId) => `/review/visits/${visitId}`,
    });
  }
}
