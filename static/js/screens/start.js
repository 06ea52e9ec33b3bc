/** Start a visit: whether anyone could overhear comes first, then what kind of contact, when, how and where. */

import { html, render } from "lit-html";
import { radios, select } from "../components/choices.js";
import { errorSummary, focusErrors } from "../components/errors.js";
import { momentInput } from "../components/moment_input.js";
import { readValue, writeNow } from "../forms/controls.js";
import { refuseValue } from "../forms/refuse.js";
import { definitionOf } from "../shell/definitions.js";
import { hrefs } from "../shell/route.js";
import { fullName } from "../shell/words.js";
import { drawAbsent } from "./absent.js";

const ASKED = /** @type {const} */ (["earshot", "contact_type", "contact_start", "contact_mode", "contact_place"]);

/** @type {import("../shell/app.js").Screen} */
export async function start({ main, root, route, session, go, showVisit }) {
  const version = Number(main.dataset.version);
  const form = main.dataset.form ?? "";
  const definition = await definitionOf(version);
  const known = await session.child(route.id);
  if (!known)
    return drawAbsent(
      main,
      "This child is not on this tablet",
      "Go back to Today and choose a child from your caseload.",
    );
  const { child } = known;
  main.replaceChildren(root);
  showVisit({ child, saved: null, earshot: null });

  /** @type {Record<string, string>} */
  let problems = {};
  let busy = false;

  /** @param {SubmitEvent} event */
  async function submitted(event) {
    event.preventDefault();
    if (busy) return;
    const given = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    /** @type {Record<string, string>} */
    const values = Object.fromEntries(ASKED.map((id) => [id, String(given.get(id) ?? "")]));
    const began = readValue(root, definition.fields.contact_start);
    values.contact_start = began ?? "";
    problems = {};
    for (const id of ASKED) if (!values[id]) problems[id] = NEEDED[id];
    const refusal = began && refuseValue(definition.fields.contact_start, began, new Date());
    if (refusal) problems.contact_start = refusal.message;
    if (Object.keys(problems).length) {
      draw();
      return focusErrors(root);
    }
    busy = true;
    const answers = Object.fromEntries(
      ASKED.map((id) => [id, { value: values[id], kind: definition.fields[id].kind, base: null }]),
    );
    try {
      const visitId = await session.startVisit({ childId: child.child_id, form, formVersion: version, answers });
      await go(hrefs.visit(visitId));
    } catch (/** @type {any} */ problem) {
      busy = false;
      problems = {
        earshot:
          problem.name === "StorageFull"
            ? "NOT saved: this tablet is full. Remove photos or apps, then try again"
            : "NOT saved. Try again",
      };
      draw();
      focusErrors(root);
    }
  }

  function draw() {
    const { fields } = definition;
    /** @param {string} id */
    const choices = (id) => fields[id].choices ?? [];
    const links = ASKED.filter((id) => problems[id]).map((id) => ({
      href: `#${id}`,
      words: problems[id],
    }));
    render(
      html`
        ${errorSummary(links)}
        <a class="nhsuk-back-link" href=${hrefs.child(child.child_id)}>${fullName(child)}</a>
        <h1 class="nhsuk-heading-l" tabindex="-1">Start a visit</h1>
        <form autocomplete="off" novalidate @submit=${submitted} data-test="start">
          ${radios({ id: "earshot", label: fields.earshot.label, hint: "You can change this at any moment.", error: problems.earshot, choices: choices("earshot") })}
          ${radios({ id: "contact_type", label: fields.contact_type.label, error: problems.contact_type, choices: choices("contact_type"), value: child.next_contact?.type ?? null })}
          ${momentInput({ id: "contact_start", label: fields.contact_start.label, hint: "The time you arrived, not the time you type this.", error: problems.contact_start })}
          ${radios({ id: "contact_mode", label: fields.contact_mode.label, error: problems.contact_mode, choices: choices("contact_mode"), value: "face_to_face" })}
          ${select({ id: "contact_place", label: fields.contact_place.label, hint: "Whose home it is, not just “home”.", error: problems.contact_place, choices: choices("contact_place") })}
          <div class="wv-reach"><button class="nhsuk-button">Start</button></div>
        </form>
      `,
      root,
    );
  }
  draw();
  writeNow(root);
  return { redraw() {} };
}

/** @type {Record<(typeof ASKED)[number], string>} */
const NEEDED = {
  earshot: "Say whether anyone could overhear",
  contact_type: "Choose the type of contact",
  contact_start: "Enter the day and time the contact began",
  contact_mode: "Choose how the contact takes place",
  contact_place: "Choose where the contact takes place",
};
