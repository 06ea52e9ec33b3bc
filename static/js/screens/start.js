/** Start a visit: whether anyone could overhear comes first, then what kind of contact, when, how and where. */

import { html, render } from "lit-html";
import { errorSummary, focusErrors } from "../components/errors.js";
import { readValue, writeNow, writeValue } from "../forms/controls.js";
import { offerChoices } from "../forms/copies.js";
import { sayProblem } from "../forms/question.js";
import { refuseValue } from "../forms/refuse.js";
import { definitionOf } from "../shell/definitions.js";
import { blankQuestions } from "../shell/navigate.js";
import { hrefs } from "../shell/route.js";
import { fullName } from "../shell/words.js";
import { drawAbsent } from "./absent.js";

/** What a visit cannot begin without, in the order it is asked, and what is said when it is left out. */
const NEEDED = {
  earshot: "Say whether anyone could overhear",
  contact_type: "Choose the type of contact",
  contact_start: "Enter the day and time the contact began",
  contact_mode: "Choose how the contact takes place",
  contact_place: "Choose where the contact takes place",
};
const ASKED = /** @type {(keyof typeof NEEDED)[]} */ (Object.keys(NEEDED));

/** @type {import("../shell/app.js").Screen} */
export async function start({ main, root, route, session, go, showVisit }) {
  const { form = "", version = "" } = main.dataset;
  const definition = await definitionOf(Number(version));
  const known = await session.child(route.id);
  if (!known)
    return drawAbsent(
      main,
      "This child is not on this tablet",
      "Go back to Today and choose a child from your caseload.",
    );
  const { child } = known;
  const questions = await blankQuestions(version, ASKED);
  const asked = ASKED.map((id, at) => ({ id, field: definition.fields[id], element: questions[at] }));
  for (const { id, field, element } of asked) {
    element.querySelector(".wv-question__beside")?.remove();
    offerChoices(element, field);
    if (id === "contact_start") writeNow(element);
    if (id === "contact_type") writeValue(element, field, child.next_contact?.type);
    if (id === "contact_mode") writeValue(element, field, "face_to_face");
  }
  main.replaceChildren(root);
  showVisit({ child, saved: null, earshot: null });

  /** @type {import("../components/errors.js").FoundError[]} */
  let problems = [];
  let busy = false;

  /** @param {SubmitEvent} event */
  async function submitted(event) {
    event.preventDefault();
    if (busy) return;
    problems = [];
    /** @type {Record<string, import("../local/types.js").BasedAnswer>} */
    const answers = {};
    for (const { id, field, element } of asked) {
      const value = readValue(element, field);
      const problem = value === undefined ? NEEDED[id] : (refuseValue(field, value, new Date())?.message ?? null);
      sayProblem(element, problem);
      if (problem) problems.push({ href: `#q-${id}`, words: problem });
      answers[id] = { value, kind: field.kind, base: null };
    }
    if (problems.length) return refuse();
    busy = true;
    try {
      await go(
        hrefs.visit(await session.startVisit({ childId: child.child_id, form, formVersion: Number(version), answers })),
      );
    } catch (/** @type {any} */ problem) {
      busy = false;
      const full = problem.name === "StorageFull";
      problems = [
        {
          href: "#q-earshot",
          words: full
            ? "NOT saved: this tablet is full. Remove photos or apps, then try again"
            : "NOT saved. Try again",
        },
      ];
      refuse();
    }
  }

  function refuse() {
    draw();
    focusErrors(root);
  }

  function draw() {
    render(
      html`
        ${errorSummary(problems)}
        <a class="nhsuk-back-link" href=${hrefs.child(child.child_id)}>${fullName(child)}</a>
        <h1 class="nhsuk-heading-l" tabindex="-1">Start a visit</h1>
        <form class="wv-section" data-section="start" autocomplete="off" novalidate @submit=${submitted} data-test="start">
          ${questions}
          <div class="wv-reach"><button class="nhsuk-button">Start</button></div>
        </form>
      `,
      root,
    );
  }

  draw();
  return { redraw() {} };
}
