/** Start a visit: whether anyone could overhear comes first, then what kind of contact, when, how and where. */

import { html, nothing, render } from "lit-html";
import { errorSummary, focusErrors } from "../components/errors.js";
import * as newcomers from "../components/newcomer.js";
import { readValue, writeNow, writeValue } from "../forms/controls.js";
import { offerChoices } from "../forms/copies.js";
import { drawQuestion } from "../forms/draw.js";
import { leftUnasked } from "../forms/earshot.js";
import { sayProblem } from "../forms/question.js";
import { refuseValue } from "../forms/refuse.js";
import { saidOf } from "../forms/said.js";
import { asChild, keepNewcomers } from "../local/newcomers.js";
import { definitionOf } from "../shell/definitions.js";
import { memoryOf } from "../shell/memory.js";
import { hrefs } from "../shell/route.js";
import { withBirth } from "../shell/visits.js";
import { fullName } from "../shell/words.js";
import { drawAbsent, noChild } from "./absent.js";

/** What a visit cannot begin without, in the order it is asked, and what is said when it is left out. */
const NEEDED = {
  earshot: "Say whether anyone could overhear",
  contact_type: "Choose the type of contact",
  contact_start: "Enter the day and time the contact began",
  contact_mode: "Choose how the contact takes place",
  contact_place: "Choose where the contact takes place",
};
const ASKED = /** @type {(keyof typeof NEEDED)[]} */ (Object.keys(NEEDED));

/** Stands for a child's id in the address while there is none. */
const NEW = "new";
const STRANGER = { team_id: "", given_name: "", family_name: "", dob: null, nhs_number: null, sex: "not_known" };

const PREFILLED = new Set(["contact_type", "contact_start", "contact_mode"]);

/** @type {import("../shell/app.js").Screen} */
export async function start({ main, root, route, session, go, showVisit, kept, settled }) {
  const { form = "", version = "" } = main.dataset;
  const definition = await definitionOf(Number(version));
  const stranger = route.id === NEW ? newcomers : null;
  const met = stranger ? stranger.nothingTyped() : null;
  const teams = (await session.desk()).teams ?? [];
  if (met && !teams.length)
    return drawAbsent(
      main,
      "This tablet does not know your team yet",
      "It learns it when it has been online once. Until then, write on paper; nothing else is held up.",
    );
  const known = met ? { child: asChild("", STRANGER, ""), visits: [] } : await session.child(route.id);
  if (!known) return noChild(main);
  const { child } = known;
  /** @template {string} Id @param {Id} id */
  const ask = (id) => {
    const element = drawQuestion(definition, id);
    element.querySelector(".wv-question__beside")?.remove();
    return { id, field: definition.fields[id], element };
  };
  const asked = ASKED.map(ask);
  for (const { id, field, element } of asked) {
    offerChoices(element, field);
    if (id === "contact_start") writeNow(element);
    if (id === "contact_type") writeValue(element, field, child.next_contact?.type);
    if (id === "contact_mode") writeValue(element, field, "face_to_face");
  }
  /** When a child who is met was born, or is due. */
  const days = { dob: ask("baby_dob"), edd: ask("edd") };
  /** @param {"dob" | "edd"} name */
  const dayOf = (name) => String(readValue(days[name].element, days[name].field) ?? "");
  /** What stands in the form now. */
  const filled = () => ({
    ...Object.fromEntries(asked.map(({ id, field, element }) => [id, readValue(element, field)])),
    ...(met ? { met: { ...met, dob: dayOf("dob"), edd: dayOf("edd") } } : {}),
  });
  const when = () => (met?.unborn ? "edd" : "dob");
  const untouched = /** @type {Record<string, unknown>} */ (filled());
  /** What she has filled in: what was proposed is proposed anew, with the time it is then. */
  const hers = () =>
    Object.fromEntries(
      Object.entries(filled()).filter(([id, value]) => JSON.stringify(value) !== JSON.stringify(untouched[id])),
    );
  for (const { id, field, element } of asked) if (kept && id in kept) writeValue(element, field, kept[id]);
  if (kept?.met) Object.assign(/** @type {object} */ (met), kept.met);
  for (const name of /** @type {const} */ (["dob", "edd"]))
    if (met?.[name]) writeValue(days[name].element, days[name].field, met[name]);
  // What the appointment and the clock say is read and confirmed in one line; what nobody can know is asked.
  const told = asked.filter(({ id, field, element }) => PREFILLED.has(id) && readValue(element, field) !== undefined);
  const open = asked.filter((one) => !told.includes(one));
  let changing = false;
  main.replaceChildren(root);
  showVisit(met ? null : { child: withBirth(child, known.visits), saved: null, earshot: null });

  /** @type {import("../components/errors.js").FoundError[]} */
  let problems = [];
  let busy = false;
  let begun = false;
  /** What is wrong with who was met, by field. @type {Record<string, string>} */
  let wrong = {};

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
    const who = stranger && met ? stranger.readNewcomer(Object.assign(met, filled().met), teams) : null;
    const { id, field, element } = days[when()];
    const day = met?.[when()];
    const wrongDay = day ? (refuseValue(field, day, new Date())?.message ?? null) : null;
    sayProblem(element, wrongDay);
    wrong = who?.problems ?? {};
    problems.unshift(
      ...Object.entries(wrong).map(([name, words]) => ({ href: `#met-${name}`, words })),
      ...(wrongDay ? [{ href: `#q-${id}`, words: wrongDay }] : []),
    );
    if (problems.length) return refuse();
    busy = true;
    try {
      const visitId = await session.startVisit({
        ...(who?.newcomer ? { newcomer: who.newcomer, keep: keepNewcomers } : { childId: child.child_id }),
        form,
        formVersion: Number(version),
        answers: { ...leftUnasked(definition, answers), ...answers },
      });
      begun = true;
      settled();
      memoryOf(session, visitId).alone = answers.earshot.value === "no";
      await go(hrefs.visit(visitId));
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

  /** In one line, with a way to change it. */
  function confirmed() {
    const words = told.map(({ id, field, element }) =>
      saidOf(definition, id, { value: readValue(element, field) }, child).join(),
    );
    return html`
      <div class="wv-carried__now">
        <p>${words.filter(Boolean).join(" · ")}</p>
        <button type="button" class="wv-chip" aria-expanded=${changing} @click=${change}>Change<span class="nhsuk-u-visually-hidden"> type, time or way of the contact</span></button>
      </div>
      <div ?hidden=${!changing}>${told.map(({ element }) => element)}</div>
    `;
  }

  function change() {
    changing = !changing;
    draw();
  }

  /** What is right stays in its one line. */
  function refuse() {
    changing ||= told.some(({ id }) => problems.some(({ href }) => href === `#q-${id}`));
    draw();
    focusErrors(root);
  }

  function draw() {
    render(
      html`
        ${errorSummary(problems)}
        ${
          met
            ? html`<a class="nhsuk-back-link" href=${hrefs.today()}>Today</a>`
            : html`<a class="nhsuk-back-link" href=${hrefs.child(child.child_id)}>${fullName(child)}</a>`
        }
        <h1 class="nhsuk-heading-l" tabindex="-1">${met ? "A child who is not on your list" : "Start a visit"}</h1>
        <form class="wv-section" data-section="start" autocomplete="off" novalidate @submit=${submitted} data-test="start">
          ${stranger && met ? stranger.newcomer(met, teams, wrong, days[when()].element, draw) : nothing} ${told.length ? confirmed() : nothing} ${open.map(({ element }) => element)}
          <div class="wv-reach"><button class="nhsuk-button">Start</button></div>
        </form>
      `,
      root,
    );
  }

  draw();
  return {
    redraw() {},
    // A visit exists only once it is started; what was chosen for it so far must outlast the screen all the same.
    unsaved: () => (begun || !Object.keys(hers()).length ? null : hers()),
  };
}
