/** Before the door: who this child is, who is around, what was recorded and what a manager said. */

import { html, nothing, render } from "lit-html";
import { addressWords } from "../forms/said.js";
import { choiceLabel, definitionOf } from "../shell/definitions.js";
import { hrefs } from "../shell/route.js";
import { contactWords, marks, standing } from "../shell/visits.js";
import { ageOf, date, day, fullName, nhsNumber } from "../shell/words.js";
import { drawAbsent } from "./absent.js";

/** @type {import("../shell/app.js").Screen} */
export async function child({ main, root, route, session }) {
  const definition = await definitionOf(Number(main.dataset.version));
  let known = await session.child(route.id);
  if (!known)
    return drawAbsent(
      main,
      "This child is not on this tablet",
      "The child may have moved to another team. Nothing you wrote is lost: see Waiting and sent.",
    );
  main.replaceChildren(root);

  function draw() {
    if (!known) return;
    const now = new Date();
    const { child, visits } = known;
    const waiting = visits.filter((visit) => marks(visit).length);
    render(
      html`
        <a class="nhsuk-back-link" href=${hrefs.today()}>Today</a>
        <h1 class="nhsuk-heading-l" tabindex="-1" data-test="child-name">${fullName(child)}</h1>
        <dl class="wv-facts">
          ${child.also_known_as ? fact("Also known as", child.also_known_as) : nothing}
          ${fact("Age", ageOf(child, now))} ${fact("Date of birth", child.dob ? date(child.dob) : "Not born yet")}
          ${fact("NHS number", nhsNumber(child.nhs_number))} ${fact("Sex", SEX[child.sex ?? ""] ?? "Not recorded")}
          ${fact("Next contact", child.next_contact ? `${choiceLabel(definition.fields.contact_type, child.next_contact.type)}, ${day(child.next_contact.due, now)}` : "None planned")}
          ${fact("Team", child.team.name)}
        </dl>
        ${
          waiting.length
            ? html`<div class="wv-note wv-note--comment" data-test="comments"><p><strong>For you to look at</strong></p>
              ${waiting.map((visit) => html`<p><a class="nhsuk-link" href=${hrefs.visit(visit.visit_id)}>${contactWords(definition, visit)}, ${visitDay(visit)}</a>: ${marks(visit).join(", ")}</p>`)}</div>`
            : nothing
        }
        <div class="wv-two">
          <section>
            <h2 class="nhsuk-heading-m">People</h2>
            ${
              child.people.length
                ? html`<ul class="wv-rows">${child.people.map(({ name, relation }) => html`<li class="wv-row"><div class="wv-row__inner"><span>${name}</span><span class="wv-row__status">${relation}</span></div></li>`)}</ul>`
                : html`<p class="wv-empty">Nobody is recorded around this child yet. People you name in a visit are kept with it.</p>`
            }
          </section>
          <section>
            <h2 class="nhsuk-heading-m">Addresses</h2>
            ${
              child.addresses.length
                ? html`<ul class="wv-rows">${child.addresses.map((address) => html`<li class="wv-row"><div class="wv-row__inner">${addressWords(address)}</div></li>`)}</ul>`
                : html`<p class="wv-empty">No address is recorded. What you are told in a visit is kept with it.</p>`
            }
          </section>
        </div>
        <h2 class="nhsuk-heading-m">Visits</h2>
        ${
          visits.length
            ? html`<ul class="wv-rows" data-test="visits">${visits.map(
                (visit) => html`<li class="wv-row"><div class="wv-row__inner">
                  <a class="wv-row__link" href=${hrefs.visit(visit.visit_id)}><span class="wv-row__name">${contactWords(definition, visit)}, ${visitDay(visit)}</span></a>
                  <span class="wv-row__status">${standing(visit, now)}</span>
                  <span class="wv-row__more">${visit.author ? visit.author.name : "You"}</span>
                </div></li>`,
              )}</ul>`
            : html`<p class="wv-empty">No visits yet. The first one you start will stand here.</p>`
        }
        <div class="wv-reach"><a class="nhsuk-button" data-test="start-visit" href=${hrefs.start(child.child_id)}>Start visit</a></div>
      `,
      root,
    );
  }

  draw();
  return {
    async redraw() {
      if (session.locked) return;
      known = (await session.child(route.id)) ?? known;
      draw();
    },
  };
}

/** The NHS codes of the record. @type {Record<string, string>} */
const SEX = {
  female: "Female",
  male: "Male",
  indeterminate: "Indeterminate",
  F: "Female",
  M: "Male",
  I: "Indeterminate",
  1: "Male",
  2: "Female",
  9: "Indeterminate",
};

/** @param {string} name @param {unknown} words */
const fact = (name, words) => html`<div><dt>${name}</dt><dd>${words}</dd></div>`;

/** @param {import("../local/types.js").VisitLine} visit */
const visitDay = ({ contact_start, created_at }) =>
  contact_start || created_at ? date(/** @type {string} */ (contact_start ?? created_at)) : "no date";
