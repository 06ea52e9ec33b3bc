/** Everything recorded, in one list to read through, with what is still open; then the signature. */

import { html, nothing, render } from "lit-html";
import { errorSummary, focusErrors } from "../components/errors.js";
import { openVisit } from "../components/visit_frame.js";
import { openQuestions, sectionsShown, shown } from "../forms/applicable.js";
import { refuseAnswer } from "../forms/refuse.js";
import { saidOf, sourceWords } from "../forms/said.js";
import { hrefs } from "../shell/route.js";
import { standing } from "../shell/visits.js";
import { counted } from "../shell/words.js";
import { drawAbsent } from "./absent.js";

/** @type {import("../shell/app.js").Screen} */
export async function check(page) {
  const { main, root, session, runner, go, say } = page;
  const opened = await openVisit(page);
  if (!opened)
    return drawAbsent(main, "This visit is not on this tablet", "What you wrote is not lost: see Waiting and sent.");
  const frame = opened;
  main.replaceChildren(root);
  frame.onEarshot(() => draw());
  let pressed = false;

  /** @param {string} key */
  const fieldOf = (key) => frame.definition.fields[key.slice(key.lastIndexOf("/") + 1)];

  /** What holds the signature back, as links to the questions. */
  function problems() {
    const { view, definition } = frame;
    const open = openQuestions(definition, view.answers).map((key) => {
      const section = definition.sections.find((one) => one.group === key);
      const words = section
        ? `${section.title}: add at least one ${section.row_name.toLowerCase()}`
        : `${fieldOf(key).name} is still open`;
      return {
        href: hrefs.section(
          view.form_version,
          section?.code ?? fieldOf(key).section,
          view.visit_id,
          section ? undefined : key,
        ),
        words,
      };
    });
    const refused = shown(definition, view.answers).flatMap((key) => {
      const answer = view.answers[key];
      if (answer?.value === undefined) return [];
      const refusal =
        answer.from === "refused" ? { message: answer.message ?? "" } : refuseAnswer(definition, key, wire(answer));
      return refusal
        ? [{ href: hrefs.section(view.form_version, fieldOf(key).section, view.visit_id, key), words: refusal.message }]
        : [];
    });
    return [...open, ...refused];
  }

  async function submit() {
    pressed = true;
    draw();
    if (problems().length) return focusErrors(root);
    try {
      await session.submit(frame.view.visit_id);
    } catch {
      say("NOT signed. Try again");
      return;
    }
    await go(hrefs.visit(frame.view.visit_id));
  }

  function draw() {
    const { view, definition } = frame;
    const found = problems();
    const sections = new Set(sectionsShown(definition, view.answers));
    const asked = shown(definition, view.answers);
    const inDraft = hidden(view, definition, asked);
    const offline = runner.status().state === "offline";
    const signed = view.mine.submitting || view.status === "submitted" || view.status === "signed_off";
    render(
      html`
        ${pressed ? errorSummary(found, `${counted(found.length, "question holds", "questions hold")} back your signature`) : nothing}
        <a class="nhsuk-back-link" href=${hrefs.visit(view.visit_id)}>All sections</a>
        <h1 class="nhsuk-heading-l" tabindex="-1">Check and submit</h1>
        ${signed ? html`<p class="nhsuk-inset-text" data-test="standing">${standing(view, new Date())}</p>` : nothing}
        ${definition.sections.filter(({ code }) => sections.has(code)).map((section) => summary(section, asked))}
        ${inDraft.length ? html`<div class="wv-note" data-test="hidden"><p><strong>Not on this list</strong></p><p>${counted(inDraft.length, "answer")} to questions that are not asked any more: ${inDraft.map((key) => fieldOf(key)?.name ?? key).join(", ")}. They stay recorded with the visit.</p></div>` : nothing}
        ${view.editable && !signed ? signature(found.length, offline) : nothing}
      `,
      root,
    );
  }

  /** @param {number} left @param {boolean} offline */
  const signature = (left, offline) => html`
    <h2 class="nhsuk-heading-m">Submit</h2>
    <p>Submitting puts your name to this visit and hands it to your manager. ${offline ? "There is no connection now: it is signed on this tablet at once and sent by itself when there is a signal." : "It is signed on this tablet at once and sent from there."}
      Later changes are added with their date; nothing is overwritten.</p>
    <div class="wv-reach"><button type="button" class="nhsuk-button" data-test="submit" @click=${submit}>Submit</button>
      <span class="wv-small">${left ? `${counted(left, "question")} still open` : "Nothing is open"}</span></div>
  `;

  /** @param {import("../shell/definitions.js").SectionDefinition} section @param {string[]} asked */
  function summary({ code, title, group, row_name, fields }, asked) {
    const { view } = frame;
    const keys = asked.filter((key) => (group ? key.startsWith(`${group}/`) : fields.includes(key)));
    const rows = [...new Set(keys.map((key) => key.split("/")[1]))];
    return html`
      <h2 class="nhsuk-heading-m">${title}</h2>
      ${
        group && !keys.length
          ? html`<p class="wv-empty">No entries. <a class="nhsuk-link" href=${hrefs.section(view.form_version, code, view.visit_id)}>Add one</a></p>`
          : nothing
      }
      ${
        group
          ? rows.map(
              (row, number) =>
                html`<h3 class="nhsuk-heading-s">${row_name} ${number + 1}</h3>${list(keys.filter((key) => key.split("/")[1] === row))}`,
            )
          : list(keys)
      }
    `;
  }

  /** @param {string[]} keys */
  const list = (keys) => html`<dl class="nhsuk-summary-list wv-summary">${keys.map(line)}</dl>`;

  /** @param {string} key */
  function line(key) {
    const { view, definition, child } = frame;
    const field = fieldOf(key);
    const answer = view.answers[key];
    const said = saidOf(definition, field ? key.slice(key.lastIndexOf("/") + 1) : key, answer, child);
    const source = sourceWords(definition, answer, child);
    const others = answer?.cands.length ?? 0;
    return html`
      <div class="nhsuk-summary-list__row">
        <dt class="nhsuk-summary-list__key">${field.name}</dt>
        <dd class="nhsuk-summary-list__value">
          ${answer?.missing ? html`<span class="wv-mark">Not recorded: ${said[0]}</span>` : said.length ? said.map((words) => html`<div>${words}</div>`) : html`<span class="wv-quiet">No answer</span>`}
          ${source ? html`<div class="wv-small">${source}</div>` : nothing}
          ${others ? html`<div class="wv-small"><strong>${counted(others, "other value stands", "other values stand")} beside this one</strong></div>` : nothing}
          ${answer?.from === "refused" ? html`<div class="wv-small"><strong>Not accepted: ${answer.message}</strong></div>` : nothing}
        </dd>
        ${
          view.editable
            ? html`<dd class="nhsuk-summary-list__actions"><a class="nhsuk-link" href=${hrefs.section(view.form_version, field.section, view.visit_id, key)}>${said.length ? "Change" : "Answer"}<span class="nhsuk-u-visually-hidden"> ${field.name}</span></a></dd>`
            : nothing
        }
      </div>
    `;
  }

  draw();
  return {
    async redraw() {
      await frame.refresh();
      draw();
    },
  };
}

/**
 * Answers that were given to questions which do not apply any more. Hidden (H) questions are not even counted while they
 * may not be on the screen.
 * @param {import("../components/visit_frame.js").VisitView} view
 * @param {import("../shell/definitions.js").Definition} definition
 * @param {string[]} asked
 */
function hidden(view, definition, asked) {
  const shownKeys = new Set(asked);
  return Object.entries(view.answers)
    .filter(([key, answer]) => {
      const field = definition.fields[key.slice(key.lastIndexOf("/") + 1)];
      return field && !key.includes("/") && field.sensitivity !== "H" && !shownKeys.has(key) && !answer.cleared;
    })
    .map(([key]) => key);
}

/** Only what travels of an answer. @param {import("../local/types.js").Shown} shown */
const wire = ({ value, kind }) => ({ value, kind });
