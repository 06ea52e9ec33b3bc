/** One section of the form: the questions as the server drew them, bound to the visit. */

import { html, nothing, render } from "lit-html";
import { openVisit } from "../components/visit_frame.js";
import { sectionsShown } from "../forms/applicable.js";
import { bindSection } from "../forms/bind.js";
import { goTo } from "../shell/navigate.js";
import { hrefs } from "../shell/route.js";
import { drawAbsent } from "./absent.js";

/** @type {import("../shell/app.js").Screen} */
export async function section(page) {
  const { main, root, route, say } = page;
  const opened = await openVisit(page);
  if (!opened)
    return drawAbsent(main, "This visit is not on this tablet", "What you wrote is not lost: see Waiting and sent.");
  const frame = opened;
  const { view, definition, child } = frame;
  const form = /** @type {HTMLFormElement} */ (main.querySelector("form"));
  const heading = /** @type {HTMLElement} */ (main.querySelector("h1"));
  heading.tabIndex = -1;

  const back = document.createElement("div");
  main.prepend(back);
  render(html`<a class="nhsuk-back-link" href=${hrefs.visit(view.visit_id)}>All sections</a>`, back);
  main.append(root);

  const bound = bindSection({
    form,
    definition,
    child,
    me: page.session.user.id,
    view,
    record: (answers) => frame.record(answers),
    say,
  });
  frame.onEarshot((earshot) => bound.heard(earshot));

  function draw() {
    const { view } = frame;
    const codes = sectionsShown(definition, view.answers);
    const here = definition.sections.findIndex(({ code }) => code === main.dataset.section);
    const inOrder = definition.sections.filter(({ code }, at) => at === here || codes.includes(code));
    const at = inOrder.findIndex(({ code }) => code === main.dataset.section);
    const [before, after] = [inOrder[at - 1], inOrder[at + 1]];
    /** @param {{code: string, title: string}} to */
    const href = ({ code }) => hrefs.section(view.form_version, code, view.visit_id);
    render(
      html`
        ${codes.includes(main.dataset.section ?? "") ? nothing : html`<p class="wv-empty">Nothing is asked here at this type of contact.</p>`}
        <nav class="wv-reach" aria-label="Sections">
          ${before ? html`<a class="wv-step" rel="prev" href=${href(before)}><span class="wv-small">Previous</span> ${before.title}</a>` : nothing}
          ${
            after
              ? html`<a class="wv-step wv-step--next" rel="next" href=${href(after)}><span class="wv-small">Next</span> ${after.title}</a>`
              : html`<a class="wv-step wv-step--next" rel="next" href=${hrefs.check(view.visit_id)}><span class="wv-small">Next</span> Check and submit</a>`
          }
        </nav>
      `,
      root,
    );
  }

  draw();
  if (route.at) queueMicrotask(() => goTo(bound.find(route.at) ?? heading));
  return {
    async redraw() {
      await frame.refresh();
      bound.refresh(frame.view);
      draw();
    },
    flush: () => bound.flush(),
  };
}
