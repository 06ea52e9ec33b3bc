/** A child's growth: every measurement on this tablet among the centile lines, what was not sent yet included. */

import { html, render } from "lit-html";
import { growthCharts } from "../components/growth_chart.js";
import { sheet } from "../components/sheet.js";
import { growthOf } from "../forms/growth_inputs.js";
import { visitsOf } from "../shell/earlier.js";
import { hrefs } from "../shell/route.js";
import { withBirth } from "../shell/visits.js";
import { bornWords, fullName, nhsNumber, shortDate } from "../shell/words.js";
import { noChild } from "./absent.js";

/** @type {import("../shell/app.js").Screen} */
export async function growth({ main, root, route, session }) {
  const known = await session.child(route.id);
  if (!known) return noChild(main);
  const { child } = known;
  main.replaceChildren(root);

  async function redraw() {
    if (session.locked) return;
    const visits = await visitsOf(session, child.child_id);
    const who = withBirth(child, visits);
    render(
      html`
        <a class="nhsuk-back-link wv-unprinted" href=${hrefs.child(child.child_id)}>${fullName(child)}</a>
        <h1 class="nhsuk-heading-l wv-unprinted" tabindex="-1">Growth</h1>
        <p class="wv-unprinted">${fullName(child)} · NHS ${nhsNumber(child.nhs_number)} · ${bornWords(who, shortDate)}</p>
        <div class="wv-sheet--quiet">${sheet({ child: who, by: session.user.initials, now: new Date(), content: growthCharts(growthOf(child, visits)) })}</div>
        <p class="wv-unprinted"><button type="button" class="nhsuk-button nhsuk-button--secondary" data-test="print" @click=${() => window.print()}>Print</button></p>
      `,
      root,
    );
  }
  await redraw();
  return { redraw };
}
