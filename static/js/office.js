/** Brings the NHS components of the pages of managers, analysts and administrators to life. Nothing personal runs here. */

import { render } from "lit-html";
import {
  Button,
  CharacterCount,
  Checkboxes,
  createAll,
  ErrorSummary,
  Header,
  PasswordInput,
  Radios,
  SkipLink,
} from "nhsuk-frontend";
import { bodyPicture, viewsWith } from "./components/body_map.js";
import "./components/sheets.js";
import { bindApproval } from "./office/approve.js";
import { bindRescue } from "./office/rescue.js";
import { bindSending } from "./office/sending.js";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
for (const component of [Button, CharacterCount, Checkboxes, ErrorSummary, Header, PasswordInput, Radios, SkipLink]) {
  createAll(component);
}

const approval = document.querySelector("form[data-approve]");
if (approval instanceof HTMLFormElement) bindApproval(approval);

const rescue = document.querySelector("form#rescue");
if (rescue instanceof HTMLFormElement) bindRescue(rescue);
if (document.body.dataset.viewer) bindSending(document.body.dataset.viewer);
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
for (const place of document.querySelectorAll("[data-body-marks]")) drawMarks(/** @type {HTMLElement} */ (place));

/** The marks of a visit on the drawn baby, for a copy on paper. @param {HTMLElement} place */
function drawMarks(place) {
  const marks = JSON.parse(place.dataset.bodyMarks ?? "[]");
  render(
    viewsWith(marks).map((view) => bodyPicture(view, marks)),
    place,
  );
}
