/** A visit: its sections with what is done and what is open. One may go anywhere at any time. */

import { html, nothing, render } from "lit-html";
import { openVisit } from "../components/visit_frame.js";
import { openQuestions, sectionsShown, shown } from "../forms/applicable.js";
import { hrefs } from "../shell/route.js";
import { commentsToShow, contactWords, standing } from "../shell/visits.js";
import { counted, date, fullName, moment } from "../shell/words.js";
import { drawAbsent } from "./absent.js";

/** @type {import("../shell/app.js").Screen} */
export async function visit(page) {
  const { main, root } = page;
  const opened = await openVisit(page);
  if (!opened)
    return drawAbsent(
      main,
      "This visit is not on this tablet",
      "The child may have moved to another team. What you wrote is not lost: see Waiting and sent.",
    );
  const frame = opened;
  main.replaceChildren(root);
  frame.onEarshot(() => draw());

  function draw() {
    const { view, definition } = frame;
    const now = new Date();
    const open = openQuestions(definition, view.answers);
    const asked = shown(definition, view.answers);
    const sections = new Set(sectionsShown(definition, view.answers));
    const comments = commentsToShow(definition, view);
    render(
      html`
        <a class="nhsuk-back-link" href=${hrefs.child(view.child_id)}>${fullName(view.child)}</a>
        <h1 class="nhsuk-heading-l" tabindex="-1">${contactWords(definition, view)}${view.contact_start ? `, ${date(view.contact_start)}` : ""}</h1>
        <p data-test="standing">${standing(view, now)}${view.author ? ` · recorded by ${view.author.name}` : ""}</p>
        ${notComplete()} ${comments.length ? commentList(comments, now) : nothing}
        <ul class="nhsuk-task-list" data-test="sections">
          ${definition.sections.filter(({ code }) => sections.has(code)).map((section) => row(section, open, asked))}
        </ul>
        ${
          view.editable
            ? html`<div class="wv-reach"><a class="nhsuk-button" href=${hrefs.check(view.visit_id)}>Check and submit</a>
                <span class="wv-small">${open.length ? `${counted(open.length, "question")} still open` : "Nothing is open"}</span></div>`
            : html`<p><a class="nhsuk-link" href=${hrefs.check(view.visit_id)}>Read all answers</a></p>`
        }
      `,
      root,
    );

    function notComplete() {
      if (!view.not_complete?.length) return nothing;
      return html`<div class="wv-note wv-note--refused"><p>The service could not take your signature yet: ${counted(view.not_complete.length, "question is", "questions are")} still open. Your answers were stored.</p></div>`;
    }

    /** @param {import("../shell/definitions.js").SectionDefinition} section @param {string[]} open @param {string[]} asked */
    function row({ code, title, group, fields }, open, asked) {
      const mine = (/** @type {string} */ key) =>
        key === group || (group ? key.startsWith(`${group}/`) : fields.includes(key));
      const left = open.filter(mine).length;
      const questions = asked.filter(mine);
      const given = questions.filter((key) => view.answers[key] && !view.answers[key].cleared).length;
      const conflicts = questions.filter((key) => view.answers[key]?.cands.length).length;
      const said = comments.filter(({ key }) => key && mine(key)).length;
      const words = left ? `${left} to answer` : given ? "Done" : "Not started";
      return html`
        <li class="nhsuk-task-list__item nhsuk-task-list__item--with-link">
          <div class="nhsuk-task-list__name-and-hint">
            <a class="nhsuk-link nhsuk-task-list__link" href=${hrefs.section(view.form_version, code, view.visit_id)} aria-describedby="state-${code}">${title}</a>
            ${said || conflicts ? html`<div class="nhsuk-task-list__hint">${[said && counted(said, "comment"), conflicts && counted(conflicts, "answer with two values", "answers with two values")].filter(Boolean).join(", ")}</div>` : nothing}
          </div>
          <div class="nhsuk-task-list__status" id="state-${code}">
            ${!left && given ? html`<strong class="nhsuk-tag nhsuk-tag--green">${words}</strong>` : words}
            ${given && left ? html`<span class="wv-quiet">· ${given} recorded</span>` : nothing}
          </div>
        </li>
      `;
    }

    /** @param {import("../local/types.js").Comment[]} comments @param {Date} now */
    function commentList(comments, now) {
      return html`
        <div class="wv-note wv-note--comment" data-test="comments">
          <h2 class="nhsuk-heading-s">From your manager</h2>
          ${comments.map(({ key, text, by, at }) => {
            const field = key ? definition.fields[key.slice(key.lastIndexOf("/") + 1)] : null;
            return html`<p>${field && key ? html`<a class="nhsuk-link" href=${hrefs.section(view.form_version, field.section, view.visit_id, key)}>${field.name}</a>: ` : nothing}${text}
              <span class="wv-small">${by.name}, ${moment(at, now)}</span></p>`;
          })}
        </div>
      `;
    }
  }

  draw();
  return {
    async redraw() {
      await frame.refresh();
      draw();
    },
  };
}
