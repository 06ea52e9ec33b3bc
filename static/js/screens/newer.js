/** An open visit on an earlier version of the form: what the newer one would change for it, and the way there and back. */

import { html, nothing, render } from "lit-html";
import { openVisit } from "../components/visit_frame.js";
import { calledAt, idOf } from "../forms/context.js";
import { isShort } from "../forms/earshot.js";
import { saidOf } from "../forms/said.js";
import { spokenOf } from "../forms/spoken_of.js";
import { versionChanges } from "../forms/version_changes.js";
import { definitionOf } from "../shell/definitions.js";
import { hrefs } from "../shell/route.js";
import { counted } from "../shell/words.js";
import { noVisit } from "./absent.js";

/** @type {import("../shell/app.js").Screen} */
export async function newer(page) {
  const { main, root, session, go, say } = page;
  const opened = await openVisit(page);
  if (!opened) return noVisit(main);
  const frame = opened;
  const newest = Number(main.dataset.version);
  main.replaceChildren(root);
  frame.onEarshot(draw);
  let failed = false;
  /** The version one could go to: back, once it was moved; else the newest. */
  const goal = () => frame.view.began_on ?? newest;
  /** Spoken as the one it is compared with, or every name of a parent would look like a change. */
  const spoken = async () => spokenOf(await definitionOf(goal()), frame.child, frame.view.answers);
  let to = await spoken();

  /** @param {number} version */
  async function move(version) {
    try {
      await session.moveTo(frame.view.visit_id, version, frame.view);
    } catch {
      failed = true;
      return draw();
    }
    say("Saved on this tablet");
    await go(hrefs.visit(frame.view.visit_id));
  }

  function draw() {
    const { view } = frame;
    const signed = view.mine.submitting || view.status !== "open";
    render(
      html`
        <a class="nhsuk-back-link" href=${hrefs.visit(view.visit_id)}>The visit</a>
        ${signed || to.version === view.form_version ? stays() : to.version < view.form_version ? back() : there()}
      `,
      root,
    );
  }

  const stays = () => html`<h1 class="nhsuk-heading-l" tabindex="-1">The form of this visit</h1>
    <p class="wv-empty">This visit stays on version ${frame.view.form_version} of the form.</p>`;

  function there() {
    const { view, definition } = frame;
    const { added, reworded, dropped, kept, staying } = versionChanges(definition, to, view.answers);
    const questions = added.flatMap((section) => section.questions);
    const needed = questions.filter((one) => one.needed).length;
    return html`
      <h1 class="nhsuk-heading-l" tabindex="-1">What the newer form would change</h1>
      <p>This visit was begun on version ${view.form_version} of the form. Version ${to.version} is in use now. You can finish on either.</p>
      <ul class="nhsuk-list nhsuk-list--bullet" data-test="changes">
        <li><strong>Answers that stay as they are: ${staying}</strong></li>
        <li><strong>More questions: ${questions.length}</strong>, needed before you sign: ${needed}</li>
        <li>Questions in other words: ${reworded.length}</li>
        ${dropped.length + kept.length ? html`<li>Answers that are kept, but no part of what you sign: ${dropped.length + kept.length}</li>` : nothing}
      </ul>
      ${added.length ? html`<h2 class="nhsuk-heading-m">More questions</h2>` : nothing}
      ${added.map(
        ({ title, isNew, questions }) => html`<details class="nhsuk-details">
          <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">${title}: ${counted(questions.length, "more question")}${isNew ? ", a new section" : ""}</span></summary>
          <div class="nhsuk-details__text"><ul class="nhsuk-list nhsuk-list--bullet">${questions.map(({ name, needed }) => html`<li>${name}${needed ? html` <span class="wv-quiet">(needed)</span>` : nothing}</li>`)}</ul></div>
        </details>`,
      )}
      ${reworded.length ? html`<h2 class="nhsuk-heading-m">Other words</h2>` : nothing}
      ${reworded.map(
        ({ name, was, now }) => html`<h3 class="nhsuk-heading-s">${name}</h3>
          <dl class="wv-both"><div><dt>Now</dt>${was.map((line) => html`<dd>${line}</dd>`)}</div><div><dt>Newer form</dt>${now.map((line) => html`<dd>${line}</dd>`)}</div></dl>`,
      )}
      ${listed("Not asked any more", dropped)} ${listed("No place in the newer form", kept)}
      <div class="wv-reach">
        ${refused()}
        <button type="button" class="nhsuk-button" @click=${() => move(to.version)}>Use the newer form</button>
        <a class="nhsuk-button nhsuk-button--secondary" href=${hrefs.visit(view.visit_id)}>Stay with the earlier form</a>
        <span class="wv-small">You can go back as long as the visit is not signed</span>
      </div>
    `;
  }

  function back() {
    const { view, definition } = frame;
    const { kept, dropped } = versionChanges(definition, to, view.answers);
    return html`
      <h1 class="nhsuk-heading-l" tabindex="-1">Go back to the earlier form?</h1>
      <p>This visit was begun on version ${to.version} of the form and moved to version ${view.form_version}. You can go back as long as it is not signed. No answer is lost.</p>
      <p>${kept.length ? "Answers the earlier form has no question for stay kept, and are there again if you use the newer form again." : "Every answer you have given has its place on the earlier form."}</p>
      ${listed("Kept with the newer form", kept)} ${listed("Not asked on the earlier form", dropped)}
      <div class="wv-reach">
        ${refused()}
        <button type="button" class="nhsuk-button" @click=${() => move(to.version)}>Go back to the earlier form</button>
        <a class="nhsuk-button nhsuk-button--secondary" href=${hrefs.visit(view.visit_id)}>Stay with the newer form</a>
      </div>
    `;
  }

  /** Where she pressed: what stands above may have scrolled away. */
  const refused = () =>
    failed ? html`<p class="wv-note wv-note--refused" role="alert">NOT saved. Try again.</p>` : nothing;

  /** @param {string} title @param {string[]} keys */
  function listed(title, keys) {
    const { view, definition, child } = frame;
    if (!keys.length) return nothing;
    return html`<h2 class="nhsuk-heading-m">${title}</h2>
      <dl class="wv-facts">${keys.map((key) => {
        const id = idOf(key);
        return html`<div><dt>${calledAt(definition, key)}</dt><dd>${saidOf(definition, id, view.answers[key], child, !isShort(view.answers)).map((words) => html`<div>${words}</div>`)}</dd></div>`;
      })}</dl>`;
  }

  draw();
  return {
    async redraw() {
      await frame.refresh();
      to = await spoken();
      draw();
    },
  };
}
