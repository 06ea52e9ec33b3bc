/** Finding a question by a word of its name, its text or its choices. */

import { html, nothing, render } from "lit-html";
import { shown } from "../forms/applicable.js";
import { isShort } from "../forms/earshot.js";
import { findQuestions } from "../forms/finding.js";

/**
 * @param {object} given
 * @param {import("../shell/definitions.js").Definition} given.definition
 * @param {() => Record<string, any>} given.answers  as they are on the screen at this moment
 * @param {(section: string, key: string) => string} given.href
 * @returns {{element: HTMLElement, draw: () => void}}
 */
export function finder({ definition, answers, href }) {
  const element = document.createElement("div");
  element.className = "wv-search wv-find";
  let typed = "";
  let short = isShort(answers());

  function draw() {
    // What she looked for may name what must not be seen any more.
    if (short !== isShort(answers())) typed = "";
    short = isShort(answers());
    const found = findQuestions(definition, shown(definition, answers()), typed);
    render(
      html`
        <label class="nhsuk-label" for="find-question">Find a question</label>
        <input class="nhsuk-input" id="find-question" type="search" autocomplete="off" spellcheck="false" .value=${typed}
          @input=${(/** @type {Event} */ event) => {
            typed = /** @type {HTMLInputElement} */ (event.currentTarget).value;
            draw();
          }} />
        <p class="wv-small wv-quiet" role="status">${typed.trim() ? (found.length ? `${found.length} found` : "No question with these words") : ""}</p>
        ${
          found.length
            ? html`<ul class="wv-rows" data-test="found">
                ${found.map(
                  ({ key, section, name, label, title }) => html`<li class="wv-row"><div class="wv-row__inner">
                    <a class="nhsuk-link wv-row__link wv-row__name" href=${href(section, key)}>${name}</a>
                    <span class="wv-row__more">${title}: ${label}</span></div></li>`,
                )}
              </ul>`
            : nothing
        }
      `,
      element,
    );
  }

  draw();
  return { element, draw };
}
