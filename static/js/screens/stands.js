/** Two people answered the same question without knowing of each other. Both are kept; which one stands? */

import { html, nothing, render } from "lit-html";
import { openVisit } from "../components/visit_frame.js";
import { calledAt } from "../forms/context.js";
import { isShort } from "../forms/earshot.js";
import { aboutReply, replyLines } from "../forms/reply_words.js";
import { saidOf, sourceWords } from "../forms/said.js";
import { questionsWithTwoValues, standingAnswer } from "../forms/two_values.js";
import { hrefs } from "../shell/route.js";
import { styled } from "../shell/styles.js";
import { moment } from "../shell/words.js";
import { noVisit } from "./absent.js";

/** @type {import("../shell/app.js").Screen} */
export async function stands(page) {
  const { main, root, session, go, say } = page;
  const [opened, { BOOK }] = await Promise.all([openVisit(page), import("../shell/rules_at_work.js"), styled()]);
  if (!opened) return noVisit(main);
  const frame = opened;
  main.replaceChildren(root);
  frame.onEarshot(draw);
  /** What is chosen, with the question as it was on the screen then. @type {Map<string, {drawn: any, side: any}>} */
  const chosen = new Map();
  let failed = "";
  for (const [key, id] of page.kept ?? []) {
    const question = questionsWithTwoValues(frame.definition, frame.view).find((one) => one.key === key);
    const side = question?.sides.find((one) => one.id === id);
    if (question && side) chosen.set(key, { drawn: question.drawn, side });
  }

  /** @param {SubmitEvent} event */
  async function save(event) {
    event.preventDefault();
    if (!chosen.size) {
      failed = "Choose which one stands, or go back.";
      return draw();
    }
    const answers = Object.fromEntries([...chosen].map(([key, { drawn, side }]) => [key, standingAnswer(drawn, side)]));
    try {
      await frame.record(answers);
    } catch {
      failed = "NOT saved. Try again.";
      return draw();
    }
    chosen.clear();
    say("Saved on this tablet");
    await go(hrefs.visit(frame.view.visit_id));
  }

  function draw() {
    const { view, definition, child } = frame;
    const now = new Date();
    const questions = questionsWithTwoValues(definition, view);
    render(
      html`
        <a class="nhsuk-back-link" href=${hrefs.visit(view.visit_id)}>The visit</a>
        <h1 class="nhsuk-heading-l" tabindex="-1">Both are kept; which one stands?</h1>
        ${
          questions.length
            ? html`<p>Two people answered the same question without knowing of each other. Neither did anything wrong. Ask your colleague if you are not sure. The answer you do not choose stays in the history, with its author.</p>`
            : html`<p class="wv-empty">There is nothing to decide here now.</p>`
        }
        <form autocomplete="off" novalidate @submit=${save}>
          ${questions.map(question)}
          ${
            questions.length && view.editable
              ? html`<div class="wv-reach">
                  ${failed ? html`<p class="wv-note wv-note--refused" role="alert">${failed}</p>` : nothing}
                  <button class="nhsuk-button">Save which one stands</button>
                </div>`
              : nothing
          }
        </form>
      `,
      root,
    );

    /** @param {ReturnType<typeof questionsWithTwoValues>[number]} one */
    function question({ key, field, drawn, sides }) {
      const about = aboutReply(
        definition,
        key,
        sides.map(({ said }) => said),
        BOOK.rules,
      );
      const name = about?.name ?? (calledAt(definition, key) || "An answer");
      const id = `stands-${key.replaceAll("/", "-")}`;
      return html`<fieldset class="nhsuk-fieldset wv-stands" data-test="two-values">
        <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">${about ? html`<span class="wv-small">${about.section}:</span> ` : nothing}${name}</legend>
        <div class="nhsuk-radios">
          ${sides.map((side, at) => {
            const who = side.own ? "You, on this tablet" : (side.said.by?.name ?? "A colleague");
            return html`<div class="wv-stands__side">
              <div class="nhsuk-radios__item">
                <input class="nhsuk-radios__input" type="radio" autocomplete="off" id="${id}-${at}" name=${id} ?disabled=${!view.editable}
                  .checked=${chosen.get(key)?.side.id === side.id} aria-describedby="${id}-${at}-who" @change=${() => chosen.set(key, { drawn, side })} />
                <label class="nhsuk-label nhsuk-radios__label" for="${id}-${at}">${lines(key, field, side.said)}</label>
              </div>
              <div class="wv-stands__who" id="${id}-${at}-who">
                <p>${who}${side.said.at ? `, ${moment(side.said.at, now)}` : ""}${sourceWords(definition, side.said, child) ? ` · ${sourceWords(definition, side.said, child)}` : ""}</p>
                <p class="wv-quiet">${before(key, field, side)}</p>
              </div>
            </div>`;
          })}
        </div>
        ${about ? nothing : html`<p class="wv-go"><a class="nhsuk-link" href=${hrefs.section(view.form_version, definition.fields[field]?.section ?? "", view.visit_id, key)}>Neither: write another answer</a></p>`}
      </fieldset>`;
    }

    /** What was said, a line each. @param {string} key @param {string} field @param {any} said */
    function words(key, field, said) {
      return definition.fields[field]
        ? saidOf(definition, field, said, child, !isShort(view.answers))
        : replyLines(key, said);
    }

    /** @param {string} key @param {string} field @param {any} said */
    function lines(key, field, said) {
      const found = words(key, field, said);
      return found.length
        ? found.map((line, at) => html`${at ? html`<br />` : nothing}${line}`)
        : "No answer: it was taken out";
    }

    /** @param {string} key @param {string} field @param {import("../forms/two_values.js").Side} side */
    function before(key, field, { saw, own }) {
      const whose = own ? "On your screen then" : "On her screen then";
      if (saw === undefined) return `${whose}: not known on this tablet`;
      const then = saw ? words(key, field, saw).join(", ") : "";
      if (!saw || !then) return `${whose}: no answer yet`;
      return `${whose}: ${then}${saw.by ? ` (${saw.by.name}${saw.at ? `, ${moment(saw.at, now)}` : ""})` : ""}`;
    }
  }

  draw();
  return {
    async redraw() {
      if (session.locked) return;
      await frame.refresh();
      draw();
    },
    unsaved: () => (chosen.size ? [...chosen].map(([key, { side }]) => [key, side.id]) : null),
  };
}
