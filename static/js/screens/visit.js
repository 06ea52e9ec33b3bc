/** A visit: its sections with what is done and what is open. One may go anywhere at any time. */

import { html, nothing, render } from "lit-html";
import { openVisit } from "../components/visit_frame.js";
import { openQuestions, sectionsShown, shown } from "../forms/applicable.js";
import { calledAt, idOf } from "../forms/context.js";
import { isShort } from "../forms/earshot.js";
import { isIn } from "../forms/next_open.js";
import { progressOf, progressWords } from "../forms/progress.js";
import { saidOf } from "../forms/said.js";
import { questionsWithTwoValues } from "../forms/two_values.js";
import { commentsToShow, notesToShow } from "../shell/comments.js";
import { hrefs } from "../shell/route.js";
import { together } from "../shell/together.js";
import { contactWords, standing } from "../shell/visits.js";
import { watchVisit } from "../shell/watching.js";
import { counted, date, fullName, moment } from "../shell/words.js";
import { noVisit } from "./absent.js";

/** @type {import("../shell/app.js").Screen} */
export async function visit(page) {
  const { main, root } = page;
  const opened = await openVisit(page);
  if (!opened) return noVisit(main);
  const frame = opened;
  frame.onEarshot(draw);
  /** @type {ReturnType<typeof import("../components/find.js").finder> | null} */
  let find = null;
  const watching = watchVisit(page, frame, () => draw());

  function draw() {
    const findings = watching.look();
    const { view, definition } = frame;
    const now = new Date();
    const open = openQuestions(definition, view.answers);
    const asked = shown(definition, view.answers);
    const sections = new Set(sectionsShown(definition, view.answers));
    const comments = commentsToShow(definition, view);
    const next = nextOf(open[0]);
    find?.draw();
    render(
      html`
        <a class="nhsuk-back-link" href=${hrefs.child(view.child_id)}>${fullName(view.child)}</a>
        <h1 class="nhsuk-heading-l" tabindex="-1">${contactWords(definition, view)}${view.contact_start ? `, ${date(view.contact_start)}` : ""}</h1>
        <p data-test="standing">${standing(view, now, page.session.user.id)}${view.author ? ` · recorded by ${view.author.name}` : ""}</p>
        ${notComplete()} ${anotherForm()} ${twoValues()} ${comments.length ? commentList(comments, now) : nothing} ${besideIt(now)}
        ${watching.left((field) => hrefs.section(view.form_version, definition.fields[field].section, view.visit_id, definition.fields[field].group ? undefined : field)) ?? nothing} ${watching.list(findings) ?? nothing}
        ${find?.element ?? nothing}
        <ul class="nhsuk-task-list" data-test="sections">
          ${definition.sections.filter(({ code }) => sections.has(code)).map((section) => row(section, open, asked))}
        </ul>
        <p class="wv-go"><a class="nhsuk-link" href=${hrefs.print(view.visit_id)}>Print this visit</a></p>
        ${
          view.editable
            ? html`<div class="wv-reach">
                ${next ? html`<a class="wv-next-open" data-test="next-open" href=${next.href}><span class="wv-small">Next open, ${open.length} left</span> <span class="wv-step__title">${next.name}</span></a>` : nothing}
                <a class="nhsuk-button ${next ? "nhsuk-button--secondary" : ""}" href=${hrefs.check(view.visit_id)}>Check and submit</a>
                ${open.length ? nothing : html`<span class="wv-small">Nothing is open</span>`}</div>`
            : html`<p class="wv-go"><a class="nhsuk-link" href=${hrefs.check(view.visit_id)}>Read all answers</a></p>`
        }
      `,
      root,
    );

    /** The form has a newer version than the one this visit stands on, or the visit was moved to it. */
    function anotherForm() {
      const { form_version: version, began_on: begun } = view;
      if (view.status !== "open" || view.mine.submitting || (!begun && version >= Number(main.dataset.version)))
        return nothing;
      return html`<p class="wv-small">This visit uses the ${begun ? "newer" : "earlier"} form (version ${version}).
        <a class="nhsuk-link" href=${hrefs.newer(view.visit_id)}>${begun ? "Go back to the earlier form" : "See what would change"}</a></p>`;
    }

    function twoValues() {
      const found = questionsWithTwoValues(definition, view).length;
      if (!found || !view.editable) return nothing;
      return html`<div class="wv-note wv-note--conflict" data-test="two-values"><p><strong>${counted(found, "answer has two values", "answers have two values")}.</strong> Both are kept.
        <a class="nhsuk-link" href=${hrefs.stands(view.visit_id)}>Say which one stands</a></p></div>`;
    }

    /** Entries that came when they could not become part of the visit. @param {Date} now */
    function besideIt(now) {
      const notes = notesToShow(definition, view);
      if (!notes.length) return nothing;
      return html`<div class="wv-note" data-test="notes">
        <h2 class="nhsuk-heading-s">Kept beside this visit</h2>
        ${notes.map(
          ({
            by,
            at,
            noted,
            answers,
          }) => html`<p>${by.name}${at ? `, ${moment(at, now)}` : ""} <span class="wv-small">put here by ${noted.by}, ${moment(noted.at, now)}: ${noted.reason}</span></p>
            <dl class="wv-both">${answers.map(({ name, field, answer }) => html`<div><dt>${name}</dt>${saidOf(definition, field, answer, frame.child, !isShort(view.answers)).map((words) => html`<dd>${words}</dd>`)}</div>`)}</dl>`,
        )}
      </div>`;
    }

    /** @param {string | undefined} key */
    function nextOf(key) {
      const section = definition.sections.find((one) => key && isIn(one, key));
      if (!key || !section) return null;
      const field = definition.fields[idOf(key)];
      return {
        name: calledAt(definition, key) || section.title,
        href: hrefs.section(view.form_version, section.code, view.visit_id, field ? key : undefined),
      };
    }

    function notComplete() {
      if (!view.not_complete?.length) return nothing;
      return html`<div class="wv-note wv-note--refused"><p>The service could not take your signature yet: ${counted(view.not_complete.length, "question is", "questions are")} still open. Your answers were stored.</p></div>`;
    }

    /** @param {import("../shell/definitions.js").SectionDefinition} section @param {string[]} open @param {string[]} asked */
    function row(section, open, asked) {
      const { code, title } = section;
      const questions = asked.filter((key) => isIn(section, key));
      const conflicts = questions.filter((key) => view.answers[key]?.cands.length).length;
      const said = comments.filter(({ key }) => key && isIn(section, key)).length;
      const { state, done, beside } = progressWords(
        progressOf(section, { asked, open, answers: view.answers, child: frame.child }),
      );
      return html`
        <li class="nhsuk-task-list__item nhsuk-task-list__item--with-link">
          <div class="nhsuk-task-list__name-and-hint">
            <a class="nhsuk-link nhsuk-task-list__link" href=${hrefs.section(view.form_version, code, view.visit_id)} aria-describedby="state-${code}">${title}</a>
            ${said || conflicts ? html`<div class="nhsuk-task-list__hint">${[said && counted(said, "comment"), conflicts && counted(conflicts, "answer with two values", "answers with two values")].filter(Boolean).join(", ")}</div>` : nothing}
          </div>
          <div class="nhsuk-task-list__status" id="state-${code}">
            ${done ? html`<strong>${state}</strong>` : state}
            ${beside ? html`<span class="wv-quiet">· ${beside}</span>` : nothing}
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
            const field = key ? definition.fields[idOf(key)] : null;
            return html`<p>${field && key ? html`<a class="nhsuk-link" href=${hrefs.section(view.form_version, field.section, view.visit_id, key)}>${calledAt(definition, key)}</a>: ` : nothing}${text}
              <span class="wv-small">${by.name}, ${moment(at, now)}</span></p>`;
          })}
        </div>
      `;
    }
  }

  const finding = import("../components/section_aids.js").then(({ finder }) => {
    find = finder({
      definition: frame.definition,
      answers: () => frame.view.answers,
      href: (code, key) => hrefs.section(frame.view.form_version, code, frame.view.visit_id, key),
    });
    draw();
  });
  await together(watching.ready, finding);
  main.replaceChildren(root); // what takes the whole screen is drawn into it
  draw();
  return {
    async redraw() {
      await frame.refresh();
      draw();
    },
  };
}
